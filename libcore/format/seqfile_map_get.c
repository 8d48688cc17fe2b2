/*
 * seqfile_map_get.c - the records of one key.
 *
 * The scan begins at the last entry whose key comes before the wanted one: with equal
 * keys in the data an entry may lead to one that is not the first of them.  The entry
 * that is used must prove itself: its key has to stand where it says.  Since the keys
 * of the data ascend, everything before that place comes before the wanted key, so the
 * scan finds what there is, whatever else the index says.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "format/seqfile_map_impl.h"
#include "seqfile/vint.h"

/* A look-up under way. */
struct scan {
	struct seqfile_map *m;
	struct seq_rank wanted;
	seqfile_map_fn *fn;
	void *ctx;
	uint64_t pos;			/* in the data */
	struct seqfile_map_entry entry;	/* that was used */
	bool expect;			/* it has not proved itself yet */
	bool any;			/* a key was seen: it is m->last_key */
	bool found, over;
};

/* The entry that was used does not fit the data. */
static int
bad_entry(const struct scan *s, const char *why, struct err *e)
{
	const struct seqfile_map *m = s->m;

	return err_set(e, STATUS_DATA, "%s: entry %" PRIu64 " does not fit the data: byte %"
	    PRIu64 ": %s (rebuild the index)", m->index_path, s->entry.number + 1,
	    s->entry.pos, why);
}

/* e says what is wrong at pos: it is the entry's fault as long as that has not proved itself. */
static int
bad_data(const struct scan *s, uint64_t pos, struct err *e)
{
	char why[400];

	if (e == NULL)
		return -1;
	if (s->expect) {
		snprintf(why, sizeof(why), "%.399s", e->msg);
		return bad_entry(s, why, e);
	}
	err_prefix(e, "%s: byte %" PRIu64 ": ", s->m->data, pos);
	return -1;
}

/*
 * Compares the next key of the scan with the one wanted, *cmp as seq_rank_compare(), and
 * sees that it does not come before the last one.
 */
static int
next_key(struct scan *s, const uint8_t *key, size_t n, uint64_t pos, int *cmp, struct err *e)
{
	struct seqfile_map *m = s->m;
	struct seq_rank now, last;

	if (s->expect && n == s->entry.nkey && (n == 0 || memcmp(key, s->entry.key, n) == 0))
		s->expect = false;
	if (seq_order_rank(m->order, key, n, &now, e) != 0)
		return bad_data(s, pos, e);
	if (s->any && (seq_order_rank(m->order, m->last_key.data, m->last_key.len, &last,
	    e) != 0 || seq_rank_compare(&now, &last) < 0)) {
		err_set(e, STATUS_DATA, "the keys do not ascend: this is no MapFile");
		return bad_data(s, pos, e);
	}
	*cmp = seq_rank_compare(&now, &s->wanted);
	s->any = true;
	m->last_key.len = 0;
	return buf_add(&m->last_key, key, n, e);
}

/* The decoder of whole records. */
static struct seq_decoder *
all(struct seqfile_map *m, struct err *e)
{
	if (m->all == NULL)
		m->all = seq_decoder_new(&m->header, SEQ_ALL, m->limit, e);
	return m->all;
}

/* Hands the values of records from .. to - 1 of a unit to the caller, if it wants them. */
static int
give(struct scan *s, const uint8_t *unit, size_t n, uint64_t from, uint64_t to, struct err *e)
{
	struct seq_decoder *d;
	struct seq_record r;

	if (s->fn == NULL)
		return 0;
	if ((d = all(s->m, e)) == NULL)
		return -1;
	if (seq_decoder_start(d, unit, n, e) != 0)
		return bad_data(s, s->pos, e);
	for (uint64_t i = 0; i < to; i++) {
		if (seq_decoder_next(d, &r, e) != 1)
			return bad_data(s, s->pos, e);
		if (i >= from && s->fn(s->ctx, r.value, r.nvalue, e) != 0)
			return -1;
	}
	s->found = true;
	return 0;
}

/* One block at s->pos. */
static int
scan_block(struct scan *s, struct err *e)
{
	struct seqfile_map *m = s->m;
	uint64_t n = 0, from = 0, to = 0;
	struct seq_block b = { .size = 64 };
	struct seq_record r;
	const uint8_t *p;
	int rc = 0, cmp;

	while (rc == 0) {
		size_t have = b.size < m->size - s->pos ? b.size : (size_t)(m->size - s->pos);

		if (seqfile_map_bytes(m, s->pos, have, &p, e) != 0)
			return -1;
		rc = seq_block_parse(&m->header, p, have, &b, e);
		if (rc == 0 && have == m->size - s->pos)
			rc = err_set(e, STATUS_DATA, "the block is cut");
	}
	if (rc < 0)
		return bad_data(s, s->pos, e);
	if (seqfile_map_bytes(m, s->pos, b.size, &p, e) != 0)
		return s->expect ? bad_entry(s, "the block there is cut", e) : -1;
	if (seq_decoder_start(m->keys, p, b.size, e) != 0)
		return bad_data(s, s->pos, e);
	for (; (rc = seq_decoder_next(m->keys, &r, e)) == 1; n++) {
		if (next_key(s, r.key, r.nkey, s->pos, &cmp, e) != 0)
			return -1;
		if (cmp > 0) {
			s->over = true;
			break;
		}
		if (cmp == 0 && to == 0)
			from = n;
		if (cmp == 0)
			to = n + 1;
	}
	if (rc < 0)
		return bad_data(s, s->pos, e);
	if (s->expect)
		return bad_entry(s, "no such key in the block there", e);
	if (to > 0 && give(s, p, b.size, from, to, e) != 0)
		return -1;
	s->pos += b.size;
	return 0;
}

/* One record or sync at s->pos. */
static int
scan_item(struct scan *s, struct err *e)
{
	struct seqfile_map *m = s->m;
	uint64_t left = m->size - s->pos;
	size_t have = left < SEQ_ESCAPE ? (size_t)left : SEQ_ESCAPE, size = 0, nkey;
	enum seq_item item;
	const uint8_t *p;
	int rc, cmp;

	if (seqfile_map_bytes(m, s->pos, have, &p, e) != 0)
		return -1;
	rc = seq_item_parse(&m->header, p, have, &item, &size, e);
	/* A record is measured by its first 8 bytes, whether or not the others are here. */
	if (rc == 0 && (item == SEQ_ITEM_SYNC || have < 8 || size > left))
		rc = err_set(e, STATUS_DATA, "the %s is cut",
		    item == SEQ_ITEM_SYNC ? "sync" : "record");
	if (rc < 0)
		return bad_data(s, s->pos, e);
	if (item == SEQ_ITEM_SYNC) {
		s->pos += size;
		return 0;
	}
	nkey = (size_t)seq_get_i32(p + 4);
	if (seqfile_map_bytes(m, s->pos, 8 + nkey, &p, e) != 0 ||
	    next_key(s, p + 8, nkey, s->pos, &cmp, e) != 0)
		return -1;
	if (s->expect)
		return bad_entry(s, "no record with its key starts there", e);
	if (cmp == 0 && (seqfile_map_bytes(m, s->pos, size, &p, e) != 0 ||
	    give(s, p, size, 0, 1, e) != 0))
		return -1;
	s->over = cmp > 0;
	s->pos += size;
	return 0;
}

/* Scans from the entry on, as far as the wanted key may stand; the entry must prove itself. */
static int
scan_on(struct scan *s, struct err *e)
{
	const struct seqfile_map *m = s->m;

	s->pos = m->header.size;
	if (s->expect)
		s->pos = s->entry.pos;
	if (s->pos < m->header.size || (s->expect && s->pos >= m->size))
		return bad_entry(s, "that is outside of it", e);
	while (!s->over && s->pos < m->size)
		if ((m->header.layout == SEQ_BLOCK ? scan_block : scan_item)(s, e) != 0)
			return -1;
	return s->expect ? bad_entry(s, "no record starts there", e) : 0;
}

int
seqfile_map_get(struct seqfile_map *m, const uint8_t *key, size_t n,
    seqfile_map_fn *fn, void *ctx, struct err *e)
{
	struct scan s = { .m = m, .fn = fn, .ctx = ctx };
	int rc;

	if (seq_order_rank(m->order, key, n, &s.wanted, e) != 0 ||
	    (rc = seqfile_map_index_find(m, &s.wanted, &s.entry, e)) < 0)
		return -1;
	s.expect = rc == 1;
	if (scan_on(&s, e) != 0)
		return -1;
	return s.found ? 1 : 0;
}

int
seqfile_map_check(struct seqfile_map *m, struct err *e)
{
	struct seq_rank last = { 0 };

	for (uint64_t i = 0; i < m->index.entries; i++) {
		struct scan s = { .m = m, .expect = true };

		if (seqfile_map_index_at(m, i, &s.entry, e) != 0)
			return -1;
		if (seq_order_rank(m->order, s.entry.key, s.entry.nkey, &s.wanted, e) != 0) {
			err_prefix(e, "%s: entry %" PRIu64 ": ", m->index_path, i + 1);
			return -1;
		}
		if (i > 0 && seq_rank_compare(&s.wanted, &last) < 0)
			return bad_entry(&s, "its key comes before that of the one before", e);
		last = s.wanted;
		if (scan_on(&s, e) != 0)
			return -1;
	}
	return 0;
}
