/* text.c - values as text. */
#include "model/text.h"

#include "base/num.h"

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

static int
put_range(const struct type *t, const struct column *c, int64_t i,
    const struct text_conf *conf, struct buf *out, struct err *e)
{
	const struct column *child = &c->child[0];
	const struct type *ct = &t->child[0].type;
	bool map = t->id == TYPE_MAP;
	int32_t k;

	if (put(out, map ? "{" : "[", e) != 0)
		return -1;
	for (k = c->offsets[i]; k < c->offsets[i + 1]; k++) {
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
	uint32_t k;

	if (put(out, "{", e) != 0)
		return -1;
	for (k = 0; k < t->nchild; k++) {
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
	size_t n;

	if (t->id == TYPE_VOID || column_is_null(c, i))
		return put(out, conf->null, e);
	switch (t->id) {
	case TYPE_BOOLEAN:
		return put(out, column_bit(c->values, i) ? "true" : "false", e);
	case TYPE_STRING:
	case TYPE_BINARY:
		p = column_bytes(c, i, &n);
		if (t->id == TYPE_BINARY && conf->pretty)
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
