/* json_map_run.c - one batch through a json_map. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/bits.h"
#include "ops/json_map_impl.h"

/* The value of row at hand cannot be used for that reason: fails, or puts it aside. */
static int
refuse(struct json_map_worker *w, struct err *why, struct err *e)
{
	const struct json_map *m = w->map;
	char place[400];
	const char *p;
	size_t n;

	if (m->conf.bad == NULL) {
		json_map_place(m, w->batch, w->row, why);
		return err_copy(e, why);
	}
	if (!json_map_where(m, w->batch, w->row, place, sizeof(place)))
		snprintf(place, sizeof(place), "row %" PRId64,
		    (w->batch->first < 0 ? 0 : w->batch->first) + w->row + 1);
	w->refused = true;
	p = column_bytes(&w->batch->col[m->column], w->row, &n);
	return bad_list_add(&w->bad, place, why->msg, p, n, e);
}

static int
misfit(struct json_fill *f, size_t at, struct err *e)
{
	(void)at;
	return refuse(f->ctx, &f->why, e);
}

static int
start(struct json_map *m, struct json_map_worker *w, struct err *e)
{
	w->map = m;
	if (w->scan != NULL || w->fill != NULL)
		return 0;
	if (m->conf.cols == NULL)
		return (w->scan = json_scan_new(m->conf.depth, e)) == NULL ? -1 : 0;
	if ((w->fill = json_fill_new(m->conf.cols, e)) == NULL)
		return -1;
	w->fill->ctx = w;
	w->fill->bad = misfit;
	return 0;
}

/* A row without a value. */
static int
null(struct json_map_worker *w, struct err *e)
{
	int32_t end = (int32_t)w->rows.text.len;

	if (w->fill != NULL)
		return json_fill_null(w->fill, e);
	if (w->rows.offsets.len == 0 && buf_zero(&w->rows.offsets, sizeof(end), e) != 0)
		return -1;
	w->rows.rows++;
	return buf_add(&w->rows.offsets, &end, sizeof(end), e);
}

static int
value(struct json_map_worker *w, const struct column *c, struct err *e)
{
	size_t n;
	const void *text = column_bytes(c, w->row, &n);
	const struct json_piece p = json_piece_value(text, n);
	struct err why = ERR_INIT;
	int64_t rows = w->rows.rows;
	const struct json_scan *s;
	int rc;

	if (w->fill != NULL)
		rc = json_fill_piece(w->fill, &p, e);
	else
		rc = json_scan_rows(w->scan, &p, &w->rows, e);
	s = w->fill != NULL ? w->fill->scan : w->scan;
	if (rc == 0 || s->bad.fault == JSON_OK)
		return rc;
	json_rows_cut(&w->rows, rows);
	json_refuse(&why, p.text, p.len, &s->bad, w->map->conf.depth);
	return refuse(w, &why, e);
}

/* All rows of the batch; sel gets a bit for each that stays, *n their number. */
static int
values(struct json_map_worker *w, uint8_t *sel, int64_t *n, struct err *e)
{
	const struct column *c = &w->batch->col[w->map->column];

	*n = 0;
	for (w->row = 0; w->row < w->batch->rows; w->row++) {
		w->refused = false;
		if (column_is_null(c, w->row) ? null(w, e) != 0 : value(w, c, e) != 0)
			return -1;
		if (!w->refused) {
			bits_set(sel, w->row);
			++*n;
		}
	}
	return 0;
}

/* Moves the minified values into a column of the rows that stay. */
static int
take_values(struct json_map_worker *w, const uint8_t *sel, int64_t n, struct column *out,
    struct err *e)
{
	static const struct type bit = { .id = TYPE_BOOLEAN };
	const struct column *in = &w->batch->col[w->map->column];
	/* The validity of the input as a column of bits. */
	struct column valid = { .rows = in->rows, .values = in->valid }, all;

	memset(out, 0, sizeof(*out));
	if (n == 0)
		return column_nulls(out, &w->map->schema->field[w->map->nkeep].type, 0, e);
	out->rows = n;
	if ((out->hold[2] = buf_to_block(&w->rows.text, e)) == NULL ||
	    (out->hold[1] = buf_to_block(&w->rows.offsets, e)) == NULL)
		return -1;
	w->rows.rows = 0;
	out->values = out->hold[2]->data;
	out->offsets = (const int32_t *)(const void *)out->hold[1]->data;
	if (in->nulls == 0)
		return 0;
	if (column_filter(&all, &bit, &valid, sel, n, e) != 0)
		return -1;
	out->nulls = n - column_popcount(all.values, n);
	if (out->nulls > 0) {
		out->valid = all.values;
		out->hold[0] = block_ref(all.hold[2]);
	}
	column_release(&all);
	return 0;
}

static int
assemble(struct json_map_worker *w, const uint8_t *sel, int64_t n, struct batch **out,
    struct err *e)
{
	const struct json_map *m = w->map;
	const struct batch *in = w->batch;
	struct batch *b = batch_new(m->schema, n, e);
	int rc = b == NULL ? -1 : 0;

	if (b != NULL)
		batch_inherit(b, in);
	for (size_t i = 0; rc == 0 && i < m->nkeep; i++) {
		const struct column *c = &in->col[m->keep[i]];

		rc = n == in->rows ? column_share(&b->col[i], c, e) :
		    column_filter(&b->col[i], &m->schema->field[i].type, c, sel, n, e);
	}
	if (rc == 0)
		rc = w->fill != NULL ? json_fill_finish(w->fill, b->col + m->nkeep, e) :
		    take_values(w, sel, n, &b->col[m->nkeep], e);
	if (rc == 0)
		*out = b;
	else
		batch_free(b);
	return rc;
}

static int
add(struct op *o, int worker, int input, const struct batch *in, struct emit *to, struct err *e)
{
	struct json_map *m = (struct json_map *)o;
	struct json_map_worker *w = &m->worker[worker];
	struct batch *out = NULL;
	uint8_t *sel = mem_zero(bits_bytes(in->rows), 1, e);
	int64_t n = 0, first = in->first, rows = in->rows;
	int rc = -1;

	(void)input;
	w->batch = in;
	if (sel != NULL && start(m, w, e) == 0 && values(w, sel, &n, e) == 0)
		rc = assemble(w, sel, n, &out, e);
	if (rc == 0 && m->conf.bad != NULL)
		rc = bad_log_put(m->conf.bad, first < 0 ? 0 : first, rows, &w->bad, e);
	free(sel);
	if (rc == 0)
		return emit(to, out, e);
	batch_free(out);
	return -1;
}

const struct op_ops json_map_ops = { .add = add };
