/* value.c - JSON values as values of a type. */
#include "json/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"

int
json_unfit(const struct type *t, const uint8_t *p, size_t n, struct err *e)
{
	char name[80], shown[120];

	return err_set(e, STATUS_DATA, "does not fit %s: %s",
	    type_string(t, name, sizeof(name)), err_quote(shown, sizeof(shown), p, n));
}

static int
misfit(const struct builder *b, const uint8_t *p, size_t n, struct err *e)
{
	return json_unfit(b->type, p, n, e);
}

static bool
is(const uint8_t *p, size_t n, const char *word)
{
	return n == strlen(word) && memcmp(p, word, n) == 0;
}

static int
boolean(struct builder *b, const uint8_t *p, size_t n, struct err *e)
{
	if (*p != 't' && *p != 'f')
		return misfit(b, p, n, e);
	return builder_i64(b, *p == 't', e);
}

static int
integer(struct builder *b, const uint8_t *p, size_t n, struct err *e)
{
	static const int bits[] = {
		[TYPE_TINYINT] = 8, [TYPE_SMALLINT] = 16, [TYPE_INT] = 32, [TYPE_BIGINT] = 64
	};
	int shift = 64 - bits[b->type->id];
	int64_t v;

	/* Fits if sign extension gives it back. */
	if (*p == '"' || !num_parse_i64((const char *)p, n, &v) ||
	    (int64_t)((uint64_t)v << shift) >> shift != v)
		return misfit(b, p, n, e);
	return builder_i64(b, v, e);
}

static int
floating(struct builder *b, const uint8_t *p, size_t n, struct err *e)
{
	bool word = is(p, n, "\"NaN\"") || is(p, n, "\"Infinity\"") || is(p, n, "\"-Infinity\"");
	bool number = *p == '-' || (*p >= '0' && *p <= '9');
	double v;
	float f;

	if (word) {
		p++;
		n -= 2;
	} else if (!number) {
		return misfit(b, p, n, e);
	}
	if (b->type->id == TYPE_FLOAT) {
		if (!num_parse_f32((const char *)p, n, &f))
			return misfit(b, p, n, e);
		return builder_f64(b, (double)f, e);
	}
	if (!num_parse_f64((const char *)p, n, &v))
		return misfit(b, p, n, e);
	return builder_f64(b, v, e);
}

/* Digits that the number has after the point once its exponent is applied, zeros at the end aside. */
static int64_t
fraction(const uint8_t *p, size_t n)
{
	int64_t after = 0, zeros = 0, exponent = 0;
	bool point = false, any = false;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == '.') {
			point = true;
		} else if ((p[i] | 0x20) == 'e') {
			if (!num_parse_i64((const char *)p + i + 1, n - i - 1, &exponent) ||
			    exponent > 100000 || exponent < -100000)
				exponent = p[i + 1] == '-' ? -100000 : 100000;
			break;
		} else if (p[i] != '-') {
			after += point;
			zeros = p[i] == '0' ? zeros + 1 : 0;
			any |= p[i] != '0';
		}
	}
	return any ? after - zeros - exponent : 0;
}

static int
decimal(struct builder *b, const uint8_t *p, size_t n, struct err *e)
{
	const struct type *t = b->type;
	int128_t v;

	if ((*p != '-' && (*p < '0' || *p > '9')) || fraction(p, n) > t->scale ||
	    !num_parse_decimal((const char *)p, n, t->precision, t->scale, &v))
		return misfit(b, p, n, e);
	return builder_decimal(b, v, e);
}

/* The text of a string value. */
static int
text_of(struct builder *b, const uint8_t *p, size_t n, struct json_scratch *s,
    const char **text, size_t *len, struct err *e)
{
	const uint8_t *t;

	if (*p != '"')
		return misfit(b, p, n, e);
	if (json_as_string(s, p, n, &t, len, e) != 0)
		return -1;
	*text = (const char *)t;
	return 0;
}

static int
point_in_time(struct builder *b, const uint8_t *p, size_t n, struct json_scratch *s,
    struct err *e)
{
	const char *text = NULL;
	bool zone = false;
	int32_t days;
	int64_t us;
	size_t len = 0;

	if (text_of(b, p, n, s, &text, &len, e) != 0)
		return -1;
	if (b->type->id == TYPE_DATE) {
		if (!date_parse(text, len, &days))
			return misfit(b, p, n, e);
		return builder_i64(b, days, e);
	}
	if (!date_parse_timestamp(text, len, date_zone_find("UTC"), &us, &zone) ||
	    (zone && b->type->id == TYPE_TIMESTAMP_NTZ))
		return misfit(b, p, n, e);
	return builder_i64(b, us, e);
}

static int
string(struct builder *b, const uint8_t *p, size_t n, struct json_scratch *s,
    struct err *e)
{
	const uint8_t *text;
	size_t len;

	if (json_as_string(s, p, n, &text, &len, e) != 0)
		return -1;
	return text == s->text.data ? builder_take(b, &s->text, e) :
	    builder_bytes(b, text, len, e);
}

static int
base64_digit(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Decodes n bytes of base64 (padded) in place; false where they are none. */
static bool
base64(uint8_t *p, size_t n, size_t *len)
{
	size_t pad = n >= 2 && p[n - 1] == '=' ? 1 + (p[n - 2] == '=') : 0;
	uint32_t bits = 0;
	uint8_t *o = p;

	if (n % 4 != 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		int d = i >= n - pad ? 0 : base64_digit(p[i]);

		if (d < 0)
			return false;
		bits = bits << 6 | (uint32_t)d;
		if (i % 4 == 3) {
			*o++ = (uint8_t)(bits >> 16);
			*o++ = (uint8_t)(bits >> 8);
			*o++ = (uint8_t)bits;
		}
	}
	*len = (size_t)(o - p) - pad;
	return true;
}

static int
binary(struct builder *b, const uint8_t *p, size_t n, struct json_scratch *s,
    struct err *e)
{
	struct json_walk w, more;
	size_t len;

	if (*p == '"')
		return string(b, p, n, s, e);
	if (*p != '{')
		return misfit(b, p, n, e);
	w = json_walk(p, n);
	if (!json_walk_next(&w) || !is(w.key, w.keylen, "\"base64\"") || *w.value != '"')
		return misfit(b, p, n, e);
	more = w;
	if (json_walk_next(&more))
		return misfit(b, p, n, e);
	s->text.len = 0;
	if (json_unescape(&s->text, w.value + 1, w.len - 2, e) != 0)
		return -1;
	if (!base64(s->text.data, s->text.len, &len))
		return misfit(b, p, n, e);
	return builder_bytes(b, s->text.data, len, e);
}

static int
array(struct builder *b, const uint8_t *p, size_t n, struct json_scratch *s,
    struct err *e)
{
	struct json_walk w;

	if (*p != '[')
		return misfit(b, p, n, e);
	for (w = json_walk(p, n); json_walk_next(&w);)
		if (json_value(&b->child[0], w.value, w.len, s, e) != 0)
			return -1;
	return builder_row(b, e);
}

/* Whether the key of w, with its quotes and escapes, is name. */
static int
key_is(const struct json_walk *w, const char *name, struct json_scratch *s, bool *same,
    struct err *e)
{
	const uint8_t *key;
	size_t n;

	if (json_as_string(s, w->key, w->keylen, &key, &n, e) != 0)
		return -1;
	*same = is(key, n, name);
	return 0;
}

static int
structure(struct builder *b, const uint8_t *p, size_t n, struct json_scratch *s,
    struct err *e)
{
	if (*p != '{')
		return misfit(b, p, n, e);
	for (uint32_t i = 0; i < b->nchild; i++) {
		struct json_walk w = json_walk(p, n);
		bool found = false;

		while (!found && json_walk_next(&w)) {
			if (key_is(&w, b->type->child[i].name, s, &found, e) != 0)
				return -1;
			found &= *w.value != 'n';
		}
		if (found ? json_value(&b->child[i], w.value, w.len, s, e) != 0 :
		    builder_null(&b->child[i], e) != 0)
			return -1;
	}
	return builder_row(b, e);
}

static int
map(struct builder *b, const uint8_t *p, size_t n, struct json_scratch *s, struct err *e)
{
	struct builder *pair = &b->child[0];
	struct json_walk w;

	if (*p != '{' || pair->child[0].type->id != TYPE_STRING)
		return misfit(b, p, n, e);
	for (w = json_walk(p, n); json_walk_next(&w);)
		if (string(&pair->child[0], w.key, w.keylen, s, e) != 0 ||
		    json_value(&pair->child[1], w.value, w.len, s, e) != 0 ||
		    builder_row(pair, e) != 0)
			return -1;
	return builder_row(b, e);
}

int
json_value(struct builder *b, const uint8_t *p, size_t n, struct json_scratch *s,
    struct err *e)
{
	if (*p == 'n')
		return builder_null(b, e);
	switch (b->type->id) {
	case TYPE_BOOLEAN:
		return boolean(b, p, n, e);
	case TYPE_TINYINT:
	case TYPE_SMALLINT:
	case TYPE_INT:
	case TYPE_BIGINT:
		return integer(b, p, n, e);
	case TYPE_FLOAT:
	case TYPE_DOUBLE:
		return floating(b, p, n, e);
	case TYPE_DECIMAL:
		return decimal(b, p, n, e);
	case TYPE_STRING:
		return string(b, p, n, s, e);
	case TYPE_BINARY:
		return binary(b, p, n, s, e);
	case TYPE_DATE:
	case TYPE_TIMESTAMP:
	case TYPE_TIMESTAMP_NTZ:
		return point_in_time(b, p, n, s, e);
	case TYPE_ARRAY:
		return array(b, p, n, s, e);
	case TYPE_STRUCT:
		return structure(b, p, n, s, e);
	case TYPE_MAP:
		return map(b, p, n, s, e);
	case TYPE_VOID:
		break;
	}
	return misfit(b, p, n, e);
}
