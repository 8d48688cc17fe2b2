/* seqfile_damage.c - SequenceFiles that are damaged. */
#include "format/seqfile_damage.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seqfile/classes.h"
#include "seqfile/vint.h"

/* -- the list -- */

struct seqfile_gaps {
	pthread_mutex_t lock;
	struct seqfile_gap *gap;
	size_t n, cap;
	bool sorted;
};

struct seqfile_gaps *
seqfile_gaps_new(struct err *e)
{
	struct seqfile_gaps *l = mem_zero(1, sizeof(*l), e);

	if (l != NULL)
		pthread_mutex_init(&l->lock, NULL);
	return l;
}

void
seqfile_gaps_free(struct seqfile_gaps *l)
{
	if (l == NULL)
		return;
	pthread_mutex_destroy(&l->lock);
	free(l->gap);
	free(l);
}

/*
 * Adds b to a where both are one: the same reason, in the same block or one after the
 * other, with nothing but a sync between.  Else false.
 */
static bool
merge(struct seqfile_gap *a, const struct seqfile_gap *b)
{
	bool next = b->from == a->to || b->from == a->to + SEQ_ESCAPE;

	if ((!next && (b->from != a->from || b->to != a->to)) ||
	    strcmp(a->reason, b->reason) != 0)
		return false;
	a->to = b->to;
	a->records = a->records < 0 || b->records < 0 ? -1 : a->records + b->records;
	return true;
}

int
seqfile_gaps_add(struct seqfile_gaps *l, const struct seqfile_gap *gap, struct err *e)
{
	int rc;

	pthread_mutex_lock(&l->lock);
	if ((rc = mem_grow(&l->gap, &l->cap, l->n + 1, sizeof(*gap), e)) == 0)
		l->gap[l->n++] = *gap;
	l->sorted = false;
	pthread_mutex_unlock(&l->lock);
	return rc;
}

static int
gap_order(const void *a, const void *b)
{
	const struct seqfile_gap *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	return x->record < y->record ? -1 : x->record > y->record;
}

const struct seqfile_gap *
seqfile_gaps_all(struct seqfile_gaps *l, size_t *n)
{
	size_t kept = 0;

	if (!l->sorted && l->n > 1) {
		qsort(l->gap, l->n, sizeof(*l->gap), gap_order);
		for (size_t i = 1; i < l->n; i++)
			if (!merge(&l->gap[kept], &l->gap[i]))
				l->gap[++kept] = l->gap[i];
		l->n = kept + 1;
	}
	l->sorted = true;
	*n = l->n;
	return l->gap;
}

void
seqfile_gaps_sum(struct seqfile_gaps *l, int64_t *bytes, int64_t *records,
    int64_t *unknown)
{
	int64_t end = 0;
	size_t n;

	*bytes = *records = *unknown = 0;
	(void)seqfile_gaps_all(l, &n);
	for (size_t i = 0; i < n; i++) {
		const struct seqfile_gap *g = &l->gap[i];
		int64_t from = g->from > end ? g->from : end;

		if (g->to > from)
			*bytes += g->to - from;
		if (g->to > end)
			end = g->to;
		if (g->records >= 0)
			*records += g->records;
		else
			++*unknown;
	}
}

/* -- items -- */

/* The classes of a file. */
struct classes {
	struct writable key, value;
	struct buf scratch;
};

static int
classes_init(struct classes *c, const struct seq_header *h, struct err *e)
{
	memset(c, 0, sizeof(*c));
	if (seq_class_find(&c->key, h, false, e) != 0)
		return -1;
	if (seq_class_find(&c->value, h, true, e) == 0)
		return 0;
	writable_release(&c->key);
	return -1;
}

static void
classes_release(struct classes *c)
{
	writable_release(&c->key);
	writable_release(&c->value);
	buf_release(&c->scratch);
}

/* Classes that say what they hold inside look the same in each item. */
static int
check_item(struct classes *c, const struct writable *w, const uint8_t *p, size_t n,
    const char *what, struct err *e)
{
	struct writable own = { .id = WRITABLE_RAW };
	int rc;

	if (!writable_open(w)) {
		rc = writable_check(w, p, n, &c->scratch, e);
	} else {
		if (writable_named(&own, writable_name(w), strlen(writable_name(w)), e) != 0)
			return -1;
		rc = writable_learn(&own, p, n, e);
		if (rc == 0)
			rc = writable_check(&own, p, n, &c->scratch, e);
		else if (rc > 0)
			rc = 0;
		writable_release(&own);
	}
	if (rc != 0)
		err_prefix(e, "%s: ", what);
	return rc;
}

/* -- pieces without what is damaged -- */

struct seqfile_damage {
	struct seqfile_pieces *p;
	struct seqfile_gaps *l;
	const struct seq_header *h;
	struct classes classes;
	uint8_t escape[SEQ_ESCAPE];
};

struct seqfile_damage *
seqfile_damage_new(struct seqfile_pieces *p, struct seqfile_gaps *l, struct err *e)
{
	struct seqfile_damage *d = mem_zero(1, sizeof(*d), e);

	if (d == NULL)
		return NULL;
	d->p = p;
	d->l = l;
	d->h = seqfile_pieces_header(p);
	seq_header_escape(d->h, d->escape);
	if (classes_init(&d->classes, d->h, e) == 0)
		return d;
	free(d);
	return NULL;
}

void
seqfile_damage_free(struct seqfile_damage *d)
{
	if (d == NULL)
		return;
	classes_release(&d->classes);
	free(d);
}

/*
 * Whether the record of size bytes at p is one.  A length that is wrong but not absurd
 * shows in the items, which end elsewhere.
 */
static int
check_plain(struct seqfile_damage *d, const uint8_t *p, size_t size, struct err *e)
{
	size_t nkey = (size_t)seq_get_i32(p + 4);

	if (check_item(&d->classes, &d->classes.key, p + 8, nkey, "the key", e) != 0)
		return -1;
	if (d->h->layout != SEQ_PLAIN)
		return 0;
	return check_item(&d->classes, &d->classes.value, p + 8 + nkey, size - 8 - nkey,
	    "the value", e);
}

/* The first place from p on where a sync could be, or end. */
static const uint8_t *
next_escape(const struct seqfile_damage *d, const uint8_t *p, const uint8_t *end)
{
	const uint8_t *hit = p < end ? memmem(p, (size_t)(end - p), d->escape, SEQ_ESCAPE) : NULL;

	return hit != NULL ? hit : end;
}

/* Whether a record or a sync starts at p, or behind the piece, which ends at end. */
static int
something_follows(struct seqfile_damage *d, const uint8_t *p, const uint8_t *end,
    struct err *e)
{
	enum seq_item item;
	size_t size;

	if (p == end)
		return seqfile_pieces_follows(d->p, e);
	return seq_item_parse(d->h, p, (size_t)(end - p), &item, &size, NULL) == 1;
}

/* 0 when why is about the bytes of the file; else it is passed on: -1. */
static int
is_damage(const struct err *why, struct err *e)
{
	if (why->status == STATUS_DATA)
		return 0;
	return err_copy(e, why);
}

/*
 * Whether the last item of the piece ends inside a sync, behind which nothing starts: a
 * wrong length has hidden it in part.
 */
static int
ends_in_sync(struct seqfile_damage *d, const struct seqfile_piece *k, struct err *e)
{
	int rc = seqfile_pieces_cuts_sync(d->p, k, e);

	if (rc == 1 && (rc = seqfile_pieces_follows(d->p, e)) >= 0)
		rc = !rc;
	return rc;
}

/*
 * How many bytes of the run k are whole and look right, and *records in them.  A sync
 * inside a record, with something behind it that is no record, is a sync that a wrong
 * length has hidden: where the items tell nothing, this does.
 */
static int
good_run(struct seqfile_damage *d, const struct seqfile_piece *k, size_t *good,
    int64_t *records, struct err *why, struct err *e)
{
	const uint8_t *p = k->data, *end = p + k->len, *escape = next_escape(d, p, end);
	enum seq_item item;
	size_t size;

	*records = 0;
	for (; p < end; p += size) {
		int rc = 1;

		*good = (size_t)(p - k->data);
		if (seq_item_parse(d->h, p, (size_t)(end - p), &item, &size, why) != 1)
			return err_set(e, STATUS_SYSTEM, "internal: a piece is not whole");
		if (item == SEQ_ITEM_SYNC)
			continue;
		if (check_plain(d, p, size, why) != 0)
			return is_damage(why, e);
		if (escape < p)
			escape = next_escape(d, p, end);
		if (p + size - escape >= SEQ_ESCAPE)
			rc = something_follows(d, p + size, end, e);
		else if (p + size == end && (rc = ends_in_sync(d, k, e)) >= 0)
			rc = !rc;
		if (rc < 0)
			return -1;
		if (rc == 0) {
			err_set(why, STATUS_DATA, "a sync inside a record");
			return 0;
		}
		++*records;
	}
	*good = k->len;
	return 0;
}

/* The same of a block: all of it, or nothing. */
static int
good_block(struct seqfile_damage *d, const struct seqfile_piece *k, size_t *good,
    int64_t *records, struct err *why, struct err *e)
{
	const uint8_t *end = k->data + k->len;
	int rc = 1;

	if (next_escape(d, k->data + SEQ_ESCAPE, end) < end)
		rc = seqfile_pieces_follows(d->p, e);
	else if ((rc = ends_in_sync(d, k, e)) >= 0)
		rc = !rc;
	*good = rc == 1 ? k->len : 0;
	*records = rc == 1 ? k->records : 0;
	if (rc == 0)
		err_set(why, STATUS_DATA, "a sync inside a block");
	return rc < 0 ? -1 : 0;
}

/* Gives up what comes next; the pieces go on behind it, or are at their end. */
static int
skip(struct seqfile_damage *d, const struct err *why, struct err *e)
{
	struct seqfile_gap gap;

	if (seqfile_pieces_resync(d->p, why, &gap, e) < 0)
		return -1;
	return seqfile_gaps_add(d->l, &gap, e);
}

/* Leaves in k what is good, and skips what is not. */
static int
sift(struct seqfile_damage *d, struct seqfile_piece *k, struct err *e)
{
	struct err why = ERR_INIT;
	int64_t records;
	size_t good;
	int rc;

	rc = d->h->layout == SEQ_BLOCK ? good_block(d, k, &good, &records, &why, e) :
	    good_run(d, k, &good, &records, &why, e);
	if (rc != 0)
		return -1;
	if (good == k->len)
		return 0;
	if (seqfile_pieces_unread(d->p, k, good, records, e) != 0)
		return -1;
	return skip(d, &why, e);
}

int
seqfile_damage_next(struct seqfile_damage *d, struct seqfile_piece **out, struct err *e)
{
	struct err why = ERR_INIT;
	int rc;

	for (;;) {
		rc = seqfile_pieces_next(d->p, out, &why);
		if (rc == 0)
			return 0;
		if (rc < 0) {
			if (why.status == STATUS_DATA && skip(d, NULL, e) == 0)
				continue;
			if (why.status != STATUS_DATA && e != NULL)
				*e = why;
			return -1;
		}
		if ((*out)->len > 0 && sift(d, *out, e) != 0) {
			seqfile_pieces_drop(*out);
			return -1;
		}
		if ((*out)->len > 0 || (*out)->base.idle)
			return 1;
		seqfile_pieces_drop(*out);
	}
}

/* -- looking at a piece -- */

struct seqfile_check {
	const struct seq_header *h;
	struct seq_decoder *decoder;
	struct classes classes;
	const struct seqfile_piece *piece;	/* in hand */
	struct seqfile_gaps *l;
	int64_t record;			/* of the piece */
	bool over;			/* nothing more is to be had of it */
	bool owes;			/* gap is not in the list yet */
	struct seqfile_gap gap;
};

struct seqfile_check *
seqfile_check_new(const struct seq_header *h, size_t limit, struct err *e)
{
	struct seqfile_check *c = mem_zero(1, sizeof(*c), e);

	if (c == NULL)
		return NULL;
	c->h = h;
	if (classes_init(&c->classes, h, e) == 0) {
		if ((c->decoder = seq_decoder_new(h, SEQ_ALL, limit, e)) != NULL)
			return c;
		classes_release(&c->classes);
	}
	free(c);
	return NULL;
}

void
seqfile_check_free(struct seqfile_check *c)
{
	if (c == NULL)
		return;
	seq_decoder_free(c->decoder);
	classes_release(&c->classes);
	free(c);
}

/* Whether the key and the value are items of their classes. */
static int
check_record(struct seqfile_check *c, const struct seq_record *r, struct err *e)
{
	if (check_item(&c->classes, &c->classes.key, r->key, r->nkey, "the key", e) != 0)
		return -1;
	return check_item(&c->classes, &c->classes.value, r->value, r->nvalue, "the value", e);
}

/* Puts into the list what was found last. */
static int
pay(struct seqfile_check *c, struct err *e)
{
	bool owes = c->owes;

	c->owes = false;
	return owes ? seqfile_gaps_add(c->l, &c->gap, e) : 0;
}

/*
 * Adds the record in hand, at offset at of the piece, or a record of the block.  Where
 * all records are wrong in the same way that is one gap.
 */
static int
note(struct seqfile_check *c, size_t at, const struct err *why, struct err *e)
{
	const struct seqfile_piece *k = c->piece;
	struct seqfile_gap gap = { .record = k->record < 0 ? -1 : k->record + c->record, .records = 1 };

	if (is_damage(why, e) != 0)
		return -1;
	seqfile_piece_range(k, c->h, at, &gap.from, &gap.to);
	snprintf(gap.reason, sizeof(gap.reason), "%.199s", why->msg);
	if (c->owes && merge(&c->gap, &gap))
		return 0;
	if (pay(c, e) != 0)
		return -1;
	c->gap = gap;
	c->owes = true;
	return 0;
}

/* Adds the block in hand, which cannot be decompressed. */
static int
note_block(const struct seqfile_check *c, const struct err *why, struct err *e)
{
	const struct seqfile_piece *k = c->piece;
	struct seqfile_gap gap = { .from = k->byte, .to = k->byte + (int64_t)k->len,
		.record = k->record, .records = k->records };

	if (is_damage(why, e) != 0)
		return -1;
	if (!seq_decoder_agrees(c->decoder))
		gap.records = -1;
	snprintf(gap.reason, sizeof(gap.reason), "%.199s", why->msg);
	return seqfile_gaps_add(c->l, &gap, e);
}

int
seqfile_check_start(struct seqfile_check *c, const struct seqfile_piece *k,
    struct seqfile_gaps *l, struct err *e)
{
	struct err why = ERR_INIT;

	c->piece = k;
	c->l = l;
	c->record = 0;
	c->owes = false;
	c->over = seq_decoder_start(c->decoder, k->data, k->len, &why) != 0;
	return c->over ? note_block(c, &why, e) : 0;
}

int
seqfile_check_next(struct seqfile_check *c, struct seq_record *r, struct err *e)
{
	struct err why = ERR_INIT;
	int rc;

	while (!c->over) {
		r->at = 0;
		rc = seq_decoder_next(c->decoder, r, &why);
		if (rc == 0)
			break;
		if (rc == 1 && check_record(c, r, &why) == 0) {
			c->record++;
			return 1;
		}
		if (note(c, r->at, &why, e) != 0)
			return -1;
		c->record++;
	}
	return pay(c, e);
}
