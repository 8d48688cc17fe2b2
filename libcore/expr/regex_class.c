/* regex_class.c - Java's classes of characters: brackets with && and nesting, and properties. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "expr/regex_java.h"
#include "expr/text_func.h"

/* A set in the making: text for within one PCRE2 bracket, and alternatives that fit into none. */
struct set {
	struct buf flat, alt;
	bool any;
};

static void
set_release(struct set *s)
{
	buf_release(&s->flat);
	buf_release(&s->alt);
}

/* Appends what matches one character of the set, as one item. */
static int
set_write(const struct set *s, struct buf *out, struct err *e)
{
	const char *flat = (const char *)s->flat.data, *alt = (const char *)s->alt.data;

	if (s->alt.len == 0)
		return buf_printf(out, e, "[%.*s]", (int)s->flat.len, flat);
	if (s->flat.len == 0)
		return buf_printf(out, e, "(?:%.*s)", (int)s->alt.len, alt);
	return buf_printf(out, e, "(?:[%.*s]|%.*s)", (int)s->flat.len, flat, (int)s->alt.len, alt);
}

static int
set_alternative(struct set *s, const struct buf *one, struct err *e)
{
	return buf_printf(&s->alt, e, "%s%.*s", s->alt.len > 0 ? "|" : "", (int)one->len,
	    (const char *)one->data);
}

/* s gets what inner has. */
static int
set_union(struct set *s, const struct set *inner, struct err *e)
{
	s->any = true;
	if (buf_add(&s->flat, inner->flat.data, inner->flat.len, e) != 0)
		return -1;
	return inner->alt.len == 0 ? 0 : set_alternative(s, &inner->alt, e);
}

/* s becomes what both match. */
static int
set_and(struct set *s, const struct set *right, struct err *e)
{
	struct buf one = BUF_INIT;
	int rc = -1;

	if (buf_printf(&one, e, "(?=") == 0 && set_write(s, &one, e) == 0 &&
	    buf_printf(&one, e, ")") == 0 && set_write(right, &one, e) == 0) {
		s->flat.len = s->alt.len = 0;
		rc = set_alternative(s, &one, e);
	}
	buf_release(&one);
	return rc;
}

/* s becomes what it does not match. */
static int
set_negate(struct set *s, struct err *e)
{
	struct buf one = BUF_INIT;
	int rc = -1;

	if (s->alt.len == 0) {
		rc = buf_printf(&one, e, "[^%.*s]", (int)s->flat.len, (const char *)s->flat.data);
	} else if (buf_printf(&one, e, "(?!") == 0 && set_write(s, &one, e) == 0) {
		rc = buf_printf(&one, e, ").");
	}
	s->flat.len = s->alt.len = 0;
	if (rc == 0)
		rc = set_alternative(s, &one, e);
	buf_release(&one);
	return rc;
}

/* A character or a range. */
static int
take_range(struct regex_java *j, struct set *s)
{
	size_t from = j->at;
	uint32_t first, last, next;
	int kind = ESCAPE_CHAR;

	if (regex_peek(j, 0) == '\\') {
		if ((kind = regex_escape(j, &first, &s->flat)) < 0)
			return -1;
		if (kind == ESCAPE_OTHER)
			return regex_bad(j, from, "no such escape in brackets");
		if (kind == ESCAPE_CLASS)
			return 0;
	} else {
		first = j->c[j->at++].cp;
	}
	last = first;
	next = regex_peek(j, 1);
	if (regex_peek(j, 0) == '-' && next != '[' && next != ']' && j->at + 1 < j->n) {
		j->at++;
		if (next == '\\') {
			kind = regex_escape(j, &last, &s->flat);
			if (kind < 0)
				return -1;
		} else {
			last = j->c[j->at++].cp;
		}
		if (kind != ESCAPE_CHAR || last < first)
			return regex_bad(j, from, "no range of characters");
	}
	return regex_range(j, first, last, &s->flat);
}

static int take_set(struct regex_java *j, struct set *s);

/* [ is next. */
static int
take_nested(struct regex_java *j, struct set *s)
{
	struct set inner = { BUF_INIT, BUF_INIT, false };
	size_t from = j->at++;
	bool negate = regex_peek(j, 0) == '^';
	int rc = -1;

	j->at += negate;
	if (regex_deeper(j) != 0 || take_set(j, &inner) != 0)
		goto done;
	if (regex_peek(j, 0) != ']') {
		regex_bad(j, from, "a bracket that is not closed");
		goto done;
	}
	j->at++;
	j->depth--;
	if (negate && j->behind > 0)
		j->traits->halves = true;
	rc = negate && set_negate(&inner, j->e) != 0 ? -1 : set_union(s, &inner, j->e);
done:
	set_release(&inner);
	return rc;
}

/* What follows &&: one bracket, or items without one up to the next && or the end. */
static int
take_right(struct regex_java *j, struct set *right)
{
	size_t from = j->at;

	if (regex_peek(j, 0) == '[') {
		if (take_nested(j, right) != 0)
			return -1;
		if (regex_peek(j, 0) == ']' || (regex_peek(j, 0) == '&' && regex_peek(j, 1) == '&'))
			return 0;
		return regex_bad(j, j->at, "after && either a bracket or characters, not both");
	}
	if (regex_peek(j, 0) == ']' || regex_peek(j, 0) == '^' || regex_peek(j, 0) == '&')
		return regex_bad(j, from, "nothing to intersect with after &&");
	return take_set(j, right);
}

/* Items up to the ] that ends them, which stays unread; s may not be empty before ]. */
static int
take_set(struct regex_java *j, struct set *s)
{
	struct set right;
	uint32_t c;
	int rc;

	for (;; s->any = true) {
		if (j->at >= j->n)
			return 0;
		c = regex_peek(j, 0);
		if (c == ']' && s->any)
			return 0;
		if ((j->flags & REGEX_COMMENTS) != 0 && (c == '#' || c == ' ' || (c >= 9 && c <= 13)))
			return regex_bad(j, j->at, "blanks and # in brackets under (?x): escape them");
		if (c == '[') {
			if (take_nested(j, s) != 0)
				return -1;
		} else if (c == '&' && regex_peek(j, 1) == '&') {
			if (!s->any)
				return regex_bad(j, j->at, "nothing to intersect with before &&");
			j->at += 2;
			right = (struct set){ BUF_INIT, BUF_INIT, false };
			rc = take_right(j, &right) != 0 ? -1 : set_and(s, &right, j->e);
			set_release(&right);
			if (rc != 0)
				return -1;
		} else if (take_range(j, s) != 0) {
			return -1;
		}
	}
}

int
regex_bracket(struct regex_java *j, struct buf *out)
{
	struct set s = { BUF_INIT, BUF_INIT, false };
	int rc = take_nested(j, &s) != 0 ? -1 : set_write(&s, out, j->e);

	set_release(&s);
	return rc;
}

/*
 * The names of properties, and what each is in a bracket of PCRE2, and its opposite.  ""
 * is a property by its own name there, and an opposite that must be written [^...].
 * Ranges stand for PCRE2's own \W and [:^alpha:], which in a bracket with a property
 * lose characters beyond U+00FF (10.42).
 */
struct property {
	const char *name, *text, *opposite;
	bool cased;			/* (?i) has changed its meaning from Java to Java */
};

/* Names in \p{}, and the letters of \d and the like. */
static const struct property plain[] = {
	{ "Lower", "a-z", "\\x00-\\x60\\x7b-\\x{10ffff}", true },
	{ "Upper", "A-Z", "\\x00-\\x40\\x5b-\\x{10ffff}", true },
	{ "ASCII", "\\x00-\\x7f", "\\x{80}-\\x{10ffff}", false },
	{ "Alpha", "A-Za-z", "\\x00-\\x40\\x5b-\\x60\\x7b-\\x{10ffff}", false },
	{ "Digit", "0-9", "\\x00-\\x2f\\x3a-\\x{10ffff}", false },
	{ "Alnum", "0-9A-Za-z", "\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x{10ffff}", false },
	{ "Punct", "\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e",
	  "\\x00-\\x200-9A-Za-z\\x7f-\\x{10ffff}", false },
	{ "Graph", "\\x21-\\x7e", "\\x00-\\x20\\x7f-\\x{10ffff}", false },
	{ "Print", "\\x20-\\x7e", "\\x00-\\x1f\\x7f-\\x{10ffff}", false },
	{ "Blank", "\\x09\\x20", "\\x00-\\x08\\x0a-\\x1f\\x21-\\x{10ffff}", false },
	{ "Cntrl", "\\x00-\\x1f\\x7f", "\\x20-\\x7e\\x{80}-\\x{10ffff}", false },
	{ "XDigit", "0-9A-Fa-f", "\\x00-\\x2f\\x3a-\\x40G-\\x60g-\\x{10ffff}", false },
	{ "Space", "\\x09-\\x0d\\x20", "\\x00-\\x08\\x0e-\\x1f\\x21-\\x{10ffff}", false },
	{ "L1", "\\x00-\\x{ff}", "\\x{100}-\\x{10ffff}", false },
	{ "d", "0-9", "\\x00-\\x2f\\x3a-\\x{10ffff}", false },
	{ "w", "0-9A-Z\\x5fa-z",
	  "\\x00-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\x{10ffff}", false },
	{ "s", "\\x09-\\x0d\\x20", "\\x00-\\x08\\x0e-\\x1f\\x21-\\x{10ffff}", false },
	{ "h", "\\x09\\x20\\x{a0}\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}",
	  "\\x00-\\x08\\x0a-\\x1f\\x21-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{180d}\\x{180f}-\\x{1fff}\\x{200b}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{10ffff}", false },
	{ "v", "\\x0a-\\x0d\\x{85}\\x{2028}-\\x{2029}",
	  "\\x00-\\x09\\x0e-\\x{84}\\x{86}-\\x{2027}\\x{202a}-\\x{10ffff}", false },
	{ "all", "\\x00-\\x{10ffff}", "", false },
	{ NULL, NULL, NULL, false }
};

static const struct property category[] = {
	{ "LC", "\\p{Lu}\\p{Ll}\\p{Lt}", "", true }, { "LD", "\\p{L}\\p{Nd}", "", false },
	{ "Lu", "", "", true }, { "Ll", "", "", true }, { "Lt", "", "", true },
	{ "L", "", "", false }, { "Lm", "", "", false }, { "Lo", "", "", false },
	{ "M", "", "", false }, { "Mn", "", "", false }, { "Mc", "", "", false }, { "Me", "", "", false },
	{ "N", "", "", false }, { "Nd", "", "", false }, { "Nl", "", "", false }, { "No", "", "", false },
	{ "Z", "", "", false }, { "Zs", "", "", false }, { "Zl", "", "", false }, { "Zp", "", "", false },
	{ "C", "", "", false }, { "Cc", "", "", false }, { "Cf", "", "", false }, { "Cn", "", "", false },
	{ "Co", "", "", false }, { "Cs", "", "", false },
	{ "P", "", "", false }, { "Pd", "", "", false }, { "Ps", "", "", false }, { "Pe", "", "", false },
	{ "Pc", "", "", false }, { "Po", "", "", false }, { "Pi", "", "", false }, { "Pf", "", "", false },
	{ "S", "", "", false }, { "Sm", "", "", false }, { "Sc", "", "", false }, { "Sk", "", "", false },
	{ "So", "", "", false },
	{ NULL, NULL, NULL, false }
};

/* After Is, in any case of letters. */
static const struct property binary[] = {
	{ "Alphabetic", "\\p{Alphabetic}", "\\P{Alphabetic}", false }, { "Letter", "\\p{L}", "\\P{L}", false },
	{ "Ideographic", "\\p{Ideographic}", "\\P{Ideographic}", false }, { "Lowercase", "\\p{Lowercase}", "\\P{Lowercase}", true },
	{ "Uppercase", "\\p{Uppercase}", "\\P{Uppercase}", true }, { "Titlecase", "\\p{Lt}", "\\P{Lt}", true },
	{ "White_Space", "\\p{White_Space}", "\\P{White_Space}", false }, { "Control", "\\p{Cc}", "\\P{Cc}", false },
	{ "Punctuation", "\\p{P}", "\\P{P}", false }, { "Digit", "\\p{Nd}", "\\P{Nd}", false },
	{ "Assigned", "\\P{Cn}", "\\p{Cn}", false },
	{ NULL, NULL, NULL, false }
};

static const struct property *
find(const struct property *p, const char *name, bool any_case)
{
	for (; p->name != NULL; p++) {
		if ((any_case ? strcasecmp : strcmp)(p->name, name) == 0)
			return p;
	}
	return NULL;
}

/* The name after p: one letter, or what is in braces. */
static int
property_name(struct regex_java *j, char *name, size_t size)
{
	size_t from = j->at, n = 0;
	bool brace = regex_peek(j, 0) == '{';
	uint32_t c;

	j->at += brace;
	for (;;) {
		c = regex_peek(j, 0);
		if (brace && c == '}' && n > 0)
			break;
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    c == '_' || c == '=') || n + 1 == size)
			return regex_bad(j, from, "a name of a property must follow");
		name[n++] = (char)c;
		j->at++;
		if (!brace)
			break;
	}
	j->at += brace;
	name[n] = '\0';
	return 0;
}

/* Appends the property, or what has it not. */
static int
write_property(struct regex_java *j, const struct property *p, bool not, struct buf *set)
{
	if (p->cased && (j->flags & REGEX_CASELESS) != 0)
		return regex_bad(j, j->at, "\\p{%s} under (?i) differs from one version of Java to "
		    "another", p->name);
	if (p->text[0] == '\0')
		return buf_printf(set, j->e, "\\%c{%s}", not ? 'P' : 'p', p->name);
	if (not && p->opposite[0] == '\0')
		return regex_bad(j, j->at, "write [^\\p{%s}]", p->name);
	return buf_printf(set, j->e, "%s", not ? p->opposite : p->text);
}

int
regex_shorthand(struct regex_java *j, uint32_t letter, struct buf *set)
{
	const char name[2] = { (char)(letter | 0x20), '\0' };
	bool not = letter < 'a';

	if (not && j->behind > 0)
		j->traits->halves = true;
	return write_property(j, find(plain, name, false), not, set);
}

int
regex_property(struct regex_java *j, struct buf *set)
{
	static const struct property script = { "script", "", "", false };
	bool not = regex_peek(j, 0) == 'P';
	const struct property *p = NULL;
	const char *value;
	size_t from = j->at++;
	char name[64];

	if (property_name(j, name, sizeof(name)) != 0)
		return -1;
	if ((value = strchr(name, '=')) != NULL) {
		size_t n = (size_t)(value++ - name);

		if ((n == 2 && strncasecmp(name, "gc", n) == 0) ||
		    (n == 16 && strncasecmp(name, "general_category", n) == 0))
			p = find(category, value, false);
		else if ((n == 2 && strncasecmp(name, "sc", n) == 0) ||
		    (n == 6 && strncasecmp(name, "script", n) == 0))
			p = &script;
	} else if (strncmp(name, "Is", 2) == 0) {
		value = name + 2;
		if ((p = find(binary, value, true)) == NULL &&
		    (p = find(category, value, false)) == NULL && find(plain, value, false) == NULL)
			p = &script;
	} else if ((p = find(category, name, false)) == NULL) {
		p = strlen(name) > 1 ? find(plain, name, false) : NULL;
	}
	if (p == NULL || (p == &script && strspn(value, "abcdefghijklmnopqrstuvwxyz_"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(value)))
		return regex_bad(j, from, "no property of that name here: %s", name);
	if (j->behind > 0)
		j->traits->halves = true;
	if (p == &script)
		return buf_printf(set, j->e, "\\%c{sc:%s}", not ? 'P' : 'p', value);
	return write_property(j, p, not, set);
}
