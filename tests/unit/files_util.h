/* files_util.h - what a list of files tells, for tests. */
#ifndef TESTS_FILES_UTIL_H
#define TESTS_FILES_UTIL_H

#include "hadoop/list.h"

static char said[4000];		/* what problem() was told, a ";" after each; a test clears it */

/* For file_list_conf.problem. */
static int
problem(void *ctx, const struct err *why, struct err *e)
{
	size_t n = strlen(said);

	(void)ctx;
	(void)e;
	snprintf(said + n, sizeof(said) - n, "%s;", why->msg);
	return 0;
}

#endif
