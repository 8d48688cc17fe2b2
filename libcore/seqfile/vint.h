/*
 * vint.h - the numbers in Hadoop's serialized forms: big-endian words, VInt, VLong.
 *
 * SequenceFile spec, section 1.1.
 */
#ifndef SLUICE_SEQFILE_VINT_H
#define SLUICE_SEQFILE_VINT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes of the longest VInt that we write, and of the longest VLong in any form. */
#define VINT_MAX 5
#define VLONG_MAX 9

static inline int32_t
seq_get_i32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	v = __builtin_bswap32(v);
#endif
	return (int32_t)v;
}

static inline void
seq_put_i32(uint8_t *p, int32_t value)
{
	uint32_t v = (uint32_t)value;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	v = __builtin_bswap32(v);
#endif
	memcpy(p, &v, sizeof(v));
}

static inline int64_t
seq_get_i64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return (int64_t)v;
}

static inline void
seq_put_i64(uint8_t *p, int64_t value)
{
	uint64_t v = (uint64_t)value;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	memcpy(p, &v, sizeof(v));
}

/* How many bytes the number takes that starts with this byte: 1 to 9. */
static inline int
vlong_size(uint8_t first)
{
	int f = (int8_t)first;

	return f >= -112 ? 1 : f >= -120 ? -111 - f : -119 - f;
}

/* What vlong_get() and vint_get() return besides a size. */
#define VINT_CUT 0		/* the bytes end inside the number */
#define VINT_BAD (-1)		/* it does not fit */

/*
 * The number at p, of which n bytes are there: its size in bytes and *v, or VINT_CUT,
 * or VINT_BAD.  Forms longer than need be are taken.
 */
static inline int
vlong_get(const uint8_t *p, size_t n, int64_t *v)
{
	uint64_t m = 0;
	int size;

	if (n == 0)
		return VINT_CUT;
	if ((int8_t)p[0] >= -112) {
		*v = (int8_t)p[0];
		return 1;
	}
	size = vlong_size(p[0]);
	if (n < (size_t)size)
		return VINT_CUT;
	for (int i = 1; i < size; i++)
		m = m << 8 | p[i];
	if (m > INT64_MAX)
		return VINT_BAD;
	*v = (int8_t)p[0] < -120 ? ~(int64_t)m : (int64_t)m;
	return size;
}

static inline int
vint_get(const uint8_t *p, size_t n, int32_t *v)
{
	int64_t wide;
	int size;

	if (n > 0 && (int8_t)p[0] >= -112) {
		*v = (int8_t)p[0];
		return 1;
	}
	size = vlong_get(p, n, &wide);
	if (size <= 0)
		return size;
	if (wide < INT32_MIN || wide > INT32_MAX)
		return VINT_BAD;
	*v = (int32_t)wide;
	return size;
}

/* Writes v in its shortest form to p, which has room for VLONG_MAX bytes; its size. */
static inline size_t
vlong_put(uint8_t *p, int64_t v)
{
	uint64_t m = v < 0 ? ~(uint64_t)v : (uint64_t)v;
	int n = 0;

	if (v >= -112 && v <= 127) {
		p[0] = (uint8_t)v;
		return 1;
	}
	for (uint64_t left = m; left > 0; left >>= 8)
		n++;
	p[0] = (uint8_t)((v < 0 ? -120 : -112) - n);
	for (int i = n; i > 0; i--, m >>= 8)
		p[i] = (uint8_t)m;
	return (size_t)n + 1;
}

/* As vlong_put(): at most VINT_MAX bytes. */
static inline size_t
vint_put(uint8_t *p, int32_t v)
{
	return vlong_put(p, v);
}

#endif
