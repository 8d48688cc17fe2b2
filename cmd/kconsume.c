/* kconsume.c - read topics as a data frame. */
#include <stdlib.h>

#include "cli/help.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/topics.h"
#include "log/points.h"

enum {
	OPT_FROM = OPT_CMD,
	OPT_TO,
	OPT_HEADERS,
	OPT_EPOCH,
	OPT_ISOLATION
};

static const struct opt opts[] = {
	{ 'f', "follow", NULL, "go on after the end with what arrives, until a signal", 0, NULL,
	    NULL },
	{ 'n', "rows", "count", "stop after this many rows", 0, NULL, NULL },
	{ 'p', "partitions", "list", "only these partitions", 0, NULL, NULL },
	{ OPT_FROM, "from", "point", "where to begin: earliest, latest, an offset, -N, @time, or "
	    "partition:point,... (default: earliest)", 0, NULL, NULL },
	{ OPT_TO, "to", "point", "where to end, likewise (default: latest)", 0, NULL, NULL },
	{ 'c', "columns", "list", "only these columns, in this order", OPT_MANY, NULL, NULL },
	{ OPT_HEADERS, "headers", NULL, "add the column headers", 0, NULL, NULL },
	{ OPT_EPOCH, "epoch", "time", "longest epoch of a live stream (default: 1s)", 0, NULL,
	    NULL },
	{ OPT_ISOLATION, "isolation", "level", "which records of transactions to read "
	    "(default: read_committed)", 0, "read_committed|read_uncommitted", NULL },
	OPT_INCLUDE(opt_topics),
	OPT_INCLUDE(opt_output),
	OPT_INCLUDE(opt_zero),
	OPT_INCLUDE(opt_zone),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

/* What the options of a run come to, and what must be freed after it. */
struct plan {
	struct log_read read;
	struct log_point *from, *to;
	struct words columns, partitions;
	int32_t *partition;
};

static void
plan_release(struct plan *p)
{
	free(p->from);
	free(p->to);
	free(p->partition);
	words_release(&p->columns);
	words_release(&p->partitions);
}

static int
get_points(struct cmd *c, int id, struct log_point **out, size_t *n, struct err *e)
{
	const char *text = opt_text(cmd_opts(c), id, NULL);
	const struct date_zone *zone;
	char name[OPT_NAME_MAX];

	if (text == NULL)
		return 0;
	if (cmd_zone(c, &zone, e) != 0)
		return -1;
	if (points_parse(text, zone, out, n, e) == 0)
		return 0;
	err_prefix(e, "option %s: ", opt_name(cmd_opts(c), id, name));
	return -1;
}

static int
get_partitions(struct cmd *c, struct plan *p, struct err *e)
{
	if (opt_list(cmd_opts(c), 'p', &p->partitions, e) != 0)
		return -1;
	if (p->partitions.n == 0)
		return 0;
	if (points_partitions(p->partitions.v, p->partitions.n, &p->partition, e) != 0) {
		err_prefix(e, "option -p: ");
		return -1;
	}
	p->read.partition = p->partition;
	p->read.npartition = p->partitions.n;
	return 0;
}

static int
make_plan(struct cmd *c, struct plan *p, struct err *e)
{
	const struct opts *o = cmd_opts(c);
	struct log_read *r = &p->read;
	int level = 0;

	r->limit = -1;
	r->epoch_ms = 1000;
	r->ntopic = cmd_operands(c, &r->topic);
	r->follow = opt_given(o, 'f');
	r->headers = opt_given(o, OPT_HEADERS);
	if (r->follow && opt_given(o, OPT_TO))
		return opt_error(o, OPT_TO, e, "-f has no end");
	if (opt_int(o, 'n', 0, INT64_MAX, &r->limit, e) != 0 ||
	    opt_time(o, OPT_EPOCH, &r->epoch_ms, e) != 0 ||
	    opt_choice(o, OPT_ISOLATION, &level, e) != 0 ||
	    get_points(c, OPT_FROM, &p->from, &r->nfrom, e) != 0 ||
	    get_points(c, OPT_TO, &p->to, &r->nto, e) != 0 ||
	    get_partitions(c, p, e) != 0 || opt_list(o, 'c', &p->columns, e) != 0)
		return -1;
	r->read_uncommitted = level == 1;
	r->from = p->from;
	r->to = p->to;
	r->column = (const char *const *)p->columns.v;
	r->ncolumn = p->columns.n;
	return 0;
}

static void
stop(void *source)
{
	log_source_stop(source);
}

static int
consume(struct cmd *c, struct log *l, const struct log_read *r, struct err *e)
{
	/* Records at a prompt: their values; and -o lines needs no -c value. */
	struct output_conf conf = { .terminal = r->follow ? OUTPUT_LINES : OUTPUT_AUTO,
	    .column = r->ncolumn == 0 ? "value" : NULL };
	/* The source keeps the limit: with -f a barrier comes after the last row. */
	struct flow f = { .limit = -1 };
	int rc = -1;

	if (log_source_new(l, r, &f.source, e) != 0)
		return -1;
	if (r->follow)
		cmd_on_stop(c, stop, f.source);
	conf.from = f.source;
	if ((f.sink = cmd_output(c, f.source->schema, &conf, e)) != NULL)
		rc = cmd_flow(c, &f, e);
	cmd_on_stop(c, NULL, NULL);
	source_free(f.source);
	return rc;
}

static int
run(struct cmd *c, struct err *e)
{
	struct plan p = { .read = { 0 } };
	struct log *l;
	int rc = -1;

	if (make_plan(c, &p, e) == 0 && (l = cmd_log(c, e)) != NULL) {
		rc = consume(c, l, &p.read, e);
		log_free(l);
	}
	plan_release(&p);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "kconsume",
		.synopsis = "[-f] [-n count] [-p list] [--from point] [--to point] "
		    "[-c list] [--headers] [-o format] topic ...",
		.about = "read topics as a data frame",
		.opts = opts,
		.run = run,
		.flags = CMD_FRAMES,
		.min_operands = 1,
	};

	return cmd_main(&def, argc, argv);
}
