Attribute VB_Name = "Ribbon"
Option Explicit

' The tab's buttons. A button's tag names the macro of xltools.addin.macros that it runs; where
' Python does not run, Validate still recalculates, goes to the checks and tells the state.
' The module Places is made when the add-in is built: in which row of the add-in's own sheet each
' sentence stands, and names in the workbook.

Public Sub Press(control As IRibbonControl)
    Dim empty_book As Workbook
    If ActiveWorkbook Is Nothing And NeedsNone(control.Tag) Then
        Set empty_book = Workbooks.Add
        PressOn control.Tag
        empty_book.Close False
    Else
        PressOn control.Tag
    End If
End Sub

' Whether a macro works on no open workbook. Without one it is run from an empty one, which is
' closed again: Python finds Excel by a workbook.
Private Function NeedsNone(macro As String) As Boolean
    Select Case macro
        Case "import_report", "batch", "open_ledger", "self_check", "manual"
            NeedsNone = True
    End Select
End Function

Private Sub PressOn(macro As String)
    Dim trouble As String
    trouble = Refusal()
    If trouble = "" Then
        trouble = Run(macro)
        If trouble = "" Then Exit Sub
        If macro = "validate" Then trouble = State() & vbNewLine & vbNewLine & trouble
    End If
    MsgBox trouble, vbInformation, Said(TITLE)
End Sub

' Why nothing can be done with what is open, or "". The name of the workbook becomes part of a
' command line: a percent sign would be replaced there, and xlwings cuts it at an equals sign.
Private Function Refusal() As String
    If ActiveWorkbook Is Nothing Then
        Refusal = Said(NO_WORKBOOK)
    ElseIf ActiveWorkbook.Name Like "*[%=""]*" Then
        Refusal = Said(UNSAFE_NAME)
    End If
End Function

' Runs a macro; what kept it from running, or "".
Private Function Run(macro As String) As String
    On Error GoTo Blocked
    Application.StatusBar = Said(RUNNING)
    Select Case RunPython("from xltools.addin import macros; macros." & macro & "()")
        Case NO_INTERPRETER
            Run = Said(NO_PYTHON)
        Case PYTHON_STOPPED
            Run = Said(PYTHON_FAILED)
    End Select
    Application.StatusBar = False
    Exit Function
Blocked:
    Application.StatusBar = False
    Run = Said(PYTHON_BLOCKED)
End Function

' What the workbook's own formulas say of it, with the checks before the user's eyes.
Private Function State() As String
    On Error GoTo Foreign
    Application.Calculate
    Application.Goto ActiveWorkbook.Names(CHECKS_NAME).RefersToRange, True
    State = Said(STATE_IS) & CStr(ActiveWorkbook.Names(STATE_NAME).RefersToRange.Value)
    Exit Function
Foreign:
    State = Said(NOT_OURS)
End Function

' A sentence from the add-in's own sheet: this module is read in any code page.
Private Function Said(row As Integer) As String
    Said = CStr(ThisWorkbook.Worksheets(1).Cells(row, 1).Value)
End Function
