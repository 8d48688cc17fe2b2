/* parse.c - operators by precedence, predicates, select lists. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "expr/ast.h"
#include "expr/expr.h"

/* Bytes of stack for a term of a chain; a sanitizer's frames are larger. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CHAIN_STACK 8192
#else
#define CHAIN_STACK 800
#endif

int
expr_fail(struct err *e, size_t at, const char *fmt, ...)
{
	char words[1200];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	err_set(e, STATUS_USAGE, "%s", words);
	if (e != NULL)
		e->byte = (int64_t)at;
	return -1;
}

int
parse_next(struct parser *p, struct err *e)
{
	p->prev = p->tok.to;
	return lex_next(&p->lex, &p->tok, e);
}

/* What the next token is, for a message. */
static const char *
found(const struct parser *p, char *out, size_t outsz)
{
	const struct token *t = &p->tok;

	if (t->kind == TOKEN_END)
		return "the end";
	return err_quote(out, outsz, p->lex.text + t->from, t->to - t->from);
}

static int
unexpected(struct parser *p, const char *wanted, struct err *e)
{
	char quoted[80];

	return expr_fail(e, p->tok.from, "expected %s, not %s", wanted,
	    found(p, quoted, sizeof(quoted)));
}

int
parse_expect(struct parser *p, const char *op, struct err *e)
{
	char wanted[16];

	if (token_op(&p->tok, op) || token_word(&p->tok, op))
		return parse_next(p, e);
	(void)snprintf(wanted, sizeof(wanted), "%s", op);
	return unexpected(p, wanted, e);
}

int
parse_op(struct parser *p, const char *op, bool *found_op, struct err *e)
{
	*found_op = token_op(&p->tok, op);
	return *found_op ? parse_next(p, e) : 0;
}

bool
parse_at_end(const struct parser *p)
{
	return p->tok.kind == TOKEN_END;
}

/* Passes the keyword if it is next. */
static int
take_word(struct parser *p, const char *keyword, bool *found_word, struct err *e)
{
	*found_word = token_word(&p->tok, keyword);
	return *found_word ? parse_next(p, e) : 0;
}

bool
parse_reserved(const struct token *t)
{
	static const char *const words[] = {
		"AND", "OR", "NOT", "IN", "IS", "LIKE", "ILIKE", "RLIKE", "REGEXP", "BETWEEN",
		"CASE", "WHEN", "THEN", "ELSE", "END", "AS", "DIV", "ESCAPE", "FROM", "NULL",
		"TRUE", "FALSE"
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (token_word(t, words[i]))
			return true;
	}
	return false;
}

int
parse_enter(struct parser *p, struct err *e)
{
	if (++p->depth > EXPR_MAX_DEPTH)
		return expr_fail(e, p->tok.from, "nested deeper than %d", EXPR_MAX_DEPTH);
	return 0;
}

int
ast_list_add(struct ast_list *l, struct ast *a, struct err *e)
{
	if (mem_grow(&l->v, &l->cap, l->n + 1, sizeof(struct ast *), e) != 0)
		return -1;
	l->v[l->n++] = a;
	return 0;
}

struct ast *
ast_new(struct parser *p, enum ast_kind kind, size_t from, struct err *e)
{
	struct ast *a = arena_alloc(p->arena, sizeof(*a), e);

	if (a == NULL)
		return NULL;
	a->kind = kind;
	a->from = a->at = from;
	a->to = p->prev;
	a->depth = 1;
	return a;
}

/*
 * How long a chain of operators may be: it is evaluated by functions that call themselves,
 * on stacks of threads, which are as large as the limit says (2 MiB where there is none).
 */
static int
chain_most(void)
{
	struct rlimit r;
	rlim_t n;

	if (getrlimit(RLIMIT_STACK, &r) != 0 || r.rlim_cur == RLIM_INFINITY)
		r.rlim_cur = 2 << 20;
	n = r.rlim_cur / CHAIN_STACK;
	return n > EXPR_MAX_CHAIN ? EXPR_MAX_CHAIN : n > EXPR_MAX_DEPTH ? (int)n : EXPR_MAX_DEPTH;
}

struct ast *
ast_call(struct parser *p, const char *name, size_t from, size_t at,
    struct ast *const *arg, size_t narg, struct err *e)
{
	struct ast *a = ast_new(p, AST_CALL, from, e);
	size_t i;

	if (a == NULL)
		return NULL;
	a->at = at;
	a->text = name;
	a->narg = narg;
	if ((a->arg = arena_alloc(p->arena, narg * sizeof(struct ast *), e)) == NULL)
		return NULL;
	for (i = 0; i < narg; i++) {
		a->arg[i] = arg[i];
		if (arg[i]->depth >= a->depth)
			a->depth = arg[i]->depth + 1;
	}
	if (a->depth > EXPR_MAX_DEPTH && a->depth > chain_most()) {
		expr_fail(e, at, "chained or nested deeper than %d", chain_most());
		return NULL;
	}
	return a;
}

/* Replaces *out by a call on it and on rhs (which may be NULL). */
static int
wrap(struct parser *p, const char *name, size_t at, struct ast **out, struct ast *rhs,
    struct err *e)
{
	struct ast *arg[2] = { *out, rhs };

	*out = ast_call(p, name, (*out)->from, at, arg, rhs != NULL ? 2 : 1, e);
	return *out == NULL ? -1 : 0;
}

/* Binary operators that are no keywords of a predicate; 0: none. */
static int
precedence(const struct token *t, const char **name)
{
	static const struct {
		const char *op, *name;
		int level;
	} ops[] = {
		{ "=", "=", 1 }, { "==", "=", 1 }, { "<=>", "<=>", 1 }, { "<>", "!=", 1 },
		{ "!=", "!=", 1 }, { "<", "<", 1 }, { "<=", "<=", 1 }, { ">", ">", 1 },
		{ ">=", ">=", 1 }, { "|", "|", 2 }, { "^", "^", 3 }, { "&", "&", 4 },
		{ "+", "+", 5 }, { "-", "-", 5 }, { "||", "||", 5 }, { "*", "*", 6 },
		{ "/", "/", 6 }, { "%", "%", 6 }
	};
	size_t i;

	for (i = 0; t->kind == TOKEN_OP && i < sizeof(ops) / sizeof(ops[0]); i++) {
		if (strcmp(t->op, ops[i].op) == 0) {
			*name = ops[i].name;
			return ops[i].level;
		}
	}
	if (token_word(t, "DIV")) {
		*name = "div";
		return 6;
	}
	return 0;
}

/* -x, +x, ~x; a minus before a number is part of it. */
static int
parse_unary(struct parser *p, struct ast **out, struct err *e)
{
	const char *name = token_op(&p->tok, "-") ? "unary -" :
	    token_op(&p->tok, "+") ? "unary +" : token_op(&p->tok, "~") ? "~" : NULL;
	size_t from = p->tok.from;
	int rc;

	if (name == NULL)
		return parse_primary(p, out, e);
	if (parse_enter(p, e) != 0 || parse_next(p, e) != 0)
		return -1;
	if (strcmp(name, "unary -") == 0 && p->tok.kind == TOKEN_NUMBER) {
		char *text = arena_alloc(p->arena, p->tok.len + 2, e);

		if (text == NULL)
			return -1;
		text[0] = '-';
		memcpy(text + 1, p->tok.text, p->tok.len);
		p->tok.text = text;
		p->tok.len++;
		p->tok.from = from;
		rc = parse_primary(p, out, e);
	} else {
		rc = parse_unary(p, out, e);
		if (rc == 0)
			rc = wrap(p, name, from, out, NULL, e);
		if (rc == 0)
			(*out)->from = from;
	}
	p->depth--;
	return rc;
}

static int parse_value(struct parser *p, int least, struct ast **out, struct err *e);

/* a || b || c is one call, so that long chains do not nest; the first || is next. */
static int
parse_joined(struct parser *p, int level, struct ast **out, struct err *e)
{
	struct ast_list l = { 0 };
	size_t at = p->tok.from;
	int rc = -1;

	if (ast_list_add(&l, *out, e) != 0)
		goto done;
	while (token_op(&p->tok, "||")) {
		if (parse_next(p, e) != 0 || parse_value(p, level + 1, out, e) != 0 ||
		    ast_list_add(&l, *out, e) != 0)
			goto done;
	}
	*out = ast_call(p, "||", l.v[0]->from, at, l.v, l.n, e);
	rc = *out == NULL ? -1 : 0;
done:
	free(l.v);
	return rc;
}

static int
parse_value(struct parser *p, int least, struct ast **out, struct err *e)
{
	const char *name;
	struct ast *rhs;
	size_t at;
	int level;

	if (parse_unary(p, out, e) != 0)
		return -1;
	while ((level = precedence(&p->tok, &name)) >= least && level > 0) {
		if (strcmp(name, "||") == 0) {
			if (parse_joined(p, level, out, e) != 0)
				return -1;
			continue;
		}
		at = p->tok.from;
		if (parse_next(p, e) != 0 || parse_value(p, level + 1, &rhs, e) != 0 ||
		    wrap(p, name, at, out, rhs, e) != 0)
			return -1;
	}
	return 0;
}

/* IN (a, b, ...): the operand, then the list. */
static int
parse_in(struct parser *p, size_t at, struct ast **out, struct err *e)
{
	struct ast_list l = { 0 };
	struct ast *a;
	int rc = -1;

	if (parse_expect(p, "(", e) != 0 || ast_list_add(&l, *out, e) != 0)
		goto done;
	for (;;) {
		if (parse_expr(p, &a, e) != 0 || ast_list_add(&l, a, e) != 0)
			goto done;
		if (!token_op(&p->tok, ","))
			break;
		if (parse_next(p, e) != 0)
			goto done;
	}
	if (parse_expect(p, ")", e) != 0)
		goto done;
	*out = ast_call(p, "in", (*out)->from, at, l.v, l.n, e);
	rc = *out == NULL ? -1 : 0;
done:
	free(l.v);
	return rc;
}

/* x BETWEEN a AND b is x >= a AND x <= b. */
static int
parse_between(struct parser *p, size_t at, struct ast **out, struct err *e)
{
	struct ast *x = *out, *low = x, *high = x, *a, *b;

	if (parse_value(p, 1, &a, e) != 0 || parse_expect(p, "AND", e) != 0 ||
	    parse_value(p, 1, &b, e) != 0 || wrap(p, ">=", at, &low, a, e) != 0 ||
	    wrap(p, "<=", at, &high, b, e) != 0)
		return -1;
	*out = low;
	return wrap(p, "and", at, out, high, e);
}

/* LIKE pattern [ESCAPE 'c']. */
static int
parse_like(struct parser *p, const char *name, size_t at, struct ast **out, struct err *e)
{
	struct ast *arg[3] = { *out, NULL, NULL };
	size_t n = 2;
	bool escape;

	if (parse_value(p, 1, &arg[1], e) != 0 || take_word(p, "ESCAPE", &escape, e) != 0)
		return -1;
	if (escape) {
		if (strcmp(name, "rlike") == 0)
			return expr_fail(e, p->prev, "RLIKE has no ESCAPE");
		if (parse_primary(p, &arg[n++], e) != 0)
			return -1;
	}
	*out = ast_call(p, name, arg[0]->from, at, arg, n, e);
	return *out == NULL ? -1 : 0;
}

/* IS [NOT] NULL, TRUE, FALSE, UNKNOWN, DISTINCT FROM x. */
static int
parse_is(struct parser *p, size_t at, struct ast **out, struct err *e)
{
	static const struct {
		const char *word, *name, *negated;
	} is[] = {
		{ "NULL", "isnull", "isnotnull" }, { "UNKNOWN", "isnull", "isnotnull" },
		{ "TRUE", "is true", "is not true" }, { "FALSE", "is false", "is not false" }
	};
	struct ast *rhs;
	bool negate, distinct;
	size_t i;

	if (take_word(p, "NOT", &negate, e) != 0)
		return -1;
	for (i = 0; i < sizeof(is) / sizeof(is[0]); i++) {
		if (token_word(&p->tok, is[i].word))
			return parse_next(p, e) != 0 ? -1 :
			    wrap(p, negate ? is[i].negated : is[i].name, at, out, NULL, e);
	}
	if (take_word(p, "DISTINCT", &distinct, e) != 0)
		return -1;
	if (!distinct)
		return unexpected(p, "NULL, TRUE, FALSE or UNKNOWN", e);
	if (parse_expect(p, "FROM", e) != 0 || parse_value(p, 1, &rhs, e) != 0 ||
	    wrap(p, "<=>", at, out, rhs, e) != 0)
		return -1;
	return negate ? 0 : wrap(p, "not", at, out, NULL, e);
}

/* A value with the predicates that follow it. */
static int
parse_predicate(struct parser *p, struct ast **out, struct err *e)
{
	bool negate, in, between, like, ilike, rlike, regexp, is;
	size_t at;
	int rc;

	if (parse_value(p, 1, out, e) != 0)
		return -1;
	for (;;) {
		at = p->tok.from;
		if (take_word(p, "IS", &is, e) != 0)
			return -1;
		if (is) {
			if (parse_is(p, at, out, e) != 0)
				return -1;
			continue;
		}
		if (take_word(p, "NOT", &negate, e) != 0 || take_word(p, "IN", &in, e) != 0 ||
		    take_word(p, "BETWEEN", &between, e) != 0 ||
		    take_word(p, "LIKE", &like, e) != 0 ||
		    take_word(p, "ILIKE", &ilike, e) != 0 ||
		    take_word(p, "RLIKE", &rlike, e) != 0 ||
		    take_word(p, "REGEXP", &regexp, e) != 0)
			return -1;
		if (in)
			rc = parse_in(p, at, out, e);
		else if (between)
			rc = parse_between(p, at, out, e);
		else if (like || ilike || rlike || regexp)
			rc = parse_like(p, like ? "like" : ilike ? "ilike" : "rlike", at, out, e);
		else if (negate)
			return unexpected(p, "IN, BETWEEN, LIKE or RLIKE after NOT", e);
		else
			return 0;
		if (rc == 0 && negate)
			rc = wrap(p, "not", at, out, NULL, e);
		if (rc != 0)
			return -1;
	}
}

static int
parse_not(struct parser *p, struct ast **out, struct err *e)
{
	size_t from = p->tok.from;
	int rc;

	if (!token_word(&p->tok, "NOT") && !token_op(&p->tok, "!"))
		return parse_predicate(p, out, e);
	if (parse_enter(p, e) != 0 || parse_next(p, e) != 0)
		return -1;
	rc = parse_not(p, out, e);
	if (rc == 0)
		rc = wrap(p, "not", from, out, NULL, e);
	if (rc == 0)
		(*out)->from = from;
	p->depth--;
	return rc;
}

/* a AND b AND c is one call, so that long chains do not nest. */
static int
parse_chain(struct parser *p, const char *word, const char *name,
    int (*part)(struct parser *, struct ast **, struct err *), struct ast **out,
    struct err *e)
{
	struct ast_list l = { 0 };
	size_t at = 0;
	int rc = -1;

	if (part(p, out, e) != 0)
		return -1;
	while (token_word(&p->tok, word)) {
		if (l.n == 0) {
			at = p->tok.from;
			if (ast_list_add(&l, *out, e) != 0)
				goto done;
		}
		if (parse_next(p, e) != 0 || part(p, out, e) != 0 ||
		    ast_list_add(&l, *out, e) != 0)
			goto done;
	}
	if (l.n > 0) {
		*out = ast_call(p, name, l.v[0]->from, at, l.v, l.n, e);
		if (*out == NULL)
			goto done;
	}
	rc = 0;
done:
	free(l.v);
	return rc;
}

static int
parse_and(struct parser *p, struct ast **out, struct err *e)
{
	return parse_chain(p, "AND", "and", parse_not, out, e);
}

int
parse_expr(struct parser *p, struct ast **out, struct err *e)
{
	int rc;

	if (parse_enter(p, e) != 0)
		return -1;
	rc = parse_chain(p, "OR", "or", parse_and, out, e);
	p->depth--;
	return rc;
}

int
parse_start(struct parser *p, struct arena *arena, const char *text, size_t len,
    struct err *e)
{
	size_t good;

	memset(p, 0, sizeof(*p));
	p->arena = arena;
	p->lex.arena = arena;
	p->lex.text = text;
	p->lex.len = len;
	if (len > EXPR_MAX_TEXT)
		return err_set(e, STATUS_USAGE, "an expression of %zu bytes is over the limit of %d",
		    len, EXPR_MAX_TEXT);
	good = utf8_valid_prefix(text, len);
	if (good < len)
		return err_set(e, STATUS_USAGE, "the expression is not UTF-8 at byte %zu", good);
	return parse_next(p, e);
}

int
parse_whole(struct parser *p, struct ast **out, struct err *e)
{
	if (parse_at_end(p))
		return expr_fail(e, p->tok.from, "an empty expression");
	if (parse_expr(p, out, e) != 0)
		return -1;
	if (!parse_at_end(p))
		return unexpected(p, "an operator or the end", e);
	return 0;
}

int
parse_output(struct parser *p, const char **name, size_t *at, struct err *e)
{
	struct buf b = BUF_INIT;
	int rc = -1;

	*at = p->tok.from;
	for (;;) {
		if (p->tok.kind != TOKEN_WORD && p->tok.kind != TOKEN_QUOTED) {
			unexpected(p, "a column name (between backquotes if it is not one word)", e);
			break;
		}
		if (buf_add(&b, p->tok.text, p->tok.len, e) != 0)
			break;
		if (p->lex.text[p->lex.pos] != '.') {
			*name = arena_dup(p->arena, b.data, b.len, e);
			rc = *name == NULL ? -1 : parse_next(p, e);
			break;
		}
		p->lex.pos++;
		if (buf_add(&b, ".", 1, e) != 0 || lex_name(&p->lex, &p->tok, e) != 0)
			break;
	}
	buf_release(&b);
	return rc;
}

/* [AS] name after an expression. */
static int
parse_alias(struct parser *p, struct ast_item *item, struct err *e)
{
	bool as;

	item->alias = NULL;
	if (take_word(p, "AS", &as, e) != 0)
		return -1;
	if (p->tok.kind == TOKEN_QUOTED || (p->tok.kind == TOKEN_WORD &&
	    (as || !parse_reserved(&p->tok)))) {
		if (item->expr->kind == AST_STAR)
			return expr_fail(e, p->tok.from, "* takes no name");
		item->alias = p->tok.text;
		return parse_next(p, e);
	}
	return as ? unexpected(p, "a name after AS", e) : 0;
}

static int
parse_item(struct parser *p, struct ast_item *item, struct err *e)
{
	size_t from = p->tok.from;
	bool star;

	if (parse_op(p, "*", &star, e) != 0)
		return -1;
	if (star)
		item->expr = ast_new(p, AST_STAR, from, e);
	else if (parse_expr(p, &item->expr, e) != 0)
		return -1;
	return item->expr == NULL ? -1 : parse_alias(p, item, e);
}

int
parse_list(struct parser *p, struct ast_item **out, size_t *n, struct err *e)
{
	struct ast_item *list = NULL, item = { 0 };
	size_t cap = 0;
	int rc = -1;

	*n = 0;
	if (parse_at_end(p))
		return expr_fail(e, p->tok.from, "an empty select list");
	for (;;) {
		if (parse_item(p, &item, e) != 0 ||
		    mem_grow(&list, &cap, *n + 1, sizeof(*list), e) != 0)
			goto done;
		list[(*n)++] = item;
		if (!token_op(&p->tok, ","))
			break;
		if (parse_next(p, e) != 0)
			goto done;
	}
	if (!parse_at_end(p)) {
		unexpected(p, "a comma, an operator or the end", e);
		goto done;
	}
	if ((*out = arena_alloc(p->arena, *n * sizeof(*list), e)) == NULL)
		goto done;
	memcpy(*out, list, *n * sizeof(*list));
	rc = 0;
done:
	free(list);
	return rc;
}
