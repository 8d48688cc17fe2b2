/* nested.c - into structs, arrays, maps and JSON text. */
#include "expr/nested.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "expr/compare.h"
#include "expr/gather.h"
#include "json/path.h"
#include "model/bits.h"

/* The validity of a child where its parent has NULLs too; child (a shared copy) takes it. */
static int
narrow_valid(struct column *child, const struct column *parent, struct err *e)
{
	struct block *b;
	int64_t w, rows = child->rows;

	if ((b = block_new((size_t)(rows + 63) / 64 * 8, e)) == NULL)
		return -1;
	for (w = 0; w * 64 < rows; w++) {
		uint64_t m = bits_word(parent->valid, w, rows);

		if (child->valid != NULL)
			m &= bits_word(child->valid, w, rows);
		memcpy(b->data + w * 8, &m, 8);
	}
	block_unref(child->hold[0]);
	column_validity(child, b->data, b);
	return 0;
}

int
eval_field(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	uint32_t f = *(const uint32_t *)n->data;
	struct vec s;
	int rc = -1;

	if (node_eval(v, n->arg[0], sel, &s) != 0)
		return -1;
	if (vec_is_null(&s, n->arg[0]->type)) {
		rc = vec_set_null(out, n->type, v->e);
		goto done;
	}
	/* A child of a column that somebody keeps can be used where it is. */
	out->constant = s.constant;
	if (s.c != &s.own && (s.c->valid == NULL || n->type->id == TYPE_VOID)) {
		out->c = &s.c->child[f];
		rc = 0;
		goto done;
	}
	if (column_share(&out->own, &s.c->child[f], v->e) != 0)
		goto done;
	out->c = &out->own;
	rc = 0;
	if (s.c->valid != NULL && n->type->id != TYPE_VOID &&
	    (rc = narrow_valid(&out->own, s.c, v->e)) != 0)
		vec_release(out);
done:
	vec_release(&s);
	return rc;
}

int
eval_fields(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	uint32_t f = *(const uint32_t *)n->data;
	struct column *element, field;
	struct vec a;
	int rc = -1;

	if (node_eval(v, n->arg[0], sel, &a) != 0)
		return -1;
	if (vec_is_null(&a, n->arg[0]->type)) {
		rc = vec_set_null(out, n->type, v->e);
		goto done;
	}
	if (column_share(&out->own, a.c, v->e) != 0)
		goto done;
	out->c = &out->own;
	out->constant = a.constant;
	/* The field takes the struct's place in the list. */
	element = &out->own.child[0];
	field = element->child[f];
	memset(&element->child[f], 0, sizeof(element->child[f]));
	rc = element->valid == NULL || n->type->child[0].type.id == TYPE_VOID ? 0 :
	    narrow_valid(&field, element, v->e);
	column_release(element);
	*element = field;
	if (rc != 0)
		vec_release(out);
done:
	vec_release(&a);
	return rc;
}

/* Two arguments and, for each row, which element of the first's child is the result. */
struct lookup {
	struct vec arg[2];
	uint32_t *row;
	int64_t rows;
	bool constant;
};

static void
lookup_release(struct lookup *l)
{
	vec_release(&l->arg[0]);
	vec_release(&l->arg[1]);
	free(l->row);
}

/* 1; 0 if the result is NULL (out is set); -1. */
static int
lookup_start(struct lookup *l, struct eval *v, const struct node *n, const uint8_t *sel,
    struct vec *out)
{
	int64_t i;
	int rc;

	memset(l, 0, sizeof(*l));
	if ((rc = eval_args(v, n, sel, l->arg)) <= 0)
		return rc < 0 ? -1 : vec_set_null(out, n->type, v->e);
	l->constant = l->arg[0].constant && l->arg[1].constant;
	l->rows = l->constant ? 1 : v->rows;
	if ((l->row = mem_zero((size_t)l->rows, sizeof(*l->row), v->e)) == NULL)
		return -1;
	for (i = 0; i < l->rows; i++)
		l->row[i] = COLUMN_NO_ROW;
	return 1;
}

/* The elements of child that were found become the result. */
static int
lookup_finish(struct lookup *l, struct eval *v, const struct node *n,
    const struct column *child, struct vec *out)
{
	if (gather_rows(v, n->type, child, l->row, l->rows, &out->own) != 0)
		return -1;
	out->c = &out->own;
	out->constant = l->constant;
	return 0;
}

static bool
row_is_null(const struct lookup *l, int64_t i)
{
	return vec_null(&l->arg[0], i) || vec_null(&l->arg[1], i);
}

static int
find_item(struct eval *v, const struct node *n, const uint8_t *sel, bool strict,
    struct vec *out)
{
	struct expr_call c = { .eval = v, .node = n, .sel = sel, .rows = v->rows, .e = v->e };
	struct lookup l;
	struct active rows;
	int64_t i, at;
	int rc;

	if ((rc = lookup_start(&l, v, n, sel, out)) <= 0)
		goto done;
	rc = -1;
	c.constant = l.constant;
	rows = active_start(l.constant ? NULL : sel, l.rows);
	while ((i = active_next(&rows)) >= 0) {
		const int32_t *off = l.arg[0].c->offsets + vec_at(&l.arg[0], i);

		if (row_is_null(&l, i))
			continue;
		at = ((const int64_t *)l.arg[1].c->values)[vec_at(&l.arg[1], i)];
		if (at >= 0 && at < off[1] - off[0]) {
			l.row[i] = (uint32_t)(off[0] + at);
		} else if (strict) {
			call_error(&c, i, "index %lld is outside an array of %d elements; "
			    "get(array, index) gives NULL instead", (long long)at,
			    off[1] - off[0]);
			goto done;
		}
	}
	rc = lookup_finish(&l, v, n, &l.arg[0].c->child[0], out);
done:
	lookup_release(&l);
	return rc;
}

int
eval_item(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	return find_item(v, n, sel, true, out);
}

int
eval_get(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	return find_item(v, n, sel, false, out);
}

int
eval_entry(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	const struct type *key = n->arg[1]->type;
	struct lookup l;
	struct active rows;
	const struct column *entry;
	int32_t k;
	int64_t i;
	int rc;

	if ((rc = lookup_start(&l, v, n, sel, out)) <= 0)
		goto done;
	rc = -1;
	entry = &l.arg[0].c->child[0];
	rows = active_start(l.constant ? NULL : sel, l.rows);
	while ((i = active_next(&rows)) >= 0) {
		const int32_t *off = l.arg[0].c->offsets + vec_at(&l.arg[0], i);

		if (row_is_null(&l, i))
			continue;
		for (k = off[1] - 1; k >= off[0]; k--) {
			if (!column_is_null(&entry->child[0], k) &&
			    compare_values(key, &entry->child[0], k, l.arg[1].c,
			    vec_at(&l.arg[1], i)) == 0) {
				l.row[i] = (uint32_t)k;
				break;
			}
		}
	}
	rc = lookup_finish(&l, v, n, &entry->child[1], out);
done:
	lookup_release(&l);
	return rc;
}

int
nested_size(struct expr_call *c)
{
	const int32_t *off = c->arg[0].c->offsets;
	int32_t *out = call_values(c, (size_t)c->rows * sizeof(*out));
	int64_t i;

	if (out == NULL)
		return -1;
	for (i = 0; i < c->rows; i++)
		out[i] = off[i + 1] - off[i];
	return 0;
}

/* Follows the paths of set in v's rows; words the error of a value that is not JSON. */
static int
follow(struct eval *v, const struct node *n, const struct json_paths *set,
    const struct vec *text, const uint8_t *sel, struct column *out)
{
	struct expr_call c = { .eval = v, .node = n, .sel = sel, .rows = v->rows,
		.constant = text->constant, .e = v->e };
	struct err why = ERR_INIT;

	if (json_paths_column(set, text->c, text->constant ? NULL : sel, out, &why) == 0)
		return 0;
	if (why.status != STATUS_DATA || why.row < 0) {
		if (v->e != NULL)
			*v->e = why;
		return -1;
	}
	return call_error(&c, why.row, "%s", why.msg);
}

/* All paths of the group at once; the others' results wait in their slots. */
static int
follow_group(struct eval *v, const struct node *n, const struct json_group *g,
    const struct vec *text, size_t mine, struct vec *out)
{
	struct column *col = mem_zero(g->n, sizeof(*col), v->e);
	size_t i;

	if (col == NULL)
		return -1;
	if (follow(v, n, g->all, text, NULL, col) != 0) {
		free(col);
		return -1;
	}
	for (i = 0; i < g->n; i++) {
		struct expr_slot *slot = &v->s->slot[g->member[i]->id];
		struct vec *to = i == mine ? out : v->kept != NULL ? &slot->kept : &slot->all;

		if (to->c != NULL) {
			column_release(&col[i]);
			continue;
		}
		to->own = col[i];
		to->c = &to->own;
		to->constant = text->constant;
	}
	free(col);
	return 0;
}

int
eval_json(struct eval *v, const struct node *n, const uint8_t *sel, struct vec *out)
{
	const struct json_use *use = n->data;
	struct vec text;
	int rc;

	if (node_eval(v, n->arg[0], sel, &text) != 0)
		return -1;
	if (vec_is_null(&text, n->arg[0]->type)) {
		rc = vec_set_null(out, n->type, v->e);
	} else if (sel == NULL && v->s != NULL && use->group->n > 1) {
		rc = follow_group(v, n, use->group, &text, use->index, out);
	} else {
		rc = follow(v, n, use->alone, &text, sel, &out->own);
		out->c = rc == 0 ? &out->own : NULL;
		out->constant = text.constant;
	}
	vec_release(&text);
	return rc;
}
