/* kafka_configs.c - what a cluster tells of its topics: partitions and configs. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "log/kafka.h"

/* -- configs -- */

struct see {
	int (*see)(void *arg, const char *topic, const rd_kafka_ConfigEntry_t *entry,
	    struct err *e);
	void *arg;
	bool optional;
};

static int
see_resource(const struct see *s, const rd_kafka_ConfigResource_t *res, struct err *e)
{
	const rd_kafka_ConfigEntry_t **entry;
	const char *topic = rd_kafka_ConfigResource_name(res);
	rd_kafka_resp_err_t err = rd_kafka_ConfigResource_error(res);
	size_t n, i;

	if (err != RD_KAFKA_RESP_ERR_NO_ERROR)
		return s->optional ? 0 : err_set(e, STATUS_SYSTEM, "topic %s: configs: %s",
		    topic, rd_kafka_err2str(err));
	entry = rd_kafka_ConfigResource_configs(res, &n);
	for (i = 0; i < n; i++)
		if (s->see(s->arg, topic, entry[i], e) != 0)
			return -1;
	return 0;
}

static int
see_result(const struct see *s, rd_kafka_event_t *ev, struct err *e)
{
	const rd_kafka_ConfigResource_t **res;
	size_t n, i;

	res = rd_kafka_DescribeConfigs_result_resources(
	    rd_kafka_event_DescribeConfigs_result(ev), &n);
	for (i = 0; i < n; i++)
		if (see_resource(s, res[i], e) != 0)
			return -1;
	return 0;
}

/* What only would be nice to know is waited for no longer than this, ms. */
#define OPTIONAL_MS 2000

/* A cluster that cannot tell: too old for the request, not allowed to, or mute. */
static bool
cannot_tell(rd_kafka_resp_err_t err)
{
	return err == RD_KAFKA_RESP_ERR__TIMED_OUT ||
	    err == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE ||
	    err == RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION ||
	    err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
	    err == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED;
}

static int
ask(struct kafka_client *c, rd_kafka_ConfigResource_t **res, size_t n,
    const struct see *s, struct err *e)
{
	rd_kafka_queue_t *q = rd_kafka_queue_new(c->rk);
	rd_kafka_AdminOptions_t *o;
	rd_kafka_event_t *ev = NULL;
	struct kafka_wait w;
	char words[600];
	int r = -1, ms;

	kafka_wait_init(&w, c, "topic configs");
	o = kafka_admin_options(&w, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, e);
	if (o != NULL) {
		rd_kafka_DescribeConfigs(c->rk, res, n, o, q);
		rd_kafka_AdminOptions_destroy(o);
		while (ev == NULL && (ms = kafka_wait_left(&w)) > 0 &&
		    (!s->optional || clock_ms() - w.start < OPTIONAL_MS))
			ev = rd_kafka_queue_poll(q, ms < OPTIONAL_MS / 4 ? ms :
			    OPTIONAL_MS / 4);
		if (s->optional && (ev == NULL || cannot_tell(rd_kafka_event_error(ev))))
			r = 0;
		else if (ev == NULL || rd_kafka_event_error(ev) == RD_KAFKA_RESP_ERR__TIMED_OUT)
			kafka_wait_fail(&w, e);
		else if (rd_kafka_event_error(ev) == RD_KAFKA_RESP_ERR_NO_ERROR)
			r = see_result(s, ev, e);
		else
			err_set(e, STATUS_SYSTEM, "%s: topic configs: %s", c->set->brokers,
			    kafka_words(c->set, rd_kafka_event_error_string(ev), words,
			    sizeof words));
	}
	if (ev != NULL)
		rd_kafka_event_destroy(ev);
	rd_kafka_queue_destroy(q);
	return r;
}

int
kafka_configs(struct kafka_client *c, const char *const *topic, size_t n,
    bool optional, int (*see)(void *arg, const char *topic,
    const rd_kafka_ConfigEntry_t *entry, struct err *e), void *arg, struct err *e)
{
	const struct see s = { see, arg, optional };
	rd_kafka_ConfigResource_t **res;
	size_t i;
	int r;

	if (n == 0)
		return 0;
	res = mem_zero(n, sizeof *res, e);
	if (res == NULL)
		return -1;
	for (i = 0; i < n; i++)
		res[i] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic[i]);
	r = ask(c, res, n, &s, e);
	rd_kafka_ConfigResource_destroy_array(res, n);
	free(res);
	return r;
}

/* -- describe -- */

static int
copy_ids(int32_t **out, size_t *n, const int32_t *ids, int count, struct err *e)
{
	*out = mem_zero((size_t)count, sizeof **out, e);
	if (*out == NULL)
		return -1;
	*n = (size_t)count;
	if (count > 0)
		memcpy(*out, ids, *n * sizeof **out);
	return 0;
}

static int
by_id(const void *a, const void *b)
{
	int32_t x = ((const struct log_partition *)a)->id;
	int32_t y = ((const struct log_partition *)b)->id;

	return x < y ? -1 : x > y;
}

static int
copy_topic(struct log_topic *t, const struct rd_kafka_metadata_topic *m, struct err *e)
{
	int i;

	if (m->err != RD_KAFKA_RESP_ERR_NO_ERROR &&
	    m->err != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
		return err_set(e, STATUS_SYSTEM, "topic %s: %s", m->topic,
		    rd_kafka_err2str(m->err));
	t->name = mem_dup(m->topic, strlen(m->topic), e);
	t->part = mem_zero((size_t)m->partition_cnt, sizeof *t->part, e);
	if (t->name == NULL || t->part == NULL)
		return -1;
	t->npart = (size_t)m->partition_cnt;
	for (i = 0; i < m->partition_cnt; i++) {
		const struct rd_kafka_metadata_partition *p = &m->partitions[i];
		struct log_partition *to = &t->part[i];

		to->id = p->id;
		to->leader = p->leader;
		if (copy_ids(&to->replica, &to->nreplica, p->replicas, p->replica_cnt,
		    e) != 0 || copy_ids(&to->isr, &to->nisr, p->isrs, p->isr_cnt, e) != 0)
			return -1;
	}
	qsort(t->part, t->npart, sizeof *t->part, by_id);
	t->replication = t->npart > 0 ? (int32_t)t->part[0].nreplica : 0;
	return 0;
}

/* Topics that the cluster keeps for itself; shown only when named. */
static bool
is_internal(const char *name)
{
	return strncmp(name, "__", 2) == 0 && (strcmp(name, "__consumer_offsets") == 0 ||
	    strcmp(name, "__transaction_state") == 0 ||
	    strcmp(name, "__share_group_state") == 0 ||
	    strcmp(name, "__cluster_metadata") == 0 ||
	    strcmp(name, "__remote_log_metadata") == 0);
}

static int
copy_topics(const struct rd_kafka_metadata *md, const char *name,
    struct log_topics *out, struct err *e)
{
	const struct rd_kafka_metadata_topic *t;
	int i;

	out->topic = mem_zero(name != NULL ? 1 : (size_t)md->topic_cnt, sizeof *out->topic,
	    e);
	if (out->topic == NULL)
		return -1;
	if (name != NULL) {
		t = kafka_metadata_need(md, name, e);
		return t == NULL ? -1 : copy_topic(&out->topic[out->n++], t, e);
	}
	for (i = 0; i < md->topic_cnt; i++) {
		t = &md->topics[i];
		/* Deleted while we looked. */
		if (is_internal(t->topic) || t->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
			continue;
		if (copy_topic(&out->topic[out->n++], t, e) != 0)
			return -1;
	}
	return 0;
}

static int
add_config(void *arg, const char *topic, const rd_kafka_ConfigEntry_t *entry,
    struct err *e)
{
	const struct log_topics *all = arg;
	const char *value = rd_kafka_ConfigEntry_value(entry);
	struct log_topic *t = NULL;
	size_t i, cap;
	char **grown;

	if (rd_kafka_ConfigEntry_source(entry) != RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG)
		return 0;
	for (i = 0; i < all->n && t == NULL; i++)
		if (strcmp(all->topic[i].name, topic) == 0)
			t = &all->topic[i];
	if (t == NULL)
		return 0;
	cap = t->nconfig;
	grown = t->config;
	if (mem_grow(&grown, &cap, t->nconfig + 1, sizeof *grown, e) != 0)
		return -1;
	t->config = grown;
	t->config[t->nconfig] = mem_printf(e, "%s=%s", rd_kafka_ConfigEntry_name(entry),
	    value != NULL ? value : "");
	return t->config[t->nconfig++] != NULL ? 0 : -1;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
add_configs(struct kafka_client *c, struct log_topics *t, struct err *e)
{
	const char **names = mem_zero(t->n, sizeof *names, e);
	size_t i;
	int r;

	if (names == NULL)
		return -1;
	for (i = 0; i < t->n; i++)
		names[i] = t->topic[i].name;
	r = kafka_configs(c, names, t->n, false, add_config, t, e);
	for (i = 0; r == 0 && i < t->n; i++)
		if (t->topic[i].nconfig > 1)
			qsort(t->topic[i].config, t->topic[i].nconfig,
			    sizeof *t->topic[i].config, by_text);
	free(names);
	return r;
}

int
kafka_describe(struct log *l, const char *name, bool with_configs,
    struct log_topics *out, struct err *e)
{
	const struct log_settings *s = &((struct kafka *)l)->set;
	const struct rd_kafka_metadata *md;
	struct kafka_client c = { .rk = NULL };
	rd_kafka_conf_t *conf = kafka_conf_new(s, NULL, NULL, e);
	int r;

	if (conf == NULL || kafka_client_init(&c, s, RD_KAFKA_PRODUCER, conf, e) != 0)
		return -1;
	r = kafka_metadata(&c, &md, e);
	if (r == 0) {
		r = copy_topics(md, name, out, e);
		rd_kafka_metadata_destroy(md);
	}
	if (r == 0 && with_configs)
		r = add_configs(&c, out, e);
	kafka_client_release(&c);
	return r;
}
