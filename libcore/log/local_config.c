/* local_config.c - the configs of topics in the local log, named and checked as Kafka's. */
#include <string.h>

#include "base/num.h"
#include "log/local.h"

/* Kafka's default of max.message.bytes. */
#define MAX_MESSAGE_BYTES 1048588

enum kind { KIND_INT, KIND_RATIO, KIND_BOOL, KIND_WORD, KIND_WORDS, KIND_TEXT };

/* Source: Apache Kafka 3.9, TopicConfig and LogConfig. */
static const struct config {
	const char *name;
	enum kind kind;
	int64_t min;			/* KIND_INT */
	const char *words;		/* KIND_WORD: one of these; KIND_WORDS: any of them */
} configs[] = {
	{ "cleanup.policy", KIND_WORDS, 0, "compact|delete" },
	{ "compression.gzip.level", KIND_INT, -1, NULL },
	{ "compression.lz4.level", KIND_INT, 1, NULL },
	{ "compression.type", KIND_WORD, 0, "uncompressed|zstd|lz4|snappy|gzip|producer" },
	{ "compression.zstd.level", KIND_INT, -131072, NULL },
	{ "delete.retention.ms", KIND_INT, 0, NULL },
	{ "file.delete.delay.ms", KIND_INT, 0, NULL },
	{ "flush.messages", KIND_INT, 1, NULL },
	{ "flush.ms", KIND_INT, 0, NULL },
	{ "follower.replication.throttled.replicas", KIND_TEXT, 0, NULL },
	{ "index.interval.bytes", KIND_INT, 0, NULL },
	{ "leader.replication.throttled.replicas", KIND_TEXT, 0, NULL },
	{ "local.retention.bytes", KIND_INT, -2, NULL },
	{ "local.retention.ms", KIND_INT, -2, NULL },
	{ "max.compaction.lag.ms", KIND_INT, 1, NULL },
	{ "max.message.bytes", KIND_INT, 0, NULL },
	{ "message.downconversion.enable", KIND_BOOL, 0, NULL },
	{ "message.format.version", KIND_TEXT, 0, NULL },
	{ "message.timestamp.after.max.ms", KIND_INT, 0, NULL },
	{ "message.timestamp.before.max.ms", KIND_INT, 0, NULL },
	{ "message.timestamp.difference.max.ms", KIND_INT, 0, NULL },
	{ "message.timestamp.type", KIND_WORD, 0, "CreateTime|LogAppendTime" },
	{ "min.cleanable.dirty.ratio", KIND_RATIO, 0, NULL },
	{ "min.compaction.lag.ms", KIND_INT, 0, NULL },
	{ "min.insync.replicas", KIND_INT, 1, NULL },
	{ "preallocate", KIND_BOOL, 0, NULL },
	{ "remote.storage.enable", KIND_BOOL, 0, NULL },
	{ "retention.bytes", KIND_INT, -1, NULL },
	{ "retention.ms", KIND_INT, -1, NULL },
	{ "segment.bytes", KIND_INT, 14, NULL },
	{ "segment.index.bytes", KIND_INT, 4, NULL },
	{ "segment.jitter.ms", KIND_INT, 0, NULL },
	{ "segment.ms", KIND_INT, 1, NULL },
	{ "unclean.leader.election.enable", KIND_BOOL, 0, NULL }
};

/* Whether the n bytes at p are one of the words. */
static bool
is_word(const char *words, const char *p, size_t n)
{
	size_t k;

	for (;; words += k + 1) {
		k = strcspn(words, "|");
		if (k == n && memcmp(words, p, n) == 0)
			return true;
		if (words[k] == '\0')
			return false;
	}
}

/* Whether all of a comma-separated list are words. */
static bool
are_words(const char *words, const char *list)
{
	size_t n;

	for (;; list += n + 1) {
		n = strcspn(list, ",");
		if (!is_word(words, list, n))
			return false;
		if (list[n] == '\0')
			return true;
	}
}

static bool
value_fits(const struct config *c, const char *v)
{
	int64_t i;
	double d;

	switch (c->kind) {
	case KIND_INT:
		return num_parse_i64(v, strlen(v), &i) && i >= c->min;
	case KIND_RATIO:
		return num_parse_f64(v, strlen(v), &d) && d >= 0 && d <= 1;
	case KIND_BOOL:
		return is_word("true|false", v, strlen(v));
	case KIND_WORD:
		return is_word(c->words, v, strlen(v));
	case KIND_WORDS:
		return are_words(c->words, v);
	case KIND_TEXT:
		break;
	}
	return true;
}

static const struct config *
find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof configs / sizeof *configs; i++)
		if (strcmp(configs[i].name, name) == 0)
			return &configs[i];
	return NULL;
}

int
local_config_make(const struct log_prop *config, size_t n, struct buf *out,
    struct err *e)
{
	const struct config *c;
	char q[100];
	size_t i;

	for (i = 0; i < n; i++) {
		const char *v = config[i].value;

		c = find(config[i].name);
		if (c == NULL)
			return err_set(e, STATUS_DATA, "unknown topic config %s",
			    err_quote(q, sizeof q, config[i].name, strlen(config[i].name)));
		if (!value_fits(c, v))
			return err_set(e, STATUS_DATA, "config %s: invalid value %s",
			    c->name, err_quote(q, sizeof q, v, strlen(v)));
		if (buf_printf(out, e, "%s=%s", c->name, v) != 0 || buf_zero(out, 1, e) != 0)
			return -1;
	}
	return 0;
}

/* The value of a config in what the ledger keeps, or NULL. */
static const char *
value_of(const char *config, size_t n, size_t len, const char *name)
{
	const char *end = config + len;
	size_t k = strlen(name);

	for (; n > 0 && config < end; n--, config += strlen(config) + 1)
		if (strncmp(config, name, k) == 0 && config[k] == '=')
			return config + k + 1;
	return NULL;
}

void
local_config_read(const char *config, size_t n, size_t len, struct local_config *out)
{
	const char *v = value_of(config, n, len, "max.message.bytes");

	if (v == NULL || !num_parse_i64(v, strlen(v), &out->max_bytes))
		out->max_bytes = MAX_MESSAGE_BYTES;
	v = value_of(config, n, len, "message.timestamp.type");
	out->append_time = v != NULL && strcmp(v, "LogAppendTime") == 0;
	v = value_of(config, n, len, "cleanup.policy");
	out->compacted = v != NULL && strstr(v, "compact") != NULL;
}
