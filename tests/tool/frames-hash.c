/*
 * frames-hash.c - Spark's hashes of frames from stdin, for tests against Spark.
 *
 * A line per row: hash() and xxhash64() of every column, then of all of them together.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "format/frames.h"
#include "model/column_hash.h"

static void
print_rows(const uint64_t *h, int64_t rows, size_t pairs)
{
	int64_t i;
	size_t k;

	for (i = 0; i < rows; i++) {
		for (k = 0; k < pairs; k++)
			(void)printf("%s%" PRId64 "\t%" PRId64, k > 0 ? "\t" : "",
			    (int64_t)h[2 * k * (size_t)rows + (size_t)i],
			    (int64_t)h[(2 * k + 1) * (size_t)rows + (size_t)i]);
		(void)printf("\n");
	}
}

/* 0 or -1. */
static int
hash_batch(const struct batch *b, struct err *e)
{
	const size_t n = b->schema->nfield, rows = (size_t)b->rows;
	uint64_t *h = calloc((n + 1) * 2 * rows + 1, sizeof(*h));
	uint32_t *cols = calloc(n + 1, sizeof(*cols));
	int rc = h == NULL || cols == NULL ? err_nomem(e, rows) : 0;
	size_t k, from, of;

	for (k = 0; rc == 0 && k < n; k++)
		cols[k] = (uint32_t)k;
	for (k = 0; rc == 0 && k <= n; k++) {
		from = k < n ? k : 0;
		of = k < n ? 1 : n;
		rc = column_hash(b, cols + from, of, HASH_SPARK, h + 2 * k * rows, e);
		if (rc == 0)
			rc = column_hash(b, cols + from, of, HASH_SPARK64, h + (2 * k + 1) * rows, e);
	}
	if (rc == 0)
		print_rows(h, b->rows, n + 1);
	free(cols);
	free(h);
	return rc;
}

int
main(void)
{
	const struct frames_read_conf conf = { .end = FRAMES_EOF };
	struct batch_list l = { 0, 0, NULL };
	struct err e = ERR_INIT;
	struct source *s = NULL;
	struct epoch *ep;
	struct in *in = in_fd(0, "stdin", false, &e);
	size_t i;
	int rc = -1;

	if (in != NULL)
		s = frames_source_new(in, &conf, &e);
	while (s != NULL && (rc = source_next(s, &l, &ep, &e)) == 1) {
		for (i = 0; i < l.n && rc == 1; i++)
			rc = hash_batch(l.batch[i], &e) == 0 ? 1 : -1;
		epoch_free(ep);
		batch_list_release(&l);
		if (rc < 0)
			break;
	}
	batch_list_release(&l);
	source_free(s);
	if (rc < 0)
		(void)fprintf(stderr, "frames-hash: %s\n", e.msg);
	return rc < 0;
}
