@echo off
rem The ribbon tab in WPS, for this user: @ACTION@. No administrator, no network, no Python.
rem ASCII only, for it is read in whatever code page the console has; installer.js speaks to people.
setlocal EnableExtensions DisableDelayedExpansion
"%SystemRoot%\System32\cscript.exe" //Nologo //E:JScript "%~dp0files\installer.js" @ACTION@
set "RESULT=%ERRORLEVEL%"
if "%~1"=="/quiet" goto end
rem 10 and 11 are installer.js's own; any other comes from an interpreter that did not run it.
if not "%RESULT%"=="10" if not "%RESULT%"=="11" start "" notepad.exe "%~dp0files\no-scripts.txt"
pause
:end
if "%RESULT%"=="10" exit /b 0
exit /b 1
