/* dfcount.c - count the rows of a data frame, or those of each key. */
#include <inttypes.h>

#include "cli/cmd.h"
#include "cli/help.h"
#include "cli/input.h"
#include "cli/output.h"
#include "expr/map.h"
#include "expr/plan.h"
#include "expr/tally.h"
#include "ops/group.h"

enum { OPT_DISTINCT = OPT_CMD, OPT_STATS };

static const struct opt opts[] = {
	{ 'g', "by", "keys", "count by these keys, expressions separated by commas: a data frame "
	    "of the keys and their count", OPT_EXPR, NULL, NULL },
	{ OPT_DISTINCT, "distinct", "keys", "print how many different keys there are instead",
	    OPT_EXPR, NULL, NULL },
	{ OPT_STATS, "stats", NULL, "say on stderr how many rows and groups there were, how large "
	    "the largest was, and what went to disk", 0, NULL, NULL },
	{ 'w', "where", "expr", "count only rows for which expr is true; of several, all must be",
	    OPT_MANY | OPT_EXPR, NULL, NULL },
	OPT_INCLUDE(opt_output_asked),
	OPT_INCLUDE(opt_typed_input),
	OPT_INCLUDE(opt_zero),
	OPT_INCLUDE(opt_zone),
	OPT_INCLUDE(opt_depth),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_memory),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

/* The keys that are asked for, or NULL. */
static const char *
keys_of(struct cmd *c)
{
	return opt_text(cmd_opts(c), 'g', opt_text(cmd_opts(c), OPT_DISTINCT, NULL));
}

static struct expr *
compile(struct cmd *c, struct schema *s, struct err *e)
{
	struct expr_conf conf = { .zone = NULL };
	const char *keys = keys_of(c);
	struct expr *x;
	int rc = 0;

	if (cmd_zone(c, &conf.zone, e) != 0 || cmd_depth(c, &conf.json_depth, e) != 0 ||
	    (x = expr_new(s, &conf, e)) == NULL)
		return NULL;
	if (keys != NULL && (rc = expr_select(x, keys, e)) != 0)
		err_prefix(e, "option %s: ", opt_given(cmd_opts(c), 'g') ? "-g" : "--distinct");
	for (size_t i = 0; rc == 0 && i < opt_count(cmd_opts(c), 'w'); i++)
		rc = expr_where(x, opt_nth(cmd_opts(c), 'w', i), e);
	if (rc == 0 && keys != NULL)
		rc = expr_drop_implied(x, e);
	if (rc == 0)
		return x;
	expr_free(x);
	return NULL;
}

/* -- all rows -- */

static int
count(struct cmd *c, struct source *s, struct expr *x, struct err *e)
{
	struct expr_tally t;
	struct op *op[] = { &t.op };
	struct flow f = { .line.source = s, .limit = -1, .line.op = op, .line.nop = 1 };
	int64_t rows;
	int rc;

	if (expr_plan(x, s, true, e) != 0 || expr_tally_init(&t, x, cmd_jobs(c), e) != 0)
		return -1;
	rc = cmd_flow(c, &f, e);
	if (rc == 0)
		rc = expr_tally_rows(&t, &rows, e);
	if (rc == 0)
		rc = cmd_printf(c, e, "%" PRId64 "\n", rows);
	expr_tally_release(&t);
	return rc;
}

/* -- by key -- */

static void
tell(struct cmd *c, const struct group_figures *g)
{
	cmd_result(c, "%" PRId64 " rows, %" PRId64 " groups; the largest has %" PRId64 " rows (%.1f %%); "
	    "spilled %" PRId64 " bytes, %" PRId64 " on disk.", g->rows, g->groups, g->most,
	    g->rows == 0 ? 0.0 : 100.0 * (double)g->most / (double)g->rows, g->spilled, g->disk);
}

/* Runs f, whose operators end with group. */
static int
run_group(struct cmd *c, struct flow *f, struct group *group, struct err *e)
{
	const struct output_conf out = { .from = f->line.source };
	struct group_figures figures;

	if (opt_given(cmd_opts(c), 'g') &&
	    (f->sink = cmd_output(c, group_op(group)->schema, &out, e)) == NULL)
		return -1;
	if (cmd_flow(c, f, e) != 0)
		return -1;
	group_figures(group, &figures);
	if (opt_given(cmd_opts(c), OPT_STATS))
		tell(c, &figures);
	return f->sink != NULL ? 0 : cmd_printf(c, e, "%" PRId64 "\n", figures.groups);
}

static int
count_by_key(struct cmd *c, struct source *s, struct expr *x, struct err *e)
{
	struct group_conf conf = { .count = "count", .memory = cmd_memory(c),
	    .only_count = !opt_given(cmd_opts(c), 'g') };
	struct expr_map m;
	struct op *op[] = { &m.op, NULL };
	struct flow f = { .line.source = s, .limit = -1, .line.op = op, .line.nop = 2 };
	struct group *group;
	int rc = -1;

	if (conf.only_count && s->live)
		return opt_error(cmd_opts(c), OPT_DISTINCT, e, "the input has no end");
	if (expr_plan(x, s, false, e) != 0 || cmd_fit_jobs(c, GROUP_WORKER, e) != 0 ||
	    expr_map_init(&m, x, cmd_jobs(c), e) != 0)
		return -1;
	conf.jobs = cmd_jobs(c);
	if ((group = group_new(expr_schema(x), &conf, e)) != NULL) {
		op[1] = group_op(group);
		rc = run_group(c, &f, group, e);
	}
	group_free(group);
	expr_map_release(&m);
	return rc;
}

/* -- main -- */

static int
check_options(struct cmd *c, struct err *e)
{
	static const int of_keys[] = { 'o', 'O', OPT_NULL, OPT_RAW, OPT_BINARY, OPT_NO_HEADER, 0 };
	static const int stats[] = { OPT_STATS, 0 };
	const struct opts *o = cmd_opts(c);

	if (opt_given(o, 'g') && opt_given(o, OPT_DISTINCT))
		return opt_error(o, OPT_DISTINCT, e, "not with -g");
	if (!opt_given(o, 'g') && opt_refuse(o, of_keys, "it goes with -g", e) != 0)
		return -1;
	return keys_of(c) != NULL ? 0 : opt_refuse(o, stats, "it goes with -g and --distinct", e);
}

static int
run(struct cmd *c, struct err *e)
{
	bool any = opt_given(cmd_opts(c), 'w') || keys_of(c) != NULL;
	const struct input_conf typed = { .flags = any ? 0 : INPUT_ROWS };
	struct source *s;
	struct expr *x;
	int rc;

	if (check_options(c, e) != 0 || (s = cmd_input(c, &typed, e)) == NULL ||
	    (x = compile(c, s->schema, e)) == NULL)
		return -1;
	rc = keys_of(c) != NULL ? count_by_key(c, s, x, e) : count(c, s, x, e);
	expr_free(x);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "dfcount",
		.synopsis = "[-g keys] [--distinct keys] [-w expr] [-j count] [-o format] [-O file] "
		    "[file ...]",
		.about = "count the rows of a data frame",
		.opts = opts,
		.run = run,
		.flags = CMD_FRAMES_KEYS,
	};

	return cmd_main(&def, argc, argv);
}
