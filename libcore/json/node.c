/* node.c - the trie of what is wanted. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "json/tree.h"

/* Children that are found by comparing one after the other. */
#define FEW 8

struct json_node *
json_node_new(struct err *e)
{
	struct json_node *n = mem_zero(1, sizeof(*n), e);

	if (n != NULL)
		n->slot = -1;
	return n;
}

void
json_node_free(struct json_node *n)
{
	if (n == NULL)
		return;
	for (size_t i = 0; i < n->nchild; i++)
		json_node_free(n->child[i]);
	free(n->child);
	free(n->table);
	free(n->name);
	free(n);
}

/* An empty name may be NULL. */
static bool
same_name(const struct json_node *c, const void *name, size_t len)
{
	return c->namelen == len && (len == 0 || memcmp(c->name, name, len) == 0);
}

/* Where the name is in the table, or the free entry where it would be. */
static uint32_t *
entry(const struct json_node *n, const void *name, size_t len)
{
	size_t i = hash_bytes(name, len, 0) & (n->ntable - 1);

	for (;; i = (i + 1) & (n->ntable - 1)) {
		const struct json_node *c;

		if (n->table[i] == 0)
			return &n->table[i];
		c = n->child[n->table[i] - 1];
		if (same_name(c, name, len))
			return &n->table[i];
	}
}

struct json_node *
json_node_find(const struct json_node *n, const void *name, size_t len)
{
	if (n->table != NULL) {
		uint32_t at = *entry(n, name, len);

		return at == 0 ? NULL : n->child[at - 1];
	}
	for (size_t i = 0; i < n->nchild; i++) {
		struct json_node *c = n->child[i];

		if (c->name != NULL && same_name(c, name, len))
			return c;
	}
	return NULL;
}

/* Makes the table fit for one child more; at most half of it is used. */
static int
rehash(struct json_node *n, struct err *e)
{
	size_t want = n->ntable == 0 ? 4 * FEW : n->ntable;
	uint32_t *old = n->table;

	if (n->nchild < FEW || (n->table != NULL && 2 * (n->nchild + 1) <= n->ntable))
		return 0;
	while (want < 2 * (n->nchild + 1))
		want *= 2;
	n->table = mem_zero(want, sizeof(*n->table), e);
	if (n->table == NULL) {
		n->table = old;
		return -1;
	}
	free(old);
	n->ntable = want;
	for (size_t i = 0; i < n->nchild; i++)
		if (n->child[i]->name != NULL)
			*entry(n, n->child[i]->name, n->child[i]->namelen) = (uint32_t)i + 1;
	return 0;
}

static struct json_node *
add(struct json_node *n, char *name, size_t len, struct err *e)
{
	struct json_node *c = json_node_new(e);

	if (c == NULL ||
	    mem_grow(&n->child, &n->cap, n->nchild + 1, sizeof(*n->child), e) != 0) {
		free(c);
		free(name);
		return NULL;
	}
	c->name = name;
	c->namelen = len;
	c->plain = name != NULL && memchr(name, '\\', len) == NULL &&
	    memchr(name, '"', len) == NULL;
	c->parent = n;
	c->place = n->nchild;
	n->child[n->nchild++] = c;
	if (n->table != NULL && name != NULL)
		*entry(n, name, len) = (uint32_t)n->nchild;
	return c;
}

struct json_node *
json_node_member(struct json_node *n, const void *name, size_t len, struct err *e)
{
	struct json_node *c = json_node_find(n, name, len);
	char *copy;

	if (c != NULL)
		return c;
	if (rehash(n, e) != 0)
		return NULL;
	copy = mem_dup(name, len, e);
	return copy == NULL ? NULL : add(n, copy, len, e);
}

struct json_node *
json_node_element(struct json_node *n, uint64_t index, struct err *e)
{
	struct json_node *c;

	for (size_t i = 0; i < n->nchild; i++)
		if (n->child[i]->name == NULL && n->child[i]->index == index)
			return n->child[i];
	c = add(n, NULL, 0, e);
	if (c != NULL) {
		c->index = index;
		n->elements = true;
	}
	return c;
}
