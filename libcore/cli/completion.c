/* completion.c - completion scripts for bash, zsh and fish, made from the table. */
#include <string.h>

#include "cli/help.h"

/* One script being written: options of one table, for one shell. */
struct script {
	const struct cmd_def *def;
	const struct cmd_verb *verb;	/* NULL: options that every verb has */
	struct buf *out;
	struct err *e;
	int rc;
};

typedef int option_fn(struct script *s, const struct opt *o);

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

static int
each_option(struct script *s, const struct opt *table, option_fn *fn)
{
	struct each x = { s, fn };

	opt_each(table, each_see, &x);
	return s->rc;
}

/* The options of the command, but for those that a verb's own table holds. */
static void
rest_see(void *arg, const struct opt *o)
{
	struct each *x = arg;

	if (!help_has(x->s->verb != NULL ? x->s->verb->opts : NULL, o->id))
		each_see(arg, o);
}

/* Every option that goes with s->verb; NULL: with the command. */
static int
every_option(struct script *s, option_fn *fn)
{
	struct each x = { s, fn };

	if (s->verb != NULL && each_option(s, s->verb->opts, fn) != 0)
		return -1;
	opt_each(s->def->opts, rest_see, &x);
	return s->rc == 0 ? each_option(s, opt_common, fn) : -1;
}

/* Appends text in single quotes for a shell. */
static int
quote(struct script *s, const char *text)
{
	size_t n;

	if (buf_add(s->out, "'", 1, s->e) != 0)
		return -1;
	for (; *text != '\0'; text += n) {
		if (*text == '\'') {
			if (buf_printf(s->out, s->e, "'\\''") != 0)
				return -1;
			n = 1;
			continue;
		}
		n = strcspn(text, "'");
		if (buf_add(s->out, text, n, s->e) != 0)
			return -1;
	}
	return buf_add(s->out, "'", 1, s->e);
}

/* The choices "a|b|c" with sep in place of the bars. */
static int
choices(struct script *s, const char *list, char sep)
{
	for (; *list != '\0'; list++)
		if (buf_add(s->out, *list == '|' ? &sep : list, 1, s->e) != 0)
			return -1;
	return 0;
}

/* -- bash -- */

static int
bash_name(struct script *s, const struct opt *o)
{
	if (o->id < 256 && buf_printf(s->out, s->e, " -%c", o->id) != 0)
		return -1;
	return o->name == NULL ? 0 : buf_printf(s->out, s->e, " --%s", o->name);
}

static int
bash_case(struct script *s, const struct opt *o)
{
	if (o->arg == NULL || (o->flags & OPT_MAYBE) != 0)
		return 0;
	if (buf_add(s->out, "\t", 1, s->e) != 0)
		return -1;
	if (o->id < 256 && buf_printf(s->out, s->e, "-%c%s", o->id,
	    o->name != NULL ? "|" : "") != 0)
		return -1;
	if (o->name != NULL && buf_printf(s->out, s->e, "--%s", o->name) != 0)
		return -1;
	if (o->choices != NULL) {
		if (buf_printf(s->out, s->e, ") COMPREPLY=($(compgen -W '") != 0 ||
		    choices(s, o->choices, ' ') != 0)
			return -1;
		return buf_printf(s->out, s->e, "' -- \"$cur\")); return ;;\n");
	}
	return buf_printf(s->out, s->e, ")%s return ;;\n",
	    (o->flags & OPT_FILE) != 0 ? " compopt -o default;" :
	    (o->flags & OPT_DIR) != 0 ? " compopt -o dirnames;" : "");
}

/* What follows the command, or one verb. */
static int
bash_options(struct script *s)
{
	bool files = s->verb == NULL || (s->def->flags & CMD_FILES) != 0;

	if (buf_printf(s->out, s->e, "\tcase $prev in\n") != 0 || every_option(s, bash_case) != 0)
		return -1;
	if (buf_printf(s->out, s->e,
	    "\tesac\n"
	    "\tif [[ $cur == -* ]]; then\n"
	    "\t\tCOMPREPLY=($(compgen -W '") != 0 || every_option(s, bash_name) != 0)
		return -1;
	return buf_printf(s->out, s->e, "' -- \"$cur\"))\n\t\treturn\n\tfi\n%s",
	    files ? "\tcompopt -o default\n" : "\treturn 0\n");
}

static int
verb_names(struct script *s)
{
	const struct cmd_verb *v;

	for (v = s->def->verbs; v->name != NULL; v++)
		if (buf_printf(s->out, s->e, "%s%s", v == s->def->verbs ? "" : " ", v->name) != 0)
			return -1;
	return 0;
}

static int
bash_verbs(struct script *s)
{
	const struct cmd_verb *v;

	if (buf_printf(s->out, s->e, "\tif [ $COMP_CWORD -eq 1 ]; then\n"
	    "\t\tCOMPREPLY=($(compgen -W '") != 0 || verb_names(s) != 0 ||
	    buf_printf(s->out, s->e, "' -- \"$cur\"))\n\t\treturn\n\tfi\n"
	    "\tcase ${COMP_WORDS[1]} in\n") != 0)
		return -1;
	for (v = s->def->verbs; v->name != NULL; v++) {
		s->verb = v;
		if (buf_printf(s->out, s->e, "\t%s)\n", v->name) != 0 || bash_options(s) != 0 ||
		    buf_printf(s->out, s->e, "\t;;\n") != 0)
			return -1;
	}
	s->verb = NULL;
	return buf_printf(s->out, s->e, "\tesac\n");
}

static int
bash(struct script *s)
{
	const char *name = s->def->name;

	if (buf_printf(s->out, s->e,
	    "# bash completion for %s\n"
	    "_sluice_%s() {\n"
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n",
	    name, name) != 0)
		return -1;
	if ((s->def->verbs != NULL ? bash_verbs(s) : bash_options(s)) != 0)
		return -1;
	return buf_printf(s->out, s->e, "}\ncomplete -F _sluice_%s %s\n", name, name);
}

/* -- zsh -- */

/* Help inside an _arguments spec: brackets and colons are escaped. */
static int
zsh_help(struct script *s, const char *help)
{
	for (; *help != '\0'; help++) {
		if (*help == '\'') {
			if (buf_printf(s->out, s->e, "'\\''") != 0)
				return -1;
			continue;
		}
		if (strchr("[]:\\", *help) != NULL && buf_add(s->out, "\\", 1, s->e) != 0)
			return -1;
		if (buf_add(s->out, help, 1, s->e) != 0)
			return -1;
	}
	return 0;
}

static int
zsh_spec(struct script *s, const struct opt *o, bool letter)
{
	const char *many = (o->flags & OPT_MANY) != 0 ? "*" : "";

	if (letter ? buf_printf(s->out, s->e, "\t'%s-%c[", many, o->id) != 0 :
	    buf_printf(s->out, s->e, "\t'%s--%s%s[", many, o->name,
	    o->arg == NULL ? "" : (o->flags & OPT_MAYBE) != 0 ? "=-" : "=") != 0)
		return -1;
	if (zsh_help(s, o->help) != 0 || buf_add(s->out, "]", 1, s->e) != 0)
		return -1;
	if (o->arg != NULL) {
		if (buf_printf(s->out, s->e, "%s%s:",
		    (o->flags & OPT_MAYBE) != 0 ? "::" : ":", o->arg) != 0)
			return -1;
		if (o->choices != NULL) {
			if (buf_add(s->out, "(", 1, s->e) != 0 ||
			    choices(s, o->choices, ' ') != 0 || buf_add(s->out, ")", 1, s->e) != 0)
				return -1;
		} else if ((o->flags & (OPT_FILE | OPT_DIR)) != 0 &&
		    buf_printf(s->out, s->e, (o->flags & OPT_DIR) != 0 ? "_files -/" : "_files") != 0) {
			return -1;
		}
	}
	return buf_printf(s->out, s->e, "' \\\n");
}

static int
zsh_option(struct script *s, const struct opt *o)
{
	if (o->id < 256 && zsh_spec(s, o, true) != 0)
		return -1;
	return o->name != NULL ? zsh_spec(s, o, false) : 0;
}

static int
zsh_options(struct script *s)
{
	bool files = s->verb == NULL || (s->def->flags & CMD_FILES) != 0;

	if (buf_printf(s->out, s->e, "_arguments -S -s \\\n") != 0 ||
	    every_option(s, zsh_option) != 0)
		return -1;
	return buf_printf(s->out, s->e, files ? "\t'*:file:_files'\n" : "\t'*:name:'\n");
}

static int
zsh(struct script *s)
{
	const struct cmd_verb *v;

	if (buf_printf(s->out, s->e, "#compdef %s\n", s->def->name) != 0)
		return -1;
	if (s->def->verbs == NULL)
		return zsh_options(s);
	if (buf_printf(s->out, s->e, "if (( CURRENT == 2 )); then\n\tcompadd ") != 0 ||
	    verb_names(s) != 0 ||
	    buf_printf(s->out, s->e, "\n\treturn\nfi\nshift words\n(( CURRENT-- ))\n"
	    "case $words[1] in\n") != 0)
		return -1;
	for (v = s->def->verbs; v->name != NULL; v++) {
		s->verb = v;
		if (buf_printf(s->out, s->e, "%s)\n", v->name) != 0 || zsh_options(s) != 0 ||
		    buf_printf(s->out, s->e, "\t;;\n") != 0)
			return -1;
	}
	return buf_printf(s->out, s->e, "esac\n");
}

/* -- fish -- */

static int
fish_option(struct script *s, const struct opt *o)
{
	if (buf_printf(s->out, s->e, "complete -c %s", s->def->name) != 0)
		return -1;
	if (s->verb != NULL && buf_printf(s->out, s->e, " -n '__fish_seen_subcommand_from %s'",
	    s->verb->name) != 0)
		return -1;
	if (o->id < 256 && buf_printf(s->out, s->e, " -s %c", o->id) != 0)
		return -1;
	if (o->name != NULL && buf_printf(s->out, s->e, " -l %s", o->name) != 0)
		return -1;
	if (o->arg != NULL && (o->flags & OPT_MAYBE) == 0) {
		if (buf_printf(s->out, s->e, (o->flags & (OPT_FILE | OPT_DIR)) != 0 ? " -r" : " -x") != 0)
			return -1;
		if (o->choices != NULL && (buf_printf(s->out, s->e, " -a '") != 0 ||
		    choices(s, o->choices, ' ') != 0 || buf_add(s->out, "'", 1, s->e) != 0))
			return -1;
	}
	if (buf_printf(s->out, s->e, " -d ") != 0 || quote(s, o->help) != 0)
		return -1;
	return buf_add(s->out, "\n", 1, s->e);
}

static int
fish(struct script *s)
{
	const struct cmd_verb *v;

	if (s->def->verbs == NULL)
		return every_option(s, fish_option);
	for (v = s->def->verbs; v->name != NULL; v++) {
		if (buf_printf(s->out, s->e,
		    "complete -c %s -f -n __fish_use_subcommand -a %s -d ", s->def->name,
		    v->name) != 0 || quote(s, v->about) != 0 || buf_add(s->out, "\n", 1, s->e) != 0)
			return -1;
	}
	for (v = s->def->verbs; v->name != NULL; v++) {
		s->verb = v;
		if (every_option(s, fish_option) != 0)
			return -1;
	}
	return 0;
}

int
help_completion(const struct cmd_def *def, const char *shell, struct buf *out, struct err *e)
{
	struct script s = { def, NULL, out, e, 0 };

	if (strcmp(shell, "bash") == 0)
		return bash(&s);
	if (strcmp(shell, "zsh") == 0)
		return zsh(&s);
	if (strcmp(shell, "fish") == 0)
		return fish(&s);
	return err_set(e, STATUS_USAGE, "no completion for this shell");
}
