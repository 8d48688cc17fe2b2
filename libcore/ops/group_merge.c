/*
 * group_merge.c - merges the entries of a partition.
 *
 * Where its groups find no room in a worker's table, the range of hashes is halved until
 * they do, and the entries are read again for each piece of it.
 */
#include "ops/group_impl.h"

/* The bits of a hash below those of the partition. */
#define RANGE_BITS 16
#define RANGE(hash) ((uint32_t)((hash) >> (56 - RANGE_BITS)) & ((1u << RANGE_BITS) - 1))

struct merge {
	struct group_table *table;
	uint32_t from, to;		/* the range at hand */
	size_t need;			/* of the entry that found no room */
};

/* 0, 1: no room. */
static int
take(void *arg, const struct group_entry *g)
{
	struct merge *m = arg;
	uint32_t at = RANGE(g->hash);

	if (at < m->from || at >= m->to ||
	    group_table_add(m->table, g->hash, g->key, g->len, g->count))
		return 0;
	m->need = group_entry_size(g->len);
	return 1;
}

/* All entries of these partitions in the range at hand: 0, 1 without room, -1. */
static int
take_all(struct group *g, int w, int from, int to, struct merge *m, struct err *e)
{
	int rc = 0;

	for (int part = from; rc == 0 && part < to; part++)
		for (int i = 0; rc == 0 && i < g->conf.jobs; i++)
			rc = group_parts_each(&g->worker[i].parts, part, g->worker[w].spill, take,
			    m, e);
	return rc;
}

static int
prepare(struct group *g, struct group_worker *w, struct err *e)
{
	if (w->merge.arena == NULL && group_table_init(&w->merge, g->merge_room, e) != 0)
		return -1;
	return w->spill == NULL && (w->spill = spill_worker_new(e)) == NULL ? -1 : 0;
}

int
group_merge(struct group *g, int w, int from, int to,
    int (*use)(void *arg, struct group_table *t, struct err *e), void *arg, struct err *e)
{
	struct merge m = { &g->worker[w].merge, 0, 1u << RANGE_BITS, 0 };
	int64_t entries = 0;
	uint32_t width;
	int rc;

	for (int part = from; part < to; part++)
		for (int i = 0; i < g->conf.jobs; i++)
			entries += g->worker[i].parts.part[part].entries;
	if (entries == 0)
		return 0;
	if (prepare(g, &g->worker[w], e) != 0)
		return -1;
	while (m.from < 1u << RANGE_BITS) {
		group_table_clear(m.table, (size_t)entries);
		if ((rc = take_all(g, w, from, to, &m, e)) < 0)
			return -1;
		if (rc == 1 && m.to - m.from == 1)
			return err_set(e, STATUS_SYSTEM, "groups find no room in the memory that "
			    "there is (a key takes %zu bytes): -m gives more", m.need);
		if (rc == 1) {
			m.to = m.from + (m.to - m.from) / 2;
			continue;
		}
		if (use(arg, m.table, e) != 0)
			return -1;
		/* The next piece is as wide. */
		width = m.to - m.from;
		m.from = m.to;
		m.to += width;
	}
	return 0;
}
