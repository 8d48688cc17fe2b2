/* output_id.c - the outputs of this process, by device and inode. */
#include "io/output_id.h"

#include <stdbool.h>

/* stdout, and what options name. */
#define MOST 8

static struct {
	dev_t dev;
	ino_t ino;
} ids[MOST];
static size_t n_ids;
static const char *twice;	/* a path that is another output */

static bool
known(const struct stat *st)
{
	for (size_t i = 0; i < n_ids; i++)
		if (st->st_dev == ids[i].dev && st->st_ino == ids[i].ino)
			return true;
	return false;
}

static void
note(const struct stat *st)
{
	if (n_ids == MOST)
		return;
	ids[n_ids].dev = st->st_dev;
	ids[n_ids++].ino = st->st_ino;
}

void
output_id_fd(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode)))
		note(&st);
}

void
output_id_path(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	if (known(&st))
		twice = path;
	note(&st);
}

int
output_id_apart(struct err *e)
{
	return twice == NULL ? 0 :
	    err_set(e, STATUS_USAGE, "%s is another output, too", twice);
}

int
output_id_check(const struct stat *st, const char *name, struct err *e)
{
	return known(st) ? err_set(e, STATUS_USAGE, "%s is the output, too", name) : 0;
}
