/*
 * hash_spark.h - the hashes behind Spark's hash() and xxhash64(), a value at a time.
 *
 * hash() is Murmur3 x86_32 as Spark has it: the bytes after the last whole word are mixed
 * one by one, each as a signed int, and not together (Murmur3_x86_32.hashUnsafeBytes).
 * xxhash64() is XXH64.  The hash of one value is the seed of the next; the first is
 * HASH_SPARK_SEED.
 */
#ifndef SLUICE_BASE_HASH_SPARK_H
#define SLUICE_BASE_HASH_SPARK_H

#include <stddef.h>
#include <stdint.h>

#define HASH_SPARK_SEED 42

uint32_t hash_murmur3_int(int32_t v, uint32_t seed);
uint32_t hash_murmur3_long(int64_t v, uint32_t seed);
uint32_t hash_murmur3_bytes(const void *p, size_t n, uint32_t seed);

uint64_t hash_xx64_int(int32_t v, uint64_t seed);
uint64_t hash_xx64_long(int64_t v, uint64_t seed);
uint64_t hash_xx64_bytes(const void *p, size_t n, uint64_t seed);

#endif
