/* hash.h - hash functions that other systems prescribe, and one of our own use. */
#ifndef SLUICE_BASE_HASH_H
#define SLUICE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Kafka's murmur2 (Utils.murmur2 of the Java client): seed 0x9747b28c, 32 bits. */
uint32_t hash_murmur2(const void *p, size_t n);

/* The partition that Java's default partitioner picks for a key: (murmur2 & 0x7fffffff) % count. */
int32_t hash_kafka_partition(const void *key, size_t n, int32_t partitions);

/* A fast 64-bit hash for tables in memory; not stable across versions. */
uint64_t hash_bytes(const void *p, size_t n, uint64_t seed);

#endif
