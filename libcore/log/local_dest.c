/* local_dest.c - topics to write to. */
#include "log/local_dest.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void
dest_free(struct dest *d)
{
	int32_t i;

	if (d == NULL)
		return;
	for (i = 0; d->stock != NULL && i < d->partitions; i++) {
		if (d->stock[i] != NULL)
			stock_release(d->stock[i]);
		free(d->stock[i]);
	}
	free(d->stock);
	free(d->name);
	free(d);
}

void
dests_release(struct dests *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		dest_free(s->dest[i]);
	free(s->dest);
	memset(s, 0, sizeof *s);
}

struct lookup {
	struct dest *d;
	bool missing_ok, found;
};

/* The partition that has the fewest records: where records without a key begin. */
static int
find_shortest(struct ledger_txn *t, struct dest *d, struct err *e)
{
	struct rec_partition rec;
	int64_t least = INT64_MAX;
	int32_t i;

	for (i = 0; i < d->partitions && least > 0; i++) {
		if (ledger_partition_get(t, d->id, i, &rec, e) != 0)
			return -1;
		if (rec.next < least) {
			least = rec.next;
			d->sticky = i;
		}
	}
	return 0;
}

static int
look_up(struct ledger_txn *t, void *arg, struct err *e)
{
	struct lookup *k = arg;
	struct ledger_topic topic;
	int r = ledger_topic_get(t, k->d->name, &topic, e);

	k->found = r > 0;
	if (r == 0)
		return k->missing_ok ? 0 : local_unknown_topic(t, k->d->name, e);
	if (r < 0)
		return -1;
	k->d->id = topic.id;
	k->d->partitions = topic.partitions;
	local_config_read(topic.config, topic.nconfig, topic.configlen, &k->d->config);
	return find_shortest(t, k->d, e);
}

static struct dest *
dest_open(struct local *lo, const char *name, size_t namelen, bool create, struct err *e)
{
	struct lookup k = { .missing_ok = create };
	struct log_topic_spec spec = { .partitions = -1, .replication = -1 };
	struct dest *d = mem_zero(1, sizeof *d, e);
	bool existed;

	if (d == NULL || (d->name = mem_dup(name, namelen, e)) == NULL)
		goto fail;
	k.d = d;
	spec.name = d->name;
	if (log_name_check(d->name, e) != 0)
		goto fail;
	if (lo->ledger == NULL) {
		local_no_log(lo, d->name, e);
		goto fail;
	}
	if (ledger_read(lo->ledger, look_up, &k, e) != 0)
		goto fail;
	if (!k.found) {
		k.missing_ok = false;
		if (local_create(&lo->log, &spec, &existed, e) != 0 ||
		    ledger_read(lo->ledger, look_up, &k, e) != 0)
			goto fail;
	}
	d->stock = mem_zero((size_t)d->partitions, sizeof *d->stock, e);
	if (d->stock != NULL)
		return d;
fail:
	dest_free(d);
	return NULL;
}

/* Index of the name, or of where it belongs; *found tells which. */
static size_t
search(const struct dests *s, const char *name, size_t namelen, bool *found)
{
	size_t lo = 0, hi = s->n, mid;
	int c;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		c = mem_compare(s->dest[mid]->name, strlen(s->dest[mid]->name), name, namelen);
		if (c == 0) {
			*found = true;
			return mid;
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*found = false;
	return lo;
}

struct dest *
dests_find(struct dests *s, struct local *lo, const char *name, size_t namelen,
    bool create, struct err *e)
{
	struct dest *d;
	bool found;
	size_t at = search(s, name, namelen, &found);

	if (found)
		return s->dest[at];
	if (memchr(name, '\0', namelen) != NULL) {
		err_set(e, STATUS_DATA, "a topic name with a NUL byte");
		return NULL;
	}
	if (mem_grow(&s->dest, &s->cap, s->n + 1, sizeof(struct dest *), e) != 0)
		return NULL;
	d = dest_open(lo, name, namelen, create, e);
	if (d == NULL)
		return NULL;
	memmove(s->dest + at + 1, s->dest + at, (s->n - at) * sizeof(struct dest *));
	s->dest[at] = d;
	s->n++;
	return d;
}

struct stock *
dest_stock(struct dest *d, int32_t partition, const struct local *lo, struct err *e)
{
	struct stock *s = d->stock[partition];

	if (s != NULL)
		return s;
	s = mem_zero(1, sizeof *s, e);
	if (s == NULL)
		return NULL;
	if (stock_init(s, lo->shape[RANGE_SHAPES - 1], e) != 0) {
		free(s);
		return NULL;
	}
	d->stock[partition] = s;
	return s;
}

void
dest_turn(struct dest *d, int32_t partition)
{
	if (d->sticky == partition)
		d->sticky = (partition + 1) % d->partitions;
}
