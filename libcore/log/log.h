/*
 * log.h - topics: one interface, two logs.
 *
 * kafka (librdkafka against a broker) and local (segment files and an LMDB
 * ledger, no server).  Same calls, same semantics, same rows.
 */
#ifndef SLUICE_LOG_LOG_H
#define SLUICE_LOG_LOG_H

#include "model/stream.h"

struct log;
struct log_ops;

/* A name and a value: topic configs, library properties. */
struct log_prop {
	const char *name, *value;
};

struct log_conf {
	/*
	 * host:port[,...], file:DIR, or NULL: then bootstrap.servers of prop, then
	 * that of file, then SLUICE_BROKERS, then that of the properties file which
	 * nobody named here, then the local log under $XDG_STATE_HOME/sluice/log
	 * (~/.local/state/sluice/log).
	 */
	const char *brokers;
	const char *file;		/* properties file; NULL: SLUICE_CONFIG, then
					   $XDG_CONFIG_HOME/sluice/client.properties if there */
	const struct log_prop *prop;	/* library properties of the command line */
	size_t nprop;
	int64_t timeout_ms;		/* bounds every wait for a broker */
	/* Called when a wait passes 5 s, with what is waited for; may be NULL. */
	void (*waiting)(void *arg, const char *what);
	/* Called with a line of what the property "debug" asks for, by any thread, of
	   several at once; may be NULL. */
	void (*debug)(void *arg, const char *line);
	/*
	 * debug also gets a line for each property of a file that is passed over, being
	 * for other clients, or taken under another name (as with debug=conf).
	 */
	bool tell;
	void *arg;
};

/* Opens a log.  Secrets in prop are refused (STATUS_USAGE).  0 or -1. */
int log_open(struct log **out, const struct log_conf *conf, struct err *e);
void log_free(struct log *l);

/*
 * Whether this thread works in memory that a damaged ledger of the local log decides on:
 * a fault is then that damage.  For signal handlers.
 */
bool log_inside(void);

/* "kafka" or "local". */
const char *log_kind(const struct log *l);

/* -- administration -- */

struct log_topic_spec {
	const char *name;		/* Kafka's rules: [a-zA-Z0-9._-]{1,249}, not . or .. */
	int32_t partitions;		/* -1: the broker's default (local: 1) */
	int32_t replication;		/* -1: the broker's default (local: 1) */
	const struct log_prop *config;
	size_t nconfig;
};

/*
 * Creates a topic and returns once metadata shows it.  An existing one is
 * STATUS_DATA, or with if_not_exists success with *created false.
 */
int log_create(struct log *l, const struct log_topic_spec *spec, bool if_not_exists,
    bool *created, struct err *e);

struct log_deleted {
	bool existed;
	int64_t kept;			/* local: bytes of it that are still on the disk */
	char why[160];			/* and what holds them; "" for nothing */
};

/*
 * Deletes a topic, returns once metadata shows it and, locally, once its room on the
 * disk is free.  An unknown one is STATUS_SYSTEM with near names, or with if_exists
 * success with out->existed false.
 */
int log_delete(struct log *l, const char *name, bool if_exists, struct log_deleted *out,
    struct err *e);

struct log_partition {
	int32_t id, leader;		/* leader -1: none */
	int32_t *replica, *isr;
	size_t nreplica, nisr;
};

struct log_topic {
	char *name;
	int32_t replication;
	struct log_partition *part;	/* by id */
	size_t npart;
	char **config;			/* "name=value" of those set on the topic, sorted */
	size_t nconfig;
};

struct log_topics {
	struct log_topic *topic;	/* sorted by name */
	size_t n;
};

void log_topics_release(struct log_topics *t);

/*
 * The topics that n names stand for, of which any may be a pattern as the shell's (a*);
 * every topic with n 0.  Each comes once.  An unknown name is STATUS_SYSTEM with near
 * names, and so is a pattern that matches none.
 */
int log_describe(struct log *l, const char *const *name, size_t n, bool with_configs,
    struct log_topics *out, struct err *e);

/* -- appending -- */

enum log_acks { LOG_ACKS_0 = 0, LOG_ACKS_1 = 1, LOG_ACKS_ALL = -1 };

/* An acknowledged record. */
struct log_ack {
	int64_t input;			/* number of the record in the input, from 0 */
	const char *topic;		/* valid until the producer is freed */
	int32_t partition;
	int64_t offset;			/* -1 unknown (acks 0) */
};

struct log_producer_conf {
	const char *topic;		/* NULL: the topic column decides (--route) */
	enum log_acks acks;
	bool keep_partitions;		/* the partition column counts */
	bool create;			/* a missing topic is created */
	/* Called for each acknowledged record from within the calls below; may be NULL. */
	int (*acked)(void *arg, const struct log_ack *a, size_t n, struct err *e);
	void *arg;
};

struct log_producer;

/*
 * A producer.  Looks the topic up first: a missing one is STATUS_SYSTEM with
 * near matches unless conf->create.  0 or -1.
 */
int log_producer_new(struct log *l, const struct log_producer_conf *conf,
    struct log_producer **out, struct err *e);

/* Columns of a batch of records, by index; -1 where the batch has none. */
struct log_columns {
	int key, value, topic, partition, timestamp, headers;
};

/*
 * Finds the columns by name and checks their types (key, value: string or
 * binary; topic string; partition int; timestamp timestamp; headers
 * array<struct<key:string,value:binary>>); offset and timestampType are
 * ignored, anything else is STATUS_USAGE and says how to build value.
 */
int log_columns_find(const struct schema *s, struct log_columns *out, struct err *e);

/*
 * Hands the rows of b to the log; first is the input number of its first row.
 * Blocks while queues are full.  A record that is refused for what it is:
 * STATUS_DATA.  b may go at once after the call.  0 or -1.
 */
int log_send(struct log_producer *p, const struct batch *b, const struct log_columns *c,
    int64_t first, struct err *e);

/* Waits until every record so far is acknowledged or has failed.  0, or -1 if any failed. */
int log_flush(struct log_producer *p, struct err *e);

struct log_counts {
	int64_t acked;			/* acknowledged by the log */
	int64_t unknown;		/* sent, fate not known */
	int64_t not_sent;		/* certainly not in the log */
	int64_t first;			/* input number of the first not acknowledged, -1 none */
	int refused;			/* a record was refused for what it is */
};

void log_producer_counts(const struct log_producer *p, struct log_counts *out);

/* Abandons what is not acknowledged.  NULL is harmless. */
void log_producer_free(struct log_producer *p);

/* -- reading -- */

enum log_point_kind {
	LOG_EARLIEST,
	LOG_LATEST,		/* the end as it was at the start */
	LOG_OFFSET,		/* value */
	LOG_TAIL,		/* value records before the end */
	LOG_TIME		/* first record whose timestamp >= value (ms since the epoch) */
};

struct log_point {
	enum log_point_kind kind;
	int64_t value;
	int32_t partition;	/* -1: every partition that no other point names */
};

struct log_read {
	const char *const *topic;
	size_t ntopic;
	const struct log_point *from, *to;	/* none: earliest, latest */
	size_t nfrom, nto;
	const int32_t *partition;	/* only these; none: all */
	size_t npartition;
	/* Rows, -1 all.  The source ends after them, with follow after a last barrier. */
	int64_t limit;
	bool follow;			/* after the end wait for more, until stopped */
	bool read_uncommitted;
	bool headers;			/* the column headers too */
	bool implied;			/* without columns and headers: headers as implied */
	/* Columns that are wanted, in this order, then headers; none: all of the record's. */
	const char *const *column;
	size_t ncolumn;
	int64_t epoch_ms;		/* length of an epoch with follow */
	int64_t idle_ms;		/* with follow: ends after so long without rows; 0 never */
	/*
	 * Bytes that may be held, over all partitions, before somebody reads them; 0: as
	 * many as help.  One fetch from a broker is held whatever it comes to.
	 */
	uint64_t ahead;
};

/*
 * A source of record batches (Spark's columns: key, value, topic, partition,
 * offset, timestamp, timestampType[, headers]).  Unknown topics:
 * STATUS_SYSTEM with near matches.  0 or -1.
 */
int log_source_new(struct log *l, const struct log_read *r, struct source **out,
    struct err *e);

/* Any thread: a blocked read returns -1 soon. */
void log_source_cancel(struct source *s);

/* The schema of records with or without headers (a reference), or NULL. */
struct schema *log_record_schema(bool headers, struct err *e);

#endif
