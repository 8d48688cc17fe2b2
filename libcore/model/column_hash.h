/* column_hash.h - a hash of some columns for every row of a batch. */
#ifndef SLUICE_MODEL_COLUMN_HASH_H
#define SLUICE_MODEL_COLUMN_HASH_H

#include "model/batch.h"

enum hash_kind {
	/*
	 * Ours, for tables and partitions in memory: 64 bits, all of them good, not stable across
	 * versions.  Equal values have equal hashes: NULL is a value, NaNs are equal, -0.0 is 0.0;
	 * integers of every width, dates and timestamps hash alike, and floats as doubles.
	 * Maps are equal if their entries are, in their order.
	 */
	HASH_OURS,
	/* Spark's hash(...): the int, sign extended.  As in Spark a map is refused. */
	HASH_SPARK,
	/* Spark's xxhash64(...): the bits of the bigint.  A map is refused. */
	HASH_SPARK64
};

/*
 * out[i] for every row i of b becomes the hash of its n values in the columns cols, in that
 * order; of none the same for all rows.  Allocates nothing.  A column, or a field within one,
 * that is absent is STATUS_SYSTEM, and a map that Spark refuses STATUS_USAGE.  0 or -1.
 */
int column_hash(const struct batch *b, const uint32_t *cols, size_t n, enum hash_kind kind,
    uint64_t *out, struct err *e);

#endif
