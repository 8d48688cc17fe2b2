/* completion_bash.c - a completion script for bash, which needs no other package. */
#include <string.h>

#include "cli/completion_impl.h"

/*
 * Bash cuts words at "=", ":" and "@" and replaces only what comes after the last of
 * them; nothing in COMP_WORDS tells a blank from a cut.
 */
static const char common[] =
    "# The line up to the cursor as words; opt, the option whose argument is being written,\n"
    "# val, what is there of it (or of an operand), operands, how many came before.\n"
    "_sluice_split() { # OPTIONS-WITH-ARGUMENT FIRST-WORD\n"
    "\tlocal rest=${COMP_LINE:0:COMP_POINT} w lead i k\n"
    "\twords=() operands=0 opt=\n"
    "\tfor ((i = 0; i <= COMP_CWORD; i++)); do\n"
    "\t\tlead=${rest%%[![:space:]]*} w=${COMP_WORDS[i]}\n"
    "\t\trest=${rest#\"$lead\"}\n"
    "\t\t((i < COMP_CWORD)) || w=$rest\n"
    "\t\tif [ \"$lead\" ] || ((i == 0)); then words+=(\"$w\"); else words[-1]+=$w; fi\n"
    "\t\trest=${rest#\"$w\"}\n"
    "\tdone\n"
    "\tcur=${words[-1]} val=$cur\n"
    "\tfor ((i = $2; i < ${#words[@]} - 1; i++)); do\n"
    "\t\tw=${words[i]}\n"
    "\t\tif [ \"$opt\" ]; then\n"
    "\t\t\topt=\n"
    "\t\telif [[ $w == --* ]]; then\n"
    "\t\t\t[[ $1 != *\" $w \"* ]] || opt=$w\n"
    "\t\telif [[ $w == -?* ]]; then\n"
    "\t\t\tfor ((k = 1; k < ${#w}; k++)); do\n"
    "\t\t\t\t[[ $1 == *\" -${w:k:1} \"* ]] || continue\n"
    "\t\t\t\t((k + 1 < ${#w})) || opt=-${w:k:1}\n"
    "\t\t\t\tbreak\n"
    "\t\t\tdone\n"
    "\t\telse\n"
    "\t\t\t((++operands))\n"
    "\t\tfi\n"
    "\tdone\n"
    "\t[ \"$opt\" ] || [[ $cur != --*=* ]] || opt=${cur%%=*} val=${cur#*=}\n"
    "}\n"
    "# Offers what fits of the words, each after HEAD, a part of val.\n"
    "_sluice_offer() { # HEAD WORD...\n"
    "\tlocal head=$1 w cut= quote=\n"
    "\tshift\n"
    "\tif [[ $val == [\\'\\\"]* ]]; then\n"
    "\t\tquote=${val:0:1} head=${head#[\\'\\\"]}\n"
    "\telse\n"
    "\t\tcut=${cur%\"${cur##*[=:@]}\"}\n"
    "\tfi\n"
    "\tfor w; do\n"
    "\t\tcase $quote in\n"
    "\t\t'') printf -v w %q \"$w\" ;;\n"
    "\t\t\\') w=${w//\\'/\"'\\''\"} ;;\n"
    "\t\t*) w=${w//\\\\/\\\\\\\\} w=${w//\\`/\\\\\\`} w=${w//\\$/\\\\\\$} w=${w//\\\"/\\\\\\\"} ;;\n"
    "\t\tesac\n"
    "\t\tw=$head$w\n"
    "\t\t[[ $w == \"${val#[\\'\\\"]}\"* ]] || continue\n"
    "\t\t[ \"$quote\" ] || w=${cur%\"$val\"}$w\n"
    "\t\tCOMPREPLY+=(\"${w#\"$cut\"}\")\n"
    "\tdone\n"
    "}\n"
    "# The same after the last mark in val that ends a word.\n"
    "_sluice_more() { # MARKS WORD...\n"
    "\tcompopt -o nospace\n"
    "\t_sluice_offer \"${val%\"${val##*[$1]}\"}\" \"${@:2}\"\n"
    "}\n";

static const char columns[] =
    "# The columns of the first file that the line names.\n"
    "_sluice_columns() { # columns|paths\n"
    "\tlocal f names\n"
    "\tfor f in \"${COMP_WORDS[@]:1}\"; do\n"
    "\t\t[ -f \"$f\" ] || continue\n"
    "\t\tmapfile -t names < <(dfshow --names \"$1\" -- \"$f\" 2>/dev/null)\n"
    "\t\t_sluice_more ' ,()+*/%=<>!|:-' \"${names[@]}\"\n"
    "\t\treturn\n"
    "\tdone\n"
    "}\n";

static const char zones[] =
    "_sluice_zones() {\n"
    "\t_sluice_offer '' UTC $(awk '!/^#/ { print $3 }' /usr/share/zoneinfo/zone1970.tab 2>/dev/null)\n"
    "}\n";

static const char topics[] =
    "# The topics of the log that the line names.\n"
    "_sluice_topics() {\n"
    "\tlocal i log=() names\n"
    "\tfor ((i = 1; i < ${#words[@]} - 1; i++)); do\n"
    "\t\tcase ${words[i]} in\n"
    "\t\t-[bFX]|--broker|--properties|--property)\n"
    "\t\t\tlog+=(\"${words[i]}\" \"${words[i + 1]/#\\~\\//$HOME/}\") ;;\n"
    "\t\t-[bFX]*|--broker=*|--properties=*|--property=*) log+=(\"${words[i]}\") ;;\n"
    "\t\tesac\n"
    "\tdone\n"
    "\tmapfile -t names < <(ktopic list --timeout 2s \"${log[@]}\" 2>/dev/null)\n"
    "\t_sluice_offer '' \"${names[@]}\"\n"
    "}\n";

static int
name(struct script *s, const struct opt *o)
{
	if (o->id < 256 && buf_printf(s->out, s->e, " -%c", o->id) != 0)
		return -1;
	return o->name == NULL ? 0 : buf_printf(s->out, s->e, " --%s", o->name);
}

static int
takes(struct script *s, const struct opt *o)
{
	return o->arg == NULL || (o->flags & OPT_MAYBE) != 0 ? 0 : name(s, o);
}

/* The command that offers what kind says; choices are those of OFFER_WORDS, OFFER_SOME. */
static int
offer(struct script *s, enum offer kind, const char *choices)
{
	static const char *const command[OFFER_KINDS] = {
		[OFFER_NOTHING] = "return", [OFFER_FILES] = "compopt -o default",
		[OFFER_DIRS] = "compopt -o dirnames", [OFFER_WORDS] = "_sluice_offer '' ",
		[OFFER_SOME] = "_sluice_more ',:' ", [OFFER_COLUMN] = "_sluice_columns columns",
		[OFFER_PATH] = "_sluice_columns paths", [OFFER_ZONE] = "_sluice_zones",
		[OFFER_TOPIC] = "_sluice_topics"
	};

	if (completion_text(s, command[kind]) != 0)
		return -1;
	return choices == NULL ? 0 : completion_choices(s, choices, ' ');
}

static int
argument(struct script *s, const struct opt *o)
{
	enum offer kind = completion_argument(o);
	char choices[OPT_CHOICES_MAX];

	if (o->arg == NULL)
		return 0;
	if (completion_text(s, "\t") != 0 || (o->id < 256 && buf_printf(s->out, s->e, "-%c%s",
	    o->id, o->name != NULL ? "|" : "") != 0) ||
	    (o->name != NULL && buf_printf(s->out, s->e, "--%s", o->name) != 0) ||
	    completion_text(s, ") ") != 0 || offer(s, kind, opt_choices(o, choices)) != 0)
		return -1;
	return completion_text(s, kind == OFFER_NOTHING ? " ;;\n" : "; return ;;\n");
}

/* What follows the command, or one verb. */
static int
options(struct script *s)
{
	enum offer first, rest;

	completion_operands(s, &first, &rest);
	if (completion_text(s, "\t_sluice_split '") != 0 || completion_each(s, takes) != 0 ||
	    buf_printf(s->out, s->e, " ' %d\n\tcase $opt in\n", s->verb != NULL ? 2 : 1) != 0 ||
	    completion_each(s, argument) != 0 ||
	    completion_text(s, "\tesac\n\tif [[ $cur == -* ]]; then\n\t\t_sluice_offer ''") != 0 ||
	    completion_each(s, name) != 0 || completion_text(s, "\n\t\treturn\n\tfi\n") != 0)
		return -1;
	if (first != rest && (completion_text(s, "\tif ((operands == 0)); then\n\t\t") != 0 ||
	    offer(s, first, NULL) != 0 || completion_text(s, "\n\t\treturn\n\tfi\n") != 0))
		return -1;
	return completion_text(s, "\t") != 0 || offer(s, rest, NULL) != 0 ||
	    completion_text(s, "\n") != 0 ? -1 : 0;
}

static int
verbs(struct script *s)
{
	const struct cmd_verb *v;

	if (completion_text(s, "\t_sluice_split '' 1\n"
	    "\tif ((${#words[@]} == 2)); then\n\t\t_sluice_offer '' ") != 0 ||
	    completion_verbs(s) != 0 ||
	    completion_text(s, "\n\t\treturn\n\tfi\n\tcase ${words[1]} in\n") != 0)
		return -1;
	for (v = s->def->verbs; v->name != NULL; v++) {
		s->verb = v;
		if (buf_printf(s->out, s->e, "\t%s)\n", v->name) != 0 || options(s) != 0 ||
		    completion_text(s, "\t;;\n") != 0)
			return -1;
	}
	s->verb = NULL;
	return completion_text(s, "\tesac\n");
}

int
completion_bash(struct script *s)
{
	const char *called = s->def->name;
	const struct cmd_def *d = s->def;

	if (buf_printf(s->out, s->e, "# bash completion for %s\n", called) != 0 ||
	    completion_text(s, common) != 0)
		return -1;
	if (((completion_uses(d, OFFER_COLUMN) || completion_uses(d, OFFER_PATH)) &&
	    completion_text(s, columns) != 0) ||
	    (completion_uses(d, OFFER_ZONE) && completion_text(s, zones) != 0) ||
	    (completion_uses(d, OFFER_TOPIC) && completion_text(s, topics) != 0))
		return -1;
	if (buf_printf(s->out, s->e, "_sluice_%s() {\n\tlocal words cur opt val operands\n",
	    called) != 0 || (d->verbs != NULL ? verbs(s) : options(s)) != 0)
		return -1;
	return buf_printf(s->out, s->e, "}\ncomplete -F _sluice_%s %s\n", called, called);
}
