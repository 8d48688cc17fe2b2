/* cast.c - which cast it is; the nested ones. */
#include "expr/cast.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/bits.h"
#include "model/text.h"

int
cast_refuse(struct expr_call *c, int64_t i)
{
	const struct cast *k = c->data;
	const struct text_conf conf = { .null = "NULL", .pretty = true, .zone = k->zone };
	char type[128], quoted[256];
	struct buf text = BUF_INIT;
	const char *why = "";

	if (k->try)
		return call_null(c, i);
	type_upper(k->to, type);
	if (type_is_bytes(k->from->id)) {
		size_t n;
		const char *p = vec_bytes(&c->arg[0], i, &n);

		err_quote(quoted, sizeof(quoted), p, n);
		if (k->from->id == TYPE_BINARY)
			why = ": not valid UTF-8";
	} else if (text_value(k->from, c->arg[0].c, i, &conf, &text, c->e) != 0) {
		buf_release(&text);
		return -1;
	} else if (type_is_nested(k->from->id)) {
		err_quote(quoted, sizeof(quoted), text.data, text.len);
	} else {
		(void)snprintf(quoted, sizeof(quoted), "%.*s", (int)text.len,
		    (const char *)text.data);
		why = ": out of range";
	}
	buf_release(&text);
	return call_error(c, i, "cannot cast %s to %s%s", quoted, type, why);
}

static int
share_kernel(struct expr_call *c)
{
	return call_share(c, c->arg[0].c);
}

/* Void has nothing but NULL, which the rule of strict functions answers. */
static int
void_kernel(struct expr_call *c)
{
	const struct cast *k = c->data;

	return column_nulls(c->out, k->to, c->rows, c->e);
}

/* NULL where it was, and where try_cast says so. */
static void
inner_valid(struct expr_call *c, const struct column *in)
{
	struct column *out = c->out;
	int64_t i;

	if (c->null == NULL) {
		out->nulls = in->nulls;
		out->valid = in->valid;
		out->hold[0] = block_ref(in->hold[0]);
		return;
	}
	for (i = 0; in->valid != NULL && i < (c->rows + 7) / 8; i++)
		c->null->data[i] &= in->valid[i];
	out->nulls = c->rows - column_popcount(c->null->data, c->rows);
	out->valid = c->null->data;
	out->hold[0] = block_ref(c->null);
}

/* Casts the rows of in with k into out; outer says where they are. */
static int
cast_inner(struct expr_call *outer, const struct cast *k, const struct column *in,
    const int32_t *offsets, const uint8_t *active, struct column *out)
{
	struct vec arg = { .c = in };
	struct expr_call c = {
		.eval = outer->eval, .node = outer->node, .data = k, .arg = &arg,
		.rows = in->rows, .active = active, .out = out, .outer = outer,
		.offsets = offsets, .e = outer->e
	};
	struct block *live = NULL;
	int64_t w, rows = in->rows;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	if (k->from->id == TYPE_VOID)
		return column_nulls(out, k->to, rows, c.e);
	out->rows = rows;
	if (in->valid != NULL || active != NULL) {
		if ((live = block_new((size_t)(rows + 63) / 64 * 8, c.e)) == NULL)
			return -1;
		for (w = 0; w * 64 < rows; w++) {
			uint64_t m = UINT64_MAX;

			if (in->valid != NULL)
				m &= bits_word(in->valid, w, rows);
			if (active != NULL)
				m &= bits_word(active, w, rows);
			memcpy(live->data + w * 8, &m, 8);
		}
		c.active = live->data;
	}
	if (k->kernel(&c) != 0)
		goto done;
	inner_valid(&c, in);
	rc = 0;
done:
	block_unref(live);
	block_unref(c.null);
	if (rc != 0)
		column_release(out);
	return rc;
}

static int
new_children(struct expr_call *c, uint32_t n)
{
	c->out->child = mem_zero(n, sizeof(*c->out->child), c->e);
	return c->out->child == NULL ? -1 : 0;
}

/* Element by element, where their list is looked at. */
static int
list_kernel(struct expr_call *c)
{
	const struct cast *k = c->data;
	const struct column *in = c->arg[0].c;
	int64_t n = in->child[0].rows, row;
	struct active rows = call_rows(c);
	struct block *live;
	int32_t i;
	int rc;

	if (new_children(c, 1) != 0 ||
	    (live = block_new((size_t)(n + 63) / 64 * 8, c->e)) == NULL)
		return -1;
	memset(live->data, 0, (size_t)(n + 63) / 64 * 8);
	while ((row = active_next(&rows)) >= 0) {
		for (i = in->offsets[row]; i < in->offsets[row + 1]; i++)
			bits_set(live->data, i);
	}
	rc = cast_inner(c, &k->child[0], &in->child[0], in->offsets, live->data,
	    &c->out->child[0]);
	block_unref(live);
	if (rc != 0)
		return -1;
	c->out->nchild = 1;
	c->out->offsets = in->offsets;
	c->out->hold[1] = block_ref(in->hold[1]);
	return 0;
}

static int
struct_kernel(struct expr_call *c)
{
	const struct cast *k = c->data;
	const struct column *in = c->arg[0].c;

	if (new_children(c, k->nchild) != 0)
		return -1;
	for (; c->out->nchild < k->nchild; c->out->nchild++) {
		uint32_t f = c->out->nchild;

		if (cast_inner(c, &k->child[f], &in->child[f], NULL, c->active,
		    &c->out->child[f]) != 0)
			return -1;
	}
	return 0;
}

/* Same shape, all parts castable; the keys of a map must not become NULL. */
static bool
find_nested(struct cast *c, struct arena *a, struct err *e)
{
	const struct type *from = c->from, *to = c->to;
	uint32_t i;

	if (from->id != to->id || from->nchild != to->nchild)
		return false;
	c->nchild = from->nchild;
	if ((c->child = arena_alloc(a, c->nchild * sizeof(*c->child), e)) == NULL)
		return false;
	for (i = 0; i < c->nchild; i++) {
		if (!cast_find(&c->child[i], &from->child[i].type, &to->child[i].type, c->try,
		    c->zone, a, e))
			return false;
		c->may_fail = c->may_fail || c->child[i].may_fail;
	}
	if (from->id == TYPE_MAP && c->try && c->child[0].child[0].may_fail)
		return false;
	c->kernel = from->id == TYPE_STRUCT ? struct_kernel : list_kernel;
	return true;
}

/* Whether binary is in it, which need not be text. */
static bool
holds_binary(const struct type *t)
{
	uint32_t i;

	for (i = 0; i < t->nchild; i++) {
		if (holds_binary(&t->child[i].type))
			return true;
	}
	return t->id == TYPE_BINARY;
}

bool
cast_find(struct cast *c, const struct type *from, const struct type *to, bool try,
    const struct date_zone *zone, struct arena *a, struct err *e)
{
	enum type_id f = from->id, t = to->id;

	memset(c, 0, sizeof(*c));
	c->from = from;
	c->to = to;
	c->try = try;
	c->zone = zone;
	if (type_equal(from, to, type_is_nested(f)))
		c->kernel = share_kernel;
	else if (f == TYPE_VOID)
		c->kernel = void_kernel;
	else if (type_is_nested(f) && type_is_nested(t))
		return find_nested(c, a, e);
	else if (t == TYPE_STRING) {
		c->kernel = f == TYPE_BINARY ? cast_utf8_kernel : cast_format_kernel;
		c->may_fail = holds_binary(from);
	} else if (type_is_nested(f) || type_is_nested(t) || t == TYPE_VOID)
		return false;
	else if (f == TYPE_STRING && t == TYPE_BINARY)
		c->kernel = share_kernel;
	else if (f == TYPE_STRING) {
		c->kernel = cast_parse_kernel(t);
		c->may_fail = true;
	} else if (f == TYPE_DATE || f == TYPE_TIMESTAMP || f == TYPE_TIMESTAMP_NTZ ||
	    t == TYPE_DATE || t == TYPE_TIMESTAMP || t == TYPE_TIMESTAMP_NTZ)
		c->kernel = cast_time_kernel(from, to, &c->may_fail);
	else if (f == TYPE_DECIMAL || t == TYPE_DECIMAL)
		c->kernel = cast_decimal_kernel(from, to, &c->may_fail);
	else
		c->kernel = cast_number_kernel(f, t, &c->may_fail);
	return c->kernel != NULL;
}
