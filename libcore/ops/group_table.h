/*
 * group_table.h - groups in a hash table of fixed room.
 *
 * A group is an entry: hash, count, and its key (model/sortkey.h), in one row of memory, in
 * the order in which they came.  The table never grows and says when it is full.
 */
#ifndef SLUICE_OPS_GROUP_TABLE_H
#define SLUICE_OPS_GROUP_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct group_entry {
	uint64_t hash;
	int64_t count;
	uint32_t len;			/* of the key */
	uint8_t key[];
};

/* Bytes of an entry in memory; entries begin at multiples of 8. */
static inline size_t
group_entry_size(size_t len)
{
	return (offsetof(struct group_entry, key) + len + 7) / 8 * 8;
}

struct group_table {
	uint8_t *arena;			/* room bytes, used of them taken */
	size_t room, used;
	uint64_t *slot;			/* upper half of the hash, place in the arena / 8 + 1; 0 */
	size_t slots, most;		/* slots at hand, a power of two; most there may be */
	size_t n;			/* entries */
};

/* An empty table of room bytes for entries, and slots for the smallest ones.  0 or -1. */
int group_table_init(struct group_table *t, size_t room, struct err *e);

/* Harmless on a zeroed struct. */
void group_table_release(struct group_table *t);

/* Bytes that a table of so much room takes at most. */
size_t group_table_cost(size_t room);

/* Empties it, for about n entries: the fewer, the less there is to clear. */
void group_table_clear(struct group_table *t, size_t n);

/* Adds count to the group of a key.  False, and nothing is changed: it has no room. */
bool group_table_add(struct group_table *t, uint64_t hash, const void *key, size_t len,
    int64_t count);

/* The entry at *at, which is moved on; from 0 until it is t->used. */
static inline struct group_entry *
group_table_next(const struct group_table *t, size_t *at)
{
	struct group_entry *g = (struct group_entry *)(void *)(t->arena + *at);

	*at += group_entry_size(g->len);
	return g;
}

#endif
