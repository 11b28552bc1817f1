/*
 * Time that passes, for deadlines: no clock that somebody sets.
 */
#ifndef MCWIZARD_SYS_CLOCK_H
#define MCWIZARD_SYS_CLOCK_H

long long clock_ms(void); /* milliseconds since some moment in the past */

void clock_nap(int ms); /* a signal may end it sooner */

#endif
