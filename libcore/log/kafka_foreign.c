/* kafka_foreign.c - what a properties file says for other clients of the same brokers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "log/kafka.h"

/* Says nothing to this client; a name that ends in a full stop stands for all behind it. */
static const char *const foreign[] = {
	/* Java's clients */
	"auto.include.jmx.reporter", "buffer.memory",
	"client.dns.lookup", "compression.gzip.level", "compression.lz4.level",
	"compression.zstd.level", "config.providers", "config.providers.", "confluent.",
	"default.api.timeout.ms", "enable.metrics.push", "exclude.internal.topics",
	"group.protocol", "group.remote.assignor", "interceptor.classes",
	"internal.leave.group.on.close", "key.deserializer", "key.deserializer.",
	"key.serializer", "key.serializer.", "max.block.ms", "max.poll.records",
	"metadata.max.idle.ms", "metadata.recovery.", "metric.reporters", "metrics.",
	"partitioner.adaptive.partitioning.enable", "partitioner.availability.timeout.ms",
	"partitioner.class", "partitioner.ignore.keys", "receive.buffer.bytes",
	"retry.backoff.max.ms", "sasl.client.callback.handler.class",
	"sasl.kerberos.ticket.renew.", "sasl.login.", "sasl.oauthbearer.clock.skew.seconds",
	"sasl.oauthbearer.expected.", "sasl.oauthbearer.header.urlencode",
	"sasl.oauthbearer.jwks.", "sasl.oauthbearer.scope.claim.name",
	"sasl.oauthbearer.sub.claim.name", "security.providers", "send.buffer.bytes", "share.",
	"socket.connection.setup.timeout.max.ms", "ssl.enabled.protocols",
	"ssl.engine.factory.class", "ssl.keymanager.algorithm", "ssl.protocol", "ssl.provider", "ssl.secure.random.implementation",
	"ssl.trustmanager.algorithm", "ssl.truststore.password",
	"transaction.two.phase.commit.enable", "value.deserializer", "value.deserializer.",
	"value.serializer", "value.serializer.",
	/* the console tools */
	"headers.deserializer", "headers.deserializer.", "headers.delimiter",
	"headers.key.separator", "headers.separator", "ignore.error", "key.separator",
	"line.separator", "null.literal", "null.marker", "parse.headers", "parse.key",
	"print.", "skip.message.on.error",
	/* schema registries */
	"auto.register.schemas", "avro.", "basic.auth.", "bearer.auth.",
	"context.name.strategy", "id.compatibility.strict", "json.", "key.schema.",
	"key.subject.name.strategy", "latest.compatibility.strict", "max.schemas.per.subject",
	"normalize.schemas", "protobuf.", "proxy.host", "proxy.port", "rule.", "schema.",
	"specific.avro.", "specific.protobuf.", "use.latest.version", "use.schema.id",
	"value.schema.", "value.subject.name.strategy"
};

/* What the tools decide by themselves. */
static const char *const ours[] = {
	"allow.auto.create.topics", "auto.commit.enable", "auto.commit.interval.ms",
	"auto.offset.reset", "delivery.report.only.error", "enable.auto.commit",
	"enable.auto.offset.store", "enable.partition.eof", "group.id", "group.instance.id",
	"partition.assignment.strategy", "partitioner", "produce.offset.report",
	"transactional.id"
};

/* Java's, too: they say what others mean, and go when those were looked at. */
static const char *const kinds[] = { "ssl.keystore.type", "ssl.truststore.type" };

/* Names that mean the same here, and that of librdkafka. */
static const struct twin {
	const char *name, *native;
	const char *form;		/* more of what to use instead, or NULL */
} twins[] = {
	{ "max.request.size", "message.max.bytes", NULL },
	{ "fetch.max.wait.ms", "fetch.wait.max.ms", NULL },
	{ "ssl.truststore.location", "ssl.ca.location", "(a PEM file)" },
	{ "ssl.truststore.certificates", "ssl.ca.pem", NULL },
	{ "ssl.keystore.key", "ssl.key.pem", NULL },
	{ "ssl.keystore.certificate.chain", "ssl.certificate.pem", NULL },
	{ "sasl.jaas.config", "sasl.username", "and sasl.password" }
};

#define COUNT(a) (sizeof (a) / sizeof *(a))

static bool
is_among(const char *const *list, size_t n, const char *name)
{
	size_t i, len;

	for (i = 0; i < n; i++) {
		len = strlen(list[i]);
		if (list[i][len - 1] == '.' ? strncmp(name, list[i], len) == 0 :
		    strcmp(name, list[i]) == 0)
			return true;
	}
	return false;
}

static const struct twin *
find_twin(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(twins); i++)
		if (strcmp(name, twins[i].name) == 0)
			return &twins[i];
	return NULL;
}

/* -- changing the list of properties -- */

static void
drop(struct log_settings *s, size_t i)
{
	struct log_setting *p = &s->prop[i];

	free(p->name);
	free(p->value);
	free(p->where);
	memmove(p, p + 1, (--s->nprop - i) * sizeof *p);
}

static int
replace(char **text, const char *with, size_t n, struct err *e)
{
	char *copy = mem_dup(with, n, e);

	if (copy == NULL)
		return -1;
	free(*text);
	*text = copy;
	return 0;
}

static int
rename_prop(struct log_settings *s, size_t i, const char *name, struct err *e)
{
	return replace(&s->prop[i].name, name, strlen(name), e);
}

/* A property behind number i, of the same place.  0 or -1. */
static int
insert_after(struct log_settings *s, size_t i, const char *name, const char *value,
    size_t n, struct err *e)
{
	struct log_setting p = { NULL, NULL, NULL };
	const char *where = s->prop[i].where;

	if (mem_grow(&s->prop, &s->capprop, s->nprop + 1, sizeof *s->prop, e) != 0 ||
	    replace(&p.name, name, strlen(name), e) != 0 ||
	    replace(&p.value, value, n, e) != 0 ||
	    (where != NULL && replace(&p.where, where, strlen(where), e) != 0)) {
		free(p.name);
		free(p.value);
		return -1;
	}
	memmove(s->prop + i + 2, s->prop + i + 1, (s->nprop - i - 1) * sizeof p);
	s->prop[i + 1] = p;
	s->nprop++;
	return 0;
}

/* -- Java's login text -- */

/* A value at p, with quotes or without: its end, and behind it; NULL when it is none. */
static const char *
jaas_value(const char *p, const char **from, size_t *n)
{
	size_t quoted = *p == '"' || *p == '\'', len;

	if (quoted) {
		const char *end = strchr(p + 1, *p);

		/* With escapes it would have to be unescaped: nobody writes that. */
		if (end == NULL || memchr(p, '\\', (size_t)(end - p)) != NULL)
			return NULL;
		*from = p + 1;
		*n = (size_t)(end - p - 1);
		return end + 1;
	}
	len = strcspn(p, " \t;");
	*from = p;
	*n = len;
	return len > 0 ? p + len : NULL;
}

/*
 * Finds user and password in "CLASS FLAG username=... password=...;", where the class is
 * one of those that need nothing else.
 */
static bool
jaas_login(const char *p, const char **user, size_t *nuser, const char **password,
    size_t *npassword)
{
	size_t class = strcspn(p, " \t"), name, n;
	const char *v, *end;

	*user = *password = NULL;
	if (memmem(p, class, ".PlainLoginModule", 17) == NULL &&
	    memmem(p, class, ".ScramLoginModule", 17) == NULL)
		return false;
	p += class + strspn(p + class, " \t");
	p += strcspn(p, " \t;");
	for (;;) {
		p += strspn(p, " \t");
		if (*p == ';' || *p == '\0')
			break;
		name = strcspn(p, "= \t;");
		if (p[name] != '=' || (end = jaas_value(p + name + 1, &v, &n)) == NULL)
			return false;
		if (name == 8 && memcmp(p, "username", 8) == 0) {
			*user = v;
			*nuser = n;
		} else if (name == 8 && memcmp(p, "password", 8) == 0) {
			*password = v;
			*npassword = n;
		} else {
			return false;
		}
		p = end;
	}
	return *user != NULL && *password != NULL && p[strspn(p, "; \t")] == '\0';
}

/* -- one property -- */

/* What the files say of a name, or NULL. */
static const char *
of_file(const struct log_settings *s, const char *name)
{
	size_t i;

	for (i = s->nprop; i-- > 0;)
		if (s->prop[i].where != NULL && strcmp(s->prop[i].name, name) == 0)
			return s->prop[i].value;
	return NULL;
}

static bool
is_pem(const struct log_settings *s, const char *type_name)
{
	const char *type = of_file(s, type_name);

	return type != NULL && strcmp(type, "PEM") == 0;
}

/* Tells what becomes of property i, in two pieces. */
static void
tell(const struct log_settings *s, size_t i, const char *what, const char *as)
{
	const char *debug = kafka_conf_given(s, "debug");
	char line[600], q[200];
	bool wanted = s->tell || (debug != NULL &&
	    (strstr(debug, "conf") != NULL || strstr(debug, "all") != NULL));

	if (!wanted || s->debug == NULL)
		return;
	snprintf(line, sizeof line, "%s: property %s is %s%s", s->prop[i].where,
	    err_quote(q, sizeof q, s->prop[i].name, strlen(s->prop[i].name)), what, as);
	s->debug(s->arg, line);
}

/* Returns 1: another one is number i now. */
static int
pass_over(struct log_settings *s, size_t i, const char *why, const char *name)
{
	char what[64];

	snprintf(what, sizeof what, "passed over: %s", why);
	tell(s, i, what, name);
	drop(s, i);
	return 1;
}

/* Whether the file speaks to this client already: then the other name is not for it. */
static bool
has_native(const struct log_settings *s, const struct twin *t)
{
	if (of_file(s, t->native) != NULL)
		return true;
	if (strcmp(t->native, "ssl.ca.location") == 0)
		return of_file(s, "ssl.ca.pem") != NULL;
	if (strcmp(t->native, "sasl.username") == 0)
		return of_file(s, "sasl.oauthbearer.config") != NULL ||
		    of_file(s, "sasl.oauthbearer.method") != NULL ||
		    of_file(s, "sasl.kerberos.keytab") != NULL;
	return false;
}

static int
translate_jaas(struct log_settings *s, size_t i, struct err *e)
{
	const char *user, *password;
	size_t nuser = 0, npassword = 0;
	char *value = s->prop[i].value;

	if (!jaas_login(value, &user, &nuser, &password, &npassword))
		return err_set(e, STATUS_USAGE, "property sasl.jaas.config: no login by name "
		    "and password: this client's are sasl.username, sasl.password, "
		    "sasl.kerberos... and sasl.oauthbearer...");
	if (insert_after(s, i, "sasl.password", password, npassword, e) != 0 ||
	    rename_prop(s, i, "sasl.username", e) != 0)
		return -1;
	return replace(&s->prop[i].value, user, nuser, e);
}

/* Property i of a file, for which this client has another name.  1: look at i again. */
static int
translate(struct log_settings *s, size_t i, const struct twin *t, struct err *e)
{
	if (has_native(s, t)) {
		return pass_over(s, i, "there is ", t->native);
	}
	if (strcmp(t->name, "ssl.truststore.location") == 0 &&
	    !is_pem(s, "ssl.truststore.type"))
		return err_set(e, STATUS_USAGE, "property %s is a truststore that only Java "
		    "reads: use %s %s or ssl.truststore.type=PEM", t->name, t->native,
		    t->form);
	tell(s, i, "taken as ", t->native);
	return strcmp(t->name, "sasl.jaas.config") == 0 ? translate_jaas(s, i, e) :
	    rename_prop(s, i, t->native, e);
}

/* Java keeps the key and its certificates in one PEM file. */
static int
split_keystore(struct log_settings *s, size_t i, struct err *e)
{
	const char *value = s->prop[i].value, *type = of_file(s, "ssl.keystore.type");

	if (of_file(s, "ssl.key.location") != NULL || of_file(s, "ssl.key.pem") != NULL) {
		return pass_over(s, i, "there is ", "ssl.key...");
	}
	if (type != NULL && strcmp(type, "JKS") == 0)
		return err_set(e, STATUS_USAGE, "property ssl.keystore.location is a keystore "
		    "that only Java reads: use a PKCS#12 or PEM file");
	if (!is_pem(s, "ssl.keystore.type"))
		return 0;
	tell(s, i, "taken as ", "ssl.certificate.location and ssl.key.location");
	if (insert_after(s, i, "ssl.key.location", value, strlen(value), e) != 0)
		return -1;
	return rename_prop(s, i, "ssl.certificate.location", e);
}

/* A property of a file.  0; 1: look at i again; -1. */
static int
adapt(struct log_settings *s, size_t i, struct err *e)
{
	const char *name = s->prop[i].name;
	const struct twin *t;

	if (is_among(ours, COUNT(ours), name)) {
		return pass_over(s, i, "the tools decide it", "");
	}
	if (strcmp(name, "ssl.keystore.location") == 0)
		return split_keystore(s, i, e);
	if ((t = find_twin(name)) != NULL && !kafka_conf_knows(name))
		return translate(s, i, t, e);
	if (!is_among(foreign, COUNT(foreign), name) || kafka_conf_knows(name))
		return 0;
	return pass_over(s, i, "it is for other clients", "");
}

/* A property of the command line: nothing is passed over.  0 or -1. */
static int
check(const char *name, struct err *e)
{
	const struct twin *t;

	if (is_among(ours, COUNT(ours), name))
		return err_set(e, STATUS_USAGE, "library property %s: the tools decide it",
		    name);
	if (kafka_conf_knows(name))
		return 0;
	if ((t = find_twin(name)) != NULL)
		return err_set(e, STATUS_USAGE, "property %s is for Java clients alone: use "
		    "%s%s%s", name, t->native, t->form != NULL ? " " : "",
		    t->form != NULL ? t->form : "");
	if (is_among(foreign, COUNT(foreign), name))
		return err_set(e, STATUS_USAGE, "property %s is for other clients: nothing "
		    "here uses it", name);
	return 0;
}

int
kafka_foreign(struct log_settings *s, struct err *e)
{
	size_t i;
	int r;

	for (i = 0; i < s->nprop; i += r == 0) {
		if (s->prop[i].where == NULL)
			r = check(s->prop[i].name, e);
		else if ((r = adapt(s, i, e)) < 0)
			err_prefix(e, "%s: ", s->prop[i].where);
		if (r < 0)
			return -1;
	}
	for (i = s->nprop; i-- > 0;)
		if (s->prop[i].where != NULL && is_among(kinds, COUNT(kinds), s->prop[i].name))
			pass_over(s, i, "it is for other clients", "");
	return 0;
}
