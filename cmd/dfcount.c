/* dfcount.c - count the rows of a data frame. */
#include <inttypes.h>

#include "cli/cmd.h"
#include "cli/input.h"
#include "expr/plan.h"
#include "expr/tally.h"

static const struct opt opts[] = {
	{ 'w', "where", "expr", "count only rows for which expr is true; of several, all must be",
	    OPT_MANY | OPT_EXPR, NULL, NULL },
	OPT_INCLUDE(opt_typed_input),
	OPT_INCLUDE(opt_zero),
	OPT_INCLUDE(opt_zone),
	OPT_INCLUDE(opt_depth),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_memory),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

static struct expr *
compile(struct cmd *c, struct schema *s, struct err *e)
{
	struct expr_conf conf = { NULL, 0 };
	struct expr *x;
	size_t i;

	if (cmd_zone(c, &conf.zone, e) != 0 || cmd_depth(c, &conf.json_depth, e) != 0 ||
	    (x = expr_new(s, &conf, e)) == NULL)
		return NULL;
	for (i = 0; i < opt_count(cmd_opts(c), 'w'); i++) {
		if (expr_where(x, opt_nth(cmd_opts(c), 'w', i), e) != 0) {
			expr_free(x);
			return NULL;
		}
	}
	return x;
}

/* Counts and prints; t is released by the caller. */
static int
count(struct cmd *c, struct flow *f, struct expr_tally *t, struct err *e)
{
	int64_t rows;

	if (cmd_flow(c, f, e) != 0 || expr_tally_rows(t, &rows, e) != 0)
		return -1;
	return cmd_printf(c, e, "%" PRId64 "\n", rows);
}

static int
run(struct cmd *c, struct err *e)
{
	const struct input_conf typed = {
		.flags = opt_given(cmd_opts(c), 'w') ? 0 : INPUT_ROWS
	};
	struct expr_tally t = { 0 };
	struct op *op[] = { &t.op };
	struct flow f = { .limit = -1, .op = op, .nop = 1 };
	struct expr *x;
	int rc = -1;

	if ((f.source = cmd_input(c, &typed, e)) == NULL ||
	    (x = compile(c, f.source->schema, e)) == NULL)
		return -1;
	if (expr_plan(x, f.source, true, e) == 0 &&
	    expr_tally_init(&t, x, cmd_jobs(c), e) == 0)
		rc = count(c, &f, &t, e);
	expr_tally_release(&t);
	expr_free(x);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "dfcount",
		.synopsis = "[-w expr] [-j count] [file ...]",
		.about = "count the rows of a data frame",
		.opts = opts,
		.run = run,
	};

	return cmd_main(&def, argc, argv);
}
