/* tokens.h - the tokens of an expression, in Spark SQL's spelling. */
#ifndef SLUICE_EXPR_TOKENS_H
#define SLUICE_EXPR_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "expr/arena.h"

enum token_kind {
	TOKEN_END,
	TOKEN_WORD,		/* identifier or keyword, as written */
	TOKEN_QUOTED,		/* `name`, unescaped in text */
	TOKEN_STRING,		/* 'text' or "text", unescaped in text; may hold NUL bytes */
	TOKEN_BYTES,		/* X'hex', decoded in text */
	TOKEN_NUMBER,		/* digits with point, exponent, suffix, as written */
	TOKEN_OP		/* in op */
};

struct token {
	enum token_kind kind;
	size_t from, to;	/* its bytes in the source */
	const char *text;	/* in the arena, NUL-terminated; "" of TOKEN_OP */
	size_t len;
	char op[4];
};

struct lexer {
	const char *text;	/* NUL-terminated, valid UTF-8 */
	size_t len, pos;
	struct arena *arena;
};

/*
 * Reads the next token.  0; or -1: STATUS_USAGE with e->byte at the fault (words
 * only, the caller shows the place), or out of memory.
 */
int lex_next(struct lexer *l, struct token *t, struct err *e);

/* As lex_next where only a name can follow: digits first are part of it, not a number. */
int lex_name(struct lexer *l, struct token *t, struct err *e);

/* Moves past blanks. */
void lex_skip(struct lexer *l);

/* Whether t is the operator, or the keyword (upper case) in any case. */
bool token_op(const struct token *t, const char *op);
bool token_word(const struct token *t, const char *keyword);

#endif
