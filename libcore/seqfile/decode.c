/* decode.c - records of a block, or of a run of records. */
#include "seqfile/decode.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "seqfile/vint.h"

/* The buffers of a block, in its order. */
enum { KEY_LENGTHS, KEYS, VALUE_LENGTHS, VALUES };

static const char *const buffer_name[] = { "key lengths", "keys", "value lengths", "values" };

#define LENGTHS_SPARE (64 << 10)

struct seq_decoder {
	const struct seq_header *h;
	unsigned parts;
	size_t limit;
	struct whole_unpack *unpack;
	const uint8_t *p;		/* the unit */
	size_t n, at;
	struct seq_block block;
	struct buf buffer[4];		/* decompressed; a run's values in the last */
	const uint8_t *next[4];		/* in the buffers */
	uint64_t count, done;
	bool contradicted;		/* count, by the key lengths */
};

struct seq_decoder *
seq_decoder_new(const struct seq_header *h, unsigned parts, size_t limit, struct err *e)
{
	struct seq_decoder *d = mem_zero(1, sizeof(*d), e);
	bool values = (parts & (SEQ_SIZES | SEQ_VALUES)) != 0;

	if (d == NULL)
		return NULL;
	d->h = h;
	d->parts = parts;
	d->limit = limit == 0 ? WHOLE_LIMIT : limit;
	if ((h->layout == SEQ_BLOCK || (h->layout == SEQ_RECORD && values)) &&
	    (d->unpack = whole_unpack_new(h->codec, e)) == NULL) {
		free(d);
		return NULL;
	}
	return d;
}

void
seq_decoder_free(struct seq_decoder *d)
{
	if (d == NULL)
		return;
	whole_unpack_free(d->unpack);
	for (int i = 0; i < 4; i++)
		buf_release(&d->buffer[i]);
	free(d);
}

/* Sets the place of a fault, unless it is one of memory.  Returns -1. */
static int
fault(struct err *e, size_t byte, int64_t row)
{
	if (e != NULL && e->status == STATUS_DATA) {
		e->byte = (int64_t)byte;
		e->row = row;
	}
	return -1;
}

/* -- blocks -- */

/* Decompresses buffer i, which must give size bytes, or at most limit where that is unknown. */
static int
unpack(struct seq_decoder *d, int i, size_t size, size_t limit, struct err *e)
{
	size_t from = d->block.buffer[i].at;
	struct buf *b = &d->buffer[i];

	b->len = 0;
	if (whole_unpack(d->unpack, d->p + from, d->block.buffer[i].n, size, limit, b, e) != 0) {
		fault(e, from + (e != NULL && e->byte > 0 ? (size_t)e->byte : 0), -1);
		err_prefix(e, "%s: ", buffer_name[i]);
		return -1;
	}
	d->next[i] = b->data;
	return 0;
}

/* Decompresses the lengths of buffer i and adds them up. */
static int
lengths(struct seq_decoder *d, int i, size_t *total, struct err *e)
{
	uint64_t most = (uint64_t)d->count * VLONG_MAX, sum = 0;
	size_t from = d->block.buffer[i].at;
	const uint8_t *p, *end;
	int32_t len;

	/* Some more than there can be, for a better message. */
	most += LENGTHS_SPARE;
	if (unpack(d, i, WHOLE_UNKNOWN, most < d->limit ? most : d->limit, e) != 0)
		return -1;
	p = d->buffer[i].data;
	end = p + d->buffer[i].len;
	for (uint64_t k = 0; k < d->count; k++) {
		int size = vint_get(p, (size_t)(end - p), &len);

		if (size == VINT_CUT) {
			d->contradicted = i == KEY_LENGTHS;
			err_set(e, STATUS_DATA, "%s: %" PRIu64 " of %" PRIu64, buffer_name[i], k,
			    d->count);
			return fault(e, from, (int64_t)k);
		}
		if (size == VINT_BAD || len < 0) {
			err_set(e, STATUS_DATA, "%s: one is negative or too large", buffer_name[i]);
			return fault(e, from, (int64_t)k);
		}
		p += size;
		sum += (uint64_t)len;
	}
	if (p != end) {
		d->contradicted = i == KEY_LENGTHS;
		err_set(e, STATUS_DATA, "%s: more than the %" PRIu64 " of the block",
		    buffer_name[i], d->count);
		return fault(e, from, -1);
	}
	if (sum > d->limit) {
		err_set(e, STATUS_DATA, "%s: together %" PRIu64 " bytes, over the limit of %zu "
		    "(decompress-limit allows more)", buffer_name[i], sum, d->limit);
		return fault(e, from, -1);
	}
	*total = sum;
	return 0;
}

static int
start_block(struct seq_decoder *d, struct err *e)
{
	size_t total;
	int rc = seq_block_parse(d->h, d->p, d->n, &d->block, e);

	d->count = 0;
	if (rc < 0)
		return -1;
	/* Values that are not wanted may lack. */
	if (rc == 0 && (d->parts & SEQ_VALUES) == 0 && d->block.buffer[VALUES].at == d->n)
		rc = 1;
	else if (d->block.size != d->n)
		rc = 0;
	if (rc == 0) {
		err_set(e, STATUS_DATA, "not one whole block");
		return fault(e, 0, -1);
	}
	d->count = (uint64_t)d->block.records;
	/* Also where nothing is wanted: the number of records must be true. */
	if (lengths(d, KEY_LENGTHS, &total, e) != 0)
		return -1;
	if ((d->parts & SEQ_KEYS) != 0 && unpack(d, KEYS, total, d->limit, e) != 0)
		return -1;
	if ((d->parts & (SEQ_SIZES | SEQ_VALUES)) != 0 &&
	    lengths(d, VALUE_LENGTHS, &total, e) != 0)
		return -1;
	return (d->parts & SEQ_VALUES) != 0 ? unpack(d, VALUES, total, d->limit, e) : 0;
}

/* The next length of buffer i; all of them were looked at before. */
static size_t
next_length(struct seq_decoder *d, int i)
{
	const uint8_t *p = d->next[i];
	int32_t len = 0;

	d->next[i] = p + vint_get(p, VLONG_MAX, &len);
	return (size_t)len;
}

static void
next_of_block(struct seq_decoder *d, struct seq_record *r)
{
	*r = (struct seq_record){ NULL, NULL, 0, 0, 0 };
	if ((d->parts & SEQ_KEYS) != 0) {
		r->nkey = next_length(d, KEY_LENGTHS);
		r->key = d->next[KEYS];
		d->next[KEYS] += r->nkey;
	}
	if ((d->parts & (SEQ_SIZES | SEQ_VALUES)) != 0)
		r->nvalue = next_length(d, VALUE_LENGTHS);
	if ((d->parts & SEQ_VALUES) != 0) {
		r->value = d->next[VALUES];
		d->next[VALUES] += r->nvalue;
	}
}

/* -- runs of records -- */

/* The value of n bytes at p, offset from of the unit. */
static int
value(struct seq_decoder *d, size_t from, size_t n, struct seq_record *r, struct err *e)
{
	struct buf *b = &d->buffer[VALUES];

	if (d->h->layout == SEQ_PLAIN) {
		r->nvalue = n;
		r->value = (d->parts & SEQ_VALUES) != 0 ? d->p + from : NULL;
		return 0;
	}
	b->len = 0;
	if (whole_unpack(d->unpack, d->p + from, n, WHOLE_UNKNOWN, d->limit, b, e) != 0) {
		fault(e, from + (e != NULL && e->byte > 0 ? (size_t)e->byte : 0),
		    (int64_t)d->done - 1);
		err_prefix(e, "the value: ");
		return -1;
	}
	r->nvalue = b->len;
	r->value = (d->parts & SEQ_VALUES) != 0 ? b->data : NULL;
	return 0;
}

/* Whether the unit ends before the value of the record at offset from, which is not wanted. */
static bool
ends_at_key(const struct seq_decoder *d, size_t from)
{
	if ((d->parts & SEQ_VALUES) != 0 || d->n - from < 8 ||
	    ((d->parts & SEQ_SIZES) != 0 && d->h->layout != SEQ_PLAIN))
		return false;
	return d->n - from == 8 + (size_t)seq_get_i32(d->p + from + 4);
}

static int
next_of_run(struct seq_decoder *d, struct seq_record *r, struct err *e)
{
	enum seq_item item;
	size_t from, size, nkey, nvalue;
	int rc;

	do {
		from = d->at;
		if (from == d->n)
			return 0;
		rc = seq_item_parse(d->h, d->p + from, d->n - from, &item, &size, e);
		if (rc < 0)
			return fault(e, from + (e != NULL ? (size_t)e->byte : 0), (int64_t)d->done);
		if (rc == 0 && item == SEQ_ITEM_RECORD && ends_at_key(d, from)) {
			size = d->n - from;
		} else if (rc == 0) {
			err_set(e, STATUS_DATA, "not all of a record");
			return fault(e, from, (int64_t)d->done);
		}
		d->at += size;
	} while (item == SEQ_ITEM_SYNC);
	d->done++;
	d->count++;
	nkey = (size_t)seq_get_i32(d->p + from + 4);
	*r = (struct seq_record){ NULL, NULL, 0, 0, from };
	if ((d->parts & SEQ_KEYS) != 0) {
		r->key = d->p + from + 8;
		r->nkey = nkey;
	}
	nvalue = (size_t)seq_get_i32(d->p + from) - nkey;
	if ((d->parts & (SEQ_SIZES | SEQ_VALUES)) != 0 &&
	    value(d, from + 8 + nkey, nvalue, r, e) != 0)
		return -1;
	return 1;
}

/* -- both -- */

int
seq_decoder_start(struct seq_decoder *d, const uint8_t *p, size_t n, struct err *e)
{
	d->p = p;
	d->n = n;
	d->at = 0;
	d->count = d->done = 0;
	d->contradicted = false;
	if (d->h->layout != SEQ_BLOCK || n == 0)
		return 0;
	if (start_block(d, e) == 0)
		return 0;
	/* No records of what is broken. */
	d->count = 0;
	return -1;
}

int
seq_decoder_next(struct seq_decoder *d, struct seq_record *r, struct err *e)
{
	if (d->h->layout != SEQ_BLOCK)
		return next_of_run(d, r, e);
	if (d->done == d->count)
		return 0;
	next_of_block(d, r);
	d->done++;
	return 1;
}

uint64_t
seq_decoder_count(const struct seq_decoder *d)
{
	return d->count;
}

bool
seq_decoder_agrees(const struct seq_decoder *d)
{
	return !d->contradicted;
}
