/*
 * tree.h - what is wanted from each row: a trie of names and subscripts, and a
 * walker that the scanner leads through it.
 */
#ifndef SLUICE_JSON_TREE_H
#define SLUICE_JSON_TREE_H

#include <string.h>

#include "json/scan.h"

struct json_node {
	char *name;		/* of the member, NUL after it; NULL for an element */
	size_t namelen;
	uint64_t index;		/* of the element */
	int slot;		/* -1: the value itself is not wanted */
	struct json_node *parent;
	size_t place;		/* among its siblings */
	struct json_node **child;
	size_t nchild, cap;
	uint32_t *table;	/* child + 1 by hash of the name, once there are many */
	size_t ntable;
	bool plain;		/* the name stands in JSON as it is, without escapes */
	bool elements;		/* some child is an element */
	bool passed;		/* nest.h: nobody looks at it */
	bool some;		/* nest.h: only members that are not passed are looked at */
	bool whole;		/* taken as it stands: missing is not asked for members of it */
};

/* A root, which stands for the row itself; NULL on failure. */
struct json_node *json_node_new(struct err *e);

/* Frees n and all below it; NULL is harmless. */
void json_node_free(struct json_node *n);

/* The child of that name (copied) or index, made if there is none; NULL: memory. */
struct json_node *json_node_member(struct json_node *n, const void *name, size_t len,
    struct err *e);
struct json_node *json_node_element(struct json_node *n, uint64_t index, struct err *e);

/* The child of that name, or NULL. */
struct json_node *json_node_find(const struct json_node *n, const void *name, size_t len);

/*
 * The child number likely of n, where the key at p (with its quotes, in valid JSON) is its
 * name; else NULL, and then it may still be, written with escapes.
 */
static inline struct json_node *
json_node_likely(const struct json_node *n, uint64_t likely, const uint8_t *p,
    const uint8_t *end)
{
	struct json_node *c = likely < n->nchild ? n->child[likely] : NULL;

	return c != NULL && c->plain && (size_t)(end - p) > c->namelen + 1 &&
	    p[c->namelen + 1] == '"' && memcmp(p + 1, c->name, c->namelen) == 0 ? c : NULL;
}

/* What a row holds for a slot: the text of a value, as it stands. */
struct json_found {
	const uint8_t *p;	/* NULL: nothing, or null unless nulls */
	size_t n;
	bool again;		/* there is another, not null unless nulls, for the same slot */
};

/* A container that is followed. */
struct json_frame {
	struct json_node *node;
	uint64_t count;			/* elements so far, or the place of the likely next member */
	const uint8_t *start;		/* unless NULL, its text goes into the slot */
};

/*
 * One walker per thread.  The trie may be shared between threads whose missing
 * is NULL.  json_tree_init() with the trie and the number of its slots, then
 * set what is wanted.
 */
struct json_tree {
	/*
	 * At the end of each row, whose slots are in found; those that hold
	 * something are listed in touched.  0; -1 and e to end the scan.
	 */
	int (*row)(struct json_tree *t, struct err *e);
	/*
	 * A member that n lacks: the node to go on with, NULL for none; the
	 * default is none.  The node's slot may be new: json_tree_slots().
	 */
	struct json_node *(*missing)(struct json_tree *t, struct json_node *n,
	    const void *name, size_t len);
	void *ctx;
	bool nulls;		/* null is found as any other value */

	/* For row. */
	const uint8_t *text;		/* of the piece */
	size_t at;			/* in it: where the row starts */
	struct json_found *found;
	int *touched;
	size_t ntouched;

	/* The walk. */
	struct json_node *root;
	size_t nslot, nfound, ntouch;	/* slots; allocated */
	unsigned shut;			/* depth of the innermost followed container, or 0 */
	unsigned level;			/* the same, if what is in it is looked at, else 0 */
	struct json_node *next;		/* node of the value that comes now, or NULL */
	struct json_frame *frame;
	size_t nframe, frames;
	struct buf name;		/* a key without its escapes */
	bool failed;			/* no memory */
};

/* 0 or -1; json_tree_release() in any case. */
int json_tree_init(struct json_tree *t, struct json_node *root, size_t nslot,
    struct err *e);
void json_tree_release(struct json_tree *t);

/* Makes room for nslot slots.  0 or -1. */
int json_tree_slots(struct json_tree *t, size_t nslot, struct err *e);

/* For the scanner: what it meets, in order; p in [t->text, end). */
void json_tree_start(struct json_tree *t, const uint8_t *p);
void json_tree_key(struct json_tree *t, const uint8_t *p, const uint8_t *end);
void json_tree_element(struct json_tree *t);
void json_tree_scalar(struct json_tree *t, const uint8_t *p, const uint8_t *end);
void json_tree_open(struct json_tree *t, unsigned depth, const uint8_t *p);
void json_tree_close(struct json_tree *t, const uint8_t *p);
int json_tree_row(struct json_tree *t, struct err *e);

#endif
