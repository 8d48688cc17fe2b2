/* input.c - opening the input of a command. */
#include "cli/input.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "cli/cmd_impl.h"
#include "cli/files.h"
#include "cli/format_choice.h"
#include "cli/help.h"
#include "cli/recognize.h"
#include "cli/signals.h"
#include "dataset/concat.h"
#include "format/file_rows.h"
#include "io/tmp.h"
#include "par/spool.h"
#include "seqfile/writable.h"

/* The most formats of one list. */
#define FORMATS_MAX 24

/* What cmd_input needs to open one file after the other. */
struct input {
	struct cmd *cmd;
	struct input_conf conf;
	struct words names;
	struct format_choice choice;	/* -i */
	struct recognize_conf rules;
	void *shared[FORMATS_MAX];	/* by the format's place in the list */
	struct in **kept;		/* by number: what cannot be opened again; or NULL */
	const struct format_end *alike_as;	/* the format that alike is about */
	bool alike;			/* all names promise it */
	struct source *source;		/* once it is open */
	struct spool_line *spool;	/* of its pipes, where it is one of several; or NULL */
	struct input *next;
};

/* What an open input is read in, where that is not refused. */
static const struct format_end *
find_format(const struct input *in, const char *name, struct in *file, struct err *e)
{
	const struct format_end *f = in->rules.word;

	if ((in->conf.flags & INPUT_AS_TOLD) != 0)
		return f != NULL ? f : in->rules.list[0];
	f = recognize(&in->rules, name, file, e);
	/* What would be lines, though nobody said so. */
	if (f != NULL && (f->format->flags & FORMAT_REST) != 0 && in->rules.word == NULL &&
	    in->conf.look != NULL && in_is_file(file) && in->conf.look(in->conf.arg, file, e) != 0)
		return NULL;
	return f;
}

/* The inputs that follow in the same format. */
struct further {
	const struct input *in;
	const struct format_end *end;
	size_t next;
};

/* Up to the first that is of another format, or no regular file. */
static int
next_further(void *arg, struct in **out, struct err *e)
{
	struct further *f = arg;
	const struct words *names = &f->in->names;
	struct stat st;

	if (f->next == names->n || (f->in->rules.word != f->end &&
	    !format_has_suffix(f->end->format, names->v[f->next], FORMAT_IN)) ||
	    stat(names->v[f->next], &st) != 0 || !S_ISREG(st.st_mode))
		return 0;
	return (*out = in_operand(names->v[f->next++], false, e)) == NULL ? -1 : 1;
}

/*
 * Whether nobody looks at columns: of several inputs only where all are of the format f, for
 * columns must have types that go with those of other formats.
 */
static bool
only_counts(struct input *in, const struct format_end *f)
{
	size_t i = 0;

	if ((in->conf.flags & INPUT_ROWS) == 0)
		return false;
	if (in->names.n == 1 || in->rules.word == f)
		return true;
	if (in->alike_as != f) {
		while (i < in->names.n && format_has_suffix(f->format, in->names.v[i], FORMAT_IN))
			i++;
		in->alike = i == in->names.n;
		in->alike_as = f;
	}
	return in->alike;
}

/* The rows of file, which is taken, in the format f; it is number i. */
static struct source *
open_as(struct input *in, const struct format_end *f, struct in *file, size_t i, struct err *e)
{
	struct further more = { in, f, i + 1 };
	struct format_reading r = {
		.jobs = cmd_jobs(in->cmd), .memory = cmd_memory(in->cmd),
		.most = in->conf.most,
		.bytes = in->rules.word == NULL && (in->conf.flags & INPUT_BYTES) != 0,
		.count = only_counts(in, f), .more = next_further, .arg = &more,
		.conf = in->conf.reader
	};
	size_t at = 0;

	while (in->rules.list[at] != f && (f->release == NULL ||
	    in->rules.list[at]->release != f->release))
		at++;
	r.shared = &in->shared[at];
	if (format_choice_values(&in->choice, f, &r.with, e) == 0 &&
	    cmd_zone(in->cmd, &r.zone, e) == 0 && cmd_depth(in->cmd, &r.depth, e) == 0)
		/* cppcheck-suppress returnDanglingLifetime; a reader keeps what r says, not r */
		return f->open(file, &r, e);
	in_free(file);
	return NULL;
}

/* Opens number i, which is read in the format *f. */
static struct in *
open_file(struct input *in, size_t i, const struct format_end **f, struct err *e)
{
	const char *name = in->names.v[i];
	struct in *file = in->kept == NULL ? NULL : in->kept[i];

	if (file != NULL)
		in->kept[i] = NULL;
	else if ((file = in_operand(name, false, e)) == NULL)
		return NULL;
	in_linger(file, in->conf.linger_ms);
	if ((*f = find_format(in, name, file, e)) != NULL)
		return file;
	in_free(file);
	return NULL;
}

static struct source *
open_one(void *arg, size_t i, struct err *e)
{
	struct input *in = arg;
	const struct format_end *f;
	struct in *file = open_file(in, i, &f, e);

	return file == NULL ? NULL : open_as(in, f, file, i, e);
}

/* What is in a file can be looked at and be read later. */
static bool
is_file(void *arg, size_t i)
{
	const char *name = ((const struct input *)arg)->names.v[i];
	struct stat st;

	return strcmp(name, "-") != 0 && stat(name, &st) == 0 && S_ISREG(st.st_mode);
}

/* What of the files will be refused is refused before the first of them is read. */
static int
look_ahead(struct input *in, struct err *e)
{
	struct in *file;
	int rc = 0;

	for (size_t i = 1; rc == 0 && i < in->names.n; i++) {
		const char *name = in->names.v[i];

		if (!is_file(in, i))
			continue;
		if ((file = in_open(name, false, e)) == NULL)
			return -1;
		rc = find_format(in, name, file, e) == NULL ? -1 : 0;
		in_free(file);
	}
	return rc;
}

/* Shows number i to the first pass. */
static int
show_first(struct input *in, size_t i, struct err *e)
{
	const struct format_end *f;
	struct in *file = open_file(in, i, &f, e);
	bool again = file != NULL && in_is_file(file) && strcmp(in->names.v[i], "-") != 0;
	int rc;

	if (file == NULL || (file = tmp_spool(file, e)) == NULL)
		return -1;
	rc = in->conf.first(in->conf.arg, file, e);
	if (again) {
		in_free(file);
		return rc;
	}
	in->kept[i] = file;
	return rc != 0 ? -1 : in_rewind(file, e);
}

static int
first_pass(struct input *in, struct err *e)
{
	if (in->kept == NULL &&
	    (in->kept = mem_zero(in->names.n, sizeof(*in->kept), e)) == NULL)
		return -1;
	for (size_t i = 0; i < in->names.n; i++)
		if (show_first(in, i, e) != 0)
			return -1;
	return in->conf.first(in->conf.arg, NULL, e);
}

static struct source *
open_all(struct input *in, struct err *e)
{
	const struct concat_conf conf = {
		.n = in->names.n, .open = open_one, .arg = in, .size = cmd_files_size(&in->names),
		.same = writable_same, .again = is_file,
		.missing = opt_given(in->cmd->opts, OPT_UNION)
	};

	return conf.n == 1 ? open_one(in, 0, e) : concat_new(&conf, e);
}

static void
input_free(struct input *in)
{
	source_free(in->source);
	for (size_t i = 0; in->rules.list != NULL && in->rules.list[i] != NULL; i++)
		if (in->rules.list[i]->release != NULL)
			in->rules.list[i]->release(in->shared[i]);
	for (size_t i = 0; in->kept != NULL && i < in->names.n; i++)
		in_free(in->kept[i]);
	free(in->kept);
	format_choice_release(&in->choice);
	words_release(&in->names);
	free(in);
}

static int
find_names(struct input *in, struct err *e)
{
	const struct input_conf *conf = &in->conf;
	bool whole = (conf->flags & INPUT_WHOLE) != 0;

	if (conf->nfile == 0 &&
	    cmd_files_as(in->cmd, conf->skip, whole, &in->names, e) != 0)
		return -1;
	for (size_t i = 0; i < conf->nfile; i++)
		if (words_add(&in->names, conf->file[i], strlen(conf->file[i]), e) != 0)
			return -1;
	return whole || in->rules.word != NULL ? 0 : cmd_pass_empty(in->cmd, &in->names, e);
}

/* -i, and what goes with it. */
static int
get_rules(struct input *in, struct err *e)
{
	const struct opts *o = in->cmd->opts;
	unsigned flags = in->conf.flags;

	if (opt_given(o, OPT_CRLF) && opt_given(o, '0'))
		return opt_error(o, OPT_CRLF, e, "not with -0, which ends lines with NUL");
	in->rules.list = opt_formats(opt_find(o, 'i'));
	if (format_choice_init(&in->choice, o, 'i', in->rules.list, e) != 0)
		return -1;
	if (in->conf.formats != NULL)
		in->rules.list = in->conf.formats;
	else
		in->rules.word = in->choice.end;
	in->rules.refuse = in->conf.refuse;
	in->rules.flags = ((flags & INPUT_ANY_TEXT) != 0 ? RECOGNIZE_ANY_TEXT : 0) |
	    ((flags & INPUT_NONE_OK) != 0 ? RECOGNIZE_NONE_OK : 0) |
	    ((flags & INPUT_HAS_WHOLE) != 0 ? RECOGNIZE_HAS_WHOLE : 0);
	return 0;
}

/* An input of c as conf (may be NULL) says, nothing of which is open yet.  NULL on failure. */
static struct input *
input_new(struct cmd *c, const struct input_conf *conf, struct err *e)
{
	struct input *in = mem_zero(1, sizeof(*in), e);

	if (in == NULL)
		return NULL;
	in->cmd = c;
	in->next = c->input;
	c->input = in;
	if (conf != NULL)
		in->conf = *conf;
	return get_rules(in, e) != 0 || find_names(in, e) != 0 ? NULL : in;
}

static struct source *
open_input(struct input *in, struct err *e)
{
	if ((in->conf.flags & INPUT_WHOLE) != 0)
		return in->source = file_rows_source(in->names.v, in->names.n,
		    (in->conf.flags & INPUT_NAMES) != 0, e);
	if ((in->conf.look != NULL && look_ahead(in, e) != 0) ||
	    (in->conf.first != NULL && first_pass(in, e) != 0))
		return NULL;
	in->source = open_all(in, e);
	if (in->source != NULL && in->source->live)
		signals_on_stop(NULL, NULL);
	return in->source;
}

struct source *
cmd_input(struct cmd *c, const struct input_conf *conf, struct err *e)
{
	struct input *in = input_new(c, conf, e);

	return in == NULL ? NULL : open_input(in, e);
}

/* -- several inputs -- */

/* Opens what of in cannot be opened later: from now on who writes there finds a reader. */
static int
open_pipes(struct input *in, struct err *e)
{
	if ((in->kept = mem_zero(in->names.n, sizeof(*in->kept), e)) == NULL ||
	    (in->spool = spool_line(in->cmd->spool, e)) == NULL)
		return -1;
	for (size_t i = 0; i < in->names.n; i++)
		if (!is_file(in, i) &&
		    (in->kept[i] = spool_open(in->spool, in->names.v[i], false, e)) == NULL)
			return -1;
	return 0;
}

/* Whether stdin is read by one input only. */
static int
check_stdin(const struct input *in, bool *used, struct err *e)
{
	for (size_t i = 0; i < in->names.n; i++) {
		if (strcmp(in->names.v[i], "-") != 0)
			continue;
		if (*used)
			return err_set(e, STATUS_USAGE, "stdin can be read once only");
		*used = true;
	}
	return 0;
}

int
cmd_inputs(struct cmd *c, const struct input_conf *conf, size_t n, struct flow_line *out,
    struct err *e)
{
	struct input **in = mem_zero(n, sizeof(struct input *), e);
	bool used = false;
	int rc = in == NULL || (c->spool = spool_new(cmd_memory(c) / 8, e)) == NULL ? -1 : 0;

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = (in[i] = input_new(c, &conf[i], e)) == NULL || check_stdin(in[i], &used, e) != 0 ||
		    open_pipes(in[i], e) != 0 ? -1 : 0;
	if (rc == 0)
		rc = spool_start(c->spool, e);
	for (size_t i = 0; i < n && rc == 0; i++) {
		out[i] = (struct flow_line){ .source = open_input(in[i], e), .spool = in[i]->spool };
		rc = out[i].source == NULL ? -1 : 0;
	}
	free(in);
	return rc;
}

void
inputs_free(struct cmd *c)
{
	struct input *in;

	while ((in = c->input) != NULL) {
		c->input = in->next;
		input_free(in);
	}
	spool_free(c->spool);
	c->spool = NULL;
}

void
cmd_input_close(struct cmd *c)
{
	for (struct input *in = c->input; in != NULL; in = in->next) {
		source_free(in->source);
		in->source = NULL;
	}
}

const struct format *
cmd_input_format(const struct cmd *c)
{
	const struct format_end *const *list = opt_formats(opt_find(c->opts, 'i'));
	const char *word = opt_text(c->opts, 'i', NULL);
	const struct format_end *f = word == NULL ? NULL :
	    format_find(list, word, strcspn(word, ":"));

	return f == NULL ? NULL : f->format;
}
