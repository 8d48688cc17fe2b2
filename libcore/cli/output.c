/* output.c - the output of a command. */
#include "cli/output.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/cmd_impl.h"
#include "cli/format_choice.h"
#include "cli/help.h"
#include "format/frames.h"

/* Characters of a value that are kept for a terminal; few windows have more. */
#define WIDEST_WINDOW 1000

/* Where no -o is given: the first, and on a terminal the one for people. */
static const struct format_end *const formats[] = {
	&write_arrow, &write_table, &write_lines, &write_json, &write_csv, &write_tsv, NULL
};

static const struct format_end *const shown[] = {
	&write_table, &write_lines, &write_json, &write_csv, &write_tsv, NULL
};

#define OUTPUT_COMPANIONS \
	{ 'O', "output-file", "file", "write to this file, which appears whole or not at all; its " \
	    "name says the format where -o does not", OPT_FILE, NULL, NULL }, \
	{ OPT_NULL, "null", "text", "write NULL as this text (lines, csv, tsv)", 0, NULL, NULL }, \
	{ OPT_RAW, "raw", NULL, "values may hold the end of a line (lines)", 0, NULL, NULL }, \
	{ OPT_BINARY, "binary", "form", "write binary values in this form (csv, tsv)", 0, \
	    "base64|hex", NULL }, \
	{ OPT_NO_HEADER, "no-header", NULL, "leave out the line of column names (csv, tsv)", 0, \
	    NULL, NULL }, \
	OPT_END

const struct opt opt_output[] = {
	{ 'o', "output", "format", "write this format (default: arrow, on a terminal table)",
	    OPT_FORMATS, NULL, formats },
	OUTPUT_COMPANIONS
};

const struct opt opt_output_text[] = {
	{ 'o', "output", "format", "write this format (default: table)",
	    OPT_FORMATS, NULL, shown },
	OUTPUT_COMPANIONS
};

const struct opt opt_output_asked[] = {
	{ 'o', "output", "format", "write a data frame in this format instead",
	    OPT_FORMATS, NULL, formats },
	OUTPUT_COMPANIONS
};

/* What the sink borrows. */
struct output {
	struct format_choice choice;
	struct table_conf table;
};

void
output_free(struct output *o)
{
	if (o != NULL)
		format_choice_release(&o->choice);
	free(o);
}

static const struct format_end *const *
list_of(const struct cmd *c)
{
	const struct format_end *const *list = opt_formats(opt_find(c->opts, 'o'));

	return list != NULL ? list : formats;
}

/* The file that -O names; NULL: stdout. */
static const char *
file_of(const struct cmd *c)
{
	const char *path = opt_text(c->opts, 'O', NULL);

	return path == NULL || strcmp(path, "-") == 0 ? NULL : path;
}

bool
output_is_file(const struct cmd *c)
{
	return file_of(c) != NULL;
}

/*
 * Whether whoever reads a file called so would take it for what is not written here: packed, or
 * a format of bytes of its own.
 */
static bool
promises_other(const char *path)
{
	const struct format *f = format_of_name(path, FORMAT_IN);
	bool text = true;

	return magic_unpacked(path) < strlen(path) ||
	    (magic_of_suffix(path, &text) != NULL && !text) ||
	    (f != NULL && f->magic != NULL && !format_has_suffix(f, path, FORMAT_OUT));
}

static int
check_suffix(const char *path, struct err *e)
{
	char quoted[200];

	return !promises_other(path) ? 0 :
	    err_set(e, STATUS_USAGE, "option -O: a file called %s is not written by this tool",
	    err_quote(quoted, sizeof(quoted), path, strlen(path)));
}

/* The output of c is read by a person. */
static bool
is_terminal(const struct cmd *c)
{
	return file_of(c) == NULL && isatty(STDOUT_FILENO);
}

/* The first of the list with that flag, or NULL. */
static const struct format_end *
with_flag(const struct format_end *const *list, unsigned flag)
{
	while (*list != NULL && ((*list)->format->flags & flag) == 0)
		list++;
	return *list;
}

static const struct format_end *
find_format(const struct cmd *c)
{
	const struct format_end *const *list = list_of(c), *f;
	const char *word = opt_text(c->opts, 'o', NULL), *path = file_of(c);

	if (word != NULL && (f = format_find(list, word, strcspn(word, ":"))) != NULL)
		return f;
	for (size_t i = 0; path != NULL && list[i] != NULL; i++)
		if (format_has_suffix(list[i]->format, path, FORMAT_OUT))
			return list[i];
	if (is_terminal(c) && (f = with_flag(list, FORMAT_SCREEN)) != NULL)
		return f;
	return list[0];
}

const struct format *
cmd_output_format(const struct cmd *c)
{
	return find_format(c)->format;
}

static bool
is_pipe(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

bool
cmd_output_implied(const struct cmd *c)
{
	return (cmd_output_format(c)->flags & FORMAT_FRAMES) != 0 && file_of(c) == NULL &&
	    is_pipe(STDOUT_FILENO);
}

/* Columns of the terminal that stdout is; 0: unknown. */
static size_t
window(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long n;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	n = columns != NULL ? strtol(columns, NULL, 10) : 0;
	return n > 0 && n <= UINT16_MAX ? (size_t)n : 0;
}

/* A table as conf says, which on a terminal fits the window. */
static void
set_table(const struct cmd *c, const struct output_conf *conf, const struct date_zone *zone,
    struct table_conf *t)
{
	*t = conf->table != NULL ? *conf->table : (struct table_conf)TABLE_CONF_INIT;
	t->zone = zone;
	if (!is_terminal(c) || t->truncate == 0)
		return;
	t->window = window;
	t->utf8 = conf->table == NULL;
	/* What is there already when the window has been made wider. */
	if (conf->table == NULL && window() > 0)
		t->truncate = WIDEST_WINDOW;
}

/* stdout, or what becomes the file of -O. */
static struct out *
open_out(struct cmd *c, struct err *e)
{
	const char *path = file_of(c);

	if (path == NULL)
		return out_fd(STDOUT_FILENO, "stdout", e);
	if (check_suffix(path, e) != 0 || (c->file = atomic_file_create(path, e)) == NULL)
		return NULL;
	return atomic_file_take(c->file);
}

/* What the command has to know of the sink: when it has enough, whether it draws. */
static void
note(struct cmd *c, const struct format *f, const struct format_writing *w)
{
	bool table = (f->flags & FORMAT_SCREEN) != 0;

	/* One row more tells that there are more. */
	if (table && !w->epochs)
		c->enough = w->table->rows < 0 ? -1 : w->table->rows + 1;
	else
		c->text_terminal = w->terminal;
}

static struct sink *
open_sink(struct cmd *c, struct output *o, struct schema *s, const struct output_conf *conf,
    const struct format_end *f, struct err *e)
{
	struct format_writing w = {
		.tool = c->def->name, .memory = cmd_memory(c), .from = conf->from,
		.partitions = conf->partitions, .group = conf->group, .column = conf->column,
		.table = &o->table, .terminal = is_terminal(c),
		/* Nobody asked for the first rows of a live stream: each epoch is a table. */
		.epochs = conf->table == NULL && conf->from != NULL && conf->from->epochs
	};
	struct out *out;

	if (format_choice_values(&o->choice, f, &w.with, e) != 0 ||
	    cmd_zone(c, &w.zone, e) != 0)
		return NULL;
	if ((f->format->flags & FORMAT_FRAMES) != 0 && w.terminal) {
		err_set(e, STATUS_USAGE, "frames are not for a terminal: redirect stdout");
		return NULL;
	}
	set_table(c, conf, w.zone, &o->table);
	c->output = o;
	if ((out = open_out(c, e)) == NULL)
		return NULL;
	note(c, f->format, &w);
	/* cppcheck-suppress returnDanglingLifetime; a writer keeps what w says, not w */
	return f->create(out, s, &w, e);
}

struct sink *
cmd_output(struct cmd *c, struct schema *schema, const struct output_conf *conf, struct err *e)
{
	static const struct output_conf plain;
	const struct format_end *f = find_format(c);
	struct output *o = mem_zero(1, sizeof(*o), e);

	if (o == NULL)
		return NULL;
	if (format_choice_init(&o->choice, c->opts, 'o', list_of(c), e) != 0 ||
	    format_choice_fits(&o->choice, f, list_of(c), e) != 0 ||
	    (c->sink = open_sink(c, o, schema, conf != NULL ? conf : &plain, f, e)) == NULL) {
		if (c->output != o)
			output_free(o);
		return NULL;
	}
	return c->sink;
}

/* Whether c puts out frames where -o allows it. */
static bool
puts_frames(const struct cmd *c)
{
	unsigned flags = cmd_flags(c);

	return c->opts != NULL && ((flags & CMD_FRAMES) != 0 ||
	    ((flags & CMD_FRAMES_ASKED) != 0 && opt_given(c->opts, 'o')) ||
	    ((flags & CMD_FRAMES_KEYS) != 0 && opt_given(c->opts, 'g')));
}

void
output_tell(struct cmd *c, const struct err *why)
{
	if (!puts_frames(c) || c->output != NULL || (why->flags & ERR_CLOSED) != 0 ||
	    (cmd_output_format(c)->flags & FORMAT_FRAMES) == 0)
		return;
	if (file_of(c) != NULL || !is_pipe(STDOUT_FILENO))
		return;
	frames_fail(STDOUT_FILENO, why->status != STATUS_OK ? why->status : STATUS_SYSTEM,
	    (why->flags & ERR_UPSTREAM) != 0 ? why->tool : c->def->name);
}
