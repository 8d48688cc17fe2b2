/* completion_zsh.c - a completion function for zsh, around its _arguments. */
#include <string.h>

#include "cli/completion_impl.h"

static const char columns[] =
    "# The columns of the first file that the line names.\n"
    "_sluice_columns() { # columns|paths\n"
    "\tlocal f\n"
    "\tlocal -a names\n"
    "\tfor f in \"${(@Q)words[2,-1]}\"; do\n"
    "\t\t[[ -f $f ]] || continue\n"
    "\t\tnames=(${(f)\"$(dfshow --names $1 -- $f 2>/dev/null)\"})\n"
    "\t\tcompset -P '*[ ,()+*/%=<>!|:-]'\n"
    "\t\tcompadd -S '' -a names\n"
    "\t\treturn\n"
    "\tdone\n"
    "}\n";

static const char some[] =
    "# Words of a list.\n"
    "_sluice_some() {\n"
    "\tcompset -P '*[,:]'\n"
    "\tcompadd -S ' ' -r ',:' -- \"$@\"\n"
    "}\n";

static const char topics[] =
    "# The topics of the log that the line names.\n"
    "_sluice_topics() {\n"
    "\tlocal i\n"
    "\tlocal -a log names\n"
    "\tfor ((i = 2; i < CURRENT; i++)); do\n"
    "\t\tcase ${(Q)words[i]} in\n"
    "\t\t(-[bFX]|--broker|--properties|--property)\n"
    "\t\t\tlog+=(${(Q)words[i]} ${${(Q)words[i+1]}/#\\~\\//$HOME/}) ;;\n"
    "\t\t(-[bFX]*|--broker=*|--properties=*|--property=*) log+=(${(Q)words[i]}) ;;\n"
    "\t\tesac\n"
    "\tdone\n"
    "\tnames=(${(f)\"$(ktopic list --timeout 2s $log 2>/dev/null)\"})\n"
    "\tcompadd -a names\n"
    "}\n";

/* Words inside an _arguments spec: brackets and colons are escaped. */
static int
help(struct script *s, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'') {
			if (completion_text(s, "'\\''") != 0)
				return -1;
			continue;
		}
		if (strchr("[]:\\", *text) != NULL && completion_text(s, "\\") != 0)
			return -1;
		if (buf_add(s->out, text, 1, s->e) != 0)
			return -1;
	}
	return 0;
}

/* The action of a spec: a function after a blank takes no options of _arguments. */
static int
action(struct script *s, enum offer kind, const char *choices)
{
	static const char *const text[OFFER_KINDS] = {
		[OFFER_NOTHING] = "", [OFFER_FILES] = "_files", [OFFER_DIRS] = "_files -/",
		[OFFER_WORDS] = "(", [OFFER_SOME] = " _sluice_some ",
		[OFFER_COLUMN] = " _sluice_columns columns", [OFFER_PATH] = " _sluice_columns paths",
		[OFFER_ZONE] = "_time_zone", [OFFER_TOPIC] = " _sluice_topics"
	};

	if (completion_text(s, text[kind]) != 0 ||
	    (choices != NULL && completion_choices(s, choices, ' ') != 0))
		return -1;
	return kind == OFFER_WORDS ? completion_text(s, ")") : 0;
}

static int
spec(struct script *s, const struct opt *o, bool letter)
{
	const char *many = (o->flags & OPT_MANY) != 0 ? "*" : "";
	char choices[OPT_CHOICES_MAX], text[OPT_HELP_MAX];

	if (letter ? buf_printf(s->out, s->e, "\t'%s-%c[", many, o->id) != 0 :
	    buf_printf(s->out, s->e, "\t'%s--%s%s[", many, o->name,
	    o->arg == NULL ? "" : (o->flags & OPT_MAYBE) != 0 ? "=-" : "=") != 0)
		return -1;
	if (help(s, opt_help(o, text)) != 0 || completion_text(s, "]") != 0)
		return -1;
	if (o->arg != NULL && (completion_text(s, (o->flags & OPT_MAYBE) != 0 ? "::" : ":") != 0 ||
	    help(s, o->arg) != 0 || completion_text(s, ":") != 0 ||
	    action(s, completion_argument(o), opt_choices(o, choices)) != 0))
		return -1;
	return completion_text(s, "' \\\n");
}

static int
option(struct script *s, const struct opt *o)
{
	if (o->id < 256 && spec(s, o, true) != 0)
		return -1;
	return o->name != NULL ? spec(s, o, false) : 0;
}

static int
operand(struct script *s, const char *which, enum offer kind)
{
	static const char *const name[OFFER_KINDS] = {
		[OFFER_FILES] = "file", [OFFER_PATH] = "list", [OFFER_TOPIC] = "topic"
	};

	return buf_printf(s->out, s->e, "\t'%s:%s:", which, name[kind] != NULL ? name[kind] : "name")
	    != 0 || action(s, kind, NULL) != 0 ? -1 : completion_text(s, "'");
}

/* The colon ends the options of _arguments itself, which has an -O, too. */
static int
options(struct script *s)
{
	enum offer first, rest;

	completion_operands(s, &first, &rest);
	if (completion_text(s, "_arguments -S -s : \\\n") != 0 || completion_each(s, option) != 0)
		return -1;
	if (first != rest && (operand(s, "1", first) != 0 || completion_text(s, " \\\n") != 0))
		return -1;
	return operand(s, "*", rest) != 0 ? -1 : completion_text(s, "\n");
}

int
completion_zsh(struct script *s)
{
	const struct cmd_def *d = s->def;
	const struct cmd_verb *v;

	if (buf_printf(s->out, s->e, "#compdef %s\n", d->name) != 0)
		return -1;
	if (((completion_uses(d, OFFER_COLUMN) || completion_uses(d, OFFER_PATH)) &&
	    completion_text(s, columns) != 0) ||
	    (completion_uses(d, OFFER_SOME) && completion_text(s, some) != 0) ||
	    (completion_uses(d, OFFER_TOPIC) && completion_text(s, topics) != 0))
		return -1;
	if (d->verbs == NULL)
		return options(s);
	if (completion_text(s, "if (( CURRENT == 2 )); then\n\tcompadd ") != 0 ||
	    completion_verbs(s) != 0 || completion_text(s,
	    "\n\treturn\nfi\nshift words\n(( CURRENT-- ))\ncase $words[1] in\n") != 0)
		return -1;
	for (v = d->verbs; v->name != NULL; v++) {
		s->verb = v;
		if (buf_printf(s->out, s->e, "%s)\n", v->name) != 0 || options(s) != 0 ||
		    completion_text(s, "\t;;\n") != 0)
			return -1;
	}
	return completion_text(s, "esac\n");
}
