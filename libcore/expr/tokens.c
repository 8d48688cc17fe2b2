/* tokens.c - text into tokens. */
#include "expr/tokens.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/utf8.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A byte of a name; every byte of a non-ASCII character is one. */
static bool
is_name(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    c == '_' || (unsigned char)c >= 0x80;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static int
hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int
fail_at(size_t at, struct err *e, const char *words)
{
	err_set(e, STATUS_USAGE, "%s", words);
	if (e != NULL)
		e->byte = (int64_t)at;
	return -1;
}

bool
token_op(const struct token *t, const char *op)
{
	return t->kind == TOKEN_OP && strcmp(t->op, op) == 0;
}

bool
token_word(const struct token *t, const char *keyword)
{
	return t->kind == TOKEN_WORD && strcasecmp(t->text, keyword) == 0;
}

void
lex_skip(struct lexer *l)
{
	while (l->pos < l->len && is_blank(l->text[l->pos]))
		l->pos++;
}

static int
finish(struct lexer *l, struct token *t, enum token_kind kind, size_t to, struct err *e)
{
	t->kind = kind;
	t->to = l->pos = to;
	t->len = to - t->from;
	t->text = arena_dup(l->arena, l->text + t->from, t->len, e);
	return t->text == NULL ? -1 : 0;
}

/* Reads n hex digits at p into *v. */
static bool
read_hex(const char *p, const char *end, int n, uint32_t *v)
{
	*v = 0;
	if (end - p < n)
		return false;
	for (; n > 0; n--, p++) {
		if (hex_digit(*p) < 0)
			return false;
		*v = *v << 4 | (uint32_t)hex_digit(*p);
	}
	return true;
}

/* \uXXXX (with its other half, if it is a surrogate) or \UXXXXXXXX at p, after the backslash. */
static int
unicode_escape(struct lexer *l, const char **p, struct buf *out, struct err *e)
{
	const char *end = l->text + l->len, *start = *p - 1;
	int digits = **p == 'u' ? 4 : 8;
	uint32_t v, low;

	if (!read_hex(*p + 1, end, digits, &v))
		return fail_at((size_t)(start - l->text), e, "a \\u escape needs 4 hex digits, \\U 8");
	*p += 1 + digits;
	if (v >= 0xd800 && v < 0xdc00 && end - *p > 2 && (*p)[0] == '\\' && (*p)[1] == 'u' &&
	    read_hex(*p + 2, end, 4, &low) && low >= 0xdc00 && low < 0xe000) {
		v = 0x10000 + ((v - 0xd800) << 10) + (low - 0xdc00);
		*p += 6;
	}
	if (v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
		return fail_at((size_t)(start - l->text), e, "the escape is no Unicode character");
	out->len += utf8_encode(out->data + out->len, v);
	return 0;
}

/* One escape of a string literal, as Spark has them; *p is after the backslash. */
static int
string_escape(struct lexer *l, const char **p, struct buf *out, struct err *e)
{
	static const char from[] = "0bnrtZ", to[] = "\0\b\n\r\t\032";
	const char *q = *p, *found;

	if (*q == 'u' || *q == 'U')
		return unicode_escape(l, p, out, e);
	if (q[0] >= '0' && q[0] <= '3' && q[1] >= '0' && q[1] <= '7' &&
	    q[2] >= '0' && q[2] <= '7') {
		out->len += utf8_encode(out->data + out->len, (uint32_t)((q[0] - '0') * 64 +
		    (q[1] - '0') * 8 + (q[2] - '0')));
		*p += 3;
		return 0;
	}
	if ((found = memchr(from, *q, sizeof(from) - 1)) != NULL) {
		buf_put(out, (uint8_t)to[found - from]);
	} else {
		/* LIKE's own escapes stay for LIKE. */
		if (*q == '%' || *q == '_')
			buf_put(out, '\\');
		buf_put(out, (uint8_t)*q);
	}
	(*p)++;
	return 0;
}

/*
 * The quoted text whose quote is at *at, appended to out (which has room for
 * it: no escape grows); *at ends after it.  A doubled quote stands for one.
 */
static int
read_quoted(struct lexer *l, size_t *at, bool escapes, struct buf *out, struct err *e)
{
	const char *p = l->text + *at + 1, *end = l->text + l->len;
	char quote = l->text[*at];

	while (p < end) {
		if (*p == quote) {
			p++;
			if (p < end && *p == quote) {
				buf_put(out, (uint8_t)*p++);
				continue;
			}
			*at = (size_t)(p - l->text);
			return 0;
		}
		if (*p == '\\' && escapes && p + 1 < end) {
			p++;
			if (string_escape(l, &p, out, e) != 0)
				return -1;
			continue;
		}
		buf_put(out, (uint8_t)*p++);
	}
	return fail_at(*at, e, quote == '`' ? "the backquote is not closed" :
	    "the quote is not closed");
}

/* A string literal (neighbours with only blanks between them are one), or a `name`. */
static int
lex_quoted(struct lexer *l, struct token *t, bool escapes, struct err *e)
{
	struct buf out = BUF_INIT;
	size_t at = l->pos;
	bool name = l->text[at] == '`';
	int rc = -1;

	if (buf_reserve(&out, l->len - at + 4, e) != 0)
		goto done;
	for (;;) {
		if (read_quoted(l, &at, escapes && !name, &out, e) != 0)
			goto done;
		l->pos = at;
		if (name)
			break;
		lex_skip(l);
		if (l->pos >= l->len || (l->text[l->pos] != '\'' && l->text[l->pos] != '"'))
			break;
		at = l->pos;
		escapes = true;
	}
	l->pos = at;
	t->kind = name ? TOKEN_QUOTED : TOKEN_STRING;
	t->to = at;
	t->len = out.len;
	t->text = arena_dup(l->arena, out.data, out.len, e);
	if (t->text != NULL)
		rc = 0;
	if (rc == 0 && name && t->len == 0)
		rc = fail_at(t->from, e, "an empty name");
done:
	buf_release(&out);
	return rc;
}

/* X'1F': the quote is at l->pos + 1. */
static int
lex_hex(struct lexer *l, struct token *t, struct err *e)
{
	size_t at = l->pos + 2, n = 0;
	char *out;

	while (at + n < l->len && hex_digit(l->text[at + n]) >= 0)
		n++;
	if (at + n >= l->len || l->text[at + n] != l->text[l->pos + 1] || n % 2 != 0)
		return fail_at(t->from, e, "X'...' needs an even number of hex digits");
	if ((out = arena_alloc(l->arena, n / 2 + 1, e)) == NULL)
		return -1;
	t->kind = TOKEN_BYTES;
	t->text = out;
	t->len = n / 2;
	for (; n > 0; n -= 2, at += 2)
		*out++ = (char)(hex_digit(l->text[at]) << 4 | hex_digit(l->text[at + 1]));
	t->to = l->pos = at + 1;
	return 0;
}

/* Bytes of the number at p: digits, a point, an exponent, a type suffix; 0 if a name goes on. */
static size_t
number_len(const char *p)
{
	static const char *const suffix[] = { "BD", "L", "S", "Y", "D", "F" };
	const char *start = p, *q;
	bool whole;
	size_t i;

	while (is_digit(*p))
		p++;
	whole = *p != '.' || p == start;
	if (*p == '.') {
		p++;
		while (is_digit(*p))
			p++;
	}
	if (*p == 'e' || *p == 'E') {
		q = p + 1;
		if (*q == '+' || *q == '-')
			q++;
		if (is_digit(*q)) {
			while (is_digit(*q))
				q++;
			p = q;
			whole = false;
		}
	}
	for (i = 0; i < sizeof(suffix) / sizeof(suffix[0]); i++) {
		size_t n = strlen(suffix[i]);

		if (strncasecmp(p, suffix[i], n) == 0 && !is_name(p[n])) {
			p += n;
			break;
		}
	}
	/* 2020_total is a name, as in Spark. */
	return whole && is_name(*p) ? 0 : (size_t)(p - start);
}

static int
lex_op(struct lexer *l, struct token *t, struct err *e)
{
	static const char *const ops[] = {
		"<=>", "<=", ">=", "<>", "!=", "==", "||", "::", "=>",
		"=", "<", ">", "+", "-", "*", "/", "%", "(", ")", ",", ".", "[", "]",
		":", "|", "&", "^", "~", "!"
	};
	size_t i, n;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		n = strlen(ops[i]);
		if (strncmp(l->text + l->pos, ops[i], n) == 0) {
			t->kind = TOKEN_OP;
			memcpy(t->op, ops[i], n + 1);
			t->len = n;
			t->to = l->pos = t->from + n;
			return 0;
		}
	}
	return fail_at(l->pos, e, "this character means nothing here");
}

int
lex_name(struct lexer *l, struct token *t, struct err *e)
{
	size_t to;

	lex_skip(l);
	if (l->pos >= l->len || !is_name(l->text[l->pos]))
		return lex_next(l, t, e);
	memset(t, 0, sizeof(*t));
	t->from = to = l->pos;
	while (to < l->len && is_name(l->text[to]))
		to++;
	return finish(l, t, TOKEN_WORD, to, e);
}

int
lex_next(struct lexer *l, struct token *t, struct err *e)
{
	const char *p;
	size_t n;

	lex_skip(l);
	memset(t, 0, sizeof(*t));
	t->from = t->to = l->pos;
	t->text = "";
	if (l->pos >= l->len)
		return 0;
	p = l->text + l->pos;
	if (*p == '\'' || *p == '"' || *p == '`')
		return lex_quoted(l, t, true, e);
	if ((*p == 'r' || *p == 'R') && (p[1] == '\'' || p[1] == '"')) {
		l->pos++;
		return lex_quoted(l, t, false, e);
	}
	if ((*p == 'x' || *p == 'X') && (p[1] == '\'' || p[1] == '"'))
		return lex_hex(l, t, e);
	if ((is_digit(*p) || (*p == '.' && is_digit(p[1]))) && (n = number_len(p)) > 0)
		return finish(l, t, TOKEN_NUMBER, l->pos + n, e);
	if (is_name(*p))
		return lex_name(l, t, e);
	return lex_op(l, t, e);
}
