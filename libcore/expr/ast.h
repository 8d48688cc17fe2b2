/*
 * ast.h - an expression as it is written, before names and types are looked up,
 * and the parser that makes it.
 *
 * Nodes live in the caller's arena.  A node may be an argument of several
 * others (BETWEEN names its operand twice), so walks must not undo sharing.
 */
#ifndef SLUICE_EXPR_AST_H
#define SLUICE_EXPR_AST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "expr/arena.h"
#include "expr/tokens.h"
#include "model/type.h"

enum ast_kind {
	AST_NULL,
	AST_TRUE,
	AST_FALSE,
	AST_NUMBER,		/* text: as written, with its sign and suffix */
	AST_STRING,		/* text, len */
	AST_BYTES,		/* text, len */
	AST_TYPED,		/* DATE 'text': type, text, len */
	AST_NAME,		/* part */
	AST_STAR,		/* *, or part.* */
	AST_CALL,		/* text: function or operator in lower case; arg */
	AST_CAST,		/* arg[0], type, try */
	AST_CASE,		/* arg: when, then, ..., and else if narg is odd */
	AST_FIELD,		/* arg[0].text */
	AST_JSON		/* arg[0]:text; name: its last name, or NULL */
};

struct ast_part {
	const char *text;
	bool quoted;		/* between backquotes */
	size_t at;
};

struct node;

struct ast {
	enum ast_kind kind;
	size_t from, to;	/* its bytes in the source */
	size_t at;		/* where to point when it is wrong */
	int depth;
	bool quiet;		/* a cast written as a function, int(x): has no part in names */
	bool try;
	bool qualified;		/* the checker's: part[0] is a qualifier, which has no part in names */
	const char *text;
	size_t len;
	const char *name;
	const struct type *type;
	struct ast_part *part;
	size_t npart;
	struct ast **arg;
	size_t narg;
	const struct node *node;	/* the checker's, once it was here */
};

/* One entry of a select list. */
struct ast_item {
	struct ast *expr;
	const char *alias;	/* NULL: none was given */
};

struct parser {
	struct lexer lex;
	struct token tok;	/* the one to be looked at */
	size_t prev;		/* end of the one before */
	int depth;
	struct arena *arena;
};

/*
 * Starts reading the len bytes at text (NUL-terminated).  Like all functions here
 * 0; or -1 and e, with e->byte the place in the text if there is one.
 */
int parse_start(struct parser *p, struct arena *arena, const char *text, size_t len,
    struct err *e);

/* A whole expression, up to the end. */
int parse_whole(struct parser *p, struct ast **out, struct err *e);

/* 'a, b AS c, *', up to the end. */
int parse_list(struct parser *p, struct ast_item **out, size_t *n, struct err *e);

/* The name of an output, as in 'name = EXPR': a.b and `a b` are names; *at is its place. */
int parse_output(struct parser *p, const char **name, size_t *at, struct err *e);

/* Whether the next token is that operator, which is then passed by; or nothing is left. */
int parse_op(struct parser *p, const char *op, bool *found, struct err *e);
bool parse_at_end(const struct parser *p);

/* Fills e with the words and the place; returns -1. */
int expr_fail(struct err *e, size_t at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A node of a kind; for parse_*.c. */
struct ast *ast_new(struct parser *p, enum ast_kind kind, size_t from, struct err *e);

/* A call of narg arguments (copied), from its first argument or from, up to the last token. */
struct ast *ast_call(struct parser *p, const char *name, size_t from, size_t at,
    struct ast *const *arg, size_t narg, struct err *e);

/* An expression, up to where none can go on. */
int parse_expr(struct parser *p, struct ast **out, struct err *e);

/* A primary with its subscripts, fields, JSON paths and ::casts. */
int parse_primary(struct parser *p, struct ast **out, struct err *e);

/* Passes a token; passes op or fails saying what was expected. */
int parse_next(struct parser *p, struct err *e);
int parse_expect(struct parser *p, const char *op, struct err *e);

/* Whether the word is one of the language, so no alias without AS and no lone column. */
bool parse_reserved(const struct token *t);

/* Counts a nesting level; -1 when there are too many. */
int parse_enter(struct parser *p, struct err *e);

/* A growing list of nodes, moved into the arena once it is whole. */
struct ast_list {
	struct ast **v;
	size_t n, cap;
};

int ast_list_add(struct ast_list *l, struct ast *a, struct err *e);

#endif
