/* dfselect.c - select, cast, compute, filter and limit. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/help.h"
#include "cli/input.h"
#include "cli/output.h"
#include "expr/map.h"
#include "expr/plan.h"

enum { OPT_WITH = OPT_CMD, OPT_DROP, OPT_RENAME };

static const struct opt opts[] = {
	{ 'w', "where", "expr", "keep only rows for which expr is true; of several, all must "
	    "be", OPT_MANY | OPT_EXPR, NULL, NULL },
	{ 'n', "rows", "count", "stop after this many rows", 0, NULL, NULL },
	{ OPT_WITH, "with", "assignment", "name = expr: add a column, or replace the one of "
	    "that name in its place", OPT_MANY | OPT_EXPR, NULL, NULL },
	{ OPT_DROP, "drop", "columns", "leave out these columns, separated by commas",
	    OPT_MANY | OPT_EXPR, NULL, NULL },
	{ OPT_RENAME, "rename", "pairs", "old=new,...: give columns other names",
	    OPT_MANY | OPT_EXPR, NULL, NULL },
	OPT_INCLUDE(opt_output),
	OPT_INCLUDE(opt_typed_input),
	OPT_INCLUDE(opt_zero),
	OPT_INCLUDE(opt_zone),
	OPT_INCLUDE(opt_depth),
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

/* Streams of other programs can have two columns of one name. */
static int
check_names(const struct schema *s, struct err *e)
{
	const char *name = fields_twice(s->field, s->nfield);
	char quoted[160];

	return name == NULL ? 0 : err_set(e, STATUS_USAGE, "two columns of the input are named %s: "
	    "a list of others or --drop leaves them out",
	    err_quote(quoted, sizeof(quoted), name, strlen(name)));
}

static int
compile(struct cmd *c, struct expr *x, const char *list, struct err *e)
{
	if (strcmp(list, "*") != 0 && expr_select(x, list, e) != 0)
		return -1;
	if (apply(c, x, OPT_WITH, expr_with, e) != 0 ||
	    apply(c, x, OPT_DROP, expr_drop, e) != 0 ||
	    apply(c, x, OPT_RENAME, expr_rename, e) != 0)
		return -1;
	if (apply(c, x, 'w', expr_where, e) != 0)
		return -1;
	if (!cmd_output_implied(c) && expr_drop_implied(x, e) != 0)
		return -1;
	return check_names(expr_schema(x), e);
}

/* Runs f through x. */
static int
run_expr(struct cmd *c, struct flow *f, struct expr *x, struct err *e)
{
	const struct output_conf out = { .from = f->line.source };
	struct expr_map m;
	struct op *op[] = { &m.op };
	int rc = -1;

	if (expr_map_init(&m, x, cmd_jobs(c), e) != 0)
		return -1;
	f->line.op = op;
	/* What passes as it is need not be touched. */
	f->line.nop = expr_is_identity(x) ? 0 : 1;
	if (expr_plan(x, f->line.source, false, e) == 0 &&
	    (f->sink = cmd_output(c, expr_schema(x), &out, e)) != NULL)
		rc = cmd_flow(c, f, e);
	expr_map_release(&m);
	return rc;
}

/* Whether the list looks like a file that was meant to be read. */
static bool
is_file(const char *list)
{
	struct stat st;

	return stat(list, &st) == 0 && !S_ISDIR(st.st_mode);
}

static int
refuse_file(const char *list, struct err *e)
{
	return err_set(e, STATUS_USAGE, "%s is a file, but the first operand is the list of "
	    "columns: dfselect '*' %s", list, list);
}

/* Operands that are all names, but of no file: a list without its commas. */
static bool
is_bare_list(const char *const *operand, size_t n)
{
	struct stat st;
	size_t i;

	for (i = 0; i < n; i++) {
		if (strspn(operand[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
		    "0123456789") != strlen(operand[i]) || stat(operand[i], &st) == 0)
			return false;
	}
	return n > 1;
}

/* Opens and compiles, so that nothing is read before all of it is known to fit. */
static struct expr *
prepare(struct cmd *c, struct flow *f, const char *list, struct err *e)
{
	const struct input_conf in = { .skip = 1 };
	struct expr_conf conf = { .zone = NULL };
	struct expr *x;

	if (opt_int(cmd_opts(c), 'n', 0, INT64_MAX, &f->limit, e) != 0 ||
	    cmd_zone(c, &conf.zone, e) != 0 || cmd_depth(c, &conf.json_depth, e) != 0 ||
	    (f->line.source = cmd_input(c, &in, e)) == NULL ||
	    (x = expr_new(f->line.source->schema, &conf, e)) == NULL)
		return NULL;
	if (compile(c, x, list, e) == 0)
		return x;
	expr_free(x);
	return NULL;
}

static int
run(struct cmd *c, struct err *e)
{
	const char *const *operand;
	size_t n = cmd_operands(c, &operand);
	const char *list = n > 0 ? operand[0] : "*";
	struct flow f = { .limit = -1 };
	struct expr *x;
	int rc;

	/* Nobody types rows at a terminal after naming a file. */
	if (n == 1 && isatty(STDIN_FILENO) && is_file(list))
		return refuse_file(list, e);
	if (is_bare_list(operand, n))
		return err_set(e, STATUS_USAGE, "there is no file %s; a list of columns takes "
		    "commas: dfselect '%s, %s%s'", operand[1], list, operand[1], n > 2 ? ", ..." : "");
	if ((x = prepare(c, &f, list, e)) == NULL)
		return n == 1 && (e->flags & ERR_UPSTREAM) == 0 && is_file(list) ?
		    refuse_file(list, e) : -1;
	rc = run_expr(c, &f, x, e);
	expr_free(x);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "dfselect",
		.synopsis = "[-w expr] [-n count] [--with assignment] [--drop columns] "
		    "[--rename pairs] [-o format] [-O file] [list [file ...]]",
		.about = "select, cast, compute, filter and limit",
		.opts = opts,
		.run = run,
		.flags = CMD_FRAMES | CMD_LIST_FIRST,
	};

	return cmd_main(&def, argc, argv);
}
