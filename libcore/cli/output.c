/* output.c - the output of a command. */
#include "cli/output.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/cmd_impl.h"
#include "cli/help.h"
#include "format/csv_out.h"
#include "format/frames.h"
#include "format/json_out.h"
#include "format/lines_out.h"
#include "format/table_sink.h"

#define OUTPUT_COMPANIONS \
	{ OPT_NULL, "null", "text", "write NULL as this text (lines, csv, tsv)", 0, NULL, NULL }, \
	{ OPT_RAW, "raw", NULL, "values may hold the end of a line (lines)", 0, NULL, NULL }, \
	{ OPT_BINARY, "binary", "form", "write binary values in this form (csv, tsv)", 0, \
	    "base64|hex", NULL }, \
	{ OPT_NO_HEADER, "no-header", NULL, "leave out the line of column names (csv, tsv)", 0, \
	    NULL, NULL }, \
	OPT_END

const struct opt opt_output[] = {
	{ 'o', "output", "format", "write this format (default: arrow, on a terminal table)", 0,
	    "arrow|table|lines|json|csv|tsv", NULL },
	OUTPUT_COMPANIONS
};

const struct opt opt_output_text[] = {
	{ 'o', "output", "format", "write this format (default: table)", 0,
	    "table|lines|json|csv|tsv", NULL },
	OUTPUT_COMPANIONS
};

const struct opt opt_output_asked[] = {
	{ 'o', "output", "format", "write a data frame in this format instead", 0,
	    "arrow|table|lines|json|csv|tsv", NULL },
	OUTPUT_COMPANIONS
};

/* Confs that the encoders borrow for as long as the sink lives. */
struct output_memory {
	struct lines_out_conf lines;
	struct csv_out_conf csv;
	struct json_out_conf json;
};

void
output_free(struct output_memory *m)
{
	free(m);
}

/* The format called so; the words are those of the tables above. */
static enum output_format
named(const char *word)
{
	static const struct {
		const char *word;
		enum output_format format;
	} words[] = {
		{ "arrow", OUTPUT_ARROW }, { "table", OUTPUT_TABLE }, { "lines", OUTPUT_LINES },
		{ "json", OUTPUT_JSON }, { "csv", OUTPUT_CSV }, { "tsv", OUTPUT_TSV },
	};
	size_t i;

	for (i = 0; word != NULL && i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(word, words[i].word) == 0)
			return words[i].format;
	return OUTPUT_AUTO;
}

enum output_format
cmd_output_format(const struct cmd *c, const struct output_conf *conf)
{
	enum output_format f = named(opt_text(c->opts, 'o', NULL));

	if (f != OUTPUT_AUTO)
		return f;
	if (isatty(STDOUT_FILENO)) {
		f = conf != NULL ? conf->terminal : OUTPUT_AUTO;
		return f != OUTPUT_AUTO ? f : OUTPUT_TABLE;
	}
	f = conf != NULL ? conf->other : OUTPUT_AUTO;
	return f != OUTPUT_AUTO ? f : OUTPUT_ARROW;
}

/* An option that would have no effect was meant to have one. */
static int
check_companions(const struct cmd *c, enum output_format f, struct err *e)
{
	static const struct {
		int id;
		unsigned fits;
		const char *with;
	} rules[] = {
		{ OPT_NULL, 1u << OUTPUT_LINES | 1u << OUTPUT_CSV | 1u << OUTPUT_TSV,
		    "-o lines, csv or tsv" },
		{ OPT_RAW, 1u << OUTPUT_LINES, "-o lines" },
		{ OPT_BINARY, 1u << OUTPUT_CSV | 1u << OUTPUT_TSV, "-o csv or tsv" },
		{ OPT_NO_HEADER, 1u << OUTPUT_CSV | 1u << OUTPUT_TSV, "-o csv or tsv" },
	};
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (opt_given(c->opts, rules[i].id) && (rules[i].fits >> f & 1) == 0)
			return opt_error(c->opts, rules[i].id, e, "it goes with %s", rules[i].with);
	return 0;
}

/* The column that lines are made of, or -1. */
static int
lines_column(const struct schema *s, const char *wanted, struct err *e)
{
	int i = wanted != NULL ? schema_find(s, wanted) : -1;
	char names[300] = "", quoted[100];
	size_t k;

	if (i >= 0)
		return i;
	if (s->nfield == 1)
		return 0;
	for (k = 0; k < s->nfield && strlen(names) < 200; k++) {
		err_quote(quoted, sizeof(quoted), s->field[k].name, strlen(s->field[k].name));
		strcat(names, k > 0 ? ", " : ": ");
		strncat(names, quoted, sizeof(names) - strlen(names) - 1);
	}
	return err_set(e, STATUS_USAGE, "-o lines takes one column, and there are %zu%s%s",
	    s->nfield, names, k < s->nfield ? ", ..." : "");
}

static struct sink *
open_lines(struct cmd *c, struct out *out, struct schema *s, const struct output_conf *conf,
    struct err *e)
{
	struct lines_out_conf *l = &c->output->lines;
	int column = lines_column(s, conf->column, e);
	char type[100];

	if (column >= 0 && type_is_nested(s->field[column].type.id)) {
		err_set(e, STATUS_USAGE, "column %s: %s has no line (select its parts, or use "
		    "-o json)", s->field[column].name,
		    type_string(&s->field[column].type, type, sizeof(type)));
		column = -1;
	}
	if (column < 0) {
		out_free(out);
		return NULL;
	}
	l->column = (size_t)column;
	l->delimiter = opt_given(c->opts, '0') ? '\0' : '\n';
	l->raw = opt_given(c->opts, OPT_RAW);
	l->null = opt_text(c->opts, OPT_NULL, NULL);
	return text_sink_new(out, s, &lines_out, l, e);
}

static struct sink *
open_csv(struct cmd *c, struct out *out, struct schema *s, char separator, struct err *e)
{
	struct csv_out_conf *v = &c->output->csv;
	const char *form = opt_text(c->opts, OPT_BINARY, "");

	if (csv_out_check(s, e) != 0) {
		out_free(out);
		return NULL;
	}
	v->separator = separator;
	v->header = !opt_given(c->opts, OPT_NO_HEADER);
	v->binary = *form == 'b' ? CSV_BINARY_BASE64 : *form == 'h' ? CSV_BINARY_HEX :
	    CSV_BINARY_TEXT;
	v->null = opt_text(c->opts, OPT_NULL, NULL);
	return text_sink_new(out, s, &csv_out, v, e);
}

static struct sink *
open_table(struct cmd *c, struct out *out, struct schema *s, const struct output_conf *conf,
    struct err *e)
{
	struct table_conf t = TABLE_CONF_INIT;

	if (conf->table != NULL)
		t = *conf->table;
	t.zone = c->output->json.zone;
	/* Nobody asked for the first rows of a live stream: each epoch is a table. */
	if (conf->table == NULL && conf->from != NULL && conf->from->epochs) {
		c->text_terminal = isatty(STDOUT_FILENO);
		return table_sink_new(out, s, &t, cmd_memory(c), true, e);
	}
	/* One row more tells that there are more. */
	c->enough = t.rows < 0 ? -1 : t.rows + 1;
	return table_sink_new(out, s, &t, cmd_memory(c), false, e);
}

static struct sink *
open_frames(struct cmd *c, struct out *out, struct schema *s, const struct output_conf *conf,
    struct err *e)
{
	struct frames_write_conf f = { .tool = c->def->name };

	if (conf->from != NULL)
		frames_conf_from(&f, conf->from);
	if (conf->partitions > 0)
		f.partitions = conf->partitions;
	if (conf->group != NULL)
		f.group = conf->group;
	return frames_sink_new(out, s, &f, e);
}

struct sink *
cmd_output(struct cmd *c, struct schema *schema, const struct output_conf *conf, struct err *e)
{
	static const struct output_conf plain;
	enum output_format f = cmd_output_format(c, conf);
	bool terminal = isatty(STDOUT_FILENO);
	const struct date_zone *zone;
	struct out *out;

	conf = conf != NULL ? conf : &plain;
	if (check_companions(c, f, e) != 0 || cmd_zone(c, &zone, e) != 0)
		return NULL;
	if (f == OUTPUT_ARROW && terminal) {
		err_set(e, STATUS_USAGE, "frames are not for a terminal: redirect stdout");
		return NULL;
	}
	if ((c->output = mem_zero(1, sizeof(*c->output), e)) == NULL ||
	    (out = out_fd(STDOUT_FILENO, "stdout", e)) == NULL)
		return NULL;
	c->output->lines.zone = c->output->csv.zone = c->output->json.zone = zone;
	switch (f) {
	case OUTPUT_ARROW:
		return c->sink = open_frames(c, out, schema, conf, e);
	case OUTPUT_TABLE:
		return c->sink = open_table(c, out, schema, conf, e);
	case OUTPUT_LINES:
		c->sink = open_lines(c, out, schema, conf, e);
		break;
	case OUTPUT_JSON:
		c->sink = text_sink_new(out, schema, &json_out, &c->output->json, e);
		break;
	default:
		c->sink = open_csv(c, out, schema, f == OUTPUT_CSV ? ',' : '\t', e);
	}
	c->text_terminal = terminal;
	if (c->sink != NULL && terminal)
		text_sink_terminal(c->sink);
	return c->sink;
}

void
output_tell(struct cmd *c, const struct err *why)
{
	bool asked = (cmd_flags(c) & CMD_FRAMES_ASKED) != 0;
	struct stat st;

	if ((!asked && (cmd_flags(c) & CMD_FRAMES) == 0) || c->opts == NULL ||
	    c->output != NULL || (why->flags & ERR_CLOSED) != 0 ||
	    (asked && !opt_given(c->opts, 'o')) || cmd_output_format(c, NULL) != OUTPUT_ARROW)
		return;
	if (fstat(STDOUT_FILENO, &st) != 0 || (!S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode)))
		return;
	frames_fail(STDOUT_FILENO, why->status != STATUS_OK ? why->status : STATUS_SYSTEM,
	    (why->flags & ERR_UPSTREAM) != 0 ? why->tool : c->def->name);
}
