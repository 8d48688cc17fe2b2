/* completion.c - completion scripts, made from the option tables: what the shells share. */
#include <string.h>

#include "cli/completion_impl.h"

struct each {
	struct script *s;
	option_fn *fn;
};

static void
each_see(void *arg, const struct opt *o)
{
	struct each *x = arg;

	if (x->s->rc == 0 && (o->flags & OPT_HIDDEN) == 0)
		x->s->rc = x->fn(x->s, o);
}

/* The options of the command, but for those that a verb's own table holds. */
static void
rest_see(void *arg, const struct opt *o)
{
	struct each *x = arg;

	if (!help_has(x->s->verb != NULL ? x->s->verb->opts : NULL, o->id))
		each_see(arg, o);
}

int
completion_each(struct script *s, option_fn *fn)
{
	struct each x = { s, fn };

	if (s->verb != NULL)
		opt_each(s->verb->opts, each_see, &x);
	opt_each(s->def->opts, rest_see, &x);
	opt_each(opt_common, each_see, &x);
	return s->rc;
}

enum offer
completion_argument(const struct opt *o)
{
	if (o->arg == NULL)
		return OFFER_NOTHING;
	if (opt_has_choices(o))
		return (o->flags & OPT_SUGGEST) != 0 ? OFFER_SOME : OFFER_WORDS;
	return (o->flags & OPT_FILE) != 0 ? OFFER_FILES : (o->flags & OPT_DIR) != 0 ? OFFER_DIRS :
	    (o->flags & OPT_COLUMN) != 0 ? OFFER_COLUMN : (o->flags & OPT_EXPR) != 0 ? OFFER_PATH :
	    (o->flags & OPT_ZONE) != 0 ? OFFER_ZONE : OFFER_NOTHING;
}

void
completion_operands(const struct script *s, enum offer *first, enum offer *rest)
{
	unsigned flags = s->def->flags | (s->verb != NULL ? s->verb->flags : 0);

	*rest = (flags & CMD_TOPICS) != 0 ? OFFER_TOPIC :
	    s->def->verbs == NULL || (flags & CMD_FILES) != 0 ? OFFER_FILES : OFFER_NOTHING;
	*first = (flags & CMD_TOPIC_FIRST) != 0 ? OFFER_TOPIC :
	    (flags & CMD_LIST_FIRST) != 0 ? OFFER_PATH : *rest;
}

struct uses {
	enum offer kind;
	bool found;
};

static void
uses_see(void *arg, const struct opt *o)
{
	struct uses *u = arg;

	u->found = u->found || completion_argument(o) == u->kind;
}

bool
completion_uses(const struct cmd_def *def, enum offer kind)
{
	struct script s = { .def = def, .verb = def->verbs };
	struct uses u = { kind, false };
	enum offer first, rest;

	opt_each(def->opts, uses_see, &u);
	do {
		completion_operands(&s, &first, &rest);
		u.found = u.found || first == kind || rest == kind;
		if (s.verb != NULL)
			opt_each(s.verb->opts, uses_see, &u);
	} while (s.verb != NULL && (++s.verb)->name != NULL);
	return u.found;
}

int
completion_text(struct script *s, const char *text)
{
	return buf_add(s->out, text, strlen(text), s->e);
}

int
completion_quote(struct script *s, const char *text)
{
	size_t n;

	if (completion_text(s, "'") != 0)
		return -1;
	for (; *text != '\0'; text += n) {
		n = *text == '\'' ? 1 : strcspn(text, "'");
		if (*text == '\'' ? completion_text(s, "'\\''") != 0 :
		    buf_add(s->out, text, n, s->e) != 0)
			return -1;
	}
	return completion_text(s, "'");
}

int
completion_choices(struct script *s, const char *list, char sep)
{
	for (; *list != '\0'; list++)
		if (buf_add(s->out, *list == '|' ? &sep : list, 1, s->e) != 0)
			return -1;
	return 0;
}

int
completion_verbs(struct script *s)
{
	const struct cmd_verb *v;

	for (v = s->def->verbs; v->name != NULL; v++)
		if (buf_printf(s->out, s->e, "%s%s", v == s->def->verbs ? "" : " ", v->name) != 0)
			return -1;
	return 0;
}

int
help_completion(const struct cmd_def *def, const char *shell, struct buf *out, struct err *e)
{
	struct script s = { def, NULL, out, e, 0 };

	if (strcmp(shell, "bash") == 0)
		return completion_bash(&s);
	if (strcmp(shell, "zsh") == 0)
		return completion_zsh(&s);
	if (strcmp(shell, "fish") == 0)
		return completion_fish(&s);
	return err_set(e, STATUS_USAGE, "no completion for this shell");
}
