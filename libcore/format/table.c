/* table.c - show(). */
#include "format/table.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/term.h"
#include "base/width.h"
#include "format/table_fit.h"

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

/*
 * Text of a value that is enough for its cell (a text_conf's most): a character more than is
 * shown tells that there are more, as a byte more than there is memory does.
 */
static size_t
most_text(const struct table_conf *conf)
{
	return conf->truncate > 0 ? 4 * ((size_t)conf->truncate + 1) : conf->memory;
}

size_t
table_most(const struct table_conf *conf)
{
	size_t most = most_text(conf);

	/* Text ends with a character that is whole. */
	return most > 0 ? most + 4 : 0;
}

int
table_add(struct table *t, const struct batch *b, struct err *e)
{
	struct text_conf conf = { .null = "NULL", .pretty = true, .utf8 = t->conf.utf8,
	    .zone = t->conf.zone, .most = most_text(&t->conf) };
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
			    &t->text, e) != 0)
				return -1;
			if (t->conf.memory > 0 && table_size(t) > t->conf.memory)
				return 0;
			if (end_cell(t, at, false, e) != 0)
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

/* One cell padded, or else cut, to width columns: at least the three that "..." takes. */
static int
print_cell(const struct table *t, const struct cell *c, size_t width, bool left,
    struct buf *out, struct err *e)
{
	const uint8_t *text = t->text.data + c->at;
	size_t n = c->n, columns = c->width, pad;
	bool cut = columns > width;

	if (cut) {
		n = width_fit(text, n, width - 3, &columns);
		columns += 3;
	}
	pad = width - columns;
	if (!left && fill(out, ' ', pad, e) != 0)
		return -1;
	if (buf_add(out, text, n, e) != 0 || (cut && buf_add(out, "...", 3, e) != 0))
		return -1;
	return left ? fill(out, ' ', pad, e) : 0;
}

/* The columns of a table as they are shown. */
struct layout {
	struct table_fit fit;
	size_t n, width[];		/* of all columns */
};

static size_t
left_out(const struct layout *l)
{
	return l->n - l->fit.head - l->fit.tail;
}

/* The column after k: k + 1, or past what is left out. */
static size_t
next_column(const struct layout *l, size_t k)
{
	return k + 1 == l->fit.head ? k + 1 + left_out(l) : k + 1;
}

static int
print_rule(const struct layout *l, struct buf *out, struct err *e)
{
	size_t k;

	for (k = 0; k < l->n; k = next_column(l, k)) {
		if (buf_add(out, "+", 1, e) != 0 || fill(out, '-', l->width[k], e) != 0)
			return -1;
		if (k + 1 == l->fit.head && left_out(l) > 0 && buf_add(out, "+---", 4, e) != 0)
			return -1;
	}
	return buf_add(out, l->n == 0 ? "++\n" : "+\n", l->n == 0 ? 3 : 2, e);
}

static int
print_row(const struct table *t, int64_t row, const struct layout *l, struct buf *out,
    struct err *e)
{
	size_t k;

	for (k = 0; k < l->n; k = next_column(l, k)) {
		if (buf_add(out, "|", 1, e) != 0 ||
		    print_cell(t, &t->cell[(size_t)row * l->n + k], l->width[k],
		    t->conf.truncate == 0, out, e) != 0)
			return -1;
		if (k + 1 == l->fit.head && left_out(l) > 0 && buf_add(out, "|...", 4, e) != 0)
			return -1;
	}
	return buf_add(out, l->n == 0 ? "||\n" : "|\n", l->n == 0 ? 3 : 2, e);
}

static size_t
window_of(const struct table *t)
{
	return t->conf.window != NULL ? t->conf.window() : 0;
}

static struct layout *
lay_out(const struct table *t, struct err *e)
{
	size_t n = t->schema->nfield, k;
	struct layout *l = mem_zero(1, sizeof(*l) + n * sizeof(*l->width), e);

	if (l == NULL)
		return NULL;
	l->n = n;
	for (k = 0; k < n; k++)
		l->width[k] = TABLE_WIDTH_MIN;
	for (k = 0; k < t->ncell; k++) {
		if (t->cell[k].width > l->width[k % n])
			l->width[k % n] = t->cell[k].width;
	}
	table_fit(&l->fit, l->width, n, window_of(t));
	for (k = 0; k < n; k++)
		if (l->width[k] > l->fit.cap)
			l->width[k] = l->fit.cap;
	return l;
}

static int
print_horizontal(const struct table *t, size_t *shown, struct buf *out, struct err *e)
{
	struct layout *l = lay_out(t, e);
	int64_t r;
	int rc = -1;

	if (l == NULL)
		return -1;
	*shown = l->n - left_out(l);
	if (print_rule(l, out, e) != 0)
		goto out;
	for (r = 0; r <= t->rows; r++) {
		if (print_row(t, r, l, out, e) != 0 || (r == 0 && print_rule(l, out, e) != 0))
			goto out;
	}
	rc = print_rule(l, out, e);
out:
	free(l);
	return rc;
}

/* Narrows the columns of names and values that a block per row has; they have 5 around them. */
static void
narrow_blocks(size_t window, size_t *name, size_t *data)
{
	if (window == 0 || *name + *data + 5 <= window)
		return;
	if (*name > window / 2)
		*name = window / 2 > TABLE_WIDTH_MIN ? window / 2 : TABLE_WIDTH_MIN;
	if (*name + *data + 5 > window)
		*data = window > *name + 5 + TABLE_WIDTH_MIN ? window - *name - 5 : TABLE_WIDTH_MIN;
}

static int
print_vertical(const struct table *t, struct buf *out, struct err *e)
{
	size_t n = t->schema->nfield, k, name = TABLE_WIDTH_MIN, data = TABLE_WIDTH_MIN, at;
	int64_t r;

	if (t->rows == 0)
		return buf_printf(out, e, "(0 rows)\n");
	for (k = 0; k < t->ncell; k++) {
		size_t *w = k < n ? &name : &data;

		if (t->cell[k].width > *w)
			*w = t->cell[k].width;
	}
	narrow_blocks(window_of(t), &name, &data);
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
	size_t n = t->schema->nfield, shown = n;

	if ((t->conf.vertical ? print_vertical(t, out, e) :
	    print_horizontal(t, &shown, out, e)) != 0)
		return -1;
	if (t->more && buf_printf(out, e, "only showing top %" PRId64 " %s\n", t->conf.rows,
	    t->conf.rows == 1 ? "row" : "rows") != 0)
		return -1;
	return shown == n ? 0 : buf_printf(out, e, "only showing %zu of %zu columns\n", shown, n);
}
