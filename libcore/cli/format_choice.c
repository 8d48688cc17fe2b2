/* format_choice.c - the words of -i and -o, and the long options beside them. */
#include "cli/format_choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/help.h"

/* A long option that says what an option in the word says. */
struct alias {
	int id;
	unsigned sides;
	const char *name;	/* in the word */
	const char *value;	/* NULL: the argument */
	const char *alone;	/* without one */
};

static const struct alias aliases[] = {
	{ OPT_ALLOW_UNMARKED, FORMAT_IN, "unmarked", NULL, "yes" },
	{ OPT_TRUNCATE_NS, FORMAT_IN, "truncate-ns", "yes", NULL },
	{ OPT_CRLF, FORMAT_IN, "crlf", "yes", NULL },
	{ OPT_SPLIT, FORMAT_IN, "split", NULL, "" },
	{ OPT_DECOMPRESS_LIMIT, FORMAT_IN, "decompress-limit", NULL, "" },
	{ OPT_STRINGS, FORMAT_IN, "strings", "yes", NULL },
	{ OPT_NULL, FORMAT_OUT, "null", NULL, "" },
	{ OPT_RAW, FORMAT_OUT, "raw", "yes", NULL },
	{ OPT_BINARY, FORMAT_OUT, "binary", NULL, "" },
	{ OPT_NO_HEADER, FORMAT_OUT, "header", "no", NULL },
	{ '0', FORMAT_IN | FORMAT_OUT, "nul", "yes", NULL },
};

#define ALIASES (sizeof(aliases) / sizeof(*aliases))

/* Whether a is given and means something for an end. */
static bool
is_given(const struct format_choice *c, const struct alias *a, const struct format_end *end)
{
	return (a->sides & format_side(end)) != 0 && opt_given(c->opts, a->id);
}

/* Where in the end's options the one is that a stands for; -1: it has none such. */
static int
find(const struct alias *a, const struct format_end *end)
{
	return format_opt_find(end->format, a->name, format_side(end));
}

/* What ends lines coming in says nothing of what has none. */
static bool
fits(const struct alias *a, const struct format_end *end)
{
	return find(a, end) >= 0 || (a->id == '0' && (end->format->flags & FORMAT_TEXT) == 0);
}

int
format_choice_init(struct format_choice *c, const struct opts *o, int id,
    const struct format_end *const *list, struct err *e)
{
	const char *word = list == NULL ? NULL : opt_text(o, id, NULL);
	size_t n = word == NULL ? 0 : strcspn(word, ":");

	*c = (struct format_choice){ .opts = o, .id = id };
	if (word == NULL)
		return 0;
	if ((c->end = format_find(list, word, n)) == NULL)
		return opt_error(o, id, e, "no format: %s", word);
	c->word.format = c->end->format;
	if (word[n] == '\0')
		return 0;
	if ((c->text = mem_dup(word + n + 1, strlen(word + n + 1) + 1, e)) == NULL)
		return -1;
	if (format_parse(c->end, c->text, &c->word, e) == 0)
		return 0;
	err_prefix(e, "option -%c: ", id);
	format_choice_release(c);
	return -1;
}

void
format_choice_release(struct format_choice *c)
{
	free(c->text);
	c->text = NULL;
}

int
format_choice_values(const struct format_choice *c, const struct format_end *end,
    struct format_values *v, struct err *e)
{
	int i;

	*v = (struct format_values){ .format = end->format };
	if (end == c->end)
		*v = c->word;
	for (const struct alias *a = aliases; a < aliases + ALIASES; a++) {
		const char *says = a->value;

		if (!is_given(c, a, end) || (i = find(a, end)) < 0)
			continue;
		if (says == NULL)
			says = opt_text(c->opts, a->id, a->alone);
		if (v->value[i] != NULL && strcmp(v->value[i], says) != 0)
			return opt_error(c->opts, a->id, e, "-%c says otherwise: %s=%s", c->id, a->name,
			    v->value[i]);
		v->value[i] = says;
	}
	return end->check == NULL ? 0 : end->check(v, e);
}

/* "option --raw: it goes with -o lines", of the writers in the list that it fits. */
static int
refuse(const struct format_choice *c, const struct alias *a,
    const struct format_end *const *list, struct err *e)
{
	char names[200] = "";
	size_t n = 0, k = 0, i;

	for (i = 0; list[i] != NULL; i++)
		n += fits(a, list[i]);
	for (i = 0; list[i] != NULL; i++) {
		if (!fits(a, list[i]))
			continue;
		k++;
		snprintf(names + strlen(names), sizeof(names) - strlen(names), "%s%s",
		    k == 1 ? "" : k == n ? " or " : ", ", list[i]->format->name);
	}
	return opt_error(c->opts, a->id, e, "it goes with -%c %s", c->id, names);
}

int
format_choice_fits(const struct format_choice *c, const struct format_end *w,
    const struct format_end *const *list, struct err *e)
{
	for (const struct alias *a = aliases; a < aliases + ALIASES; a++)
		if (is_given(c, a, w) && !fits(a, w))
			return refuse(c, a, list, e);
	return 0;
}
