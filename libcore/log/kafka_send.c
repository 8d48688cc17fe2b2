/* kafka_send.c - the rows of a batch become messages. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "log/kafka_producer.h"

/* Bytes of values after which a chunk of rows ends. */
#define CHUNK_BYTES (1 << 20)

/* A batch with less than this had nothing behind it: it goes at once. */
#define SMALL_ROWS 4096
#define SMALL_BYTES (256 << 10)

struct send {
	struct kafka_producer *p;
	const struct batch *b;
	const struct log_columns *c;
	int64_t first;			/* input number of row 0 */
	int64_t at;			/* row in hand */
	struct kafka_dest *last;
};

/* The row in hand is refused for what it is. */
static int
refused(struct send *s, struct err *why)
{
	if (why->status != STATUS_SYSTEM) {
		why->status = STATUS_DATA;
		s->p->counts.refused = 1;
	}
	why->row = s->at;
	return -1;
}

/* Bytes of a cell: NULL for NULL, never NULL for an empty value. */
static void *
cell(const struct batch *b, int col, int64_t i, size_t *n)
{
	const char *p;

	*n = 0;
	if (col < 0 || column_is_null(&b->col[col], i))
		return NULL;
	p = column_bytes(&b->col[col], i, n);
	return (void *)(uintptr_t)(p != NULL ? p : "");
}

static struct kafka_dest *
row_dest(struct send *s, struct err *why)
{
	const char *name;
	size_t n;

	if (s->p->topic != NULL)
		return s->last;
	name = cell(s->b, s->c->topic, s->at, &n);
	if (name == NULL) {
		err_set(why, STATUS_DATA, "column topic is NULL");
		return NULL;
	}
	if (s->last == NULL || s->last->len != n || memcmp(s->last->name, name, n) != 0)
		s->last = kafka_producer_dest(s->p, name, n, why);
	return s->last;
}

/*
 * A broker refuses the whole batch in which one record has no key that needs one,
 * and librdkafka does not tell which it was: better here.
 */
static int
check_key(struct send *s, const struct kafka_dest *d, struct err *why)
{
	size_t n;

	if (!d->compacted || cell(s->b, s->c->key, s->at, &n) != NULL)
		return 0;
	return err_set(why, STATUS_DATA, "topic %s is compacted: it takes no record without "
	    "a key", d->name);
}

/* The partition of the row in hand, or -1. */
static int32_t
row_partition(struct send *s, struct kafka_dest *d, struct err *why)
{
	const struct log_columns *c = s->c;
	int32_t partition;
	const char *key;
	size_t n;

	if (s->p->conf.keep_partitions && c->partition >= 0 &&
	    !column_is_null(&s->b->col[c->partition], s->at)) {
		partition = ((const int32_t *)s->b->col[c->partition].values)[s->at];
		if (partition >= 0 && partition < d->partitions)
			return partition;
		return err_set(why, STATUS_DATA, "topic %s has no partition %d (it has %d)",
		    d->name, partition, d->partitions);
	}
	key = cell(s->b, c->key, s->at, &n);
	return key == NULL ? d->sticky : hash_kafka_partition(key, n, d->partitions);
}

/* -- one message at a time: timestamps and headers -- */

static int
add_headers(struct send *s, int64_t row, rd_kafka_headers_t **out, struct err *why)
{
	const struct column *list = &s->b->col[s->c->headers], *pair, *key, *value;
	rd_kafka_resp_err_t err = RD_KAFKA_RESP_ERR_NO_ERROR;
	const char *k, *v;
	size_t nk, nv;
	int32_t i;

	*out = NULL;
	if (column_is_null(list, row) || list->offsets[row] == list->offsets[row + 1])
		return 0;
	pair = &list->child[0];
	key = &pair->child[0];
	value = &pair->child[1];
	*out = rd_kafka_headers_new((size_t)(list->offsets[row + 1] - list->offsets[row]));
	for (i = list->offsets[row]; i < list->offsets[row + 1] && err == 0; i++) {
		if (column_is_null(pair, i) || column_is_null(key, i)) {
			rd_kafka_headers_destroy(*out);
			return err_set(why, STATUS_DATA, "column headers: a header without key");
		}
		k = column_bytes(key, i, &nk);
		v = NULL;
		nv = 0;
		if (!column_is_null(value, i) && (v = column_bytes(value, i, &nv)) == NULL)
			v = "";
		/* A length of -1 would be strlen. */
		err = rd_kafka_header_add(*out, k != NULL ? k : "", (ssize_t)nk, v,
		    (ssize_t)nv);
	}
	if (err != 0) {
		rd_kafka_headers_destroy(*out);
		return err_set(why, STATUS_DATA, "column headers: %s", rd_kafka_err2str(err));
	}
	return 0;
}

/* The timestamp of a row in ms; 0 for none.  -1: one that Kafka cannot hold. */
static int
row_time(const struct send *s, int64_t row, int64_t *ms, struct err *why)
{
	const struct column *c;
	int64_t us;

	*ms = 0;
	if (s->c->timestamp < 0)
		return 0;
	c = &s->b->col[s->c->timestamp];
	if (column_is_null(c, row))
		return 0;
	us = ((const int64_t *)c->values)[row];
	if (us < 0)
		return log_timestamp_refused(us, "records have no time before 1970", why);
	if (us < 1000)
		return log_timestamp_refused(us, "librdkafka takes the first millisecond "
		    "of 1970 for no time", why);
	*ms = us / 1000;
	return 0;
}

/* What became of a message. */
enum sent { SENT, FULL, LOST };

static enum sent
outcome(struct send *s, const struct kafka_dest *d, int32_t partition,
    rd_kafka_resp_err_t err, size_t size)
{
	struct err why;

	if (err == RD_KAFKA_RESP_ERR_NO_ERROR)
		return SENT;
	if (err == RD_KAFKA_RESP_ERR__QUEUE_FULL && kafka_producer_left(s->p) > 0)
		return FULL;
	if (err == RD_KAFKA_RESP_ERR__QUEUE_FULL)
		err = RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
	kafka_producer_refusal(s->p, d, partition, err, size, &why);
	s->p->counts.refused |= kafka_is_refusal(err);
	kafka_producer_fail(s->p, &why);
	return LOST;
}

static enum sent
send_one(struct send *s, const struct kafka_dest *d, int32_t partition, int64_t row)
{
	struct err why = ERR_INIT;
	rd_kafka_headers_t *headers = NULL;
	rd_kafka_error_t *error;
	rd_kafka_resp_err_t err;
	rd_kafka_vu_t v[8];
	int64_t ms;
	size_t n = 0, nkey, nvalue;

	if (row_time(s, row, &ms, &why) != 0 ||
	    (s->c->headers >= 0 && add_headers(s, row, &headers, &why) != 0)) {
		s->at = row;
		refused(s, &why);
		kafka_producer_fail(s->p, &why);
		return LOST;
	}
	v[n++] = (rd_kafka_vu_t){ .vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = d->rkt };
	v[n++] = (rd_kafka_vu_t){ .vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = partition };
	v[n].vtype = RD_KAFKA_VTYPE_KEY;
	v[n].u.mem.ptr = cell(s->b, s->c->key, row, &nkey);
	v[n++].u.mem.size = nkey;
	v[n].vtype = RD_KAFKA_VTYPE_VALUE;
	v[n].u.mem.ptr = cell(s->b, s->c->value, row, &nvalue);
	v[n++].u.mem.size = nvalue;
	v[n++] = (rd_kafka_vu_t){ .vtype = RD_KAFKA_VTYPE_OPAQUE,
	    .u.ptr = (void *)(intptr_t)(s->first + row) };
	v[n++] = (rd_kafka_vu_t){ .vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u.i64 = ms };
	/* The batch may go before the message does; keys are copied anyway. */
	v[n++] = (rd_kafka_vu_t){ .vtype = RD_KAFKA_VTYPE_MSGFLAGS,
	    .u.i = RD_KAFKA_MSG_F_COPY };
	if (headers != NULL)
		v[n++] = (rd_kafka_vu_t){ .vtype = RD_KAFKA_VTYPE_HEADERS,
		    .u.headers = headers };
	error = rd_kafka_produceva(s->p->c.rk, v, n);
	if (error == NULL)
		return SENT;
	err = rd_kafka_error_code(error);
	rd_kafka_error_destroy(error);
	if (headers != NULL)
		rd_kafka_headers_destroy(headers);
	return outcome(s, d, partition, err, nkey + nvalue);
}

/* Messages of rows order[0 .. n) one by one.  0 or -1. */
static int
send_singly(struct send *s, const struct kafka_dest *d, int32_t partition,
    const int32_t *order, int64_t base, int32_t n, struct err *e)
{
	enum sent what = SENT;
	int32_t i = 0;

	while (i < n && what != LOST) {
		what = send_one(s, d, partition, base + order[i]);
		if (what == SENT) {
			s->p->taken++;
			i++;
		} else if (what == FULL && kafka_producer_serve(s->p, 5, e) != 0) {
			break;
		}
	}
	for (; i < n; i++)
		kafka_producer_lost(s->p, s->first + base + order[i], 1);
	return s->p->failed ? -1 : 0;
}

/* -- many at a time -- */

/* msg[0 .. n) for one partition; those refused count as lost.  0 or -1. */
static int
send_many(struct send *s, const struct kafka_dest *d, int32_t partition,
    rd_kafka_message_t *msg, int n, struct err *e)
{
	enum sent what;
	int i, full = 0;

	while (n > 0) {
		s->p->taken += rd_kafka_produce_batch(d->rkt, partition, RD_KAFKA_MSG_F_COPY,
		    msg, n);
		/* Those that found no room are tried again, in their order. */
		for (i = full = 0; i < n; i++) {
			what = outcome(s, d, partition, msg[i].err, msg[i].len + msg[i].key_len);
			if (what == FULL)
				msg[full++] = msg[i];
			else if (what == LOST)
				kafka_producer_lost(s->p, (int64_t)(intptr_t)msg[i]._private, 1);
		}
		n = full;
		if (s->p->failed || (n > 0 && kafka_producer_serve(s->p, 5, e) != 0))
			break;
	}
	for (i = 0; i < n; i++)
		kafka_producer_lost(s->p, (int64_t)(intptr_t)msg[i]._private, 1);
	return s->p->failed ? -1 : 0;
}

/* Rows of one partition: base + order[0 .. n). */
static int
send_group(struct send *s, const struct kafka_dest *d, int32_t partition,
    const int32_t *order, int64_t base, int32_t n, struct err *e)
{
	rd_kafka_message_t *m = s->p->msg;
	int32_t i;

	if (s->c->timestamp >= 0 || s->c->headers >= 0)
		return send_singly(s, d, partition, order, base, n, e);
	for (i = 0; i < n; i++, m++) {
		m->payload = cell(s->b, s->c->value, base + order[i], &m->len);
		m->key = cell(s->b, s->c->key, base + order[i], &m->key_len);
		m->_private = (void *)(intptr_t)(s->first + base + order[i]);
	}
	return send_many(s, d, partition, s->p->msg, n, e);
}

/* -- chunks of rows -- */

static int64_t
row_size(const struct send *s, int64_t row)
{
	size_t key, value;

	cell(s->b, s->c->key, row, &key);
	cell(s->b, s->c->value, row, &value);
	return (int64_t)(key + value);
}

/*
 * Gives rows from base on their slots, until the chunk is large enough or a row
 * is no record; *n becomes how many have one.  0, or -1 with why for row base + n.
 */
static int
assign(struct send *s, int64_t base, int32_t *n, struct err *why)
{
	struct kafka_producer *p = s->p;
	int64_t bytes = 0, size, now = clock_ms();
	struct kafka_dest *d;
	int32_t partition;

	for (*n = 0; *n < KAFKA_CHUNK && base + *n < s->b->rows && bytes < CHUNK_BYTES; ++*n) {
		s->at = base + *n;
		d = row_dest(s, why);
		if (d == NULL || check_key(s, d, why) != 0)
			return refused(s, why);
		if (*n == 0 || d->sticky_bytes >= CHUNK_BYTES)
			kafka_dest_turn(&p->dests, d, now);
		partition = row_partition(s, d, why);
		if (partition < 0)
			return refused(s, why);
		size = row_size(s, s->at);
		d->sticky_bytes += size;
		bytes += size;
		p->slot[*n] = d->slot + partition;
	}
	if (*n > 0)
		p->avg_size += ((double)bytes / *n - p->avg_size) * (p->avg_size == 0 ? 1 : 0.2);
	return 0;
}

/* Sorts the n rows of the chunk by slot into p->order, stably.  0 or -1. */
static int
sort_slots(struct kafka_producer *p, int32_t n, struct err *why)
{
	size_t slots = p->dests.nslot, k;
	int32_t i, sum = 0, count;

	if (mem_grow(&p->start, &p->capstart, slots + 1, sizeof *p->start, why) != 0)
		return -1;
	memset(p->start, 0, (slots + 1) * sizeof *p->start);
	for (i = 0; i < n; i++)
		p->start[p->slot[i]]++;
	for (k = 0; k < slots; k++) {
		count = p->start[k];
		p->start[k] = sum;
		sum += count;
	}
	for (i = 0; i < n; i++)
		p->order[p->start[p->slot[i]]++] = i;
	return 0;
}

/* Sends the n rows from base on, which have slots.  0 or -1. */
static int
send_chunk(struct send *s, int64_t base, int32_t n, struct err *e)
{
	struct kafka_producer *p = s->p;
	struct err why = ERR_INIT;
	int32_t from = 0, to;
	int r = sort_slots(p, n, &why);

	if (r != 0)
		kafka_producer_fail(p, &why);
	else
		r = kafka_producer_room(p, e);
	while (r == 0 && from < n) {
		const struct kafka_slot *slot = &p->dests.slot[p->slot[p->order[from]]];

		for (to = from + 1; to < n &&
		    p->slot[p->order[to]] == p->slot[p->order[from]]; to++)
			;
		r = send_group(s, slot->dest, slot->partition, p->order + from, base,
		    to - from, e);
		from = to;
	}
	/* Of an unsorted chunk the order is not known, and not needed. */
	for (; from < n; from++)
		kafka_producer_lost(p, s->first + base +
		    (why.status == STATUS_OK ? p->order[from] : from), 1);
	return r;
}

static bool
is_small(const struct batch *b, const struct log_columns *c)
{
	const struct column *v = &b->col[c->value];

	return b->rows < SMALL_ROWS &&
	    (b->rows == 0 || v->offsets[b->rows] - v->offsets[0] < SMALL_BYTES);
}

/* Sends all rows; those that are not even tried count as lost. */
static int
send_rows(struct send *s, struct err *e)
{
	struct kafka_producer *p = s->p;
	struct err why = ERR_INIT;
	int64_t base;
	int32_t n;
	int bad = 0, r = 0;

	for (base = 0; base < s->b->rows && r == 0 && bad == 0; base += n) {
		bad = assign(s, base, &n, &why);
		r = send_chunk(s, base, n, e);
	}
	kafka_producer_lost(p, s->first + base, s->b->rows - base);
	if (bad != 0)
		kafka_producer_fail(p, &why);
	if (bad != 0 || r != 0)
		return -1;
	if (is_small(s->b, s->c) && kafka_producer_left(p) > 0)
		kafka_producer_kick(p, 1);
	return kafka_producer_serve(p, 0, e);
}

int
kafka_producer_send(struct log_producer *lp, const struct batch *b,
    const struct log_columns *c, int64_t first, struct err *e)
{
	struct kafka_producer *p = (struct kafka_producer *)lp;
	struct send s = { .p = p, .b = b, .c = c, .first = first };

	if (p->topic == NULL && c->topic < 0)
		return err_set(e, STATUS_USAGE, "no column topic");
	if (p->topic != NULL)
		s.last = kafka_dests_find(&p->dests, p->topic, strlen(p->topic));
	if (p->failed) {
		kafka_producer_lost(p, first, b->rows);
	} else {
		if (kafka_producer_left(p) == 0)
			kafka_producer_rest(p);
		if (send_rows(&s, e) == 0)
			return 0;
		kafka_producer_settle(p);
	}
	return err_copy(e, &p->why);
}
