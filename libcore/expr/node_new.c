/* node_new.c - making nodes: equal ones once, constant ones computed. */
#include "expr/node_new.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "expr/check.h"

/* Longest constant text that is computed before the first row. */
#define FOLD_BYTES (1 << 20)

const struct type *
type_plain(enum type_id id)
{
	static const struct type types[TYPE_COUNT] = {
		[TYPE_VOID] = { .id = TYPE_VOID }, [TYPE_BOOLEAN] = { .id = TYPE_BOOLEAN },
		[TYPE_TINYINT] = { .id = TYPE_TINYINT },
		[TYPE_SMALLINT] = { .id = TYPE_SMALLINT }, [TYPE_INT] = { .id = TYPE_INT },
		[TYPE_BIGINT] = { .id = TYPE_BIGINT }, [TYPE_FLOAT] = { .id = TYPE_FLOAT },
		[TYPE_DOUBLE] = { .id = TYPE_DOUBLE }, [TYPE_STRING] = { .id = TYPE_STRING },
		[TYPE_BINARY] = { .id = TYPE_BINARY }, [TYPE_DATE] = { .id = TYPE_DATE },
		[TYPE_TIMESTAMP] = { .id = TYPE_TIMESTAMP },
		[TYPE_TIMESTAMP_NTZ] = { .id = TYPE_TIMESTAMP_NTZ }
	};

	return &types[id];
}

const struct type *
type_decimal(struct check *k, int precision, int scale)
{
	struct type *t = arena_alloc(&k->x->arena, sizeof(*t), k->e);

	if (t == NULL)
		return NULL;
	t->id = TYPE_DECIMAL;
	t->precision = (uint8_t)precision;
	t->scale = (uint8_t)scale;
	return t;
}

char *
type_upper(const struct type *t, char out[128])
{
	char *p = type_string(t, out, 128);

	/* The names of fields stay what they are. */
	for (; !type_is_nested(t->id) && *p != '\0'; p++) {
		if (*p >= 'a' && *p <= 'z')
			*p &= ~0x20;
	}
	return out;
}

static uint64_t
hash_node(const struct node *n)
{
	uint64_t h = hash_bytes(&n->eval, sizeof(n->eval), (uint64_t)n->column);
	size_t i;

	h = hash_bytes(&n->kernel, sizeof(n->kernel), h);
	for (i = 0; i < n->narg; i++)
		h = hash_bytes(&n->arg[i]->id, sizeof(n->arg[i]->id), h);
	return n->keylen > 0 ? hash_bytes(n->key, n->keylen, h) : h;
}

static bool
same_node(const struct node *a, const struct node *b)
{
	return a->eval == b->eval && a->kernel == b->kernel && a->column == b->column &&
	    a->narg == b->narg && a->keylen == b->keylen &&
	    (a->narg == 0 || memcmp(a->arg, b->arg, a->narg * sizeof(*a->arg)) == 0) &&
	    (a->keylen == 0 || memcmp(a->key, b->key, a->keylen) == 0) &&
	    type_equal(a->type, b->type, true);
}

/* Finds or adds; a data without a key is equal to nothing. */
static struct node *
intern(struct check *k, const struct node *proto, bool *found)
{
	struct expr *x = k->x;
	struct node_entry **bucket = &x->bucket[hash_node(proto) % NODE_BUCKETS], *n;
	bool unique = proto->data != NULL && proto->key == NULL;
	size_t i;

	*found = false;
	for (n = *bucket; n != NULL && !unique; n = n->next) {
		if (same_node(&n->node, proto)) {
			*found = true;
			n->node.uses++;
			return &n->node;
		}
	}
	if (mem_grow(&x->node, &x->nodecap, x->nnode + 1, sizeof(*x->node), k->e) != 0 ||
	    (n = arena_alloc(&x->arena, sizeof(*n), k->e)) == NULL)
		return NULL;
	n->node = *proto;
	n->node.uses = proto->uses > 0 ? proto->uses : 1;
	n->node.id = (uint32_t)x->nnode;
	for (i = 0; i < proto->narg; i++)
		n->node.total = n->node.total && proto->arg[i]->total;
	if (proto->narg > 0) {
		n->node.arg = arena_alloc(&x->arena, proto->narg * sizeof(*proto->arg), k->e);
		if (n->node.arg == NULL)
			return NULL;
		memcpy(n->node.arg, proto->arg, proto->narg * sizeof(*proto->arg));
	}
	if (proto->keylen > 0) {
		n->node.key = arena_dup(&x->arena, proto->key, proto->keylen, k->e);
		if (n->node.key == NULL)
			return NULL;
	}
	x->node[x->nnode++] = &n->node;
	n->next = *bucket;
	*bucket = n;
	return &n->node;
}

bool
node_is_null(const struct node *n)
{
	return n->type->id == TYPE_VOID ||
	    (node_is_literal(n) && column_is_null(n->data, 0));
}

static void
release_column(void *c)
{
	column_release(c);
}

/* Fixed-width and text literals that read the same are the same. */
static bool
literal_key(const struct type *t, const struct column *one, struct node *proto)
{
	static const char null[] = "null", yes[] = "true", no[] = "false";

	if (t->id == TYPE_VOID || column_is_null(one, 0)) {
		proto->key = null;
		proto->keylen = sizeof(null);
	} else if (t->id == TYPE_BOOLEAN) {
		proto->key = column_bit(one->values, 0) ? yes : no;
		proto->keylen = column_bit(one->values, 0) ? sizeof(yes) : sizeof(no);
	} else if (type_is_bytes(t->id)) {
		proto->key = column_bytes(one, 0, &proto->keylen);
		/* The empty text needs a key as well. */
		if (proto->keylen == 0)
			proto->key = "";
	} else if (type_width(t->id) > 0) {
		proto->key = one->values;
		proto->keylen = type_width(t->id);
	} else {
		return false;
	}
	return true;
}

const struct node *
node_literal(struct check *k, const struct type *t, struct column *one)
{
	struct node proto = { .type = t, .column = -1, .total = true };
	struct column *data = arena_alloc(&k->x->arena, sizeof(*data), k->e);
	bool found;

	if (data == NULL) {
		column_release(one);
		return NULL;
	}
	*data = *one;
	memset(one, 0, sizeof(*one));
	if (arena_defer(&k->x->arena, release_column, data, k->e) != 0)
		return NULL;
	proto.data = data;
	proto.nullable = t->id == TYPE_VOID || column_is_null(data, 0);
	(void)literal_key(t, data, &proto);
	return intern(k, &proto, &found);
}

const struct node *
node_null(struct check *k, const struct type *t)
{
	struct column one;

	return column_nulls(&one, t, 1, k->e) != 0 ? NULL : node_literal(k, t, &one);
}

/* A column of one value of n bytes. */
static int
one_value(struct column *one, const void *p, size_t n, struct err *e)
{
	struct block *b = block_new(n, e);

	memset(one, 0, sizeof(*one));
	if (b == NULL)
		return -1;
	if (n > 0)
		memcpy(b->data, p, n);
	one->rows = 1;
	one->values = b->data;
	one->hold[2] = b;
	return 0;
}

const struct node *
node_i64(struct check *k, enum type_id id, int64_t v)
{
	struct column one;

	/* Little-endian: the low bytes (or bit) are the narrower value. */
	if (one_value(&one, &v, sizeof(v), k->e) != 0)
		return NULL;
	return node_literal(k, type_plain(id), &one);
}

const struct node *
node_bytes(struct check *k, enum type_id id, const char *p, size_t n)
{
	struct column one;
	struct block *b;
	int32_t ends[2] = { 0, (int32_t)n };

	if (one_value(&one, p, n, k->e) != 0)
		return NULL;
	if ((b = block_new(sizeof(ends), k->e)) == NULL) {
		column_release(&one);
		return NULL;
	}
	memcpy(b->data, ends, sizeof(ends));
	one.offsets = (const int32_t *)(const void *)b->data;
	one.hold[1] = b;
	return node_literal(k, type_plain(id), &one);
}

const struct node *
node_column(struct check *k, int32_t column)
{
	const struct field *f = &k->x->in->field[column];
	struct node proto = { .type = &f->type, .column = column, .nullable = f->nullable,
		.total = true };
	bool found;

	return intern(k, &proto, &found);
}

/* The value of a node whose arguments are all constant; NULL if it has none, or is too long. */
static const struct node *
fold(struct check *k, const struct node *n)
{
	struct eval v = { .rows = 1, .e = &k->fold };
	struct column one;
	struct vec out = { 0 };
	int rc;

	err_clear(&k->fold);
	if (n->eval(&v, n, NULL, &out) != 0)
		return NULL;
	if (out.c->rows != 1 || (type_is_bytes(n->type->id) &&
	    out.c->offsets[1] - out.c->offsets[0] > FOLD_BYTES)) {
		vec_release(&out);
		return NULL;
	}
	rc = column_slice(&one, n->type, out.c, 0, 1, k->e);
	vec_release(&out);
	return rc != 0 ? NULL : node_literal(k, n->type, &one);
}

const struct node *
node_make(struct check *k, const struct node *proto)
{
	const struct node *folded;
	struct node *n;
	bool found, constant = proto->narg > 0;
	size_t i;

	for (i = 0; i < proto->narg; i++)
		constant = constant && node_is_literal(proto->arg[i]);
	n = intern(k, proto, &found);
	if (n == NULL || !constant)
		return n;
	folded = fold(k, n);
	return folded != NULL ? folded : n;
}
