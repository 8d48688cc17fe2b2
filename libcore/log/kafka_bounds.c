/* kafka_bounds.c - which partitions are read, and from where to where. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "log/kafka_source.h"

/* So many partitions more may come to a follower. */
#define ROOM_FOR_MORE 10000
/* How long a leader is asked for the offsets of one that is new. */
#define NEW_MS 1000

/* What the protocol takes instead of a time. */
#define LATEST (-1)
#define EARLIEST (-2)

void
kafka_bounds_release(struct kafka_bounds *b)
{
	size_t i;

	for (i = 0; b->topic != NULL && i < b->ntopic; i++) {
		free(b->topic[i].part);
		free(b->topic[i].name);
	}
	free(b->topic);
	free(b->part);
	memset(b, 0, sizeof *b);
}

/* -- partitions -- */

static int32_t
leader_of(const struct rd_kafka_metadata_topic *t, int32_t partition)
{
	int i;

	for (i = 0; i < t->partition_cnt; i++)
		if (t->partitions[i].id == partition)
			return t->partitions[i].leader;
	return -1;
}

/* base: how many partitions the topics before have. */
static int
add_partitions(struct kafka_bounds *b, struct kafka_topic *topic, int32_t base,
    const struct rd_kafka_metadata_topic *t, const struct log_read *r, struct err *e)
{
	struct kafka_part *p;
	int32_t i;

	if (t->err != RD_KAFKA_RESP_ERR_NO_ERROR &&
	    t->err != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
		return err_set(e, STATUS_SYSTEM, "topic %s: %s", t->topic,
		    rd_kafka_err2str(t->err));
	if (log_read_check_topic(r, t->topic, t->partition_cnt, e) != 0)
		return -1;
	topic->partitions = t->partition_cnt;
	topic->part = mem_zero((size_t)t->partition_cnt, sizeof(struct kafka_part *), e);
	if (topic->part == NULL)
		return -1;
	for (i = 0; i < t->partition_cnt; i++) {
		if (!log_reads_partition(r, i))
			continue;
		p = &b->part[b->npart];
		p->topic = topic;
		p->id = i;
		p->index = base + i;
		b->npart++;
		p->leader = leader_of(t, i);
		topic->part[i] = p;
	}
	return 0;
}

static int
find_partitions(struct kafka_bounds *b, struct kafka_client *c, const struct log_read *r,
    struct err *e)
{
	const struct rd_kafka_metadata *md;
	const struct rd_kafka_metadata_topic *t;
	int32_t base = 0;
	size_t i, n = 0;
	int bad = 0;

	if (kafka_metadata(c, &md, e) != 0)
		return -1;
	for (i = 0; i < r->ntopic && bad == 0; i++) {
		t = kafka_metadata_need(md, r->topic[i], e);
		bad = t == NULL ? -1 : 0;
		n += t != NULL ? (size_t)t->partition_cnt : 0;
	}
	b->topic = mem_zero(r->ntopic, sizeof *b->topic, bad == 0 ? e : NULL);
	b->room = n + (r->follow ? ROOM_FOR_MORE : 0);
	b->part = mem_zero(b->room, sizeof *b->part, bad == 0 ? e : NULL);
	if (b->topic == NULL || b->part == NULL)
		bad = -1;
	for (i = 0; i < r->ntopic && bad == 0; i++) {
		b->topic[i].name = mem_dup(r->topic[i], strlen(r->topic[i]), e);
		b->ntopic++;
		if (b->topic[i].name == NULL)
			bad = -1;
		else
			bad = add_partitions(b, &b->topic[i], base,
		    kafka_metadata_find(md, r->topic[i]), r, e);
		base += b->topic[i].partitions;
	}
	b->indexes = base;
	rd_kafka_metadata_destroy(md);
	return bad;
}

int
kafka_bounds_grow(struct kafka_bounds *b, struct kafka_client *c,
    struct kafka_topic *topic, const struct rd_kafka_metadata_topic *t, struct err *e)
{
	struct kafka_part **part, *p;
	int64_t low, high;

	while (topic->partitions < t->partition_cnt) {
		if (rd_kafka_query_watermark_offsets(c->rk, topic->name, topic->partitions, &low,
		    &high, NEW_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
			return 0;
		if (b->npart == b->room)
			return err_set(e, STATUS_SYSTEM, "topic %s has %d partitions now: to read "
			    "them all start again", topic->name, t->partition_cnt);
		part = realloc(topic->part, ((size_t)topic->partitions + 1) *
		    sizeof(struct kafka_part *));
		if (part == NULL)
			return err_nomem(e, 0);
		topic->part = part;
		p = &b->part[b->npart++];
		p->topic = topic;
		p->id = topic->partitions;
		p->index = b->indexes++;
		p->leader = leader_of(t, p->id);
		p->low = p->from = p->next = p->cut = low;
		p->high = high;
		p->end = INT64_MAX;
		topic->part[topic->partitions++] = p;
	}
	return 0;
}

/* -- offsets -- */

/* The first partition of an answer that has none, or NULL. */
static const rd_kafka_topic_partition_t *
first_bad(const rd_kafka_topic_partition_list_t *list)
{
	int i;

	for (i = 0; i < list->cnt; i++)
		if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR)
			return &list->elems[i];
	return NULL;
}

/*
 * Asks for the offsets of times (ms, LATEST or EARLIEST; one for each element, in
 * offset) of a list until every leader answered; the list has the answers then.
 */
static int
ask(struct kafka_client *c, rd_kafka_topic_partition_list_t **list, struct err *e)
{
	rd_kafka_topic_partition_list_t *try;
	const rd_kafka_topic_partition_t *bad = NULL;
	rd_kafka_resp_err_t err;
	struct kafka_wait w;
	int ms;

	kafka_wait_init(&w, c, "offsets of partitions");
	while ((ms = kafka_wait_left(&w)) > 0) {
		try = rd_kafka_topic_partition_list_copy(*list);
		err = rd_kafka_offsets_for_times(c->rk, try, ms);
		bad = err == RD_KAFKA_RESP_ERR_NO_ERROR ? first_bad(try) : NULL;
		if (err == RD_KAFKA_RESP_ERR_NO_ERROR && bad == NULL) {
			rd_kafka_topic_partition_list_destroy(*list);
			*list = try;
			return 0;
		}
		if (bad != NULL)
			err = bad->err;
		/* Metadata had the topic; librdkafka may have none of it for a moment. */
		if (!kafka_may_pass(err) && !kafka_is_gone(err)) {
			if (bad != NULL)
				err_set(e, STATUS_SYSTEM, "%s/%d: %s", bad->topic,
				    bad->partition, rd_kafka_err2str(err));
			else
				err_set(e, STATUS_SYSTEM, "%s: offsets of partitions: %s",
				    c->set->brokers, rd_kafka_err2str(err));
			rd_kafka_topic_partition_list_destroy(try);
			return -1;
		}
		rd_kafka_topic_partition_list_destroy(try);
		if (err != RD_KAFKA_RESP_ERR__TIMED_OUT)
			kafka_pause(c, 50);
	}
	return kafka_wait_fail(&w, e);
}

/* Asks for one time (or LATEST, EARLIEST) in every partition, into out by index. */
static int
ask_all(struct kafka_client *c, const struct kafka_bounds *b, int64_t time, int64_t *out,
    struct err *e)
{
	rd_kafka_topic_partition_list_t *list;
	size_t i;
	int r;

	list = rd_kafka_topic_partition_list_new((int)b->npart);
	for (i = 0; i < b->npart; i++)
		rd_kafka_topic_partition_list_add(list, b->part[i].topic->name,
		    b->part[i].id)->offset = time;
	r = ask(c, &list, e);
	for (i = 0; r == 0 && i < b->npart; i++) {
		out[i] = list->elems[i].offset;
		if (out[i] < 0)
			r = err_set(e, STATUS_SYSTEM, "%s/%d: the broker tells no offsets",
			    list->elems[i].topic, list->elems[i].partition);
	}
	rd_kafka_topic_partition_list_destroy(list);
	return r;
}

/* -- points -- */

/* Turns times among the points for partitions into offsets in at[], by index. */
static int
ask_times(struct kafka_client *c, const struct kafka_bounds *b,
    const struct log_point *point, size_t n, int64_t *at, struct err *e)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
	const struct log_point *p;
	size_t i, k = 0;
	int r = 0;

	for (i = 0; i < b->npart; i++) {
		p = log_point_for(point, n, b->part[i].id);
		if (p != NULL && p->kind == LOG_TIME)
			/* Before 1970 there is nothing; -1 and -2 would mean something else. */
			rd_kafka_topic_partition_list_add(list, b->part[i].topic->name,
			    b->part[i].id)->offset = p->value < 0 ? 0 : p->value;
	}
	if (list->cnt > 0)
		r = ask(c, &list, e);
	for (i = 0; r == 0 && i < b->npart; i++) {
		p = log_point_for(point, n, b->part[i].id);
		if (p != NULL && p->kind == LOG_TIME)
			at[i] = list->elems[k++].offset;
	}
	rd_kafka_topic_partition_list_destroy(list);
	return r;
}

/* The offset of a point; time: what ask_times() found.  0 or -1. */
static int
resolve(const struct kafka_part *p, const struct log_point *point, bool is_from,
    int64_t time, int64_t *out, struct err *e)
{
	if (point == NULL || point->kind != LOG_TIME)
		return log_point_offset(point, is_from, p->topic->name, p->id, p->low,
		    p->high, out, e);
	/* Negative: no record is that late. */
	*out = time < 0 || time > p->high ? p->high : time;
	return 0;
}

static int
resolve_all(struct kafka_bounds *b, const struct log_read *r, const int64_t *from,
    const int64_t *to, struct err *e)
{
	size_t i;

	for (i = 0; i < b->npart; i++) {
		struct kafka_part *p = &b->part[i];

		if (resolve(p, log_point_for(r->from, r->nfrom, p->id), true, from[i],
		    &p->from, e) != 0 ||
		    resolve(p, log_point_for(r->to, r->nto, p->id), false, to[i], &p->end,
		    e) != 0)
			return -1;
		if (r->follow)
			p->end = INT64_MAX;
		p->next = p->cut = p->from;
		p->done = p->from >= p->end;
	}
	return 0;
}

int
kafka_bounds_init(struct kafka_bounds *b, struct kafka_client *c,
    const struct log_read *r, struct err *e)
{
	int64_t *at;
	size_t i;
	int bad = -1;

	memset(b, 0, sizeof *b);
	if (find_partitions(b, c, r, e) != 0)
		return -1;
	at = mem_zero(b->npart * 2, sizeof *at, e);
	if (at == NULL)
		return -1;
	/* The start first: with the end first, an end below the start could show. */
	if (b->npart == 0 || (ask_all(c, b, EARLIEST, at, e) == 0 &&
	    ask_all(c, b, LATEST, at + b->npart, e) == 0)) {
		for (i = 0; i < b->npart; i++) {
			b->part[i].low = at[i];
			b->part[i].high = at[b->npart + i];
			if (b->part[i].high < b->part[i].low)
				b->part[i].high = b->part[i].low;
		}
		if (ask_times(c, b, r->from, r->nfrom, at, e) == 0 &&
		    ask_times(c, b, r->to, r->nto, at + b->npart, e) == 0)
			bad = resolve_all(b, r, at, at + b->npart, e);
	}
	free(at);
	return bad;
}
