/**
 * What the engine asks of a C library about time and chance, without the library's heap and files. A board has no calendar:
 * the wall clock is a port of the stack, so Date counts from 1970 and local time is UTC; and chance that matters comes
 * from the entropy port, so Math.random is the same in every run.
 */
#include "xs-platform.h"

int xs_gettimeofday(struct timeval *now, void *zone)
{
    (void)zone;
    now->tv_sec = 0;
    now->tv_usec = 0;
    return 0;
}

struct tm *xs_localtime(const time_t *seconds)
{
    static struct tm parts;
    return gmtime_r(seconds, &parts);
}

/** Days from 1 January 1970 to a day of the Gregorian calendar, `month` from 0; a year that begins in March ends with its leap day. */
static int32_t days_to(int32_t year, int32_t month, int32_t day)
{
    int32_t shifted = (month + 10) % 12;
    if (month < 2)
        year--;
    int32_t leap_days = year / 4 - year / 100 + year / 400;
    return 365 * year + leap_days + (153 * shifted + 2) / 5 + day - 719469;
}

time_t xs_mktime(struct tm *parts)
{
    time_t days = days_to(parts->tm_year + 1900, parts->tm_mon, parts->tm_mday);
    return ((days * 24 + parts->tm_hour) * 60 + parts->tm_min) * 60 + parts->tm_sec;
}

uint32_t xs_random(void)
{
    static uint32_t state = 2463534242u;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state >> 1;
}
