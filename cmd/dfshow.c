/* dfshow.c - show a data frame: a table, records, or its schema. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/input.h"
#include "cli/output.h"
#include "expr/names.h"
#include "ops/visible.h"

enum { OPT_NO_TRUNCATE = 512, OPT_TRUNCATE, OPT_VERTICAL, OPT_SCHEMA, OPT_NAMES };

static const struct opt opts[] = {
	{ 'n', "rows", "count", "show this many rows, or all (default: 20; with -o all)", 0, NULL,
	    NULL },
	{ OPT_TRUNCATE, "truncate", "count", "cut values to this many characters (default: 20)", 0,
	    NULL, NULL },
	{ OPT_NO_TRUNCATE, "no-truncate", NULL, "show values whole, aligned left", 0, NULL, NULL },
	{ OPT_VERTICAL, "vertical", NULL, "show a line per value", 0, NULL, NULL },
	{ OPT_SCHEMA, "schema", NULL, "show the schema as a tree, and no rows", 0, NULL, NULL },
	{ OPT_NAMES, "names", "kind", "print the names of the columns, a line each; with paths as "
	    "expressions name them, members too", OPT_HIDDEN, "columns|paths", NULL },
	OPT_INCLUDE(opt_output_text),
	OPT_INCLUDE(opt_typed_input),
	OPT_INCLUDE(opt_zero),
	OPT_INCLUDE(opt_zone),
	OPT_INCLUDE(opt_depth),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_memory),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

/* -n as *rows, -1 for all. */
static int
get_rows(const struct opts *o, int64_t *rows, struct err *e)
{
	if (strcmp(opt_text(o, 'n', ""), "all") == 0) {
		*rows = -1;
		return 0;
	}
	return opt_int(o, 'n', 0, INT64_MAX - 1, rows, e);
}

static int
get_table(const struct opts *o, struct table_conf *t, struct err *e)
{
	int64_t truncate = t->truncate;

	if (opt_given(o, OPT_NO_TRUNCATE) && opt_given(o, OPT_TRUNCATE))
		return opt_error(o, OPT_NO_TRUNCATE, e, "--truncate says otherwise");
	if (opt_int(o, OPT_TRUNCATE, 1, 1 << 30, &truncate, e) != 0)
		return -1;
	t->truncate = opt_given(o, OPT_NO_TRUNCATE) ? 0 : (int)truncate;
	t->vertical = opt_given(o, OPT_VERTICAL);
	return 0;
}

/* --schema, and --names for completion. */
static int
show_schema(struct cmd *c, const struct schema *s, struct err *e)
{
	const char *names = opt_text(cmd_opts(c), OPT_NAMES, NULL);
	struct buf text = BUF_INIT;
	int rc = names == NULL ? schema_tree(s, &text, e) :
	    expr_names(s, strcmp(names, "paths") == 0, &text, e);

	if (rc == 0)
		rc = cmd_write(c, text.data, text.len, e);
	buf_release(&text);
	return rc;
}

/* Tells the source of f what is looked at: visible columns, of whose values a table has the begin. */
static int
plan(struct flow *f, const struct table_conf *table, struct err *e)
{
	const struct schema *s = f->line.source->schema;
	bool *seen = mem_zero(s->nfield + 1, sizeof(*seen), e);
	const struct want w = { .column = seen, .most = table != NULL ? table_most(table) : 0 };
	int rc;

	if (seen == NULL)
		return -1;
	for (size_t i = 0; i < s->nfield; i++)
		seen[i] = !field_is_implied(&s->field[i]);
	rc = source_plan(f->line.source, &w, e);
	free(seen);
	return rc;
}

static int
show(struct cmd *c, struct flow *f, const struct output_conf *conf, struct schema *visible,
    struct err *e)
{
	struct op leave_out, *op[] = { &leave_out };

	if (opt_given(cmd_opts(c), OPT_SCHEMA) || opt_given(cmd_opts(c), OPT_NAMES))
		return show_schema(c, visible, e);
	if (visible != f->line.source->schema) {
		visible_init(&leave_out, visible);
		f->line.op = op;
		f->line.nop = 1;
	}
	if (plan(f, cmd_output_format(c) == &format_table ? conf->table : NULL, e) != 0 ||
	    (f->sink = cmd_output(c, visible, conf, e)) == NULL)
		return -1;
	return cmd_flow(c, f, e);
}

static int
run(struct cmd *c, struct err *e)
{
	const struct opts *o = cmd_opts(c);
	struct table_conf table = TABLE_CONF_INIT;
	struct output_conf conf = { .table = &table };
	struct input_conf from = { 0 };
	struct flow f = { .limit = -1 };
	struct schema *visible;
	int rc;

	if (cmd_output_format(c) == &format_table) {
		if (get_rows(o, &table.rows, e) != 0)
			return -1;
	} else if (get_rows(o, &f.limit, e) != 0) {
		return -1;
	}
	table.memory = cmd_memory(c);
	if (get_table(o, &table, e) != 0)
		return -1;
	from.most = cmd_output_format(c) == &format_table ? table_most(&table) : 0;
	if ((f.line.source = cmd_input(c, &from, e)) == NULL)
		return -1;
	if ((visible = schema_visible(f.line.source->schema, e)) == NULL)
		return -1;
	rc = show(c, &f, &conf, visible, e);
	schema_unref(visible);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "dfshow",
		.synopsis = "[-n count] [--no-truncate] [--vertical] [--schema] [-o format] [-O file] "
		    "[file ...]",
		.about = "show a data frame as a table, or its schema as a tree",
		.opts = opts,
		.run = run,
	};

	return cmd_main(&def, argc, argv);
}
