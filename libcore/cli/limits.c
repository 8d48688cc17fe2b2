/* limits.c - how much memory this process may use. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/cmd_impl.h"

/* The number in a file of one number, or UINT64_MAX ("max", or no such file). */
static uint64_t
number_in(const char *path)
{
	FILE *f = fopen(path, "re");
	unsigned long long v = UINT64_MAX;

	if (f == NULL)
		return UINT64_MAX;
	if (fscanf(f, "%llu", &v) != 1)
		v = UINT64_MAX;
	fclose(f);
	return v;
}

/* The least memory.max (cgroup v2) from this process's group up to the root. */
static uint64_t
cgroup_memory(void)
{
	char line[1024], path[1200], *slash;
	uint64_t least = UINT64_MAX, v;
	FILE *f = fopen("/proc/self/cgroup", "re");

	if (f == NULL)
		return least;
	line[0] = '\0';
	while (fgets(line, sizeof(line), f) != NULL && strncmp(line, "0::/", 4) != 0)
		line[0] = '\0';
	fclose(f);
	if (line[0] == '\0')
		return least;
	line[strcspn(line, "\n")] = '\0';
	for (;;) {
		snprintf(path, sizeof(path), "/sys/fs/cgroup%s/memory.max", line + 3);
		if ((v = number_in(path)) < least)
			least = v;
		if ((slash = strrchr(line + 3, '/')) == NULL || slash[1] == '\0')
			return least;
		/* "/a/b" -> "/a" -> "/" */
		slash[slash == line + 3 ? 1 : 0] = '\0';
	}
}

uint64_t
limits_memory(void)
{
	uint64_t least = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t v = cgroup_memory();
	struct rlimit r;

	if (v < least)
		least = v;
	if (getrlimit(RLIMIT_DATA, &r) == 0 && r.rlim_cur != RLIM_INFINITY && r.rlim_cur < least)
		least = r.rlim_cur;
	if (getrlimit(RLIMIT_AS, &r) == 0 && r.rlim_cur != RLIM_INFINITY && r.rlim_cur < least)
		least = r.rlim_cur;
	return least;
}
