/* kproduce.c - append lines or records to a topic. */
#include <inttypes.h>
#include <string.h>

#include "cli/help.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/topics.h"
#include "format/lines_keyed.h"
#include "log/report.h"
#include "log/sink.h"

/* To wait for acknowledgements costs about so long; a flood's gaps are shorter. */
#define LINGER_MS 5

enum {
	OPT_ACKS = OPT_CMD,
	OPT_CREATE,
	OPT_ROUTE,
	OPT_KEEP_PARTITIONS,
	OPT_REPORT,
	OPT_NULL_TEXT
};

static const struct opt opts[] = {
	{ 'K', "key-delimiter", "delimiter", "lines are key, delimiter, value", 0, NULL, NULL },
	{ OPT_NULL_TEXT, "null", "text", "a key or value of lines that equals text is null", 0,
	    NULL, NULL },
	{ OPT_ACKS, "acks", "count", "acknowledgements to wait for (default: all)", 0, "all|1|0",
	    NULL },
	{ OPT_CREATE, "create", NULL, "create a missing topic", 0, NULL, NULL },
	{ OPT_ROUTE, "route", NULL, "the column topic names each record's topic", 0, NULL, NULL },
	{ OPT_KEEP_PARTITIONS, "keep-partitions", NULL,
	    "the column partition names each record's partition", 0, NULL, NULL },
	{ OPT_REPORT, "report", NULL, "write frames with a row for each acknowledged record", 0,
	    NULL, NULL },
	OPT_INCLUDE(opt_topics),
	OPT_INCLUDE(opt_input),
	OPT_INCLUDE(opt_zero),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

/* What one run holds. */
struct produce {
	struct cmd *cmd;
	struct source *source;
	struct keyed_conf keyed;
	struct schema *schema;		/* of keyed lines, else NULL */
	struct log *log;
	struct log_producer *producer;
	struct log_producer_conf conf;
	struct report *report;		/* NULL without --report */
};

static struct batch *
cut_lines(void *ctx, const struct batch *in, struct err *e)
{
	struct produce *p = ctx;

	return keyed_cut(&p->keyed, p->schema, in, e);
}

static int
parse(struct produce *p, size_t *skip, struct err *e)
{
	static const enum log_acks acks[] = { LOG_ACKS_ALL, LOG_ACKS_1, LOG_ACKS_0 };
	const struct opts *o = cmd_opts(p->cmd);
	const char *const *operand;
	size_t n = cmd_operands(p->cmd, &operand);
	int choice = 0;

	if (opt_choice(o, OPT_ACKS, &choice, e) != 0)
		return -1;
	p->conf.acks = acks[choice];
	p->conf.create = opt_given(o, OPT_CREATE);
	p->conf.keep_partitions = opt_given(o, OPT_KEEP_PARTITIONS);
	*skip = 0;
	if (!opt_given(o, OPT_ROUTE)) {
		if (n == 0)
			return err_set(e, STATUS_USAGE, "no topic (or --route)");
		p->conf.topic = operand[0];
		*skip = 1;
	}
	p->keyed.delimiter = opt_text(o, 'K', NULL);
	p->keyed.null = opt_text(o, OPT_NULL_TEXT, NULL);
	if (p->keyed.delimiter != NULL && *p->keyed.delimiter == '\0')
		return opt_error(o, 'K', e, "an empty delimiter cuts nothing");
	return 0;
}

/* What is cut must be lines, or frames that hold nothing else. */
static int
find_columns(struct produce *p, struct log_columns *columns, struct err *e)
{
	const struct schema *s = p->source->schema;
	bool cut = p->keyed.delimiter != NULL || p->keyed.null != NULL;

	if (cut) {
		if (s->nfield != 1 || !type_is_bytes(s->field[0].type.id))
			return err_set(e, STATUS_USAGE, "-K and --null are for lines, but %s "
			    "is frames with other columns", p->source->name);
		if ((p->schema = keyed_schema(&p->keyed, e)) == NULL)
			return -1;
		s = p->schema;
	}
	if (log_columns_find(s, columns, e) != 0)
		return -1;
	if (p->conf.topic == NULL && columns->topic < 0)
		return err_set(e, STATUS_USAGE, "--route needs a column topic");
	if (p->conf.keep_partitions && columns->partition < 0)
		return err_set(e, STATUS_USAGE, "--keep-partitions needs a column partition");
	return 0;
}

/* Says how many records are where, and where the first is that is not in the log for sure. */
static void
say_counts(const struct produce *p, const struct log_counts *n)
{
	int64_t acked = n->acked, unknown = n->unknown, first = n->first;

	/* Without one that failed it is where the input did. */
	if (first < 0)
		first = acked + unknown + n->not_sent;
	/* Nobody said anything of these. */
	if (p->conf.acks == LOG_ACKS_0 && acked > 0) {
		unknown += acked;
		acked = first = 0;
	}
	cmd_warn(p->cmd, "%" PRId64 " acknowledged, %" PRId64 " unknown, %" PRId64
	    " not sent; first: %s:%s%" PRId64, acked, unknown, n->not_sent,
	    p->source->name, p->source->lines ? "" : " record ", first + 1);
}

/* Says how many records are where; adds nothing to a whole success but the number. */
static int
conclude(struct produce *p, int rc, struct err *e)
{
	struct log_counts n;

	/* After a failure too: what was sent is sent, and its fate can be told. */
	if (rc != 0)
		(void)log_flush(p->producer, NULL);
	log_producer_counts(p->producer, &n);
	if (rc == 0 && n.unknown == 0 && n.not_sent == 0) {
		if (p->conf.acks == LOG_ACKS_0)
			cmd_result(p->cmd, "Sent %" PRId64 " messages, unacknowledged.", n.acked);
		else
			cmd_result(p->cmd, "Produced %" PRId64 " messages.", n.acked);
		return 0;
	}
	say_counts(p, &n);
	if (rc == 0)
		return err_set(e, n.refused ? STATUS_DATA : STATUS_SYSTEM,
		    "not every record was acknowledged");
	return -1;
}

static void
interrupt(void *source)
{
	struct source *s = source;

	s->ops->cancel(s);
}

static int
produce(struct produce *p, const struct log_columns *columns, struct err *e)
{
	struct flow f = { .limit = -1, .source = p->source, .ctx = p };
	struct sink *sink;
	int rc;

	if (opt_given(cmd_opts(p->cmd), OPT_REPORT)) {
		if ((p->report = report_new(e)) == NULL)
			return -1;
		if ((sink = cmd_output(p->cmd, report_schema(p->report), NULL, e)) == NULL)
			return -1;
		report_to(p->report, sink);
		p->conf.acked = report_acked;
		p->conf.arg = p->report;
	}
	if ((p->log = cmd_log(p->cmd, e)) == NULL ||
	    log_producer_new(p->log, &p->conf, &p->producer, e) != 0)
		return -1;
	/* Lines are cut in the sink, so that those before a bad one are sent. */
	f.sink = log_sink_new(p->producer, columns, p->schema != NULL ? cut_lines : NULL, p, e);
	if (f.sink == NULL)
		return -1;
	/* A live stream ends by itself, upstream; what has no end is cut off here. */
	if (!p->source->live && p->source->ops->cancel != NULL)
		cmd_on_stop(p->cmd, interrupt, p->source);
	rc = cmd_flow(p->cmd, &f, e);
	if (rc != 0 && !p->source->live && cmd_stopped(p->cmd))
		err_set(e, STATUS_SYSTEM, "interrupted");
	cmd_on_stop(p->cmd, NULL, NULL);
	sink_free(f.sink);
	if (rc == 0 && p->report != NULL)
		rc = report_flush(p->report, e);
	return conclude(p, rc, e);
}

static int
run(struct cmd *c, struct err *e)
{
	struct input_conf in = { .flags = INPUT_ANY_TEXT | INPUT_BYTES | INPUT_NONE_OK,
	    .linger_ms = LINGER_MS };
	struct produce p = { .cmd = c };
	struct log_columns columns;
	int rc = -1;

	if (parse(&p, &in.skip, e) == 0 && (p.source = cmd_input(c, &in, e)) != NULL &&
	    find_columns(&p, &columns, e) == 0)
		rc = produce(&p, &columns, e);
	log_producer_free(p.producer);
	log_free(p.log);
	report_free(p.report);
	schema_unref(p.schema);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "kproduce",
		.synopsis = "[-K delimiter] [--null text] [--acks all|1|0] [--create] "
		    "[--keep-partitions] [--report] [--route | topic] [file ...]",
		.about = "append lines or records to a topic",
		.opts = opts,
		.run = run,
		.flags = CMD_EFFECT,
	};

	return cmd_main(&def, argc, argv);
}
