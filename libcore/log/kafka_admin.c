/* kafka_admin.c - topics of a cluster: create, delete, describe. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "log/kafka.h"

rd_kafka_AdminOptions_t *
kafka_admin_options(struct kafka_wait *w, rd_kafka_admin_op_t op, struct err *e)
{
	rd_kafka_AdminOptions_t *o = rd_kafka_AdminOptions_new(w->c->rk, op);
	int64_t left = w->c->set->timeout_ms - (clock_ms() - w->start);
	char why[256];

	if (o == NULL) {
		err_nomem(e, 1);
		return NULL;
	}
	if (left < 1)
		left = 1;
	if (left > 3600000)
		left = 3600000;
	if (rd_kafka_AdminOptions_set_request_timeout(o, (int)left, why, sizeof why) != 0) {
		err_set(e, STATUS_USAGE, "%s", why);
		rd_kafka_AdminOptions_destroy(o);
		return NULL;
	}
	return o;
}

/*
 * Waits for the result of an admin call that was started with queue; NULL on
 * failure.  The event goes with rd_kafka_event_destroy().
 */
static rd_kafka_event_t *
wait_result(struct kafka_wait *w, rd_kafka_queue_t *queue, struct err *e)
{
	rd_kafka_event_t *ev;
	rd_kafka_resp_err_t err;
	char q[600];
	int ms;

	while ((ms = kafka_wait_left(w)) > 0) {
		ev = rd_kafka_queue_poll(queue, ms);
		if (ev == NULL)
			continue;
		err = rd_kafka_event_error(ev);
		if (err == RD_KAFKA_RESP_ERR_NO_ERROR)
			return ev;
		if (err == RD_KAFKA_RESP_ERR__TIMED_OUT)
			kafka_wait_fail(w, e);
		else
			err_set(e, STATUS_SYSTEM, "%s: %s: %s", w->c->set->brokers, w->what,
			    kafka_words(w->c->set, rd_kafka_event_error_string(ev), q,
			    sizeof q));
		rd_kafka_event_destroy(ev);
		return NULL;
	}
	kafka_wait_fail(w, e);
	return NULL;
}

/* A handle for administration alone: the producer's is the lighter one. */
static int
admin_init(struct kafka_client *c, struct log *l, struct err *e)
{
	const struct log_settings *s = &((struct kafka *)l)->set;
	rd_kafka_conf_t *conf = kafka_conf_new(s, NULL, NULL, e);

	if (conf == NULL)
		return -1;
	return kafka_client_init(c, s, RD_KAFKA_PRODUCER, conf, e);
}

/* Which status a broker's refusal leads to: what is wrong for good, or else. */
static int
status_of(rd_kafka_resp_err_t err)
{
	switch (err) {
	case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
	case RD_KAFKA_RESP_ERR_INVALID_PARTITIONS:
	case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
	case RD_KAFKA_RESP_ERR_INVALID_CONFIG:
	case RD_KAFKA_RESP_ERR_INVALID_REQUEST:
	case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
	case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
	case RD_KAFKA_RESP_ERR_TOPIC_DELETION_DISABLED:
		return STATUS_DATA;
	default:
		return STATUS_SYSTEM;
	}
}

static int
refused(const struct log_settings *s, const char *name, rd_kafka_resp_err_t err,
    const char *why, struct err *e)
{
	char q[600];

	if (why == NULL || *why == '\0')
		why = rd_kafka_err2str(err);
	return err_set(e, status_of(err), "topic %s: %s", name,
	    kafka_words(s, why, q, sizeof q));
}

/* -- waiting until metadata shows a change -- */

static bool
is_whole(const struct rd_kafka_metadata_topic *t)
{
	int i;

	if (t == NULL || t->err != RD_KAFKA_RESP_ERR_NO_ERROR || t->partition_cnt == 0)
		return false;
	for (i = 0; i < t->partition_cnt; i++)
		if (t->partitions[i].leader < 0)
			return false;
	return true;
}

static int
wait_shown(struct kafka_client *c, const char *name, bool there, struct err *e)
{
	const struct rd_kafka_metadata *md;
	const struct rd_kafka_metadata_topic *t;
	struct kafka_wait w;
	int pause = 5;
	bool done;

	kafka_wait_init(&w, c, there ? "the new topic's leaders" : "the topic to go");
	while (kafka_wait_left(&w) > 0) {
		if (kafka_metadata(c, &md, e) != 0)
			return -1;
		t = kafka_metadata_find(md, name);
		done = there ? is_whole(t) : t == NULL;
		rd_kafka_metadata_destroy(md);
		if (done)
			return 0;
		kafka_pause(c, pause);
		pause = pause < 100 ? pause * 2 : pause;
	}
	return kafka_wait_fail(&w, e);
}

/* -- create -- */

static rd_kafka_NewTopic_t *
new_topic(const struct log_topic_spec *spec, struct err *e)
{
	rd_kafka_NewTopic_t *t;
	rd_kafka_resp_err_t err;
	char why[256];
	size_t i;

	t = rd_kafka_NewTopic_new(spec->name, spec->partitions, spec->replication, why,
	    sizeof why);
	if (t == NULL) {
		err_set(e, STATUS_USAGE, "topic %s: %s", spec->name, why);
		return NULL;
	}
	for (i = 0; i < spec->nconfig; i++) {
		err = rd_kafka_NewTopic_set_config(t, spec->config[i].name,
		    spec->config[i].value);
		if (err != RD_KAFKA_RESP_ERR_NO_ERROR) {
			err_set(e, STATUS_USAGE, "topic %s: config %s: %s", spec->name,
			    spec->config[i].name, rd_kafka_err2str(err));
			rd_kafka_NewTopic_destroy(t);
			return NULL;
		}
	}
	return t;
}

/* The result of an operation on one topic; NO_ERROR, or what and why (in the event). */
static rd_kafka_resp_err_t
only_result(const rd_kafka_topic_result_t **r, size_t n, const char **why)
{
	*why = NULL;
	if (n != 1)
		return RD_KAFKA_RESP_ERR__BAD_MSG;
	*why = rd_kafka_topic_result_error_string(r[0]);
	return rd_kafka_topic_result_error(r[0]);
}

static int
create_once(struct kafka_client *c, const struct log_topic_spec *spec, bool *existed,
    struct err *e)
{
	rd_kafka_NewTopic_t *t = new_topic(spec, e);
	rd_kafka_queue_t *q;
	rd_kafka_AdminOptions_t *o;
	rd_kafka_event_t *ev = NULL;
	const rd_kafka_CreateTopics_result_t *result;
	struct kafka_wait w;
	const char *why;
	size_t n;
	int r = -1;

	if (t == NULL)
		return -1;
	kafka_wait_init(&w, c, "create topic");
	q = rd_kafka_queue_new(c->rk);
	o = kafka_admin_options(&w, RD_KAFKA_ADMIN_OP_CREATETOPICS, e);
	if (o != NULL) {
		rd_kafka_CreateTopics(c->rk, &t, 1, o, q);
		rd_kafka_AdminOptions_destroy(o);
		ev = wait_result(&w, q, e);
	}
	if (ev != NULL) {
		rd_kafka_resp_err_t err;
		const rd_kafka_topic_result_t **res;

		result = rd_kafka_event_CreateTopics_result(ev);
		res = rd_kafka_CreateTopics_result_topics(result, &n);
		err = only_result(res, n, &why);
		*existed = err == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS;
		r = err == RD_KAFKA_RESP_ERR_NO_ERROR || *existed ? 0 :
		    refused(c->set, spec->name, err, why, e);
		rd_kafka_event_destroy(ev);
	}
	rd_kafka_queue_destroy(q);
	rd_kafka_NewTopic_destroy(t);
	return r;
}

int
kafka_create_on(struct kafka_client *c, const struct log_topic_spec *spec, bool *existed,
    struct err *e)
{
	if (create_once(c, spec, existed, e) != 0)
		return -1;
	return *existed ? 0 : wait_shown(c, spec->name, true, e);
}

int
kafka_create(struct log *l, const struct log_topic_spec *spec, bool *existed,
    struct err *e)
{
	struct kafka_client c = { .rk = NULL };
	int r;

	if (admin_init(&c, l, e) != 0)
		return -1;
	r = kafka_create_on(&c, spec, existed, e);
	kafka_client_release(&c);
	return r;
}

/* -- delete -- */

static int
remove_once(struct kafka_client *c, const char *name, bool *gone, struct err *e)
{
	rd_kafka_DeleteTopic_t *t = rd_kafka_DeleteTopic_new(name);
	rd_kafka_queue_t *q = rd_kafka_queue_new(c->rk);
	rd_kafka_AdminOptions_t *o;
	rd_kafka_event_t *ev = NULL;
	struct kafka_wait w;
	const char *why;
	size_t n;
	int r = -1;

	kafka_wait_init(&w, c, "delete topic");
	o = kafka_admin_options(&w, RD_KAFKA_ADMIN_OP_DELETETOPICS, e);
	if (o != NULL) {
		rd_kafka_DeleteTopics(c->rk, &t, 1, o, q);
		rd_kafka_AdminOptions_destroy(o);
		ev = wait_result(&w, q, e);
	}
	if (ev != NULL) {
		const rd_kafka_topic_result_t **res = rd_kafka_DeleteTopics_result_topics(
		    rd_kafka_event_DeleteTopics_result(ev), &n);
		rd_kafka_resp_err_t err = only_result(res, n, &why);

		*gone = err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
		r = err == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : refused(c->set, name, err, why, e);
		rd_kafka_event_destroy(ev);
	}
	rd_kafka_queue_destroy(q);
	rd_kafka_DeleteTopic_destroy(t);
	return r;
}

int
kafka_remove(struct log *l, const char *name, bool if_exists, struct log_deleted *out,
    struct err *e)
{
	const struct rd_kafka_metadata *md;
	struct kafka_client c = { .rk = NULL };
	bool gone = false;
	int r = -1;

	if (admin_init(&c, l, e) != 0)
		return -1;
	if (kafka_metadata(&c, &md, e) == 0) {
		out->existed = kafka_metadata_find(md, name) != NULL;
		r = out->existed || if_exists || kafka_metadata_need(md, name, e) != NULL ? 0 : -1;
		rd_kafka_metadata_destroy(md);
	}
	if (r == 0 && out->existed)
		r = remove_once(&c, name, &gone, e);
	/* Somebody was faster. */
	if (gone && if_exists) {
		out->existed = false;
		r = 0;
	}
	if (r == 0 && out->existed)
		r = wait_shown(&c, name, false, e);
	kafka_client_release(&c);
	return r;
}
