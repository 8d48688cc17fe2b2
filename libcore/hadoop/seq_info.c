/* seq_info.c - counting what a SequenceFile holds. */
#include "hadoop/seq_info.h"

#include <string.h>

/* What one piece has; first and last are the offsets of its syncs in the file. */
struct tally {
	uint64_t records, syncs, key_bytes, value_bytes, least, most;
	int64_t first, last;
};

struct counting {
	const struct seq_header *header;
	struct seq_info *info;
	int64_t last;		/* the sync before, -1: none yet */
};

static void
add_gap(uint64_t *least, uint64_t *most, uint64_t gap)
{
	if (*least == 0 || gap < *least)
		*least = gap;
	if (gap > *most)
		*most = gap;
}

static void
add_sync(struct tally *t, int64_t at)
{
	if (t->syncs++ == 0)
		t->first = at;
	else
		add_gap(&t->least, &t->most, (uint64_t)(at - t->last));
	t->last = at;
}

/* The syncs of a run of records, or the one of a block. */
static int
find_syncs(const struct seq_header *h, const struct seqfile_piece *k, struct tally *t,
    struct err *e)
{
	enum seq_item item;
	size_t at = 0, size;
	int rc;

	if (h->layout == SEQ_BLOCK) {
		add_sync(t, k->byte);
		return 0;
	}
	for (; at < k->len; at += size) {
		rc = seq_item_parse(h, k->data + at, k->len - at, &item, &size, e);
		if (rc < 0)
			return -1;
		/* A long value that was not read ends the piece. */
		if (rc == 0)
			break;
		if (item == SEQ_ITEM_SYNC)
			add_sync(t, k->byte + (int64_t)at);
	}
	return 0;
}

static int
info_unit(void *ctx, int worker, const struct seqfile_piece *k, struct seq_decoder *d,
    struct buf *out, struct err *e)
{
	struct counting *c = ctx;
	struct tally t = { 0 };
	struct seq_record r;
	int rc;

	(void)worker;
	while ((rc = seq_decoder_next(d, &r, e)) == 1) {
		t.records++;
		t.key_bytes += r.nkey;
		t.value_bytes += r.nvalue;
	}
	if (rc == 0)
		rc = find_syncs(c->header, k, &t, e);
	if (rc == 0)
		rc = buf_add(out, &t, sizeof(t), e);
	return rc;
}

static int
info_write(void *ctx, const struct seqfile_piece *k, struct buf *out, struct err *e)
{
	struct counting *c = ctx;
	struct seq_info *i = c->info;
	struct tally t;

	(void)e;
	if (out->len != sizeof(t))
		return 0;
	memcpy(&t, out->data, sizeof(t));
	i->records += t.records;
	i->syncs += t.syncs;
	i->blocks += c->header->layout == SEQ_BLOCK;
	i->key_bytes += t.key_bytes;
	i->value_bytes += t.value_bytes;
	i->bytes += (uint64_t)k->span;
	if (t.syncs == 0)
		return 0;
	if (t.least > 0) {
		add_gap(&i->least, &i->most, t.least);
		add_gap(&i->least, &i->most, t.most);
		i->apart += (uint64_t)(t.last - t.first);
	}
	if (c->last >= 0) {
		add_gap(&i->least, &i->most, (uint64_t)(t.first - c->last));
		i->apart += (uint64_t)(t.first - c->last);
	}
	c->last = t.last;
	return 0;
}

int
seq_info_read(struct seq_scan *s, struct seq_info *out, struct err *e)
{
	struct counting c = { .header = seq_scan_header(s), .info = out, .last = -1 };
	const struct seq_scan_ops ops = {
		.parts = SEQ_KEYS | SEQ_SIZES, .unit = info_unit, .write = info_write, .ctx = &c
	};

	memset(out, 0, sizeof(*out));
	return seq_scan_run(s, &ops, e);
}
