/* kafka_client.c - a librdkafka handle: its complaints, waiting for brokers, metadata. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "log/kafka.h"

#define TELL_MS 5000

/* -- what librdkafka complains about -- */

/* text without what stands before the words, in place: "[thrd:x]: ", "host:port/1: ". */
static const char *
skip_names(const char *text)
{
	const char *end;

	if (strncmp(text, "[thrd:", 6) == 0 && (end = strstr(text, "]: ")) != NULL)
		text = end + 3;
	end = strstr(text, ": ");
	if (end != NULL && memchr(text, ' ', (size_t)(end - text)) == NULL &&
	    memchr(text, '/', (size_t)(end - text)) != NULL)
		text = end + 2;
	return text;
}

const char *
kafka_words(const struct log_settings *s, const char *text, char *out, size_t outsz)
{
	char plain[2048], *to;
	const char *from;
	size_t n;

	snprintf(plain, sizeof plain, "%s", text);
	log_hide_secrets(s, plain);
	n = strlen(plain);
	while (n > 0 && (plain[n - 1] == '\n' || plain[n - 1] == '.' || plain[n - 1] == ' '))
		n--;
	/* Escaped: a broker may have a hand in it.  Without quotes around inner ones stay. */
	err_quote(out, outsz, plain, n);
	for (from = out + 1, to = out; from[1] != '\0'; from++)
		if (from[0] != '\\' || from[1] != '"' || from[2] == '\0')
			*to++ = *from;
	*to = '\0';
	return out;
}

/* Keeps a complaint as the reason of a later failure. */
static void
keep_reason(struct kafka_client *c, const char *text)
{
	char words[sizeof c->reason], *end;

	kafka_words(c->set, skip_names(text), words, sizeof words);
	if ((end = strstr(words, " (after ")) != NULL)
		*end = '\0';
	if (*words == '\0')
		return;
	pthread_mutex_lock(&c->lock);
	memcpy(c->reason, words, strlen(words) + 1);
	if (isupper((unsigned char)c->reason[0]) && !isupper((unsigned char)c->reason[1]))
		c->reason[0] = (char)tolower((unsigned char)c->reason[0]);
	pthread_mutex_unlock(&c->lock);
}

/* Any thread of librdkafka. */
static void
on_log(const rd_kafka_t *rk, int level, const char *facility, const char *text)
{
	struct kafka_client *c = rd_kafka_opaque(rk);
	char line[2048];

	if (c != NULL && level >= 7 && c->set->debug != NULL) {
		snprintf(line, sizeof line, "%s: %s", facility, text);
		log_hide_secrets(c->set, line);
		c->set->debug(c->set->arg, line);
	}
	if (c != NULL && level <= 4 && strcmp(facility, "CONFWARN") != 0)
		keep_reason(c, text);
}

/* Served by the calls that poll. */
static void
on_error(rd_kafka_t *rk, int err, const char *text, void *opaque)
{
	struct kafka_client *c = opaque;

	(void)rk;
	switch (err) {
	case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
		break;
	case RD_KAFKA_RESP_ERR__AUTHENTICATION:
	case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
		atomic_store(&c->hopeless, 1);
		keep_reason(c, text);
		break;
	default:
		keep_reason(c, text);
	}
}

int
kafka_client_init(struct kafka_client *c, const struct log_settings *s,
    rd_kafka_type_t type, rd_kafka_conf_t *conf, struct err *e)
{
	char why[512], words[600];

	c->set = s;
	c->reason[0] = '\0';
	atomic_init(&c->hopeless, 0);
	pthread_mutex_init(&c->lock, NULL);
	rd_kafka_conf_set_opaque(conf, c);
	rd_kafka_conf_set_log_cb(conf, on_log);
	rd_kafka_conf_set_error_cb(conf, on_error);
	c->rk = rd_kafka_new(type, conf, why, sizeof why);
	if (c->rk == NULL) {
		rd_kafka_conf_destroy(conf);
		pthread_mutex_destroy(&c->lock);
		why[0] = (char)tolower((unsigned char)why[0]);
		return err_set(e, STATUS_USAGE, "library properties: %s",
		    kafka_words(s, why, words, sizeof words));
	}
	return 0;
}

void
kafka_client_release(struct kafka_client *c)
{
	if (c->rk == NULL)
		return;
	rd_kafka_destroy(c->rk);
	c->rk = NULL;
	pthread_mutex_destroy(&c->lock);
}

/* -- waiting -- */

void
kafka_wait_init(struct kafka_wait *w, struct kafka_client *c, const char *what)
{
	w->c = c;
	w->what = what;
	w->start = clock_ms();
	w->told = false;
}

int
kafka_wait_left(struct kafka_wait *w)
{
	const struct log_settings *s = w->c->set;
	int64_t past, left, slice;

	rd_kafka_poll(w->c->rk, 0);
	past = clock_ms() - w->start;
	left = s->timeout_ms - past;
	if (left <= 0 || atomic_load(&w->c->hopeless))
		return 0;
	if (past >= TELL_MS && !w->told) {
		w->told = true;
		if (s->waiting != NULL)
			s->waiting(s->arg, w->what);
	}
	/* Short at first, so that a refused login is seen; longer for slow answers. */
	slice = past < 2000 ? 1000 : past / 2;
	if (!w->told && slice > TELL_MS - past)
		slice = TELL_MS - past;
	if (slice < 1)
		slice = 1;
	return (int)(slice < left ? slice : left);
}

int
kafka_wait_fail(struct kafka_wait *w, struct err *e)
{
	struct kafka_client *c = w->c;
	char reason[sizeof c->reason];

	pthread_mutex_lock(&c->lock);
	memcpy(reason, c->reason, sizeof reason);
	pthread_mutex_unlock(&c->lock);
	if (atomic_load(&c->hopeless))
		return err_set(e, STATUS_SYSTEM, "%s: %s", c->set->brokers, reason);
	return err_set(e, STATUS_SYSTEM, "no answer from %s within %g s: %s%s%s",
	    c->set->brokers, (double)c->set->timeout_ms / 1000, w->what,
	    reason[0] != '\0' ? ": " : "", reason);
}

void
kafka_pause(struct kafka_client *c, int ms)
{
	rd_kafka_poll(c->rk, ms);
}

/* -- metadata -- */

bool
kafka_may_pass(rd_kafka_resp_err_t err)
{
	switch (err) {
	case RD_KAFKA_RESP_ERR__TIMED_OUT:
	case RD_KAFKA_RESP_ERR__TRANSPORT:
	case RD_KAFKA_RESP_ERR__RESOLVE:
	case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
	case RD_KAFKA_RESP_ERR__WAIT_COORD:
	case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
	case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
	case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
	case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
	case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
	case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
	case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
	case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
	case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
	case RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR:
	case RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
		return true;
	default:
		return false;
	}
}

bool
kafka_is_gone(rd_kafka_resp_err_t err)
{
	return err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
	    err == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
	    err == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
}

int
kafka_metadata(struct kafka_client *c, const struct rd_kafka_metadata **out,
    struct err *e)
{
	struct kafka_wait w;
	rd_kafka_resp_err_t err;
	int ms;

	kafka_wait_init(&w, c, "metadata");
	while ((ms = kafka_wait_left(&w)) > 0) {
		err = rd_kafka_metadata(c->rk, 1, NULL, out, ms);
		if (err == RD_KAFKA_RESP_ERR_NO_ERROR)
			return 0;
		if (!kafka_may_pass(err))
			return err_set(e, STATUS_SYSTEM, "%s: metadata: %s", c->set->brokers,
			    rd_kafka_err2str(err));
		if (err != RD_KAFKA_RESP_ERR__TIMED_OUT)
			kafka_pause(c, 50);
	}
	return kafka_wait_fail(&w, e);
}

const struct rd_kafka_metadata_topic *
kafka_metadata_find(const struct rd_kafka_metadata *md, const char *name)
{
	int i;

	for (i = 0; i < md->topic_cnt; i++)
		if (strcmp(md->topics[i].topic, name) == 0)
			return md->topics[i].err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ?
			    NULL : &md->topics[i];
	return NULL;
}

const struct rd_kafka_metadata_topic *
kafka_metadata_need(const struct rd_kafka_metadata *md, const char *name, struct err *e)
{
	const struct rd_kafka_metadata_topic *t = kafka_metadata_find(md, name);
	const char **names;
	int i;

	if (t != NULL)
		return t;
	names = mem_zero((size_t)md->topic_cnt, sizeof *names, e);
	if (names == NULL)
		return NULL;
	for (i = 0; i < md->topic_cnt; i++)
		names[i] = md->topics[i].topic;
	log_unknown_topic(e, name, names, (size_t)md->topic_cnt);
	free(names);
	return NULL;
}
