/*
 * kafka_source.c - reading topics: what comes next, where the end is, epochs.
 *
 * Partitions are fetched without joining a group.  A partition ends when the
 * offset to come reaches the end that it had at the start: by a record, by the
 * library's word that there is nothing up to there, or by a transaction marker
 * that it passed, so that records which compaction or an abort took away neither
 * count nor hold anything up.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/num.h"
#include "log/kafka_source.h"
#include "log/source.h"

/* Messages of a raw unit, and its bytes, roughly. */
#define RAW_MIN 64
#define RAW_MAX 16384
#define RAW_BYTES BATCH_BYTES

#define WAIT_MS 100

/* What helps: more read ahead than this makes nothing faster. */
#define AHEAD_MOST (1 << 30)
#define QUEUE_RECORDS 100000
#define QUEUE_KBYTES 65536
/* Of one answer of a broker. */
#define FETCH_LEAST (256 << 10)
#define FETCH_MOST (1 << 20)
/* What librdkafka needs for a message besides its bytes, roughly. */
#define MESSAGE_COST 512

struct kafka_source {
	struct log_source log;
	struct kafka *k;
	struct kafka_client c;
	struct kafka_bounds bounds;
	rd_kafka_queue_t *queue;
	enum log_column column[LOG_NCOLUMN];	/* of the schema's fields */
	size_t open;			/* partitions that are not done */
	size_t started;			/* partitions that were looked at to be fetched */
	bool finished;			/* some became done: stop fetching them */
	bool idle_told;
	struct err failed;		/* comes after the rows in hand */
	double avg_size;
	struct kafka_ahead ahead;
	struct kafka_pulse pulse;
};

/* -- progress of a partition -- */

static void
advance(struct kafka_source *s, struct kafka_part *p, int64_t next)
{
	if (next > p->next)
		p->next = next;
	if (!p->done && p->next >= p->end) {
		p->done = true;
		s->open--;
		s->finished = true;
	}
}

/* What librdkafka passed without giving it to us: transaction markers. */
static void
look_at_positions(struct kafka_source *s)
{
	rd_kafka_topic_partition_list_t *list;
	struct kafka_part **part;
	size_t i;
	int k, n = 0;

	list = rd_kafka_topic_partition_list_new((int)s->bounds.npart);
	part = mem_zero(s->bounds.npart, sizeof(struct kafka_part *), NULL);
	for (i = 0; part != NULL && i < s->bounds.npart; i++) {
		struct kafka_part *p = &s->bounds.part[i];

		if (p->done)
			continue;
		rd_kafka_topic_partition_list_add(list, p->topic->name, p->id);
		part[n++] = p;
	}
	if (n > 0 && rd_kafka_position(s->c.rk, list) == RD_KAFKA_RESP_ERR_NO_ERROR)
		for (k = 0; k < n; k++)
			if (list->elems[k].err == 0 && list->elems[k].offset >= 0)
				advance(s, part[k], list->elems[k].offset);
	free(part);
	rd_kafka_topic_partition_list_destroy(list);
}

/* Partitions that are done are fetched no more. */
static void
stop_finished(struct kafka_source *s)
{
	size_t i;

	s->finished = false;
	/* At the very end everything stops together. */
	for (i = 0; s->open > 0 && i < s->bounds.npart; i++) {
		struct kafka_part *p = &s->bounds.part[i];

		if (p->done && p->reading) {
			rd_kafka_consume_stop(p->topic->rkt, p->id);
			p->reading = false;
		}
	}
}

/* -- messages -- */

static struct kafka_part *
part_of(const rd_kafka_message_t *m)
{
	struct kafka_topic *t = m->rkt != NULL ? rd_kafka_topic_opaque(m->rkt) : NULL;

	if (t == NULL || m->partition < 0 || m->partition >= t->partitions)
		return NULL;
	return t->part[m->partition];
}

/* An event instead of a record.  0, or -1: the end, after the rows in hand. */
static int
take_event(struct kafka_source *s, const rd_kafka_message_t *m)
{
	struct kafka_part *p = part_of(m);

	if (p == NULL || p->done)
		return 0;
	if (m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
		advance(s, p, m->offset);
		return 0;
	}
	/* Fetched again by itself; the pulse sees to it that this has an end. */
	if (kafka_is_gone(m->err))
		s->pulse.suspect = p;
	if (kafka_is_gone(m->err) || kafka_may_pass(m->err))
		return 0;
	return kafka_part_error(&s->c, p, m->err, rd_kafka_message_errstr(m), &s->failed);
}

/* A record: whether it is one of those to read. */
static bool
take_record(struct kafka_source *s, struct kafka_part *p, const rd_kafka_message_t *m)
{
	bool wanted = p != NULL && !p->done && m->offset >= p->next && m->offset < p->end &&
	    s->log.left != 0;

	if (p == NULL || p->done || s->log.left == 0)
		return false;
	/* One beyond the end shows too that it was reached. */
	advance(s, p, m->offset + 1);
	if (wanted && s->log.left > 0)
		s->log.left--;
	return wanted;
}

static int
add_span(struct kafka_raw *r, const struct kafka_part *p, size_t at, struct err *e)
{
	struct kafka_span *last = r->nspan > 0 ? &r->span[r->nspan - 1] : NULL;

	if (last != NULL && last->part == p) {
		last->n++;
		return 0;
	}
	if (mem_grow(&r->span, &r->capspan, r->nspan + 1, sizeof *r->span, e) != 0)
		return -1;
	r->span[r->nspan++] = (struct kafka_span){ p, at, 1 };
	return 0;
}

/* Keeps the records among what came (msg[0 .. n) of r), lets go of the rest. */
static int
sift(struct kafka_source *s, struct kafka_raw *r, size_t n, struct err *e)
{
	size_t i, bytes = 0;
	int bad = 0;

	r->n = 0;
	for (i = 0; i < n; i++) {
		rd_kafka_message_t *m = r->msg[i];
		struct kafka_part *p;

		if (bad != 0 || s->failed.status != STATUS_OK) {
			rd_kafka_message_destroy(m);
			continue;
		}
		if (m->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
			take_event(s, m);
			rd_kafka_message_destroy(m);
			continue;
		}
		p = part_of(m);
		if (!take_record(s, p, m)) {
			rd_kafka_message_destroy(m);
			continue;
		}
		bytes += m->len + m->key_len;
		r->msg[r->n] = m;
		bad = add_span(r, p, r->n++, e);
	}
	if (r->n > 0)
		s->avg_size += ((double)bytes / (double)r->n - s->avg_size) *
		    (s->avg_size == 0 ? 1 : 0.3);
	r->raw.bytes = (int64_t)bytes;
	return bad;
}

/* How many messages a raw unit takes, by what they weighed so far. */
static size_t
wanted(const struct kafka_source *s)
{
	double n = s->avg_size > 0 ? RAW_BYTES / s->avg_size : 1024;

	return n < RAW_MIN ? RAW_MIN : n > RAW_MAX ? RAW_MAX : (size_t)n;
}

static struct kafka_raw *
new_raw(size_t cap, struct err *e)
{
	struct kafka_raw *r = mem_zero(1, sizeof *r, e);

	if (r == NULL)
		return NULL;
	r->cap = cap;
	r->msg = malloc(cap * sizeof(rd_kafka_message_t *));
	if (r->msg == NULL && cap > 0) {
		err_nomem(e, cap * sizeof(rd_kafka_message_t *));
		free(r);
		return NULL;
	}
	return r;
}

/* -- reading -- */

/* Waits for messages up to ms and takes what there is; *out NULL for none. */
static int
take(struct kafka_source *s, int ms, struct kafka_raw **out, struct err *e)
{
	struct kafka_raw *r = new_raw(wanted(s), e);
	ssize_t n, more;

	*out = NULL;
	if (r == NULL)
		return -1;
	n = rd_kafka_consume_batch_queue(s->queue, 0, r->msg, r->cap);
	if (n <= 0 && ms > 0) {
		n = rd_kafka_consume_batch_queue(s->queue, ms, r->msg, 1);
		if (n == 1 && (more = rd_kafka_consume_batch_queue(s->queue, 0, r->msg + 1,
		    r->cap - 1)) > 0)
			n += more;
	}
	if (n > 0) {
		if (sift(s, r, (size_t)n, e) != 0) {
			kafka_raw_free(r);
			return -1;
		}
		/* Complaints of the library are no sign of life. */
		if (r->n > 0)
			kafka_pulse_beat(&s->pulse);
	}
	kafka_pulse_feed(&s->pulse, s->queue, n > 0 ? (size_t)n : 0, s->avg_size);
	if (s->finished)
		stop_finished(s);
	r->raw.idle = rd_kafka_queue_length(s->queue) == 0;
	if (r->n == 0) {
		kafka_raw_free(r);
		return 0;
	}
	s->idle_told = r->raw.idle;
	*out = r;
	return 1;
}

/* -- epochs -- */

/* Ends the epoch: a barrier, and the next one begins where this one ended. */
static int
barrier(struct kafka_source *s, struct kafka_raw **out, struct err *e)
{
	struct kafka_raw *r = new_raw(0, e);
	struct epoch *ep = r == NULL ? NULL : log_source_epoch(&s->log, e);
	size_t i;

	for (i = 0; ep != NULL && i < s->bounds.npart; i++) {
		const struct kafka_part *p = &s->bounds.part[i];

		if (epoch_add(ep, p->topic->name, strlen(p->topic->name), p->id, p->cut, p->next,
		    e) != 0) {
			epoch_free(ep);
			ep = NULL;
		}
	}
	if (ep == NULL) {
		kafka_raw_free(r);
		return -1;
	}
	for (i = 0; i < s->bounds.npart; i++)
		s->bounds.part[i].cut = s->bounds.part[i].next;
	log_source_ended(&s->log);
	r->raw.barrier = ep;
	r->raw.idle = s->idle_told = rd_kafka_queue_length(s->queue) == 0;
	*out = r;
	return 1;
}

/* A raw without rows that says that nothing more is there now. */
static int
say_idle(struct kafka_source *s, struct kafka_raw **out, struct err *e)
{
	*out = new_raw(0, e);
	if (*out == NULL)
		return -1;
	(*out)->raw.idle = s->idle_told = true;
	return 1;
}

/* Fetches the partitions that came to the bounds since. */
static int
start_parts(struct kafka_source *s, struct err *e)
{
	for (; s->started < s->bounds.npart; s->started++) {
		struct kafka_part *p = &s->bounds.part[s->started];

		if (p->done)
			continue;
		if (rd_kafka_consume_start_queue(p->topic->rkt, p->id, p->from, s->queue) != 0)
			return err_set(e, STATUS_SYSTEM, "%s/%d: %s", p->topic->name, p->id,
			    rd_kafka_err2str(rd_kafka_last_error()));
		p->reading = true;
		s->open++;
	}
	return 0;
}

/* That nothing comes of a broker that is slow, or is gone, does not end a follower. */
static int
check_idle(struct kafka_source *s, struct err *e)
{
	bool all;

	if (kafka_pulse_ends(&s->pulse, &all, e) != 0)
		return -1;
	if (!all)
		log_source_not_idle(&s->log);
	return 0;
}

/* One turn.  As kafka_next(), or 2: once more. */
static int
turn(struct kafka_source *s, struct kafka_raw **out, struct err *e)
{
	enum log_turn what;
	int got;

	if (s->failed.status != STATUS_OK)
		return err_copy(e, &s->failed);
	if (log_source_is_idle(&s->log) && check_idle(s, e) != 0)
		return -1;
	what = log_source_turn(&s->log);
	if (what == LOG_TURN_BARRIER)
		return barrier(s, out, e);
	if (what == LOG_TURN_END || s->open == 0)
		return 0;
	if (kafka_pulse_list(&s->pulse, e) != 0 || start_parts(s, e) != 0)
		return -1;
	got = take(s, s->idle_told ? (int)log_source_patience(&s->log, WAIT_MS) : 0, out, e);
	if (got < 0)
		return -1;
	if (got == 1) {
		log_source_rows(&s->log);
		return 1;
	}
	if (s->failed.status != STATUS_OK || s->open == 0)
		return 2;
	if (!s->idle_told)
		return say_idle(s, out, e);
	log_source_nothing(&s->log);
	look_at_positions(s);
	if (s->finished)
		stop_finished(s);
	return kafka_pulse_probe(&s->pulse, e) != 0 ? -1 : 2;
}

static int
kafka_next(struct source *src, struct raw **out, struct err *e)
{
	struct kafka_source *s = (struct kafka_source *)src;
	struct kafka_raw *r = NULL;
	int got;

	do {
		if (atomic_load(&s->log.cancel))
			return err_set(e, STATUS_SYSTEM, "cancelled");
		got = turn(s, &r, e);
	} while (got == 2);
	if (got == 1)
		*out = &r->raw;
	return got;
}

static int
kafka_decode(struct source *src, int w, struct raw *raw, struct batch **out, struct err *e)
{
	struct kafka_source *s = (struct kafka_source *)src;
	struct kafka_raw *r = (struct kafka_raw *)raw;
	int rc = kafka_rows(r, src->schema, s->column, out, e);

	(void)w;
	/* librdkafka holds what a fetch brought as long as one of its messages is kept. */
	if (rc == 0)
		kafka_raw_clear(r);
	return rc;
}

static void
kafka_drop(struct source *src, struct raw *raw)
{
	(void)src;
	kafka_raw_free((struct kafka_raw *)raw);
}

/* -- beginning and end -- */

static void
source_release(struct source *src)
{
	struct kafka_source *s = (struct kafka_source *)src;
	size_t i;

	for (i = 0; i < s->bounds.npart; i++)
		if (s->bounds.part[i].reading)
			rd_kafka_consume_stop(s->bounds.part[i].topic->rkt,
			    s->bounds.part[i].id);
	for (i = 0; i < s->bounds.ntopic; i++)
		if (s->bounds.topic[i].rkt != NULL)
			rd_kafka_topic_destroy(s->bounds.topic[i].rkt);
	kafka_pulse_release(&s->pulse);
	if (s->queue != NULL)
		rd_kafka_queue_destroy(s->queue);
	kafka_client_release(&s->c);
	kafka_bounds_release(&s->bounds);
	log_source_release(&s->log);
	free(s);
}

static bool
get_part(const struct log_source *ls, size_t k, int32_t *index, bool *whole)
{
	const struct kafka_source *s = (const struct kafka_source *)ls;

	if (k >= s->bounds.npart)
		return false;
	*index = s->bounds.part[k].index;
	*whole = s->bounds.part[k].from <= s->bounds.part[k].low;
	return true;
}

static const struct source_ops ops = {
	.next = kafka_next,
	.decode = kafka_decode,
	.drop = kafka_drop,
	.free = source_release,
	.place = log_source_place,
	.stop = log_source_stop,
	.cancel = log_source_cancel
};

static int64_t
between(int64_t least, int64_t v, int64_t most)
{
	return v < least ? least : v > most ? most : v;
}

/* A number that the user gave a property, else v. */
static int64_t
given_or(const struct log_settings *set, const char *name, int64_t v)
{
	const char *given = kafka_conf_given(set, name);
	int64_t n;

	return given != NULL && num_parse_i64(given, strlen(given), &n) && n > 0 ? n : v;
}

/*
 * Cuts the budget of r into what is queued and what one fetch brings.  librdkafka looks
 * at the queue before it asks, and what comes is decompressed at once: a fetch is the
 * smaller part, because good compression, and what a message costs, make hundreds of it.
 */
static void
plan_ahead(struct kafka_ahead *a, const struct log_read *r, const struct log_settings *set)
{
	int64_t budget = r->ahead == 0 || r->ahead > INT64_MAX ? AHEAD_MOST :
	    between(0, (int64_t)r->ahead, AHEAD_MOST), least;

	a->fetch = between(FETCH_LEAST, budget / 512, FETCH_MOST);
	a->kbytes = between(1024, budget / 6 / 1024, QUEUE_KBYTES);
	a->records = between(1000, budget / 8 / MESSAGE_COST, QUEUE_RECORDS);
	if (r->limit >= 0 && r->limit < QUEUE_RECORDS / 100)
		a->records = 1000;
	/* librdkafka insists on that; in a file it is for the producer. */
	least = given_or(set, "message.max.bytes", 0);
	a->fetch = a->fetch < least ? least : a->fetch;
	a->kbytes = given_or(set, "queued.max.messages.kbytes", a->kbytes);
	a->records = given_or(set, "queued.min.messages", a->records);
}

static int
open_handle(struct kafka_source *s, const struct log_read *r, struct err *e)
{
	const char *isolation = kafka_conf_given(&s->k->set, "isolation.level");
	bool few = r->limit >= 0 && r->limit < QUEUE_RECORDS / 100;
	char records[24], kbytes[24], fetch[24];
	const struct kafka_prop weak[] = {
		{ "queued.min.messages", records },
		{ "queued.max.messages.kbytes", kbytes },
		{ "fetch.message.max.bytes", few ? "262144" : fetch },
		{ "fetch.max.bytes", fetch },
		/* A fetch must not be smaller than this; it means nothing else to a reader. */
		{ "message.max.bytes", "1000" },
		{ "receive.message.max.bytes", "2147483647" },
		/* A bounded reader waits at the end only, where nothing more will come. */
		{ "fetch.wait.max.ms", r->follow ? "500" : "50" },
		{ "fetch.error.backoff.ms", "100" },
		/* As Java's; librdkafka would take what a disk made of records. */
		{ "check.crcs", "true" },
		{ NULL, NULL }
	};
	const struct kafka_prop strong[] = {
		{ "isolation.level", r->read_uncommitted ? "read_uncommitted" :
		    isolation != NULL ? isolation : "read_committed" },
		{ "enable.auto.commit", "false" },
		{ "enable.auto.offset.store", "false" },
		{ "enable.partition.eof", "true" },
		{ "auto.offset.reset", "error" },
		{ "allow.auto.create.topics", "false" },
		{ NULL, NULL }
	};
	rd_kafka_conf_t *conf;

	plan_ahead(&s->ahead, r, &s->k->set);
	snprintf(records, sizeof records, "%lld", (long long)s->ahead.records);
	snprintf(kbytes, sizeof kbytes, "%lld", (long long)s->ahead.kbytes);
	snprintf(fetch, sizeof fetch, "%lld", (long long)s->ahead.fetch);
	conf = kafka_conf_new(&s->k->set, weak, strong, e);
	if (conf == NULL)
		return -1;
	/* Where it is known no nudges are needed. */
	if (kafka_conf_given(&s->k->set, "fetch.queue.backoff.ms") == NULL)
		rd_kafka_conf_set(conf, "fetch.queue.backoff.ms", "5", NULL, 0);
	return kafka_client_init(&s->c, &s->k->set, RD_KAFKA_CONSUMER, conf, e);
}

static int
start(struct kafka_source *s, const struct log_read *r, struct err *e)
{
	rd_kafka_topic_conf_t *conf;
	size_t i;

	s->queue = rd_kafka_queue_new(s->c.rk);
	for (i = 0; i < s->bounds.ntopic; i++) {
		struct kafka_topic *t = &s->bounds.topic[i];

		conf = rd_kafka_default_topic_conf_dup(s->c.rk);
		rd_kafka_topic_conf_set_opaque(conf, t);
		t->rkt = rd_kafka_topic_new(s->c.rk, t->name, conf);
		if (t->rkt == NULL) {
			rd_kafka_topic_conf_destroy(conf);
			return err_set(e, STATUS_SYSTEM, "topic %s: %s", t->name,
			    rd_kafka_err2str(rd_kafka_last_error()));
		}
	}
	if (start_parts(s, e) != 0)
		return -1;
	kafka_pulse_init(&s->pulse, &s->c, &s->bounds, &s->ahead, r->follow,
	    r->npartition == 0);
	return 0;
}

/* Which column each field of the schema is. */
static void
find_columns(struct kafka_source *s)
{
	int c, at;

	for (c = 0; c < LOG_NCOLUMN; c++) {
		at = schema_find(s->log.source.schema, log_column_name[c]);
		if (at >= 0)
			s->column[at] = (enum log_column)c;
	}
}

int
kafka_source_new(struct log *l, const struct log_read *r, struct log_source **out,
    struct err *e)
{
	struct kafka_source *s = mem_zero(1, sizeof *s, e);

	if (s == NULL)
		return -1;
	s->k = (struct kafka *)l;
	s->log.part = get_part;
	s->idle_told = true;
	err_clear(&s->failed);
	if (log_source_init(&s->log, &ops, r, e) != 0 || open_handle(s, r, e) != 0 ||
	    kafka_bounds_init(&s->bounds, &s->c, r, e) != 0 ||
		    start(s, r, e) != 0) {
		source_release(&s->log.source);
		return -1;
	}
	if (!r->follow)
		s->log.source.partitions = s->bounds.indexes;
	find_columns(s);
	*out = &s->log;
	return 0;
}
