/*
 * sortkey.h - keys of rows as bytes: memcmp() orders them as Spark orders the rows, equal
 * rows have equal keys, and the values can be made of them again.
 *
 * Two keys of the same terms are equal or differ before the shorter one ends.  NULL is a
 * value of its own; NaN is one value, above all others; -0.0 is 0.0.  Strings and binary go
 * by bytes, arrays by their elements, structs by their fields, both with NULL first.
 */
#ifndef SLUICE_MODEL_SORTKEY_H
#define SLUICE_MODEL_SORTKEY_H

#include "base/buf.h"
#include "model/batch.h"

struct sort_term {
	uint32_t column;		/* of the batch */
	bool desc, nulls_last;
};

/* The keys of the rows of a batch; memory is kept from call to call. */
struct sort_keys {
	int64_t rows;
	size_t fixed;			/* bytes of each key where all have the same, else 0 */
	uint32_t *at;			/* where fixed is 0: rows + 1 offsets into bytes */
	const uint8_t *bytes;
	/* sortkey.c's: */
	struct buf offsets, text;
};

/*
 * Bytes of every key by these n terms on columns of s, where all have the same length; 0
 * where a string, binary, array or map is among them.
 */
size_t sortkey_fixed(const struct schema *s, const struct sort_term *t, size_t n);

/*
 * Makes the keys of the rows of b, of zeroed k or one used before.  A batch whose keys
 * take more than 4 GiB is STATUS_DATA.  0 or -1.
 */
int sortkey_make(struct sort_keys *k, const struct batch *b, const struct sort_term *t,
    size_t n, struct err *e);

/* The key of row i. */
static inline const uint8_t *
sort_key(const struct sort_keys *k, int64_t i, size_t *len)
{
	if (k->fixed > 0) {
		*len = k->fixed;
		return k->bytes + (size_t)i * k->fixed;
	}
	*len = k->at[i + 1] - k->at[i];
	return k->bytes + k->at[i];
}

/* Harmless on a zeroed struct. */
void sort_keys_release(struct sort_keys *k);

/*
 * out[j], n of them, becomes the values of term j of rows keys, in fresh memory; the types
 * are those of the terms' columns in s.  Text that passes 2^31 - 1 bytes is STATUS_DATA.
 * 0, or -1 with out empty.
 */
int sortkey_columns(struct column *out, const struct schema *s, const struct sort_term *t,
    size_t n, const uint8_t *const *key, int64_t rows, struct err *e);

#endif
