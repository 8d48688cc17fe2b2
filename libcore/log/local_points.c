/* local_points.c - which partitions a reader reads, from where and up to where. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "log/local_source.h"

struct find {
	struct local_source *s;
	const struct log_read *r;
};

/* The first offset from start on whose range reaches a time; end when there is none. */
static int
find_time_range(struct ledger_txn *t, const struct local_part *p, int64_t ms, int64_t start,
    int64_t end, struct ledger_range *out, bool *found, struct err *e)
{
	struct ledger_range w[WINDOW];
	size_t n, i;

	*found = false;
	for (;;) {
		if (ledger_ranges(t, p->topic->id, p->partition, start, w, WINDOW, &n, e) != 0)
			return -1;
		for (i = 0; i < n && w[i].base < end; i++) {
			if (w[i].r.max_ms >= ms) {
				*out = w[i];
				*found = true;
				return 0;
			}
			start = w[i].base + w[i].r.count;
		}
		if (i < n || n < WINDOW)
			return 0;
	}
}

/* The first record of a range at or after a time: reads its timestamps. */
static int
find_time_row(struct local_source *s, const struct local_part *p, const struct ledger_range *lr,
    int64_t ms, int64_t *offset, struct err *e)
{
	struct local_item it = { .lr = *lr };
	const struct column *c;
	struct batch *b;
	bool missing;
	int64_t i;

	*offset = lr->base;
	if ((lr->r.flags & RANGE_TIMESTAMP) == 0)
		return 0;
	it.file = segment_file_open(s->lo->dir, lr->r.segment, &missing, e);
	if (it.file == NULL)
		return -1;
	b = local_range_read(s->lo, p, &it, e);
	segment_file_unref(it.file);
	if (b == NULL)
		return -1;
	c = &b->col[lr->r.flags & RANGE_KEY ? 2 : 1];
	for (i = 0; i + 1 < b->rows && ((const int64_t *)c->values)[i] / 1000 < ms; i++)
		;
	*offset = lr->base + i;
	batch_free(b);
	return 0;
}

static int
find_point(struct ledger_txn *t, struct find *f, const struct local_part *p, bool is_from,
    const struct rec_partition *rec, int64_t *offset, struct err *e)
{
	const struct log_point *pt = is_from ?
	    log_point_for(f->r->from, f->r->nfrom, p->partition) :
	    log_point_for(f->r->to, f->r->nto, p->partition);
	struct ledger_range lr;
	bool found;

	if (pt == NULL || pt->kind != LOG_TIME)
		return log_point_offset(pt, is_from, p->topic->name, p->partition,
		    rec->start, rec->next, offset, e);
	*offset = rec->next;
	if (find_time_range(t, p, pt->value, rec->start, rec->next, &lr, &found, e) != 0)
		return -1;
	if (!found || find_time_row(f->s, p, &lr, pt->value, offset, e) == 0)
		return 0;
	return -1;
}

static int
find_parts(struct ledger_txn *t, struct find *f, const struct read_topic *topic,
    struct err *e)
{
	struct local_source *s = f->s;
	struct rec_partition rec;
	struct local_part *p;
	int32_t i;

	if (mem_grow(&s->part, &s->cappart, s->npart + (size_t)topic->partitions,
	    sizeof *s->part, e) != 0)
		return -1;
	for (i = 0; i < topic->partitions; i++) {
		if (!log_reads_partition(f->r, i))
			continue;
		p = &s->part[s->npart++];
		p->topic = topic;
		p->partition = i;
		if (ledger_partition_get(t, topic->id, i, &rec, e) != 0 ||
		    find_point(t, f, p, true, &rec, &p->next, e) != 0 ||
		    find_point(t, f, p, false, &rec, &p->to, e) != 0)
			return -1;
		p->from = p->next;
		p->whole = p->next == rec.start;
		if (f->r->follow)
			p->to = INT64_MAX;
	}
	return 0;
}

/* All in one look, so that what is read is the state of one moment. */
static int
find_topics(struct ledger_txn *t, void *arg, struct err *e)
{
	struct find *f = arg;
	struct local_source *s = f->s;
	struct ledger_topic topic;
	int32_t base = 0;
	size_t i;
	int r;

	s->npart = 0;
	for (i = 0; i < s->ntopic; i++) {
		struct read_topic *to = &s->topic[i];

		r = ledger_topic_get(t, to->name, &topic, e);
		if (r == 0)
			return local_unknown_topic(t, to->name, e);
		if (r < 0)
			return -1;
		to->id = topic.id;
		to->partitions = topic.partitions;
		to->base = base;
		base += topic.partitions;
		if (log_read_check_topic(f->r, to->name, to->partitions, e) != 0 ||
		    find_parts(t, f, to, e) != 0)
			return -1;
	}
	return 0;
}

int
local_points_find(struct local_source *s, const struct log_read *r, struct err *e)
{
	struct find f = { s, r };
	size_t i;

	s->topic = mem_zero(r->ntopic, sizeof *s->topic, e);
	if (s->topic == NULL)
		return -1;
	for (i = 0; i < r->ntopic; i++) {
		s->topic[i].name = mem_dup(r->topic[i], strlen(r->topic[i]), e);
		if (s->topic[i].name == NULL)
			return -1;
		s->ntopic++;
	}
	return ledger_read(s->lo->ledger, find_topics, &f, e);
}
