/*
 * log_ops.h - what a log implements: the inside of log.h, for libcore/log only.
 *
 * log.c checks arguments that are the same for both logs (names, counts,
 * points) and then calls through these tables.  Each implementation embeds
 * struct log, log_producer and log_source as the first member of its own.
 */
#ifndef SLUICE_LOG_LOG_OPS_H
#define SLUICE_LOG_LOG_OPS_H

#include "log/log.h"

struct log_source;

struct log_ops {
	const char *kind;		/* "kafka", "local" */
	/*
	 * As their namesakes in log.h.  create: spec was checked (name, numbers);
	 * *existed tells that the topic was there already (then 0, nothing changed).
	 */
	int (*create)(struct log *l, const struct log_topic_spec *spec, bool *existed,
	    struct err *e);
	int (*remove)(struct log *l, const char *name, bool if_exists,
	    struct log_deleted *out, struct err *e);
	/* Need not sort; log.c does. */
	int (*describe)(struct log *l, const char *name, bool with_configs,
	    struct log_topics *out, struct err *e);
	/* conf->topic, where there is one, is a valid name. */
	int (*producer_new)(struct log *l, const struct log_producer_conf *conf,
	    struct log_producer **out, struct err *e);
	/* r was checked: names valid and different, points and columns sensible. */
	int (*source_new)(struct log *l, const struct log_read *r,
	    struct log_source **out, struct err *e);
	void (*free)(struct log *l);
};

struct log {
	const struct log_ops *ops;
};

struct log_producer_ops {
	int (*send)(struct log_producer *p, const struct batch *b,
	    const struct log_columns *c, int64_t first, struct err *e);
	int (*flush)(struct log_producer *p, struct err *e);
	void (*counts)(const struct log_producer *p, struct log_counts *out);
	void (*free)(struct log_producer *p);
};

struct log_producer {
	const struct log_producer_ops *ops;
};

/*
 * STATUS_DATA for a record whose timestamp (us since the epoch) no log, or not this
 * one, can keep: the value, and why.  Returns -1.
 */
int log_timestamp_refused(int64_t us, const char *why, struct err *e);

/* -- configuration: conf.c -- */

/* What log_conf comes to, once environment and files are read.  All owned. */
struct log_settings {
	char *brokers;			/* kafka: host:port[,...]; NULL: the local log */
	char *dir;			/* local: its directory */
	bool dir_named;			/* the user named it */
	/*
	 * Library properties: the file's, then the command line's; of two with
	 * one name the later counts.  bootstrap.servers is not among them.
	 */
	struct log_setting {
		char *name, *value;
		char *where;		/* "FILE:LINE"; NULL: the command line */
	} *prop;
	size_t nprop, capprop;
	int64_t timeout_ms;
	void (*waiting)(void *arg, const char *what);
	void (*debug)(void *arg, const char *line);
	bool tell;			/* debug gets what is passed over, too */
	void *arg;
};

/* 0, or -1: an unreadable file, a line that is no property, a secret in conf->prop. */
int log_settings_init(struct log_settings *s, const struct log_conf *conf, struct err *e);
void log_settings_release(struct log_settings *s);

/* Whether the value of a property of that name is a secret. */
bool log_is_secret(const char *name);

/*
 * Blots out, in place, what text (of a library, not escaped yet) has of the values of
 * secret properties: whole ones and pieces of 8 bytes, and all that follows the name of
 * such a property.
 */
void log_hide_secrets(const struct log_settings *s, char *text);

/* Opens; takes s (empty afterwards), on failure too. */
int log_kafka_open(struct log **out, struct log_settings *s, struct err *e);
int log_local_open(struct log **out, struct log_settings *s, struct err *e);

/* -- shared by both logs: log.c -- */

/* Kafka's rules for topic names.  0, or -1 with STATUS_USAGE and the reason. */
int log_name_check(const char *name, struct err *e);

/*
 * STATUS_SYSTEM "no such topic: foo (near: ...)" from the names there are.
 * Returns -1.
 */
int log_unknown_topic(struct err *e, const char *name, const char *const *names,
    size_t n);

/* The schema of a source: the columns of r in its order, or all; a reference. */
struct schema *log_read_schema(const struct log_read *r, struct err *e);

/* The columns that Spark's Kafka source gives. */
enum log_column {
	LOG_KEY, LOG_VALUE, LOG_TOPIC, LOG_PARTITION, LOG_OFFSET_COL, LOG_TIMESTAMP,
	LOG_TIMESTAMP_TYPE, LOG_HEADERS, LOG_NCOLUMN
};
extern const char *const log_column_name[LOG_NCOLUMN];

/*
 * The point among the n of from or to that counts for a partition: the one
 * that names it, else the last that names none, else NULL (the default).
 */
const struct log_point *log_point_for(const struct log_point *p, size_t n, int32_t partition);

/*
 * The offset that p (NULL: the earliest with is_from, else the latest) comes to in
 * a partition that has start .. end - 1, for all but LOG_TIME.  An offset outside
 * start .. end is STATUS_SYSTEM with is_from, else the nearer of these.  0 or -1.
 */
int log_point_offset(const struct log_point *p, bool is_from, const char *topic,
    int32_t partition, int64_t start, int64_t end, int64_t *offset, struct err *e);

/*
 * Checks that the points and the list of partitions of r name only partitions
 * that the topic has.  0, or -1 with STATUS_SYSTEM.
 */
int log_read_check_topic(const struct log_read *r, const char *topic,
    int32_t partitions, struct err *e);

/* Whether r reads that partition (its list is empty or names it). */
bool log_reads_partition(const struct log_read *r, int32_t partition);

#endif
