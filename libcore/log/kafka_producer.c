/*
 * kafka_producer.c - a producer of records: its handle, its waiting, its counts.
 *
 * The library's own limits are out of the way: how much is under way is bounded
 * here, and time is measured from the last acknowledgement, so that a slow
 * broker is waited for as long as it moves at all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/num.h"
#include "log/kafka_producer.h"

#define BATCH_SIZE 1000000
#define MAX_RECORDS 100000
#define MAX_BYTES (16 << 20)
#define TELL_MS 5000
#define REFRESH_MS 300000
#define ACKS 1024

/* What Kafka's record format adds to key and value at least; for max.message.bytes. */
#define RECORD_OVERHEAD 68

int64_t
kafka_producer_left(struct kafka_producer *p)
{
	return rd_kafka_outq_len(p->c.rk);
}

void
kafka_producer_lost(struct kafka_producer *p, int64_t first, int64_t n)
{
	if (n <= 0)
		return;
	p->counts.not_sent += n;
	if (p->counts.first < 0 || first < p->counts.first)
		p->counts.first = first;
}

int
kafka_producer_fail(struct kafka_producer *p, const struct err *why)
{
	if (!p->failed)
		p->why = *why;
	p->failed = true;
	return -1;
}

bool
kafka_is_refusal(rd_kafka_resp_err_t err)
{
	return err == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE ||
	    err == RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE ||
	    err == RD_KAFKA_RESP_ERR_INVALID_RECORD ||
	    err == RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP ||
	    err == RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE ||
	    err == RD_KAFKA_RESP_ERR_POLICY_VIOLATION;
}

/* What the user bounds messages to, or -1. */
static int64_t
own_limit(const struct kafka_producer *p)
{
	const char *given = kafka_conf_given(&p->k->set, "message.max.bytes");
	int64_t n;

	return given != NULL && num_parse_i64(given, strlen(given), &n) ? n : -1;
}

void
kafka_producer_refusal(const struct kafka_producer *p, const struct kafka_dest *d,
    int32_t partition, rd_kafka_resp_err_t err, size_t size, struct err *why)
{
	const char *words = rd_kafka_err2str(err);
	int64_t own = own_limit(p);
	char place[24] = "";

	err_clear(why);
	if (partition >= 0)
		snprintf(place, sizeof place, "/%d", partition);
	if (strncmp(words, "Broker: ", 8) == 0)
		words += 8;
	else if (strncmp(words, "Local: ", 7) == 0)
		words += 7;
	/* The client lives: what is destroyed is the partition, with what waited for it. */
	if (kafka_is_gone(err) || err == RD_KAFKA_RESP_ERR__DESTROY)
		err_set(why, STATUS_SYSTEM, "topic %s was deleted meanwhile", d->name);
	else if (err == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE && own >= 0 &&
	    (int64_t)size + RECORD_OVERHEAD > own)
		err_set(why, STATUS_DATA, "message too large for this client: %zu bytes, its "
		    "property message.max.bytes is %lld", size + RECORD_OVERHEAD,
		    (long long)own);
	else if (err == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE && d->max_bytes >= 0)
		err_set(why, STATUS_DATA, "message too large for topic %s: %zu bytes, its "
		    "max.message.bytes is %lld", d->name, size + RECORD_OVERHEAD,
		    (long long)d->max_bytes);
	else if (kafka_is_refusal(err))
		err_set(why, STATUS_DATA, "%s%s: refused by the broker: %s", d->name, place,
		    words);
	else
		err_set(why, STATUS_SYSTEM, "%s%s: %s", d->name, place, words);
}

/* -- delivery reports -- */

static int
pass_acks(struct kafka_producer *p)
{
	struct err why = ERR_INIT;
	size_t n = p->nack;

	p->nack = 0;
	if (n > 0 && p->conf.acked(p->conf.arg, p->ack, n, &why) != 0)
		return kafka_producer_fail(p, &why);
	return 0;
}

static void
not_delivered(struct kafka_producer *p, const rd_kafka_message_t *m)
{
	int64_t input = (int64_t)(intptr_t)m->_private;
	struct err why;

	if (rd_kafka_message_status(m) == RD_KAFKA_MSG_STATUS_NOT_PERSISTED)
		p->counts.not_sent++;
	else
		p->counts.unknown++;
	p->undelivered++;
	if (p->counts.first < 0 || input < p->counts.first)
		p->counts.first = input;
	if (kafka_is_refusal(m->err))
		p->counts.refused = 1;
	if (m->err == RD_KAFKA_RESP_ERR__PURGE_QUEUE ||
	    m->err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
		return;
	p->undeliverable = true;
	kafka_producer_refusal(p, rd_kafka_topic_opaque(m->rkt), m->partition, m->err,
	    m->len + m->key_len, &why);
	kafka_producer_fail(p, &why);
}

static void
on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *m, void *opaque)
{
	struct kafka_client *c = opaque;
	struct kafka_producer *p = (struct kafka_producer *)
	    ((char *)c - offsetof(struct kafka_producer, c));
	const struct kafka_dest *d;

	(void)rk;
	/* PERSISTED with an error: the broker has it, only its offset is not known. */
	if (m->err != 0 && rd_kafka_message_status(m) != RD_KAFKA_MSG_STATUS_PERSISTED) {
		not_delivered(p, m);
		return;
	}
	if (p->conf.acked == NULL)
		return;
	d = rd_kafka_topic_opaque(m->rkt);
	p->ack[p->nack++] = (struct log_ack){
		.input = (int64_t)(intptr_t)m->_private, .topic = d->name,
		.partition = m->partition,
		.offset = p->conf.acks == LOG_ACKS_0 || m->err != 0 ? -1 : m->offset
	};
	if (p->nack == ACKS)
		pass_acks(p);
}

/* -- waiting -- */

/* Records that the broker has. */
static int64_t
acked(const struct kafka_producer *p)
{
	int64_t left = p->settled || p->c.rk == NULL ? p->abandoned :
	    rd_kafka_outq_len(p->c.rk);

	/* The queue of librdkafka counts reports too. */
	return p->taken - p->undelivered > left ? p->taken - p->undelivered - left : 0;
}

void
kafka_producer_settle(struct kafka_producer *p)
{
	int64_t moved = clock_ms(), left, before = INT64_MAX;

	if (p->settled)
		return;
	p->settled = true;
	if (p->undeliverable)
		rd_kafka_purge(p->c.rk, RD_KAFKA_PURGE_F_QUEUE);
	while (!p->stalled && (left = kafka_producer_left(p)) > 0) {
		if (left < before)
			moved = clock_ms();
		else if (clock_ms() - moved >= p->k->set.timeout_ms ||
		    atomic_load(&p->c.hopeless))
			break;
		before = left;
		kafka_producer_kick(p, 10);
	}
	rd_kafka_purge(p->c.rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
	moved = clock_ms();
	while ((left = kafka_producer_left(p)) > 0 && clock_ms() - moved < TELL_MS)
		rd_kafka_poll(p->c.rk, 10);
	rd_kafka_poll(p->c.rk, 0);
	pass_acks(p);
	p->abandoned = left;
	p->counts.unknown += left;
}

/* The end.  Returns -1 with why. */
static int
give_up(struct kafka_producer *p, struct err *e)
{
	kafka_producer_settle(p);
	return err_copy(e, &p->why);
}

static int
stalled(struct kafka_producer *p, struct err *e)
{
	struct kafka_wait w = { .c = &p->c, .what = "acknowledgements" };
	struct err why = ERR_INIT;

	kafka_wait_fail(&w, &why);
	kafka_producer_fail(p, &why);
	p->stalled = true;
	return give_up(p, e);
}

void
kafka_producer_rest(struct kafka_producer *p)
{
	p->moved = clock_ms() - p->unanswered;
}

int
kafka_producer_serve(struct kafka_producer *p, int ms, struct err *e)
{
	const struct log_settings *s = &p->k->set;
	int64_t left, now;

	rd_kafka_poll(p->c.rk, ms);
	pass_acks(p);
	if (p->failed)
		return give_up(p, e);
	left = kafka_producer_left(p);
	now = clock_ms();
	if (left == 0 || p->taken - left > p->done) {
		if (p->taken - left > p->done)
			p->unanswered = 0;
		p->done = p->taken - left;
		p->moved = now - p->unanswered;
		p->told = false;
		return 0;
	}
	if (now - p->moved >= s->timeout_ms || atomic_load(&p->c.hopeless))
		return stalled(p, e);
	if (now - p->moved >= TELL_MS && !p->told) {
		p->told = true;
		if (s->waiting != NULL)
			s->waiting(s->arg, "acknowledgements of the broker");
	}
	/* Perhaps a partition lost its leader. */
	if (now - p->moved >= 1000 && now - p->refreshed >= 1000) {
		kafka_dests_refresh(&p->dests, &p->c, 500);
		p->refreshed = clock_ms();
	}
	return 0;
}

void
kafka_producer_kick(struct kafka_producer *p, int ms)
{
	rd_kafka_flush(p->c.rk, ms);
}

static bool
is_full(struct kafka_producer *p)
{
	int64_t left = kafka_producer_left(p);

	return left >= MAX_RECORDS || (left > 1 && (double)left * p->avg_size >= MAX_BYTES);
}

int
kafka_producer_room(struct kafka_producer *p, struct err *e)
{
	int64_t before;
	int ms = 5;

	while (is_full(p)) {
		before = kafka_producer_left(p);
		if (kafka_producer_serve(p, ms, e) != 0)
			return -1;
		if (kafka_producer_left(p) < before)
			continue;
		/*
		 * Perhaps everything waits for batches to fill.  Not without a
		 * pause: while it flushes librdkafka looks again and again.
		 */
		kafka_producer_kick(p, 2);
		ms = ms < 50 ? ms * 2 : ms;
	}
	return 0;
}

/* Waits for everything; 0, or -1 with what failed. */
static int
flush(struct kafka_producer *p, struct err *e)
{
	int64_t before;
	int ms = 2;

	if (p->failed)
		return err_copy(e, &p->why);
	kafka_producer_kick(p, 1);
	while ((before = kafka_producer_left(p)) > 0) {
		if (kafka_producer_serve(p, ms, e) != 0)
			return -1;
		if (kafka_producer_left(p) < before) {
			ms = 2;
			continue;
		}
		kafka_producer_kick(p, 2);
		ms = ms < 50 ? ms * 2 : ms;
	}
	return kafka_producer_serve(p, 0, e);
}

/* -- the handle -- */

/* Only with all acknowledgements, and then unless the user wants none. */
static bool
has_idempotence(const struct kafka_producer *p)
{
	const char *given = kafka_conf_given(&p->k->set, "enable.idempotence");

	return p->conf.acks == LOG_ACKS_ALL && (given == NULL || strcmp(given, "false") != 0);
}

static int
open_handle(struct kafka_producer *p, struct err *e)
{
	static const char *const acks[] = { "-1", "0", "1" };
	char batch[24];
	const struct kafka_prop weak[] = {
		{ "max.in.flight.requests.per.connection", "5" },
		{ "partitioner", "murmur2_random" },
		{ "compression.type", "lz4" },
		/*
		 * Long: while a batch is ready and may not go yet, a shorter one
		 * would keep librdkafka 2.0.2 spinning; kicks do the rest.
		 */
		{ "linger.ms", "100" },
		{ "batch.num.messages", "20000" },
		{ "queue.buffering.max.messages", "10000000" },
		{ "queue.buffering.max.kbytes", "2147483647" },
		{ "message.max.bytes", "1000000000" },
		{ "message.timeout.ms", "0" },
		{ "retry.backoff.ms", "50" },
		{ NULL, NULL }
	};
	const struct kafka_prop strong[] = {
		{ "acks", acks[p->conf.acks + 1] },
		{ "enable.idempotence", has_idempotence(p) ? "true" : "false" },
		{ "batch.size", batch },
		{ "delivery.report.only.error", p->conf.acked == NULL ? "true" : "false" },
		/* A topic that somebody deletes meanwhile stays deleted. */
		{ "allow.auto.create.topics", "false" },
		{ NULL, NULL }
	};
	rd_kafka_conf_t *conf;

	snprintf(batch, sizeof batch, "%lld", (long long)p->batch_size);
	conf = kafka_conf_new(&p->k->set, weak, strong, e);
	if (conf == NULL)
		return -1;
	rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
	return kafka_client_init(&p->c, &p->k->set, RD_KAFKA_PRODUCER, conf, e);
}

/*
 * A batch larger than a topic or a segment of it takes would be refused whole, so
 * the handle's batches are no larger than the smallest topic takes.
 */
static int
fit_batches(struct kafka_producer *p, const struct kafka_dest *d, struct err *e)
{
	int64_t most = p->batch_size;

	if (d->max_bytes > 0 && d->max_bytes < most)
		most = d->max_bytes;
	if (d->segment_bytes > 0 && d->segment_bytes < most)
		most = d->segment_bytes;
	if (most == p->batch_size)
		return 0;
	if (flush(p, e) != 0)
		return -1;
	kafka_dests_close(&p->dests);
	kafka_client_release(&p->c);
	p->batch_size = most;
	return open_handle(p, e);
}

struct kafka_dest *
kafka_producer_dest(struct kafka_producer *p, const char *name, size_t len,
    struct err *e)
{
	struct kafka_dest *d = kafka_dests_find(&p->dests, name, len);

	if (d != NULL)
		return d;
	d = kafka_dests_add(&p->dests, &p->c, name, len, p->conf.create, e);
	if (d != NULL)
		p->unanswered += d->unanswered;
	if (d == NULL || fit_batches(p, d, e) != 0 ||
	    kafka_dests_open(&p->dests, &p->c, e) != 0)
		return NULL;
	return d;
}

/* -- the interface -- */

static int
producer_flush(struct log_producer *lp, struct err *e)
{
	return flush((struct kafka_producer *)lp, e);
}

static void
producer_counts(const struct log_producer *lp, struct log_counts *out)
{
	const struct kafka_producer *p = (const struct kafka_producer *)lp;

	*out = p->counts;
	out->acked = acked(p);
	if (!p->failed && p->c.rk != NULL)
		out->unknown += rd_kafka_outq_len(p->c.rk);
}

static void
producer_free(struct log_producer *lp)
{
	struct kafka_producer *p = (struct kafka_producer *)lp;

	if (p->c.rk != NULL) {
		rd_kafka_purge(p->c.rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT |
		    RD_KAFKA_PURGE_F_NON_BLOCKING);
		kafka_dests_close(&p->dests);
		kafka_client_release(&p->c);
	}
	kafka_dests_release(&p->dests);
	free(p->ack);
	free(p->msg);
	free(p->slot);
	free(p->order);
	free(p->start);
	free(p->topic);
	free(p);
}

static const struct log_producer_ops ops = {
	kafka_producer_send, producer_flush, producer_counts, producer_free
};

/*
 * --acks decides, and idempotence follows from it.  A file may say otherwise for
 * other programs; on the command line that is a contradiction.
 */
static int
check_acks(const struct kafka_producer *p, struct err *e)
{
	const struct log_settings *s = &p->k->set;
	size_t i;

	for (i = 0; i < s->nprop; i++) {
		const char *name = s->prop[i].name, *value = s->prop[i].value;
		bool fits = true;

		if (strcmp(name, "acks") == 0 || strcmp(name, "request.required.acks") == 0)
			fits = (strcmp(value, "all") == 0 ? LOG_ACKS_ALL : atoi(value)) ==
			    (int)p->conf.acks;
		else if (strcmp(name, "enable.idempotence") == 0 && strcmp(value, "true") == 0)
			fits = has_idempotence(p);
		if (!fits && s->prop[i].where == NULL)
			return err_set(e, STATUS_USAGE, "library property %s=%s: use --acks",
			    name, value);
	}
	return 0;
}

static int
producer_init(struct kafka_producer *p, struct err *e)
{
	const char *given;
	int64_t size;

	p->msg = mem_zero(KAFKA_CHUNK, sizeof *p->msg, e);
	p->slot = mem_zero(KAFKA_CHUNK, sizeof *p->slot, e);
	p->order = mem_zero(KAFKA_CHUNK, sizeof *p->order, e);
	if (p->msg == NULL || p->slot == NULL || p->order == NULL)
		return -1;
	if (p->conf.acked != NULL && (p->ack = mem_zero(ACKS, sizeof *p->ack, e)) == NULL)
		return -1;
	given = kafka_conf_given(&p->k->set, "batch.size");
	if (given != NULL && num_parse_i64(given, strlen(given), &size) && size > 0 &&
	    size < p->batch_size)
		p->batch_size = size;
	if (check_acks(p, e) != 0 || open_handle(p, e) != 0)
		return -1;
	if (p->conf.topic == NULL)
		return 0;
	p->topic = mem_dup(p->conf.topic, strlen(p->conf.topic), e);
	if (p->topic == NULL)
		return -1;
	return kafka_producer_dest(p, p->topic, strlen(p->topic), e) != NULL ? 0 : -1;
}

int
kafka_producer_new(struct log *l, const struct log_producer_conf *conf,
    struct log_producer **out, struct err *e)
{
	struct kafka_producer *p = mem_zero(1, sizeof *p, e);

	if (p == NULL)
		return -1;
	p->producer.ops = &ops;
	p->k = (struct kafka *)l;
	p->conf = *conf;
	p->counts.first = -1;
	p->batch_size = BATCH_SIZE;
	p->moved = p->refreshed = clock_ms();
	err_clear(&p->why);
	if (producer_init(p, e) != 0) {
		producer_free(&p->producer);
		return -1;
	}
	*out = &p->producer;
	return 0;
}
