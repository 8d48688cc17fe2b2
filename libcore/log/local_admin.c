/* local_admin.c - creating, describing and deleting topics of the local log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "log/local.h"
#include "log/local_segment.h"

/* More would only make every list of partitions unreadable. */
#define PARTITIONS_MAX 100000

/* -- unknown topics -- */

struct names {
	char **name;
	size_t n, cap;
};

static int
add_name(void *arg, const struct ledger_topic *topic, struct err *e)
{
	struct names *s = arg;

	if (mem_grow(&s->name, &s->cap, s->n + 1, sizeof *s->name, e) != 0)
		return -1;
	s->name[s->n] = mem_dup(topic->name, topic->namelen, e);
	return s->name[s->n] != NULL ? (s->n++, 0) : -1;
}

int
local_unknown_topic(struct ledger_txn *t, const char *name, struct err *e)
{
	struct names s = { NULL, 0, 0 };
	size_t i;

	if (ledger_topic_each(t, add_name, &s, e) == 0)
		log_unknown_topic(e, name, (const char *const *)s.name, s.n);
	for (i = 0; i < s.n; i++)
		free(s.name[i]);
	free(s.name);
	return -1;
}

/* -- create, delete -- */

struct change {
	const char *name;
	int32_t partitions;
	struct buf config;
	size_t nconfig;
	bool existed;
	bool if_exists;			/* delete */
	struct ledger_spans freed;
};

/* Kafka's metrics cannot tell a dot from an underscore, so that it refuses both at once. */
static int
check_collision(void *arg, const struct ledger_topic *topic, struct err *e)
{
	const char *name = arg;
	size_t i;

	for (i = 0; i < topic->namelen && name[i] != '\0'; i++)
		if ((name[i] == '.' ? '_' : name[i]) !=
		    (topic->name[i] == '.' ? '_' : topic->name[i]))
			return 0;
	if (i < topic->namelen || name[i] != '\0')
		return 0;
	return err_set(e, STATUS_DATA, "topic %s: its name collides with that of the topic %.*s: "
	    "a dot and an underscore are the same to Kafka", name, (int)topic->namelen,
	    topic->name);
}

static int
add_topic(struct ledger_txn *t, void *arg, struct err *e)
{
	struct change *c = arg;
	struct ledger_topic topic;
	int r = ledger_topic_get(t, c->name, &topic, e);

	c->existed = r > 0;
	if (r != 0)
		return r > 0 ? 0 : -1;
	if (strpbrk(c->name, "._") != NULL &&
	    ledger_topic_each(t, check_collision, (void *)(uintptr_t)c->name, e) != 0)
		return -1;
	return ledger_topic_add(t, c->name, c->partitions, (const char *)c->config.data,
	    c->config.len, c->nconfig, e);
}

int
local_create(struct log *l, const struct log_topic_spec *spec, bool *existed,
    struct err *e)
{
	struct local *lo = (struct local *)l;
	struct change c = { .name = spec->name, .partitions = spec->partitions,
		.config = BUF_INIT, .nconfig = spec->nconfig };
	int r;

	if (c.partitions < 0)
		c.partitions = 1;
	if (c.partitions > PARTITIONS_MAX)
		return err_set(e, STATUS_DATA, "topic %s: %d partitions are more than the "
		    "%d that the local log allows", spec->name, c.partitions, PARTITIONS_MAX);
	if (spec->replication > 1)
		return err_set(e, STATUS_DATA, "topic %s: replication factor %d is larger "
		    "than the one broker of the local log", spec->name, spec->replication);
	r = local_config_make(spec->config, spec->nconfig, &c.config, e);
	if (r != 0)
		err_prefix(e, "topic %s: ", spec->name);
	else if ((r = local_need(lo, true, e) < 0 ? -1 : 0) == 0)
		r = ledger_write(lo->ledger, add_topic, &c, NULL, e);
	*existed = c.existed;
	buf_release(&c.config);
	return r;
}

static int
remove_topic(struct ledger_txn *t, void *arg, struct err *e)
{
	struct change *c = arg;
	struct ledger_topic topic;
	int r = ledger_topic_get(t, c->name, &topic, e);

	c->existed = r > 0;
	c->freed.n = 0;
	if (r == 0)
		return c->if_exists ? 0 : local_unknown_topic(t, c->name, e);
	return r < 0 ? -1 : ledger_topic_remove(t, &topic, &c->freed, e);
}

int
local_remove(struct log *l, const char *name, bool if_exists, struct log_deleted *out,
    struct err *e)
{
	struct local *lo = (struct local *)l;
	struct change c = { .name = name, .if_exists = if_exists };
	int there = local_need(lo, false, e), r;

	if (there == 0 && if_exists)
		return 0;
	if (there <= 0)
		return there < 0 ? -1 : local_no_log(lo, name, e);
	r = ledger_write(lo->ledger, remove_topic, &c, NULL, e);
	if (r == 0 && c.existed) {
		segment_free(lo->ledger, lo->dir, &c.freed, &out->kept);
		if (out->kept > 0)
			snprintf(out->why, sizeof out->why, "no holes can be made in segments "
			    "that other topics or producers use");
	}
	out->existed = c.existed;
	free(c.freed.v);
	return r;
}

/* -- describe -- */

struct describe {
	const char *name;
	bool with_configs;
	struct log_topics *out;
	size_t cap;
};

static int
fill_partitions(struct log_topic *to, int32_t n, struct err *e)
{
	int32_t i;

	to->part = mem_zero((size_t)n, sizeof *to->part, e);
	if (to->part == NULL)
		return -1;
	to->npart = (size_t)n;
	for (i = 0; i < n; i++) {
		struct log_partition *p = &to->part[i];

		p->id = i;
		p->leader = LOCAL_BROKER;
		p->replica = mem_zero(1, sizeof *p->replica, e);
		p->isr = mem_zero(1, sizeof *p->isr, e);
		if (p->replica == NULL || p->isr == NULL)
			return -1;
		p->nreplica = p->nisr = 1;
		*p->replica = *p->isr = LOCAL_BROKER;
	}
	return 0;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
fill_configs(struct log_topic *to, const struct ledger_topic *topic, struct err *e)
{
	const char *p = topic->config, *end = p + topic->configlen;

	to->config = mem_zero(topic->nconfig, sizeof *to->config, e);
	if (to->config == NULL)
		return -1;
	for (; p < end && to->nconfig < topic->nconfig; p += strlen(p) + 1) {
		to->config[to->nconfig] = mem_dup(p, strlen(p), e);
		if (to->config[to->nconfig] == NULL)
			return -1;
		to->nconfig++;
	}
	qsort(to->config, to->nconfig, sizeof *to->config, by_text);
	return 0;
}

static int
fill_topic(void *arg, const struct ledger_topic *topic, struct err *e)
{
	struct describe *d = arg;
	struct log_topic *to;

	if (mem_grow(&d->out->topic, &d->cap, d->out->n + 1, sizeof *to, e) != 0)
		return -1;
	to = &d->out->topic[d->out->n++];
	memset(to, 0, sizeof *to);
	to->replication = 1;
	to->name = mem_dup(topic->name, topic->namelen, e);
	if (to->name == NULL || fill_partitions(to, topic->partitions, e) != 0)
		return -1;
	return d->with_configs ? fill_configs(to, topic, e) : 0;
}

static int
describe(struct ledger_txn *t, void *arg, struct err *e)
{
	struct describe *d = arg;
	struct ledger_topic topic;
	int r;

	/* It may run more than once. */
	log_topics_release(d->out);
	d->cap = 0;
	if (d->name == NULL)
		return ledger_topic_each(t, fill_topic, d, e);
	r = ledger_topic_get(t, d->name, &topic, e);
	if (r == 0)
		return local_unknown_topic(t, d->name, e);
	return r < 0 ? -1 : fill_topic(d, &topic, e);
}

int
local_describe(struct log *l, const char *name, bool with_configs,
    struct log_topics *out, struct err *e)
{
	struct local *lo = (struct local *)l;
	struct describe d = { name, with_configs, out, 0 };
	int there = local_need(lo, false, e);

	if (there == 0 && name != NULL)
		return local_no_log(lo, name, e);
	/* Nobody created a topic yet, which is fine where nobody said where. */
	if (there == 0 && lo->named)
		return err_set(e, STATUS_SYSTEM, "there is no local log in %s", lo->dir);
	if (there <= 0)
		return there;
	return ledger_read(lo->ledger, describe, &d, e);
}
