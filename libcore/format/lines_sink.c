/* lines_sink.c - rows as lines. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "format/format.h"
#include "format/lines.h"
#include "io/out.h"
#include "model/text.h"

struct lines_sink {
	struct format_text base;
	struct type type;		/* of the column */
	size_t column;
	uint8_t delimiter;
	bool raw;
	char *null;
	size_t nullen;
};

static int
add_null(const struct lines_sink *l, int64_t row, struct buf *to, struct err *e)
{
	if (l->null == NULL)
		return err_row(e, row, "NULL has no line (--null TEXT gives it one)");
	if (buf_reserve(to, l->nullen + 1, e) != 0)
		return -1;
	buf_put_bytes(to, l->null, l->nullen);
	buf_put(to, l->delimiter);
	return 0;
}

/* The first value that holds the delimiter. */
static int
refuse_delimiter(const struct lines_sink *l, const struct column *c, struct err *e)
{
	char quoted[200];
	const char *p;
	int64_t i;
	size_t n;

	for (i = 0; i < c->rows; i++) {
		if (column_is_null(c, i))
			continue;
		p = column_bytes(c, i, &n);
		if (n > 0 && memchr(p, l->delimiter, n) != NULL)
			return err_row(e, i, "a value holds %s and is no line (%s--raw): %s",
			    l->delimiter == '\n' ? "a line feed" : "a NUL",
			    l->delimiter == '\n' ? "-0 or " : "",
			    err_quote(quoted, sizeof(quoted), p, n));
	}
	return 0;
}

/* Bytes of string or binary values, no type to look at row by row. */
static int
encode_bytes(const struct lines_sink *l, const struct column *c, struct buf *to,
    struct err *e)
{
	size_t all = (size_t)(c->offsets[c->rows] - c->offsets[0]), n;
	const char *p;
	int64_t i;

	if (!l->raw && all > 0 && memchr((const char *)c->values + c->offsets[0],
	    l->delimiter, all) != NULL && refuse_delimiter(l, c, e) != 0)
		return -1;
	if (buf_reserve(to, all + (size_t)c->rows * (1 + l->nullen), e) != 0)
		return -1;
	for (i = 0; i < c->rows; i++) {
		if (column_is_null(c, i)) {
			if (add_null(l, i, to, e) != 0)
				return -1;
			continue;
		}
		p = column_bytes(c, i, &n);
		buf_put_bytes(to, p, n);
		buf_put(to, l->delimiter);
	}
	return 0;
}

static int
lines_encode(const struct format_text *f, const struct batch *b, struct buf *to,
    struct err *e)
{
	static const struct text_conf conf = { "NULL", false, NULL };
	const struct lines_sink *l = (const struct lines_sink *)f;
	const struct column *c = &b->col[l->column];
	int64_t i;

	if (b->rows == 0)
		return 0;
	if (type_is_bytes(l->type.id))
		return encode_bytes(l, c, to, e);
	for (i = 0; i < b->rows; i++) {
		if (l->type.id == TYPE_VOID || column_is_null(c, i)) {
			if (add_null(l, i, to, e) != 0)
				return -1;
		} else if (text_value(&l->type, c, i, &conf, to, e) != 0 ||
		    buf_add(to, &l->delimiter, 1, e) != 0) {
			return -1;
		}
	}
	return 0;
}

static void
lines_sink_free(struct format_text *f)
{
	struct lines_sink *l = (struct lines_sink *)f;

	type_release(&l->type);
	free(l->null);
	free(l);
}

struct sink *
lines_sink_new(struct out *out, const struct schema *s, const struct lines_sink_conf *conf,
    struct err *e)
{
	const struct field *f = &s->field[conf->column];
	struct lines_sink *l = NULL;
	char name[200], type[100];

	if (type_is_nested(f->type.id)) {
		err_set(e, STATUS_USAGE, "column %s is %s, which has no line (-o json has it)",
		    err_quote(name, sizeof(name), f->name, strlen(f->name)),
		    type_string(&f->type, type, sizeof(type)));
		goto fail;
	}
	if ((l = mem_zero(1, sizeof(*l), e)) == NULL)
		goto fail;
	l->base.encode = lines_encode;
	l->base.free = lines_sink_free;
	l->base.terminal = conf->terminal;
	l->column = conf->column;
	l->delimiter = (uint8_t)conf->delimiter;
	l->raw = conf->raw;
	if (type_copy(&l->type, &f->type, e) != 0)
		goto fail;
	if (conf->null != NULL) {
		l->nullen = strlen(conf->null);
		if ((l->null = mem_dup(conf->null, l->nullen, e)) == NULL)
			goto fail;
	}
	return format_sink_new(out, &l->base, NULL, 0, e);
fail:
	out_free(out);
	if (l != NULL)
		lines_sink_free(&l->base);
	return NULL;
}
