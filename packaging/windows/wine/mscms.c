/* For tests under Wine only: the mscms.dll of Wine 8 ends the program when Qt asks it for a colour profile.
 * This one says politely that there is none. Never handed out. */
#include <windows.h>

#define EXPORT __declspec(dllexport)

static void *nothing(void)
{
    SetLastError(ERROR_CALL_NOT_IMPLEMENTED);
    return NULL;
}

EXPORT HANDLE WINAPI OpenColorProfileW(void *profile, DWORD access, DWORD sharing, DWORD creation)
{
    (void)profile, (void)access, (void)sharing, (void)creation;
    return nothing();
}

EXPORT HANDLE WINAPI WcsCreateIccProfile(HANDLE profile, DWORD options)
{
    (void)profile, (void)options;
    return nothing();
}

EXPORT BOOL WINAPI GetColorProfileFromHandle(HANDLE profile, PBYTE data, PDWORD size)
{
    (void)profile, (void)data, (void)size;
    return nothing() != NULL;
}

EXPORT BOOL WINAPI CloseColorProfile(HANDLE profile)
{
    (void)profile;
    return TRUE;
}
