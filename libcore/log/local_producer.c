/*
 * local_producer.c - appending to the local log.
 *
 * Records gather by partition (or a large batch goes as it is), become ranges in
 * the segment file, and are committed to the ledger many at a time.  A commit
 * covers everything that was sent before it, so what is acknowledged is always
 * a prefix of the input.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "log/local_dest.h"
#include "log/local_segment.h"

/* Acknowledgements that are told in one call. */
#define ACKS 4096

/* A commit comes at the latest after so many bytes, or so long after the first record. */
#define COMMIT_BYTES (INT64_C(256) << 20)
#define COMMIT_MS 500

/* A batch for one partition is not gathered when it has so many rows or bytes. */
#define DIRECT_ROWS 4096
#define DIRECT_BYTES (BATCH_BYTES / 8)

/* What Kafka's record format adds to key and value, without headers, at most. */
#define RECORD_OVERHEAD_MAX 96

/* A range that is in the segment file and not yet in the ledger. */
struct written {
	struct dest *dest;
	int32_t partition;
	struct rec_range r;
	int64_t base;			/* from the ledger */
	int64_t first;
	int64_t *input;			/* input numbers; NULL: from first on */
};

struct local_producer {
	struct log_producer producer;
	struct local *lo;
	struct log_producer_conf conf;
	char *topic;			/* conf.topic */
	struct dests dests;
	struct segment_writer segment;
	struct ipc_message message;
	struct written *written;
	size_t nwritten, capwritten;
	int64_t pending_rows, pending_bytes, pending_first;
	int64_t pending_since;		/* ms, monotonic */
	struct log_ack *ack;		/* ACKS of them, once there are some to tell */
	struct log_counts counts;
	bool failed;
};

static void
clear_written(struct local_producer *p)
{
	size_t i;

	for (i = 0; i < p->nwritten; i++)
		free(p->written[i].input);
	p->nwritten = 0;
}

static void
not_acked(struct local_producer *p, int64_t first)
{
	if (p->counts.first < 0 || first < p->counts.first)
		p->counts.first = first;
}

/* The disk or the ledger failed: nothing that is pending will be there. */
static void
lose_pending(struct local_producer *p, bool unknown)
{
	if (p->pending_rows > 0) {
		*(unknown ? &p->counts.unknown : &p->counts.not_sent) += p->pending_rows;
		not_acked(p, p->pending_first);
	}
	p->pending_rows = p->pending_bytes = 0;
	p->failed = true;
	/* What may be in the ledger must stay in the segment. */
	if (unknown)
		segment_committed(&p->segment);
	segment_writer_release(&p->segment);
	clear_written(p);
}

/* -- writing ranges -- */

/* Appends a batch of one of the shapes as a range; takes b. */
static int
write_range(struct local_producer *p, struct dest *d, int32_t partition,
    struct batch *b, struct written *w, struct err *e)
{
	int r;

	w->dest = d;
	w->partition = partition;
	r = mem_grow(&p->written, &p->capwritten, p->nwritten + 1, sizeof *p->written, e);
	if (r == 0)
		r = ipc_batch_write(b, NULL, &p->message, e);
	if (r == 0)
		r = segment_append(&p->segment, &p->message, &w->r, e);
	ipc_message_release(&p->message);
	batch_free(b);
	if (r != 0)
		return -1;
	if (d->config.append_time)
		w->r.flags |= RANGE_APPEND_TIME;
	p->written[p->nwritten++] = *w;
	dest_turn(d, partition);
	return 0;
}

/* Writes what was gathered for a partition. */
static int
write_stock(struct local_producer *p, struct dest *d, int32_t partition, struct err *e)
{
	struct stock *s = d->stock[partition];
	struct written w = { 0 };
	struct batch *b;

	if (s == NULL || stock_rows(s) == 0)
		return 0;
	b = stock_take(s, p->lo->shape, &w.r, e);
	if (b == NULL)
		return -1;
	w.first = s->first;
	w.input = s->input;
	s->input = NULL;
	s->ninput = s->capinput = 0;
	if (write_range(p, d, partition, b, &w, e) != 0) {
		free(w.input);
		return -1;
	}
	return 0;
}

static int
write_stocks(struct local_producer *p, struct err *e)
{
	size_t i;
	int32_t k;

	for (i = 0; i < p->dests.n; i++) {
		struct dest *d = p->dests.dest[i];

		for (k = 0; k < d->partitions; k++)
			if (write_stock(p, d, k, e) != 0)
				return -1;
	}
	return 0;
}

/* -- committing -- */

static int
check_dests(struct ledger_txn *t, const struct dests *s, struct err *e)
{
	struct ledger_topic topic;
	size_t i;
	int r;

	for (i = 0; i < s->n; i++) {
		r = ledger_topic_get(t, s->dest[i]->name, &topic, e);
		if (r < 0)
			return -1;
		if (r == 0 || topic.id != s->dest[i]->id)
			return err_set(e, STATUS_SYSTEM, "topic %s was deleted meanwhile",
			    s->dest[i]->name);
	}
	return 0;
}

static int
commit_ranges(struct ledger_txn *t, void *arg, struct err *e)
{
	struct local_producer *p = arg;
	size_t i;

	if (check_dests(t, &p->dests, e) != 0)
		return -1;
	for (i = 0; i < p->nwritten; i++) {
		struct written *w = &p->written[i];

		if (ledger_range_add(t, w->dest->id, w->partition, &w->r, &w->base, e) != 0)
			return -1;
	}
	return 0;
}

/* Tells of the records of one range. */
static int
report(struct local_producer *p, const struct written *w, struct err *e)
{
	struct log_ack *ack = p->ack;
	int64_t i, n = 0;

	if (ack == NULL && (p->ack = ack = mem_zero(ACKS, sizeof *ack, e)) == NULL)
		return -1;
	for (i = 0; i < w->r.count; i++) {
		ack[n].input = w->input != NULL ? w->input[i] : w->first + i;
		ack[n].topic = w->dest->name;
		ack[n].partition = w->partition;
		ack[n].offset = p->conf.acks == LOG_ACKS_0 ? -1 : w->base + i;
		if (++n == ACKS || i + 1 == w->r.count) {
			if (p->conf.acked(p->conf.arg, ack, (size_t)n, e) != 0)
				return -1;
			n = 0;
		}
	}
	return 0;
}

/* Everything so far: into the segment, onto the disk, into the ledger. */
static int
commit(struct local_producer *p, struct err *e)
{
	bool unknown = false;
	size_t i;
	int r = 0;

	if (p->pending_rows == 0)
		return 0;
	if (write_stocks(p, e) != 0 || segment_sync(&p->segment, e) != 0 ||
	    ledger_write(p->lo->ledger, commit_ranges, p, &unknown, e) != 0) {
		lose_pending(p, unknown);
		return -1;
	}
	segment_committed(&p->segment);
	p->counts.acked += p->pending_rows;
	p->pending_rows = p->pending_bytes = 0;
	for (i = 0; i < p->nwritten && r == 0 && p->conf.acked != NULL; i++)
		r = report(p, &p->written[i], e);
	clear_written(p);
	return r;
}

/* -- sending -- */

/* What is the same for all rows of a call. */
struct send {
	struct local_producer *p;
	const struct batch *b;
	const struct log_columns *c;
	int64_t first;
	int64_t now;			/* ms */
	struct dest *last;		/* --route: the topic of the row before */
};

static void
count_pending(struct local_producer *p, int64_t first, int64_t rows, size_t bytes)
{
	if (p->pending_rows == 0) {
		p->pending_first = first;
		p->pending_since = clock_ms();
	}
	p->pending_rows += rows;
	p->pending_bytes += (int64_t)bytes;
}

/* A record is refused for what it is. */
static int
refused(struct local_producer *p, struct err *e)
{
	p->counts.refused = 1;
	if (e != NULL)
		e->status = STATUS_DATA;
	return -1;
}

static struct dest *
row_dest(struct send *s, int64_t i, struct err *e)
{
	struct local_producer *p = s->p;
	const struct column *c;
	const char *name;
	size_t n;

	if (p->topic != NULL)
		return p->dests.dest[0];
	c = &s->b->col[s->c->topic];
	if (column_is_null(c, i)) {
		err_set(e, STATUS_DATA, "column topic is NULL");
		refused(p, e);
		return NULL;
	}
	name = column_bytes(c, i, &n);
	if (s->last != NULL && strlen(s->last->name) == n &&
	    memcmp(s->last->name, name, n) == 0)
		return s->last;
	s->last = dests_find(&p->dests, p->lo, name, n, p->conf.create, e);
	if (s->last == NULL && e != NULL && e->status != STATUS_SYSTEM)
		refused(p, e);
	return s->last;
}

/* The partition of row i of a topic, or -1. */
static int32_t
row_partition(struct send *s, const struct dest *d, int64_t i, struct err *e)
{
	const struct log_columns *c = s->c;
	const struct column *col;
	const char *key;
	int32_t partition;
	size_t n;

	if (s->p->conf.keep_partitions && c->partition >= 0 &&
	    !column_is_null(&s->b->col[c->partition], i)) {
		partition = ((const int32_t *)s->b->col[c->partition].values)[i];
		if (partition >= 0 && partition < d->partitions)
			return partition;
		err_set(e, STATUS_DATA, "topic %s has no partition %d (it has %d)", d->name,
		    partition, d->partitions);
		return refused(s->p, e);
	}
	if (c->key < 0 || column_is_null(&s->b->col[c->key], i))
		return d->sticky;
	col = &s->b->col[c->key];
	key = column_bytes(col, i, &n);
	return hash_kafka_partition(key, n, d->partitions);
}

/* The timestamp of row i in ms, as the topic keeps it; -1 when it cannot be one. */
static int
row_time(const struct send *s, const struct dest *d, int64_t i, int64_t *ms,
    struct err *e)
{
	int64_t us;

	*ms = s->now;
	if (d->config.append_time || s->c->timestamp < 0 ||
	    column_is_null(&s->b->col[s->c->timestamp], i))
		return 0;
	us = ((const int64_t *)s->b->col[s->c->timestamp].values)[i];
	*ms = us / 1000;
	if (us >= 0)
		return 0;
	log_timestamp_refused(us, "records have no time before 1970", e);
	return refused(s->p, e);
}

static size_t
cell_size(const struct batch *b, int col, int64_t i)
{
	size_t n = 0;

	if (col >= 0 && !column_is_null(&b->col[col], i))
		column_bytes(&b->col[col], i, &n);
	return n;
}

/* Bytes of a length as Kafka writes it: zigzag, 7 bits a byte. */
static size_t
varint_size(size_t v)
{
	size_t n = 1;

	for (v <<= 1; v >= 128; v >>= 7)
		n++;
	return n;
}

/* A length and so many bytes; NULL is the length -1. */
static size_t
field_size(const struct column *c, int64_t i)
{
	size_t n;

	if (c == NULL || column_is_null(c, i))
		return 1;
	column_bytes(c, i, &n);
	return varint_size(n) + n;
}

static size_t
headers_size(const struct batch *b, int col, int64_t i)
{
	const struct column *pair;
	size_t n;
	int32_t k;

	if (col < 0 || column_is_null(&b->col[col], i))
		return 1;
	pair = &b->col[col].child[0];
	k = b->col[col].offsets[i];
	n = varint_size((size_t)(b->col[col].offsets[i + 1] - k));
	for (; k < b->col[col].offsets[i + 1]; k++)
		n += field_size(&pair->child[0], k) + field_size(&pair->child[1], k);
	return n;
}

/* What the record is in a batch of its own, as Kafka measures it (record format 2). */
static size_t
record_size(const struct send *s, int64_t i)
{
	const struct log_columns *c = s->c;
	size_t n = 3 + headers_size(s->b, c->headers, i);

	n += field_size(c->key < 0 ? NULL : &s->b->col[c->key], i);
	n += field_size(c->value < 0 ? NULL : &s->b->col[c->value], i);
	return 61 + varint_size(n) + n;
}

static int
check_size(const struct send *s, const struct dest *d, int64_t i, struct err *e)
{
	size_t n = cell_size(s->b, s->c->key, i) + cell_size(s->b, s->c->value, i) +
	    RECORD_OVERHEAD_MAX;

	if ((s->c->headers < 0 && n <= (size_t)d->config.max_bytes) ||
	    (n = record_size(s, i)) <= (size_t)d->config.max_bytes)
		return 0;
	err_set(e, STATUS_DATA, "message too large for topic %s: %zu bytes, its "
	    "max.message.bytes is %lld", d->name, n, (long long)d->config.max_bytes);
	return refused(s->p, e);
}

static int
check_key(const struct send *s, const struct dest *d, int64_t i, struct err *e)
{
	if (!d->config.compacted ||
	    (s->c->key >= 0 && !column_is_null(&s->b->col[s->c->key], i)))
		return 0;
	err_set(e, STATUS_DATA, "topic %s is compacted: it takes no record without a key",
	    d->name);
	return refused(s->p, e);
}

/* One row into the stock of its partition, which is written when it is full. */
static int
send_row(struct send *s, int64_t i, struct err *e)
{
	struct local_producer *p = s->p;
	struct dest *d = row_dest(s, i, e);
	struct stock *to;
	int32_t partition;
	int64_t ms;
	size_t n;

	if (d == NULL || check_size(s, d, i, e) != 0 || check_key(s, d, i, e) != 0)
		return -1;
	partition = row_partition(s, d, i, e);
	if (partition < 0)
		return -1;
	if (row_time(s, d, i, &ms, e) != 0)
		return -1;
	to = dest_stock(d, partition, p->lo, e);
	if (to == NULL)
		return -1;
	n = cell_size(s->b, s->c->key, i) + cell_size(s->b, s->c->value, i);
	if (stock_rows(to) >= BATCH_ROWS ||
	    (stock_rows(to) > 0 && stock_size(to) + n > BATCH_BYTES)) {
		if (write_stock(p, d, partition, e) != 0) {
			lose_pending(p, false);
			return -1;
		}
		/* Without a key it goes where the next ones go. */
		partition = row_partition(s, d, i, e);
		if ((to = dest_stock(d, partition, p->lo, e)) == NULL)
			return -1;
	}
	if (stock_add(to, s->b, s->c, i, ms, s->first + i, p->conf.acked != NULL, e) != 0)
		return e != NULL && e->status == STATUS_DATA ? refused(p, e) : -1;
	count_pending(p, s->first + i, 1, n);
	return 0;
}

/* -- a batch as it is -- */

/* Whether all rows go to one partition, which *partition becomes. */
static bool
one_partition(const struct send *s, const struct dest *d, int32_t *partition)
{
	const struct log_columns *c = s->c;
	const struct batch *b = s->b;

	if (s->p->conf.keep_partitions && c->partition >= 0 &&
	    b->col[c->partition].nulls < b->rows)
		return false;
	*partition = d->sticky;
	return d->partitions == 1 || c->key < 0 || b->col[c->key].nulls == b->rows;
}

/* Whether the timestamps can be kept as they come: whole milliseconds, none missing. */
static bool
plain_times(const struct column *c)
{
	const int64_t *us = c->values;
	uint64_t bad = 0;
	int64_t i;

	if (c->nulls > 0)
		return false;
	for (i = 0; i < c->rows; i++)
		bad |= (uint64_t)(us[i] < 0 || us[i] % 1000 != 0);
	return bad == 0;
}

static int64_t
span_bytes(const struct batch *b, int col, int64_t from, int64_t n)
{
	return col < 0 ? 0 : b->col[col].offsets[from + n] - b->col[col].offsets[from];
}

/* How many rows from there on make one range. */
static int64_t
slice_rows(const struct send *s, int64_t from)
{
	int64_t left = s->b->rows - from, lo = 1, hi, mid;

	if (left <= BATCH_ROWS && span_bytes(s->b, s->c->key, from, left) +
	    span_bytes(s->b, s->c->value, from, left) <= 2 * BATCH_BYTES)
		return left;
	hi = left < BATCH_ROWS ? left : BATCH_ROWS;
	while (lo < hi) {
		mid = lo + (hi - lo + 1) / 2;
		if (span_bytes(s->b, s->c->key, from, mid) +
		    span_bytes(s->b, s->c->value, from, mid) <= BATCH_BYTES)
			lo = mid;
		else
			hi = mid - 1;
	}
	return lo;
}

/* Whether no record can be too large for the topic. */
static bool
small_enough(const struct send *s, const struct dest *d)
{
	const struct log_columns *c = s->c;
	int64_t limit = d->config.max_bytes - RECORD_OVERHEAD_MAX, i, most = 0, n;

	if (span_bytes(s->b, c->key, 0, s->b->rows) +
	    span_bytes(s->b, c->value, 0, s->b->rows) <= limit)
		return true;
	for (i = 0; i < s->b->rows; i++) {
		n = span_bytes(s->b, c->key, i, 1) + span_bytes(s->b, c->value, i, 1);
		most = n > most ? n : most;
	}
	return most <= limit;
}

/* 1: the batch is worth it and was sent, 0: row by row instead, -1. */
static int
send_direct(struct send *s, int64_t *at, struct err *e)
{
	struct local_producer *p = s->p;
	const struct batch *b = s->b;
	struct dest *d = p->topic != NULL ? p->dests.dest[0] : NULL;
	bool times = d != NULL && s->c->timestamp >= 0 && !d->config.append_time;
	int32_t partition;
	int64_t n;

	if (d == NULL || d->config.compacted || s->c->headers >= 0 ||
	    (b->rows < DIRECT_ROWS && span_bytes(b, s->c->value, 0, b->rows) < DIRECT_BYTES) ||
	    !one_partition(s, d, &partition) ||
	    (times && !plain_times(&b->col[s->c->timestamp])) || !small_enough(s, d))
		return 0;
	for (; *at < b->rows; *at += n) {
		struct written w = { .first = s->first + *at };
		struct batch *part;

		if (!one_partition(s, d, &partition) || write_stock(p, d, partition, e) != 0)
			goto fail;
		n = slice_rows(s, *at);
		w.r.min_ms = w.r.max_ms = s->now;
		part = stock_direct(b, s->c, *at, n, times, p->lo->shape, &w.r, e);
		if (part == NULL || write_range(p, d, partition, part, &w, e) != 0)
			goto fail;
		count_pending(p, s->first + *at, n, (size_t)w.r.length);
	}
	return 1;
fail:
	lose_pending(p, false);
	return -1;
}

static int
producer_send(struct log_producer *lp, const struct batch *b,
    const struct log_columns *c, int64_t first, struct err *e)
{
	struct local_producer *p = (struct local_producer *)lp;
	struct send s = { p, b, c, first, clock_wall_ms(), NULL };
	int64_t i = 0;
	int r = 0;

	if (p->failed)
		r = err_set(e, STATUS_SYSTEM, "the producer failed before");
	else if (p->topic == NULL && c->topic < 0)
		r = err_set(e, STATUS_USAGE, "no column topic");
	if (r == 0)
		r = send_direct(&s, &i, e);
	if (r == 0) {
		for (; r == 0 && i < b->rows; i++)
			r = send_row(&s, i, e);
		i -= r != 0;
	}
	if (r < 0) {
		if (e != NULL && !p->failed)
			e->row = i;
		p->counts.not_sent += b->rows - i;
		if (i < b->rows)
			not_acked(p, first + i);
		return -1;
	}
	if (p->pending_bytes >= COMMIT_BYTES || clock_ms() - p->pending_since >= COMMIT_MS)
		return commit(p, e);
	return 0;
}

static int
producer_flush(struct log_producer *lp, struct err *e)
{
	struct local_producer *p = (struct local_producer *)lp;

	if (p->failed)
		return err_set(e, STATUS_SYSTEM, "the producer failed before");
	return commit(p, e);
}

static void
producer_counts(const struct log_producer *lp, struct log_counts *out)
{
	const struct local_producer *p = (const struct local_producer *)lp;

	*out = p->counts;
	/* Nothing of it is in the ledger. */
	out->not_sent += p->pending_rows;
	if (p->pending_rows > 0 && (out->first < 0 || p->pending_first < out->first))
		out->first = p->pending_first;
}

static void
producer_free(struct log_producer *lp)
{
	struct local_producer *p = (struct local_producer *)lp;

	segment_writer_release(&p->segment);
	ipc_message_release(&p->message);
	clear_written(p);
	free(p->written);
	free(p->ack);
	dests_release(&p->dests);
	free(p->topic);
	free(p);
}

static const struct log_producer_ops ops = {
	producer_send, producer_flush, producer_counts, producer_free
};

int
local_producer_new(struct log *l, const struct log_producer_conf *conf,
    struct log_producer **out, struct err *e)
{
	struct local_producer *p;

	if (local_need((struct local *)l, conf->create, e) < 0 ||
	    (p = mem_zero(1, sizeof *p, e)) == NULL)
		return -1;
	p->producer.ops = &ops;
	p->lo = (struct local *)l;
	p->conf = *conf;
	p->counts.first = -1;
	segment_writer_init(&p->segment, p->lo->ledger, p->lo->dir);
	if (conf->topic != NULL) {
		p->topic = mem_dup(conf->topic, strlen(conf->topic), e);
		if (p->topic == NULL || dests_find(&p->dests, p->lo, p->topic,
		    strlen(p->topic), conf->create, e) == NULL) {
			producer_free(&p->producer);
			return -1;
		}
	}
	*out = &p->producer;
	return 0;
}
