/* completion_fish.c - completions for fish: a line for each option, functions for the rest. */
#include <string.h>

#include "cli/completion_impl.h"

static const char operands[] =
    "function __sluice_operands -d 'how many operands come before the cursor'\n"
    "\t# $argv: the options that take an argument\n"
    "\tset -l n 0\n"
    "\tset -l argument 0\n"
    "\tfor w in (commandline -opc)[2..-1]\n"
    "\t\tif test $argument = 1\n"
    "\t\t\tset argument 0\n"
    "\t\telse if contains -- $w $argv\n"
    "\t\t\tset argument 1\n"
    "\t\telse if not string match -q -- '-?*' $w\n"
    "\t\t\tset n (math $n + 1)\n"
    "\t\tend\n"
    "\tend\n"
    "\techo $n\n"
    "end\n";

static const char head[] =
    "function __sluice_head -d 'what is written, up to the last of these marks'\n"
    "\tset -l cur (commandline -ct | string replace -r -- '^(--[a-z-]+=|-[a-zA-Z0-9])' '' | string replace -r -- '^[\\'\"]' '')\n"
    "\techo (string match -r -- \"^.*[$argv[1]]\" $cur)\n"
    "end\n";

static const char columns[] =
    "function __sluice_columns -a kind -d 'columns of the first file that the line names'\n"
    "\tfor f in (commandline -op)[2..-1]\n"
    "\t\ttest -f \"$f\"; or continue\n"
    "\t\tset -l head (__sluice_head ' ,()+*/%=<>!|:-')\n"
    "\t\tfor name in (dfshow --names $kind -- $f 2>/dev/null)\n"
    "\t\t\techo \"$head$name\"\n"
    "\t\tend\n"
    "\t\treturn\n"
    "\tend\n"
    "end\n";

static const char some[] =
    "function __sluice_some -d 'words of a list'\n"
    "\tset -l head (__sluice_head ',:')\n"
    "\tfor word in $argv\n"
    "\t\techo \"$head$word\"\n"
    "\tend\n"
    "end\n";

static const char zones[] =
    "function __sluice_zones\n"
    "\techo UTC\n"
    "\tawk '!/^#/ { print $3 }' /usr/share/zoneinfo/zone1970.tab 2>/dev/null\n"
    "end\n";

static const char topics[] =
    "function __sluice_topics -d 'topics of the log that the line names'\n"
    "\tset -l log\n"
    "\tset -l argument 0\n"
    "\tfor w in (commandline -opc)[2..-1]\n"
    "\t\tif test $argument = 1\n"
    "\t\t\tset -a log (string replace -r '^~/' \"$HOME/\" -- $w)\n"
    "\t\t\tset argument 0\n"
    "\t\telse if contains -- $w -b -F -X --broker --properties --property\n"
    "\t\t\tset -a log $w\n"
    "\t\t\tset argument 1\n"
    "\t\telse if string match -qr -- '^(-[bFX]|--(broker|properties|property)=)' $w\n"
    "\t\t\tset -a log $w\n"
    "\t\tend\n"
    "\tend\n"
    "\tktopic list --timeout 2s $log 2>/dev/null\n"
    "end\n";

static int
functions(struct script *s)
{
	const struct cmd_def *d = s->def;
	bool named = completion_uses(d, OFFER_COLUMN) || completion_uses(d, OFFER_PATH);
	bool listed = completion_uses(d, OFFER_SOME);

	if ((named || listed) && completion_text(s, head) != 0)
		return -1;
	if ((named && completion_text(s, columns) != 0) ||
	    (listed && completion_text(s, some) != 0) ||
	    (completion_uses(d, OFFER_ZONE) && completion_text(s, zones) != 0) ||
	    (completion_uses(d, OFFER_TOPIC) && completion_text(s, topics) != 0))
		return -1;
	return (d->flags & (CMD_TOPIC_FIRST | CMD_LIST_FIRST)) != 0 ?
	    completion_text(s, operands) : 0;
}

static int
begin(struct script *s)
{
	if (buf_printf(s->out, s->e, "complete -c %s", s->def->name) != 0)
		return -1;
	return s->verb == NULL ? 0 : buf_printf(s->out, s->e,
	    " -n '__fish_seen_subcommand_from %s'", s->verb->name);
}

/* The candidates, as -a takes them. */
static int
offer(struct script *s, enum offer kind, const char *choices)
{
	static const char *const text[OFFER_KINDS] = {
		[OFFER_WORDS] = " -a '", [OFFER_SOME] = " -a '(__sluice_some ",
		[OFFER_COLUMN] = " -a '(__sluice_columns columns)'",
		[OFFER_PATH] = " -a '(__sluice_columns paths)'",
		[OFFER_ZONE] = " -a '(__sluice_zones)'", [OFFER_TOPIC] = " -a '(__sluice_topics)'"
	};

	if (text[kind] == NULL)
		return 0;
	if (completion_text(s, text[kind]) != 0 ||
	    (choices != NULL && completion_choices(s, choices, ' ') != 0))
		return -1;
	return kind == OFFER_WORDS ? completion_text(s, "'") :
	    kind == OFFER_SOME ? completion_text(s, ")'") : 0;
}

static int
option(struct script *s, const struct opt *o)
{
	enum offer kind = completion_argument(o);
	char choices[OPT_CHOICES_MAX], text[OPT_HELP_MAX];

	if (begin(s) != 0 || (o->id < 256 && buf_printf(s->out, s->e, " -s %c", o->id) != 0) ||
	    (o->name != NULL && buf_printf(s->out, s->e, " -l %s", o->name) != 0))
		return -1;
	if (o->arg != NULL && (o->flags & OPT_MAYBE) == 0 &&
	    (completion_text(s, kind == OFFER_FILES || kind == OFFER_DIRS ? " -r" : " -x") != 0 ||
	    offer(s, kind, opt_choices(o, choices)) != 0))
		return -1;
	return completion_text(s, " -d ") != 0 || completion_quote(s, opt_help(o, text)) != 0 ? -1 :
	    completion_text(s, "\n");
}

static int
takes(struct script *s, const struct opt *o)
{
	if (o->arg == NULL || (o->flags & OPT_MAYBE) != 0)
		return 0;
	if (o->id < 256 && buf_printf(s->out, s->e, " -%c", o->id) != 0)
		return -1;
	return o->name == NULL ? 0 : buf_printf(s->out, s->e, " --%s", o->name);
}

/* Files are what fish offers by itself. */
static int
operand(struct script *s)
{
	enum offer first, rest;

	completion_operands(s, &first, &rest);
	if (first != rest && (begin(s) != 0 || completion_text(s, " -n 'test (__sluice_operands") != 0 ||
	    completion_each(s, takes) != 0 || completion_text(s, ") = 0' -f") != 0 ||
	    offer(s, first, NULL) != 0 || completion_text(s, "\n") != 0))
		return -1;
	return rest == OFFER_FILES ? 0 : begin(s) != 0 || completion_text(s, " -f") != 0 ||
	    offer(s, rest, NULL) != 0 ? -1 : completion_text(s, "\n");
}

int
completion_fish(struct script *s)
{
	const struct cmd_verb *v = s->def->verbs;

	if (functions(s) != 0)
		return -1;
	if (v == NULL)
		return completion_each(s, option) != 0 ? -1 : operand(s);
	for (; v->name != NULL; v++) {
		if (buf_printf(s->out, s->e, "complete -c %s -f -n __fish_use_subcommand -a %s -d ",
		    s->def->name, v->name) != 0 || completion_quote(s, v->about) != 0 ||
		    completion_text(s, "\n") != 0)
			return -1;
	}
	for (v = s->def->verbs; v->name != NULL; v++) {
		s->verb = v;
		if (completion_each(s, option) != 0 || operand(s) != 0)
			return -1;
	}
	return 0;
}
