/* csv_out.c - rows as CSV or TSV. */
#include "format/csv_out.h"

#include "base/utf8.h"
#include "json/write.h"
#include "model/text.h"

int
csv_out_check(const struct schema *s, struct err *e)
{
	char text[64];
	size_t k;

	if (s->nfield == 0)
		return err_set(e, STATUS_USAGE, "no columns have no CSV form");
	for (k = 0; k < s->nfield; k++) {
		if (type_is_nested(s->field[k].type.id))
			return err_set(e, STATUS_USAGE,
			    "column %s: %s has no CSV form (select its parts, or use -o json)",
			    s->field[k].name,
			    type_string(&s->field[k].type, text, sizeof(text)));
	}
	return 0;
}

static bool
must_quote(const char *p, size_t n, const struct csv_out_conf *c)
{
	size_t i;

	if (n == 0 || p[0] == ' ' || p[n - 1] == ' ')
		return true;
	for (i = 0; i < n; i++) {
		if (p[i] == c->separator || p[i] == '"' || p[i] == '\n' || p[i] == '\r')
			return true;
	}
	return c->null != NULL && strlen(c->null) == n && memcmp(p, c->null, n) == 0;
}

/* The letter that stands for c behind a backslash in TSV; 0: c stands for itself. */
static char
tsv_escape(char c)
{
	switch (c) {
	case '\t':
		return 't';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\\':
		return '\\';
	default:
		return '\0';
	}
}

/* Text without a tab or an end of a line in it, as cut, Miller and PostgreSQL's COPY read it. */
static int
add_tsv(struct buf *out, const char *p, size_t n, struct err *e)
{
	size_t i, from = 0;

	for (i = 0; i < n; i++) {
		char two[2] = { '\\', tsv_escape(p[i]) };

		if (two[1] == '\0')
			continue;
		if (buf_add(out, p + from, i - from, e) != 0 || buf_add(out, two, 2, e) != 0)
			return -1;
		from = i + 1;
	}
	return buf_add(out, p + from, n - from, e);
}

static int
add_text(struct buf *out, const char *p, size_t n, const struct csv_out_conf *c,
    struct err *e)
{
	size_t i;

	if (c->tsv)
		return add_tsv(out, p, n, e);
	if (!must_quote(p, n, c))
		return buf_add(out, p, n, e);
	if (buf_reserve(out, 2 * n + 2, e) != 0)
		return -1;
	buf_put(out, '"');
	for (i = 0; i < n; i++) {
		if (p[i] == '"')
			buf_put(out, '"');
		buf_put(out, (uint8_t)p[i]);
	}
	buf_put(out, '"');
	return 0;
}

static int
add_hex(struct buf *out, const char *p, size_t n, struct err *e)
{
	static const char hex[] = "0123456789abcdef";
	size_t i;

	if (buf_reserve(out, 2 * n, e) != 0)
		return -1;
	for (i = 0; i < n; i++) {
		buf_put(out, (uint8_t)hex[(uint8_t)p[i] >> 4]);
		buf_put(out, (uint8_t)hex[(uint8_t)p[i] & 15]);
	}
	return 0;
}

static int
add_binary(struct buf *out, const struct batch *b, size_t k, int64_t i,
    const struct csv_out_conf *c, struct err *e)
{
	char quoted[80];
	const char *p;
	size_t n;

	p = column_bytes(&b->col[k], i, &n);
	if (c->binary == CSV_BINARY_TEXT) {
		if (utf8_valid_prefix(p, n) == n)
			return add_text(out, p, n, c, e);
		return err_row(e, i, "column %s: not UTF-8 (--binary base64 or hex take it): %s",
		    b->schema->field[k].name, err_quote(quoted, sizeof(quoted), p, n));
	}
	/* Empty is not NULL, in these forms too. */
	if (n == 0)
		return add_text(out, "", 0, c, e);
	return c->binary == CSV_BINARY_HEX ? add_hex(out, p, n, e) :
	    json_write_base64(out, p, n, e);
}

static bool
is_null(const struct batch *b, size_t k, int64_t i)
{
	return b->schema->field[k].type.id == TYPE_VOID || column_is_null(&b->col[k], i);
}

static int
add_field(struct buf *out, const struct batch *b, size_t k, int64_t i,
    const struct csv_out_conf *c, struct err *e)
{
	const struct type *t = &b->schema->field[k].type;
	const struct text_conf how = { .null = "", .zone = c->zone };
	const char *p;
	size_t n;

	if (is_null(b, k, i))
		return c->null == NULL ? 0 : buf_add(out, c->null, strlen(c->null), e);
	if (t->id == TYPE_BINARY)
		return add_binary(out, b, k, i, c, e);
	if (t->id == TYPE_STRING) {
		p = column_bytes(&b->col[k], i, &n);
		return add_text(out, p, n, c, e);
	}
	/* Numbers, dates and the like hold nothing that wants quotes. */
	return text_value(t, &b->col[k], i, &how, out, e);
}

static int
rows(const struct batch *b, const void *conf, struct buf *out, struct err *e)
{
	const struct csv_out_conf *c = conf;
	size_t k, at;
	int64_t i;

	for (i = 0; i < b->rows; i++) {
		at = out->len;
		for (k = 0; k < b->schema->nfield; k++) {
			if (k > 0 && buf_add(out, &c->separator, 1, e) != 0)
				return -1;
			if (add_field(out, b, k, i, c, e) != 0)
				return -1;
		}
		/* A blank line: readers would skip the row, and empty text is not NULL. */
		if (out->len == at && b->schema->nfield == 1 && is_null(b, 0, i))
			return err_row(e, i, "column %s: a NULL alone in its row has no %s form "
			    "(--null TEXT gives it one)", b->schema->field[0].name,
			    c->tsv ? "TSV" : "CSV");
		if (buf_add(out, "\n", 1, e) != 0)
			return -1;
	}
	return 0;
}

static int
head(const struct schema *s, const void *conf, struct buf *out, struct err *e)
{
	const struct csv_out_conf *c = conf;
	size_t k;

	if (!c->header)
		return 0;
	for (k = 0; k < s->nfield; k++) {
		if ((k > 0 && buf_add(out, &c->separator, 1, e) != 0) ||
		    add_text(out, s->field[k].name, strlen(s->field[k].name), c, e) != 0)
			return -1;
	}
	return buf_add(out, "\n", 1, e);
}

const struct text_encoder csv_out = { .head = head, .rows = rows };
