/* in_set.c - x IN (constants), by hashing. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "expr/in_set.h"

struct entry {
	const char *text;		/* bytes; NULL: none, or an integer */
	size_t len;
	int64_t v;
	bool used;
};

struct in_set {
	bool bytes;
	size_t mask;
	struct entry *entry;		/* a power of two of them, at most half full */
};

bool
in_set_takes(const struct type *t)
{
	return type_is_bytes(t->id) || type_is_integer(t->id) || t->id == TYPE_DATE ||
	    t->id == TYPE_TIMESTAMP || t->id == TYPE_TIMESTAMP_NTZ;
}

static size_t
hash_i64(int64_t v)
{
	uint64_t h = (uint64_t)v * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)(h ^ h >> 32);
}

/* The entry of an integer, or the free one where it would be. */
static struct entry *
find_i64(const struct in_set *s, int64_t v)
{
	size_t at = hash_i64(v) & s->mask;

	while (s->entry[at].used && s->entry[at].v != v)
		at = (at + 1) & s->mask;
	return &s->entry[at];
}

static struct entry *
find_bytes(const struct in_set *s, const char *p, size_t n)
{
	size_t at = (size_t)hash_bytes(p, n, 0) & s->mask;

	while (s->entry[at].used && (s->entry[at].len != n ||
	    (n > 0 && memcmp(s->entry[at].text, p, n) != 0)))
		at = (at + 1) & s->mask;
	return &s->entry[at];
}

struct in_set *
in_set_new(const struct type *t, const struct column *const *value, size_t n, struct err *e)
{
	struct in_set *s = mem_zero(1, sizeof(*s), e);
	size_t i, size = 4;
	struct entry *slot;

	while (size < 2 * n)
		size *= 2;
	if (s == NULL || (s->entry = mem_zero(size, sizeof(*s->entry), e)) == NULL) {
		free(s);
		return NULL;
	}
	s->mask = size - 1;
	s->bytes = type_is_bytes(t->id);
	for (i = 0; i < n; i++) {
		if (s->bytes) {
			size_t len;
			const char *p = column_bytes(value[i], 0, &len);

			slot = find_bytes(s, p, len);
			/* The literal's column outlives the set. */
			slot->text = p;
			slot->len = len;
		} else {
			int64_t v = column_i64(t->id, value[i]->values, 0);

			slot = find_i64(s, v);
			slot->v = v;
		}
		slot->used = true;
	}
	return s;
}

void
in_set_free(struct in_set *s)
{
	if (s == NULL)
		return;
	free(s->entry);
	free(s);
}

int
in_set_kernel(struct expr_call *c)
{
	const struct in_set *s = c->data;
	enum type_id id = c->node->arg[0]->type->id;
	size_t n;
	uint8_t *out = call_bits(c);
	struct active rows = call_rows(c);
	const char *p;
	int64_t i;
	bool hit;

	if (out == NULL)
		return -1;
	while ((i = active_next(&rows)) >= 0) {
		if (s->bytes) {
			p = vec_bytes(&c->arg[0], i, &n);
			hit = find_bytes(s, p, n)->used;
		} else {
			hit = find_i64(s, column_i64(id, c->arg[0].c->values, i))->used;
		}
		out[i >> 3] |= (uint8_t)(hit << (i & 7));
	}
	return 0;
}
