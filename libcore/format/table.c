/* table.c - show(). */
#include "format/table.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/term.h"
#include "base/width.h"

/* No column is narrower. */
#define WIDTH_MIN 3

struct cell {
	size_t at, n;		/* bytes in text */
	size_t width;		/* terminal columns */
};

struct table {
	struct table_conf conf;
	struct schema *schema;
	struct buf text;	/* of all cells, the header's first */
	struct cell *cell;	/* row by row, the header's first */
	size_t ncell, cap;
	int64_t rows;		/* that will be shown */
	bool more;
};

void
table_free(struct table *t)
{
	if (t == NULL)
		return;
	buf_release(&t->text);
	free(t->cell);
	schema_unref(t->schema);
	free(t);
}

/* Makes the text from at on stay on one line, without a word to the terminal. */
static int
escape_cell(struct buf *text, size_t at, struct err *e)
{
	struct buf safe = BUF_INIT;
	size_t n = text->len - at, fine = term_harmless(text->data + at, n, 0);
	int rc;

	if (fine == n)
		return 0;
	rc = term_escape(&safe, text->data + at, n, 0, e);
	text->len = at;
	if (rc == 0)
		rc = buf_add(text, safe.data, safe.len, e);
	buf_release(&safe);
	return rc;
}

/* Cuts the text from at on to the longest cell: the last three become "...". */
static void
truncate_cell(struct table *t, size_t at)
{
	size_t limit = (size_t)t->conf.truncate, chars = 0, i, keep = t->text.len;
	const uint8_t *p = t->text.data;
	size_t tail = limit < 4 ? 0 : 3;

	for (i = at; i < t->text.len; i++) {
		if ((p[i] & 0xc0) == 0x80)
			continue;
		if (chars == limit - tail)
			keep = i;
		if (chars++ == limit)
			break;
	}
	if (i == t->text.len)
		return;
	t->text.len = keep;
	/* At least this much was cut away, so there is room. */
	buf_put_bytes(&t->text, "...", tail);
}

/* Makes the text from at on a cell. */
static int
end_cell(struct table *t, size_t at, bool header, struct err *e)
{
	struct cell *c;

	if (escape_cell(&t->text, at, e) != 0)
		return -1;
	if (t->conf.truncate > 0 && !header)
		truncate_cell(t, at);
	if (mem_grow(&t->cell, &t->cap, t->ncell + 1, sizeof(*c), e) != 0)
		return -1;
	c = &t->cell[t->ncell++];
	c->at = at;
	c->n = t->text.len - at;
	c->width = width_columns(t->text.data + at, c->n);
	return 0;
}

int
table_new(struct table **out, struct schema *s, const struct table_conf *conf,
    struct err *e)
{
	struct table *t = mem_zero(1, sizeof(*t), e);
	size_t i, at;

	*out = NULL;
	if (t == NULL)
		return -1;
	t->conf = *conf;
	t->schema = schema_ref(s);
	for (i = 0; i < s->nfield; i++) {
		at = t->text.len;
		/* Names are never cut. */
		if (buf_add(&t->text, s->field[i].name, strlen(s->field[i].name), e) != 0 ||
		    end_cell(t, at, true, e) != 0) {
			table_free(t);
			return -1;
		}
	}
	*out = t;
	return 0;
}

int
table_add(struct table *t, const struct batch *b, struct err *e)
{
	const struct text_conf conf = { "NULL", true, t->conf.zone };
	int64_t i;
	size_t k, at;

	for (i = 0; i < b->rows; i++) {
		if (t->conf.rows >= 0 && t->rows == t->conf.rows) {
			t->more = true;
			return 1;
		}
		for (k = 0; k < t->schema->nfield; k++) {
			at = t->text.len;
			if (text_value(&t->schema->field[k].type, &b->col[k], i, &conf,
			    &t->text, e) != 0 || end_cell(t, at, false, e) != 0)
				return -1;
		}
		t->rows++;
	}
	return 0;
}

void
table_clear(struct table *t)
{
	size_t n = t->schema->nfield;

	t->ncell = n;
	t->text.len = n > 0 ? t->cell[n - 1].at + t->cell[n - 1].n : 0;
	t->rows = 0;
	t->more = false;
}

uint64_t
table_size(const struct table *t)
{
	return t->text.cap + t->cap * sizeof(*t->cell);
}

static int
fill(struct buf *out, char c, size_t n, struct err *e)
{
	if (buf_reserve(out, n, e) != 0)
		return -1;
	memset(out->data + out->len, c, n);
	out->len += n;
	return 0;
}

/* One cell padded to width columns. */
static int
print_cell(const struct table *t, const struct cell *c, size_t width, bool left,
    struct buf *out, struct err *e)
{
	size_t pad = width > c->width ? width - c->width : 0;

	if (!left && fill(out, ' ', pad, e) != 0)
		return -1;
	if (buf_add(out, t->text.data + c->at, c->n, e) != 0)
		return -1;
	return left ? fill(out, ' ', pad, e) : 0;
}

static int
print_rule(const size_t *width, size_t n, struct buf *out, struct err *e)
{
	size_t k;

	for (k = 0; k < n; k++) {
		if (buf_add(out, "+", 1, e) != 0 || fill(out, '-', width[k], e) != 0)
			return -1;
	}
	return buf_add(out, n == 0 ? "++\n" : "+\n", n == 0 ? 3 : 2, e);
}

static int
print_row(const struct table *t, int64_t row, const size_t *width, struct buf *out,
    struct err *e)
{
	size_t n = t->schema->nfield, k;

	for (k = 0; k < n; k++) {
		if (buf_add(out, "|", 1, e) != 0 ||
		    print_cell(t, &t->cell[(size_t)row * n + k], width[k],
		    t->conf.truncate == 0, out, e) != 0)
			return -1;
	}
	return buf_add(out, n == 0 ? "||\n" : "|\n", n == 0 ? 3 : 2, e);
}

static int
print_horizontal(const struct table *t, struct buf *out, struct err *e)
{
	size_t n = t->schema->nfield, k, *width;
	int64_t r;
	int rc = -1;

	if ((width = mem_zero(n, sizeof(*width), e)) == NULL)
		return -1;
	for (k = 0; k < n; k++)
		width[k] = WIDTH_MIN;
	for (k = 0; k < t->ncell; k++) {
		if (t->cell[k].width > width[k % n])
			width[k % n] = t->cell[k].width;
	}
	if (print_rule(width, n, out, e) != 0)
		goto out;
	for (r = 0; r <= t->rows; r++) {
		if (print_row(t, r, width, out, e) != 0 ||
		    (r == 0 && print_rule(width, n, out, e) != 0))
			goto out;
	}
	rc = print_rule(width, n, out, e);
out:
	free(width);
	return rc;
}

static int
print_vertical(const struct table *t, struct buf *out, struct err *e)
{
	size_t n = t->schema->nfield, k, name = WIDTH_MIN, data = WIDTH_MIN, at;
	int64_t r;

	if (t->rows == 0)
		return buf_printf(out, e, "(0 rows)\n");
	for (k = 0; k < t->ncell; k++) {
		size_t *w = k < n ? &name : &data;

		if (t->cell[k].width > *w)
			*w = t->cell[k].width;
	}
	for (r = 0; r < t->rows; r++) {
		at = out->len;
		if (buf_printf(out, e, "-RECORD %" PRId64, r) != 0)
			return -1;
		at = out->len - at;
		if (name + data + 5 > at && fill(out, '-', name + data + 5 - at, e) != 0)
			return -1;
		if (buf_add(out, "\n", 1, e) != 0)
			return -1;
		for (k = 0; k < n; k++) {
			if (buf_add(out, " ", 1, e) != 0 ||
			    print_cell(t, &t->cell[k], name, true, out, e) != 0 ||
			    buf_add(out, " | ", 3, e) != 0 ||
			    print_cell(t, &t->cell[((size_t)r + 1) * n + k], data, true,
			    out, e) != 0 || buf_add(out, " \n", 2, e) != 0)
				return -1;
		}
	}
	return 0;
}

int
table_print(struct table *t, struct buf *out, struct err *e)
{
	if ((t->conf.vertical ? print_vertical(t, out, e) : print_horizontal(t, out, e)) != 0)
		return -1;
	if (!t->more)
		return 0;
	return buf_printf(out, e, "only showing top %" PRId64 " %s\n", t->conf.rows,
	    t->conf.rows == 1 ? "row" : "rows");
}
