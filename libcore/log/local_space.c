/*
 * local_space.c - the room of deleted records goes back to the file system.
 *
 * Topics share segments, so that a segment may live on for the records of another
 * topic, or because a producer holds it: holes take the place of what was deleted.
 * Nothing is ever written into a place that a range had, so that this needs no lock.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log/local_segment.h"

static int
by_place(const void *a, const void *b)
{
	const struct ledger_span *x = a, *y = b;

	if (x->segment != y->segment)
		return x->segment < y->segment ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

/* Makes one of neighbours, so that whole blocks become free. */
static void
merge(struct ledger_spans *s)
{
	size_t i, n = 0;

	for (i = 1; i < s->n; i++) {
		if (s->v[i].segment == s->v[n].segment && s->v[i].from == s->v[n].to)
			s->v[n].to = s->v[i].to;
		else
			s->v[++n] = s->v[i];
	}
	s->n = s->n > 0 ? n + 1 : 0;
}

static bool
punch(int fd, const struct ledger_span *s)
{
	int rc;

	do
		rc = fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)s->from,
		    (off_t)(s->to - s->from));
	while (rc != 0 && errno == EINTR);
	return rc == 0;
}

/* Makes holes of the pieces; those that cannot become one are the first *n afterwards. */
static void
punch_all(const char *dir, struct ledger_spans *s, size_t *n)
{
	size_t i;
	char *path;
	int fd = -1;

	*n = 0;
	for (i = 0; i < s->n; i++) {
		if (i == 0 || s->v[i].segment != s->v[i - 1].segment) {
			if (fd >= 0)
				close(fd);
			path = segment_path(dir, s->v[i].segment, NULL);
			fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
			free(path);
		}
		if (fd < 0 || !punch(fd, &s->v[i]))
			s->v[(*n)++] = s->v[i];
	}
	if (fd >= 0)
		close(fd);
}

void
segment_free(struct ledger *l, const char *dir, struct ledger_spans *s, int64_t *kept)
{
	size_t i, n;
	char *path;

	*kept = 0;
	if (s->n > 0)
		qsort(s->v, s->n, sizeof *s->v, by_place);
	merge(s);
	punch_all(dir, s, &n);
	segment_collect(l, dir);
	/* What could not become a hole may have gone with its file. */
	for (i = 0; i < n; i++) {
		path = segment_path(dir, s->v[i].segment, NULL);
		if (path != NULL && access(path, F_OK) == 0)
			*kept += (int64_t)(s->v[i].to - s->v[i].from);
		free(path);
	}
}
