/* The time of day stands still at $STANDING_CLOCK (seconds since 1970); what measures spans of time goes on.
 *
 *   cc -shared -fPIC -O1 -o standing_clock.so standing_clock.c
 *   STANDING_CLOCK=1795509000 LD_PRELOAD=./standing_clock.so python3 …
 *
 * For tools/screenshots.py alone: so a page looks the same on every day the pictures are taken.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static time_t moment(void)
{
    const char *told = getenv("STANDING_CLOCK");
    return told ? (time_t)atoll(told) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static int (*real)(clockid_t, struct timespec *);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) {
        now->tv_sec = moment();
        now->tv_nsec = 0;
        return 0;
    }
    if (real == NULL)
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    return real(clock, now);
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    (void)zone;
    now->tv_sec = moment();
    now->tv_usec = 0;
    return 0;
}

time_t time(time_t *now)
{
    if (now)
        *now = moment();
    return moment();
}
