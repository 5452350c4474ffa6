@echo off
rem Checks this computer: xltools doctor. ASCII only, see install.cmd.
setlocal EnableExtensions DisableDelayedExpansion
set "PYTHON=%LOCALAPPDATA%\xltools\python\Scripts\python.exe"
if not exist "%PYTHON%" (
    if exist "%~dp0files\not-installed.txt" start "" notepad.exe "%~dp0files\not-installed.txt"
    if not exist "%~dp0files\not-installed.txt" echo xltools: install.cmd
    pause
    exit 1
)
"%PYTHON%" -P -m xltools doctor
pause
exit
