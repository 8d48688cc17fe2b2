/* column_hash_impl.h - the two families of kernels behind column_hash(). */
#ifndef SLUICE_MODEL_COLUMN_HASH_IMPL_H
#define SLUICE_MODEL_COLUMN_HASH_IMPL_H

#include "model/column.h"

/*
 * Mixes rows [from, from + n) of c, of type t, into h[0 .. n): Spark's hash() or, if wide,
 * xxhash64().  NULL leaves h as it is.  There is no map in t.
 */
void column_hash_spark(bool wide, const struct type *t, const struct column *c, int64_t from,
    int64_t n, uint64_t *h);

#endif
