/* Permenti.exe and permenti-desktop.exe: start the program with the Python that lies beside them.
 *
 * The interpreter is runtime\python311.dll. Where it looks for modules says runtime\python311._pth and nothing else:
 * no registry, no PYTHON… variable and no folder the program happens to be started in. Built twice: as a window
 * program, and with -DCONSOLE as one that speaks in the terminal.
 */
#include <windows.h>
#include <shobjidl.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define LONGEST_PATH 32768
#define BEFORE 4 /* words that are put before those of the user: -X utf8 -m permenti_start */

typedef int (*py_main)(int, wchar_t **);

static int complain(const wchar_t *file, DWORD code)
{
    static wchar_t text[LONGEST_PATH + 512];
    const wchar_t *german = L"Permenti kann nicht starten: Diese Datei fehlt oder ist beschädigt (Fehler %lu).\n\n%ls\n\n"
                            L"Bitte richten Sie Permenti noch einmal ein. Ihre Daten bleiben dabei erhalten.";
    const wchar_t *english = L"Permenti cannot start: this file is missing or damaged (error %lu).\n\n%ls\n\n"
                             L"Please install Permenti again. Your data is kept.";
    int is_german = PRIMARYLANGID(GetUserDefaultUILanguage()) == LANG_GERMAN;
    swprintf(text, sizeof text / sizeof *text, is_german ? german : english, code, file);
#ifdef CONSOLE
    fwprintf(stderr, L"%ls\n", text);
#else
    MessageBoxW(NULL, text, L"Permenti", MB_OK | MB_ICONERROR);
#endif
    return 3;
}

static int start(int count, wchar_t **words)
{
    static wchar_t runtime[LONGEST_PATH], library[LONGEST_PATH + 32];
    DWORD length = GetModuleFileNameW(NULL, runtime, LONGEST_PATH - 16);
    while (length > 0 && runtime[length - 1] != L'\\')
        length--;
    wcscpy(runtime + length, L"runtime");
    swprintf(library, sizeof library / sizeof *library, L"%ls\\python311.dll", runtime);

    /* Never from the current folder, which may be a stick of somebody's. (A stricter rule would keep drivers of
     * printers from finding their own parts.) */
    SetDllDirectoryW(L"");
    AddDllDirectory(runtime);
    HMODULE python = LoadLibraryExW(library, NULL, LOAD_LIBRARY_SEARCH_DEFAULT_DIRS | LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR);
    py_main begin = python ? (py_main)(void *)GetProcAddress(python, "Py_Main") : NULL;
    if (begin == NULL)
        return complain(library, GetLastError());

    wchar_t **all = calloc((size_t)count + BEFORE + 1, sizeof *all);
    if (all == NULL || count < 1)
        return 3;
    int n = 0;
    all[n++] = words[0];
    all[n++] = L"-X";
    all[n++] = L"utf8";
    all[n++] = L"-m";
    all[n++] = L"permenti_start";
    for (int i = 1; i < count; i++)
        all[n++] = words[i];
    SetCurrentProcessExplicitAppUserModelID(L"Permenti.Desktop");
    return begin(n, all);
}

#ifdef CONSOLE
int wmain(int count, wchar_t **words)
{
    return start(count, words);
}
#else
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, LPWSTR line, int show)
{
    (void)self, (void)before, (void)line, (void)show;
    return start(__argc, __wargv);
}
#endif
