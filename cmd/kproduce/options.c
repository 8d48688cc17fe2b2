/* options.c - the options of kproduce. */
#include <string.h>

#include "cli/topics.h"
#include "kproduce.h"

const struct opt produce_opts[] = {
	{ 'K', "key-delimiter", "delimiter", "lines are key, delimiter, value", 0, NULL, NULL },
	{ OPT_NULL_TEXT, "null", "text", "a key or value of lines that equals text is null", 0,
	    NULL, NULL },
	{ OPT_KEY_TEXT, "key-text", "text", "the key of every record", 0, NULL, NULL },
	{ OPT_WHOLE, "whole", NULL, "each file is a record, byte for byte", 0, NULL, NULL },
	{ OPT_KEY_FROM, "key-from", "what", "with --whole: the key is the file's name", 0, "name",
	    NULL },
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

/* --whole and its companions. */
static int
parse_whole(struct produce *p, struct err *e)
{
	static const int lines[] = { 'K', OPT_NULL_TEXT, 'i', OPT_ALLOW_UNMARKED,
		OPT_TRUNCATE_NS, OPT_UNION, '0', 0 };
	static const int keys[] = { OPT_KEY_TEXT, OPT_KEY_FROM, 0 };
	const struct opts *o = cmd_opts(p->cmd);
	bool names = opt_given(o, OPT_KEY_FROM);
	const char *const *operand;
	size_t n = cmd_operands(p->cmd, &operand), i;
	int choice;

	p->keyed.key = opt_text(o, OPT_KEY_TEXT, NULL);
	if (opt_choice(o, OPT_KEY_FROM, &choice, e) != 0 ||
	    (p->keyed.delimiter != NULL && opt_refuse(o, keys, "-K cuts the key off", e) != 0))
		return -1;
	if (names && p->keyed.key != NULL)
		return opt_error(o, OPT_KEY_FROM, e, "--key-text is the key");
	if (!opt_given(o, OPT_WHOLE))
		return names ? opt_error(o, OPT_KEY_FROM, e, "only with --whole") : 0;
	if (opt_refuse(o, lines, "not with --whole, which takes files as they are", e) != 0)
		return -1;
	for (i = p->in.skip; names && i < n && strcmp(operand[i], "-") != 0; i++)
		;
	if (names && (i < n || n <= p->in.skip))
		return opt_error(o, OPT_KEY_FROM, e, "stdin has no name");
	p->in.flags = INPUT_WHOLE | (names ? INPUT_NAMES : 0);
	return 0;
}

int
produce_options(struct produce *p, struct err *e)
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
	if (!opt_given(o, OPT_ROUTE)) {
		if (n == 0)
			return err_set(e, STATUS_USAGE, "no topic (or --route)");
		p->conf.topic = operand[0];
		p->in.skip = 1;
	}
	if (opt_given(o, 'K') && keyed_delimiter(opt_text(o, 'K', ""), &p->delimiter, e) != 0) {
		err_prefix(e, "option -K: ");
		return -1;
	}
	p->keyed.delimiter = p->delimiter;
	p->keyed.null = opt_text(o, OPT_NULL_TEXT, NULL);
	if (p->keyed.delimiter != NULL && *p->keyed.delimiter == '\0')
		return opt_error(o, 'K', e, "an empty delimiter cuts nothing");
	return parse_whole(p, e);
}
