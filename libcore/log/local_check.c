/*
 * local_check.c - whether a record of the ledger is what was written.
 *
 * LMDB keeps no sums of its pages: a bit that a disk turned would be believed.
 */
#include <string.h>
#include <xxhash.h>

#include "log/local_lmdb.h"
#include "model/batch.h"

/* Longest configs of a topic, to bound what is read before its sum is known to be right. */
#define TOPIC_MAX ((size_t)1 << 20)

uint64_t
record_sum(enum local_db db, const MDB_val *key, const void *value, size_t n)
{
	return XXH3_64bits_withSeed(value, n,
	    XXH3_64bits_withSeed(key->mv_data, key->mv_size, (XXH64_hash_t)db));
}

int
record_check(const struct ledger_txn *t, enum local_db db, const MDB_val *key,
    MDB_val *val, struct err *e)
{
	uint64_t sum;
	size_t n = val->mv_size;

	if (n > TOPIC_MAX || key->mv_size > KEY_MAX)
		return ledger_damaged(t, "a record is too long", e);
	if (t->format < 2)
		return 0;
	if (n < sizeof sum)
		return ledger_damaged(t, "a record is too short", e);
	n -= sizeof sum;
	memcpy(&sum, (const char *)val->mv_data + n, sizeof sum);
	if (sum != record_sum(db, key, val->mv_data, n))
		return ledger_damaged(t, "a record is not what was written", e);
	val->mv_size = n;
	return 0;
}

bool
range_fits(const struct ledger_range *lr)
{
	const struct rec_range *r = &lr->r;

	return lr->base >= 0 && r->count > 0 && r->count <= BATCH_ROWS &&
	    lr->base <= INT64_MAX - r->count &&
	    (r->flags & ~(unsigned)(RANGE_SHAPES - 1 + RANGE_APPEND_TIME)) == 0 &&
	    r->head >= 8 && r->head <= r->length && r->length <= INT64_MAX / 2 &&
	    r->position >= sizeof(struct segment_header) && r->position <= INT64_MAX / 2 &&
	    r->min_ms >= 0 && r->min_ms <= r->max_ms && r->max_ms <= INT64_MAX / 1000;
}

bool
partition_fits(const struct rec_partition *p)
{
	return p->start >= 0 && p->start <= p->next && p->bytes >= 0;
}

bool
segment_fits(const struct rec_segment *s)
{
	return s->end >= sizeof(struct segment_header) && s->end <= INT64_MAX && s->ranges > 0;
}

/* The configs are as many strings as is said. */
static bool
configs_fit(const struct ledger_topic *t)
{
	const char *p = t->config, *end = p + t->configlen;
	size_t n = 0;

	for (; p < end && (p = memchr(p, '\0', (size_t)(end - p))) != NULL; p++)
		n++;
	return p == end && n == t->nconfig;
}

bool
topic_fits(const struct ledger_topic *t)
{
	return t->id > 0 && t->partitions > 0 && t->namelen > 0 &&
	    memchr(t->name, '\0', t->namelen) == NULL && configs_fit(t);
}

bool
ranges_fit(const struct ledger_range *lr, size_t n, size_t cap,
    const struct rec_partition *p, int64_t offset)
{
	int64_t at = offset < p->start ? p->start : offset;
	size_t i;

	if (at >= p->next)
		return n == 0;
	for (i = 0; i < n; i++) {
		/* The first one holds the offset, the others begin where one ended. */
		if (i == 0 ? lr[i].base > at || lr[i].base + lr[i].r.count <= at :
		    lr[i].base != at)
			return false;
		at = lr[i].base + lr[i].r.count;
	}
	return at == p->next || (n == cap && at < p->next);
}
