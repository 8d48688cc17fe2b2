/* lines_out.c - one column as lines. */
#include "format/lines_out.h"

#include "model/text.h"

static int
bad_null(const struct lines_out_conf *c, const struct batch *b, int64_t row, struct err *e)
{
	return err_row(e, row, "column %s: NULL has no text (--null TEXT gives it one)",
	    b->schema->field[c->column].name);
}

static int
bad_delimiter(const struct lines_out_conf *c, const struct batch *b, int64_t row,
    const char *p, size_t n, struct err *e)
{
	char quoted[80];

	return err_row(e, row, "column %s: the value holds the delimiter %s "
	    "(-0 or --raw take it): %s", b->schema->field[c->column].name,
	    c->delimiter == '\n' ? "\\n" : "\\0", err_quote(quoted, sizeof(quoted), p, n));
}

/* Appends with control bytes, and what is not UTF-8, made harmless. */
static int
add_escaped(struct buf *out, const char *p, size_t n, struct err *e)
{
	char unit[16];
	size_t i, len;

	for (i = 0; i < n; i++) {
		if (p[i] == '\t') {
			if (buf_add(out, p + i, 1, e) != 0)
				return -1;
			continue;
		}
		/* One unit at a time: err_quote puts it between quotes. */
		for (len = 1; i + len < n && len < 4 && (p[i + len] & 0xc0) == 0x80; len++)
			continue;
		err_quote(unit, sizeof(unit), p + i, (p[i] & 0x80) != 0 ? len : 1);
		if (p[i] == '"' || p[i] == '\\') {
			if (buf_add(out, p + i, 1, e) != 0)
				return -1;
			continue;
		}
		if (buf_add(out, unit + 1, strlen(unit) - 2, e) != 0)
			return -1;
		if ((p[i] & 0x80) != 0)
			i += len - 1;
	}
	return 0;
}

static int
add_line(struct buf *out, const struct lines_out_conf *c, const char *p, size_t n,
    struct err *e)
{
	if (c->escape ? add_escaped(out, p, n, e) != 0 : buf_add(out, p, n, e) != 0)
		return -1;
	return buf_add(out, &c->delimiter, 1, e);
}

/* String and binary: straight from the column. */
static int
bytes_rows(const struct batch *b, const struct lines_out_conf *c, struct buf *out,
    struct err *e)
{
	const struct column *col = &b->col[c->column];
	const char *p;
	int64_t i;
	size_t n;

	/* With the delimiters, so that the loop does not grow the buffer. */
	if (buf_reserve(out, (size_t)(col->offsets[b->rows] - col->offsets[0]) +
	    (size_t)b->rows, e) != 0)
		return -1;
	for (i = 0; i < b->rows; i++) {
		if (column_is_null(col, i)) {
			if (c->null == NULL)
				return bad_null(c, b, i, e);
			if (add_line(out, c, c->null, strlen(c->null), e) != 0)
				return -1;
			continue;
		}
		p = column_bytes(col, i, &n);
		if (!c->raw && memchr(p, c->delimiter, n) != NULL)
			return bad_delimiter(c, b, i, p, n, e);
		if (add_line(out, c, p, n, e) != 0)
			return -1;
	}
	return 0;
}

static int
rows(const struct batch *b, const void *conf, struct buf *out, struct err *e)
{
	const struct lines_out_conf *c = conf;
	const struct type *t = &b->schema->field[c->column].type;
	const struct text_conf how = { "NULL", false, c->zone };
	const struct column *col = &b->col[c->column];
	struct buf text = BUF_INIT;
	int64_t i;
	int rc = 0;

	if (type_is_bytes(t->id))
		return bytes_rows(b, c, out, e);
	for (i = 0; rc == 0 && i < b->rows; i++) {
		if (t->id == TYPE_VOID || column_is_null(col, i)) {
			if (c->null == NULL)
				rc = bad_null(c, b, i, e);
			else
				rc = add_line(out, c, c->null, strlen(c->null), e);
			continue;
		}
		text.len = 0;
		rc = text_value(t, col, i, &how, &text, e);
		if (rc == 0 && !c->raw && memchr(text.data, c->delimiter, text.len) != NULL)
			rc = bad_delimiter(c, b, i, (const char *)text.data, text.len, e);
		if (rc == 0)
			rc = add_line(out, c, (const char *)text.data, text.len, e);
	}
	buf_release(&text);
	return rc;
}

const struct text_encoder lines_out = { NULL, rows };
