/* writable_learn.c - the classes that items name inside. */
#include <stdlib.h>

#include "seqfile/writable_impl.h"

/* What an item came to. */
enum lesson {
	TAUGHT,
	DAMAGED,	/* the reader will say what is wrong with it */
	MIXED,		/* no column can hold it */
	NO_MEMORY
};

static enum lesson learn(struct writable *w, struct cursor *c, int depth, struct err *e);

/* A class of which a map or array says that it is inside, for a child that may know it. */
static enum lesson
meet(struct writable *child, enum writable_id id)
{
	if (child->id == WRITABLE_RAW)
		child->id = id;
	return child->id == id ? TAUGHT : MIXED;
}

static enum lesson
elements(struct writable *w, int64_t n, struct cursor *c, int depth, struct err *e)
{
	enum lesson l = TAUGHT;

	for (int64_t i = 0; i < n && l == TAUGHT; i++)
		l = learn(&w->child[0], c, depth + 1, e);
	return l;
}

static enum lesson
array(struct writable *w, struct cursor *c, int depth, struct err *e)
{
	enum writable_id component;
	enum lesson l;
	int32_t n;

	if (w->id == WRITABLE_ARRAY_PRIMITIVE) {
		if (cursor_primitive(c, &component, NULL) != 0)
			return DAMAGED;
		if (writable_children(w, e) != 0)
			return NO_MEMORY;
		if ((l = meet(&w->child[0], component)) != TAUGHT)
			return l;
	}
	if (w->child == NULL)
		return MIXED;
	if (cursor_count(c, w->id, writable_least(&w->child[0]), &n, NULL) != 0)
		return DAMAGED;
	return elements(w, n, c, depth, e);
}

static enum lesson
matrix(struct writable *w, struct cursor *c, int depth, struct err *e)
{
	int64_t all = 0;
	int32_t rows, n;

	if (w->child == NULL)
		return MIXED;
	if (cursor_count(c, w->id, 4, &rows, NULL) != 0)
		return DAMAGED;
	for (int32_t i = 0; i < rows; i++) {
		if (cursor_i32(c, w->id, &n, NULL) != 0 || n < 0)
			return DAMAGED;
		all += n;
	}
	return elements(w, all, c, depth, e);
}

/* A key or a value: its class, then itself. */
static enum lesson
half(struct writable *child, const struct class_table *t, bool key, struct cursor *c,
    int depth, struct err *e)
{
	enum writable_id id;
	enum lesson l;

	if (c->p < c->limit && t->id[*c->p] == WRITABLE_RAW)
		return MIXED;
	if (cursor_class(c, t, &id, NULL) != 0)
		return DAMAGED;
	if (id == WRITABLE_NULL)
		return key ? MIXED : TAUGHT;
	return (l = meet(child, id)) != TAUGHT ? l : learn(child, c, depth + 1, e);
}

static enum lesson
map(struct writable *w, struct cursor *c, int depth, struct err *e)
{
	struct class_table t;
	enum lesson l = TAUGHT;
	int32_t n;

	if (cursor_map(c, w->id, &t, &n, NULL) != 0)
		return DAMAGED;
	if (n > 0 && writable_children(w, e) != 0)
		return NO_MEMORY;
	for (int32_t i = 0; i < n && l == TAUGHT; i++) {
		l = half(&w->child[0], &t, true, c, depth, e);
		if (l == TAUGHT)
			l = half(&w->child[1], &t, false, c, depth, e);
	}
	return l;
}

static enum lesson
learn(struct writable *w, struct cursor *c, int depth, struct err *e)
{
	struct scalar s;

	if (depth >= WRITABLE_DEPTH)
		return MIXED;
	switch (w->id) {
	case WRITABLE_RAW:
		return MIXED;
	case WRITABLE_NULL:
		return TAUGHT;
	case WRITABLE_ARRAY:
	case WRITABLE_ARRAY_PRIMITIVE:
		return array(w, c, depth, e);
	case WRITABLE_ARRAY_2D:
		return matrix(w, c, depth, e);
	case WRITABLE_MAP:
	case WRITABLE_SORTED_MAP:
		return map(w, c, depth, e);
	default:
		return cursor_scalar(c, w->id, &s, NULL) == 0 ? TAUGHT : DAMAGED;
	}
}

/* Forgets the classes inside. */
static void
forget(struct writable *w)
{
	for (int i = 0; w->child != NULL && i < 2; i++)
		writable_release(&w->child[i]);
	free(w->child);
	w->child = NULL;
}

bool
writable_open(const struct writable *w)
{
	if (writable_known(w))
		return false;
	if (w->id == WRITABLE_ARRAY_PRIMITIVE || writable_is_map(w->id))
		return true;
	return w->child != NULL && writable_open(&w->child[0]);
}

int
writable_learn(struct writable *w, const uint8_t *p, size_t n, struct err *e)
{
	struct cursor c = { p, p + n };

	switch (learn(w, &c, 0, e)) {
	case MIXED:
		forget(w);
		return 1;
	case NO_MEMORY:
		return -1;
	default:
		return 0;
	}
}

void
writable_settle(struct writable *w)
{
	if (w->child == NULL)
		return;
	if (writable_is_map(w->id) && w->child[0].id != WRITABLE_RAW &&
	    w->child[1].id == WRITABLE_RAW)
		w->child[1].id = WRITABLE_NULL;
	writable_settle(&w->child[0]);
	writable_settle(&w->child[1]);
}
