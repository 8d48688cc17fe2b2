/*
 * local_source.c - reading the local log: which ranges come next, and epochs.
 *
 * Reading only plans: it looks into the ledger now and then, in a transaction
 * that ends before it returns, and hands out ranges; the decoders read the bytes.
 */
#include "log/local_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

/* Ranges below both are put together into one batch. */
#define SMALL_BYTES (64 << 10)
#define SMALL_ROWS 4096

/* The longest wait; a commit ends it. */
#define WAIT_MS 10000

/* -- looking into the ledger -- */

static int
topic_gone(const struct local_part *p, struct err *e)
{
	return err_set(e, STATUS_SYSTEM, "topic %s was deleted while it was read",
	    p->topic->name);
}

/* 1: the topic is there under its id, 0 not any more, -1. */
static int
topic_there(struct ledger_txn *t, const struct local_part *p, struct err *e)
{
	struct ledger_topic topic;
	int r = ledger_topic_get(t, p->topic->name, &topic, e);

	return r <= 0 ? r : topic.id == p->topic->id;
}

/* Fills the window from one partition.  1 it has ranges, 0 none now, -1. */
static int
fill_from(struct ledger_txn *t, struct local_source *s, size_t at, struct err *e)
{
	struct local_part *p = &s->part[at];
	struct rec_partition rec;
	int r;

	if (p->next >= p->to)
		return 0;
	r = topic_there(t, p, e);
	if (r <= 0)
		return r < 0 ? -1 : topic_gone(p, e);
	if (ledger_partition_get(t, p->topic->id, p->partition, &rec, e) != 0)
		return -1;
	if (p->next >= rec.next)
		return 0;
	if (ledger_ranges(t, p->topic->id, p->partition, p->next, s->window, WINDOW,
	    &s->nwindow, e) != 0)
		return -1;
	s->iwindow = 0;
	s->at = at;
	if (s->nwindow == 0 || s->window[0].base > p->next)
		return err_set(e, STATUS_SYSTEM, "topic %s partition %d: records from offset "
		    "%lld on are gone", p->topic->name, p->partition, (long long)p->next);
	return 1;
}

/*
 * Looks for ranges: in the partition in hand first when there is an end (one
 * after the other), else in the next ones first (each gets its turn).
 */
static int
fill_window(struct ledger_txn *t, void *arg, struct err *e)
{
	struct local_source *s = arg;
	size_t i, at = s->log.follow ? s->at + 1 : s->at;
	int r;

	s->looked_at = ledger_txn_version(t);
	s->nwindow = s->iwindow = 0;
	for (i = 0; i < s->npart; i++) {
		r = fill_from(t, s, (at + i) % s->npart, e);
		if (r != 0)
			return r < 0 ? -1 : 0;
	}
	return 0;
}

/* Makes sure that the window has a range, if there is one.  1, 0 none now, -1. */
static int
look(struct local_source *s, struct err *e)
{
	if (s->iwindow < s->nwindow)
		return 1;
	if (s->version != 0 && s->version == ledger_version(s->lo->ledger))
		return 0;
	if (ledger_read(s->lo->ledger, fill_window, s, e) != 0)
		return -1;
	if (s->nwindow > 0)
		return 1;
	s->version = s->looked_at;
	return 0;
}

/* -- segment files -- */

struct recheck {
	const struct local_part *part;
	int there;
};

static int
recheck_topic(struct ledger_txn *t, void *arg, struct err *e)
{
	struct recheck *k = arg;

	k->there = topic_there(t, k->part, e);
	return k->there < 0 ? -1 : 0;
}

bool
local_topic_gone(const struct local *lo, const struct local_part *p)
{
	struct recheck k = { p, 1 };

	return ledger_read(lo->ledger, recheck_topic, &k, NULL) == 0 && !k.there;
}

/* A reference to the open file of a segment; NULL on failure. */
static struct segment_file *
use_file(struct local_source *s, const struct local_part *p, uint64_t id, struct err *e)
{
	struct segment_file *f = NULL;
	bool missing;
	int i;

	for (i = 0; i < OPEN_FILES - 1 && s->file[i] != NULL && s->file[i]->id != id; i++)
		;
	f = s->file[i];
	if (f == NULL || f->id != id) {
		f = segment_file_open(s->lo->dir, id, &missing, e);
		if (f == NULL) {
			/* A delete may have come between the look and now. */
			if (missing && local_topic_gone(s->lo, p))
				topic_gone(p, e);
			return NULL;
		}
		segment_file_unref(s->file[i]);
	}
	memmove(s->file + 1, s->file, (size_t)i * sizeof *s->file);
	s->file[0] = f;
	return segment_file_ref(f);
}

/* -- planning -- */

static bool
is_small(const struct rec_range *r)
{
	return r->length < SMALL_BYTES && r->count < SMALL_ROWS;
}

/* Adds the next range of the window to r, cut to what is wanted.  0 or -1. */
static int
plan_item(struct local_source *s, struct local_raw *r, struct err *e)
{
	struct local_part *p = &s->part[s->at];
	const struct ledger_range *lr = &s->window[s->iwindow];
	int64_t end = lr->base + lr->r.count;
	struct local_item *it;

	if (mem_grow(&r->item, &r->cap, r->n + 1, sizeof *r->item, e) != 0)
		return -1;
	it = &r->item[r->n];
	it->lr = *lr;
	if (end > p->to)
		end = p->to;
	it->skip = p->next - lr->base;
	it->take = end - p->next;
	if (s->log.left >= 0 && it->take > s->log.left)
		it->take = s->log.left;
	it->file = use_file(s, p, lr->r.segment, e);
	if (it->file == NULL)
		return -1;
	r->n++;
	r->raw.bytes += (int64_t)lr->r.length;
	p->next += it->take;
	if (s->log.left >= 0)
		s->log.left -= it->take;
	s->iwindow++;
	/* A range that is not used up is only left at the end or by the limit. */
	if (p->next >= p->to || s->log.left == 0)
		s->iwindow = s->nwindow;
	return 0;
}

/* Whether the next range of the window goes into the same batch as r's last. */
static bool
joins(const struct local_source *s, const struct local_raw *r, int64_t rows)
{
	const struct rec_range *last = &r->item[r->n - 1].lr.r, *next;

	if (s->iwindow >= s->nwindow)
		return false;
	next = &s->window[s->iwindow].r;
	return is_small(last) && is_small(next) && s->log.left != 0 &&
	    rows + next->count <= BATCH_ROWS &&
	    r->raw.bytes + (int64_t)next->length <= BATCH_BYTES &&
	    ((last->flags ^ next->flags) & RANGE_APPEND_TIME) == 0;
}

/* The next ranges that make one batch.  1, 0 none now, -1. */
static int
plan(struct local_source *s, struct local_raw **out, struct err *e)
{
	struct local_raw *r;
	int64_t rows = 0;
	int more = s->log.left == 0 ? 0 : look(s, e);

	if (more <= 0)
		return more;
	r = mem_zero(1, sizeof *r, e);
	if (r == NULL)
		return -1;
	r->part = &s->part[s->at];
	do {
		if (plan_item(s, r, e) != 0) {
			local_raw_free(r);
			return -1;
		}
		rows += r->item[r->n - 1].take;
	} while (joins(s, r, rows));
	more = s->log.left == 0 ? 0 : look(s, e);
	if (more < 0) {
		local_raw_free(r);
		return -1;
	}
	r->raw.idle = more == 0;
	*out = r;
	return 1;
}

/* -- epochs -- */

/* Ends the epoch: a barrier, and the next one begins where this one ended. */
static int
barrier(struct local_source *s, struct local_raw **out, struct err *e)
{
	struct local_raw *r = mem_zero(1, sizeof *r, e);
	struct epoch *ep = r == NULL ? NULL : log_source_epoch(&s->log, e);
	size_t i;

	for (i = 0; ep != NULL && i < s->npart; i++) {
		const struct local_part *p = &s->part[i];

		if (epoch_add(ep, p->topic->name, strlen(p->topic->name), p->partition, p->from,
		    p->next, e) != 0) {
			epoch_free(ep);
			ep = NULL;
		}
	}
	if (ep == NULL) {
		free(r);
		return -1;
	}
	for (i = 0; i < s->npart; i++)
		s->part[i].from = s->part[i].next;
	log_source_ended(&s->log);
	r->raw.barrier = ep;
	r->raw.idle = s->iwindow >= s->nwindow;
	*out = r;
	return 1;
}

/* One turn with follow.  As local_next(), or 2: wait. */
static int
follow_once(struct local_source *s, struct local_raw **out, struct err *e)
{
	enum log_turn what = log_source_turn(&s->log);
	int r;

	if (what == LOG_TURN_BARRIER)
		return barrier(s, out, e);
	if (what == LOG_TURN_END)
		return 0;
	r = plan(s, out, e);
	if (r == 1)
		log_source_rows(&s->log);
	return r == 0 ? 2 : r;
}

/* -- the source -- */

static int
local_next(struct source *src, struct raw **out, struct err *e)
{
	struct local_source *s = (struct local_source *)src;
	struct local_raw *r = NULL;
	int got;

	for (;;) {
		if (atomic_load(&s->log.cancel))
			return err_set(e, STATUS_SYSTEM, "cancelled");
		got = s->log.follow ? follow_once(s, &r, e) : plan(s, &r, e);
		if (got == 1)
			*out = &r->raw;
		if (got != 2)
			return got;
		log_source_nothing(&s->log);
		watch_wait(&s->watch, s->version, log_source_patience(&s->log, WAIT_MS));
		if (ledger_check(s->lo->ledger, e) != 0)
			return -1;
	}
}

static void
local_drop(struct source *src, struct raw *raw)
{
	(void)src;
	local_raw_free((struct local_raw *)raw);
}

static void
source_release(struct source *src)
{
	struct local_source *s = (struct local_source *)src;
	size_t i;

	for (i = 0; i < s->ntopic; i++) {
		column_release(&s->topic[i].names);
		free(s->topic[i].name);
	}
	for (i = 0; i < OPEN_FILES; i++)
		segment_file_unref(s->file[i]);
	column_release(&s->no_bytes);
	column_release(&s->no_headers);
	watch_release(&s->watch);
	log_source_release(&s->log);
	free(s->topic);
	free(s->part);
	free(s);
}

static void
wake(struct log_source *ls)
{
	watch_wake(&((struct local_source *)ls)->watch);
}

static bool
get_part(const struct log_source *ls, size_t k, int32_t *index, bool *whole)
{
	const struct local_source *s = (const struct local_source *)ls;

	if (k >= s->npart)
		return false;
	*index = s->part[k].topic->base + s->part[k].partition;
	*whole = s->part[k].whole;
	return true;
}

static const struct source_ops ops = {
	.next = local_next,
	.decode = local_decode,
	.drop = local_drop,
	.free = source_release,
	.place = log_source_place,
	.stop = log_source_stop,
	.cancel = log_source_cancel
};

/* Ranges that are looked at, at most: a million of one record each is not worth it. */
#define LOOK_RANGES 16384

/* Whether a record that will be read has headers; no sooner known, it may have some. */
struct search {
	struct local_source *s;
	int left;			/* ranges that may still be looked at */
	bool found;
};

/* Looks through one partition. */
static int
find_headers(struct ledger_txn *t, struct search *x, const struct local_part *p, struct err *e)
{
	struct ledger_range *w = x->s->window;
	int64_t next = p->next;
	size_t i, n = 1;

	while (next < p->to && n > 0 && !x->found) {
		if (ledger_ranges(t, p->topic->id, p->partition, next, w, WINDOW, &n, e) != 0)
			return -1;
		for (i = 0; i < n && w[i].base < p->to; i++)
			x->found |= (w[i].r.flags & RANGE_HEADERS) != 0;
		if (n > 0)
			next = w[n - 1].base + w[n - 1].r.count;
		x->found |= (x->left -= (int)n) < 0;
	}
	return 0;
}

static int
search_headers(struct ledger_txn *t, void *arg, struct err *e)
{
	struct search *x = arg;
	size_t i;

	x->found = false;
	x->left = LOOK_RANGES;
	for (i = 0; i < x->s->npart && !x->found; i++)
		if (find_headers(t, x, &x->s->part[i], e) != 0)
			return -1;
	return 0;
}

/* Says in the schema that the implied headers are NULL, where nothing else will be read. */
static int
imply_headers(struct local_source *s, const struct log_read *r, struct err *e)
{
	struct search x = { .s = s };
	int at = s->column[LOG_HEADERS];

	if (!r->implied || r->headers || r->follow || at < 0)
		return 0;
	if (ledger_read(s->lo->ledger, search_headers, &x, e) != 0)
		return -1;
	return x.found ? 0 : field_imply(&s->log.source.schema->field[at], true, e);
}

static int
set_up(struct local_source *s, const struct log_read *r, struct err *e)
{
	const struct read_topic *last;
	int c;

	if (log_source_init(&s->log, &ops, r, e) != 0 ||
	    watch_init(&s->watch, s->lo->ledger, r->follow, e) != 0 ||
	    local_points_find(s, r, e) != 0)
		return -1;
	for (c = 0; c < LOG_NCOLUMN; c++)
		s->column[c] = schema_find(s->log.source.schema, log_column_name[c]);
	if (imply_headers(s, r, e) != 0)
		return -1;
	last = &s->topic[s->ntopic - 1];
	/* A live stream may get more of them. */
	if (!r->follow)
		s->log.source.partitions = last->base + last->partitions;
	return local_decode_prepare(s, e);
}

int
local_source_new(struct log *l, const struct log_read *r, struct log_source **out,
    struct err *e)
{
	struct local *lo = (struct local *)l;
	struct local_source *s;
	int there = local_need(lo, false, e);

	if (there <= 0)
		return there < 0 ? -1 : local_no_log(lo, r->topic[0], e);
	if ((s = mem_zero(1, sizeof *s, e)) == NULL)
		return -1;
	s->log.wake = wake;
	s->log.part = get_part;
	s->lo = lo;
	s->watch.notify = s->watch.wake = -1;
	if (set_up(s, r, e) != 0) {
		source_release(&s->log.source);
		return -1;
	}
	*out = &s->log;
	return 0;
}
