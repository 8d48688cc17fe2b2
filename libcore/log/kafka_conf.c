/* kafka_conf.c - the user's properties become librdkafka's configuration. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"
#include "log/kafka.h"

/* A property that librdkafka does not have, of all that it has. */
static int
unknown(const char *name, struct err *e)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	rd_kafka_topic_conf_t *topic = rd_kafka_topic_conf_new();
	size_t a, b, i, n = 0;
	const char **global = rd_kafka_conf_dump(conf, &a);
	const char **local = rd_kafka_topic_conf_dump(topic, &b);
	const char **names = mem_zero((a + b) / 2 + 1, sizeof *names, NULL);
	char near[400], q[200];

	/* Both are lists of name, value, name, value. */
	for (i = 0; names != NULL && i < a + b; i += 2)
		names[n++] = i < a ? global[i] : local[i - a];
	near[0] = '\0';
	near_names(near, sizeof near, name, names, n);
	free(names);
	rd_kafka_conf_dump_free(global, a);
	rd_kafka_conf_dump_free(local, b);
	rd_kafka_topic_conf_destroy(topic);
	rd_kafka_conf_destroy(conf);
	return err_set(e, STATUS_USAGE, "no such library property: %s%s%s%s",
	    err_quote(q, sizeof q, name, strlen(name)), near[0] != '\0' ? " (near: " : "",
	    near, near[0] != '\0' ? ")" : "");
}

/* librdkafka's words without what is ours to say; never the value of a secret. */
static int
refused(const struct log_settings *s, const char *name, const char *why, struct err *e)
{
	char words[600];

	if (log_is_secret(name))
		return err_set(e, STATUS_USAGE, "library property %s: bad value", name);
	return err_set(e, STATUS_USAGE, "library property %s: %s", name,
	    kafka_words(s, why, words, sizeof words));
}

static int
set_prop(rd_kafka_conf_t *conf, const struct log_settings *s, const char *name,
    const char *value, struct err *e)
{
	char why[512];

	switch (rd_kafka_conf_set(conf, name, value, why, sizeof why)) {
	case RD_KAFKA_CONF_OK:
		return 0;
	case RD_KAFKA_CONF_UNKNOWN:
		return unknown(name, e);
	default:
		return refused(s, name, why, e);
	}
}

/* What every handle has, unless the user says otherwise. */
static int
set_common(rd_kafka_conf_t *conf, const struct log_settings *s, struct err *e)
{
	int64_t socket = s->timeout_ms < 2000 ? 2000 : s->timeout_ms;
	int64_t connect = s->timeout_ms < 1000 ? 1000 : s->timeout_ms;
	char text[32];

	snprintf(text, sizeof text, "%lld", (long long)(socket > 60000 ? 60000 : socket));
	if (set_prop(conf, s, "socket.timeout.ms", text, e) != 0)
		return -1;
	snprintf(text, sizeof text, "%lld", (long long)(connect > 30000 ? 30000 : connect));
	if (set_prop(conf, s, "socket.connection.setup.timeout.ms", text, e) != 0)
		return -1;
	if (set_prop(conf, s, "client.id", "sluice", e) != 0 ||
	    set_prop(conf, s, "reconnect.backoff.max.ms", "1000", e) != 0 ||
	    set_prop(conf, s, "topic.metadata.propagation.max.ms", "5000", e) != 0 ||
	    set_prop(conf, s, "log.connection.close", "false", e) != 0)
		return -1;
	return 0;
}

/* A property of the file or the command line. */
static int
set_given(rd_kafka_conf_t *conf, const struct log_settings *s, const struct log_setting *p,
    struct err *e)
{
	const char *value = p->value;

	/* How Java clients switch it off. */
	if (strcmp(p->name, "ssl.endpoint.identification.algorithm") == 0 && *value == '\0')
		value = "none";
	if (set_prop(conf, s, p->name, value, e) == 0)
		return 0;
	if (p->where != NULL)
		err_prefix(e, "%s: ", p->where);
	return -1;
}

static int
set_list(rd_kafka_conf_t *conf, const struct log_settings *s, const struct kafka_prop *p,
    struct err *e)
{
	for (; p != NULL && p->name != NULL; p++)
		if (set_prop(conf, s, p->name, p->value, e) != 0)
			return -1;
	return 0;
}

rd_kafka_conf_t *
kafka_conf_new(const struct log_settings *s, const struct kafka_prop *weak,
    const struct kafka_prop *strong, struct err *e)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	size_t i;

	if (set_common(conf, s, e) != 0 || set_list(conf, s, weak, e) != 0)
		goto fail;
	for (i = 0; i < s->nprop; i++)
		if (set_given(conf, s, &s->prop[i], e) != 0)
			goto fail;
	if (set_list(conf, s, strong, e) != 0 ||
	    set_prop(conf, s, "bootstrap.servers", s->brokers, e) != 0)
		goto fail;
	return conf;
fail:
	rd_kafka_conf_destroy(conf);
	return NULL;
}

const char *
kafka_conf_given(const struct log_settings *s, const char *name)
{
	size_t i;

	for (i = s->nprop; i-- > 0;)
		if (strcmp(s->prop[i].name, name) == 0)
			return s->prop[i].value;
	return NULL;
}

bool
kafka_conf_knows(const char *name)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	size_t n = 0;
	bool known = rd_kafka_conf_get(conf, name, NULL, &n) == RD_KAFKA_CONF_OK;

	rd_kafka_conf_destroy(conf);
	return known;
}
