/* log.c - the interface of log.h: what is the same for both logs, and the way to each. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"
#include "log/local_ledger.h"
#include "log/source.h"

#define NAME_MAX_LEN 249

const char *const log_column_name[LOG_NCOLUMN] = {
	"key", "value", "topic", "partition", "offset", "timestamp", "timestampType",
	"headers"
};

int
log_open(struct log **out, const struct log_conf *conf, struct err *e)
{
	struct log_settings s;

	if (log_settings_init(&s, conf, e) != 0)
		return -1;
	if (s.brokers == NULL)
		return log_local_open(out, &s, e);
#ifdef SLUICE_NO_KAFKA
	err_set(e, STATUS_USAGE, "built without the kafka log: cannot use broker %s",
	    s.brokers);
	log_settings_release(&s);
	return -1;
#else
	return log_kafka_open(out, &s, e);
#endif
}

void
log_free(struct log *l)
{
	if (l != NULL)
		l->ops->free(l);
}

const char *
log_kind(const struct log *l)
{
	return l->ops->kind;
}

bool
log_inside(void)
{
	return ledger_inside();
}

int
log_name_check(const char *name, struct err *e)
{
	char q[300];
	size_t n = strlen(name), i;

	if (n == 0)
		return err_set(e, STATUS_USAGE, "a topic name must not be empty");
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return err_set(e, STATUS_USAGE, "topic name must not be \"%s\"", name);
	for (i = 0; i < n; i++) {
		char c = name[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'))
			return err_set(e, STATUS_USAGE, "topic name %s: only ASCII "
			    "letters, digits, '.', '_' and '-' are allowed",
			    err_quote(q, sizeof q, name, n));
	}
	if (n > NAME_MAX_LEN)
		return err_set(e, STATUS_USAGE, "topic name %s is longer than %d bytes",
		    err_quote(q, sizeof q, name, n), NAME_MAX_LEN);
	return 0;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int
log_unknown_topic(struct err *e, const char *name, const char *const *names, size_t n)
{
	const char **sorted = mem_zero(n, sizeof *sorted, NULL);
	char near[700];

	near[0] = '\0';
	if (sorted != NULL && n > 0) {
		memcpy(sorted, names, n * sizeof *sorted);
		qsort(sorted, n, sizeof *sorted, by_text);
		near_names(near, sizeof near, name, sorted, n);
	}
	free(sorted);
	return err_set(e, STATUS_SYSTEM, "no such topic: %s%s%s%s", name,
	    near[0] != '\0' ? " (near: " : "", near, near[0] != '\0' ? ")" : "");
}

/* -- administration -- */

static int
check_spec(const struct log_topic_spec *spec, struct err *e)
{
	size_t i, j;

	if (log_name_check(spec->name, e) != 0)
		return -1;
	if (spec->partitions == 0 || spec->partitions < -1)
		return err_set(e, STATUS_USAGE, "a topic needs at least one partition");
	if (spec->replication == 0 || spec->replication < -1 || spec->replication > 32767)
		return err_set(e, STATUS_USAGE, "a replication factor is 1 to 32767");
	for (i = 0; i < spec->nconfig; i++)
		for (j = 0; j < i; j++)
			if (strcmp(spec->config[i].name, spec->config[j].name) == 0)
				return err_set(e, STATUS_USAGE, "config %s is given twice",
				    spec->config[i].name);
	return 0;
}

int
log_create(struct log *l, const struct log_topic_spec *spec, bool if_not_exists,
    bool *created, struct err *e)
{
	bool existed = false;

	if (check_spec(spec, e) != 0 || l->ops->create(l, spec, &existed, e) != 0)
		return -1;
	*created = !existed;
	if (existed && !if_not_exists)
		return err_set(e, STATUS_DATA, "topic %s exists", spec->name);
	return 0;
}

int
log_delete(struct log *l, const char *name, bool if_exists, struct log_deleted *out,
    struct err *e)
{
	memset(out, 0, sizeof *out);
	if (log_name_check(name, e) != 0)
		return -1;
	return l->ops->remove(l, name, if_exists, out, e);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct log_topic *)a)->name,
	    ((const struct log_topic *)b)->name);
}

static void
topic_release(struct log_topic *t)
{
	size_t i;

	for (i = 0; t->part != NULL && i < t->npart; i++) {
		free(t->part[i].replica);
		free(t->part[i].isr);
	}
	for (i = 0; t->config != NULL && i < t->nconfig; i++)
		free(t->config[i]);
	free(t->part);
	free(t->config);
	free(t->name);
}

static bool
is_pattern(const char *name)
{
	return strpbrk(name, "*?[") != NULL;
}

/* The error of a name that is none of the topics. */
static int
unknown_name(const char *name, const struct log_topics *t, struct err *e)
{
	const char **names;
	size_t i;

	if (is_pattern(name))
		return err_set(e, STATUS_SYSTEM, "no topic matches %s", name);
	if ((names = mem_zero(t->n, sizeof *names, e)) == NULL)
		return -1;
	for (i = 0; i < t->n; i++)
		names[i] = t->topic[i].name;
	log_unknown_topic(e, name, names, t->n);
	free(names);
	return -1;
}

/* Leaves those of the topics that the names stand for. */
static int
select_topics(const char *const *name, size_t n, struct log_topics *t, struct err *e)
{
	bool *wanted = mem_zero(t->n, sizeof *wanted, e), found;
	size_t i, k, kept = 0;
	int r = wanted == NULL ? -1 : 0;

	for (i = 0; i < n && r == 0; i++) {
		found = false;
		for (k = 0; k < t->n; k++)
			if (fnmatch(name[i], t->topic[k].name, 0) == 0)
				wanted[k] = found = true;
		if (!found)
			r = unknown_name(name[i], t, e);
	}
	for (k = 0; k < t->n && r == 0; k++) {
		if (wanted[k])
			t->topic[kept++] = t->topic[k];
		else
			topic_release(&t->topic[k]);
	}
	if (r == 0)
		t->n = kept;
	free(wanted);
	return r;
}

int
log_describe(struct log *l, const char *const *name, size_t n, bool with_configs,
    struct log_topics *out, struct err *e)
{
	bool one = n == 1 && !is_pattern(name[0]);
	size_t i;

	out->topic = NULL;
	out->n = 0;
	for (i = 0; i < n; i++)
		if (!is_pattern(name[i]) && log_name_check(name[i], e) != 0)
			return -1;
	if (l->ops->describe(l, one ? name[0] : NULL, with_configs, out, e) != 0 ||
	    (n > 0 && !one && select_topics(name, n, out, e) != 0)) {
		log_topics_release(out);
		return -1;
	}
	if (out->n > 1)
		qsort(out->topic, out->n, sizeof *out->topic, by_name);
	return 0;
}

void
log_topics_release(struct log_topics *t)
{
	size_t i;

	for (i = 0; t->topic != NULL && i < t->n; i++)
		topic_release(&t->topic[i]);
	free(t->topic);
	t->topic = NULL;
	t->n = 0;
}

/* -- appending -- */

int
log_producer_new(struct log *l, const struct log_producer_conf *conf,
    struct log_producer **out, struct err *e)
{
	*out = NULL;
	if (conf->topic != NULL && log_name_check(conf->topic, e) != 0)
		return -1;
	return l->ops->producer_new(l, conf, out, e);
}

int
log_send(struct log_producer *p, const struct batch *b, const struct log_columns *c,
    int64_t first, struct err *e)
{
	struct log_columns some = *c;

	/* Records without headers, of a copy mostly, go as fast as if there were no column. */
	if (c->headers >= 0 && b->col[c->headers].nulls == b->rows)
		some.headers = -1;
	return p->ops->send(p, b, &some, first, e);
}

int
log_flush(struct log_producer *p, struct err *e)
{
	return p->ops->flush(p, e);
}

void
log_producer_counts(const struct log_producer *p, struct log_counts *out)
{
	p->ops->counts(p, out);
}

void
log_producer_free(struct log_producer *p)
{
	if (p != NULL)
		p->ops->free(p);
}

/* -- reading -- */

const struct log_point *
log_point_for(const struct log_point *p, size_t n, int32_t partition)
{
	const struct log_point *any = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		if (p[i].partition == partition)
			return &p[i];
		if (p[i].partition < 0)
			any = &p[i];
	}
	return any;
}

int
log_point_offset(const struct log_point *p, bool is_from, const char *topic,
    int32_t partition, int64_t start, int64_t end, int64_t *offset, struct err *e)
{
	enum log_point_kind kind = is_from ? LOG_EARLIEST : LOG_LATEST;

	if (p != NULL)
		kind = p->kind;
	switch (kind) {
	case LOG_EARLIEST:
		*offset = start;
		break;
	case LOG_LATEST:
		*offset = end;
		break;
	case LOG_TAIL:
		*offset = p->value >= end - start ? start : end - p->value;
		break;
	case LOG_OFFSET:
		/* An end beyond the end, or before what is kept, is where that is. */
		if (is_from && (p->value < start || p->value > end))
			return err_set(e, STATUS_SYSTEM, "topic %s partition %d: offset %lld is "
			    "out of range: it has %lld up to %lld", topic, partition,
			    (long long)p->value, (long long)start, (long long)end);
		*offset = p->value < start ? start : p->value > end ? end : p->value;
		break;
	case LOG_TIME:
		return err_set(e, STATUS_SYSTEM, "internal: a time is not an offset");
	}
	return 0;
}

int
log_read_check_topic(const struct log_read *r, const char *topic, int32_t partitions,
    struct err *e)
{
	int32_t most = -1;
	size_t i;

	for (i = 0; i < r->npartition; i++)
		most = r->partition[i] > most ? r->partition[i] : most;
	for (i = 0; i < r->nfrom; i++)
		most = r->from[i].partition > most ? r->from[i].partition : most;
	for (i = 0; i < r->nto; i++)
		most = r->to[i].partition > most ? r->to[i].partition : most;
	if (most < partitions)
		return 0;
	return err_set(e, STATUS_SYSTEM, "topic %s has no partition %d (it has %d)", topic,
	    most, partitions);
}

bool
log_reads_partition(const struct log_read *r, int32_t partition)
{
	size_t i;

	for (i = 0; i < r->npartition; i++)
		if (r->partition[i] == partition)
			return true;
	return r->npartition == 0;
}

static int
check_points(const char *what, const struct log_point *p, size_t n, struct err *e)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (p[i].value < 0 && (p[i].kind == LOG_OFFSET || p[i].kind == LOG_TAIL))
			return err_set(e, STATUS_USAGE, "%s: negative number", what);
	}
	return 0;
}

static int
check_read(const struct log_read *r, struct err *e)
{
	size_t i, j;

	if (r->ntopic == 0)
		return err_set(e, STATUS_USAGE, "no topic to read");
	for (i = 0; i < r->ntopic; i++) {
		if (log_name_check(r->topic[i], e) != 0)
			return -1;
		for (j = 0; j < i; j++)
			if (strcmp(r->topic[i], r->topic[j]) == 0)
				return err_set(e, STATUS_USAGE, "topic %s is named twice",
				    r->topic[i]);
	}
	if (r->follow && r->nto > 0)
		return err_set(e, STATUS_USAGE, "a followed topic has no end: not both");
	if (check_points("from", r->from, r->nfrom, e) != 0 ||
	    check_points("to", r->to, r->nto, e) != 0)
		return -1;
	return 0;
}

int
log_source_new(struct log *l, const struct log_read *r, struct source **out,
    struct err *e)
{
	struct log_source *s;

	*out = NULL;
	if (check_read(r, e) != 0 || l->ops->source_new(l, r, &s, e) != 0)
		return -1;
	*out = &s->source;
	return 0;
}
