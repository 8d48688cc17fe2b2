/* opt.c - parsing a command line by its table. */
#include "cli/opt.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"

struct given {
	const struct opt *opt;
	const char *arg;
};

struct opts {
	size_t nopt, capopt;
	const struct opt **opt;		/* the tables, flat */
	size_t ngiven, capgiven;
	struct given *given;
	size_t noperand, capoperand;
	const char **operand;
	const struct opt_verb *verbs;
	int verb;
};

/* The state of one parse; the first error is kept, the parse goes on. */
struct parse {
	struct opts *o;
	struct err *e;
	bool failed;
	int argc, at;
	char *const *argv;
};

void
opt_each(const struct opt *table, void (*see)(void *arg, const struct opt *o), void *arg)
{
	const struct opt *t;

	for (t = table; t != NULL && t->id != 0; t++) {
		if (t->id == -1)
			opt_each(t->include, see, arg);
		else
			see(arg, t);
	}
}

struct adder {
	struct opts *o;
	struct err *e;
	int rc;
};

static void
add_opt(void *arg, const struct opt *opt)
{
	struct adder *a = arg;

	if (a->rc == 0 && (a->rc = mem_grow(&a->o->opt, &a->o->capopt, a->o->nopt + 1,
	    sizeof(*a->o->opt), a->e)) == 0)
		a->o->opt[a->o->nopt++] = opt;
}

static int
add_table(struct opts *o, const struct opt *table, struct err *e)
{
	struct adder a = { o, e, 0 };

	opt_each(table, add_opt, &a);
	return a.rc;
}

static const struct opt *
find_letter(const struct opts *o, char letter)
{
	size_t i;

	for (i = 0; i < o->nopt; i++)
		if (o->opt[i]->id == (unsigned char)letter)
			return o->opt[i];
	return NULL;
}

/* The option of that long name, or the only one that it begins; *several if more. */
static const struct opt *
find_long(const struct opts *o, const char *name, size_t n, bool *several)
{
	const struct opt *found = NULL;
	size_t i;

	*several = false;
	for (i = 0; i < o->nopt; i++) {
		const char *full = o->opt[i]->name;

		if (full == NULL || strncmp(full, name, n) != 0)
			continue;
		if (full[n] == '\0')
			return *several = false, o->opt[i];
		if ((o->opt[i]->flags & OPT_HIDDEN) != 0)
			continue;
		*several = found != NULL;
		found = o->opt[i];
	}
	return *several ? NULL : found;
}

static const char *
name_of(const struct opt *opt, char out[OPT_NAME_MAX])
{
	if (opt->id < 256) {
		out[0] = '-';
		out[1] = (char)opt->id;
		out[2] = '\0';
	} else {
		out[0] = out[1] = '-';
		strncpy(out + 2, opt->name, OPT_NAME_MAX - 3);
		out[OPT_NAME_MAX - 1] = '\0';
	}
	return out;
}

const struct opt *
opt_find(const struct opts *o, int id)
{
	size_t i;

	for (i = 0; i < o->nopt; i++)
		if (o->opt[i]->id == id)
			return o->opt[i];
	return NULL;
}

const char *
opt_name(const struct opts *o, int id, char out[OPT_NAME_MAX])
{
	const struct opt *opt = opt_find(o, id);

	return opt != NULL ? name_of(opt, out) : strcpy(out, "?");
}

/* The first error counts; *p->e is left alone by the later ones. */
static struct err *
complain(struct parse *p)
{
	struct err *e = p->failed ? NULL : p->e;

	p->failed = true;
	return e;
}

static void
unknown_long(struct parse *p, const char *name, size_t n, bool several)
{
	const struct opts *o = p->o;
	char quoted[200], near[300] = "", text[64];
	const char **names = calloc(o->nopt + 1, sizeof(*names));
	size_t i, k = 0;

	for (i = 0; names != NULL && i < o->nopt; i++)
		if (o->opt[i]->name != NULL && (o->opt[i]->flags & OPT_HIDDEN) == 0 &&
		    (!several || strncmp(o->opt[i]->name, name, n) == 0))
			names[k++] = o->opt[i]->name;
	err_quote(quoted, sizeof(quoted), name - 2, n + 2);
	if (n < sizeof(text)) {
		memcpy(text, name, n);
		text[n] = '\0';
		near_names(near, sizeof(near), text, names, k);
	}
	free(names);
	err_set(complain(p), STATUS_USAGE, "%s option %s%s%s",
	    several ? "ambiguous" : "unknown", quoted, near[0] != '\0' ? "; near: " : "",
	    near);
}

/* Notes that opt was given with arg (NULL: without). */
static int
note(struct parse *p, const struct opt *opt, const char *arg)
{
	struct opts *o = p->o;
	char name[OPT_NAME_MAX], choices[OPT_CHOICES_MAX], quoted[200];
	int index;

	if (arg != NULL && opt_has_choices(opt) && (opt->flags & OPT_SUGGEST) == 0 &&
	    !opt_is_choice(opt, arg, &index)) {
		err_set(complain(p), STATUS_USAGE, "option %s: not one of %s: %s",
		    name_of(opt, name), opt_choices(opt, choices),
		    err_quote(quoted, sizeof(quoted), arg, strlen(arg)));
		return 0;
	}
	if (mem_grow(&o->given, &o->capgiven, o->ngiven + 1, sizeof(*o->given), p->e) != 0)
		return -1;
	o->given[o->ngiven++] = (struct given){ opt, arg };
	return 0;
}

static int
note_missing(struct parse *p, const struct opt *opt)
{
	char name[OPT_NAME_MAX];

	err_set(complain(p), STATUS_USAGE, "option %s needs an argument: %s",
	    name_of(opt, name), opt->arg);
	return 0;
}

static int
parse_long(struct parse *p, const char *word)
{
	size_t n = strcspn(word, "=");
	const char *value = word[n] == '=' ? word + n + 1 : NULL;
	const struct opt *opt;
	char quoted[200], name[OPT_NAME_MAX];
	bool several;

	if ((opt = find_long(p->o, word, n, &several)) == NULL) {
		unknown_long(p, word, n, several);
		return 0;
	}
	if (opt->arg == NULL && value != NULL) {
		err_set(complain(p), STATUS_USAGE, "option %s takes no argument: %s",
		    name_of(opt, name), err_quote(quoted, sizeof(quoted), value, strlen(value)));
		return 0;
	}
	if (opt->arg != NULL && value == NULL && (opt->flags & OPT_MAYBE) == 0) {
		if (p->at + 1 >= p->argc)
			return note_missing(p, opt);
		value = p->argv[++p->at];
	}
	return note(p, opt, value);
}

/* The letter at at of -word is no option; the word may well be an expression. */
static void
unknown_letter(struct parse *p, const char *word, const char *at)
{
	char letter[16], quoted[60];
	int n;

	n = (int)strlen(err_quote(letter, sizeof(letter), at, 1)) - 2;
	if (!isdigit((unsigned char)*at) && *at != '(' && strchr(word, ' ') == NULL)
		err_set(complain(p), STATUS_USAGE, "unknown option -%.*s", n, letter + 1);
	else
		err_set(complain(p), STATUS_USAGE, "unknown option -%.*s (operands that begin "
		    "with - come after --: -- %s)", n, letter + 1,
		    err_quote(quoted, sizeof(quoted), word - 1, strlen(word) + 1));
}

static int
parse_letters(struct parse *p, const char *word)
{
	const char *const all = word;
	const struct opt *opt;
	const char *arg;

	for (; *word != '\0'; word++) {
		if ((opt = find_letter(p->o, *word)) == NULL) {
			unknown_letter(p, all, word);
			return 0;
		}
		if (opt->arg == NULL) {
			if (note(p, opt, NULL) != 0)
				return -1;
			continue;
		}
		if (word[1] != '\0')
			arg = word + 1;
		else if (p->at + 1 < p->argc)
			arg = p->argv[++p->at];
		else
			return note_missing(p, opt);
		return note(p, opt, arg);
	}
	return 0;
}

/* The first operand where verbs are known: its table joins the others. */
static int
parse_verb(struct parse *p, const char *word)
{
	struct opts *o = p->o;
	const char *names[64];
	char quoted[200], near[300];
	size_t n;

	/* What fingers type for the names of things. */
	if (strcmp(word, "ls") == 0)
		word = "list";
	for (n = 0; n < 64 && o->verbs[n].name != NULL; n++) {
		if (strcmp(o->verbs[n].name, word) == 0) {
			o->verb = (int)n;
			return add_table(o, o->verbs[n].table, p->e);
		}
		names[n] = o->verbs[n].name;
	}
	err_quote(quoted, sizeof(quoted), word, strlen(word));
	near_names(near, sizeof(near), word, names, n);
	err_set(complain(p), STATUS_USAGE, "unknown command %s%s%s", quoted,
	    near[0] != '\0' ? "; near: " : "", near);
	o->verbs = NULL;	/* what follows are operands */
	return 0;
}

static int
parse_operand(struct parse *p, const char *word)
{
	struct opts *o = p->o;

	if (o->verbs != NULL && o->verb < 0)
		return parse_verb(p, word);
	if (mem_grow(&o->operand, &o->capoperand, o->noperand + 1, sizeof(*o->operand),
	    p->e) != 0)
		return -1;
	o->operand[o->noperand++] = word;
	return 0;
}

int
opts_parse(struct opts **out, const struct opt *table, const struct opt_verb *verbs,
    int argc, char *const *argv, struct err *e)
{
	struct parse p = { NULL, e, false, argc, 1, argv };
	bool ended = false;
	int rc = 0;

	if ((*out = p.o = mem_zero(1, sizeof(*p.o), e)) == NULL)
		return -1;
	p.o->verb = -1;
	p.o->verbs = verbs;
	if (add_table(p.o, table, e) != 0)
		goto fail;
	for (; p.at < argc && rc == 0; p.at++) {
		const char *word = argv[p.at];

		if (ended || word[0] != '-' || word[1] == '\0')
			rc = parse_operand(&p, word);
		else if (word[1] != '-')
			rc = parse_letters(&p, word + 1);
		else if (word[2] == '\0')
			ended = true;
		else
			rc = parse_long(&p, word + 2);
	}
	if (rc == 0)
		return p.failed ? -1 : 0;
fail:
	opts_free(p.o);
	*out = NULL;
	return -1;
}

void
opts_free(struct opts *o)
{
	if (o == NULL)
		return;
	free(o->opt);
	free(o->given);
	free(o->operand);
	free(o);
}

int
opts_verb(const struct opts *o)
{
	return o->verb;
}

size_t
opts_operands(const struct opts *o, const char *const **v)
{
	*v = o->operand;
	return o->noperand;
}

size_t
opt_count(const struct opts *o, int id)
{
	size_t i, n = 0;

	for (i = 0; i < o->ngiven; i++)
		n += o->given[i].opt->id == id;
	return n;
}

const char *
opt_nth(const struct opts *o, int id, size_t k)
{
	size_t i;

	for (i = 0; i < o->ngiven; i++)
		if (o->given[i].opt->id == id && k-- == 0)
			return o->given[i].arg;
	return NULL;
}

void
opt_each_arg(const struct opts *o, unsigned flags, void (*see)(const char *arg))
{
	for (size_t i = 0; i < o->ngiven; i++)
		if ((o->given[i].opt->flags & flags) != 0 && o->given[i].arg != NULL)
			see(o->given[i].arg);
}

const char *
opt_text(const struct opts *o, int id, const char *dflt)
{
	size_t n = opt_count(o, id);
	const char *arg = n > 0 ? opt_nth(o, id, n - 1) : NULL;

	return arg != NULL ? arg : dflt;
}
