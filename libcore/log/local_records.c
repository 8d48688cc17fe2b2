/* local_records.c - the records of the ledger: topics, partitions, ranges, segments. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "log/local_lmdb.h"

static void
put_be(uint8_t *p, uint64_t v, int bytes)
{
	int i;

	for (i = 0; i < bytes; i++)
		p[i] = (uint8_t)(v >> 8 * (bytes - 1 - i));
}

static uint64_t
get_be(const uint8_t *p, int bytes)
{
	uint64_t v = 0;
	int i;

	for (i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return v;
}

static void
partition_key(uint8_t *key, uint64_t topic, int32_t partition)
{
	put_be(key, topic, 8);
	put_be(key + 8, (uint32_t)partition, 4);
}

static void
range_key(uint8_t *key, uint64_t topic, int32_t partition, int64_t base)
{
	partition_key(key, topic, partition);
	put_be(key + KEY_PARTITION, (uint64_t)base, 8);
}

/* Checks a record of a fixed size and copies it out of the map, where it need not be aligned. */
static int
copy_record(const struct ledger_txn *t, enum local_db db, const MDB_val *k, MDB_val *v,
    void *out, size_t n, struct err *e)
{
	if (record_check(t, db, k, v, e) != 0)
		return -1;
	if (v->mv_size != n)
		return ledger_damaged(t, "a record is of another size", e);
	memcpy(out, v->mv_data, n);
	return 0;
}

int
record_get(struct ledger_txn *t, enum local_db db, const void *key, size_t keylen,
    void *out, size_t n, struct err *e)
{
	MDB_val k = { keylen, (void *)(uintptr_t)key }, v;
	int rc = mdb_get(t->txn, t->dbi[db], &k, &v);

	if (rc == MDB_NOTFOUND)
		return 0;
	if (rc != 0)
		return ledger_fail(t, rc, "read", e);
	return copy_record(t, db, &k, &v, out, n, e) == 0 ? 1 : -1;
}

int
record_put(struct ledger_txn *t, enum local_db db, const void *key, size_t keylen,
    const void *value, size_t n, struct err *e)
{
	MDB_val k = { keylen, (void *)(uintptr_t)key }, v = { n, NULL };
	uint64_t sum = record_sum(db, &k, value, n);
	int rc;

	v.mv_size += sizeof sum;
	rc = mdb_put(t->txn, t->dbi[db], &k, &v, MDB_RESERVE);
	if (rc != 0)
		return ledger_fail(t, rc, "write", e);
	memcpy(v.mv_data, value, n);
	memcpy((char *)v.mv_data + n, &sum, sizeof sum);
	return 0;
}

static int
del_record(struct ledger_txn *t, enum local_db db, const void *key, size_t keylen,
    struct err *e)
{
	MDB_val k = { keylen, (void *)(uintptr_t)key };
	int rc = mdb_del(t->txn, t->dbi[db], &k, NULL);

	return rc == 0 || rc == MDB_NOTFOUND ? 0 : ledger_fail(t, rc, "delete", e);
}

/* Reads the range under a cursor. */
static int
read_range(const struct ledger_txn *t, const MDB_val *k, MDB_val *v,
    struct ledger_range *out, struct err *e)
{
	if (copy_record(t, DB_RANGES, k, v, &out->r, sizeof out->r, e) != 0)
		return -1;
	out->base = (int64_t)get_be((uint8_t *)k->mv_data + KEY_PARTITION, 8);
	return range_fits(out) ? 0 : ledger_damaged(t, "a range has impossible numbers", e);
}

/* -- topics -- */

static int
read_topic(struct ledger_txn *t, const MDB_val *key, MDB_val *val,
    struct ledger_topic *out, struct err *e)
{
	struct rec_topic rec;

	if (record_check(t, DB_TOPICS, key, val, e) != 0)
		return -1;
	if (val->mv_size < sizeof rec)
		return ledger_damaged(t, "a record is too short", e);
	memcpy(&rec, val->mv_data, sizeof rec);
	out->id = rec.id;
	out->partitions = (int32_t)rec.partitions;
	out->name = key->mv_data;
	out->namelen = key->mv_size;
	out->config = (const char *)val->mv_data + sizeof rec;
	out->configlen = val->mv_size - sizeof rec;
	out->nconfig = rec.nconfig;
	return topic_fits(out) ? 0 : ledger_damaged(t, "a topic has impossible numbers", e);
}

int
ledger_topic_get(struct ledger_txn *t, const char *name, struct ledger_topic *out,
    struct err *e)
{
	MDB_val k = { strlen(name), (void *)(uintptr_t)name }, v;
	int rc = mdb_get(t->txn, t->dbi[DB_TOPICS], &k, &v);

	if (rc == MDB_NOTFOUND)
		return 0;
	if (rc != 0)
		return ledger_fail(t, rc, "read", e);
	return read_topic(t, &k, &v, out, e) == 0 ? 1 : -1;
}

int
ledger_topic_each(struct ledger_txn *t,
    int (*see)(void *arg, const struct ledger_topic *topic, struct err *e), void *arg,
    struct err *e)
{
	struct ledger_topic topic;
	MDB_cursor *c;
	MDB_val k, v;
	MDB_stat stat;
	size_t n = 0;
	int rc, r = 0;

	rc = mdb_cursor_open(t->txn, t->dbi[DB_TOPICS], &c);
	if (rc != 0)
		return ledger_fail(t, rc, "read", e);
	for (; r == 0 && (rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) == 0; n++) {
		r = read_topic(t, &k, &v, &topic, e);
		if (r == 0 && see != NULL)
			r = see(arg, &topic, e);
	}
	mdb_cursor_close(c);
	if (r == 0 && rc == MDB_NOTFOUND)
		rc = mdb_stat(t->txn, t->dbi[DB_TOPICS], &stat);
	if (r == 0 && rc != 0)
		return ledger_fail(t, rc, "read", e);
	if (r == 0 && n != stat.ms_entries)
		return ledger_damaged(t, "it has not as many topics as it says", e);
	return r;
}

/* The next number of a counter in meta, from 1. */
static int
next_number(struct ledger_txn *t, const char *name, uint64_t *out, struct err *e)
{
	uint64_t n = 0;

	if (record_get(t, DB_META, name, strlen(name), &n, sizeof n, e) < 0)
		return -1;
	*out = ++n;
	return record_put(t, DB_META, name, strlen(name), &n, sizeof n, e);
}

int
ledger_topic_add(struct ledger_txn *t, const char *name, int32_t partitions,
    const char *config, size_t configlen, size_t nconfig, struct err *e)
{
	struct rec_topic rec = { 0 };
	struct rec_partition none = { 0 };
	struct buf b = BUF_INIT;
	int32_t i;
	int r = -1;

	/* One that cannot be found any more must not come a second time. */
	if (ledger_topic_each(t, NULL, NULL, e) != 0)
		return -1;
	rec.created = clock_wall_ms();
	rec.partitions = (uint32_t)partitions;
	rec.nconfig = (uint32_t)nconfig;
	if (next_number(t, "next-topic", &rec.id, e) == 0 &&
	    buf_add(&b, &rec, sizeof rec, e) == 0 &&
	    buf_add(&b, config, configlen, e) == 0)
		r = record_put(t, DB_TOPICS, name, strlen(name), b.data, b.len, e);
	buf_release(&b);
	for (i = 0; i < partitions && r == 0; i++)
		r = ledger_partition_put(t, rec.id, i, &none, e);
	return r;
}

/* One range less refers to a segment; its record goes with the last. */
static int
segment_drop_range(struct ledger_txn *t, uint64_t id, struct err *e)
{
	struct rec_segment rec;
	uint8_t key[8];
	int r;

	put_be(key, id, 8);
	r = ledger_segment_get(t, id, &rec, e);
	if (r <= 0)
		return r < 0 ? -1 : ledger_damaged(t, "a segment is not there", e);
	if (rec.ranges <= 1)
		return del_record(t, DB_SEGMENTS, key, sizeof key, e);
	rec.ranges--;
	return record_put(t, DB_SEGMENTS, key, sizeof key, &rec, sizeof rec, e);
}

static int
add_span(struct ledger_spans *s, const struct rec_range *r, struct err *e)
{
	struct ledger_span *last = s->n > 0 ? &s->v[s->n - 1] : NULL;

	if (last != NULL && last->segment == r->segment && last->to == r->position) {
		last->to += r->length;
		return 0;
	}
	if (mem_grow(&s->v, &s->cap, s->n + 1, sizeof *s->v, e) != 0)
		return -1;
	s->v[s->n++] = (struct ledger_span){ r->segment, r->position, r->position + r->length };
	return 0;
}

/*
 * Deletes every record of a database whose key starts with the topic's id;
 * those of ranges let go of their segment.
 */
static int
remove_with_prefix(struct ledger_txn *t, enum local_db db, const uint8_t prefix[8],
    struct ledger_spans *freed, struct err *e)
{
	MDB_val k = { 8, (void *)(uintptr_t)prefix }, v;
	struct ledger_range range;
	MDB_cursor *c;
	int rc, r = 0;

	rc = mdb_cursor_open(t->txn, t->dbi[db], &c);
	if (rc != 0)
		return ledger_fail(t, rc, "read", e);
	rc = mdb_cursor_get(c, &k, &v, MDB_SET_RANGE);
	while (r == 0 && rc == 0 && k.mv_size >= 8 && memcmp(k.mv_data, prefix, 8) == 0) {
		if (db == DB_RANGES) {
			r = k.mv_size != KEY_RANGE ? ledger_damaged(t, "a key is too short", e) :
			    read_range(t, &k, &v, &range, e);
			if (r == 0 && (r = segment_drop_range(t, range.r.segment, e)) == 0)
				r = add_span(freed, &range.r, e);
		}
		if (r == 0 && (rc = mdb_cursor_del(c, 0)) == 0)
			rc = mdb_cursor_get(c, &k, &v, MDB_NEXT);
	}
	mdb_cursor_close(c);
	if (r == 0 && rc != 0 && rc != MDB_NOTFOUND)
		return ledger_fail(t, rc, "delete", e);
	return r;
}

/* Deletes the records of groups and leases of a topic: "group \0 topic, partition". */
static int
remove_of_groups(struct ledger_txn *t, enum local_db db, const uint8_t topic[8],
    struct err *e)
{
	MDB_cursor *c;
	MDB_val k, v;
	int rc;

	rc = mdb_cursor_open(t->txn, t->dbi[db], &c);
	if (rc != 0)
		return ledger_fail(t, rc, "read", e);
	while ((rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) == 0) {
		const uint8_t *p = k.mv_data;

		if (k.mv_size >= KEY_PARTITION &&
		    memcmp(p + k.mv_size - KEY_PARTITION, topic, 8) == 0 &&
		    (rc = mdb_cursor_del(c, 0)) != 0)
			break;
	}
	mdb_cursor_close(c);
	return rc == MDB_NOTFOUND ? 0 : ledger_fail(t, rc, "delete", e);
}

int
ledger_topic_remove(struct ledger_txn *t, const struct ledger_topic *topic,
    struct ledger_spans *freed, struct err *e)
{
	uint8_t prefix[8];

	put_be(prefix, topic->id, 8);
	if (remove_with_prefix(t, DB_RANGES, prefix, freed, e) != 0 ||
	    remove_with_prefix(t, DB_PARTITIONS, prefix, freed, e) != 0 ||
	    remove_of_groups(t, DB_GROUPS, prefix, e) != 0 ||
	    remove_of_groups(t, DB_LEASES, prefix, e) != 0)
		return -1;
	return del_record(t, DB_TOPICS, topic->name, topic->namelen, e);
}

/* -- partitions and ranges -- */

int
ledger_partition_get(struct ledger_txn *t, uint64_t topic, int32_t partition,
    struct rec_partition *out, struct err *e)
{
	uint8_t key[KEY_PARTITION];
	int r;

	memset(out, 0, sizeof *out);
	partition_key(key, topic, partition);
	r = record_get(t, DB_PARTITIONS, key, sizeof key, out, sizeof *out, e);
	if (r < 0)
		return -1;
	if (r == 0 && t->format >= 2)
		return ledger_damaged(t, "a partition is not there", e);
	return partition_fits(out) ? 0 :
	    ledger_damaged(t, "a partition has impossible numbers", e);
}

int
ledger_partition_put(struct ledger_txn *t, uint64_t topic, int32_t partition,
    const struct rec_partition *p, struct err *e)
{
	uint8_t key[KEY_PARTITION];

	partition_key(key, topic, partition);
	return record_put(t, DB_PARTITIONS, key, sizeof key, p, sizeof *p, e);
}

static int
segment_add_range(struct ledger_txn *t, const struct rec_range *r, struct err *e)
{
	struct rec_segment rec = { 0, 0 };
	uint8_t key[8];

	put_be(key, r->segment, 8);
	if (ledger_segment_get(t, r->segment, &rec, e) < 0)
		return -1;
	if (r->position < rec.end)
		return err_set(e, STATUS_SYSTEM, "local log: segment %016llx is written "
		    "by two", (unsigned long long)r->segment);
	rec.end = r->position + r->length;
	rec.ranges++;
	return record_put(t, DB_SEGMENTS, key, sizeof key, &rec, sizeof rec, e);
}

int
ledger_range_add(struct ledger_txn *t, uint64_t topic, int32_t partition,
    const struct rec_range *r, int64_t *base, struct err *e)
{
	struct ledger_range last, lr = { 0, *r };
	struct rec_partition part;
	uint8_t key[KEY_RANGE];
	size_t n;

	if (ledger_partition_get(t, topic, partition, &part, e) != 0)
		return -1;
	/* What the partition ends with must be there before anything goes behind it. */
	if (part.next > part.start &&
	    ledger_ranges(t, topic, partition, part.next - 1, &last, 1, &n, e) != 0)
		return -1;
	*base = lr.base = part.next;
	range_key(key, topic, partition, part.next);
	if (__builtin_add_overflow(part.next, r->count, &part.next))
		return err_set(e, STATUS_SYSTEM, "local log: a partition is full");
	if (!range_fits(&lr))
		return err_set(e, STATUS_SYSTEM, "internal: a range with impossible numbers");
	part.bytes += (int64_t)r->length;
	if (record_put(t, DB_RANGES, key, sizeof key, r, sizeof *r, e) != 0 ||
	    record_put(t, DB_PARTITIONS, key, KEY_PARTITION, &part, sizeof part, e) != 0)
		return -1;
	return segment_add_range(t, r, e);
}

/* Puts the cursor on the range that holds offset, or on the next one; an LMDB code. */
static int
seek_range(MDB_cursor *c, const uint8_t *key, MDB_val *k, MDB_val *v)
{
	struct rec_range rec;
	int rc;

	k->mv_size = KEY_RANGE;
	k->mv_data = (void *)(uintptr_t)key;
	rc = mdb_cursor_get(c, k, v, MDB_SET_RANGE);
	if (rc == 0 && k->mv_size == KEY_RANGE && memcmp(k->mv_data, key, KEY_RANGE) == 0)
		return 0;
	/* The one before may reach past offset. */
	rc = mdb_cursor_get(c, k, v, rc == 0 ? MDB_PREV : MDB_LAST);
	if (rc == 0 && k->mv_size == KEY_RANGE && v->mv_size >= sizeof rec &&
	    v->mv_size <= sizeof rec + sizeof(uint64_t) &&
	    memcmp(k->mv_data, key, KEY_PARTITION) == 0) {
		uint64_t base = get_be((uint8_t *)k->mv_data + KEY_PARTITION, 8);

		memcpy(&rec, v->mv_data, sizeof rec);
		if (base + (uint64_t)rec.count > get_be(key + KEY_PARTITION, 8))
			return 0;
	}
	k->mv_size = KEY_RANGE;
	k->mv_data = (void *)(uintptr_t)key;
	return mdb_cursor_get(c, k, v, MDB_SET_RANGE);
}

int
ledger_ranges(struct ledger_txn *t, uint64_t topic, int32_t partition,
    int64_t offset, struct ledger_range *out, size_t cap, size_t *n, struct err *e)
{
	struct rec_partition part;
	uint8_t key[KEY_RANGE];
	MDB_cursor *c;
	MDB_val k, v;
	int rc, r = 0;

	*n = 0;
	if (ledger_partition_get(t, topic, partition, &part, e) != 0)
		return -1;
	range_key(key, topic, partition, offset < 0 ? 0 : offset);
	rc = mdb_cursor_open(t->txn, t->dbi[DB_RANGES], &c);
	if (rc != 0)
		return ledger_fail(t, rc, "read", e);
	rc = seek_range(c, key, &k, &v);
	while (rc == 0 && *n < cap && k.mv_size == KEY_RANGE &&
	    memcmp(k.mv_data, key, KEY_PARTITION) == 0) {
		r = read_range(t, &k, &v, &out[*n], e);
		if (r != 0)
			break;
		++*n;
		rc = mdb_cursor_get(c, &k, &v, MDB_NEXT);
	}
	mdb_cursor_close(c);
	if (r == 0 && rc != 0 && rc != MDB_NOTFOUND)
		return ledger_fail(t, rc, "read", e);
	if (r == 0 && !ranges_fit(out, *n, cap, &part, offset))
		return ledger_damaged(t, "the ranges of a partition do not follow one another", e);
	return r;
}

/* -- segments -- */

int
ledger_segment_get(struct ledger_txn *t, uint64_t id, struct rec_segment *out,
    struct err *e)
{
	uint8_t key[8];
	int r;

	put_be(key, id, 8);
	r = record_get(t, DB_SEGMENTS, key, sizeof key, out, sizeof *out, e);
	return r <= 0 || segment_fits(out) ? r :
	    ledger_damaged(t, "a segment has impossible numbers", e);
}

int
ledger_segments_whole(struct ledger_txn *t, struct err *e)
{
	struct rec_segment rec[16];
	uint64_t id[16], after = 0;
	size_t n, total = 0;
	MDB_stat stat;
	int rc;

	do {
		if (ledger_segments(t, after, id, rec, 16, &n, e) != 0)
			return -1;
		total += n;
		after = n > 0 ? id[n - 1] : after;
	} while (n == 16);
	rc = mdb_stat(t->txn, t->dbi[DB_SEGMENTS], &stat);
	if (rc != 0)
		return ledger_fail(t, rc, "read", e);
	return total == stat.ms_entries ? 0 :
	    ledger_damaged(t, "it has not as many segments as it says", e);
}

int
ledger_segments(struct ledger_txn *t, uint64_t after, uint64_t *id,
    struct rec_segment *out, size_t cap, size_t *n, struct err *e)
{
	uint8_t key[8];
	MDB_val k = { sizeof key, key }, v;
	MDB_cursor *c;
	int rc, r = 0;

	*n = 0;
	put_be(key, after + 1, 8);
	rc = mdb_cursor_open(t->txn, t->dbi[DB_SEGMENTS], &c);
	if (rc != 0)
		return ledger_fail(t, rc, "read", e);
	rc = mdb_cursor_get(c, &k, &v, MDB_SET_RANGE);
	while (rc == 0 && *n < cap && r == 0 && k.mv_size == 8) {
		id[*n] = get_be(k.mv_data, 8);
		r = copy_record(t, DB_SEGMENTS, &k, &v, &out[*n], sizeof out[*n], e);
		if (r == 0 && (!segment_fits(&out[*n]) || id[*n] <= after))
			r = ledger_damaged(t, "a segment has impossible numbers", e);
		++*n;
		rc = mdb_cursor_get(c, &k, &v, MDB_NEXT);
	}
	mdb_cursor_close(c);
	if (r == 0 && rc != 0 && rc != MDB_NOTFOUND)
		return ledger_fail(t, rc, "read", e);
	return r;
}
