/* hash.c - hash functions. */
#include "base/hash.h"

#include <string.h>

static uint32_t
load32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

uint32_t
hash_murmur2(const void *data, size_t n)
{
	const uint32_t m = 0x5bd1e995;
	const uint8_t *p = data;
	uint32_t h = 0x9747b28c ^ (uint32_t)n, k;

	for (; n >= 4; n -= 4, p += 4) {
		k = load32(p) * m;
		k ^= k >> 24;
		h = h * m ^ k * m;
	}
	switch (n) {
	case 3:
		h ^= (uint32_t)p[2] << 16;
		__attribute__((fallthrough));
	case 2:
		h ^= (uint32_t)p[1] << 8;
		__attribute__((fallthrough));
	case 1:
		h = (h ^ p[0]) * m;
		break;
	default:
		break;
	}
	h = (h ^ h >> 13) * m;
	return h ^ h >> 15;
}

int32_t
hash_kafka_partition(const void *key, size_t n, int32_t partitions)
{
	return (int32_t)((hash_murmur2(key, n) & 0x7fffffff) % (uint32_t)partitions);
}

static uint64_t
mix(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

uint64_t
hash_bytes(const void *data, size_t n, uint64_t seed)
{
	const uint64_t k0 = 0x9e3779b97f4a7c15u, k1 = 0xd6e8feb86659fd93u;
	const uint8_t *p = data;
	uint64_t h = seed ^ k0 ^ n, w[2];

	for (; n >= 16; n -= 16, p += 16) {
		memcpy(w, p, 16);
		h = mix(w[0] ^ k1, w[1] ^ h);
	}
	w[0] = w[1] = 0;
	if (n > 0)
		memcpy(w, p, n);
	h = mix(w[0] ^ k1, w[1] ^ h);
	return mix(h ^ k0, k1);
}
