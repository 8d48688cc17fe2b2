/* hash.h - hash functions that other systems prescribe, and one of our own use. */
#ifndef SLUICE_BASE_HASH_H
#define SLUICE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Kafka's murmur2 (Utils.murmur2 of the Java client): seed 0x9747b28c, 32 bits. */
uint32_t hash_murmur2(const void *p, size_t n);

/* The partition that Java's default partitioner picks for a key: (murmur2 & 0x7fffffff) % count. */
int32_t hash_kafka_partition(const void *key, size_t n, int32_t partitions);

/* The 128 bits of a * b folded into 64: one step of the hashes of our own. */
static inline uint64_t
hash_fold(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

#define HASH_K0 UINT64_C(0x9e3779b97f4a7c15)
#define HASH_K1 UINT64_C(0xd6e8feb86659fd93)

/* What hash_bytes() gives for more than 16 bytes. */
uint64_t hash_long(const void *p, size_t n, uint64_t seed);

/* A fast 64-bit hash for tables in memory; not stable across versions. */
static inline uint64_t
hash_bytes(const void *p, size_t n, uint64_t seed)
{
	const uint8_t *b = p;
	uint64_t w[2] = { 0, 0 };
	uint32_t v[2];

	if (n > 16)
		return hash_long(p, n, seed);
	if (n >= 8) {
		memcpy(&w[0], b, 8);
		memcpy(&w[1], b + n - 8, 8);
	} else if (n >= 4) {
		memcpy(&v[0], b, 4);
		memcpy(&v[1], b + n - 4, 4);
		w[0] = v[0];
		w[1] = v[1];
	} else if (n > 0) {
		w[0] = b[0] | (uint64_t)b[n / 2] << 8 | (uint64_t)b[n - 1] << 16;
	}
	return hash_fold(hash_fold(w[0] ^ HASH_K1, w[1] ^ seed ^ HASH_K0) ^ n, HASH_K1);
}

#endif
