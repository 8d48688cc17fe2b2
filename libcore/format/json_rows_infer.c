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

/* What is good of text, which starts at byte base of the piece. */
static int
good_spans(struct item *i, const struct json_piece *text, const struct json_spans *l,
    size_t base, struct json_bad *bad, struct err *e)
{
	int rc = 0;

	for (size_t k = 0; k < l->n && rc == 0; k++) {
		const struct json_span *s = &l->span[k];
		const struct json_piece good = { .text = text->text + s->at, .len = s->len,
			.from = s->from, .to = s->to };

		/* What cannot be passed over is told by the pass that makes rows. */
		if (s->kind == JSON_GOOD)
			rc = json_guess_piece(i->guess, &good,
			    i->chunk->byte + (int64_t)(base + s->at), bad, e);
	}
	return rc;
}

/* What is good of the lines of the piece. */
static int
good_lines(struct item *i, unsigned depth, struct json_bad *bad, struct err *e)
{
	const uint8_t *text = i->chunk->piece.text, *t = text, *end = t + i->chunk->piece.len;
	struct json_scan *judge = json_scan_new(depth, e);
	struct json_piece p = { .last = true };
	struct json_spans spans = { NULL, 0, 0 };
	struct json_recover r;
	int rc = judge == NULL ? -1 : 0;
	size_t used;

	for (const uint8_t *feed; rc == 0 && t < end; t = feed + 1) {
		feed = memchr(t, '\n', (size_t)(end - t));
		feed = feed == NULL ? end : feed;
		p.text = t;
		p.len = (size_t)(feed - t);
		json_recover_init(&r, judge, JSON_FORM_LINES);
		rc = json_recover(&r, t, p.len, false, &spans, &used, e);
		if (rc == 0)
			rc = good_spans(i, &p, &spans, (size_t)(t - text), bad, e);
	}
	json_spans_release(&spans);
	json_scan_free(judge);
	return rc;
}

/* What is good of the piece. */
static int
good_only(struct item *i, const struct json_pieces_conf *conf, struct json_bad *bad,
    struct err *e)
{
	json_guess_objects_only(i->guess);
	return conf->lines ? good_lines(i, conf->depth, bad, e) :
	    good_spans(i, &i->chunk->piece, &i->chunk->spans, 0, bad, e);
}

static int
infer_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct infer *f = ctx;
	struct item *i = item;
	struct json_bad bad = { JSON_OK, 0, 0 };
	int rc;

	(void)worker;
	if ((i->guess = json_guess_new(f->conf->depth, e)) == NULL)
		goto fail;
	if (f->conf->recover)
		rc = good_only(i, f->conf, &bad, e);
	else
		rc = json_guess_piece(i->guess, &i->chunk->piece, i->chunk->byte, &bad, e);
	if (rc == 0) {
		*result = i;
		return 0;
	}
	if (bad.fault != JSON_OK)
		json_pieces_refuse(in_name(f->in), i->chunk, 0, &i->chunk->piece, &bad,
		    f->conf->depth, e);
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
    int input, const struct json_pieces_conf *conf, int jobs, struct err *e)
{
	struct infer f = { to, in, json_pieces_new(in, conf, e), conf, names, input };
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
