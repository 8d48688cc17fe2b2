/* tree.c - the walk through the trie. */
#include "json/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "json/scalar.h"
#include "json/value_text.h"

int
json_tree_init(struct json_tree *t, struct json_node *root, size_t nslot, struct err *e)
{
	memset(t, 0, sizeof(*t));
	t->root = root;
	return json_tree_slots(t, nslot, e);
}

void
json_tree_release(struct json_tree *t)
{
	free(t->found);
	free(t->touched);
	free(t->frame);
	buf_release(&t->name);
}

int
json_tree_slots(struct json_tree *t, size_t nslot, struct err *e)
{
	size_t had = t->nfound;

	if (mem_grow(&t->found, &t->nfound, nslot, sizeof(*t->found), e) != 0 ||
	    mem_grow(&t->touched, &t->ntouch, nslot, sizeof(*t->touched), e) != 0)
		return -1;
	if (t->nfound > had)
		memset(t->found + had, 0, (t->nfound - had) * sizeof(*t->found));
	t->nslot = nslot;
	return 0;
}

/* p .. p + n is the value of node. */
static void
capture(struct json_tree *t, const struct json_node *node, const uint8_t *p, size_t n)
{
	struct json_found *f = &t->found[node->slot];

	if (f->p != NULL) {
		f->again = true;
		return;
	}
	f->p = p;
	f->n = n;
	t->touched[t->ntouched++] = node->slot;
}

void
json_tree_start(struct json_tree *t, const uint8_t *p)
{
	t->at = (size_t)(p - t->text);
	t->shut = t->level = 0;
	t->frames = 0;
	t->next = t->root;
}

/* The key at p: its bytes without escapes; false where memory ran out. */
static bool
key_name(struct json_tree *t, const uint8_t *p, const uint8_t *end, const uint8_t **name,
    size_t *len)
{
	bool escapes;
	const uint8_t *q = json_string_end(p, end, &escapes);

	*name = p + 1;
	*len = (size_t)(q - p) - 1;
	if (!escapes)
		return true;
	t->name.len = 0;
	if (json_unescape(&t->name, *name, *len, NULL) != 0)
		return false;
	*name = t->name.data;
	*len = t->name.len;
	return true;
}

/* The child of the key at p, or NULL; rows resemble each other. */
static struct json_node *
child_of(struct json_tree *t, const struct json_frame *f, const uint8_t *p, const uint8_t *end)
{
	struct json_node *n = json_node_likely(f->node, f->count, p, end);
	const uint8_t *name;
	size_t len;

	if (n != NULL)
		return n;
	if (!key_name(t, p, end, &name, &len)) {
		t->failed = true;
		return NULL;
	}
	n = json_node_find(f->node, name, len);
	return n == NULL && t->missing != NULL ? t->missing(t, f->node, name, len) : n;
}

void
json_tree_key(struct json_tree *t, const uint8_t *p, const uint8_t *end)
{
	struct json_frame *f = &t->frame[t->frames - 1];

	t->next = child_of(t, f, p, end);
	if (t->next != NULL) {
		f->count = t->next->place + 1;
		if (t->next->whole && t->next->slot < 0)
			t->next = NULL;
	}
}

void
json_tree_element(struct json_tree *t)
{
	struct json_frame *f = &t->frame[t->frames - 1];
	uint64_t i = f->count++;

	t->next = NULL;
	if (!f->node->elements)
		return;
	for (size_t c = 0; c < f->node->nchild; c++)
		if (f->node->child[c]->name == NULL && f->node->child[c]->index == i)
			t->next = f->node->child[c];
}

void
json_tree_scalar(struct json_tree *t, const uint8_t *p, const uint8_t *end)
{
	const struct json_node *n = t->next;
	const uint8_t *q = p;

	t->next = NULL;
	if (n->slot < 0 || (*p == 'n' && !t->nulls))
		return;
	if (*p == '"') {
		q = json_string_end(p, end, NULL);
		if (q < end)
			q++;
	} else {
		while (q < end && !json_boundary[*q])
			q++;
	}
	capture(t, n, p, (size_t)(q - p));
}

void
json_tree_open(struct json_tree *t, unsigned depth, const uint8_t *p)
{
	struct json_node *n = t->next;
	struct json_frame *f;

	t->next = NULL;
	if (mem_grow(&t->frame, &t->nframe, t->frames + 1, sizeof(*f), NULL) != 0) {
		t->failed = true;
		return;
	}
	f = &t->frame[t->frames++];
	f->node = n;
	f->count = 0;
	f->start = n->slot >= 0 ? p : NULL;
	t->shut = depth;
	t->level = n->nchild == 0 && (t->missing == NULL || n->whole) ? 0 : depth;
}

void
json_tree_close(struct json_tree *t, const uint8_t *p)
{
	const struct json_frame *f = &t->frame[--t->frames];

	if (f->start != NULL)
		capture(t, f->node, f->start, (size_t)(p + 1 - f->start));
	t->shut = t->level = t->frames > 0 ? t->shut - 1 : 0;
}

int
json_tree_row(struct json_tree *t, struct err *e)
{
	int rc = t->failed ? err_nomem(e, sizeof(struct json_frame)) : t->row(t, e);

	for (size_t i = 0; i < t->ntouched; i++)
		t->found[t->touched[i]] = (struct json_found){ NULL, 0, false };
	t->ntouched = 0;
	t->failed = false;
	return rc;
}
