/* jobs.h - how many workers a command gets when nobody says. */
#ifndef SLUICE_PAR_JOBS_H
#define SLUICE_PAR_JOBS_H

#include "model/stream.h"

/* The most workers that may be asked for. */
#define JOBS_MAX WORKERS_MAX

/*
 * The number of workers without -j: SLUICE_JOBS, else the CPUs that this process
 * may use, but inside make -jN no more than N.  -1 (STATUS_USAGE) when
 * SLUICE_JOBS is no number from 1 to JOBS_MAX.
 */
int jobs_default(struct err *e);

/* The number in text (-j, SLUICE_JOBS), or -1 when it is not from 1 to JOBS_MAX. */
int jobs_parse(const char *text);

#endif
