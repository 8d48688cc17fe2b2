/* dfcount.c - count the rows of a data frame. */
#include <inttypes.h>

#include "cli/cmd.h"
#include "cli/input.h"
#include "expr/map.h"

static const struct opt opts[] = {
	{ 'w', "where", "expr", "count only rows for which expr is true; of several, all must be", OPT_MANY, NULL, NULL },
	OPT_INCLUDE(opt_input),
	OPT_INCLUDE(opt_zero),
	OPT_INCLUDE(opt_zone),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_memory),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

static struct expr *
compile(struct cmd *c, struct schema *s, struct err *e)
{
	struct expr_conf conf = { NULL };
	struct expr *x;
	size_t i;

	if (cmd_zone(c, &conf.zone, e) != 0 || (x = expr_new(s, &conf, e)) == NULL)
		return NULL;
	for (i = 0; i < opt_count(cmd_opts(c), 'w'); i++) {
		if (expr_where(x, opt_nth(cmd_opts(c), 'w', i), e) != 0) {
			expr_free(x);
			return NULL;
		}
	}
	return x;
}

static int
run(struct cmd *c, struct err *e)
{
	struct expr_map m = { 0 };
	struct flow f = { .limit = -1, .map = expr_map_count, .ctx = &m };
	struct expr *x;
	int rc = -1;

	if ((f.source = cmd_input(c, NULL, e)) == NULL ||
	    (x = compile(c, f.source->schema, e)) == NULL)
		return -1;
	if (expr_map_init(&m, x, cmd_jobs(c), e) == 0) {
		rc = expr_map_push(&m, f.source, true, e);
		if (rc == 0)
			rc = cmd_flow(c, &f, e);
		if (rc == 0)
			rc = cmd_printf(c, e, "%" PRId64 "\n", expr_map_total(&m));
	}
	expr_map_release(&m);
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
