/* local_stock.c - records on their way into a range. */
#include "log/local_stock.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

int
stock_init(struct stock *s, const struct schema *shape, struct err *e)
{
	/* All shapes have these columns in this order. */
	struct builder *const b[] = { &s->key, &s->value, &s->timestamp, &s->headers };
	size_t i;

	memset(s, 0, sizeof *s);
	for (i = 0; i < sizeof b / sizeof *b; i++) {
		if (builder_init(b[i], &shape->field[i].type, e) != 0) {
			while (i-- > 0)
				builder_release(b[i]);
			return -1;
		}
	}
	return 0;
}

void
stock_release(struct stock *s)
{
	builder_release(&s->key);
	builder_release(&s->value);
	builder_release(&s->timestamp);
	builder_release(&s->headers);
	free(s->input);
}

size_t
stock_size(const struct stock *s)
{
	return builder_size(&s->key) + builder_size(&s->value) +
	    builder_size(&s->timestamp) + builder_size(&s->headers);
}

/* -- adding a row -- */

static int
add_bytes(struct builder *to, const struct batch *b, int col, int64_t i, struct err *e)
{
	const char *p;
	size_t n;

	if (col < 0 || column_is_null(&b->col[col], i))
		return builder_null(to, e);
	p = column_bytes(&b->col[col], i, &n);
	return builder_bytes(to, p, n, e);
}

/* The headers of row i: elements [*from, *to) of the column's struct. */
static void
header_range(const struct batch *b, int col, int64_t i, int32_t *from, int32_t *to)
{
	*from = *to = 0;
	if (col < 0 || column_is_null(&b->col[col], i))
		return;
	*from = b->col[col].offsets[i];
	*to = b->col[col].offsets[i + 1];
}

static int
check_headers(const struct column *pair, int32_t from, int32_t to, int64_t row,
    struct err *e)
{
	int32_t k;

	for (k = from; k < to; k++)
		if (column_is_null(pair, k) || column_is_null(&pair->child[0], k))
			return err_row(e, row, "column headers: a header without a key");
	return 0;
}

/* No headers and an empty list are the same to Kafka: NULL. */
static int
add_headers(struct builder *to, const struct column *pair, int32_t from, int32_t end,
    struct err *e)
{
	struct builder *item = &to->child[0];
	const char *p;
	size_t n;
	int32_t k;

	if (from == end)
		return builder_null(to, e);
	for (k = from; k < end; k++) {
		p = column_bytes(&pair->child[0], k, &n);
		if (builder_bytes(&item->child[0], p, n, e) != 0)
			return -1;
		if (column_is_null(&pair->child[1], k)) {
			if (builder_null(&item->child[1], e) != 0)
				return -1;
		} else {
			p = column_bytes(&pair->child[1], k, &n);
			if (builder_bytes(&item->child[1], p, n, e) != 0)
				return -1;
		}
		if (builder_row(item, e) != 0)
			return -1;
	}
	return builder_row(to, e);
}

static int
add_input(struct stock *s, int64_t input, bool keep, struct err *e)
{
	if (stock_rows(s) == 0)
		s->first = input;
	if (!keep)
		return 0;
	if (mem_grow(&s->input, &s->capinput, s->ninput + 1, sizeof *s->input, e) != 0)
		return -1;
	s->input[s->ninput++] = input;
	return 0;
}

int
stock_add(struct stock *s, const struct batch *b, const struct log_columns *c,
    int64_t i, int64_t ms, int64_t input, bool keep_input, struct err *e)
{
	const struct column *pair = c->headers < 0 ? NULL : &b->col[c->headers].child[0];
	int32_t from, to;

	header_range(b, c->headers, i, &from, &to);
	if (from < to && check_headers(pair, from, to, i, e) != 0)
		return -1;
	if (stock_rows(s) == 0) {
		s->min_ms = s->max_ms = ms;
	} else {
		s->min_ms = ms < s->min_ms ? ms : s->min_ms;
		s->max_ms = ms > s->max_ms ? ms : s->max_ms;
	}
	if (add_input(s, input, keep_input, e) != 0 ||
	    add_bytes(&s->key, b, c->key, i, e) != 0 ||
	    add_bytes(&s->value, b, c->value, i, e) != 0 ||
	    builder_i64(&s->timestamp, ms * 1000, e) != 0)
		return -1;
	return add_headers(&s->headers, pair, from, to, e);
}

/* -- taking everything out -- */

struct batch *
stock_take(struct stock *s, struct schema *const *shape, struct rec_range *r,
    struct err *e)
{
	int64_t rows = stock_rows(s);
	struct batch *b;
	int n = 0;
	bool ok = true;

	r->flags = (s->key.nulls < rows ? RANGE_KEY : 0) |
	    (s->min_ms != s->max_ms ? RANGE_TIMESTAMP : 0) |
	    (s->headers.nulls < rows ? RANGE_HEADERS : 0);
	r->count = rows;
	r->min_ms = s->min_ms;
	r->max_ms = s->max_ms;
	b = batch_new(shape[r->flags], rows, e);
	if (b == NULL)
		return NULL;
	if (r->flags & RANGE_KEY)
		ok = builder_finish(&s->key, &b->col[n++], e) == 0;
	ok = ok && builder_finish(&s->value, &b->col[n++], e) == 0;
	if (ok && r->flags & RANGE_TIMESTAMP)
		ok = builder_finish(&s->timestamp, &b->col[n++], e) == 0;
	if (ok && r->flags & RANGE_HEADERS)
		ok = builder_finish(&s->headers, &b->col[n++], e) == 0;
	builder_clear(&s->key);
	builder_clear(&s->value);
	builder_clear(&s->timestamp);
	builder_clear(&s->headers);
	if (!ok) {
		batch_free(b);
		return NULL;
	}
	return b;
}

/* -- without a stock -- */

static int
slice_into(struct batch *to, int at, const struct batch *b, int col, int64_t from,
    int64_t n, struct err *e)
{
	return column_slice(&to->col[at], &b->schema->field[col].type, &b->col[col], from,
	    n, e);
}

static void
find_times(const int64_t *us, int64_t n, struct rec_range *r)
{
	int64_t lo = us[0], hi = us[0], i;

	for (i = 1; i < n; i++) {
		lo = us[i] < lo ? us[i] : lo;
		hi = us[i] > hi ? us[i] : hi;
	}
	r->min_ms = lo / 1000;
	r->max_ms = hi / 1000;
}

struct batch *
stock_direct(const struct batch *b, const struct log_columns *c, int64_t from, int64_t n,
    bool timestamp, struct schema *const *shape, struct rec_range *r, struct err *e)
{
	struct batch *out;
	int at = 0;
	bool ok = true;

	r->flags = c->key >= 0 && b->col[c->key].nulls < b->rows ? RANGE_KEY : 0;
	if (timestamp) {
		find_times((const int64_t *)b->col[c->timestamp].values + from, n, r);
		if (r->min_ms != r->max_ms)
			r->flags |= RANGE_TIMESTAMP;
	}
	r->count = n;
	out = batch_new(shape[r->flags], n, e);
	if (out == NULL)
		return NULL;
	if (r->flags & RANGE_KEY)
		ok = slice_into(out, at++, b, c->key, from, n, e) == 0;
	ok = ok && slice_into(out, at++, b, c->value, from, n, e) == 0;
	if (ok && r->flags & RANGE_TIMESTAMP)
		ok = slice_into(out, at++, b, c->timestamp, from, n, e) == 0;
	if (!ok) {
		batch_free(out);
		return NULL;
	}
	return out;
}
