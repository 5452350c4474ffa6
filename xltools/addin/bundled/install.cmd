@echo off
rem Installs xltools for this user from the files beside this one; no administrator, no network.
rem ASCII only, for it is read in whatever code page the console has: what people are to read
rem stands in the files that it opens, or is said by Python.
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
set "TARGET=%LOCALAPPDATA%\xltools\python"
set "MADE=%TARGET%.new"
set "FORMER=%TARGET%.old"
set "PYTHON="
call :find
if not defined PYTHON call :official
if not defined PYTHON (
    start "" notepad.exe "%HERE%files\python-missing.txt"
    exit /b 1
)
rem The new one is made whole beside the former one, which stays as it is until then.
if exist "%MADE%" rmdir /s /q "%MADE%"
"%PYTHON%" -P -m venv "%MADE%" || goto failed
"%MADE%\Scripts\python.exe" -P -m pip install --quiet --disable-pip-version-check --no-index --no-deps --require-hashes --find-links "%HERE%wheels" -r "%HERE%wheels\requirements.txt" || goto failed
if exist "%FORMER%" rmdir /s /q "%FORMER%"
if exist "%TARGET%" move "%TARGET%" "%FORMER%" >nul || goto failed
move "%MADE%" "%TARGET%" >nul || goto back
rem Commands hold the path of their folder: ours is written once more where it now stands.
"%TARGET%\Scripts\python.exe" -P -m pip install --quiet --disable-pip-version-check --no-index --no-deps --force-reinstall --find-links "%HERE%wheels" @OURS@ || goto back
"%TARGET%\Scripts\python.exe" -P -m xltools addin install || goto back
if exist "%FORMER%" rmdir /s /q "%FORMER%"
"%TARGET%\Scripts\python.exe" -P -m xltools doctor
pause
exit /b 0

:back
if not exist "%FORMER%" goto failed
if exist "%TARGET%" rmdir /s /q "%TARGET%"
move "%FORMER%" "%TARGET%" >nul

:failed
start "" notepad.exe "%HERE%files\install-failed.txt"
pause
exit /b 1

rem The official installer lying beside this file, for this user only.
:official
for %%I in ("%HERE%python-@PYTHON@.*-amd64.exe") do start /wait "" "%%~fI" /passive InstallAllUsers=0 PrependPath=0 Include_launcher=0 Include_test=0
call :find
exit /b 0

rem A Python @PYTHON@ of 64 bits: where its installer puts it, on PATH, or known to its launcher.
:find
call :try "%LOCALAPPDATA%\Programs\Python\Python@DIGITS@\python.exe"
call :try "%ProgramFiles%\Python@DIGITS@\python.exe"
for %%P in (python.exe) do call :try "%%~$PATH:P"
if defined PYTHON exit /b 0
for /f "delims=" %%P in ('py.exe -@PYTHON@ -c "import sys; print(sys.executable)" 2^>nul') do call :try "%%P"
exit /b 0

:try
if defined PYTHON exit /b 0
if not exist "%~1" exit /b 0
"%~1" -c "import struct, sys; sys.exit((*sys.version_info[:2], struct.calcsize('P')) != (@TUPLE@, 8))" >nul 2>nul && set "PYTHON=%~1"
exit /b 0
