/* hash_spark.c - Murmur3 with Spark's tail, and XXH64. */
#include "base/hash_spark.h"

#include <string.h>

static inline uint32_t
rotl32(uint32_t v, int by)
{
	return v << by | v >> (32 - by);
}

static inline uint64_t
rotl64(uint64_t v, int by)
{
	return v << by | v >> (64 - by);
}

static inline uint32_t
load32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? v : __builtin_bswap32(v);
}

static inline uint64_t
load64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, 8);
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? v : __builtin_bswap64(v);
}

/* ---- Murmur3 ---------------------------------------------------------------- */

static inline uint32_t
murmur_word(uint32_t h, uint32_t k)
{
	h ^= rotl32(k * 0xcc9e2d51, 15) * 0x1b873593;
	return rotl32(h, 13) * 5 + 0xe6546b64;
}

static inline uint32_t
murmur_end(uint32_t h, uint32_t n)
{
	h ^= n;
	h = (h ^ h >> 16) * 0x85ebca6b;
	h = (h ^ h >> 13) * 0xc2b2ae35;
	return h ^ h >> 16;
}

uint32_t
hash_murmur3_int(int32_t v, uint32_t seed)
{
	return murmur_end(murmur_word(seed, (uint32_t)v), 4);
}

uint32_t
hash_murmur3_long(int64_t v, uint32_t seed)
{
	seed = murmur_word(seed, (uint32_t)v);
	return murmur_end(murmur_word(seed, (uint32_t)((uint64_t)v >> 32)), 8);
}

uint32_t
hash_murmur3_bytes(const void *data, size_t n, uint32_t seed)
{
	const uint8_t *p = data, *end = p + n;

	for (; end - p >= 4; p += 4)
		seed = murmur_word(seed, load32(p));
	for (; p < end; p++)
		seed = murmur_word(seed, (uint32_t)(int8_t)*p);
	return murmur_end(seed, (uint32_t)n);
}

/* ---- XXH64 ------------------------------------------------------------------ */

#define P1 UINT64_C(0x9e3779b185ebca87)
#define P2 UINT64_C(0xc2b2ae3d27d4eb4f)
#define P3 UINT64_C(0x165667b19e3779f9)
#define P4 UINT64_C(0x85ebca77c2b2ae63)
#define P5 UINT64_C(0x27d4eb2f165667c5)

static inline uint64_t
xx_round(uint64_t acc, uint64_t v)
{
	return rotl64(acc + v * P2, 31) * P1;
}

static inline uint64_t
xx_word(uint64_t h, uint64_t v)
{
	return rotl64(h ^ xx_round(0, v), 27) * P1 + P4;
}

static inline uint64_t
xx_half(uint64_t h, uint32_t v)
{
	return rotl64(h ^ v * P1, 23) * P2 + P3;
}

static inline uint64_t
xx_end(uint64_t h)
{
	h = (h ^ h >> 33) * P2;
	h = (h ^ h >> 29) * P3;
	return h ^ h >> 32;
}

uint64_t
hash_xx64_int(int32_t v, uint64_t seed)
{
	return xx_end(xx_half(seed + P5 + 4, (uint32_t)v));
}

uint64_t
hash_xx64_long(int64_t v, uint64_t seed)
{
	return xx_end(xx_word(seed + P5 + 8, (uint64_t)v));
}

/* The four lanes over the whole 32 bytes of p .. end, which are at least one. */
static uint64_t
xx_lanes(const uint8_t **p, const uint8_t *end, uint64_t seed)
{
	uint64_t lane[4] = { seed + P1 + P2, seed + P2, seed, seed - P1 }, h;
	int i;

	for (; end - *p >= 32; *p += 32) {
		for (i = 0; i < 4; i++)
			lane[i] = xx_round(lane[i], load64(*p + 8 * i));
	}
	h = rotl64(lane[0], 1) + rotl64(lane[1], 7) + rotl64(lane[2], 12) + rotl64(lane[3], 18);
	for (i = 0; i < 4; i++)
		h = (h ^ xx_round(0, lane[i])) * P1 + P4;
	return h;
}

uint64_t
hash_xx64_bytes(const void *data, size_t n, uint64_t seed)
{
	const uint8_t *p = data, *end = p + n;
	uint64_t h = n >= 32 ? xx_lanes(&p, end, seed) : seed + P5;

	h += n;
	for (; end - p >= 8; p += 8)
		h = xx_word(h, load64(p));
	if (end - p >= 4) {
		h = xx_half(h, load32(p));
		p += 4;
	}
	for (; p < end; p++)
		h = rotl64(h ^ *p * P5, 11) * P1;
	return xx_end(h);
}
