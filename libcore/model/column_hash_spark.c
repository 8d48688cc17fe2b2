/* column_hash_spark.c - hash() and xxhash64() of Spark, column by column. */
#include "base/hash_spark.h"
#include "base/num.h"
#include "model/column_hash_impl.h"

#define ALWAYS static inline __attribute__((always_inline))

/* The digits of a decimal that Spark hashes as a long. */
#define LONG_DIGITS 18

ALWAYS uint64_t
of_int(bool wide, int32_t v, uint64_t seed)
{
	return wide ? hash_xx64_int(v, seed) : hash_murmur3_int(v, (uint32_t)seed);
}

ALWAYS uint64_t
of_long(bool wide, int64_t v, uint64_t seed)
{
	return wide ? hash_xx64_long(v, seed) : hash_murmur3_long(v, (uint32_t)seed);
}

ALWAYS uint64_t
of_bytes(bool wide, const void *p, size_t n, uint64_t seed)
{
	return wide ? hash_xx64_bytes(p, n, seed) : hash_murmur3_bytes(p, n, (uint32_t)seed);
}

/* By the bits, with one NaN and one zero. */
ALWAYS uint64_t
of_float(bool wide, float v, uint64_t seed)
{
	int32_t bits = 0x7fc00000;

	v += 0.0f;
	if (v == v)
		memcpy(&bits, &v, sizeof(bits));
	return of_int(wide, bits, seed);
}

ALWAYS uint64_t
of_double(bool wide, double v, uint64_t seed)
{
	int64_t bits = INT64_C(0x7ff8000000000000);

	v += 0.0;
	if (v == v)
		memcpy(&bits, &v, sizeof(bits));
	return of_long(wide, bits, seed);
}

/* The bytes of the BigInteger: two's complement, most significant first, as few as do. */
ALWAYS uint64_t
of_big(bool wide, int128_t v, uint64_t seed)
{
	uint8_t bytes[16];
	size_t at = 0;
	int i;

	for (i = 0; i < 16; i++)
		bytes[i] = (uint8_t)((uint128_t)v >> (120 - 8 * i));
	while (at < 15 && (bytes[at] == 0 || bytes[at] == 0xff) &&
	    (bytes[at] >> 7) == (bytes[at + 1] >> 7))
		at++;
	return of_bytes(wide, bytes + at, 16 - at, seed);
}

#define FIXED(name, T, of) \
ALWAYS void \
name(bool wide, const struct column *c, int64_t from, int64_t n, uint64_t *h) \
{ \
	const T *v = (const T *)c->values + from; \
	int64_t i; \
 \
	for (i = 0; c->valid == NULL && i < n; i++) \
		h[i] = of(wide, v[i], h[i]); \
	for (; i < n; i++) { \
		if (!column_is_null(c, from + i)) \
			h[i] = of(wide, v[i], h[i]); \
	} \
}

ALWAYS uint64_t
of_small(bool wide, int128_t v, uint64_t seed)
{
	return of_long(wide, (int64_t)v, seed);
}

FIXED(fixed_8, int8_t, of_int)
FIXED(fixed_16, int16_t, of_int)
FIXED(fixed_32, int32_t, of_int)
FIXED(fixed_64, int64_t, of_long)
FIXED(fixed_float, float, of_float)
FIXED(fixed_double, double, of_double)
FIXED(fixed_small, int128_t, of_small)
FIXED(fixed_big, int128_t, of_big)

ALWAYS void
bits(bool wide, const struct column *c, int64_t from, int64_t n, uint64_t *h)
{
	int64_t i;

	for (i = 0; i < n; i++) {
		if (!column_is_null(c, from + i))
			h[i] = of_int(wide, column_bit(c->values, from + i), h[i]);
	}
}

ALWAYS void
bytes(bool wide, const struct column *c, int64_t from, int64_t n, uint64_t *h)
{
	const char *p;
	size_t len;
	int64_t i;

	for (i = 0; i < n; i++) {
		if (column_is_null(c, from + i))
			continue;
		p = column_bytes(c, from + i, &len);
		h[i] = of_bytes(wide, p, len, h[i]);
	}
}

ALWAYS void
flat(bool wide, const struct type *t, const struct column *c, int64_t from, int64_t n,
    uint64_t *h)
{
	switch (t->id) {
	case TYPE_BOOLEAN:
		bits(wide, c, from, n, h);
		break;
	case TYPE_TINYINT:
		fixed_8(wide, c, from, n, h);
		break;
	case TYPE_SMALLINT:
		fixed_16(wide, c, from, n, h);
		break;
	case TYPE_INT:
	case TYPE_DATE:
		fixed_32(wide, c, from, n, h);
		break;
	case TYPE_BIGINT:
	case TYPE_TIMESTAMP:
	case TYPE_TIMESTAMP_NTZ:
		fixed_64(wide, c, from, n, h);
		break;
	case TYPE_FLOAT:
		fixed_float(wide, c, from, n, h);
		break;
	case TYPE_DOUBLE:
		fixed_double(wide, c, from, n, h);
		break;
	case TYPE_DECIMAL:
		if (t->precision <= LONG_DIGITS)
			fixed_small(wide, c, from, n, h);
		else
			fixed_big(wide, c, from, n, h);
		break;
	case TYPE_STRING:
	case TYPE_BINARY:
		bytes(wide, c, from, n, h);
		break;
	default:
		break;
	}
}

/* Row by row: what is within a value goes on with the hash of what was before it. */
static void
nested(bool wide, const struct type *t, const struct column *c, int64_t i, uint64_t *h)
{
	int32_t k;
	uint32_t f;

	if (column_is_null(c, i))
		return;
	for (f = 0; t->id == TYPE_STRUCT && f < t->nchild; f++)
		column_hash_spark(wide, &t->child[f].type, &c->child[f], i, 1, h);
	for (k = t->id == TYPE_ARRAY ? c->offsets[i] : 0;
	    t->id == TYPE_ARRAY && k < c->offsets[i + 1]; k++)
		column_hash_spark(wide, &t->child->type, c->child, k, 1, h);
}

void
column_hash_spark(bool wide, const struct type *t, const struct column *c, int64_t from,
    int64_t n, uint64_t *h)
{
	int64_t i;

	if (type_is_nested(t->id)) {
		for (i = 0; i < n; i++)
			nested(wide, t, c, from + i, h + i);
	} else if (wide) {
		flat(true, t, c, from, n, h);
	} else {
		flat(false, t, c, from, n, h);
	}
}
