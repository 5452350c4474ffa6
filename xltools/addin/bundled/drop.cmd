@echo off
rem Drop files or a folder on this: xltools @COMMAND@. ASCII only, see install.cmd.
rem Explorer puts no quotes around a name like "a&b.xlsx": the whole command line goes to Python,
rem and `exit` without /b keeps cmd from running what follows the ampersand.
setlocal EnableExtensions DisableDelayedExpansion
set "PYTHON=%LOCALAPPDATA%\xltools\python\Scripts\python.exe"
if not exist "%PYTHON%" (
    if exist "%~dp0files\not-installed.txt" start "" notepad.exe "%~dp0files\not-installed.txt"
    if not exist "%~dp0files\not-installed.txt" echo xltools: install.cmd
    pause
    exit 1
)
setlocal EnableDelayedExpansion
set "XLTOOLS_DROPPED=!CMDCMDLINE!"
"!PYTHON!" -P -m xltools addin dropped @COMMAND@
pause
exit
