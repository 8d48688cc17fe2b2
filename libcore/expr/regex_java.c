/* regex_java.c - reads a pattern of Java's and writes the one of PCRE2 that means the same. */
#include "expr/regex_java.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "expr/text_func.h"

#define DEPTH_MOST 100
#define REPEAT_MOST 65535	/* PCRE2's */

#define ENDS "\\n\\r\\x{85}\\x{2028}\\x{2029}"

/* A capturing group: its name (characters of the pattern), and whether it is closed. */
struct regex_group {
	size_t name, len;
	bool closed;
};

int
regex_bad(struct regex_java *j, size_t at, const char *fmt, ...)
{
	char words[160];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	return err_set(j->e, STATUS_USAGE, "bad pattern: %s, at its character %zu", words, at + 1);
}

int
regex_deeper(struct regex_java *j)
{
	return ++j->depth <= DEPTH_MOST ? 0 :
	    regex_bad(j, j->at, "groups and brackets nested more than %d deep", DEPTH_MOST);
}

/* The characters of the pattern without \Q and \E. */
static int
read_chars(struct regex_java *j, const char *pattern, size_t n)
{
	const uint8_t *p = (const uint8_t *)pattern, *end = p + n;
	bool quoted = false;

	if ((j->c = mem_zero(n + 1, sizeof(*j->c), j->e)) == NULL)
		return -1;
	while (p < end) {
		bool escape = *p == '\\' && p + 1 < end;

		if (escape && p[1] == (quoted ? 'E' : 'Q')) {
			quoted = !quoted;
			p += 2;
			continue;
		}
		j->c[j->n].quoted = quoted;
		p += utf8_decode(p, &j->c[j->n++].cp);
		if (escape && !quoted)
			p += utf8_decode(p, &j->c[j->n++].cp);
	}
	return 0;
}

static bool
is_blank(uint32_t c)
{
	return c == ' ' || (c >= 9 && c <= 13);
}

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* Under (?x) blanks and comments are nothing. */
static void
skip_blanks(struct regex_java *j)
{
	while ((j->flags & REGEX_COMMENTS) != 0) {
		uint32_t c = regex_peek(j, 0);

		if (c == '#') {
			while (j->at < j->n && (c = j->c[j->at].cp) != '\n' &&
			    ((j->flags & REGEX_UNIX_LINES) != 0 || (c != '\r' && c != 0x85 &&
			    c != 0x2028 && c != 0x2029)))
				j->at++;
			j->at += j->at < j->n;
		} else if (is_blank(c)) {
			j->at++;
		} else {
			return;
		}
	}
}

/* count hexadecimal digits, or up to a }. */
static int
take_hex(struct regex_java *j, size_t count, uint32_t *cp)
{
	static const char digits[] = "0123456789abcdef";
	size_t from = j->at, n;
	uint32_t c, v = 0;

	for (n = 0; count == 0 || n < count; n++) {
		const char *digit;

		c = regex_peek(j, 0);
		if (count == 0 && c == '}' && n > 0)
			break;
		digit = c > 0 && c < 0x80 ? strchr(digits, (int)(c >= 'A' && c <= 'F' ? c + 32 : c)) :
		    NULL;
		if (digit == NULL || (v = v * 16 + (uint32_t)(digit - digits)) > 0x10ffff)
			return regex_bad(j, from, "no code of a character");
		j->at++;
	}
	j->at += count == 0;
	*cp = v;
	return 0;
}

/* \uhhhh, two of them for a character beyond U+FFFF. */
static int
take_utf16(struct regex_java *j, uint32_t *cp)
{
	size_t from = j->at;
	uint32_t low;

	if (take_hex(j, 4, cp) != 0)
		return -1;
	if (*cp >= 0xd800 && *cp < 0xdc00 && regex_peek(j, 0) == '\\' && regex_peek(j, 1) == 'u') {
		j->at += 2;
		if (take_hex(j, 4, &low) != 0)
			return -1;
		if (low >= 0xdc00 && low < 0xe000)
			*cp = 0x10000 + ((*cp - 0xd800) << 10) + (low - 0xdc00);
	}
	return *cp >= 0xd800 && *cp < 0xe000 ? regex_bad(j, from, "half of a character") : 0;
}

/* \0 and one to three octal digits, up to 0377. */
static int
take_octal(struct regex_java *j, uint32_t *cp)
{
	size_t from = j->at;
	uint32_t c, v = 0;
	int n = 0;

	while (n < 3 && (c = regex_peek(j, 0)) >= '0' && c <= '7' && v * 8 + (c - '0') <= 0377) {
		v = v * 8 + (c - '0');
		j->at++;
		n++;
	}
	*cp = v;
	return n > 0 ? 0 : regex_bad(j, from, "\\0 needs octal digits");
}

/* The character of an escape whose letter c was read. */
static int
take_code(struct regex_java *j, uint32_t c, uint32_t *cp)
{
	static const char names[] = "tnrfae", codes[] = "\t\n\r\f\a\x1b";
	const char *name = c > 0 && c < 0x80 ? strchr(names, (int)c) : NULL;

	if (name != NULL)
		*cp = (uint32_t)codes[name - names];
	else if (c == '0')
		return take_octal(j, cp);
	else if (c == 'u')
		return take_utf16(j, cp);
	else if (c == 'x') {
		bool brace = regex_peek(j, 0) == '{';

		j->at += brace;
		if (take_hex(j, brace ? 0 : 2, cp) != 0)
			return -1;
		if (*cp >= 0xd800 && *cp < 0xe000)
			return regex_bad(j, j->at, "half of a character");
	} else {
		/* \cX; Java takes any character for X. */
		if (regex_peek(j, 0) >= 0x80)
			return regex_bad(j, j->at, "\\c needs a letter");
		*cp = j->c[j->at++].cp ^ 64;
	}
	return 0;
}

int
regex_escape(struct regex_java *j, uint32_t *cp, struct buf *set)
{
	size_t from = j->at;
	uint32_t c;

	if (from + 1 >= j->n)
		return regex_bad(j, from, "it ends with a backslash");
	c = j->c[from + 1].cp;
	if (c == 'p' || c == 'P') {
		j->at++;
		return regex_property(j, set) != 0 ? -1 : ESCAPE_CLASS;
	}
	if (c < 0x80 && strchr("dDwWsShHvV", (int)c) != NULL && c != 0) {
		j->at += 2;
		return regex_shorthand(j, c, set) != 0 ? -1 : ESCAPE_CLASS;
	}
	if ((c < 0x80 && strchr("tnrfae0uxc", (int)c) != NULL && c != 0)) {
		j->at += 2;
		return take_code(j, c, cp) != 0 ? -1 : ESCAPE_CHAR;
	}
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c))
		return ESCAPE_OTHER;
	j->at += 2;
	*cp = c;
	return ESCAPE_CHAR;
}

static int
put_char(uint32_t cp, struct buf *out, struct err *e)
{
	if ((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z'))
		return buf_printf(out, e, "%c", (int)cp);
	return buf_printf(out, e, "\\x{%x}", (unsigned)cp);
}

static int
put_range(uint32_t first, uint32_t last, struct buf *out, struct err *e)
{
	if (put_char(first, out, e) != 0)
		return -1;
	if (first == last)
		return 0;
	return buf_add(out, "-", 1, e) != 0 ? -1 : put_char(last, out, e);
}

/* The part of the range in [lo, hi], moved by diff. */
static int
put_moved(uint32_t first, uint32_t last, uint32_t lo, uint32_t hi, int diff, struct buf *out,
    struct err *e)
{
	first = first > lo ? first : lo;
	last = last < hi ? last : hi;
	return first > last ? 0 :
	    put_range((uint32_t)((int)first + diff), (uint32_t)((int)last + diff), out, e);
}

/* What a range takes in besides itself under (?iu): Java looks at upper case, and at its lower case. */
struct unicode_case {
	uint32_t first, last;
	bool single;			/* compared by its own lower case */
	struct buf *out;
	struct err *e;
};

static int
unicode_case(void *of, uint32_t c, uint32_t upper, uint32_t lower)
{
	const struct unicode_case *u = of;
	bool in;

	if (c >= u->first && c <= u->last)
		return 0;
	in = (lower >= u->first && lower <= u->last) ||
	    (!u->single && upper >= u->first && upper <= u->last);
	return in ? put_char(c, u->out, u->e) : 0;
}

int
regex_range(struct regex_java *j, uint32_t first, uint32_t last, struct buf *out)
{
	struct unicode_case u = { first, last, first == last, out, j->e };

	if (j->behind > 0 && last > 0xffff)
		j->traits->halves = true;
	/* Surrogates are no characters; a range may span them. */
	if (put_range(first, last, out, j->e) != 0)
		return -1;
	if ((j->flags & REGEX_CASELESS) == 0)
		return 0;
	if ((j->flags & REGEX_UNICODE_CASE) == 0)
		return put_moved(first, last, 'a', 'z', -32, out, j->e) != 0 ? -1 :
		    put_moved(first, last, 'A', 'Z', 32, out, j->e);
	if (u.single)
		u.first = u.last = text_fold(first);
	if (u.first != first && put_char(u.first, out, j->e) != 0)
		return -1;
	/* To Java it has no case where it stands alone, and has it in a word. */
	if (first == 0xdf)
		return regex_bad(j, j->at, "\u00df under (?iu)");
	return text_each_case(unicode_case, &u);
}

int
regex_literal(struct regex_java *j, uint32_t cp, struct buf *out)
{
	bool letter = (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');

	if ((j->flags & REGEX_CASELESS) == 0 ||
	    ((j->flags & REGEX_UNICODE_CASE) == 0 && !letter))
		return put_char(cp, out, j->e);
	if (buf_add(out, "[", 1, j->e) != 0 || regex_range(j, cp, cp, out) != 0)
		return -1;
	return buf_add(out, "]", 1, j->e);
}

static int
put(struct regex_java *j, struct buf *out, const char *text)
{
	return buf_add(out, text, strlen(text), j->e);
}

static const char *
line_start(unsigned flags)
{
	if ((flags & REGEX_MULTILINE) == 0)
		return "(?:\\A)";
	if ((flags & REGEX_UNIX_LINES) != 0)
		return "(?:(?!\\z)(?:\\A|(?<=\\n)))";
	return "(?:(?!\\z)(?:\\A|(?<=[\\n\\x{85}\\x{2028}\\x{2029}])|(?<=\\r)(?!\\n)))";
}

static const char *
line_end(unsigned flags)
{
	if ((flags & REGEX_UNIX_LINES) != 0)
		return (flags & REGEX_MULTILINE) != 0 ? "(?=\\n|\\z)" : "(?=\\n?\\z)";
	if ((flags & REGEX_MULTILINE) != 0)
		return "(?:\\z|(?=[\\r\\x{85}\\x{2028}\\x{2029}])|(?<!\\r)(?=\\n))";
	return "(?:(?=(?:\\r\\n|[\\r\\x{85}\\x{2028}\\x{2029}])?\\z)|(?<!\\r)(?=\\n\\z))";
}

/*
 * A word in Java 17 is of letters and digits of any script, _, and marks behind a
 * letter or digit, however many stand between (REGEX_WORDS: here six).
 */
#define MARKED "(?<=[\\p{L}\\p{Nd}]|[\\p{L}\\p{Nd}]\\p{Mn}|[\\p{L}\\p{Nd}]\\p{Mn}{2}|" \
	"[\\p{L}\\p{Nd}]\\p{Mn}{3}|[\\p{L}\\p{Nd}]\\p{Mn}{4}|[\\p{L}\\p{Nd}]\\p{Mn}{5}|" \
	"[\\p{L}\\p{Nd}]\\p{Mn}{6})"
#define LEFT "(?:(?<=[_\\p{L}\\p{Nd}])|(?<=\\p{Mn})" MARKED ")"
#define RIGHT "(?:(?=[_\\p{L}\\p{Nd}])|(?=\\p{Mn})" MARKED ")"

static bool
is_repeat(uint32_t c)
{
	return c == '*' || c == '+' || c == '?' || c == '{';
}

/* Escapes that are neither a character nor a class; regex_escape() left it unread. */
static int
take_other(struct regex_java *j, struct buf *out)
{
	size_t from = j->at, i;
	uint32_t c = j->c[from + 1].cp, v;

	j->at += 2;
	switch (c) {
	case 'A':
	case 'G':
		/* \G is where the search began. */
		return put(j, out, "(?:\\A)");
	case 'z':
		return put(j, out, "(?:\\z)");
	case 'Z':
		return put(j, out, line_end(j->flags & ~(unsigned)REGEX_MULTILINE));
	case 'R':
		/* Java does not go back into one that is repeated, itself or by its group. */
		if (j->depth > 0 || is_repeat(regex_peek(j, 0)))
			return regex_bad(j, from, "\\R in a group or repeated: write [\\r\\n]");
		return put(j, out, "(?:\\r\\n|[\\n-\\r\\x{85}\\x{2028}\\x{2029}])");
	case 'b':
	case 'B':
		if (regex_peek(j, 0) == '{')
			break;
		j->traits->words = true;
		j->traits->halves |= c == 'B';
		return put(j, out, c == 'b' ?
		    "(?:" LEFT "(?!" RIGHT ")|(?!" LEFT ")" RIGHT ")" :
		    "(?:" LEFT RIGHT "|(?!" LEFT ")(?!" RIGHT "))");
	case 'k':
		if (regex_peek(j, 0) != '<')
			break;
		for (i = j->at + 1; i < j->n && j->c[i].cp != '>'; i++)
			;
		if (i == j->n)
			return regex_bad(j, from, "a \\k<name> without its >");
		for (v = 0; v < j->ngroup; v++) {
			size_t len = i - j->at - 1, k = 0;

			if (j->group[v].len != len || len == 0)
				continue;
			while (k < len && j->c[j->group[v].name + k].cp == j->c[j->at + 1 + k].cp)
				k++;
			if (k == len)
				break;
		}
		j->at = i + 1;
		v++;
		goto reference;
	default:
		if (!is_digit(c))
			break;
		/* As many digits as make the number of a group. */
		for (v = c - '0'; is_digit(regex_peek(j, 0)) &&
		    v * 10 + (regex_peek(j, 0) - '0') <= j->ngroup; j->at++)
			v = v * 10 + (regex_peek(j, 0) - '0');
reference:
		if (v > j->ngroup || !j->group[v - 1].closed)
			return regex_bad(j, from, "no group of that number or name ends before it");
		if ((j->flags & REGEX_CASELESS) != 0 || j->behind > 0)
			return regex_bad(j, from, "a reference to a group under (?i) or in a lookbehind");
		return buf_printf(out, j->e, "\\g{%u}", (unsigned)v);
	}
	return regex_bad(j, from, "no such escape here");
}

static int take_branches(struct regex_java *j, struct buf *out);

/* The letters of (?flags) up to ) or :, which is read too; *end is which of them. */
static int
take_flags(struct regex_java *j, uint32_t *end)
{
	static const char letters[] = "iumsdx";
	size_t from = j->at;
	bool off = false;

	for (;; j->at++) {
		uint32_t c = regex_peek(j, 0);
		const char *letter = c > 0 && c < 0x80 ? strchr(letters, (int)c) : NULL;

		if (c == ')' || c == ':') {
			j->at++;
			*end = c;
			return 0;
		}
		if (c == '-' && !off)
			off = true;
		else if (letter == NULL)
			return regex_bad(j, from, c == 'U' ? "(?U) is not supported" :
			    "no such group or flag");
		else if (off)
			j->flags &= ~(1u << (letter - letters));
		else
			j->flags |= 1u << (letter - letters);
	}
}

/* (?<name> of which the name is next. */
static int
take_name(struct regex_java *j, struct regex_group *g)
{
	uint32_t c;
	size_t i, k;

	g->name = j->at;
	for (; (c = regex_peek(j, 0)) != '>'; j->at++) {
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (is_digit(c) && j->at > g->name)))
			return regex_bad(j, j->at, "no name of a group");
	}
	g->len = j->at++ - g->name;
	for (i = 0; i < j->ngroup; i++) {
		for (k = 0; k < g->len && j->group[i].len == g->len &&
		    j->c[j->group[i].name + k].cp == j->c[g->name + k].cp; k++)
			;
		if (k == g->len)
			return regex_bad(j, g->name, "two groups of one name");
	}
	return g->len > 0 ? 0 : regex_bad(j, g->name, "no name of a group");
}

/* What a group begins with, behind its parenthesis: its text; *capture, *behind, *only_flags. */
struct group_kind {
	const char *open;
	struct regex_group named;
	bool capture, behind, only_flags;
};

static int
take_kind(struct regex_java *j, struct group_kind *k)
{
	static const char *const opens[][2] = {
		{ "<=", "(?<=" }, { "<!", "(?<!" }, { ":", "(?:" }, { "=", "(?=" }, { "!", "(?!" },
		{ ">", "(?>" }
	};
	uint32_t end = 0;
	size_t i;

	memset(k, 0, sizeof(*k));
	k->open = "(";
	if (regex_peek(j, 0) != '?') {
		k->capture = true;
		return 0;
	}
	j->at++;
	for (i = 0; i < sizeof(opens) / sizeof(opens[0]); i++) {
		const char *t = opens[i][0];

		if (regex_peek(j, 0) == (uint8_t)t[0] &&
		    (t[1] == '\0' || regex_peek(j, 1) == (uint8_t)t[1])) {
			j->at += strlen(t);
			k->open = opens[i][1];
			k->behind = t[0] == '<';
			j->traits->atomic |= t[0] == '>';
			return 0;
		}
	}
	if (regex_peek(j, 0) == '<') {
		j->at++;
		k->capture = true;
		return take_name(j, &k->named);
	}
	k->open = "(?:";
	if (take_flags(j, &end) != 0)
		return -1;
	k->only_flags = end == ')';
	return 0;
}

/* A group, its parenthesis is next.  1: it only set flags, 0, -1. */
static int
take_group(struct regex_java *j, struct buf *out)
{
	unsigned flags = j->flags;
	struct group_kind k;
	size_t from = j->at++, index = 0;

	if (take_kind(j, &k) != 0)
		return -1;
	if (k.only_flags)
		return 1;
	if (regex_deeper(j) != 0)
		return -1;
	if (k.capture) {
		if (mem_grow(&j->group, &j->cap, j->ngroup + 1, sizeof(*j->group), j->e) != 0)
			return -1;
		index = j->ngroup++;
		j->group[index] = k.named;
	}
	j->behind += k.behind;
	if (put(j, out, k.open) != 0 || take_branches(j, out) != 0)
		return -1;
	if (regex_peek(j, 0) != ')')
		return regex_bad(j, from, "a group that is not closed");
	j->at++;
	j->behind -= k.behind;
	j->depth--;
	j->flags = flags;
	if (k.capture)
		j->group[index].closed = true;
	return put(j, out, ")");
}

/* The number at the place, which is a digit. */
static int
take_count(struct regex_java *j, unsigned *n)
{
	size_t from = j->at;

	for (*n = 0; is_digit(regex_peek(j, 0)); j->at++) {
		*n = *n * 10 + (regex_peek(j, 0) - '0');
		if (*n > REPEAT_MOST)
			return regex_bad(j, from, "more than %d repetitions", REPEAT_MOST);
	}
	return 0;
}

/* {n}, {n,} or {n,m}. */
static int
take_braces(struct regex_java *j, struct buf *out)
{
	size_t from = j->at++;
	unsigned least, most;

	if (!is_digit(regex_peek(j, 0)))
		return regex_bad(j, from, "a { that begins no repetition: escape it");
	if (take_count(j, &least) != 0 || buf_printf(out, j->e, "{%u", least) != 0)
		return -1;
	if (regex_peek(j, 0) == ',') {
		j->at++;
		if (put(j, out, ",") != 0)
			return -1;
		if (is_digit(regex_peek(j, 0))) {
			if (take_count(j, &most) != 0)
				return -1;
			if (most < least)
				return regex_bad(j, from, "a repetition from more to less");
			if (buf_printf(out, j->e, "%u", most) != 0)
				return -1;
		}
	}
	if (regex_peek(j, 0) != '}')
		return regex_bad(j, from, "a repetition that is not closed");
	j->at++;
	return put(j, out, "}");
}

/* Whether what begins at start is a lookahead or lookbehind, which PCRE2 repeats once at most. */
static bool
is_assertion(const struct buf *out, size_t start)
{
	const uint8_t *p = out->data + start;

	return out->len - start > 3 && p[0] == '(' && p[1] == '?' &&
	    (p[2] == '=' || p[2] == '!' || p[2] == '<');
}

/* Makes a group of what begins at start. */
static int
wrap(struct regex_java *j, size_t start, struct buf *out)
{
	if (buf_reserve(out, 4, j->e) != 0)
		return -1;
	memmove(out->data + start + 3, out->data + start, out->len - start);
	memcpy(out->data + start, "(?:", 3);
	out->len += 3;
	return put(j, out, ")");
}

/* What may follow an item, which begins at start in out: how often it is repeated. */
static int
take_repeat(struct regex_java *j, size_t start, struct buf *out)
{
	uint32_t c;

	skip_blanks(j);
	c = regex_peek(j, 0);
	if (!is_repeat(c))
		return 0;
	if (is_assertion(out, start) && wrap(j, start, out) != 0)
		return -1;
	if (c == '{') {
		if (take_braces(j, out) != 0)
			return -1;
	} else {
		j->at++;
		if (buf_printf(out, j->e, "%c", (int)c) != 0)
			return -1;
	}
	c = regex_peek(j, 0);
	if (c == '?' || c == '+') {
		j->traits->atomic |= c == '+';
		j->at++;
		if (buf_printf(out, j->e, "%c", (int)c) != 0)
			return -1;
	}
	skip_blanks(j);
	return is_repeat(regex_peek(j, 0)) ?
	    regex_bad(j, j->at, "a repetition of a repetition: write a group") : 0;
}

static int
take_escape(struct regex_java *j, struct buf *out)
{
	struct buf set = BUF_INIT;
	uint32_t cp = 0;
	int rc = -1;

	switch (regex_escape(j, &cp, &set)) {
	case ESCAPE_CHAR:
		rc = regex_literal(j, cp, out);
		break;
	case ESCAPE_CLASS:
		rc = buf_printf(out, j->e, "[%.*s]", (int)set.len, (const char *)set.data);
		break;
	case ESCAPE_OTHER:
		rc = take_other(j, out);
		break;
	default:
		break;
	}
	buf_release(&set);
	return rc;
}

/* One item without its repetition.  1: it set flags, 0, -1. */
static int
take_item(struct regex_java *j, struct buf *out)
{
	switch (regex_peek(j, 0)) {
	case '(':
		return take_group(j, out);
	case '[':
		return regex_bracket(j, out);
	case '\\':
		return take_escape(j, out);
	case '^':
		j->at++;
		return put(j, out, line_start(j->flags));
	case '$':
		j->at++;
		return put(j, out, line_end(j->flags));
	case '.':
		j->at++;
		if (j->behind > 0)
			j->traits->halves = true;
		return put(j, out, (j->flags & REGEX_DOTALL) != 0 ? "." :
		    (j->flags & REGEX_UNIX_LINES) != 0 ? "[^\\n]" : "[^" ENDS "]");
	case '*':
	case '+':
	case '?':
	case '{':
		return regex_bad(j, j->at, "nothing to repeat");
	default:
		return regex_literal(j, j->c[j->at++].cp, out);
	}
}

/* Alternatives up to a parenthesis that stays unread, or the end. */
static int
take_branches(struct regex_java *j, struct buf *out)
{
	for (;;) {
		size_t start = out->len;
		uint32_t c;
		int rc;

		skip_blanks(j);
		c = regex_peek(j, 0);
		if (j->at == j->n || c == ')')
			return 0;
		if (c == '|') {
			j->at++;
			if (put(j, out, "|") != 0)
				return -1;
			continue;
		}
		if ((rc = take_item(j, out)) < 0 || (rc == 0 && take_repeat(j, start, out) != 0))
			return -1;
	}
}

int
regex_translate(const char *pattern, size_t n, struct buf *out, struct regex_traits *t,
    struct err *e)
{
	struct regex_java j = { .traits = t, .e = e };
	int rc = -1;

	memset(t, 0, sizeof(*t));
	if (read_chars(&j, pattern, n) != 0 || take_branches(&j, out) != 0)
		goto done;
	rc = j.at == j.n ? 0 : regex_bad(&j, j.at, "a ) without its (");
done:
	free(j.c);
	free(j.group);
	return rc;
}
