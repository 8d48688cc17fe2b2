/* local_decode.c - from the ranges of a segment to the columns of records. */
#include <stdlib.h>
#include <string.h>

#include "log/local_source.h"
#include "log/local_stock.h"

/* The shared column of a topic's name takes about this many bytes at most. */
#define NAME_BYTES (1 << 20)

void
local_raw_free(struct local_raw *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		segment_file_unref(r->item[i].file);
	free(r->item);
	free(r);
}

/* -- reading a range -- */

static struct batch *
decode_range(const struct local *lo, const struct local_item *it, const struct buf *head,
    struct block *body, struct err *e)
{
	const struct rec_range *r = &it->lr.r;
	struct batch *b;
	uint32_t n;

	if (ipc_prefix(head->data, &n, e) != 1 || n != head->len - 8) {
		err_set(e, STATUS_DATA, "%s: damaged: no record batch at byte %llu",
		    it->file->path, (unsigned long long)r->position);
		return NULL;
	}
	b = ipc_batch_read(lo->shape[r->flags & (RANGE_SHAPES - 1)], head->data + 8,
	    n, body, e);
	if (b != NULL && b->rows != r->count) {
		err_set(e, STATUS_DATA, "%s: damaged: %lld rows at byte %llu, not %lld",
		    it->file->path, (long long)b->rows, (unsigned long long)r->position,
		    (long long)r->count);
		batch_free(b);
		b = NULL;
	}
	return b;
}

struct batch *
local_range_read(const struct local *lo, const struct local_part *p, const struct local_item *it,
    struct err *e)
{
	struct buf head = BUF_INIT;
	struct block *body = NULL;
	struct batch *b = NULL;

	if (segment_read(it->file, &it->lr.r, &head, &body, e) == 0)
		b = decode_range(lo, it, &head, body, e);
	block_unref(body);
	buf_release(&head);
	if (b == NULL && e != NULL) {
		err_prefix(e, "topic %s partition %d offset %lld: ", p->topic->name,
		    p->partition, (long long)it->lr.base);
		e->row = e->byte = -1;
	}
	return b;
}

/* -- columns that no range holds -- */

static int
fixed_column(struct column *c, int64_t rows, size_t width, struct err *e)
{
	struct block *b = block_new((size_t)rows * width, e);

	if (b == NULL)
		return -1;
	memset(c, 0, sizeof *c);
	c->rows = rows;
	c->values = b->data;
	c->hold[2] = b;
	return 0;
}

static int
fill_i32(struct column *c, int64_t rows, int32_t v, struct err *e)
{
	int32_t *p;
	int64_t i;

	if (fixed_column(c, rows, sizeof *p, e) != 0)
		return -1;
	p = (int32_t *)c->hold[2]->data;
	for (i = 0; i < rows; i++)
		p[i] = v;
	return 0;
}

/* from, from + step, ... */
static int
fill_i64(struct column *c, int64_t rows, int64_t from, int64_t step, struct err *e)
{
	int64_t *p, i;

	if (fixed_column(c, rows, sizeof *p, e) != 0)
		return -1;
	p = (int64_t *)c->hold[2]->data;
	for (i = 0; i < rows; i++)
		p[i] = from + i * step;
	return 0;
}

static int
fill_names(struct column *c, int64_t rows, const char *name, struct err *e)
{
	size_t len = strlen(name);
	struct block *offsets = block_new(((size_t)rows + 1) * sizeof(int32_t), e);
	struct block *bytes = offsets != NULL ? block_new((size_t)rows * len, e) : NULL;
	int64_t i;

	if (bytes == NULL) {
		block_unref(offsets);
		return -1;
	}
	for (i = 0; i <= rows; i++)
		((int32_t *)offsets->data)[i] = (int32_t)(i * (int64_t)len);
	for (i = 0; i < rows; i++)
		memcpy(bytes->data + (size_t)i * len, name, len);
	memset(c, 0, sizeof *c);
	c->rows = rows;
	c->offsets = (const int32_t *)offsets->data;
	c->values = bytes->data;
	c->hold[1] = offsets;
	c->hold[2] = bytes;
	return 0;
}

int
local_decode_prepare(struct local_source *s, struct err *e)
{
	const struct schema *all = s->lo->shape[RANGE_SHAPES - 1];
	size_t i;
	int64_t rows;

	if (s->column[LOG_KEY] >= 0 &&
	    column_nulls(&s->no_bytes, &all->field[0].type, BATCH_ROWS, e) != 0)
		return -1;
	if (s->column[LOG_HEADERS] >= 0 &&
	    column_nulls(&s->no_headers, &all->field[3].type, BATCH_ROWS, e) != 0)
		return -1;
	for (i = 0; s->column[LOG_TOPIC] >= 0 && i < s->ntopic; i++) {
		rows = NAME_BYTES / (int64_t)strlen(s->topic[i].name);
		if (fill_names(&s->topic[i].names, rows < BATCH_ROWS ? rows : BATCH_ROWS,
		    s->topic[i].name, e) != 0)
			return -1;
	}
	return 0;
}

/* -- a batch of records -- */

/* Rows that are wanted of a batch of some shape, and what its ledger entry says. */
struct rows {
	const struct local_source *s;
	const struct local_part *part;
	const struct batch *b;
	const struct rec_range *r;
	int64_t base;			/* offset of the first of them */
	int64_t from, n;		/* rows of b */
};

static int
slice(struct column *to, const struct rows *x, int col, struct err *e)
{
	return column_slice(to, &x->b->schema->field[col].type, &x->b->col[col], x->from,
	    x->n, e);
}

/* NULLs: the first n of a column that has many, or fresh ones. */
static int
nulls(struct column *to, const struct column *many, const struct type *t, int64_t n,
    struct err *e)
{
	if (n <= many->rows)
		return column_slice(to, t, many, 0, n, e);
	return column_nulls(to, t, n, e);
}

static int
make_column(struct column *to, enum log_column c, const struct type *t,
    const struct rows *x, struct err *e)
{
	unsigned flags = x->r->flags;
	int key = flags & RANGE_KEY ? 0 : -1, value = key + 1;
	int timestamp = flags & RANGE_TIMESTAMP ? value + 1 : -1;
	int headers = (flags & RANGE_TIMESTAMP ? value + 1 : value) + 1;

	switch (c) {
	case LOG_KEY:
		return key >= 0 ? slice(to, x, key, e) :
		    nulls(to, &x->s->no_bytes, t, x->n, e);
	case LOG_VALUE:
		return slice(to, x, value, e);
	case LOG_TOPIC:
		if (x->n <= x->part->topic->names.rows)
			return column_slice(to, t, &x->part->topic->names, 0, x->n, e);
		return fill_names(to, x->n, x->part->topic->name, e);
	case LOG_PARTITION:
		return fill_i32(to, x->n, x->part->partition, e);
	case LOG_OFFSET_COL:
		return fill_i64(to, x->n, x->base, 1, e);
	case LOG_TIMESTAMP:
		return timestamp >= 0 ? slice(to, x, timestamp, e) :
		    fill_i64(to, x->n, x->r->min_ms * 1000, 0, e);
	case LOG_TIMESTAMP_TYPE:
		return fill_i32(to, x->n, flags & RANGE_APPEND_TIME ? 1 : 0, e);
	case LOG_HEADERS:
		return flags & RANGE_HEADERS ? slice(to, x, headers, e) :
		    nulls(to, &x->s->no_headers, t, x->n, e);
	case LOG_NCOLUMN:
		break;
	}
	return err_set(e, STATUS_SYSTEM, "internal: no such column");
}

static int
put_rows(const struct rows *x, struct batch **out, struct err *e)
{
	const struct local_source *s = x->s;
	struct schema *schema = s->log.source.schema;
	struct batch *b = batch_new(schema, x->n, e);
	int c;

	if (b == NULL)
		return -1;
	b->partition = x->part->topic->base + x->part->partition;
	for (c = 0; c < LOG_NCOLUMN; c++) {
		int at = s->column[c];

		if (at >= 0 && make_column(&b->col[at], (enum log_column)c,
		    &schema->field[at].type, x, e) != 0) {
			batch_free(b);
			return -1;
		}
	}
	*out = b;
	return 0;
}

static int
put_item(const struct local_source *s, const struct local_part *p, const struct local_item *it,
    struct batch **out, struct err *e)
{
	struct batch *b = local_range_read(s->lo, p, it, e);
	struct rows x = { s, p, b, &it->lr.r, it->lr.base + it->skip, it->skip, it->take };
	int r;

	if (b == NULL)
		return -1;
	r = put_rows(&x, out, e);
	batch_free(b);
	return r;
}

/* -- several small ranges as one batch -- */

static int
add_item(struct stock *st, const struct local_source *s, const struct local_part *p,
    const struct local_item *it, struct err *e)
{
	struct batch *b = local_range_read(s->lo, p, it, e);
	const struct rec_range *r = &it->lr.r;
	int key = r->flags & RANGE_KEY ? 0 : -1, next = key + 2, ts = -1;
	struct log_columns c = { key, key + 1, -1, -1, -1, -1 };
	int64_t i, ms;
	int bad = 0;

	if (b == NULL)
		return -1;
	if (r->flags & RANGE_TIMESTAMP)
		ts = next++;
	if (r->flags & RANGE_HEADERS)
		c.headers = next;
	for (i = it->skip; bad == 0 && i < it->skip + it->take; i++) {
		ms = ts >= 0 ? ((const int64_t *)b->col[ts].values)[i] / 1000 : r->min_ms;
		bad = stock_add(st, b, &c, i, ms, 0, false, e);
	}
	batch_free(b);
	return bad;
}

static int
put_merged(const struct local_source *s, const struct local_raw *r,
    struct batch **out, struct err *e)
{
	struct rec_range range = { 0 };
	struct rows x = { s, r->part, NULL, &range, 0, 0, 0 };
	struct stock st;
	struct batch *b = NULL;
	size_t i;
	int bad = 0;

	if (stock_init(&st, s->lo->shape[RANGE_SHAPES - 1], e) != 0)
		return -1;
	for (i = 0; i < r->n && bad == 0; i++)
		bad = add_item(&st, s, r->part, &r->item[i], e);
	if (bad == 0)
		b = stock_take(&st, s->lo->shape, &range, e);
	if (b != NULL) {
		range.flags |= r->item[0].lr.r.flags & RANGE_APPEND_TIME;
		x.b = b;
		x.base = r->item[0].lr.base + r->item[0].skip;
		x.n = b->rows;
		bad = put_rows(&x, out, e);
	} else {
		bad = -1;
	}
	batch_free(b);
	stock_release(&st);
	return bad;
}

int
local_decode(struct source *src, int w, struct raw *raw, struct batch **out, struct err *e)
{
	const struct local_source *s = (const struct local_source *)src;
	struct local_raw *r = (struct local_raw *)raw;
	int bad;

	(void)w;
	if (r->decoded)
		return 0;
	r->decoded = true;
	bad = r->n == 1 ? put_item(s, r->part, &r->item[0], out, e) : put_merged(s, r, out, e);
	/* What looks like damage may be the holes that a delete left. */
	if (bad != 0 && e != NULL && e->status == STATUS_DATA && local_topic_gone(s->lo, r->part))
		err_set(e, STATUS_SYSTEM, "topic %s was deleted while it was read",
		    r->part->topic->name);
	return bad == 0 ? 1 : -1;
}
