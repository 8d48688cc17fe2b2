/* text.c - values as text. */
#include "model/text.h"

#include <stdio.h>

#include "base/num.h"
#include "base/utf8.h"

/* Room that any scalar but string and binary needs. */
#define SCALAR_MAX (NUM_MAX > DATE_MAX_TEXT ? NUM_MAX : DATE_MAX_TEXT)

static int
put(struct buf *out, const char *text, struct err *e)
{
	return buf_add(out, text, strlen(text), e);
}

static int
put_hex(const char *p, size_t n, struct buf *out, struct err *e)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t i;

	if (buf_reserve(out, 3 * n + 2, e) != 0)
		return -1;
	buf_put(out, '[');
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_put(out, ' ');
		buf_put(out, (uint8_t)hex[(uint8_t)p[i] >> 4]);
		buf_put(out, (uint8_t)hex[(uint8_t)p[i] & 15]);
	}
	buf_put(out, ']');
	return 0;
}

/* A scalar of fixed width at out; returns its length. */
static size_t
scalar(const struct type *t, const struct column *c, int64_t i,
    const struct text_conf *conf, char *out)
{
	const void *v = c->values;

	switch (t->id) {
	case TYPE_TINYINT:
		return num_format_i64(out, ((const int8_t *)v)[i]);
	case TYPE_SMALLINT:
		return num_format_i64(out, ((const int16_t *)v)[i]);
	case TYPE_INT:
		return num_format_i64(out, ((const int32_t *)v)[i]);
	case TYPE_BIGINT:
		return num_format_i64(out, ((const int64_t *)v)[i]);
	case TYPE_FLOAT:
		return num_format_f32(out, ((const float *)v)[i]);
	case TYPE_DOUBLE:
		return num_format_f64(out, ((const double *)v)[i]);
	case TYPE_DECIMAL:
		return num_format_decimal(out, ((const int128_t *)v)[i], t->scale);
	case TYPE_DATE:
		return date_format(out, ((const int32_t *)v)[i]);
	case TYPE_TIMESTAMP:
		return date_format_timestamp(out, ((const int64_t *)v)[i], conf->zone);
	default:	/* TYPE_TIMESTAMP_NTZ */
		return date_format_timestamp(out, ((const int64_t *)v)[i], NULL);
	}
}

static bool
is_enough(const struct buf *out, size_t start, const struct text_conf *conf)
{
	return conf->most > 0 && out->len - start > conf->most;
}

/* How many of n bytes do. */
static size_t
enough_of(const struct type *t, const char *p, size_t n, const struct text_conf *conf)
{
	size_t k = conf->most + 1;

	if (conf->most == 0 || n <= k)
		return n;
	while (t->id == TYPE_STRING && k < n && ((uint8_t)p[k] & 0xc0) == 0x80)
		k++;
	return k;
}

/* Whether conf takes these bytes of a binary value for text; *n may end inside a character. */
static bool
is_text(const char *p, size_t *n, size_t whole, const struct text_conf *conf)
{
	size_t valid;

	if (!conf->utf8)
		return false;
	valid = utf8_valid_prefix(p, *n);
	if (valid < *n && (*n == whole || *n - valid > 3))
		return false;
	*n = valid;
	return true;
}

static int
put_range(const struct type *t, const struct column *c, int64_t i,
    const struct text_conf *conf, struct buf *out, struct err *e)
{
	const struct column *child = &c->child[0];
	const struct type *ct = &t->child[0].type;
	bool map = t->id == TYPE_MAP;
	size_t start = out->len;
	int32_t k;

	if (put(out, map ? "{" : "[", e) != 0)
		return -1;
	for (k = c->offsets[i]; k < c->offsets[i + 1] && !is_enough(out, start, conf); k++) {
		if (k > c->offsets[i] && put(out, ", ", e) != 0)
			return -1;
		if (!map) {
			if (text_value(ct, child, k, conf, out, e) != 0)
				return -1;
		} else if (text_value(&ct->child[0].type, &child->child[0], k, conf, out, e) != 0 ||
		    put(out, " -> ", e) != 0 ||
		    text_value(&ct->child[1].type, &child->child[1], k, conf, out, e) != 0) {
			return -1;
		}
	}
	return put(out, map ? "}" : "]", e);
}

static int
put_struct(const struct type *t, const struct column *c, int64_t i,
    const struct text_conf *conf, struct buf *out, struct err *e)
{
	size_t start = out->len;
	uint32_t k;

	if (put(out, "{", e) != 0)
		return -1;
	for (k = 0; k < t->nchild && !is_enough(out, start, conf); k++) {
		if (k > 0 && put(out, ", ", e) != 0)
			return -1;
		if (text_value(&t->child[k].type, &c->child[k], i, conf, out, e) != 0)
			return -1;
	}
	return put(out, "}", e);
}

int
text_value(const struct type *t, const struct column *c, int64_t i,
    const struct text_conf *conf, struct buf *out, struct err *e)
{
	const char *p;
	size_t n, whole;

	if (t->id == TYPE_VOID || column_is_null(c, i))
		return put(out, conf->null, e);
	switch (t->id) {
	case TYPE_BOOLEAN:
		return put(out, column_bit(c->values, i) ? "true" : "false", e);
	case TYPE_STRING:
	case TYPE_BINARY:
		p = column_bytes(c, i, &whole);
		n = enough_of(t, p, whole, conf);
		if (t->id == TYPE_BINARY && conf->pretty && !is_text(p, &n, whole, conf))
			return put_hex(p, n, out, e);
		return buf_add(out, p, n, e);
	case TYPE_ARRAY:
	case TYPE_MAP:
		return put_range(t, c, i, conf, out, e);
	case TYPE_STRUCT:
		return put_struct(t, c, i, conf, out, e);
	default:
		if (buf_reserve(out, SCALAR_MAX, e) != 0)
			return -1;
		out->len += scalar(t, c, i, conf, (char *)out->data + out->len);
		return 0;
	}
}

void
text_key(const struct type *t, const struct column *c, int64_t i, struct err *e)
{
	const struct text_conf conf = { .null = "NULL", .most = 80 };
	struct buf text = BUF_INIT;
	char quoted[120];

	if (type_is_nested(t->id) || t->id == TYPE_VOID || column_is_null(c, i))
		return;
	if (text_value(t, c, i, &conf, &text, NULL) == 0) {
		if (type_is_bytes(t->id))
			err_quote(quoted, sizeof(quoted), text.data, text.len);
		else
			(void)snprintf(quoted, sizeof(quoted), "%.*s", (int)text.len,
			    (const char *)text.data);
		err_prefix(e, "key %s: ", quoted);
	}
	buf_release(&text);
}
