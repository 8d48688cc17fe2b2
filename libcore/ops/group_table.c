/* group_table.c - groups in a hash table of fixed room. */
#include "ops/group_table.h"

#include <string.h>
#include <sys/mman.h>

#include "base/mem.h"

/* Of the smallest entries, so many slots are taken at most. */
#define FILL(slots) ((slots) / 4 * 3)

static size_t
slots_for(size_t n)
{
	size_t slots = 1024;

	while (FILL(slots) < n)
		slots *= 2;
	return slots;
}

size_t
group_table_cost(size_t room)
{
	return room + slots_for(room / group_entry_size(1)) * sizeof(uint64_t);
}

int
group_table_init(struct group_table *t, size_t room, struct err *e)
{
	*t = (struct group_table){ .room = room };
	t->most = slots_for(room / group_entry_size(1));
	if ((t->arena = mem_map(room, e)) == NULL)
		return -1;
	if ((t->slot = mem_map(t->most * sizeof(*t->slot), e)) == NULL) {
		group_table_release(t);
		return -1;
	}
	group_table_clear(t, SIZE_MAX);
	return 0;
}

void
group_table_release(struct group_table *t)
{
	if (t->arena != NULL)
		munmap(t->arena, t->room);
	if (t->slot != NULL)
		munmap(t->slot, t->most * sizeof(*t->slot));
	*t = (struct group_table){ 0 };
}

void
group_table_clear(struct group_table *t, size_t n)
{
	size_t slots = n > t->most ? t->most : slots_for(n);

	if (t->n > 0)
		memset(t->slot, 0, t->slots * sizeof(*t->slot));
	t->slots = slots < t->most ? slots : t->most;
	t->n = t->used = 0;
}

bool
group_table_add(struct group_table *t, uint64_t hash, const void *key, size_t len, int64_t count)
{
	size_t size = group_entry_size(len), mask = t->slots - 1, i = hash & mask;
	uint64_t tag = hash >> 32 << 32;
	struct group_entry *g;

	for (; t->slot[i] != 0; i = (i + 1) & mask) {
		if ((t->slot[i] ^ tag) >> 32 != 0)
			continue;
		g = (struct group_entry *)(void *)(t->arena + ((uint32_t)t->slot[i] - 1) * 8u);
		if (g->hash == hash && g->len == len && memcmp(g->key, key, len) == 0) {
			g->count += count;
			return true;
		}
	}
	if (size > t->room - t->used || t->n >= FILL(t->slots))
		return false;
	g = (struct group_entry *)(void *)(t->arena + t->used);
	*g = (struct group_entry){ hash, count, (uint32_t)len };
	memcpy(g->key, key, len);
	t->slot[i] = tag | (t->used / 8 + 1);
	t->used += size;
	t->n++;
	return true;
}
