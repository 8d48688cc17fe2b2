/* parse_primary.c - operands: literals, names, calls, CASE, CAST, and what follows them. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "expr/ast.h"
#include "expr/expr.h"
#include "json/path.h"

static void
free_type(void *t)
{
	type_release(t);
}

/* A type's text, which starts at the next token. */
static int
parse_type_name(struct parser *p, const struct type **out, struct err *e)
{
	const char *text = p->lex.text + p->tok.from;
	struct type *t = arena_alloc(p->arena, sizeof(*t), e);

	if (t == NULL)
		return -1;
	if (type_parse(&text, t, e) != 0) {
		if (e != NULL && e->status == STATUS_USAGE)
			e->byte = (int64_t)p->tok.from;
		return -1;
	}
	if (arena_defer(p->arena, free_type, t, e) != 0)
		return -1;
	*out = t;
	p->tok.to = p->lex.pos = (size_t)(text - p->lex.text);
	return parse_next(p, e);
}

static int
new_cast(struct parser *p, struct ast *arg, size_t from, bool try, const struct type *type,
    struct ast **out, struct err *e)
{
	*out = ast_call(p, "cast", from, from, &arg, 1, e);
	if (*out == NULL)
		return -1;
	(*out)->kind = AST_CAST;
	(*out)->type = type;
	(*out)->try = try;
	return 0;
}

/* CAST(x AS type); the word and the parenthesis are passed. */
static int
parse_cast(struct parser *p, size_t from, bool try, struct ast **out, struct err *e)
{
	const struct type *type;
	struct ast *arg;

	if (parse_expr(p, &arg, e) != 0 || parse_expect(p, "AS", e) != 0 ||
	    parse_type_name(p, &type, e) != 0 || parse_expect(p, ")", e) != 0)
		return -1;
	return new_cast(p, arg, from, try, type, out, e);
}

/* CASE [x] WHEN a THEN b ... [ELSE c] END; the word CASE is passed. */
static int
parse_case(struct parser *p, size_t from, struct ast **out, struct err *e)
{
	struct ast_list l = { 0 };
	struct ast *base = NULL, *a, *pair[2];
	int rc = -1;

	if (!token_word(&p->tok, "WHEN") && parse_expr(p, &base, e) != 0)
		return -1;
	if (!token_word(&p->tok, "WHEN"))
		return parse_expect(p, "WHEN", e);
	while (token_word(&p->tok, "WHEN")) {
		size_t at = p->tok.from;

		if (parse_next(p, e) != 0 || parse_expr(p, &a, e) != 0)
			goto done;
		if (base != NULL) {
			pair[0] = base;
			pair[1] = a;
			if ((a = ast_call(p, "=", a->from, at, pair, 2, e)) == NULL)
				goto done;
		}
		if (ast_list_add(&l, a, e) != 0 || parse_expect(p, "THEN", e) != 0 ||
		    parse_expr(p, &a, e) != 0 || ast_list_add(&l, a, e) != 0)
			goto done;
	}
	if (token_word(&p->tok, "ELSE")) {
		if (parse_next(p, e) != 0 || parse_expr(p, &a, e) != 0 ||
		    ast_list_add(&l, a, e) != 0)
			goto done;
	}
	if (parse_expect(p, "END", e) != 0)
		goto done;
	if ((*out = ast_call(p, "case", from, from, l.v, l.n, e)) != NULL) {
		(*out)->kind = AST_CASE;
		rc = 0;
	}
done:
	free(l.v);
	return rc;
}

/* Arguments up to the closing parenthesis. */
static int
parse_args(struct parser *p, struct ast_list *l, const char *between, struct err *e)
{
	struct ast *a;

	if (token_op(&p->tok, ")"))
		return parse_next(p, e);
	for (;;) {
		if (parse_expr(p, &a, e) != 0 || ast_list_add(l, a, e) != 0)
			return -1;
		if (!token_op(&p->tok, ",") && (between == NULL || !token_word(&p->tok, between)))
			return parse_expect(p, ")", e);
		/* substring(s FROM 2 FOR 3) */
		if (!token_op(&p->tok, ","))
			between = "FOR";
		if (parse_next(p, e) != 0)
			return -1;
	}
}

/* trim([BOTH | LEADING | TRAILING] [characters] FROM text), or trim(characters, text). */
static int
parse_trim(struct parser *p, const char *word, size_t from, struct ast **out, struct err *e)
{
	static const char *const sides[] = { "BOTH", "LEADING", "TRAILING" };
	static const char *const one[] = { "trim", "ltrim", "rtrim" };
	static const char *const two[] = { "trim both", "trim leading", "trim trailing" };
	struct ast *arg[2] = { NULL, NULL };
	size_t side, i;

	side = word[0] == 'l' ? 1 : word[0] == 'r' ? 2 : 0;
	for (i = 0; i < 3; i++) {
		struct lexer after = p->lex;
		struct token t;

		if (side != 0 || !token_word(&p->tok, sides[i]))
			continue;
		/* trim(both) trims a column of that name. */
		if (lex_next(&after, &t, e) != 0)
			return -1;
		if (token_op(&t, ")") || token_op(&t, ","))
			break;
		side = i;
		if (parse_next(p, e) != 0)
			return -1;
		break;
	}
	if (!token_word(&p->tok, "FROM") && parse_expr(p, &arg[1], e) != 0)
		return -1;
	if (token_word(&p->tok, "FROM") || token_op(&p->tok, ",")) {
		if (parse_next(p, e) != 0 || parse_expr(p, &arg[0], e) != 0)
			return -1;
	} else {
		arg[0] = arg[1];
		arg[1] = NULL;
	}
	if (parse_expect(p, ")", e) != 0)
		return -1;
	*out = ast_call(p, arg[1] != NULL ? two[side] : one[side], from, from, arg,
	    arg[1] != NULL ? 2 : 1, e);
	return *out == NULL ? -1 : 0;
}

/* Whether a function of that name is a cast: string(x), int(x), date(x). */
static bool
is_type_function(const char *name)
{
	static const char *const names[] = {
		"boolean", "tinyint", "smallint", "int", "bigint", "float", "double",
		"decimal", "string", "binary", "date", "timestamp"
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static bool
is_aggregate(const char *name)
{
	static const char *const names[] = {
		"count", "count_if", "sum", "avg", "mean", "min", "max", "min_by", "max_by", "first",
		"first_value", "last", "last_value", "any_value", "every", "some", "bool_and",
		"bool_or", "collect_list", "collect_set", "array_agg", "approx_count_distinct",
		"median", "mode", "percentile", "percentile_approx", "stddev", "stddev_samp",
		"stddev_pop", "variance", "var_samp", "var_pop"
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

/* name(...): the name is in t, the parenthesis is next. */
static int
parse_function(struct parser *p, const struct token *t, struct ast **out, struct err *e)
{
	struct ast_list l = { 0 };
	const char *text = t->text;
	struct type *type;
	char *name;
	size_t i;
	int rc = -1;

	if ((name = arena_dup(p->arena, t->text, t->len, e)) == NULL || parse_next(p, e) != 0)
		return -1;
	for (i = 0; name[i] != '\0'; i++) {
		if (name[i] >= 'A' && name[i] <= 'Z')
			name[i] |= 0x20;
	}
	/* Before the arguments are looked at: count(*), sum(DISTINCT n). */
	if (is_aggregate(name))
		return expr_fail(e, t->from, strcmp(name, "count") == 0 ?
		    "%s is over many rows: dfcount counts them" :
		    "%s is over many rows, and here each row stands alone", name);
	if (strcmp(name, "cast") == 0 || strcmp(name, "try_cast") == 0)
		return parse_cast(p, t->from, name[0] == 't', out, e);
	if (strcmp(name, "trim") == 0 || strcmp(name, "ltrim") == 0 ||
	    strcmp(name, "rtrim") == 0)
		return parse_trim(p, name, t->from, out, e);
	if (parse_args(p, &l, strncmp(name, "substr", 6) == 0 ? "FROM" : NULL, e) != 0)
		goto done;
	if (is_type_function(name) && l.n == 1) {
		if ((type = arena_alloc(p->arena, sizeof(*type), e)) != NULL &&
		    type_parse(&text, type, e) == 0)
			rc = new_cast(p, l.v[0], t->from, false, type, out, e);
		if (rc == 0)
			(*out)->quiet = true;
		goto done;
	}
	*out = ast_call(p, name, t->from, t->from, l.v, l.n, e);
	rc = *out == NULL ? -1 : 0;
done:
	free(l.v);
	return rc;
}

/* DATE '...', TIMESTAMP '...': the word is in t, the string is next. */
static int
parse_typed(struct parser *p, const struct token *t, struct ast **out, struct err *e)
{
	const char *text = t->text;
	struct type *type = arena_alloc(p->arena, sizeof(*type), e);
	struct token s = p->tok;

	if (type == NULL || type_parse(&text, type, e) != 0 || parse_next(p, e) != 0 ||
	    (*out = ast_new(p, AST_TYPED, t->from, e)) == NULL)
		return -1;
	(*out)->type = type;
	(*out)->text = s.text;
	(*out)->len = s.len;
	return 0;
}

/* a.b.c, a.*: the first part is in t. */
static int
parse_name(struct parser *p, const struct token *t, struct ast **out, struct err *e)
{
	struct ast_part *part = NULL;
	struct token name = *t;
	size_t n = 0, cap = 0;
	bool star = false;
	int rc = -1;

	for (;;) {
		if (mem_grow(&part, &cap, n + 1, sizeof(*part), e) != 0)
			goto done;
		part[n++] = (struct ast_part){ name.text, name.kind == TOKEN_QUOTED, name.from };
		if (!token_op(&p->tok, "."))
			break;
		p->prev = p->tok.to;
		if (lex_name(&p->lex, &p->tok, e) != 0)
			goto done;
		if (token_op(&p->tok, "*")) {
			star = true;
			if (parse_next(p, e) != 0)
				goto done;
			break;
		}
		if (p->tok.kind != TOKEN_WORD && p->tok.kind != TOKEN_QUOTED) {
			expr_fail(e, p->tok.from, "expected a name after the point");
			goto done;
		}
		name = p->tok;
		if (parse_next(p, e) != 0)
			goto done;
	}
	if (n > EXPR_MAX_DEPTH) {
		expr_fail(e, t->from, "nested deeper than %d", EXPR_MAX_DEPTH);
		goto done;
	}
	if ((*out = ast_new(p, star ? AST_STAR : AST_NAME, t->from, e)) == NULL ||
	    ((*out)->part = arena_alloc(p->arena, n * sizeof(*part), e)) == NULL)
		goto done;
	memcpy((*out)->part, part, n * sizeof(*part));
	(*out)->npart = n;
	rc = 0;
done:
	free(part);
	return rc;
}

/* A word that is no literal: a name, a call, a keyword's construct. */
static int
parse_word(struct parser *p, struct ast **out, struct err *e)
{
	struct token t = p->tok;

	if (token_word(&t, "CASE")) {
		if (parse_next(p, e) != 0)
			return -1;
		return parse_case(p, t.from, out, e);
	}
	if (parse_reserved(&t))
		return expr_fail(e, t.from, "expected an operand, not %s; a column of that name "
		    "is written `%s`", t.text, t.text);
	if (parse_next(p, e) != 0)
		return -1;
	if (token_op(&p->tok, "("))
		return parse_function(p, &t, out, e);
	if (p->tok.kind == TOKEN_STRING && (token_word(&t, "DATE") ||
	    token_word(&t, "TIMESTAMP") || token_word(&t, "TIMESTAMP_NTZ") ||
	    token_word(&t, "TIMESTAMP_LTZ")))
		return parse_typed(p, &t, out, e);
	return parse_name(p, &t, out, e);
}

static int
parse_literal(struct parser *p, struct ast **out, struct err *e)
{
	struct token t = p->tok;
	enum ast_kind kind = t.kind == TOKEN_NUMBER ? AST_NUMBER :
	    t.kind == TOKEN_STRING ? AST_STRING : t.kind == TOKEN_BYTES ? AST_BYTES :
	    token_word(&t, "NULL") ? AST_NULL : token_word(&t, "TRUE") ? AST_TRUE : AST_FALSE;

	if (parse_next(p, e) != 0 || (*out = ast_new(p, kind, t.from, e)) == NULL)
		return -1;
	(*out)->text = t.text;
	(*out)->len = t.len;
	return 0;
}

static int
parse_operand(struct parser *p, struct ast **out, struct err *e)
{
	size_t from = p->tok.from;
	bool paren;

	if (parse_op(p, "(", &paren, e) != 0)
		return -1;
	if (paren) {
		if (parse_expr(p, out, e) != 0 || parse_expect(p, ")", e) != 0)
			return -1;
		(*out)->from = from;
		(*out)->to = p->prev;
		return 0;
	}
	switch (p->tok.kind) {
	case TOKEN_NUMBER:
	case TOKEN_STRING:
	case TOKEN_BYTES:
		return parse_literal(p, out, e);
	case TOKEN_WORD:
		if (token_word(&p->tok, "NULL") || token_word(&p->tok, "TRUE") ||
		    token_word(&p->tok, "FALSE"))
			return parse_literal(p, out, e);
		return parse_word(p, out, e);
	case TOKEN_QUOTED: {
		struct token t = p->tok;

		return parse_next(p, e) != 0 ? -1 : parse_name(p, &t, out, e);
	}
	case TOKEN_END:
		return expr_fail(e, from, "the expression ends where an operand is needed");
	default:
		return expr_fail(e, from, "expected an operand, not %s", p->tok.op);
	}
}

/* x:path into JSON text; the colon is the next token. */
static int
parse_json(struct parser *p, struct ast **out, struct err *e)
{
	struct json_paths *set = json_paths_new(0, e);
	const char *start, *end;
	size_t at = p->tok.from;
	struct ast *base = *out;
	int rc = -1;

	if (set == NULL)
		return -1;
	lex_skip(&p->lex);
	start = end = p->lex.text + p->lex.pos;
	if (json_paths_add(set, &end, e) < 0) {
		if (e != NULL && e->status == STATUS_USAGE)
			e->byte = end - p->lex.text;
		goto done;
	}
	p->tok.to = p->lex.pos = (size_t)(end - p->lex.text);
	if (parse_next(p, e) != 0 ||
	    (*out = ast_call(p, "", base->from, at, &base, 1, e)) == NULL)
		goto done;
	(*out)->kind = AST_JSON;
	(*out)->len = (size_t)(end - start);
	(*out)->text = arena_dup(p->arena, start, (*out)->len, e);
	if ((*out)->text == NULL)
		goto done;
	rc = 0;
	/* Subscripts alone give no name. */
	if (strspn((*out)->text, "$[0123456789] ") < (*out)->len) {
		const char *name = json_paths_name(set, 0);

		(*out)->name = arena_dup(p->arena, name, strlen(name), e);
		rc = (*out)->name == NULL ? -1 : 0;
	}
done:
	json_paths_free(set);
	return rc;
}

/* .field, [index], :path, ::type. */
static int
parse_suffix(struct parser *p, struct ast **out, bool *more, struct err *e)
{
	struct ast *arg[2] = { *out, NULL };
	const struct type *type;
	size_t at = p->tok.from;

	*more = true;
	if (token_op(&p->tok, ":"))
		return parse_json(p, out, e);
	if (token_op(&p->tok, "::")) {
		if (parse_next(p, e) != 0 || parse_type_name(p, &type, e) != 0)
			return -1;
		return new_cast(p, arg[0], arg[0]->from, false, type, out, e);
	}
	if (token_op(&p->tok, "[")) {
		if (parse_next(p, e) != 0 || parse_expr(p, &arg[1], e) != 0 ||
		    parse_expect(p, "]", e) != 0)
			return -1;
		*out = ast_call(p, "[]", arg[0]->from, at, arg, 2, e);
		return *out == NULL ? -1 : 0;
	}
	if (token_op(&p->tok, ".")) {
		const char *name;

		if (lex_name(&p->lex, &p->tok, e) != 0)
			return -1;
		if (p->tok.kind != TOKEN_WORD && p->tok.kind != TOKEN_QUOTED)
			return expr_fail(e, p->tok.from, "expected a field name after the point");
		name = p->tok.text;
		at = p->tok.from;
		if (parse_next(p, e) != 0 ||
		    (*out = ast_call(p, "", arg[0]->from, at, arg, 1, e)) == NULL)
			return -1;
		(*out)->kind = AST_FIELD;
		(*out)->text = name;
		return 0;
	}
	*more = false;
	return 0;
}

int
parse_primary(struct parser *p, struct ast **out, struct err *e)
{
	bool more = true;

	if (parse_enter(p, e) != 0 || parse_operand(p, out, e) != 0)
		return -1;
	while (more) {
		if ((*out)->kind == AST_STAR)
			break;
		if (parse_suffix(p, out, &more, e) != 0)
			return -1;
	}
	p->depth--;
	return 0;
}
