/* group.c - counts rows by key. */
#include "ops/group.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "ops/group_impl.h"

/* What a worker counts in before anything goes to its partitions: it fits into a cache. */
#define TABLE_ROOM ((size_t)512 << 10)

/* Fewer rows a group than that, and the table is passed by for so many batches. */
#define WORTH 2
#define BYPASS 32

/* -- set-up -- */

static int
make_schema(struct group *g, const struct schema *in, struct err *e)
{
	const char *twice;
	struct field *f;

	if ((g->op.schema = schema_new(e)) == NULL || (g->in = schema_copy(in, e)) == NULL)
		return -1;
	for (size_t i = 0; i < in->nfield; i++) {
		if (in->field[i].type.id == TYPE_MAP)
			return err_set(e, STATUS_USAGE, "column %s is a map, which cannot be a key",
			    in->field[i].name);
		if ((f = schema_add_field(g->op.schema, &in->field[i], e)) == NULL)
			return -1;
		meta_remove(&f->meta, FIELD_IMPLIED);
		g->term[i].column = (uint32_t)i;
	}
	if (schema_add_id(g->op.schema, g->conf.count, TYPE_BIGINT, false, e) == NULL)
		return -1;
	if ((twice = fields_twice(g->op.schema->field, g->op.schema->nfield)) != NULL)
		return err_set(e, STATUS_USAGE, "two columns are called \"%s\": AS gives one another "
		    "name", twice);
	return 0;
}

static int
make_workers(struct group *g, struct err *e)
{
	size_t each = (size_t)(g->conf.memory / (uint64_t)g->conf.jobs);
	size_t least = group_table_cost(TABLE_ROOM) + ((size_t)2 << 20);

	if (each < least)
		each = least;
	/* A third to merge in, of which tables and lists take half. */
	g->merge_room = each / 6;
	if ((g->worker = mem_zero((size_t)g->conf.jobs, sizeof(*g->worker), e)) == NULL)
		return -1;
	for (int i = 0; i < g->conf.jobs; i++) {
		struct group_worker *w = &g->worker[i];

		if (group_table_init(&w->table, TABLE_ROOM, e) != 0 ||
		    group_parts_init(&w->parts, g->spill, each - each / 3 -
		    group_table_cost(TABLE_ROOM), e) != 0)
			return -1;
	}
	return 0;
}

static const struct op_ops group_ops;

struct group *
group_new(const struct schema *in, const struct group_conf *conf, struct err *e)
{
	struct group *g = mem_zero(1, sizeof(*g), e);

	if (g == NULL)
		return NULL;
	g->conf = *conf;
	g->op.ops = &group_ops;
	g->term = mem_zero(in->nfield + 1, sizeof(*g->term), e);
	if (g->term == NULL || make_schema(g, in, e) != 0 || (g->spill = spill_new(e)) == NULL ||
	    make_workers(g, e) != 0) {
		group_free(g);
		return NULL;
	}
	return g;
}

static void
worker_release(struct group_worker *w)
{
	sort_keys_release(&w->keys);
	group_table_release(&w->table);
	group_table_release(&w->merge);
	group_parts_release(&w->parts);
	spill_worker_free(w->spill);
}

void
group_free(struct group *g)
{
	if (g == NULL)
		return;
	for (int i = 0; g->worker != NULL && i < g->conf.jobs; i++)
		worker_release(&g->worker[i]);
	for (int i = 0; i < GROUP_PARTS; i++)
		buf_release(&g->few[i]);
	free(g->worker);
	spill_free(g->spill);
	schema_unref(g->op.schema);
	schema_unref(g->in);
	free(g->term);
	free(g);
}

struct op *
group_op(struct group *g)
{
	return &g->op;
}

void
group_figures(const struct group *g, struct group_figures *out)
{
	*out = (struct group_figures){ 0 };
	spill_figures(g->spill, &out->spilled, &out->disk);
	for (int i = 0; i < g->conf.jobs; i++) {
		const struct group_worker *w = &g->worker[i];

		out->rows += w->rows;
		out->groups += w->groups;
		out->most = w->most > out->most ? w->most : out->most;
	}
}

/* -- rows -- */

/* The table's groups go to the partitions. */
static int
empty_table(struct group_worker *w, struct err *e)
{
	struct group_table *t = &w->table;

	for (size_t at = 0; at < t->used;) {
		const struct group_entry *x = group_table_next(t, &at);

		if (group_parts_add(&w->parts, x->hash, x->key, x->len, x->count, e) != 0)
			return -1;
	}
	if (t->n > 0 && w->added / (int64_t)t->n < WORTH)
		w->bypass = BYPASS;
	w->added = 0;
	group_table_clear(t, SIZE_MAX);
	return 0;
}

static int
add_row(struct group_worker *w, const uint8_t *key, size_t len, struct err *e)
{
	uint64_t hash = hash_bytes(key, len, 0);

	if (w->bypass > 0)
		return group_parts_add(&w->parts, hash, key, len, 1, e);
	w->added++;
	if (group_table_add(&w->table, hash, key, len, 1))
		return 0;
	if (empty_table(w, e) != 0)
		return -1;
	if (group_table_add(&w->table, hash, key, len, 1))
		return 0;
	return group_parts_add(&w->parts, hash, key, len, 1, e);
}

static int
add(struct op *o, int worker, int input, const struct batch *b, struct emit *to, struct err *e)
{
	struct group *g = (struct group *)o;
	struct group_worker *w = &g->worker[worker];

	(void)input;
	(void)to;
	if (sortkey_make(&w->keys, b, g->term, g->in->nfield, e) != 0)
		return -1;
	for (int64_t i = 0; i < b->rows; i++) {
		size_t len;
		const uint8_t *key = sort_key(&w->keys, i, &len);

		if (add_row(w, key, len, e) != 0)
			return -1;
	}
	w->rows += b->rows;
	if (w->bypass > 0)
		w->bypass--;
	return 0;
}

/* -- the end -- */

/* What a task does with each piece of its partitions. */
struct task {
	struct group *group;
	struct group_worker *worker;
	struct emit *to;
	int part;
};

/* Counts the groups of t for the figures. */
static void
tell(struct group_worker *w, struct group_table *t)
{
	w->groups += (int64_t)t->n;
	for (size_t at = 0; at < t->used;) {
		const struct group_entry *x = group_table_next(t, &at);

		w->most = x->count > w->most ? x->count : w->most;
	}
}

static bool
are_many(const struct group *g)
{
	return g->groups > GROUP_SORTED || g->bytes > GROUP_SORTED_BYTES;
}

/* All there is, and it is little: by key. */
static int
use_all(void *arg, struct group_table *t, struct err *e)
{
	struct task *k = arg;
	struct group_list l = { 0 };
	int rc;

	tell(k->worker, t);
	if (k->group->conf.only_count)
		return 0;
	if (mem_grow(&l.entry, &l.cap, t->n + 1, sizeof(*l.entry), e) != 0)
		return -1;
	for (size_t at = 0; at < t->used;)
		l.entry[l.n++] = group_table_next(t, &at);
	rc = group_emit_sorted(k->group, &l, k->to, e);
	free(l.entry);
	return rc;
}

/* Counts, and keeps a copy as long as it may be all there is. */
static int
use_judge(void *arg, struct group_table *t, struct err *e)
{
	struct task *k = arg;
	struct group *g = k->group;
	int64_t bytes = 0;

	for (size_t at = 0; at < t->used;)
		bytes += group_table_next(t, &at)->len;
	atomic_fetch_add(&g->groups, (int64_t)t->n);
	atomic_fetch_add(&g->bytes, bytes);
	return are_many(g) ? 0 : buf_add(&g->few[k->part], t->arena, t->used, e);
}

static int
use_hash(void *arg, struct group_table *t, struct err *e)
{
	struct task *k = arg;

	tell(k->worker, t);
	return k->group->conf.only_count ? 0 : group_emit_table(k->group, t, k->to, e);
}

/* The few that were kept, by key. */
static int
emit_few(struct group *g, struct group_worker *w, struct emit *to, struct err *e)
{
	struct group_list l = { 0 };
	int rc = 0;

	for (int i = 0; rc == 0 && i < GROUP_PARTS; i++) {
		for (size_t at = 0; rc == 0 && at < g->few[i].len;) {
			const struct group_entry *x =
			    (const struct group_entry *)(void *)(g->few[i].data + at);

			at += group_entry_size(x->len);
			if ((rc = mem_grow(&l.entry, &l.cap, l.n + 1, sizeof(*l.entry), e)) != 0)
				break;
			l.entry[l.n++] = x;
			w->most = x->count > w->most ? x->count : w->most;
		}
	}
	w->groups += (int64_t)l.n;
	if (rc == 0)
		rc = group_emit_sorted(g, &l, to, e);
	free(l.entry);
	return rc;
}

static int
task(struct op *o, int w, int k, struct emit *to, struct err *e)
{
	struct group *g = (struct group *)o;
	struct task t = { g, &g->worker[w], to, k };

	switch (g->phase) {
	case GROUP_ALL:
		return group_merge(g, w, 0, GROUP_PARTS, use_all, &t, e);
	case GROUP_JUDGE:
		return are_many(g) ? 0 : group_merge(g, w, k, k + 1, use_judge, &t, e);
	case GROUP_BY_KEY:
		return emit_few(g, &g->worker[w], to, e);
	default:
		return group_merge(g, w, k, k + 1, use_hash, &t, e);
	}
}

/* Everything that was gathered goes to the partitions: what comes first. */
static int
gathered(struct group *g, struct err *e)
{
	int64_t entries = 0, bytes = 0;
	bool spilled = false;

	for (int i = 0; i < g->conf.jobs; i++) {
		struct group_worker *w = &g->worker[i];

		if (empty_table(w, e) != 0)
			return -1;
		w->bypass = 0;
		entries += w->parts.entries;
		bytes += w->parts.bytes;
		spilled |= w->parts.spilled;
	}
	if (entries == 0)
		g->phase = GROUP_GATHER;
	else if (g->conf.only_count)
		g->phase = GROUP_BY_HASH;
	else
		g->phase = !spilled && entries <= GROUP_SORTED && bytes <= GROUP_SORTED_BYTES &&
		    (size_t)bytes <= g->merge_room ? GROUP_ALL : GROUP_JUDGE;
	return 0;
}

/* The epoch is put out: the next one begins with nothing. */
static void
forget(struct group *g)
{
	for (int i = 0; i < g->conf.jobs; i++)
		group_parts_clear(&g->worker[i].parts);
	for (int i = 0; i < GROUP_PARTS; i++)
		buf_release(&g->few[i]);
	spill_clear(g->spill);
	g->groups = g->bytes = 0;
	g->phase = GROUP_GATHER;
}

static int
end(struct op *o, int input, bool last, int *tasks, struct err *e)
{
	struct group *g = (struct group *)o;

	(void)input;
	(void)last;
	if (g->phase == GROUP_GATHER) {
		if (gathered(g, e) != 0)
			return -1;
	} else if (g->phase == GROUP_JUDGE) {
		g->phase = are_many(g) ? GROUP_BY_HASH : GROUP_BY_KEY;
	} else {
		forget(g);
	}
	*tasks = g->phase == GROUP_GATHER ? 0 :
	    g->phase == GROUP_ALL || g->phase == GROUP_BY_KEY ? 1 : GROUP_PARTS;
	return 0;
}

static const struct op_ops group_ops = { .add = add, .end = end, .task = task };
