/*
 * frames-copy.c - frames from stdin to stdout through our reader and writer, and
 * nothing else: for tests against other programs.
 *
 *	frames-copy [trailer|marker|eof [ROWS]]
 *
 * The word says what must end a stream on a pipe; batches go out in slices of ROWS.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/frames.h"

static int
report(const struct err *e)
{
	(void)fprintf(stderr, "frames-copy: %s\n", e->msg);
	return e->status;
}

/* Writes b in slices of step rows. */
static int
write_slices(struct sink *k, const struct batch *b, int64_t step, struct err *e)
{
	struct batch *slice;
	int rc = 0;

	if (step <= 0 || b->rows <= step)
		step = b->rows;
	for (int64_t i = 0; i < b->rows && rc == 0; i += step) {
		slice = batch_slice(b, i, b->rows - i < step ? b->rows - i : step, e);
		rc = slice == NULL ? -1 : sink_put(k, slice, e);
	}
	return rc;
}

/* Passes on everything from s to k.  0 or -1. */
static int
copy(struct source *s, struct sink *k, int64_t step, struct err *e)
{
	struct batch_list l = { 0, 0, NULL };
	struct epoch *ep;
	int rc;

	while ((rc = source_next(s, &l, &ep, e)) == 1) {
		for (size_t i = 0; i < l.n && rc >= 0; i++) {
			if (write_slices(k, l.batch[i], step, e) != 0)
				rc = -1;
		}
		if (ep != NULL && rc >= 0 && k->ops->commit(k, ep, e) != 0)
			rc = -1;
		epoch_free(ep);
		batch_list_release(&l);
		if (rc < 0)
			break;
	}
	batch_list_release(&l);
	return rc;
}

int
main(int argc, char **argv)
{
	struct frames_write_conf wconf = { .tool = "frames-copy" };
	struct frames_read_conf rconf = { .end = FRAMES_TRAILER };
	struct err e = ERR_INIT;
	struct sink *k = NULL;
	struct source *s;
	struct out *out;
	struct in *in;

	if (argc > 1 && strcmp(argv[1], "marker") == 0)
		rconf.end = FRAMES_MARKER;
	else if (argc > 1 && strcmp(argv[1], "eof") == 0)
		rconf.end = FRAMES_EOF;
	if ((in = in_fd(0, "stdin", false, &e)) == NULL ||
	    (s = frames_source_new(in, &rconf, &e)) == NULL) {
		frames_fail(1, e.status, (e.flags & ERR_UPSTREAM) ? e.tool : "frames-copy");
		return report(&e);
	}
	frames_conf_from(&wconf, s);
	if ((out = out_fd(1, "stdout", &e)) != NULL)
		k = frames_sink_new(out, s->schema, &wconf, &e);
	if (k != NULL && copy(s, k, argc > 2 ? atoll(argv[2]) : 0, &e) == 0)
		(void)k->ops->finish(k, &e);
	if (k != NULL && e.status != STATUS_OK)
		k->ops->fail(k, &e);
	sink_free(k);
	source_free(s);
	return e.status == STATUS_OK ? 0 : report(&e);
}
