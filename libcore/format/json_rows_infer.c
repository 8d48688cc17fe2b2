/* json_rows_infer.c - what columns JSON text has, on all cores. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "format/json_rows.h"
#include "par/ordmap.h"

struct infer {
	struct json_infer *to;
	struct in *in;
	struct json_pieces *pieces;
	const struct json_pieces_conf *conf;
	const char *const *names;
	int input;
	bool skip;
};

/* A piece, and later what it was found to be. */
struct item {
	struct json_chunk *chunk;
	struct json_guess *guess;
};

static void
item_free(void *ctx, void *item)
{
	struct item *i = item;

	(void)ctx;
	if (i->chunk != NULL)
		json_pieces_drop(i->chunk);
	json_guess_free(i->guess);
	free(i);
}

static int
infer_read(void *ctx, void **out, struct err *e)
{
	struct infer *f = ctx;
	struct item *i = mem_zero(1, sizeof(*i), e);
	int rc;

	if (i == NULL)
		return -1;
	rc = json_pieces_next(f->pieces, &i->chunk, e);
	if (rc != 1)
		free(i);
	*out = i;
	return rc;
}

/* The lines of the piece, those that are no JSON left out. */
static int
lines(struct item *i, unsigned depth, struct err *e)
{
	const uint8_t *t = i->chunk->piece.text, *end = t + i->chunk->piece.len, *feed;
	struct json_piece p = { .last = true };
	struct json_scan *s = json_scan_new(depth, e);
	struct json_bad bad;
	int rc = s == NULL ? -1 : 0;

	json_guess_objects_only(i->guess);
	for (; rc == 0 && t < end; t = feed + 1) {
		feed = memchr(t, '\n', (size_t)(end - t));
		feed = feed == NULL ? end : feed;
		p.text = t;
		p.len = (size_t)(feed - t);
		if (json_scan_check(s, &p, e) == 0)
			rc = json_guess_piece(i->guess, &p,
			    i->chunk->byte + (t - i->chunk->piece.text), &bad, e);
	}
	json_scan_free(s);
	return rc;
}

static int
infer_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct infer *f = ctx;
	struct item *i = item;
	struct json_bad bad = { JSON_OK, 0, 0 };
	char words[300], place[400];
	int rc;

	(void)worker;
	if ((i->guess = json_guess_new(f->conf->depth, e)) == NULL)
		goto fail;
	if (f->skip)
		rc = lines(i, f->conf->depth, e);
	else
		rc = json_guess_piece(i->guess, &i->chunk->piece, i->chunk->byte, &bad, e);
	if (rc == 0) {
		*result = i;
		return 0;
	}
	if (bad.fault != JSON_OK)
		err_set(e, STATUS_DATA, "%s: %s",
		    json_pieces_place(in_name(f->in), i->chunk, bad.at, place, sizeof(place)),
		    json_pieces_words(&i->chunk->piece, &bad, f->conf->depth, words,
		    sizeof(words)));
	else if (e != NULL && e->status == STATUS_DATA)
		err_prefix(e, "%s: ", in_name(f->in));
fail:
	item_free(ctx, i);
	return -1;
}

static void
spot(void *ctx, int input, int64_t row, int64_t byte, char *out, size_t outsz)
{
	const struct infer *f = ctx;

	snprintf(out, outsz, "%s: row %lld, byte %lld", f->names[input], (long long)row + 1,
	    (long long)byte);
}

static int
infer_write(void *ctx, void *result, bool last, struct err *e)
{
	struct infer *f = ctx;
	struct item *i = result;
	int rc = json_infer_merge(f->to, i->guess, f->input, spot, f, e);

	(void)last;
	item_free(ctx, i);
	return rc;
}

static void
infer_cancel(void *ctx)
{
	in_cancel(((struct infer *)ctx)->in);
}

int
json_rows_infer(struct json_infer *to, struct in *in, const char *const *names,
    int input, const struct json_pieces_conf *conf, bool skip, int jobs, struct err *e)
{
	struct infer f = { to, in, json_pieces_new(in, conf, e), conf, names, input, skip };
	const struct ordmap m = {
		.read = infer_read, .work = infer_work, .write = infer_write,
		.drop_item = item_free, .drop_result = item_free, .cancel = infer_cancel,
		.ctx = &f, .jobs = jobs
	};
	int rc;

	if (f.pieces == NULL)
		return -1;
	rc = ordmap_run(&m, e);
	json_pieces_free(f.pieces);
	return rc;
}
