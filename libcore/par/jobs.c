/* jobs.c - default number of workers. */
#include "par/jobs.h"

#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "par/jobserver.h"

int
jobs_parse(const char *text)
{
	int n = 0;

	if (*text == '\0')
		return -1;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		n = n * 10 + (*text - '0');
		if (n > JOBS_MAX)
			return -1;
	}
	return n > 0 ? n : -1;
}

int
jobs_default(struct err *e)
{
	const char *env = getenv("SLUICE_JOBS");
	char quoted[64];
	int n, make;

	if (env != NULL && *env != '\0') {
		if ((n = jobs_parse(env)) < 0)
			err_set(e, STATUS_USAGE, "SLUICE_JOBS: not a number from 1 to %d: %s",
			    JOBS_MAX, err_quote(quoted, sizeof(quoted), env, strlen(env)));
		return n;
	}
	n = cpu_count();
	if (n > JOBS_MAX)
		n = JOBS_MAX;
	make = jobserver_slots();
	return make > 0 && make < n ? make : n;
}
