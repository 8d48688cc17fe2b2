/* kafka_pulse.c - whether brokers are still there, and whether librdkafka fetches. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "log/kafka_source.h"

#define PROBE_MS 1000
#define PROBE_LIVE_MS 3000
#define PROBE_SUSPECT_MS 200
#define ASK_MS 500
#define LIST_MIN_MS 1000
#define LIST_MS 30000
#define TELL_MS 5000
#define LATEST (-1)

void
kafka_pulse_init(struct kafka_pulse *p, struct kafka_client *c,
    struct kafka_bounds *bounds, const struct kafka_ahead *ahead, bool follow, bool all)
{
	*p = (struct kafka_pulse){ .c = c, .bounds = bounds, .ahead = *ahead,
	    .follow = follow, .all = follow && all };
	p->alive = p->probed = p->listed = clock_ms();
	if (!kafka_conf_knows("fetch.queue.backoff.ms"))
		p->nudges = rd_kafka_queue_new(c->rk);
}

void
kafka_pulse_release(struct kafka_pulse *p)
{
	if (p->nudges != NULL)
		rd_kafka_queue_destroy(p->nudges);
	p->nudges = NULL;
}

void
kafka_pulse_beat(struct kafka_pulse *p)
{
	p->alive = clock_ms();
	p->silent = 0;
	p->told = false;
}

/* -- is anybody there? -- */

int
kafka_part_error(const struct kafka_client *c, const struct kafka_part *p,
    rd_kafka_resp_err_t err, const char *words, struct err *e)
{
	const char *name = p->topic->name;
	char q[400];

	switch (err) {
	case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
	case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
	case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
		return err_set(e, STATUS_SYSTEM, "topic %s was deleted while it was read "
		    "(partition %d, at offset %lld)", name, p->id, (long long)p->next);
	case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
	case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
		return err_set(e, STATUS_SYSTEM, "topic %s partition %d: records from offset "
		    "%lld on are gone", name, p->id, (long long)p->next);
	default:
		if (words == NULL || *words == '\0')
			words = rd_kafka_err2str(err);
		return err_set(e, STATUS_SYSTEM, "%s/%d/%lld: %s", name, p->id,
		    (long long)p->next, kafka_words(c->set, words, q, sizeof q));
	}
}

/* The next partition that is still read, in turn. */
static struct kafka_part *
next_open(struct kafka_pulse *p)
{
	size_t i;

	for (i = 0; i < p->bounds->npart; i++) {
		p->probe_at = (p->probe_at + 1) % p->bounds->npart;
		if (!p->bounds->part[p->probe_at].done)
			return &p->bounds->part[p->probe_at];
	}
	return NULL;
}

/*
 * The end of a partition as its leader knows it.  (The call for watermarks would
 * not keep to a timeout.)
 */
static rd_kafka_resp_err_t
ask_end(struct kafka_pulse *p, const struct kafka_part *part, int64_t *end)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
	rd_kafka_resp_err_t err;

	rd_kafka_topic_partition_list_add(list, part->topic->name, part->id)->offset = LATEST;
	err = rd_kafka_offsets_for_times(p->c->rk, list, ASK_MS);
	if (err == RD_KAFKA_RESP_ERR_NO_ERROR)
		err = list->elems[0].err;
	*end = list->elems[0].offset;
	rd_kafka_topic_partition_list_destroy(list);
	return err;
}

static int
lost(struct kafka_pulse *p, const struct kafka_part *part, struct err *e)
{
	struct kafka_wait w = { .c = p->c, .what = "records" };

	kafka_wait_fail(&w, e);
	err_prefix(e, "%s/%d/%lld: ", part->topic->name, part->id, (long long)part->next);
	return -1;
}

/* A leader answered: there may be less than there was. */
static int
check_end(struct kafka_pulse *p, const struct kafka_part *part, int64_t end, struct err *e)
{
	int64_t least = p->follow ? part->next : part->end;

	kafka_pulse_beat(p);
	if (end < 0 || end >= least)
		return 0;
	return err_set(e, STATUS_SYSTEM, "topic %s partition %d ends at offset %lld now, "
	    "before %lld", part->topic->name, part->id, (long long)end, (long long)least);
}

/*
 * Something says that a topic is not there.  A broker that is coming back says so
 * too for a moment, and librdkafka while it has no metadata: a list of all topics
 * decides.
 */
static bool
is_deleted(struct kafka_pulse *p, const struct kafka_part *part)
{
	const struct rd_kafka_metadata *md;
	bool there;

	if (rd_kafka_metadata(p->c->rk, 1, NULL, &md, ASK_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return false;
	there = kafka_metadata_find(md, part->topic->name) != NULL;
	rd_kafka_metadata_destroy(md);
	return !there;
}

/* No answer to what was asked at a time: whether that is so for too long. */
static int
no_answer(struct kafka_pulse *p, const struct kafka_part *part, int64_t asked, struct err *e)
{
	const struct log_settings *set = p->c->set;

	/* Who follows asks now and then; others wait for what they know to be there. */
	if (p->silent == 0)
		p->silent = p->follow ? asked : p->alive;
	if (p->probed - p->silent >= set->timeout_ms || atomic_load(&p->c->hopeless))
		return lost(p, part, e);
	if (p->probed - p->silent >= TELL_MS && !p->told) {
		p->told = true;
		if (set->waiting != NULL)
			set->waiting(set->arg, "records of the broker");
	}
	return 0;
}

static bool
is_time(const struct kafka_pulse *p, int64_t now)
{
	if (p->suspect != NULL)
		return now - p->probed >= PROBE_SUSPECT_MS;
	return now - p->alive >= PROBE_MS &&
	    now - p->probed >= (p->follow && p->silent == 0 ? PROBE_LIVE_MS : PROBE_MS);
}

int
kafka_pulse_probe(struct kafka_pulse *p, struct err *e)
{
	int64_t now = clock_ms(), end;
	const struct kafka_part *part = p->suspect;
	rd_kafka_resp_err_t err;

	rd_kafka_poll(p->c->rk, 0);
	if (!is_time(p, now) || (part == NULL && (part = next_open(p)) == NULL))
		return 0;
	p->suspect = NULL;
	err = ask_end(p, part, &end);
	p->probed = clock_ms();
	if (err == RD_KAFKA_RESP_ERR_NO_ERROR)
		return check_end(p, part, end, e);
	if (kafka_is_gone(err)) {
		if (is_deleted(p, part))
			return kafka_part_error(p->c, part, err, NULL, e);
		p->suspect = part;
	}
	return no_answer(p, part, now, e);
}

int
kafka_pulse_ends(struct kafka_pulse *p, bool *all, struct err *e)
{
	int64_t now = clock_ms();
	rd_kafka_topic_partition_list_t *list;
	const struct kafka_part *part, *behind = NULL;
	bool unanswered;
	size_t i;

	list = rd_kafka_topic_partition_list_new((int)p->bounds->npart);
	for (i = 0; i < p->bounds->npart; i++) {
		part = &p->bounds->part[i];
		if (!part->done)
			rd_kafka_topic_partition_list_add(list, part->topic->name,
			    part->id)->offset = LATEST;
	}
	unanswered = rd_kafka_offsets_for_times(p->c->rk, list, ASK_MS) !=
	    RD_KAFKA_RESP_ERR_NO_ERROR;
	for (i = 0; i < p->bounds->npart && behind == NULL; i++) {
		const rd_kafka_topic_partition_t *t;

		part = &p->bounds->part[i];
		if (part->done)
			continue;
		t = rd_kafka_topic_partition_list_find(list, part->topic->name, part->id);
		unanswered |= t->err != RD_KAFKA_RESP_ERR_NO_ERROR;
		if (unanswered || t->offset > part->next)
			behind = part;
	}
	rd_kafka_topic_partition_list_destroy(list);
	*all = behind == NULL;
	p->probed = clock_ms();
	if (unanswered && behind != NULL)
		return no_answer(p, behind, now, e);
	kafka_pulse_beat(p);
	return 0;
}

/* -- new partitions -- */

int
kafka_pulse_list(struct kafka_pulse *p, struct err *e)
{
	int64_t now = clock_ms(), pause = p->c->set->timeout_ms;
	const struct rd_kafka_metadata_topic *t;
	const struct rd_kafka_metadata *md;
	size_t i;
	int r = 0;

	pause = pause < LIST_MIN_MS ? LIST_MIN_MS : pause > LIST_MS ? LIST_MS : pause;
	if (!p->all || now - p->listed < pause)
		return 0;
	p->listed = now;
	if (rd_kafka_metadata(p->c->rk, 1, NULL, &md, ASK_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return 0;
	for (i = 0; i < p->bounds->ntopic && r == 0; i++) {
		struct kafka_topic *topic = &p->bounds->topic[i];

		t = kafka_metadata_find(md, topic->name);
		if (t != NULL && t->partition_cnt > topic->partitions)
			r = kafka_bounds_grow(p->bounds, p->c, topic, t, e);
	}
	rd_kafka_metadata_destroy(md);
	return r;
}

/* -- keeping librdkafka busy -- */

/* Whether an earlier partition that is read has the same leader. */
static bool
leader_seen(const struct kafka_bounds *b, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (!b->part[k].done && b->part[k].leader == b->part[i].leader)
			return true;
	return false;
}

/*
 * librdkafka 2.0.2 stops fetching when enough is queued, and then its thread for
 * the broker sleeps up to a second, however fast the queue empties.  Any request
 * to that broker wakes it: we ask for its configs and throw the answer away.
 */
static void
nudge(struct kafka_pulse *p)
{
	const struct kafka_bounds *b = p->bounds;
	rd_kafka_ConfigResource_t *res;
	rd_kafka_event_t *ev;
	char id[16];
	size_t i;

	while ((ev = rd_kafka_queue_poll(p->nudges, 0)) != NULL)
		rd_kafka_event_destroy(ev);
	for (i = 0; i < b->npart; i++) {
		if (b->part[i].done || b->part[i].leader < 0 || leader_seen(b, i))
			continue;
		snprintf(id, sizeof id, "%d", b->part[i].leader);
		res = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, id);
		if (res == NULL)
			continue;
		rd_kafka_DescribeConfigs(p->c->rk, &res, 1, NULL, p->nudges);
		rd_kafka_ConfigResource_destroy(res);
	}
}

void
kafka_pulse_feed(struct kafka_pulse *p, rd_kafka_queue_t *queue, size_t taken,
    double avg_size)
{
	double left, limit = (double)p->ahead.records, kbytes = (double)p->ahead.kbytes;

	if (p->nudges == NULL)
		return;
	left = (double)rd_kafka_queue_length(queue);
	if (avg_size > 0 && limit > kbytes * 1024 / avg_size)
		limit = kbytes * 1024 / avg_size;
	/* What was taken just now may have been all that fits. */
	if (left + (double)taken >= limit * 0.8)
		p->was_full = true;
	if (p->was_full && left < limit / 2) {
		p->was_full = false;
		nudge(p);
	}
}
