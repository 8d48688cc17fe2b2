/* ktopic.c - create, describe, list and delete topics. */
#include <inttypes.h>
#include <string.h>

#include "base/term.h"
#include "cli/help.h"
#include "cli/topics.h"

enum {
	OPT_REPLICATION = OPT_CMD,
	OPT_CONFIG,
	OPT_IF_NOT_EXISTS,
	OPT_IF_EXISTS
};

static const struct opt create_opts[] = {
	{ 'p', "partitions", "count", "number of partitions (the broker's default; 1 locally)",
	    0, NULL, NULL },
	{ OPT_REPLICATION, "replication-factor", "count", "replicas of each partition", 0, NULL,
	    NULL },
	{ OPT_CONFIG, "config", "name=value", "a configuration of the topic", OPT_MANY, NULL,
	    NULL },
	{ OPT_IF_NOT_EXISTS, "if-not-exists", NULL, "a topic that is there already is fine", 0,
	    NULL, NULL },
	OPT_INCLUDE(opt_topics),
	OPT_END
};

static const struct opt delete_opts[] = {
	{ OPT_IF_EXISTS, "if-exists", NULL, "a topic that is not there is fine", 0, NULL, NULL },
	OPT_INCLUDE(opt_topics),
	OPT_END
};

static const struct opt plain_opts[] = { OPT_INCLUDE(opt_topics), OPT_END };

static int
create(struct cmd *c, struct err *e)
{
	const struct opts *o = cmd_opts(c);
	struct log_topic_spec spec = { 0 };
	int64_t partitions = -1, replication = -1;
	struct log_prop *config = NULL;
	struct log *l = NULL;
	const char *const *name;
	bool created = false;
	int rc = -1;

	if (cmd_operands(c, &name) != 1)
		return err_set(e, STATUS_USAGE, "create takes one topic");
	if (opt_int(o, 'p', 1, INT32_MAX, &partitions, e) != 0 ||
	    opt_int(o, OPT_REPLICATION, 1, INT16_MAX, &replication, e) != 0 ||
	    topics_props(c, OPT_CONFIG, &config, &spec.nconfig, e) != 0)
		return -1;
	spec.name = name[0];
	spec.partitions = (int32_t)partitions;
	spec.replication = (int32_t)replication;
	spec.config = config;
	if ((l = cmd_log(c, e)) != NULL)
		rc = log_create(l, &spec, opt_given(o, OPT_IF_NOT_EXISTS), &created, e);
	if (rc == 0 && created && !cmd_quiet(c))
		rc = cmd_printf(c, e, "Created topic %s.\n", spec.name);
	log_free(l);
	topics_props_free(config, spec.nconfig);
	return rc;
}

static int
print_ids(struct cmd *c, const char *label, const int32_t *id, size_t n, struct err *e)
{
	size_t i;

	if (cmd_printf(c, e, "\t%s: ", label) != 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (cmd_printf(c, e, "%s%" PRId32, i > 0 ? "," : "", id[i]) != 0)
			return -1;
	}
	return 0;
}

/* What somebody has set, which is any text, on this line. */
static int
print_config(struct cmd *c, const char *text, struct err *e)
{
	struct buf safe = BUF_INIT;
	int rc = term_escape(&safe, text, strlen(text), 0, e);

	if (rc == 0)
		rc = cmd_write(c, safe.data, safe.len, e);
	buf_release(&safe);
	return rc;
}

/* A topic as kafka-topics describes it. */
static int
print_topic(struct cmd *c, const struct log_topic *t, struct err *e)
{
	const struct log_partition *p;
	size_t i;

	if (cmd_printf(c, e, "Topic: %s\tPartitionCount: %zu\tReplicationFactor: %" PRId32
	    "\tConfigs: ", t->name, t->npart, t->replication) != 0)
		return -1;
	for (i = 0; i < t->nconfig; i++) {
		if (cmd_printf(c, e, "%s", i > 0 ? "," : "") != 0 ||
		    print_config(c, t->config[i], e) != 0)
			return -1;
	}
	if (cmd_printf(c, e, "\n") != 0)
		return -1;
	for (p = t->part; p < t->part + t->npart; p++) {
		if (cmd_printf(c, e, "\tTopic: %s\tPartition: %" PRId32, t->name, p->id) != 0)
			return -1;
		if (p->leader < 0 ? cmd_printf(c, e, "\tLeader: none") != 0 :
		    cmd_printf(c, e, "\tLeader: %" PRId32, p->leader) != 0)
			return -1;
		if (print_ids(c, "Replicas", p->replica, p->nreplica, e) != 0 ||
		    print_ids(c, "Isr", p->isr, p->nisr, e) != 0 ||
		    cmd_printf(c, e, "\n") != 0)
			return -1;
	}
	return 0;
}

/* Calls print for the topics that n names and patterns stand for, or for every topic. */
static int
each_topic(struct cmd *c, const char *const *name, size_t n, bool configs,
    int (*print)(struct cmd *, const struct log_topic *, struct err *), struct err *e)
{
	struct log_topics topics = { 0 };
	struct log *l;
	size_t i;
	int rc;

	if ((l = cmd_log(c, e)) == NULL)
		return -1;
	rc = log_describe(l, name, n, configs, &topics, e);
	for (i = 0; rc == 0 && i < topics.n; i++)
		rc = print(c, &topics.topic[i], e);
	log_topics_release(&topics);
	log_free(l);
	return rc;
}

static int
describe(struct cmd *c, struct err *e)
{
	const char *const *name;
	size_t n = cmd_operands(c, &name);

	return each_topic(c, name, n, true, print_topic, e);
}

static int
print_name(struct cmd *c, const struct log_topic *t, struct err *e)
{
	return cmd_printf(c, e, "%s\n", t->name);
}

static int
list(struct cmd *c, struct err *e)
{
	const char *const *name;

	if (cmd_operands(c, &name) != 0)
		return err_set(e, STATUS_USAGE, "list takes no operand");
	return each_topic(c, NULL, 0, false, print_name, e);
}

static int
delete(struct cmd *c, struct err *e)
{
	const char *const *name;
	struct log_deleted d;
	struct log *l;
	int rc;

	if (cmd_operands(c, &name) != 1)
		return err_set(e, STATUS_USAGE, "delete takes one topic");
	if ((l = cmd_log(c, e)) == NULL)
		return -1;
	rc = log_delete(l, name[0], opt_given(cmd_opts(c), OPT_IF_EXISTS), &d, e);
	if (rc == 0 && d.kept > 0)
		cmd_warn(c, "%" PRId64 " bytes of topic %s stay on the disk: %s", d.kept, name[0],
		    d.why);
	if (rc == 0 && d.existed && !cmd_quiet(c))
		rc = cmd_printf(c, e, "Deleted topic %s.\n", name[0]);
	log_free(l);
	return rc;
}

static const struct cmd_verb verbs[] = {
	{ "create", "[-p partitions] [--replication-factor count] [--config name=value] "
	    "[--if-not-exists] topic", "create a topic", create_opts, create, CMD_CHANGES },
	{ "describe", "[topic ...]", "show partitions, replicas and configurations", plain_opts,
	    describe, CMD_TOPICS },
	{ "list", "", "print the names of all topics", plain_opts, list, 0 },
	{ "delete", "[--if-exists] topic", "delete a topic and its records", delete_opts, delete,
	    CMD_CHANGES | CMD_TOPICS },
	{ NULL, NULL, NULL, NULL, NULL, 0 }
};

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "ktopic", .synopsis = "", .opts = plain_opts,
		.about = "create, describe, list and delete topics", .verbs = verbs
	};

	return cmd_main(&def, argc, argv);
}
