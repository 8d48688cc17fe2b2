/* entry.c - words for what is no regular file. */
#include "hadoop/entry.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

char *
file_counts_others(const struct file_counts *c, char *out, size_t outsz)
{
	static const char *const name[FILE_OTHERS] = { "symbolic link", "device", "FIFO",
	    "socket", "hard link" };
	size_t at = 0;

	out[0] = '\0';
	for (int i = 0; i < FILE_OTHERS && at < outsz; i++)
		if (c->others[i] > 0)
			at += (size_t)snprintf(out + at, outsz - at, "%s%" PRIu64 " %s%s",
			    at > 0 ? ", " : "", c->others[i], name[i],
			    c->others[i] == 1 ? "" : "s");
	return out;
}
