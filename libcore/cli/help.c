/* help.c - -h and the dump of an option table. */
#include "cli/help.h"

#include <string.h>

#define COLUMN 26	/* where the help of an option begins */
#define WIDTH 80

const struct opt opt_common[] = {
	{ 'q', "quiet", NULL, "do not say on stderr what was done", 0, NULL, NULL },
	{ OPT_HELP, "help", NULL, "print this help", 0, NULL, NULL },
	{ OPT_VERSION, "version", NULL, "print the version", 0, NULL, NULL },
	{ OPT_COMPLETION, "completion", "shell", "print a completion script for the shell",
	    OPT_HIDDEN, "bash|zsh|fish", NULL },
	{ OPT_DUMP, "dump-options", NULL, "print the option table", OPT_HIDDEN, NULL, NULL },
	OPT_END
};

struct help {
	struct buf *out;
	struct err *e;
	const char *verb;
	const struct opt *except;	/* options of this table are not told again */
	int rc;
};

struct search {
	int id;
	bool found;
};

static void
search_see(void *arg, const struct opt *o)
{
	struct search *s = arg;

	s->found = s->found || o->id == s->id;
}

bool
help_has(const struct opt *table, int id)
{
	struct search s = { id, false };

	opt_each(table, search_see, &s);
	return s.found;
}

/* Appends text from column `at` on, wrapped; later lines begin at COLUMN. */
static int
wrap(struct buf *out, size_t at, const char *text, struct err *e)
{
	size_t n;

	while (*text != '\0') {
		n = strcspn(text, " ");
		if (at + 1 + n > WIDTH && at > COLUMN) {
			if (buf_printf(out, e, "\n%*s", COLUMN, "") != 0)
				return -1;
			at = COLUMN;
		} else if (at > COLUMN) {
			if (buf_add(out, " ", 1, e) != 0)
				return -1;
			at++;
		}
		if (buf_add(out, text, n, e) != 0)
			return -1;
		at += n;
		text += n;
		text += strspn(text, " ");
	}
	return buf_add(out, "\n", 1, e);
}

/*
 * Appends the words a|b|c from column `at` on; where they pass the width, a line that begins
 * at COLUMN goes on with them.  *from becomes where in out the last line begins.
 */
static int
add_words(struct buf *out, size_t at, const char *words, size_t *from, struct err *e)
{
	size_t n;

	for (; *words != '\0'; words += n, at += n) {
		n = strcspn(words, "|");
		n += words[n] == '|';
		if (at + n > WIDTH && at > COLUMN) {
			if (buf_add(out, "\n", 1, e) != 0)
				return -1;
			*from = out->len;
			at = COLUMN;
			if (buf_printf(out, e, "%*s", COLUMN, "") != 0)
				return -1;
		}
		if (buf_add(out, words, n, e) != 0)
			return -1;
	}
	return 0;
}

static int
help_line(struct help *h, const struct opt *o)
{
	char choices[OPT_CHOICES_MAX], text[OPT_HELP_MAX];
	size_t from = h->out->len, width;
	const char *arg = o->arg == NULL ? "" : opt_has_choices(o) &&
	    (o->flags & OPT_SUGGEST) == 0 ? opt_choices(o, choices) : o->arg;

	if (buf_printf(h->out, h->e, o->id < 256 ? "  -%c" : "    ", o->id) != 0)
		return -1;
	if (o->name != NULL && buf_printf(h->out, h->e, "%s--%s", o->id < 256 ? ", " : "  ",
	    o->name) != 0)
		return -1;
	if (o->arg != NULL && (buf_printf(h->out, h->e, "%s",
	    (o->flags & OPT_MAYBE) != 0 ? "[=" : " ") != 0 ||
	    add_words(h->out, h->out->len - from, arg, &from, h->e) != 0 ||
	    buf_printf(h->out, h->e, "%s", (o->flags & OPT_MAYBE) != 0 ? "]" : "") != 0))
		return -1;
	width = h->out->len - from;
	if (width + 2 > COLUMN) {
		if (buf_add(h->out, "\n", 1, h->e) != 0)
			return -1;
		width = 0;
	}
	if (buf_printf(h->out, h->e, "%*s", (int)(COLUMN - width), "") != 0)
		return -1;
	return wrap(h->out, COLUMN, opt_help(o, text), h->e);
}

static void
help_see(void *arg, const struct opt *o)
{
	struct help *h = arg;

	if (h->rc == 0 && (o->flags & OPT_HIDDEN) == 0 && !help_has(h->except, o->id))
		h->rc = help_line(h, o);
}

static int
help_table(const struct opt *table, const struct opt *except, struct buf *out,
    struct err *e)
{
	struct help h = { out, e, NULL, except, 0 };

	opt_each(table, help_see, &h);
	return h.rc;
}

static int
help_verbs(const struct cmd_def *def, struct buf *out, struct err *e)
{
	const struct cmd_verb *v;

	for (v = def->verbs; v->name != NULL; v++)
		if (buf_printf(out, e, "%s %s %s%s%s\n", v == def->verbs ? "usage:" : "      ",
		    def->name, v->name, *v->synopsis != '\0' ? " " : "", v->synopsis) != 0)
			return -1;
	if (buf_printf(out, e, "%s\n\n", def->about) != 0)
		return -1;
	for (v = def->verbs; v->name != NULL; v++)
		if (buf_printf(out, e, "  %-*s%s\n", COLUMN - 2, v->name, v->about) != 0)
			return -1;
	return 0;
}

int
help_text(const struct cmd_def *def, const struct cmd_verb *verb, struct buf *out,
    struct err *e)
{
	if (verb != NULL) {
		if (buf_printf(out, e, "usage: %s %s%s%s\n%s\n\n", def->name, verb->name,
		    *verb->synopsis != '\0' ? " " : "", verb->synopsis, verb->about) != 0 ||
		    help_table(verb->opts, NULL, out, e) != 0)
			return -1;
	} else if (def->verbs != NULL) {
		if (help_verbs(def, out, e) != 0 || buf_add(out, "\n", 1, e) != 0)
			return -1;
	} else if (buf_printf(out, e, "usage: %s %s\n%s\n\n", def->name, def->synopsis,
	    def->about) != 0) {
		return -1;
	}
	if (help_table(def->opts, verb != NULL ? verb->opts : NULL, out, e) != 0)
		return -1;
	return help_table(opt_common, NULL, out, e);
}

static const char *
or_dash(const char *text)
{
	return text != NULL ? text : "-";
}

static int
dump_line(struct help *h, const struct opt *o)
{
	static const struct {
		unsigned flag;
		const char *name;
	} names[] = {
		{ OPT_HIDDEN, "hidden" }, { OPT_MANY, "many" }, { OPT_MAYBE, "maybe" },
		{ OPT_FILE, "file" }, { OPT_DIR, "dir" }, { OPT_SUGGEST, "suggest" },
		{ OPT_COLUMN, "column" }, { OPT_EXPR, "expr" }, { OPT_ZONE, "zone" },
	};
	char flags[64] = "", choices[OPT_CHOICES_MAX], text[OPT_HELP_MAX];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if ((o->flags & names[i].flag) == 0)
			continue;
		if (flags[0] != '\0')
			strcat(flags, ",");
		strcat(flags, names[i].name);
	}
	return buf_printf(h->out, h->e, "%s\t%c\t%s\t%s\t%s\t%s\t%s\n", or_dash(h->verb),
	    o->id < 256 ? o->id : '-', or_dash(o->name), or_dash(o->arg),
	    or_dash(opt_choices(o, choices)), flags[0] != '\0' ? flags : "-", opt_help(o, text));
}

static void
dump_see(void *arg, const struct opt *o)
{
	struct help *h = arg;

	if (h->rc == 0)
		h->rc = dump_line(h, o);
}

static int
dump_part(const char *verb, const char *synopsis, const char *about,
    const struct opt *table, struct buf *out, struct err *e)
{
	struct help h = { out, e, verb, NULL, 0 };

	if (synopsis != NULL && buf_printf(out, e, "synopsis\t%s\t%s\n", or_dash(verb),
	    synopsis) != 0)
		return -1;
	if (about != NULL && buf_printf(out, e, "about\t%s\t%s\n", or_dash(verb), about) != 0)
		return -1;
	opt_each(table, dump_see, &h);
	return h.rc;
}

int
help_dump(const struct cmd_def *def, struct buf *out, struct err *e)
{
	const struct cmd_verb *v;

	if (dump_part(NULL, def->synopsis, def->about, def->opts, out, e) != 0)
		return -1;
	for (v = def->verbs; v != NULL && v->name != NULL; v++)
		if (dump_part(v->name, v->synopsis, v->about, v->opts, out, e) != 0)
			return -1;
	return dump_part(NULL, NULL, NULL, opt_common, out, e);
}
