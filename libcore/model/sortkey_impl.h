/*
 * sortkey_impl.h - the bytes of a key, for those who write and who read them.
 *
 * A value is a byte that says whether it is there, then what orders it; of a NULL of fixed
 * width that is zeros.  Integers are big-endian with the sign bit flipped; of floating
 * numbers with the sign all bits are.  In text a zero byte is 00 ff, and the end is 00 00.
 * Each element of an array is preceded by 01, and 00 ends it; a map is an array of its
 * entries, a struct its fields.  A descending term has all these bytes inverted.
 */
#ifndef SLUICE_MODEL_SORTKEY_IMPL_H
#define SLUICE_MODEL_SORTKEY_IMPL_H

#include <endian.h>

#include "model/sortkey.h"

#define SORTKEY_NULL_FIRST 0x00
#define SORTKEY_VALUE 0x01
#define SORTKEY_NULL_LAST 0x02

#define SORTKEY_END 0x00		/* of an array */
#define SORTKEY_MORE 0x01
#define SORTKEY_ZERO 0xff		/* after a zero byte of text: it is one */

/* Bytes of a value of fixed width in a key, without the first one; -1 for the others. */
static inline int
sortkey_width(const struct type *t)
{
	int sum = 0, w;

	switch (t->id) {
	case TYPE_VOID:
		return 0;
	case TYPE_BOOLEAN:
		return 1;
	case TYPE_STRING:
	case TYPE_BINARY:
	case TYPE_ARRAY:
	case TYPE_MAP:
		return -1;
	case TYPE_STRUCT:
		for (uint32_t i = 0; i < t->nchild; i++) {
			if ((w = sortkey_width(&t->child[i].type)) < 0)
				return -1;
			sum += 1 + w;
		}
		return sum;
	default:
		return (int)type_width(t->id);
	}
}

#endif
