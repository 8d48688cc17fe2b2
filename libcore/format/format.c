/* format.c - lists of formats, and the options in their words. */
#include "format/format.h"

#include <stdio.h>
#include <string.h>

#include "base/near.h"
#include "base/num.h"

enum format_side
format_side(const struct format_end *end)
{
	return end->open != NULL ? FORMAT_IN : FORMAT_OUT;
}

const struct format_end *
format_find(const struct format_end *const *list, const char *name, size_t n)
{
	for (; *list != NULL; list++)
		if (strlen((*list)->format->name) == n && memcmp((*list)->format->name, name, n) == 0)
			return *list;
	return NULL;
}

/* Whether the n bytes at name end in one of the suffixes. */
static bool
ends_in(const char *const *suffix, const char *name, size_t n)
{
	for (; suffix != NULL && *suffix != NULL; suffix++)
		if (magic_ends(name, n, *suffix))
			return true;
	return false;
}

bool
format_has_suffix(const struct format *f, const char *name, enum format_side side)
{
	/* What is packed is read, and never written. */
	size_t n = side == FORMAT_IN ? magic_unpacked(name) : strlen(name);

	return ends_in(f->suffix, name, n) ||
	    (side == FORMAT_IN && ends_in(f->read_suffix, name, n));
}

const struct format *
format_of_name(const char *name, enum format_side side)
{
	const struct format *const *f = format_all;

	while (*f != NULL && !format_has_suffix(*f, name, side))
		f++;
	return *f;
}

bool
format_has_magic(const struct format *f, enum magic m)
{
	for (const enum magic *k = f->magic; k != NULL && *k != MAGIC_EMPTY; k++)
		if (*k == m)
			return true;
	return false;
}

/* -- options -- */

int
format_opt_find(const struct format *f, const char *name, enum format_side side)
{
	for (int i = 0; f->opt != NULL && f->opt[i].name != NULL; i++)
		if ((f->opt[i].sides & side) != 0 && strcmp(f->opt[i].name, name) == 0)
			return i;
	return -1;
}

static int
refuse_name(const struct format *f, enum format_side side, const char *name, struct err *e)
{
	const char *names[FORMAT_OPTS];
	char quoted[80], near[200];
	size_t n = 0;

	for (int i = 0; f->opt != NULL && f->opt[i].name != NULL; i++)
		if ((f->opt[i].sides & side) != 0)
			names[n++] = f->opt[i].name;
	err_quote(quoted, sizeof(quoted), name, strlen(name));
	if (n == 0)
		return err_set(e, STATUS_USAGE, "%s has no options: %s", f->name, quoted);
	return err_set(e, STATUS_USAGE, "%s has no option %s%s", f->name, quoted,
	    near_hint(near, sizeof(near), name, names, n));
}

/* "yes or no", "no, yes or eof": the words that | parts. */
static const char *
say_words(const char *words, char *out, size_t size)
{
	size_t n = 0, k;

	for (; n < size; words += k + 1) {
		k = strcspn(words, "|");
		n += (size_t)snprintf(out + n, size - n, "%s%.*s", n == 0 ? "" :
		    words[k] == '|' ? ", " : " or ", (int)k, words);
		if (words[k] == '\0')
			break;
	}
	return out;
}

static bool
is_word(const char *words, const char *value)
{
	size_t n = strlen(value), k;

	for (;; words += k + 1) {
		k = strcspn(words, "|");
		if (k == n && memcmp(words, value, n) == 0)
			return true;
		if (words[k] == '\0')
			return false;
	}
}

static bool
is_byte(const char *v)
{
	return strcmp(v, "\\t") == 0 || (v[0] >= '\t' && v[0] <= '~' && v[0] != '\n' &&
	    v[0] != '\r' && v[1] == '\0');
}

static int
check_value(const struct format_opt *o, const char *value, struct err *e)
{
	char quoted[80], words[100];
	uint64_t size;
	const char *is;

	err_quote(quoted, sizeof(quoted), value, strlen(value));
	if (o->words != NULL)
		return is_word(o->words, value) ? 0 : err_set(e, STATUS_USAGE, "%s is %s: %s",
		    o->name, say_words(o->words, words, sizeof(words)), quoted);
	switch (o->kind) {
	case FORMAT_BYTE:
	case FORMAT_BYTE_OR_NONE:
		is = is_byte(value) || (o->kind == FORMAT_BYTE_OR_NONE && *value == '\0') ? NULL :
		    "one byte of ASCII, or \\t";
		break;
	case FORMAT_SIZE:
		is = num_parse_size(value, strlen(value), &size) && size > 0 ? NULL :
		    "a size (such as 64M)";
		break;
	default:
		is = NULL;
	}
	return is == NULL ? 0 : err_set(e, STATUS_USAGE, "%s is %s: %s", o->name, is, quoted);
}

/* Cuts the option at p off; returns what follows it, NULL at the end. */
static char *
cut(char *p)
{
	char *end = p + strcspn(p, ",");

	/* A comma that is the value. */
	if (*end == ',' && end > p && end[-1] == '=' && (end[1] == ',' || end[1] == '\0'))
		end++;
	if (*end == '\0')
		return NULL;
	*end = '\0';
	return end + 1;
}

int
format_parse(const struct format_end *end, char *text, struct format_values *v, struct err *e)
{
	enum format_side side = format_side(end);
	const struct format *f = end->format;

	for (char *next; text != NULL; text = next) {
		char *eq;
		int i;

		next = cut(text);
		if ((eq = strchr(text, '=')) != NULL)
			*eq = '\0';
		if ((i = format_opt_find(f, text, side)) < 0)
			return refuse_name(f, side, text, e);
		if (eq == NULL)
			return err_set(e, STATUS_USAGE, "%s needs a value: %s=%s", text, text,
			    f->opt[i].words != NULL ? f->opt[i].words : "...");
		if (check_value(&f->opt[i], eq + 1, e) != 0)
			return -1;
		if (v->value[i] != NULL && strcmp(v->value[i], eq + 1) != 0)
			return err_set(e, STATUS_USAGE, "%s is given twice: %s and %s", text,
			    v->value[i], eq + 1);
		v->value[i] = eq + 1;
	}
	return end->check == NULL ? 0 : end->check(v, e);
}

const char *
format_value(const struct format_values *v, const char *name)
{
	int i = format_opt_find(v->format, name, FORMAT_IN | FORMAT_OUT);

	return i < 0 ? NULL : v->value[i];
}

bool
format_yes(const struct format_values *v, const char *name, bool dflt)
{
	const char *value = format_value(v, name);

	return value == NULL ? dflt : strcmp(value, "yes") == 0;
}

char
format_byte(const struct format_values *v, const char *name, char dflt)
{
	const char *value = format_value(v, name);

	return value == NULL ? dflt : strcmp(value, "\\t") == 0 ? '\t' : value[0];
}
