/*
 * func.c - the functions and operators: one row each.  A function whose arguments
 * and result follow a pattern (see bind.h) needs its row and its kernel only.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"
#include "expr/arith.h"
#include "expr/bind.h"
#include "expr/check.h"
#include "expr/coerce.h"
#include "expr/compare.h"
#include "expr/nested.h"
#include "expr/node_new.h"
#include "expr/text_func.h"

#define INFIX PRETTY_INFIX
#define PREFIX PRETTY_PREFIX
#define EQUAL (COMPARE_EQ << 1)
#define LESS (COMPARE_LT << 1)
#define GREATER (COMPARE_GT << 1)

/* bind_compare's detail: the comparison, and 1 for its opposite. */
const struct func func_table[] = {
	/* name, least and most arguments, types, kernel, bind, detail, shown, pretty */
	{ "+", 2, 2, NULL, NULL, bind_arith, ARITH_ADD, NULL, INFIX },
	{ "-", 2, 2, NULL, NULL, bind_arith, ARITH_SUB, NULL, INFIX },
	{ "*", 2, 2, NULL, NULL, bind_arith, ARITH_MUL, NULL, INFIX },
	{ "/", 2, 2, NULL, NULL, bind_arith, ARITH_DIV, NULL, INFIX },
	{ "%", 2, 2, NULL, NULL, bind_arith, ARITH_MOD, NULL, INFIX },
	{ "div", 2, 2, NULL, NULL, bind_arith, ARITH_INTDIV, NULL, INFIX },
	{ "&", 2, 2, NULL, NULL, bind_arith, ARITH_AND, NULL, INFIX },
	{ "|", 2, 2, NULL, NULL, bind_arith, ARITH_OR, NULL, INFIX },
	{ "^", 2, 2, NULL, NULL, bind_arith, ARITH_XOR, NULL, INFIX },
	{ "unary -", 1, 1, NULL, NULL, bind_unary, ARITH_NEG, "-", PREFIX },
	{ "unary +", 1, 1, NULL, NULL, bind_unary, -1, "+", PREFIX },
	{ "negative", 1, 1, NULL, NULL, bind_unary, ARITH_NEG, NULL, 0 },
	{ "positive", 1, 1, NULL, NULL, bind_unary, -1, "+", PREFIX },
	{ "abs", 1, 1, NULL, NULL, bind_unary, ARITH_ABS, NULL, 0 },
	{ "~", 1, 1, NULL, NULL, bind_unary, ARITH_NOT, NULL, PRETTY_OTHER },
	{ "round", 1, 2, NULL, NULL, bind_round, 0, NULL, 0 },
	{ "mod", 2, 2, NULL, NULL, bind_arith, ARITH_MOD, NULL, 0 },

	{ "=", 2, 2, NULL, NULL, bind_compare, EQUAL, NULL, INFIX },
	{ "!=", 2, 2, NULL, NULL, bind_compare, EQUAL | 1, NULL, PRETTY_OTHER },
	{ "<", 2, 2, NULL, NULL, bind_compare, LESS, NULL, INFIX },
	{ ">", 2, 2, NULL, NULL, bind_compare, GREATER, NULL, INFIX },
	{ "<=", 2, 2, NULL, NULL, bind_compare, GREATER | 1, NULL, INFIX },
	{ ">=", 2, 2, NULL, NULL, bind_compare, LESS | 1, NULL, INFIX },
	{ "<=>", 2, 2, NULL, NULL, bind_null_safe, 0, NULL, INFIX },
	{ "in", 2, -1, NULL, NULL, bind_in, 0, "IN", PRETTY_OTHER },

	{ "and", 2, -1, NULL, NULL, bind_logic, 0, "AND", INFIX },
	{ "or", 2, -1, NULL, NULL, bind_logic, 1, "OR", INFIX },
	{ "not", 1, 1, NULL, NULL, bind_not, 0, "NOT", PRETTY_OTHER },
	{ "isnull", 1, 1, NULL, NULL, bind_test, TEST_NULL, NULL, PRETTY_OTHER },
	{ "isnotnull", 1, 1, NULL, NULL, bind_test, TEST_NULL | TEST_NOT, NULL, PRETTY_OTHER },
	{ "is true", 1, 1, NULL, NULL, bind_test, TEST_TRUE, "IS TRUE", PRETTY_OTHER },
	{ "is false", 1, 1, NULL, NULL, bind_test, TEST_FALSE, "IS FALSE", PRETTY_OTHER },
	{ "is not true", 1, 1, NULL, NULL, bind_test, TEST_TRUE | TEST_NOT, "IS NOT TRUE",
	    PRETTY_OTHER },
	{ "is not false", 1, 1, NULL, NULL, bind_test, TEST_FALSE | TEST_NOT, "IS NOT FALSE",
	    PRETTY_OTHER },

	{ "if", 3, 3, NULL, NULL, bind_if, 0, NULL, PRETTY_OTHER },
	{ "coalesce", 1, -1, NULL, NULL, bind_coalesce, 0, NULL, 0 },
	{ "nvl", 2, 2, NULL, NULL, bind_coalesce, 0, NULL, 0 },
	{ "ifnull", 2, 2, NULL, NULL, bind_coalesce, 0, NULL, 0 },
	{ "nvl2", 3, 3, NULL, NULL, bind_nvl2, 0, NULL, 0 },
	{ "nullif", 2, 2, NULL, NULL, bind_nullif, 0, NULL, 0 },

	{ "like", 2, 3, NULL, NULL, bind_like, 0, "LIKE", PRETTY_OTHER },
	{ "ilike", 2, 3, NULL, NULL, bind_like, 1, NULL, 0 },
	{ "rlike", 2, 2, NULL, NULL, bind_rlike, 0, "RLIKE", 0 },
	{ "regexp", 2, 2, NULL, NULL, bind_rlike, 0, "REGEXP", 0 },
	{ "regexp_like", 2, 2, NULL, NULL, bind_rlike, 0, "REGEXP_LIKE", 0 },

	{ "||", 2, -1, NULL, NULL, bind_concat, 0, NULL, PRETTY_OTHER },
	{ "concat", 0, -1, NULL, NULL, bind_concat, 0, NULL, 0 },
	{ "upper", 1, 1, "s:s", text_upper, NULL, 0, NULL, 0 },
	{ "ucase", 1, 1, "s:s", text_upper, NULL, 0, NULL, 0 },
	{ "lower", 1, 1, "s:s", text_lower, NULL, 0, NULL, 0 },
	{ "lcase", 1, 1, "s:s", text_lower, NULL, 0, NULL, 0 },
	{ "length", 1, 1, "t:i", text_length, NULL, 0, NULL, 0 },
	{ "len", 1, 1, "t:i", text_length, NULL, 0, NULL, 0 },
	{ "char_length", 1, 1, "t:i", text_length, NULL, 0, NULL, 0 },
	{ "character_length", 1, 1, "t:i", text_length, NULL, 0, NULL, 0 },
	{ "octet_length", 1, 1, "t:i", text_octet_length, NULL, 0, NULL, 0 },
	{ "trim", 1, 1, "s:s", text_trim, NULL, 0, NULL, 0 },
	{ "ltrim", 1, 1, "s:s", text_ltrim, NULL, 0, NULL, 0 },
	{ "rtrim", 1, 1, "s:s", text_rtrim, NULL, 0, NULL, 0 },
	{ "btrim", 1, 2, "s*:s", text_trim, NULL, 0, NULL, 0 },
	{ "trim both", 2, 2, "s*:s", text_trim, NULL, 0, "TRIM", PRETTY_OTHER },
	{ "trim leading", 2, 2, "s*:s", text_ltrim, NULL, 0, "TRIM", PRETTY_OTHER },
	{ "trim trailing", 2, 2, "s*:s", text_rtrim, NULL, 0, "TRIM", PRETTY_OTHER },
	{ "substring", 2, 3, "tii:t", text_substring, NULL, 0, NULL, 0 },
	{ "substr", 2, 3, "tii:t", text_substring, NULL, 0, NULL, 0 },
	{ "left", 2, 2, "ti:t", text_left, NULL, 0, NULL, 0 },
	{ "right", 2, 2, "si:s", text_right, NULL, 0, NULL, 0 },
	{ "startswith", 2, 2, "tt:B", text_starts, NULL, 0, NULL, 0 },
	{ "endswith", 2, 2, "tt:B", text_ends, NULL, 0, NULL, 0 },
	{ "contains", 2, 2, "tt:B", text_contains, NULL, 0, NULL, 0 },
	{ "reverse", 1, 1, "s:s", text_reverse, NULL, 0, NULL, 0 },
	{ "replace", 2, 3, "s*:s", text_replace, NULL, 0, NULL, 0 },

	{ "[]", 2, 2, NULL, NULL, bind_item, 1, NULL, PRETTY_OTHER },
	{ "get", 2, 2, NULL, NULL, bind_item, 0, NULL, 0 },
	{ "size", 1, 1, NULL, NULL, bind_size, 0, NULL, 0 },
	{ "cardinality", 1, 1, NULL, NULL, bind_size, 0, NULL, 0 },
	{ "date_add", 2, 2, NULL, NULL, bind_date_add, ARITH_ADD, NULL, 0 },
	{ "date_sub", 2, 2, NULL, NULL, bind_date_add, ARITH_SUB, NULL, 0 }
};

const size_t func_count = sizeof(func_table) / sizeof(func_table[0]);

const struct func *
func_find(const char *name)
{
	size_t i;

	for (i = 0; i < func_count; i++) {
		if (strcmp(func_table[i].name, name) == 0)
			return &func_table[i];
	}
	return NULL;
}

const char *
func_shown(const struct func *f)
{
	return f->shown != NULL ? f->shown : f->name;
}

const struct node *
bind_fail(struct bind *b, size_t i, const char *fmt, ...)
{
	char words[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	expr_fail(b->k->e, b->ast->arg[i]->at, "%s %s", func_shown(b->func), words);
	return NULL;
}

bool
bind_nullable(const struct bind *b)
{
	size_t i;

	for (i = 0; i < b->narg; i++) {
		if (b->arg[i]->nullable)
			return true;
	}
	return false;
}

const struct node *
bind_eval(struct bind *b, eval_fn *eval, const struct type *type, bool nullable,
    void *data, const void *key, size_t keylen)
{
	const struct node proto = { .eval = eval, .type = type, .arg = b->arg,
		.narg = b->narg, .nullable = nullable, .data = data, .key = key,
		.keylen = keylen, .column = -1, .total = b->total };

	return node_make(b->k, &proto);
}

const struct node *
bind_kernel(struct bind *b, kernel_fn *kernel, const struct type *type, bool nullable,
    void *data, const void *key, size_t keylen)
{
	const struct node proto = { .eval = eval_strict, .kernel = kernel, .type = type,
		.arg = b->arg, .narg = b->narg, .nullable = nullable, .data = data,
		.key = key, .keylen = keylen, .column = -1, .total = b->total };

	return node_make(b->k, &proto);
}

/* Argument i must be an integer, and becomes id. */
static const struct node *
take_integer(struct bind *b, size_t i, enum type_id id)
{
	const struct node *n = b->arg[i];
	char type[128];

	if (!type_is_integer(n->type->id) && n->type->id != TYPE_VOID)
		return bind_fail(b, i, "needs an integer here, not %s%s",
		    type_upper(n->type, type), n->type->id == TYPE_STRING ?
		    ": write CAST(... AS INT)" : "");
	return coerce_to(b->k, n, type_plain(id), b->ast->arg[i]->at);
}

/* Brings argument i to what the letter says; text is what t stands for. */
static const struct node *
take_letter(struct bind *b, size_t i, char letter, enum type_id text)
{
	const struct node *n = b->arg[i];
	size_t at = b->ast->arg[i]->at;
	char type[128];

	switch (letter) {
	case 's':
	case 't':
		if (type_is_nested(n->type->id))
			return bind_fail(b, i, "needs text here, not %s", type_upper(n->type, type));
		return coerce_to(b->k, n, type_plain(letter == 't' ? text : TYPE_STRING), at);
	case 'i':
		return take_integer(b, i, TYPE_INT);
	case 'l':
		return take_integer(b, i, TYPE_BIGINT);
	case 'd':
		if (!type_is_number(n->type->id) && n->type->id != TYPE_VOID)
			return bind_fail(b, i, "needs a number here, not %s",
			    type_upper(n->type, type));
		return coerce_to(b->k, n, type_plain(TYPE_DOUBLE), at);
	case 'B':
		if (n->type->id != TYPE_BOOLEAN && n->type->id != TYPE_VOID &&
		    n->type->id != TYPE_STRING)
			return bind_fail(b, i, "needs a condition here, not %s",
			    type_upper(n->type, type));
		return coerce_to(b->k, n, type_plain(TYPE_BOOLEAN), at);
	default:
		return n;
	}
}

static const struct type *
result_type(char letter, const struct bind *b, enum type_id text)
{
	switch (letter) {
	case 's':
		return type_plain(TYPE_STRING);
	case 't':
		return type_plain(text);
	case 'i':
		return type_plain(TYPE_INT);
	case 'l':
		return type_plain(TYPE_BIGINT);
	case 'd':
		return type_plain(TYPE_DOUBLE);
	case 'B':
		return type_plain(TYPE_BOOLEAN);
	default:
		return b->arg[0]->type;
	}
}

/* The letter of argument i. */
static char
letter_of(const char *types, size_t i)
{
	size_t k;

	for (k = 0; k < i && types[k + 1] != '*' && types[k + 1] != ':'; k++)
		;
	return types[k];
}

/* A function that follows the pattern of its row. */
static const struct node *
bind_types(struct bind *b)
{
	const char *types = b->func->types;
	enum type_id text = TYPE_BINARY;
	size_t i;

	/* The t's are binary only if all of them are. */
	for (i = 0; i < b->narg; i++) {
		if (letter_of(types, i) == 't' && b->arg[i]->type->id != TYPE_BINARY)
			text = TYPE_STRING;
	}
	for (i = 0; i < b->narg; i++) {
		b->arg[i] = take_letter(b, i, letter_of(types, i), text);
		if (b->arg[i] == NULL)
			return NULL;
	}
	b->total = true;
	return bind_kernel(b, b->func->kernel, result_type(strchr(types, ':')[1], b, text),
	    bind_nullable(b), NULL, NULL, 0);
}

static void
unknown_function(struct check *k, const struct ast *a)
{
	const char *names[sizeof(func_table) / sizeof(func_table[0])];
	char near[200], quoted[100];
	size_t i, n = 0;

	for (i = 0; i < func_count; i++) {
		/* Operators and spellings with a blank cannot be called. */
		if (func_table[i].name[0] >= 'a' && strchr(func_table[i].name, ' ') == NULL)
			names[n++] = func_table[i].name;
	}
	err_quote(quoted, sizeof(quoted), a->text, strlen(a->text));
	if (near_names(near, sizeof(near), a->text, names, n) > 0)
		expr_fail(k->e, a->at, "no function %s; near: %s", quoted, near);
	else
		expr_fail(k->e, a->at, "no function %s", quoted);
}

static int
count_arguments(struct check *k, const struct ast *a, const struct func *f)
{
	int n = a->narg > INT32_MAX ? INT32_MAX : (int)a->narg;

	if (n >= f->min && (f->max < 0 || n <= f->max))
		return 0;
	if (f->max < 0)
		return expr_fail(k->e, a->at, "%s takes %d or more arguments, not %d",
		    func_shown(f), f->min, n);
	if (f->max > f->min)
		return expr_fail(k->e, a->at, "%s takes %d to %d arguments, not %d",
		    func_shown(f), f->min, f->max, n);
	return expr_fail(k->e, a->at, "%s takes %d argument%s, not %d", func_shown(f), f->min,
	    f->min == 1 ? "" : "s", n);
}

const struct node *
func_bind(struct check *k, struct ast *a)
{
	struct bind b = { .k = k, .ast = a, .func = func_find(a->text), .narg = a->narg };
	const struct node *out = NULL, **arg;
	size_t i;

	if (b.func == NULL) {
		unknown_function(k, a);
		return NULL;
	}
	if (count_arguments(k, a, b.func) != 0 ||
	    (arg = mem_zero(a->narg + 1, sizeof(*arg), k->e)) == NULL)
		return NULL;
	b.arg = arg;
	for (i = 0; i < a->narg; i++) {
		if ((arg[i] = check_expr(k, a->arg[i])) == NULL)
			goto done;
	}
	out = b.func->bind != NULL ? b.func->bind(&b) : bind_types(&b);
done:
	free(arg);
	return out;
}
