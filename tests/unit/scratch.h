/*
 * scratch.h - a directory for a test, and what it does there.
 *
 * A test begins with enter() and ends with leave(); or the program does, where its tests
 * share one directory.
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <unistd.h>

static char dir[256];

static void
enter(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(dir, sizeof(dir), "%s/sluice-unit.XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(dir) == NULL) {
		perror(dir);
		abort();
	}
}

/* A path in the directory; one of eight static places. */
__attribute__((format(printf, 1, 2), unused)) static const char *
in_dir(const char *fmt, ...)
{
	static char path[8][5000];
	static unsigned turn;
	char *p = path[turn++ % 8];
	size_t n = (size_t)snprintf(p, sizeof(path[0]), "%s/", dir);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p + n, sizeof(path[0]) - n, fmt, ap);
	va_end(ap);
	return p;
}

/* Runs a command line in the directory, which must succeed. */
__attribute__((format(printf, 1, 2), unused)) static void
sh(const char *fmt, ...)
{
	char cmd[4000];
	size_t n = (size_t)snprintf(cmd, sizeof(cmd), "cd '%s' && ", dir);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(cmd + n, sizeof(cmd) - n, fmt, ap);
	va_end(ap);
	if (system(cmd) != 0)
		check_fail(__FILE__, __LINE__, "failed: %s", cmd);
}

/* Removes the directory and what is in it. */
static void
leave(void)
{
	char cmd[300];

	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", dir);
	CHECK_INT(system(cmd), 0);
}

#endif
