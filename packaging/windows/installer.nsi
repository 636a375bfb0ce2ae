; The installer for Windows: for one person, without an administrator.
;
;   makensis -DTREE=… -DPICTURES=… -DVERSION=0.1.0 -DOUT=….exe [-DFAST] installer.nsi
;
; On the command line: /S installs without a window, /D=FOLDER (last, unquoted) chooses the folder.
; uninstall.exe /S removes the program without a window; with /PURGE its settings, log and practice office as well.
; Exit status: 0 done, 1 broken off, 3 the program is running, 4 not a 64-bit Windows, 5 older than Windows 10.
; The offices themselves are never touched.

Unicode true
!ifdef NSIS_PACKEDVERSION
  Target amd64-unicode
!endif
!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
SetDateSave off ; the times of the build are no use on her computer, and the installer comes out the same twice
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user

!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "MUI2.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

!define NAME "Permenti"
!define KIND "Permenti.Office"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${NAME}" "Folder"
BrandingText "${NAME} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

!define MUI_ICON "${PICTURES}/permenti.ico"
!define MUI_UNICON "${PICTURES}/permenti.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURES}/wizard.bmp"
!define MUI_HEADERIMAGE
!define MUI_HEADERIMAGE_RIGHT
!define MUI_HEADERIMAGE_BITMAP "${PICTURES}/header.bmp"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "$(WelcomeTitle)"
!define MUI_WELCOMEPAGE_TEXT "$(WelcomeText)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\Permenti.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(RunNow)"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(UninstallText)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

; The first is taken where Windows speaks neither.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

LangString WelcomeTitle ${LANG_GERMAN} "Permenti ${VERSION} einrichten"
LangString WelcomeTitle ${LANG_ENGLISH} "Install Permenti ${VERSION}"
LangString WelcomeText ${LANG_GERMAN} "Permenti wird nur für Sie eingerichtet; ein Administrator ist nicht nötig.$\r$\n$\r$\nEine ältere Fassung wird ersetzt. Ihre Dateien, Sicherungen und Einstellungen bleiben, wie sie sind.$\r$\n$\r$\nBitte schließen Sie Permenti, bevor Sie weitergehen."
LangString WelcomeText ${LANG_ENGLISH} "Permenti is installed for you alone; no administrator is needed.$\r$\n$\r$\nAn older version is replaced. Your files, backups and settings stay as they are.$\r$\n$\r$\nPlease close Permenti before you go on."
LangString RunNow ${LANG_GERMAN} "Permenti jetzt öffnen"
LangString RunNow ${LANG_ENGLISH} "Open Permenti now"
LangString UninstallText ${LANG_GERMAN} "Permenti wird von diesem Rechner entfernt. Ihre Dateien, Sicherungen und Einstellungen bleiben."
LangString UninstallText ${LANG_ENGLISH} "Permenti is removed from this computer. Your files, backups and settings stay."
LangString Running ${LANG_GERMAN} "Permenti läuft noch. Bitte schließen Sie es und wählen Sie dann „Wiederholen“."
LangString Running ${LANG_ENGLISH} "Permenti is still running. Please close it and then choose Retry."
LangString Needs64 ${LANG_GERMAN} "Permenti braucht ein 64-Bit-Windows."
LangString Needs64 ${LANG_ENGLISH} "Permenti needs a 64-bit Windows."
LangString Needs10 ${LANG_GERMAN} "Permenti braucht Windows 10 oder neuer."
LangString Needs10 ${LANG_ENGLISH} "Permenti needs Windows 10 or newer."
LangString FileType ${LANG_GERMAN} "Permenti-Büro"
LangString FileType ${LANG_ENGLISH} "Permenti office"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=${LANG_GERMAN} "ProductName" "${NAME}"
VIAddVersionKey /LANG=${LANG_GERMAN} "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_GERMAN} "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_GERMAN} "FileDescription" "Permenti einrichten"
VIAddVersionKey /LANG=${LANG_GERMAN} "CompanyName" "The Permenti authors"
VIAddVersionKey /LANG=${LANG_GERMAN} "LegalCopyright" "2026 The Permenti authors, Apache License 2.0"

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "$(Needs64)" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP "$(Needs10)" /SD IDOK
    SetErrorLevel 5
    Quit
  ${EndIf}
FunctionEnd

; A program that runs cannot be opened for writing. Nothing has been changed when this gives up.
!macro WaitUntilClosed prefix
  Function ${prefix}WaitUntilClosed
    again:
    StrCpy $1 "free"
    ${If} ${FileExists} "$INSTDIR\Permenti.exe"
      ClearErrors
      FileOpen $0 "$INSTDIR\Permenti.exe" a
      ${If} ${Errors}
        StrCpy $1 "running"
      ${Else}
        FileClose $0
      ${EndIf}
    ${EndIf}
    ${If} ${FileExists} "$INSTDIR\permenti-desktop.exe"
      ClearErrors
      FileOpen $0 "$INSTDIR\permenti-desktop.exe" a
      ${If} ${Errors}
        StrCpy $1 "running"
      ${Else}
        FileClose $0
      ${EndIf}
    ${EndIf}
    ${If} $1 == "running"
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY again
      SetErrorLevel 3
      Quit
    ${EndIf}
  FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

; Only what is ours: she may have chosen a folder with other things in it.
!macro RemoveProgram
  RMDir /r "$INSTDIR\runtime"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\Permenti.exe"
  Delete "$INSTDIR\permenti-desktop.exe"
  Delete "$INSTDIR\uninstall.exe"
!macroend

!macro TellExplorer
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

Section
  Call WaitUntilClosed
  SetOutPath "$INSTDIR"
  !insertmacro RemoveProgram
  File /r "${TREE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\Permenti.exe"

  WriteRegStr HKCU "Software\${NAME}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "Software\${NAME}" "Version" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\Permenti.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Permenti authors"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0

  WriteRegStr HKCU "Software\Classes\.permenti" "" "${KIND}"
  WriteRegStr HKCU "Software\Classes\${KIND}" "" "$(FileType)"
  WriteRegStr HKCU "Software\Classes\${KIND}\DefaultIcon" "" "$INSTDIR\Permenti.exe,0"
  WriteRegStr HKCU "Software\Classes\${KIND}\shell\open\command" "" '"$INSTDIR\Permenti.exe" gui "%1"'
  !insertmacro TellExplorer
SectionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  !insertmacro RemoveProgram
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\${NAME}"
  ReadRegStr $0 HKCU "Software\Classes\.permenti" ""
  ${If} $0 == "${KIND}"
    DeleteRegKey HKCU "Software\Classes\.permenti"
  ${EndIf}
  DeleteRegKey HKCU "Software\Classes\${KIND}"
  !insertmacro TellExplorer

  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/PURGE" $2
  ${IfNot} ${Errors}
    Delete "$LOCALAPPDATA\${NAME}\*.json"
    Delete "$LOCALAPPDATA\${NAME}\Beispiel.permenti*"
    RMDir /r "$LOCALAPPDATA\${NAME}\Beispiel-Sicherungen"
    RMDir /r "$LOCALAPPDATA\${NAME}\Logs"
    RMDir "$LOCALAPPDATA\${NAME}"
  ${EndIf}
SectionEnd
