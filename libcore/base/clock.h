/* clock.h - what time it is, in milliseconds. */
#ifndef SLUICE_BASE_CLOCK_H
#define SLUICE_BASE_CLOCK_H

#include <stdint.h>

/* A clock that only goes forward, for durations; never 0.  Safe in a signal handler. */
int64_t clock_ms(void);

/* Since 1970.  Whoever sets the machine's time sets this one. */
int64_t clock_wall_ms(void);

#endif
