/* kafka.h - the log on librdkafka: what its parts share.  For libcore/log/kafka* only. */
#ifndef SLUICE_LOG_KAFKA_H
#define SLUICE_LOG_KAFKA_H

#include <librdkafka/rdkafka.h>
#include <pthread.h>

#include "log/log_ops.h"

struct kafka {
	struct log log;
	struct log_settings set;
};

/* -- properties: kafka_conf.c -- */

/* A property of librdkafka that a part of this log sets; lists end with NULL. */
struct kafka_prop {
	const char *name, *value;
};

/*
 * A configuration from the settings: weak ones give way to the user's, strong
 * ones do not.  A property that librdkafka does not know is STATUS_USAGE with
 * near names.  NULL on failure.
 */
rd_kafka_conf_t *kafka_conf_new(const struct log_settings *s,
    const struct kafka_prop *weak, const struct kafka_prop *strong, struct err *e);

/*
 * Once, before any configuration: properties of files that are for other clients, or
 * that the tools decide, are taken out of the settings, and those that have another name
 * here are renamed; s->debug is told where that was asked for.  Of the command line
 * nothing is passed over: STATUS_USAGE.  0 or -1.
 */
int kafka_foreign(struct log_settings *s, struct err *e);

/* The value that the user gave a property under any of its names, or NULL. */
const char *kafka_conf_given(const struct log_settings *s, const char *name);

/* Whether this librdkafka knows a property. */
bool kafka_conf_knows(const char *name);

/* -- handles: kafka_client.c -- */

/* A librdkafka handle, and the last thing that it complained about. */
struct kafka_client {
	rd_kafka_t *rk;
	const struct log_settings *set;
	pthread_mutex_t lock;		/* over reason */
	char reason[400];
	_Atomic int hopeless;		/* what waiting will not mend: a refused login */
};

/*
 * Opens a handle, which connects in the background.  c must stay where it is.
 * Takes conf, also on failure.  0 or -1.
 */
int kafka_client_init(struct kafka_client *c, const struct log_settings *s,
    rd_kafka_type_t type, rd_kafka_conf_t *conf, struct err *e);
/* Harmless on a zeroed one. */
void kafka_client_release(struct kafka_client *c);

/*
 * What librdkafka says, as words for a message: without secrets, escaped, without a
 * full stop.  Returns out (of size outsz, at least 8).
 */
const char *kafka_words(const struct log_settings *s, const char *text, char *out,
    size_t outsz);

/* One wait for a broker, over any number of blocking calls. */
struct kafka_wait {
	struct kafka_client *c;
	const char *what;		/* what is waited for */
	int64_t start;			/* ms */
	bool told;
};

void kafka_wait_init(struct kafka_wait *w, struct kafka_client *c, const char *what);

/*
 * Milliseconds that the next blocking call may take, 0 once the time is up or
 * waiting became hopeless.  Serves callbacks; says what is waited for after 5 s.
 */
int kafka_wait_left(struct kafka_wait *w);

/* The error of a wait that led nowhere: brokers, time, last reason.  Returns -1. */
int kafka_wait_fail(struct kafka_wait *w, struct err *e);

/* Whether an error may pass by itself: a leader moves, a connection breaks. */
bool kafka_may_pass(rd_kafka_resp_err_t err);

/* Whether an error says that there is no such topic, or not that partition of it. */
bool kafka_is_gone(rd_kafka_resp_err_t err);

/* Sleeps, serving callbacks. */
void kafka_pause(struct kafka_client *c, int ms);

/*
 * Metadata of every topic: a request that names one could create it.  To be freed
 * with rd_kafka_metadata_destroy().  0 or -1.
 */
int kafka_metadata(struct kafka_client *c, const struct rd_kafka_metadata **out,
    struct err *e);

/* The topic of that name, or NULL. */
const struct rd_kafka_metadata_topic *kafka_metadata_find(
    const struct rd_kafka_metadata *md, const char *name);

/* As kafka_metadata_find(); a missing one is the error that names near ones. */
const struct rd_kafka_metadata_topic *kafka_metadata_need(
    const struct rd_kafka_metadata *md, const char *name, struct err *e);

/* -- administration: kafka_admin.c, kafka_configs.c -- */

int kafka_create(struct log *l, const struct log_topic_spec *spec, bool *existed,
    struct err *e);
int kafka_remove(struct log *l, const char *name, bool if_exists, struct log_deleted *out,
    struct err *e);
int kafka_describe(struct log *l, const char *name, bool with_configs,
    struct log_topics *out, struct err *e);

/* kafka_create() on a handle that is open. */
int kafka_create_on(struct kafka_client *c, const struct log_topic_spec *spec,
    bool *existed, struct err *e);

/* Options for an admin call that may take the rest of a wait; NULL on failure. */
rd_kafka_AdminOptions_t *kafka_admin_options(struct kafka_wait *w, rd_kafka_admin_op_t op,
    struct err *e);

/*
 * Calls see for each config entry of n topics.  A broker that does not tell (too
 * old, not allowed) is no error when optional.  0 or -1.
 */
int kafka_configs(struct kafka_client *c, const char *const *topic, size_t n,
    bool optional, int (*see)(void *arg, const char *topic,
    const rd_kafka_ConfigEntry_t *entry, struct err *e), void *arg, struct err *e);

/* -- appending, reading -- */

int kafka_producer_new(struct log *l, const struct log_producer_conf *conf,
    struct log_producer **out, struct err *e);
int kafka_source_new(struct log *l, const struct log_read *r, struct log_source **out,
    struct err *e);

#endif
