/* cast_text.c - casts from text and to text. */
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/utf8.h"
#include "expr/cast.h"
#include "model/text.h"

#define VALUE_MAX (NUM_MAX > DATE_MAX_TEXT ? NUM_MAX : DATE_MAX_TEXT)

/* Digits that cannot overflow 64 bits. */
#define SAFE_DIGITS 18

/* The n <= 8 digits at p, of which eight bytes can be read; false if one is none. */
static inline bool
parse_eight(const char *p, size_t n, uint64_t *out)
{
	const uint64_t zeros = UINT64_C(0x3030303030303030);
	uint64_t w;

	memcpy(&w, p, 8);
	/* Leading zeros instead of what follows: the first digit is the lowest byte. */
	w = n == 8 ? w : w << (64 - 8 * n) | zeros >> (8 * n);
	w -= zeros;
	/* A byte that is no digit has a bit of its upper half set, or gets one here. */
	if (((w | (w + UINT64_C(0x7676767676767676))) & UINT64_C(0x8080808080808080)) != 0)
		return false;
	/* Pairs of digits, then of pairs, then of those. */
	w = w * 10 + (w >> 8);
	*out = ((w & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064) +
	    (w >> 16 & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001)) >> 32;
	return true;
}

/* An integer with an optional sign, in text that ends at limit; short ones without a loop. */
static inline bool
parse_integer(const char *p, size_t n, const char *limit, int64_t *out)
{
	const char *start = p, *end = p + n;
	uint64_t high = 0, low;
	int64_t v = 0;
	bool minus;

	if (n == 0)
		return false;
	minus = *p == '-';
	if (minus || *p == '+')
		p++;
	if (p == end || end - p > SAFE_DIGITS)
		return num_parse_i64(start, n, out);
	if (end - p <= 16 && limit - p >= 16) {
		n = (size_t)(end - p);
		if (n > 8) {
			if (!parse_eight(p, n - 8, &high))
				return false;
			p += n - 8;
			n = 8;
		}
		if (!parse_eight(p, n, &low))
			return false;
		v = (int64_t)(high * 100000000 + low);
		*out = minus ? -v : v;
		return true;
	}
	for (; p < end; p++) {
		unsigned digit = (unsigned char)*p - (unsigned)'0';

		if (digit > 9)
			return false;
		v = v * 10 + digit;
	}
	*out = minus ? -v : v;
	return true;
}

#define PARSE_INT(name, D) \
static int \
name(struct expr_call *c) \
{ \
	D *out = call_values(c, (size_t)c->rows * sizeof(D)); \
	struct active rows = call_rows(c); \
	const struct column *in = c->arg[0].c; \
	const char *p, *limit = (const char *)in->values + in->offsets[c->rows]; \
	int64_t i, v; \
	size_t n; \
 \
	if (out == NULL) \
		return -1; \
	if (c->active != NULL) \
		memset(out, 0, (size_t)c->rows * sizeof(D)); \
	while ((i = active_next(&rows)) >= 0) { \
		p = column_bytes(in, i, &n); \
		if (n > 0 && ((unsigned char)p[0] <= ' ' || (unsigned char)p[n - 1] <= ' ' || \
		    p[0] == 0x7f || p[n - 1] == 0x7f)) \
			cast_trim(&p, &n); \
		if (parse_integer(p, n, limit, &v) && v == (D)v) { \
			out[i] = (D)v; \
			continue; \
		} \
		out[i] = 0; \
		if (cast_refuse(c, i) != 0) \
			return -1; \
	} \
	return 0; \
}

PARSE_INT(parse_tinyint, int8_t)
PARSE_INT(parse_smallint, int16_t)
PARSE_INT(parse_int, int32_t)
PARSE_INT(parse_bigint, int64_t)

/* One value of the type at out; false when the text is none. */
typedef bool parse_fn(const struct cast *k, const char *p, size_t n, void *out);

static bool
parse_f64(const struct cast *k, const char *p, size_t n, void *out)
{
	(void)k;
	return num_parse_f64(p, n, out);
}

static bool
parse_f32(const struct cast *k, const char *p, size_t n, void *out)
{
	(void)k;
	return num_parse_f32(p, n, out);
}

static bool
parse_decimal(const struct cast *k, const char *p, size_t n, void *out)
{
	return num_parse_decimal(p, n, k->to->precision, k->to->scale, out);
}

static bool
parse_date(const struct cast *k, const char *p, size_t n, void *out)
{
	(void)k;
	return date_parse(p, n, out);
}

static bool
parse_timestamp(const struct cast *k, const char *p, size_t n, void *out)
{
	return date_parse_timestamp(p, n, k->zone, out, NULL);
}

/* A zone after the time must be one, and is ignored. */
static bool
parse_timestamp_ntz(const struct cast *k, const char *p, size_t n, void *out)
{
	const struct date_zone *utc = date_zone_find("UTC");
	bool has_zone;
	size_t cut = 0;

	(void)k;
	if (!date_parse_timestamp(p, n, utc, out, &has_zone))
		return false;
	if (!has_zone)
		return true;
	while (cut < n && p[cut] != ' ' && p[cut] != 'T')
		cut++;
	cut++;
	while (cut < n && ((p[cut] >= '0' && p[cut] <= '9') || p[cut] == ':' || p[cut] == '.'))
		cut++;
	return cut < n && date_parse_timestamp(p, cut, utc, out, &has_zone);
}

static int
parse_values(struct expr_call *c, size_t width, parse_fn *parse)
{
	char *out = call_values(c, (size_t)c->rows * width);
	struct active rows = call_rows(c);
	const char *p;
	int64_t i;
	size_t n;

	if (out == NULL)
		return -1;
	memset(out, 0, (size_t)c->rows * width);
	while ((i = active_next(&rows)) >= 0) {
		p = vec_bytes(&c->arg[0], i, &n);
		cast_trim(&p, &n);
		if (!parse(c->data, p, n, out + (size_t)i * width)) {
			memset(out + (size_t)i * width, 0, width);
			if (cast_refuse(c, i) != 0)
				return -1;
		}
	}
	return 0;
}

static int
parse_double_kernel(struct expr_call *c)
{
	return parse_values(c, sizeof(double), parse_f64);
}

static int
parse_float_kernel(struct expr_call *c)
{
	return parse_values(c, sizeof(float), parse_f32);
}

static int
parse_decimal_kernel(struct expr_call *c)
{
	return parse_values(c, sizeof(int128_t), parse_decimal);
}

static int
parse_date_kernel(struct expr_call *c)
{
	return parse_values(c, sizeof(int32_t), parse_date);
}

static int
parse_timestamp_kernel(struct expr_call *c)
{
	return parse_values(c, sizeof(int64_t), parse_timestamp);
}

static int
parse_timestamp_ntz_kernel(struct expr_call *c)
{
	return parse_values(c, sizeof(int64_t), parse_timestamp_ntz);
}

static bool
is_one_of(const char *p, size_t n, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strlen(*words) == n && strncasecmp(*words, p, n) == 0)
			return true;
	}
	return false;
}

static int
parse_boolean_kernel(struct expr_call *c)
{
	static const char *const yes[] = { "t", "true", "y", "yes", "1", NULL };
	static const char *const no[] = { "f", "false", "n", "no", "0", NULL };
	uint8_t *out = call_bits(c);
	struct active rows = call_rows(c);
	const char *p;
	int64_t i;
	size_t n;

	if (out == NULL)
		return -1;
	while ((i = active_next(&rows)) >= 0) {
		p = vec_bytes(&c->arg[0], i, &n);
		cast_trim(&p, &n);
		if (is_one_of(p, n, yes))
			out[i >> 3] |= (uint8_t)(1u << (i & 7));
		else if (!is_one_of(p, n, no) && cast_refuse(c, i) != 0)
			return -1;
	}
	return 0;
}

kernel_fn *
cast_parse_kernel(enum type_id to)
{
	static kernel_fn *const kernels[TYPE_COUNT] = {
		[TYPE_BOOLEAN] = parse_boolean_kernel, [TYPE_TINYINT] = parse_tinyint,
		[TYPE_SMALLINT] = parse_smallint, [TYPE_INT] = parse_int,
		[TYPE_BIGINT] = parse_bigint, [TYPE_FLOAT] = parse_float_kernel,
		[TYPE_DOUBLE] = parse_double_kernel, [TYPE_DECIMAL] = parse_decimal_kernel,
		[TYPE_DATE] = parse_date_kernel, [TYPE_TIMESTAMP] = parse_timestamp_kernel,
		[TYPE_TIMESTAMP_NTZ] = parse_timestamp_ntz_kernel
	};

	return kernels[to];
}

/* Anything but text and binary as text. */
int
cast_format_kernel(struct expr_call *c)
{
	const struct cast *k = c->data;
	const struct text_conf conf = { .null = "null", .zone = k->zone };
	struct active rows = call_rows(c);
	struct buf one = BUF_INIT;
	struct text_out t;
	int64_t i;
	int rc = -1;

	if (text_start(&t, c, (size_t)c->rows * 12) != 0)
		goto done;
	while ((i = active_next(&rows)) >= 0) {
		if (k->from->id == TYPE_BIGINT || k->from->id == TYPE_INT) {
			const void *in = c->arg[0].c->values;
			char *room = text_room(&t, i, NUM_MAX);

			if (room == NULL)
				goto done;
			text_used(&t, num_format_i64(room, k->from->id == TYPE_INT ?
			    ((const int32_t *)in)[i] : ((const int64_t *)in)[i]));
			continue;
		}
		one.len = 0;
		if (text_value(k->from, c->arg[0].c, i, &conf, &one, c->e) != 0)
			goto done;
		/* Binary inside nested values need not be text. */
		if (type_is_nested(k->from->id) && utf8_valid_prefix(one.data, one.len) != one.len) {
			if (cast_refuse(c, i) != 0)
				goto done;
			continue;
		}
		if (text_add(&t, i, one.data, one.len) != 0)
			goto done;
	}
	rc = text_finish(&t);
done:
	buf_release(&one);
	text_release(&t);
	return rc;
}

/* A row of binary that is no text becomes NULL or an error; the bytes stay where they are. */
static int
check_rows(struct expr_call *c)
{
	struct active rows = call_rows(c);
	const char *p;
	int64_t i;
	size_t n;

	while ((i = active_next(&rows)) >= 0) {
		p = vec_bytes(&c->arg[0], i, &n);
		if (utf8_valid_prefix(p, n) != n && cast_refuse(c, i) != 0)
			return -1;
	}
	return 0;
}

/* Whether no value starts inside a character. */
static bool
starts_ok(const int32_t *offsets, int64_t rows, const uint8_t *bytes)
{
	int32_t end = offsets[rows];
	int64_t i;
	bool bad = false;

	for (i = 0; i < rows; i++)
		bad |= offsets[i] < end && (bytes[offsets[i]] & 0xc0) == 0x80;
	return !bad;
}

/*
 * Binary to text: the column is shared.  All bytes at once are checked first:
 * if they are valid and no value starts inside a character, so is every value.
 */
int
cast_utf8_kernel(struct expr_call *c)
{
	const struct column *in = c->arg[0].c;
	const uint8_t *bytes = in->values;
	size_t n = (size_t)(in->offsets[c->rows] - in->offsets[0]);
	struct block *b;
	struct text_out t;
	struct active rows;
	const char *p;
	int64_t i;

	if (n == 0 || (utf8_valid_prefix(bytes + in->offsets[0], n) == n &&
	    starts_ok(in->offsets, c->rows, bytes)))
		return call_share(c, in);
	if (check_rows(c) != 0)
		return -1;
	/* What is not text must not stay behind NULL or in rows that nobody asked for. */
	if (text_start(&t, c, n) != 0)
		return -1;
	rows = active_start(c->active, c->rows);
	b = c->null;
	while ((i = active_next(&rows)) >= 0) {
		if (b != NULL && !column_bit(b->data, i))
			continue;
		p = vec_bytes(&c->arg[0], i, &n);
		if (text_add(&t, i, p, n) != 0) {
			text_release(&t);
			return -1;
		}
	}
	return text_finish(&t);
}
