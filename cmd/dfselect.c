/* dfselect.c - select, cast, compute, filter and limit. */
#include <sys/stat.h>

#include "cli/cmd.h"
#include "cli/help.h"
#include "cli/input.h"
#include "cli/output.h"
#include "expr/map.h"

enum { OPT_WITH = OPT_CMD, OPT_DROP, OPT_RENAME };

static const struct opt opts[] = {
	{ 'w', "where", "expr", "keep only rows for which expr is true", OPT_MANY, NULL, NULL },
	{ 'n', "rows", "count", "stop after this many rows", 0, NULL, NULL },
	{ OPT_WITH, "with", "name=expr", "add a column, or replace it in its place", OPT_MANY,
	    NULL, NULL },
	{ OPT_DROP, "drop", "columns", "leave these columns out", OPT_MANY, NULL, NULL },
	{ OPT_RENAME, "rename", "old=new,...", "give columns other names", OPT_MANY, NULL, NULL },
	OPT_INCLUDE(opt_output),
	OPT_INCLUDE(opt_input),
	OPT_INCLUDE(opt_zero),
	OPT_INCLUDE(opt_zone),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_memory),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

/* Applies every argument of an option, in the order given. */
static int
apply(struct cmd *c, struct expr *x, int id,
    int (*step)(struct expr *, const char *, struct err *), struct err *e)
{
	const struct opts *o = cmd_opts(c);
	char name[OPT_NAME_MAX];
	size_t i;

	for (i = 0; i < opt_count(o, id); i++) {
		if (step(x, opt_nth(o, id, i), e) != 0) {
			err_prefix(e, "option %s: ", opt_name(o, id, name));
			return -1;
		}
	}
	return 0;
}

/* The first operand is always a list: says so where a file was meant. */
static int
select_list(struct expr *x, const char *list, struct err *e)
{
	struct stat st;

	if (expr_select(x, list, e) == 0)
		return 0;
	if (stat(list, &st) == 0)
		return err_set(e, STATUS_USAGE, "the first operand is the list of columns, and "
		    "%s is a file: dfselect '*' %s", list, list);
	return -1;
}

static int
compile(struct cmd *c, struct expr *x, struct err *e)
{
	const char *const *operand;

	if (cmd_operands(c, &operand) > 0 && select_list(x, operand[0], e) != 0)
		return -1;
	if (apply(c, x, OPT_WITH, expr_with, e) != 0 ||
	    apply(c, x, OPT_DROP, expr_drop, e) != 0 ||
	    apply(c, x, OPT_RENAME, expr_rename, e) != 0)
		return -1;
	return apply(c, x, 'w', expr_where, e);
}

static int
run_expr(struct cmd *c, struct flow *f, struct expr *x, struct err *e)
{
	const struct output_conf out = { .from = f->source };
	struct expr_map m = { 0 };
	int rc = -1;

	if (compile(c, x, e) != 0 || expr_map_init(&m, x, cmd_jobs(c), e) != 0)
		return -1;
	/* What passes as it is need not be touched. */
	if (!expr_is_identity(x)) {
		f->map = expr_map_rows;
		f->ctx = &m;
	}
	if (expr_map_push(&m, f->source, false, e) == 0 &&
	    (f->sink = cmd_output(c, expr_schema(x), &out, e)) != NULL)
		rc = cmd_flow(c, f, e);
	expr_map_release(&m);
	return rc;
}

static int
run(struct cmd *c, struct err *e)
{
	const char *const *operand;
	struct input_conf in = { .skip = cmd_operands(c, &operand) > 0 };
	struct expr_conf conf = { NULL };
	struct flow f = { .limit = -1 };
	struct expr *x;
	int rc;

	if (opt_int(cmd_opts(c), 'n', 0, INT64_MAX, &f.limit, e) != 0 ||
	    cmd_zone(c, &conf.zone, e) != 0 || (f.source = cmd_input(c, &in, e)) == NULL ||
	    (x = expr_new(f.source->schema, &conf, e)) == NULL)
		return -1;
	rc = run_expr(c, &f, x, e);
	expr_free(x);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "dfselect",
		.synopsis = "[-w expr] [-n count] [--with name=expr] [--drop columns] "
		    "[--rename old=new,...] [-o format] [list [file ...]]",
		.about = "select, cast, compute, filter and limit",
		.opts = opts,
		.run = run,
		.flags = CMD_FRAMES,
	};

	return cmd_main(&def, argc, argv);
}
