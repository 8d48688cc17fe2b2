/* coerce.c - Spark's ANSI coercions, but that text and numbers never meet by themselves. */
#include "expr/coerce.h"

#include <string.h>

#include "expr/cast.h"
#include "expr/check.h"
#include "expr/node_new.h"

#define MAX_PRECISION 38

static bool
is_time(enum type_id id)
{
	return id == TYPE_DATE || id == TYPE_TIMESTAMP || id == TYPE_TIMESTAMP_NTZ;
}

const struct node *
node_cast(struct check *k, const struct node *n, const struct type *t, bool try, size_t at)
{
	struct cast *c = arena_alloc(&k->x->arena, sizeof(*c), k->e);
	struct node proto = { .eval = eval_strict, .type = t, .arg = &n, .narg = 1,
		.column = -1, .data = c };
	char from[128], to[128];

	if (c == NULL)
		return NULL;
	/* A cast that changes nothing. */
	if (type_equal(n->type, t, true))
		return n;
	err_clear(&k->fold);
	if (!cast_find(c, n->type, t, try, k->x->zone, &k->x->arena, &k->fold)) {
		const char *hint = "";

		if (k->fold.status != 0) {
			if (k->e != NULL)
				*k->e = k->fold;
			return NULL;
		}
		if (n->type->id == TYPE_BINARY && !type_is_nested(t->id))
			hint = "; CAST it to STRING first";
		expr_fail(k->e, at, "%s cannot be cast to %s%s", type_upper(n->type, from),
		    type_upper(t, to), hint);
		return NULL;
	}
	if (node_is_null(n))
		return node_null(k, t);
	proto.kernel = c->kernel;
	proto.key = try ? "try" : "cast";
	proto.keylen = try ? 3 : 4;
	proto.nullable = n->nullable || (try && c->may_fail);
	proto.total = try || !c->may_fail;
	return node_make(k, &proto);
}

const struct node *
coerce_to(struct check *k, const struct node *n, const struct type *t, size_t at)
{
	const struct node *out;

	if (type_equal(n->type, t, false))
		return n;
	out = node_cast(k, n, t, false, at);
	if (out != NULL && node_is_literal(n) && !node_is_literal(out)) {
		/* The caller wrote a constant that cannot be what it must be. */
		expr_fail(k->e, at, "%s", k->fold.msg);
		return NULL;
	}
	return out;
}

const struct type *
coerce_decimal(struct check *k, const struct node *n)
{
	static const int digits[] = {
		[TYPE_TINYINT] = 3, [TYPE_SMALLINT] = 5, [TYPE_INT] = 10, [TYPE_BIGINT] = 20
	};
	int precision;
	uint64_t v;
	int64_t value = 0;

	if (n->type->id == TYPE_DECIMAL)
		return n->type;
	precision = digits[n->type->id];
	if (node_is_literal(n) && !node_is_null(n)) {
		size_t width = type_width(n->type->id);
		const struct column *one = n->data;

		/* Little-endian, then the sign. */
		memcpy(&value, one->values, width);
		value = (int64_t)((uint64_t)value << (64 - 8 * width)) >> (64 - 8 * width);
		v = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
		for (precision = 1; v > 9; v /= 10)
			precision++;
	}
	return type_decimal(k, precision, 0);
}

static const struct type *
decimal_of(struct check *k, const struct type *t)
{
	const struct node n = { .type = t, .eval = eval_strict };

	return coerce_decimal(k, &n);
}

static const struct type *
common_number(struct check *k, const struct type *a, const struct type *b)
{
	const struct type *wide = a->id > b->id ? a : b, *narrow = a->id > b->id ? b : a;
	int whole, scale;

	if (wide->id <= TYPE_BIGINT)
		return wide;
	if (wide->id != TYPE_DECIMAL)
		/* A float holds no integer type whole, not even with another. */
		return narrow->id == wide->id ? wide : type_plain(TYPE_DOUBLE);
	if (narrow->id == TYPE_FLOAT || narrow->id == TYPE_DOUBLE)
		return type_plain(TYPE_DOUBLE);
	if ((narrow = decimal_of(k, narrow)) == NULL)
		return NULL;
	scale = wide->scale > narrow->scale ? wide->scale : narrow->scale;
	whole = wide->precision - wide->scale;
	if (whole < narrow->precision - narrow->scale)
		whole = narrow->precision - narrow->scale;
	return type_decimal(k, whole + scale > MAX_PRECISION ? MAX_PRECISION : whole + scale,
	    scale);
}

static void
free_type(void *t)
{
	type_release(t);
}

const struct type *
type_array_of(struct check *k, const struct type *element, bool contains_null)
{
	struct type *out = arena_alloc(&k->x->arena, sizeof(*out), k->e);

	if (out == NULL || type_array(out, element, contains_null, k->e) != 0 ||
	    arena_defer(&k->x->arena, free_type, out, k->e) != 0)
		return NULL;
	return out;
}

static const struct type *
common_array(struct check *k, const struct type *a, const struct type *b)
{
	const struct type *el = coerce_common(k, &a->child[0].type, &b->child[0].type);

	return el == NULL ? NULL : type_array_of(k, el, true);
}

static const struct type *
common_map(struct check *k, const struct type *a, const struct type *b)
{
	const struct field *ae = a->child[0].type.child, *be = b->child[0].type.child;
	const struct type *key = coerce_common(k, &ae[0].type, &be[0].type);
	const struct type *value = coerce_common(k, &ae[1].type, &be[1].type);
	struct type *out;

	if (key == NULL || value == NULL ||
	    (out = arena_alloc(&k->x->arena, sizeof(*out), k->e)) == NULL ||
	    type_map(out, key, value, true, k->e) != 0 ||
	    arena_defer(&k->x->arena, free_type, out, k->e) != 0)
		return NULL;
	return out;
}

static const struct type *
common_struct(struct check *k, const struct type *a, const struct type *b)
{
	struct type *out = arena_alloc(&k->x->arena, sizeof(*out), k->e);
	uint32_t i;

	if (out == NULL || a->nchild != b->nchild)
		return NULL;
	out->id = TYPE_STRUCT;
	if (arena_defer(&k->x->arena, free_type, out, k->e) != 0)
		return NULL;
	for (i = 0; i < a->nchild; i++) {
		const struct type *t = coerce_common(k, &a->child[i].type, &b->child[i].type);
		struct field f = { .name = a->child[i].name,
			.nullable = a->child[i].nullable || b->child[i].nullable };

		if (t == NULL || strcmp(a->child[i].name, b->child[i].name) != 0)
			return NULL;
		f.type = *t;
		if (type_struct_add(out, &f, k->e) != 0)
			return NULL;
	}
	return out;
}

const struct type *
coerce_common(struct check *k, const struct type *a, const struct type *b)
{
	if (type_equal(a, b, true) || b->id == TYPE_VOID)
		return a;
	if (a->id == TYPE_VOID)
		return b;
	if (type_is_number(a->id) && type_is_number(b->id))
		return common_number(k, a, b);
	if (is_time(a->id) && is_time(b->id))
		/* date < timestamp_ntz < timestamp */
		return a->id == TYPE_TIMESTAMP || b->id == TYPE_DATE ? a :
		    b->id == TYPE_TIMESTAMP || a->id == TYPE_DATE ? b : a;
	if (a->id == TYPE_STRING || b->id == TYPE_STRING) {
		const struct type *other = a->id == TYPE_STRING ? b : a;

		return is_time(other->id) || other->id == TYPE_BOOLEAN ||
		    type_is_bytes(other->id) ? other : NULL;
	}
	if (a->id != b->id || !type_is_nested(a->id))
		return NULL;
	return a->id == TYPE_ARRAY ? common_array(k, a, b) : a->id == TYPE_MAP ?
	    common_map(k, a, b) : common_struct(k, a, b);
}

/* The source of an operand, cut if it is long. */
static void
quote_source(struct check *k, const struct ast *a, char *out, size_t outsz)
{
	size_t n = a->to - a->from, i;

	if (n >= outsz) {
		n = outsz - 4;
		while (n > 0 && ((unsigned char)k->text[a->from + n] & 0xc0) == 0x80)
			n--;
		memcpy(out + n, "...", 4);
	} else {
		out[n] = '\0';
	}
	memcpy(out, k->text + a->from, n);
	for (i = 0; i < n; i++) {
		if ((unsigned char)out[i] < ' ' || out[i] == 0x7f)
			out[i] = ' ';
	}
}

const struct node *
coerce_refuse(struct check *k, const char *what, const struct ast *a,
    const struct node *an, const struct ast *b, const struct node *bn)
{
	char at[128], bt[128], source[64];
	const struct ast *text = an->type->id == TYPE_STRING ? a : b;
	const struct node *number = an->type->id == TYPE_STRING ? bn : an;
	const struct node *other = an->type->id == TYPE_STRING ? an : bn;

	type_upper(an->type, at);
	type_upper(bn->type, bt);
	if (other->type->id == TYPE_STRING && type_is_number(number->type->id)) {
		quote_source(k, text, source, sizeof(source));
		expr_fail(k->e, text->at, "%s: %s and %s do not go together: write CAST(%s AS %s)",
		    what, at, bt, source, an->type->id == TYPE_STRING ? bt : at);
	} else {
		expr_fail(k->e, b->at, "%s: %s and %s do not go together", what, at, bt);
	}
	return NULL;
}

int
coerce_all(struct check *k, const char *what, struct ast *const *ast,
    const struct node **arg, size_t n)
{
	const struct type *t = arg[0]->type, *next;
	size_t i, from = 0;

	for (i = 1; i < n; i++) {
		next = coerce_common(k, t, arg[i]->type);
		if (next == NULL) {
			if (k->e == NULL || k->e->status == 0)
				coerce_refuse(k, what, ast[from], arg[from], ast[i], arg[i]);
			return -1;
		}
		if (next == arg[i]->type)
			from = i;
		t = next;
	}
	for (i = 0; i < n; i++) {
		if ((arg[i] = coerce_to(k, arg[i], t, ast[i]->at)) == NULL)
			return -1;
	}
	return 0;
}
