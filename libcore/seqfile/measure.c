/* measure.c - where records, syncs and blocks end. */
#include "seqfile/measure.h"

#include <string.h>

#include "seqfile/vint.h"

/* -- records -- */

int
seq_item_parse(const struct seq_header *h, const uint8_t *p, size_t n,
    enum seq_item *item, size_t *size, struct err *e)
{
	int32_t record, key;

	*item = SEQ_ITEM_RECORD;
	*size = 8;
	if (n < 4)
		return 0;
	record = seq_get_i32(p);
	if (record == -1) {
		*item = SEQ_ITEM_SYNC;
		*size = SEQ_ESCAPE;
		if (n < SEQ_ESCAPE)
			return 0;
		if (memcmp(p + 4, h->sync, SEQ_SYNC) != 0)
			return err_byte(e, 4, "a sync marker that is not the file's");
		return 1;
	}
	if (record < 0)
		return err_byte(e, 0, "a record length of %d", (int)record);
	if (n < 8)
		return 0;
	key = seq_get_i32(p + 4);
	if (key < 0)
		return err_byte(e, 4, "a key length of %d", (int)key);
	if (key > record)
		return err_byte(e, 4, "a key of %d bytes in a record of %d", (int)key, (int)record);
	*size = 8 + (size_t)record;
	return n >= *size;
}

/* -- blocks -- */

/* The number at *at: 1 and *at behind it; 0 and b->size when more is needed; -1. */
static int
number(const uint8_t *p, size_t n, size_t *at, const char *what, int32_t *v,
    struct seq_block *b, struct err *e)
{
	int size = vint_get(p + *at, n - *at, v);

	if (size == VINT_CUT) {
		b->size = *at + (n == *at ? 1 : (size_t)vlong_size(p[*at]));
		return 0;
	}
	if (size == VINT_BAD)
		return err_byte(e, *at, "%s that does not fit into 32 bits", what);
	if (*v < 0)
		return err_byte(e, *at, "%s of %d", what, (int)*v);
	*at += (size_t)size;
	return 1;
}

int
seq_block_parse(const struct seq_header *h, const uint8_t *p, size_t n,
    struct seq_block *b, struct err *e)
{
	size_t at = SEQ_ESCAPE;
	int32_t len;
	int rc;

	*b = (struct seq_block){ .records = -1, .size = SEQ_ESCAPE };
	if (n >= 4 && seq_get_i32(p) != -1)
		return err_byte(e, 0, "no sync where a block should start");
	if (n < SEQ_ESCAPE)
		return 0;
	if (memcmp(p + 4, h->sync, SEQ_SYNC) != 0)
		return err_byte(e, 4, "a sync marker that is not the file's");
	if ((rc = number(p, n, &at, "a number of records", &b->records, b, e)) != 1)
		return rc;
	for (int i = 0; i < 4; i++) {
		if ((rc = number(p, n, &at, "a buffer length", &len, b, e)) != 1)
			return rc;
		b->buffer[i].at = at;
		b->buffer[i].n = (size_t)len;
		/* After each but the last there is at least one byte more. */
		b->size = at + (size_t)len + (i < 3);
		if (b->size > n)
			return 0;
		at += (size_t)len;
	}
	return 1;
}
