/* cell_fill.c - columns out of cells, one column at a time. */
#include "csv/cell_fill.h"

#include <stdlib.h>

#include "base/gaps.h"
#include "base/utf8.h"
#include "csv/cell.h"
#include "csv/cell_value.h"
#include "model/bits.h"

void
csv_fill_init(struct csv_fill *f, const struct csv_columns *c)
{
	*f = (struct csv_fill){ .of = c };
}

void
csv_fill_release(struct csv_fill *f)
{
	buf_release(&f->scratch);
}

static bool
is_used(const struct csv_columns *c, size_t k)
{
	return c->used == NULL || c->used[k];
}

void
csv_fill_text(struct csv_fill *f, const uint8_t *p, size_t n, const struct gaps *gaps)
{
	const struct schema *s = f->of->schema;
	bool strings = false;

	f->gaps = gaps;
	for (size_t k = 0; k < s->nfield; k++)
		strings |= is_used(f->of, k) && s->field[k].type.id == TYPE_STRING;
	f->utf8 = strings && utf8_valid_prefix(p, n) == n;
}

/* The rows of a text of which a column is filled. */
struct rows {
	struct csv_fill *f;
	const struct csv_index *x;
	const uint8_t *p;
	size_t from, column;
	int64_t n;		/* becomes fewer at a cell that does not fit */
	const struct type *type;
	struct err *e;
};

static const uint8_t *
cell(const struct rows *r, int64_t i, size_t *n)
{
	return csv_cell(r->x, r->f->of->schema->nfield, r->p, r->from + (size_t)i, r->column, n);
}

/* The cells of a column, one after the other. */
struct cells {
	const uint8_t *p;
	const uint32_t *end, *before;	/* of the next one; of what it comes after */
	size_t step, skip;		/* from before to the one of the next row; to its first byte */
	size_t columns;
};

static struct cells
cells(const struct rows *r)
{
	size_t columns = r->f->of->schema->nfield;
	struct cells k = { .p = r->p, .columns = columns, .step = columns, .skip = 1 };

	k.end = (const uint32_t *)(const void *)r->x->end.data + r->from * columns + r->column;
	k.before = k.end - 1;
	if (r->column == 0) {
		k.before = (const uint32_t *)(const void *)r->x->start.data + r->from;
		k.step = 1;
		k.skip = 0;
	}
	return k;
}

static inline const uint8_t *
next_cell(struct cells *k, size_t *n)
{
	size_t from = *k->before + k->skip;

	*n = *k->end - from;
	k->before += k->step;
	k->end += k->columns;
	return k->p + from;
}

/* Cell i does not fit: what comes before it counts. */
static void
misfit(struct rows *r, int64_t i)
{
	char type[40], shown[160];
	const char *text;
	size_t n, len;
	const uint8_t *p = cell(r, i, &n);

	r->n = i;
	text = csv_text(&r->f->of->dialect, p, n, &r->f->scratch, &len, NULL);
	err_byte(r->e, (size_t)(p - r->p), "column %s: no %s, as the first rows have: %s "
	    "(--strings takes any text)", r->f->of->schema->field[r->column].name,
	    type_string(r->type, type, sizeof(type)),
	    err_quote(shown, sizeof(shown), text == NULL ? "" : text, text == NULL ? 0 : len));
}

/* Bytes of text that are missing in the cell of n bytes at p before it is not UTF-8. */
static size_t
missing(const struct rows *r, const uint8_t *p, size_t n)
{
	const struct gaps *g = r->f->gaps;
	size_t from = (size_t)(p - r->p), end = from + utf8_valid_prefix(p, n), sum = 0;

	for (size_t i = 0; g != NULL && i < g->n; i++)
		if (g->gap[i].at > from && g->gap[i].at <= end)
			sum += g->gap[i].text;
	return sum;
}

static void
not_utf8(struct rows *r, int64_t i, const char *text, size_t n)
{
	size_t bytes;
	const uint8_t *p = cell(r, i, &bytes);
	char shown[160];

	r->n = i;
	err_byte(r->e, (size_t)(p - r->p), "column %s: not UTF-8 at byte %zu of the cell: %s",
	    r->f->of->schema->field[r->column].name,
	    utf8_valid_prefix(text, n) + missing(r, p, bytes),
	    err_quote(shown, sizeof(shown), text, n));
}

/* Marks row i as NULL. */
static int
put_null(const struct rows *r, struct column *out, int64_t i)
{
	if (out->hold[0] == NULL) {
		if ((out->hold[0] = block_new(bits_bytes(r->n), r->e)) == NULL)
			return -1;
		memset(out->hold[0]->data, 0xff, bits_bytes(r->n));
		if ((r->n & 7) != 0)
			out->hold[0]->data[r->n >> 3] = (uint8_t)((1u << (r->n & 7)) - 1);
		out->valid = out->hold[0]->data;
	}
	bits_clear(out->hold[0]->data, i);
	out->nulls++;
	return 0;
}

typedef bool parse_fn(struct csv_fill *f, const struct type *t, const char *p, size_t n,
    void *to);

static inline __attribute__((always_inline)) int
fixed(struct rows *r, struct column *out, size_t width, parse_fn *parse)
{
	const struct csv_dialect *d = &r->f->of->dialect;
	struct cells k = cells(r);
	uint8_t *to;

	if ((out->hold[2] = block_new((size_t)r->n * width, r->e)) == NULL)
		return -1;
	out->values = to = out->hold[2]->data;
	for (int64_t i = 0; i < r->n; i++, to += width) {
		size_t n;
		const char *text = (const char *)next_cell(&k, &n);

		if (csv_is_null(d, (const uint8_t *)text, n)) {
			memset(to, 0, width);
			if (put_null(r, out, i) != 0)
				return -1;
			continue;
		}
		if (__builtin_expect(csv_is_dressed(d, (const uint8_t *)text, n), 0) &&
		    (text = csv_text(d, (const uint8_t *)text, n, &r->f->scratch, &n, r->e)) == NULL)
			return -1;
		if (n == 0 || !parse(r->f, r->type, text, n, to)) {
			misfit(r, i);
			break;
		}
	}
	return 0;
}

static int
booleans(struct rows *r, struct column *out)
{
	const struct csv_dialect *d = &r->f->of->dialect;
	struct cells k = cells(r);

	if ((out->hold[2] = block_new(bits_bytes(r->n), r->e)) == NULL)
		return -1;
	out->values = memset(out->hold[2]->data, 0, bits_bytes(r->n));
	for (int64_t i = 0; i < r->n; i++) {
		size_t n;
		const char *text = (const char *)next_cell(&k, &n);
		bool on;

		if (csv_is_null(d, (const uint8_t *)text, n)) {
			if (put_null(r, out, i) != 0)
				return -1;
			continue;
		}
		if ((text = csv_text(d, (const uint8_t *)text, n, &r->f->scratch, &n, r->e)) == NULL)
			return -1;
		if (!csv_boolean(text, n, &on)) {
			misfit(r, i);
			break;
		}
		if (on)
			bits_set(out->hold[2]->data, i);
	}
	return 0;
}

/* Copies n bytes; up to CSV_PAD more may be read and written. */
static inline void
copy(uint8_t *to, const uint8_t *from, size_t n)
{
	if (n > 32) {
		memcpy(to, from, n);
		return;
	}
	memcpy(to, from, 16);
	memcpy(to + 16, from + 16, 16);
}

/* The bytes of all cells of the column, dressed as they are. */
static size_t
all_bytes(const struct rows *r)
{
	struct cells k = cells(r);
	size_t sum = 0, n;

	for (int64_t i = 0; i < r->n; i++) {
		(void)next_cell(&k, &n);
		sum += n;
	}
	return sum;
}

/* Appends the text of the cell of n > 0 bytes at p to b, which has room. */
static inline void
append(const struct csv_dialect *d, struct buf *b, const uint8_t *p, size_t n)
{
	if (__builtin_expect(csv_is_dressed(d, p, n), 0)) {
		csv_undress(d, p, n, b);
		return;
	}
	copy(b->data + b->len, p, n);
	b->len += n;
}

static int
strings(struct rows *r, struct column *out)
{
	const struct csv_dialect *d = &r->f->of->dialect;
	size_t most = all_bytes(r);
	struct cells k = cells(r);
	struct buf b = BUF_INIT;
	int32_t *ends;

	if (most > INT32_MAX)
		return err_set(r->e, STATUS_SYSTEM, "a column of one batch would hold more than "
		    "2147483647 bytes");
	if ((out->hold[1] = block_new(((size_t)r->n + 1) * sizeof(int32_t), r->e)) == NULL ||
	    (out->hold[2] = block_new(most + CSV_PAD, r->e)) == NULL)
		return -1;
	b.data = out->hold[2]->data;
	b.cap = out->hold[2]->size;
	ends = (int32_t *)(void *)out->hold[1]->data;
	out->offsets = ends;
	out->values = b.data;
	*ends = 0;
	for (int64_t i = 0; i < r->n; i++) {
		size_t n, before = b.len;
		const uint8_t *p = next_cell(&k, &n);

		if (!csv_is_null(d, p, n))
			append(d, &b, p, n);
		else if (put_null(r, out, i) != 0)
			return -1;
		if (!r->f->utf8 && utf8_valid_prefix(b.data + before, b.len - before) <
		    b.len - before) {
			not_utf8(r, i, (const char *)b.data + before, b.len - before);
			break;
		}
		*++ends = (int32_t)b.len;
	}
	return 0;
}

static int
fill_column(struct rows *r, struct column *out)
{
	if (!is_used(r->f->of, r->column)) {
		column_absent(out, r->n);
		return 0;
	}
	out->rows = r->n;
	switch (r->type->id) {
	case TYPE_BOOLEAN:
		return booleans(r, out);
	case TYPE_BIGINT:
		return fixed(r, out, sizeof(int64_t), csv_bigint);
	case TYPE_DOUBLE:
		return fixed(r, out, sizeof(double), csv_double);
	case TYPE_DECIMAL:
		return fixed(r, out, sizeof(int128_t), csv_decimal);
	case TYPE_DATE:
		return fixed(r, out, sizeof(int32_t), csv_date);
	case TYPE_TIMESTAMP:
		return fixed(r, out, sizeof(int64_t), csv_timestamp);
	default:
		return strings(r, out);
	}
}

/* The first rows of b, which is taken, where a cell did not fit; some columns are longer. */
static struct batch *
cut(struct batch *b, int64_t rows, struct err *e)
{
	struct batch *out;

	if (rows == 0 || rows == b->rows) {
		out = rows == 0 ? NULL : b;
	} else {
		for (size_t k = 0; k < b->schema->nfield; k++)
			b->col[k].rows = b->rows;
		out = batch_slice(b, 0, rows, e);
	}
	if (out != b)
		batch_free(b);
	return out;
}

struct batch *
csv_fill(struct csv_fill *f, const struct csv_index *x, const uint8_t *p, size_t from,
    int64_t *rows, struct err *e)
{
	const struct schema *s = f->of->schema;
	struct batch *b = batch_new(f->of->schema, *rows, e);
	struct rows r = { .f = f, .x = x, .p = p, .from = from, .n = *rows, .e = e };

	if (b == NULL)
		return NULL;
	for (r.column = 0; r.column < s->nfield; r.column++) {
		r.type = &s->field[r.column].type;
		if (fill_column(&r, &b->col[r.column]) != 0) {
			batch_free(b);
			return NULL;
		}
	}
	*rows = r.n;
	return cut(b, r.n, e);
}
