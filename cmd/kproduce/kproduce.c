/*
 * kproduce.c - append lines or records to a topic.
 *
 * options.c: what the options come to; counts.c: what became of the records.
 */
#include "kproduce.h"

#include <stdlib.h>

#include "cli/json_lines.h"
#include "cli/output.h"
#include "cli/topics.h"
#include "log/sink.h"

/* To wait for acknowledgements costs about so long; a flood's gaps are shorter. */
#define LINGER_MS 5

static struct batch *
cut_lines(void *ctx, const struct batch *in, struct err *e)
{
	struct produce *p = ctx;

	return keyed_cut(&p->keyed, p->schema, in, e);
}

static int
refuse_json(void *arg, struct in *in, struct err *e)
{
	const struct produce *p = arg;

	return json_lines_check(in, p->conf.topic, e);
}

/* What is cut must be lines, or frames that hold nothing else. */
static int
find_columns(struct produce *p, struct log_columns *columns, struct err *e)
{
	const struct schema *s = p->source->schema;
	bool cut = p->keyed.delimiter != NULL || p->keyed.null != NULL || p->keyed.key != NULL;

	if (cut) {
		if (s->nfield != 1 || !type_is_bytes(s->field[0].type.id))
			return err_set(e, STATUS_USAGE, "%s for lines, but %s is frames with "
			    "other columns%s", p->keyed.key != NULL ? "--key-text is" :
			    "-K and --null are", p->source->name, p->keyed.key != NULL ?
			    " (dfselect \"'TEXT' AS key, value\")" : "");
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

static void
interrupt(void *source)
{
	struct source *s = source;

	s->ops->cancel(s);
}

/* Opens log and producer, unless they are: looks the topic up.  0 or -1. */
static int
open_producer(struct produce *p, struct err *e)
{
	if (p->producer != NULL)
		return 0;
	if (opt_given(cmd_opts(p->cmd), OPT_REPORT)) {
		if ((p->report = report_new(e)) == NULL)
			return -1;
		p->conf.acked = report_acked;
		p->conf.arg = p->report;
	}
	if ((p->log = cmd_log(p->cmd, e)) == NULL)
		return -1;
	return log_producer_new(p->log, &p->conf, &p->producer, e);
}

/* A wrong topic is told before a silent pipe is waited for; none is made for no input. */
static bool
looks_first(const struct produce *p)
{
	const char *const *operand;

	return p->conf.topic != NULL && !p->conf.create &&
	    cmd_operands(p->cmd, &operand) <= p->in.skip;
}

static int
produce(struct produce *p, const struct log_columns *columns, struct err *e)
{
	struct flow f = { .limit = -1, .line.source = p->source, .ctx = p };
	struct sink *sink;
	int rc;

	if (open_producer(p, e) != 0)
		return -1;
	if (p->report != NULL) {
		if ((sink = cmd_output(p->cmd, report_schema(p->report), NULL, e)) == NULL)
			return -1;
		report_to(p->report, sink);
	}
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
	return produce_conclude(p, rc, e);
}

static int
run(struct cmd *c, struct err *e)
{
	struct produce p = { .cmd = c, .in = { .flags = INPUT_ANY_TEXT | INPUT_BYTES |
	    INPUT_NONE_OK | INPUT_HAS_WHOLE, .linger_ms = LINGER_MS, .look = refuse_json } };
	struct log_columns columns;
	int rc = -1;

	p.in.arg = &p;
	if (opt_given(cmd_opts(c), OPT_REPORT))
		cmd_for_reader(c);
	if (produce_options(&p, e) == 0 && (!looks_first(&p) || open_producer(&p, e) == 0) &&
	    (p.source = cmd_input(c, &p.in, e)) != NULL &&
	    find_columns(&p, &columns, e) == 0)
		rc = produce(&p, &columns, e);
	log_producer_free(p.producer);
	log_free(p.log);
	report_free(p.report);
	schema_unref(p.schema);
	free(p.delimiter);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "kproduce",
		.synopsis = "[-K delimiter] [--key-text text] [--null text] [--whole] "
		    "[--key-from name] [--acks all|1|0] [--create] "
		    "[--keep-partitions] [--report] [--route | topic] [file ...]",
		.about = "append lines or records to a topic",
		.opts = produce_opts,
		.run = run,
		.flags = CMD_EFFECT | CMD_TOPIC_FIRST,
	};

	return cmd_main(&def, argc, argv);
}
