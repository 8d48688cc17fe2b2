/* lines_out.c - one column as lines. */
#include "format/lines_out.h"

#include "base/mem.h"
#include "model/text.h"

/* Values of that many bytes on average are not worth a copy. */
#define LONG_VALUE 1024

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

static int
add_line(struct buf *out, const struct lines_out_conf *c, const void *p, size_t n,
    struct err *e)
{
	if (buf_reserve(out, n + 1, e) != 0)
		return -1;
	buf_put_bytes(out, p, n);
	buf_put(out, (uint8_t)c->delimiter);
	return 0;
}

/* The first of the values that holds the delimiter; 0 when it is in none. */
static int
check_delimiter(const struct batch *b, const struct lines_out_conf *c, struct err *e)
{
	const struct column *col = &b->col[c->column];
	const char *p = (const char *)col->values + col->offsets[0];
	int64_t i;
	size_t n = (size_t)(col->offsets[b->rows] - col->offsets[0]);

	/* Nearly always: it is nowhere, not even where a NULL hides bytes. */
	if (n == 0 || memchr(p, c->delimiter, n) == NULL)
		return 0;
	for (i = 0; i < b->rows; i++) {
		p = column_bytes(col, i, &n);
		if (!column_is_null(col, i) && n > 0 && memchr(p, c->delimiter, n) != NULL)
			return bad_delimiter(c, b, i, p, n, e);
	}
	return 0;
}

/* Rows none of which is NULL, where out has room for them. */
static void
put_lines(const struct batch *b, const struct lines_out_conf *c, struct buf *out)
{
	const struct column *col = &b->col[c->column];
	const int32_t *end = col->offsets;
	const uint8_t *v = col->values;
	uint8_t *p = out->data + out->len;
	int64_t i;
	size_t n;

	for (i = 0; i < b->rows; i++) {
		n = (size_t)(end[i + 1] - end[i]);
		if (n > 0)
			memcpy(p, v + end[i], n);
		p[n] = (uint8_t)c->delimiter;
		p += n + 1;
	}
	out->len = (size_t)(p - out->data);
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

	if (!c->raw && check_delimiter(b, c, e) != 0)
		return -1;
	/* With the delimiters, so that the loop need not grow the buffer. */
	if (buf_reserve(out, (size_t)(col->offsets[b->rows] - col->offsets[0]) +
	    (size_t)b->rows, e) != 0)
		return -1;
	if (col->nulls == 0) {
		put_lines(b, c, out);
		return 0;
	}
	for (i = 0; i < b->rows; i++) {
		if (column_is_null(col, i)) {
			if (c->null == NULL)
				return bad_null(c, b, i, e);
			if (add_line(out, c, c->null, strlen(c->null), e) != 0)
				return -1;
			continue;
		}
		p = column_bytes(col, i, &n);
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
	const struct text_conf how = { .null = "NULL", .zone = c->zone };
	const struct column *col = &b->col[c->column];
	struct buf text = BUF_INIT;
	int64_t i;
	int rc = 0;

	if (b->rows == 0)
		return 0;
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
			rc = add_line(out, c, text.data, text.len, e);
	}
	buf_release(&text);
	return rc;
}

/* Long values go out from where they are. */
static int
parts(const struct batch *b, const void *conf, struct iovec **iov, size_t *n,
    struct err *e)
{
	const struct lines_out_conf *c = conf;
	const struct column *col = &b->col[c->column];
	struct iovec *v;
	size_t len;

	*n = 0;
	if (!type_is_bytes(b->schema->field[c->column].type.id) || col->nulls > 0 ||
	    b->rows == 0 || (col->offsets[b->rows] - col->offsets[0]) / b->rows < LONG_VALUE)
		return 0;
	if (!c->raw && check_delimiter(b, c, e) != 0)
		return -1;
	if ((v = *iov = mem_zero(2 * (size_t)b->rows, sizeof(*v), e)) == NULL)
		return -1;
	for (int64_t i = 0; i < b->rows; i++) {
		const char *p = column_bytes(col, i, &len);

		/* Nothing is written through these. */
		v[2 * i] = (struct iovec){ (void *)(uintptr_t)p, len };
		v[2 * i + 1] = (struct iovec){ (void *)(uintptr_t)&c->delimiter, 1 };
	}
	*n = 2 * (size_t)b->rows;
	return 0;
}

const struct text_encoder lines_out = { NULL, rows, parts };
