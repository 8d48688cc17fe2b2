/* kconsume.c - read topics as a data frame. */
#include <stdlib.h>

#include "base/clock.h"
#include "cli/help.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/points.h"
#include "cli/topics.h"
#include "log/newest.h"

enum {
	OPT_FROM = OPT_CMD,
	OPT_TO,
	OPT_HEADERS,
	OPT_EPOCH,
	OPT_ISOLATION,
	OPT_IDLE,
	OPT_NEWEST
};

/* For completion: what one would begin with. */
#define POINTS "earliest|latest|-10|@now|@-1h"

static const struct opt opts[] = {
	{ 'f', "follow", NULL, "go on after the end with what arrives, until a signal", 0, NULL,
	    NULL },
	{ 'n', "rows", "count", "stop after this many rows", 0, NULL, NULL },
	{ 'p', "partitions", "list", "only these partitions", 0, NULL, NULL },
	{ OPT_FROM, "from", "point", "where to begin: earliest, latest, an offset, -N, @time, or "
	    "partition:point,... (default: earliest)", OPT_SUGGEST, POINTS, NULL },
	{ OPT_TO, "to", "point", "where to end, likewise (default: latest)", OPT_SUGGEST, POINTS,
	    NULL },
	{ OPT_NEWEST, "newest", "count", "only the last records of all partitions by time", 0, NULL,
	    NULL },
	{ 'c', "columns", "list", "only these columns, in this order", OPT_MANY | OPT_SUGGEST,
	    "key|value|topic|partition|offset|timestamp|timestampType|headers", NULL },
	{ OPT_HEADERS, "headers", NULL, "add the column headers", 0, NULL, NULL },
	{ OPT_EPOCH, "epoch", "time", "longest epoch of a live stream (default: 1s)", 0, NULL,
	    NULL },
	{ OPT_IDLE, "idle", "time", "with -f: end after so long without a record", 0, NULL, NULL },
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
	int64_t newest;			/* 0: all */
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
	if (points_parse(text, zone, clock_wall_ms(), out, n, e) == 0)
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
	static const int all[] = { 'f', 'n', OPT_FROM, OPT_TO, 0 };
	const struct opts *o = cmd_opts(c);
	struct log_read *r = &p->read;
	int level = 0;

	r->limit = -1;
	r->epoch_ms = 1000;
	r->ahead = cmd_memory(c) / 8;
	r->ntopic = cmd_operands(c, &r->topic);
	r->follow = opt_given(o, 'f');
	r->headers = opt_given(o, OPT_HEADERS);
	if (r->follow && opt_given(o, OPT_TO))
		return opt_error(o, OPT_TO, e, "-f has no end");
	if (!r->follow && opt_given(o, OPT_IDLE))
		return opt_error(o, OPT_IDLE, e, "only with -f");
	if (opt_given(o, OPT_NEWEST) && opt_refuse(o, all, "not with --newest", e) != 0)
		return -1;
	if (opt_int(o, OPT_NEWEST, 1, INT32_MAX, &p->newest, e) != 0 ||
	    opt_int(o, 'n', 0, INT64_MAX, &r->limit, e) != 0 ||
	    opt_time(o, OPT_EPOCH, &r->epoch_ms, e) != 0 ||
	    opt_time(o, OPT_IDLE, &r->idle_ms, e) != 0 ||
	    opt_choice(o, OPT_ISOLATION, &level, e) != 0 ||
	    get_points(c, OPT_FROM, &p->from, &r->nfrom, e) != 0 ||
	    get_points(c, OPT_TO, &p->to, &r->nto, e) != 0 ||
	    get_partitions(c, p, e) != 0 || opt_list(o, 'c', &p->columns, e) != 0)
		return -1;
	if (opt_given(o, OPT_IDLE) && r->idle_ms == 0)
		return opt_error(o, OPT_IDLE, e, "no time");
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
	struct source *s = source;

	s->ops->stop(s);
}

static int
consume(struct cmd *c, struct log *l, struct log_read *r, int64_t newest, struct err *e)
{
	/* -o lines needs no -c value. */
	struct output_conf conf = { .column = r->ncolumn == 0 ? "value" : NULL };
	/* The source keeps the limit: with -f a barrier comes after the last row. */
	struct flow f = { .limit = -1 };
	int rc = -1;

	r->implied = r->ncolumn == 0 && cmd_output_implied(c);
	if (newest > 0 ? log_newest_new(l, r, newest, &f.line.source, e) != 0 :
	    log_source_new(l, r, &f.line.source, e) != 0)
		return -1;
	if (r->follow)
		cmd_on_stop(c, stop, f.line.source);
	conf.from = f.line.source;
	if ((f.sink = cmd_output(c, f.line.source->schema, &conf, e)) != NULL)
		rc = cmd_flow(c, &f, e);
	cmd_on_stop(c, NULL, NULL);
	source_free(f.line.source);
	return rc;
}

static int
run(struct cmd *c, struct err *e)
{
	struct plan p = { .read = { 0 } };
	struct log *l;
	int rc = -1;

	if (make_plan(c, &p, e) == 0 && (l = cmd_log(c, e)) != NULL) {
		rc = consume(c, l, &p.read, p.newest, e);
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
		.synopsis = "[-f] [-n count] [--newest count] [-p list] [--from point] "
		    "[--to point] [-c list] [--headers] [-o format] [-O file] topic ...",
		.about = "read topics as a data frame",
		.opts = opts,
		.run = run,
		.flags = CMD_FRAMES | CMD_TOPICS,
		.min_operands = 1,
	};

	return cmd_main(&def, argc, argv);
}
