/* local_migrate.c - ledgers of an older format become ones of today's. */
#include <string.h>

#include "log/local_lmdb.h"

#define OLD_FORMAT 1
#define RANGES 64

const char *
ledger_db_name(uint32_t format, enum local_db db)
{
	static const char *const name[2][DB_COUNT] = {
		{ "meta", "topics", "partitions", "ranges", "segments", "groups", "leases",
		    "transactions" },
		/* Who has format 1 open finds nothing any more, instead of taking these for its own. */
		{ "meta", "topics.2", "partitions.2", "ranges.2", "segments.2", "groups.2",
		    "leases.2", "transactions.2" }
	};

	return name[format == OLD_FORMAT ? 0 : 1][db];
}

struct migration {
	struct ledger_txn *from, *to;
};

/* What has sums afterwards must be whole before: the ranges of a partition in a row. */
static int
check_ranges(struct ledger_txn *t, const struct ledger_topic *topic, int32_t partition,
    const struct rec_partition *p, struct err *e)
{
	struct ledger_range r[RANGES];
	int64_t at = p->start;
	size_t n = 1;

	while (at < p->next && n > 0) {
		if (ledger_ranges(t, topic->id, partition, at, r, RANGES, &n, e) != 0)
			return -1;
		if (n > 0)
			at = r[n - 1].base + r[n - 1].r.count;
	}
	return 0;
}

static int
add_partitions(void *arg, const struct ledger_topic *topic, struct err *e)
{
	struct migration *m = arg;
	struct rec_partition p;
	int32_t i;

	for (i = 0; i < topic->partitions; i++)
		if (ledger_partition_get(m->from, topic->id, i, &p, e) != 0 ||
		    check_ranges(m->from, topic, i, &p, e) != 0 ||
		    ledger_partition_put(m->to, topic->id, i, &p, e) != 0)
			return -1;
	return 0;
}

static int
copy_all(struct migration *m, enum local_db db, struct err *e)
{
	MDB_cursor *c;
	MDB_val k, v;
	int rc = mdb_cursor_open(m->from->txn, m->from->dbi[db], &c), r = 0;

	if (rc != 0)
		return ledger_fail(m->to, rc, "migrate", e);
	while (r == 0 && (rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) == 0) {
		r = record_check(m->from, db, &k, &v, e);
		if (r == 0)
			r = record_put(m->to, db, k.mv_data, k.mv_size, v.mv_data, v.mv_size, e);
	}
	mdb_cursor_close(c);
	return r == 0 && rc != MDB_NOTFOUND ? ledger_fail(m->to, rc, "migrate", e) : r;
}

static int
open_both(struct ledger_txn *t, MDB_dbi *from, MDB_dbi *to, struct err *e)
{
	int i, rc = 0;

	for (i = 0; i < DB_COUNT && rc == 0; i++) {
		rc = mdb_dbi_open(t->txn, ledger_db_name(OLD_FORMAT, (enum local_db)i), 0, &from[i]);
		if (rc == 0)
			rc = mdb_dbi_open(t->txn, ledger_db_name(LOCAL_FORMAT, (enum local_db)i),
			    MDB_CREATE, &to[i]);
	}
	return rc == 0 ? 0 : ledger_fail(t, rc, "migrate", e);
}

/* The format, and the counter beside it, which has a sum from now on. */
static int
migrate_meta(struct ledger_txn *from, struct ledger_txn *to, struct err *e)
{
	char format[] = "format", next[] = "next-topic";
	uint32_t now = LOCAL_FORMAT;
	uint64_t n;
	MDB_val k = { sizeof format - 1, format }, v = { sizeof now, &now };
	int rc = mdb_put(to->txn, to->dbi[DB_META], &k, &v, 0);
	int there;

	if (rc != 0)
		return ledger_fail(to, rc, "migrate", e);
	there = record_get(from, DB_META, next, sizeof next - 1, &n, sizeof n, e);
	return there <= 0 ? there :
	    record_put(to, DB_META, next, sizeof next - 1, &n, sizeof n, e);
}

/* 1: the ledger has t->format still, 0, -1. */
static int
is_old(struct ledger_txn *t, struct err *e)
{
	char name[] = "format";
	MDB_val key = { sizeof name - 1, name }, val;
	uint32_t format = 0;
	int rc = mdb_get(t->txn, t->dbi[DB_META], &key, &val);

	if (rc != 0)
		return ledger_fail(t, rc, "migrate", e);
	if (val.mv_size == sizeof format)
		memcpy(&format, val.mv_data, sizeof format);
	return format == t->format;
}

int
ledger_migrate(struct ledger_txn *t, void *arg, struct err *e)
{
	MDB_dbi from_dbi[DB_COUNT], to_dbi[DB_COUNT];
	struct ledger_txn from = *t, to = *t;
	struct migration m = { &from, &to };
	int i, rc = is_old(t, e);

	(void)arg;
	if (rc <= 0)
		return rc;
	from.dbi = from_dbi;
	from.format = OLD_FORMAT;
	to.dbi = to_dbi;
	to.format = LOCAL_FORMAT;
	if (open_both(t, from_dbi, to_dbi, e) != 0 ||
	    ledger_topic_each(&from, add_partitions, &m, e) != 0 ||
	    migrate_meta(&from, &to, e) != 0)
		return -1;
	for (i = 0; i < DB_COUNT; i++) {
		if (i == DB_META)
			continue;
		if (i != DB_PARTITIONS && copy_all(&m, (enum local_db)i, e) != 0)
			return -1;
		rc = mdb_drop(t->txn, from_dbi[i], 1);
		if (rc != 0)
			return ledger_fail(t, rc, "migrate", e);
	}
	return 0;
}
