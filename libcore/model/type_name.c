/* type_name.c - the names of types, both ways. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/near.h"
#include "model/type.h"

/* Deepest nesting of a type's text. */
#define DEPTH_MAX 64

static const char *const simple_name[TYPE_COUNT] = {
	[TYPE_VOID] = "void", [TYPE_BOOLEAN] = "boolean", [TYPE_TINYINT] = "tinyint",
	[TYPE_SMALLINT] = "smallint", [TYPE_INT] = "int", [TYPE_BIGINT] = "bigint",
	[TYPE_FLOAT] = "float", [TYPE_DOUBLE] = "double", [TYPE_DECIMAL] = "decimal",
	[TYPE_STRING] = "string", [TYPE_BINARY] = "binary", [TYPE_DATE] = "date",
	[TYPE_TIMESTAMP] = "timestamp", [TYPE_TIMESTAMP_NTZ] = "timestamp_ntz",
	[TYPE_ARRAY] = "array", [TYPE_STRUCT] = "struct", [TYPE_MAP] = "map"
};

static const char *const tree_name[TYPE_COUNT] = {
	[TYPE_TINYINT] = "byte", [TYPE_SMALLINT] = "short", [TYPE_INT] = "integer",
	[TYPE_BIGINT] = "long"
};

/* Every word that names a type; the canonical ones first. */
static const struct {
	const char *word;
	enum type_id id;
} words[] = {
	{ "void", TYPE_VOID }, { "boolean", TYPE_BOOLEAN }, { "tinyint", TYPE_TINYINT },
	{ "smallint", TYPE_SMALLINT }, { "int", TYPE_INT }, { "bigint", TYPE_BIGINT },
	{ "float", TYPE_FLOAT }, { "double", TYPE_DOUBLE }, { "decimal", TYPE_DECIMAL },
	{ "string", TYPE_STRING }, { "binary", TYPE_BINARY }, { "date", TYPE_DATE },
	{ "timestamp", TYPE_TIMESTAMP }, { "timestamp_ntz", TYPE_TIMESTAMP_NTZ },
	{ "array", TYPE_ARRAY }, { "struct", TYPE_STRUCT }, { "map", TYPE_MAP },
	{ "byte", TYPE_TINYINT }, { "short", TYPE_SMALLINT }, { "integer", TYPE_INT },
	{ "long", TYPE_BIGINT }, { "real", TYPE_FLOAT }, { "dec", TYPE_DECIMAL },
	{ "numeric", TYPE_DECIMAL }, { "timestamp_ltz", TYPE_TIMESTAMP },
	{ "varchar", TYPE_STRING }, { "char", TYPE_STRING }, { "character", TYPE_STRING }
};

#define NWORDS (sizeof(words) / sizeof(words[0]))

int
type_format(const struct type *t, struct buf *out, struct err *e)
{
	const struct field *entry;
	uint32_t i;

	switch (t->id) {
	case TYPE_DECIMAL:
		return buf_printf(out, e, "decimal(%u,%u)", t->precision, t->scale);
	case TYPE_ARRAY:
		if (buf_printf(out, e, "array<") != 0 ||
		    type_format(&t->child[0].type, out, e) != 0)
			return -1;
		return buf_printf(out, e, ">");
	case TYPE_MAP:
		entry = t->child[0].type.child;
		if (buf_printf(out, e, "map<") != 0 ||
		    type_format(&entry[0].type, out, e) != 0 ||
		    buf_printf(out, e, ",") != 0 ||
		    type_format(&entry[1].type, out, e) != 0)
			return -1;
		return buf_printf(out, e, ">");
	case TYPE_STRUCT:
		if (buf_printf(out, e, "struct<") != 0)
			return -1;
		for (i = 0; i < t->nchild; i++) {
			if (buf_printf(out, e, "%s%s:", i > 0 ? "," : "",
			    t->child[i].name) != 0 ||
			    type_format(&t->child[i].type, out, e) != 0)
				return -1;
		}
		return buf_printf(out, e, ">");
	default:
		return buf_printf(out, e, "%s", simple_name[t->id]);
	}
}

char *
type_string(const struct type *t, char *out, size_t outsz)
{
	struct buf b = BUF_INIT;
	size_t n = 0;

	if (outsz == 0)
		return out;
	if (type_format(t, &b, NULL) == 0) {
		n = b.len < outsz ? b.len : outsz - 1;
		memcpy(out, b.data, n);
		if (n < b.len && n >= 3)
			memcpy(out + n - 3, "...", 3);
	}
	out[n] = '\0';
	buf_release(&b);
	return out;
}

const char *
type_tree_name(const struct type *t, char text[32])
{
	if (t->id == TYPE_DECIMAL) {
		(void)snprintf(text, 32, "decimal(%u,%u)", t->precision, t->scale);
		return text;
	}
	return tree_name[t->id] != NULL ? tree_name[t->id] : simple_name[t->id];
}

static void
skip_blank(const char **p)
{
	while (isspace((unsigned char)**p))
		(*p)++;
}

static int
expect(const char **p, char c, struct err *e)
{
	char quoted[64];

	skip_blank(p);
	if (**p == c) {
		(*p)++;
		return 0;
	}
	return err_set(e, STATUS_USAGE, "expected '%c' in a type at %s", c,
	    err_quote(quoted, sizeof(quoted), *p, strlen(*p)));
}

/* The word at *p, letters, digits and underscores; moves past it. */
static size_t
take_word(const char **p, const char **start)
{
	skip_blank(p);
	*start = *p;
	while (isalnum((unsigned char)**p) || **p == '_')
		(*p)++;
	return (size_t)(*p - *start);
}

static int
unknown_word(const char *w, size_t n, struct err *e)
{
	const char *names[NWORDS];
	char word[65], quoted[80], near[256];
	size_t i;

	if (n >= sizeof(word))
		n = sizeof(word) - 1;
	memcpy(word, w, n);
	word[n] = '\0';
	for (i = 0; i < NWORDS; i++)
		names[i] = words[i].word;
	err_quote(quoted, sizeof(quoted), word, n);
	if (near_names(near, sizeof(near), word, names, NWORDS) > 0)
		return err_set(e, STATUS_USAGE, "no type %s; near: %s", quoted, near);
	return err_set(e, STATUS_USAGE, "no type %s", quoted);
}

static int parse_type(const char **p, struct type *out, int depth, struct err *e);

/* An integer from lo to hi. */
static int
parse_small(const char **p, int lo, int hi, uint8_t *out, struct err *e)
{
	char *end;
	long v;

	skip_blank(p);
	if (!isdigit((unsigned char)**p))
		return err_set(e, STATUS_USAGE, "expected a number in decimal(p,s)");
	v = strtol(*p, &end, 10);
	if (v < lo || v > hi)
		return err_set(e, STATUS_USAGE, "decimal: %ld is not within %d to %d",
		    v, lo, hi);
	*p = end;
	*out = (uint8_t)v;
	return 0;
}

/* decimal, decimal(p), decimal(p,s). */
static int
parse_decimal(const char **p, struct type *out, struct err *e)
{
	const char *q = *p;

	out->precision = 10;
	out->scale = 0;
	skip_blank(&q);
	if (*q != '(')
		return 0;
	*p = q + 1;
	if (parse_small(p, 1, 38, &out->precision, e) != 0)
		return -1;
	skip_blank(p);
	if (**p == ',') {
		(*p)++;
		if (parse_small(p, 0, out->precision, &out->scale, e) != 0)
			return -1;
	}
	return expect(p, ')', e);
}

/* The (n) after char and varchar, which only string has not. */
static int
parse_length(const char **p, struct err *e)
{
	if (expect(p, '(', e) != 0)
		return -1;
	skip_blank(p);
	if (!isdigit((unsigned char)**p))
		return err_set(e, STATUS_USAGE, "expected a length, as in varchar(10)");
	while (isdigit((unsigned char)**p))
		(*p)++;
	return expect(p, ')', e);
}

/* A field name: a word or text between backquotes (two are one). */
static int
parse_name(const char **p, struct buf *name, struct err *e)
{
	const char *w;
	size_t n;

	name->len = 0;
	skip_blank(p);
	if (**p != '`') {
		if ((n = take_word(p, &w)) == 0)
			return err_set(e, STATUS_USAGE, "expected a field name in struct<>");
		return buf_add(name, w, n, e) != 0 || buf_add(name, "", 1, e) != 0 ? -1 : 0;
	}
	for ((*p)++; **p != '\0'; (*p)++) {
		if (**p == '`' && *++(*p) != '`')
			return buf_add(name, "", 1, e);
		if (buf_add(name, *p, 1, e) != 0)
			return -1;
	}
	return err_set(e, STATUS_USAGE, "a backquoted name is not closed");
}

static int
parse_struct(const char **p, struct type *out, int depth, struct err *e)
{
	struct buf name = BUF_INIT;
	struct field f;
	int rc = -1;

	skip_blank(p);
	if (**p == '>') {
		(*p)++;
		return 0;
	}
	for (;;) {
		memset(&f, 0, sizeof(f));
		f.nullable = true;
		if (parse_name(p, &name, e) != 0)
			break;
		skip_blank(p);
		if (**p == ':')
			(*p)++;
		if (parse_type(p, &f.type, depth + 1, e) != 0)
			break;
		f.name = (char *)name.data;
		rc = type_struct_add(out, &f, e);
		type_release(&f.type);
		if (rc != 0)
			break;
		skip_blank(p);
		if (**p != ',') {
			rc = expect(p, '>', e);
			break;
		}
		(*p)++;
		rc = -1;
	}
	buf_release(&name);
	return rc;
}

static int
parse_nested(const char **p, struct type *out, int depth, struct err *e)
{
	struct type a = { 0 }, b = { 0 };
	enum type_id id = out->id;
	int rc = -1;

	if (expect(p, '<', e) != 0)
		return -1;
	if (id == TYPE_STRUCT)
		return parse_struct(p, out, depth, e);
	if (parse_type(p, &a, depth + 1, e) != 0)
		return -1;
	if (id == TYPE_MAP && (expect(p, ',', e) != 0 ||
	    parse_type(p, &b, depth + 1, e) != 0))
		goto out;
	if (expect(p, '>', e) != 0)
		goto out;
	rc = id == TYPE_MAP ? type_map(out, &a, &b, true, e) :
	    type_array(out, &a, true, e);
out:
	type_release(&a);
	type_release(&b);
	return rc;
}

static int
parse_type(const char **p, struct type *out, int depth, struct err *e)
{
	const char *w;
	size_t n, i;
	int rc = 0;

	memset(out, 0, sizeof(*out));
	if (depth > DEPTH_MAX)
		return err_set(e, STATUS_USAGE, "a type is nested deeper than %d", DEPTH_MAX);
	if ((n = take_word(p, &w)) == 0)
		return err_set(e, STATUS_USAGE, "expected a type name");
	for (i = 0; i < NWORDS; i++) {
		if (strlen(words[i].word) == n && strncasecmp(words[i].word, w, n) == 0)
			break;
	}
	if (i == NWORDS)
		return unknown_word(w, n, e);
	out->id = words[i].id;
	if (out->id == TYPE_DECIMAL)
		rc = parse_decimal(p, out, e);
	else if (out->id == TYPE_STRING && strcmp(words[i].word, "string") != 0)
		rc = parse_length(p, e);
	else if (type_is_nested(out->id))
		rc = parse_nested(p, out, depth, e);
	if (rc != 0)
		type_release(out);
	return rc;
}

int
type_parse(const char **p, struct type *out, struct err *e)
{
	return parse_type(p, out, 0, e);
}
