/* kafka_dest.c - topics that are written to, and their partitions. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/num.h"
#include "log/kafka_dest.h"

/*
 * Records without a key stay with a partition for so long, which fills batches
 * as Java's sticky partitioner does and librdkafka's, which asks the clock for
 * every record.
 */
#define STICKY_BYTES (256 << 10)
#define STICKY_MS 100

/* Where a name is, or belongs; *found tells which. */
static size_t
position(const struct kafka_dests *s, const char *name, size_t len, bool *found)
{
	size_t lo = 0, hi = s->n, mid;
	int r;

	*found = false;
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		r = mem_compare(s->dest[mid]->name, s->dest[mid]->len, name, len);
		if (r == 0)
			*found = true;
		if (r < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct kafka_dest *
kafka_dests_find(const struct kafka_dests *s, const char *name, size_t len)
{
	bool found;
	size_t at = position(s, name, len, &found);

	return found ? s->dest[at] : NULL;
}

static void
dest_free(struct kafka_dest *d)
{
	if (d == NULL)
		return;
	if (d->rkt != NULL)
		rd_kafka_topic_destroy(d->rkt);
	free(d->usable);
	free(d->name);
	free(d);
}

/* -- partitions -- */

static uint64_t
next_random(struct kafka_dests *s)
{
	struct timespec t;

	if (s->random == 0) {
		clock_gettime(CLOCK_REALTIME, &t);
		s->random = ((uint64_t)t.tv_nsec << 32 ^ (uint64_t)t.tv_sec ^
		    (uint64_t)getpid() << 16) | 1;
	}
	s->random ^= s->random << 13;
	s->random ^= s->random >> 7;
	s->random ^= s->random << 17;
	return s->random >> 11;
}

static void
choose(struct kafka_dests *s, struct kafka_dest *d, int64_t now)
{
	d->sticky_bytes = 0;
	d->sticky_since = now;
	if (d->nusable > 0)
		d->sticky = d->usable[next_random(s) % (uint64_t)d->nusable];
	else
		d->sticky = (int32_t)(next_random(s) % (uint64_t)d->partitions);
}

void
kafka_dest_turn(struct kafka_dests *s, struct kafka_dest *d, int64_t now)
{
	if (d->partitions > 1 && (d->sticky_bytes >= STICKY_BYTES ||
	    now - d->sticky_since >= STICKY_MS))
		choose(s, d, now);
}

/* Slots for count partitions of a topic.  0 or -1. */
static int
add_slots(struct kafka_dests *s, struct kafka_dest *d, int32_t count, struct err *e)
{
	int32_t i;

	if (mem_grow(&s->slot, &s->capslot, s->nslot + (size_t)count, sizeof *s->slot, e) != 0)
		return -1;
	if (s->nslot + (size_t)count > INT32_MAX)
		return err_set(e, STATUS_SYSTEM, "too many partitions");
	d->slot = (int32_t)s->nslot;
	for (i = 0; i < count; i++)
		s->slot[s->nslot++] = (struct kafka_slot){ d, i };
	return 0;
}

/* Takes over what metadata says of a topic.  0 or -1, then unchanged. */
static int
take_metadata(struct kafka_dests *s, struct kafka_dest *d,
    const struct rd_kafka_metadata_topic *t, struct err *e)
{
	int32_t *usable;
	int i, n = 0;

	if (t->partition_cnt < 1)
		return err_set(e, STATUS_SYSTEM, "topic %s: %s", d->name,
		    t->err != 0 ? rd_kafka_err2str(t->err) : "no partitions");
	usable = mem_zero((size_t)t->partition_cnt, sizeof *usable, e);
	if (usable == NULL)
		return -1;
	for (i = 0; i < t->partition_cnt; i++)
		if (t->partitions[i].leader >= 0)
			usable[n++] = t->partitions[i].id;
	/* A topic never loses partitions, and messages may be under way to them. */
	if (t->partition_cnt > d->partitions) {
		if (add_slots(s, d, t->partition_cnt, e) != 0) {
			free(usable);
			return -1;
		}
		d->partitions = t->partition_cnt;
	}
	free(d->usable);
	d->usable = usable;
	d->nusable = n;
	choose(s, d, clock_ms());
	return 0;
}

void
kafka_dests_refresh(struct kafka_dests *s, struct kafka_client *c, int timeout_ms)
{
	const struct rd_kafka_metadata *md;
	const struct rd_kafka_metadata_topic *t;
	size_t i;

	if (rd_kafka_metadata(c->rk, 1, NULL, &md, timeout_ms) != 0)
		return;
	for (i = 0; i < s->n; i++) {
		t = kafka_metadata_find(md, s->dest[i]->name);
		if (t != NULL)
			take_metadata(s, s->dest[i], t, NULL);
	}
	rd_kafka_metadata_destroy(md);
}

/* -- topics -- */

static int
see_config(void *arg, const char *topic, const rd_kafka_ConfigEntry_t *entry,
    struct err *e)
{
	struct kafka_dest *d = arg;
	const char *value = rd_kafka_ConfigEntry_value(entry);
	const char *name = rd_kafka_ConfigEntry_name(entry);

	(void)topic;
	(void)e;
	if (value != NULL && strcmp(name, "max.message.bytes") == 0)
		num_parse_i64(value, strlen(value), &d->max_bytes);
	if (value != NULL && strcmp(name, "segment.bytes") == 0)
		num_parse_i64(value, strlen(value), &d->segment_bytes);
	if (value != NULL && strcmp(name, "cleanup.policy") == 0)
		d->compacted = strstr(value, "compact") != NULL;
	return 0;
}

/* Metadata that has the topic, which is created if it may be. */
static const struct rd_kafka_metadata_topic *
look_up(struct kafka_client *c, const char *name, bool create,
    const struct rd_kafka_metadata **md, struct err *e)
{
	const struct log_topic_spec spec = { .name = name, .partitions = -1, .replication = -1 };
	const struct rd_kafka_metadata_topic *t;
	bool existed;

	if (log_name_check(name, e) != 0 || kafka_metadata(c, md, e) != 0)
		return NULL;
	t = kafka_metadata_find(*md, name);
	if (t != NULL)
		return t;
	if (create) {
		rd_kafka_metadata_destroy(*md);
		*md = NULL;
		if (kafka_create_on(c, &spec, &existed, e) != 0 ||
		    kafka_metadata(c, md, e) != 0)
			return NULL;
	}
	return kafka_metadata_need(*md, name, e);
}

struct kafka_dest *
kafka_dests_add(struct kafka_dests *s, struct kafka_client *c, const char *name,
    size_t len, bool create, struct err *e)
{
	const struct rd_kafka_metadata *md = NULL;
	const struct rd_kafka_metadata_topic *t;
	struct kafka_dest *d = mem_zero(1, sizeof *d, e);
	const char *names[1];
	int64_t asked;
	bool found;
	size_t at;

	if (d == NULL)
		return NULL;
	d->name = mem_dup(name, len, e);
	if (d->name == NULL || mem_grow(&s->dest, &s->cap, s->n + 1, sizeof *s->dest, e) != 0)
		goto fail;
	if (strlen(d->name) != len) {
		err_set(e, STATUS_DATA, "topic name %s...: a NUL byte", d->name);
		goto fail;
	}
	d->len = len;
	d->max_bytes = d->segment_bytes = -1;
	t = look_up(c, d->name, create, &md, e);
	if (t == NULL || take_metadata(s, d, t, e) != 0)
		goto fail;
	names[0] = d->name;
	asked = clock_ms();
	if (kafka_configs(c, names, 1, true, see_config, d, e) != 0)
		goto fail;
	if (d->max_bytes < 0)
		d->unanswered = clock_ms() - asked;
	rd_kafka_metadata_destroy(md);
	at = position(s, name, len, &found);
	memmove(s->dest + at + 1, s->dest + at, (s->n - at) * sizeof *s->dest);
	s->dest[at] = d;
	s->n++;
	return d;
fail:
	if (md != NULL)
		rd_kafka_metadata_destroy(md);
	while (s->nslot > 0 && s->slot[s->nslot - 1].dest == d)
		s->nslot--;
	dest_free(d);
	return NULL;
}

int
kafka_dests_open(struct kafka_dests *s, struct kafka_client *c, struct err *e)
{
	rd_kafka_topic_conf_t *conf;
	size_t i;

	for (i = 0; i < s->n; i++) {
		struct kafka_dest *d = s->dest[i];

		if (d->rkt != NULL)
			continue;
		conf = rd_kafka_default_topic_conf_dup(c->rk);
		rd_kafka_topic_conf_set_opaque(conf, d);
		d->rkt = rd_kafka_topic_new(c->rk, d->name, conf);
		if (d->rkt == NULL) {
			rd_kafka_topic_conf_destroy(conf);
			return err_set(e, STATUS_SYSTEM, "topic %s: %s", d->name,
			    rd_kafka_err2str(rd_kafka_last_error()));
		}
	}
	return 0;
}

void
kafka_dests_close(struct kafka_dests *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (s->dest[i]->rkt != NULL)
			rd_kafka_topic_destroy(s->dest[i]->rkt);
		s->dest[i]->rkt = NULL;
	}
}

void
kafka_dests_release(struct kafka_dests *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		dest_free(s->dest[i]);
	free(s->dest);
	free(s->slot);
	*s = (struct kafka_dests){ 0 };
}
