/* hash.c - hash functions. */
#include "base/hash.h"

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

uint64_t
hash_long(const void *data, size_t n, uint64_t seed)
{
	const uint8_t *p = data, *end = p + n;
	uint64_t h = seed ^ HASH_K0, g = seed ^ HASH_K1, w[4];

	for (; end - p > 32; p += 32) {
		memcpy(w, p, 32);
		h = hash_fold(w[0] ^ HASH_K1, w[1] ^ h);
		g = hash_fold(w[2] ^ HASH_K0, w[3] ^ g);
	}
	/* 1 to 32 bytes are left: the last 16, and the 16 before them where there are more. */
	if (end - p > 16) {
		memcpy(w, p, 16);
		h = hash_fold(w[0] ^ HASH_K1, w[1] ^ h);
	}
	memcpy(w, end - 16, 16);
	g = hash_fold(w[0] ^ HASH_K0, w[1] ^ g);
	return hash_fold(hash_fold(h ^ HASH_K0, g ^ HASH_K1) ^ n, HASH_K1);
}
