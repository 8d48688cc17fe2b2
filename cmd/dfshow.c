/* dfshow.c - show a data frame: a table, records, or its schema. */
#include <string.h>

#include "cli/cmd.h"
#include "cli/input.h"
#include "cli/output.h"

enum { OPT_NO_TRUNCATE = 512, OPT_TRUNCATE, OPT_VERTICAL, OPT_SCHEMA };

static const struct opt opts[] = {
	{ 'n', "rows", "count", "show this many rows, or all (default: 20; with -o all)", 0, NULL,
	    NULL },
	{ OPT_TRUNCATE, "truncate", "count", "cut values to this many characters (default: 20)", 0,
	    NULL, NULL },
	{ OPT_NO_TRUNCATE, "no-truncate", NULL, "show values whole, aligned left", 0, NULL, NULL },
	{ OPT_VERTICAL, "vertical", NULL, "show a line per value", 0, NULL, NULL },
	{ OPT_SCHEMA, "schema", NULL, "show the schema as a tree, and no rows", 0, NULL, NULL },
	OPT_INCLUDE(opt_output_text),
	OPT_INCLUDE(opt_input),
	OPT_INCLUDE(opt_zero),
	OPT_INCLUDE(opt_zone),
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

static int
show_schema(struct cmd *c, const struct schema *s, struct err *e)
{
	struct buf tree = BUF_INIT;
	int rc = schema_tree(s, &tree, e);

	if (rc == 0)
		rc = cmd_write(c, tree.data, tree.len, e);
	buf_release(&tree);
	return rc;
}

static int
run(struct cmd *c, struct err *e)
{
	const struct opts *o = cmd_opts(c);
	struct table_conf table = TABLE_CONF_INIT;
	struct output_conf conf = { .terminal = OUTPUT_TABLE, .other = OUTPUT_TABLE,
	    .table = &table };
	struct flow f = { .limit = -1 };

	if (cmd_output_format(c, &conf) == OUTPUT_TABLE) {
		if (get_rows(o, &table.rows, e) != 0)
			return -1;
	} else if (get_rows(o, &f.limit, e) != 0) {
		return -1;
	}
	if (get_table(o, &table, e) != 0 || (f.source = cmd_input(c, NULL, e)) == NULL)
		return -1;
	if (opt_given(o, OPT_SCHEMA))
		return show_schema(c, f.source->schema, e);
	if ((f.sink = cmd_output(c, f.source->schema, &conf, e)) == NULL)
		return -1;
	return cmd_flow(c, &f, e);
}

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "dfshow",
		.synopsis = "[-n count] [--no-truncate] [--vertical] [--schema] [-o format] "
		    "[file ...]",
		.about = "show a data frame as a table, or its schema as a tree",
		.opts = opts,
		.run = run,
	};

	return cmd_main(&def, argc, argv);
}
