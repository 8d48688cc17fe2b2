/* local.h - the parts of the local log that its own files share. */
#ifndef SLUICE_LOG_LOCAL_H
#define SLUICE_LOG_LOCAL_H

#include "log/local_ledger.h"
#include "log/log_ops.h"

#define LOCAL_BROKER 1		/* the only broker and node there is */

struct local {
	struct log log;
	char *dir;
	bool named;			/* the user named dir */
	struct ledger *ledger;		/* NULL before local_need() found or made it */
	struct ledger_conf wait;
	/* What ranges hold, by their flags; see local_format.h. */
	struct schema *shape[RANGE_SHAPES];
};

/*
 * Opens the ledger, unless that was done: 1, 0 there is none (and make is false:
 * a reader leaves nothing behind), -1.
 */
int local_need(struct local *lo, bool make, struct err *e);

/* STATUS_SYSTEM: no such topic, because there is no log.  Returns -1. */
int local_no_log(const struct local *lo, const char *topic, struct err *e);

/* -- local_admin.c -- */

int local_create(struct log *l, const struct log_topic_spec *spec, bool *existed,
    struct err *e);
int local_remove(struct log *l, const char *name, bool if_exists, struct log_deleted *out,
    struct err *e);
int local_describe(struct log *l, const char *name, bool with_configs,
    struct log_topics *out, struct err *e);

/* STATUS_SYSTEM: no such topic, with near names.  Returns -1. */
int local_unknown_topic(struct ledger_txn *t, const char *name, struct err *e);

/* -- local_config.c -- */

/*
 * Checks the configs of a topic to be created as a broker does (names, kinds of
 * values) and appends them as the ledger keeps them.  0, or -1 with STATUS_DATA.
 */
int local_config_make(const struct log_prop *config, size_t n, struct buf *out,
    struct err *e);

/* Those that change what an append does. */
struct local_config {
	int64_t max_bytes;		/* max.message.bytes */
	bool append_time;		/* message.timestamp.type=LogAppendTime */
	bool compacted;			/* cleanup.policy has compact: a record needs a key */
};
void local_config_read(const char *config, size_t n, size_t len,
    struct local_config *out);

/* -- producer and source -- */

int local_producer_new(struct log *l, const struct log_producer_conf *conf,
    struct log_producer **out, struct err *e);
int local_source_new(struct log *l, const struct log_read *r, struct log_source **out,
    struct err *e);

#endif
