/* kafka_dest.h - where records go: topics of a cluster, and the partition of a record. */
#ifndef SLUICE_LOG_KAFKA_DEST_H
#define SLUICE_LOG_KAFKA_DEST_H

#include "log/kafka.h"

/* A topic that is written to. */
struct kafka_dest {
	char *name;
	size_t len;
	rd_kafka_topic_t *rkt;		/* opaque: this */
	int32_t partitions;
	int32_t *usable;		/* partitions with a leader, as last seen */
	int32_t nusable;
	int32_t slot;			/* of partition 0 */
	int32_t sticky;			/* where records without a key go for now */
	int64_t sticky_bytes;		/* how much went there */
	int64_t sticky_since;		/* ms */
	int64_t max_bytes;		/* max.message.bytes; -1 not told */
	int64_t segment_bytes;		/* segment.bytes; -1 not told */
	bool compacted;			/* takes no record without a key */
	int64_t unanswered;		/* ms that its configs were waited for in vain */
};

/* One number for topic and partition.  A number keeps its meaning for good. */
struct kafka_slot {
	struct kafka_dest *dest;
	int32_t partition;
};

struct kafka_dests {
	struct kafka_dest **dest;	/* sorted by name */
	size_t n, cap;
	struct kafka_slot *slot;
	size_t nslot, capslot;
	uint64_t random;
};

/*
 * Looks a topic up and adds it; a missing one is created or an error with near
 * names.  It has no rkt yet.  NULL on failure.
 */
struct kafka_dest *kafka_dests_add(struct kafka_dests *s, struct kafka_client *c,
    const char *name, size_t len, bool create, struct err *e);

/* The topic of that name if it was added, else NULL. */
struct kafka_dest *kafka_dests_find(const struct kafka_dests *s, const char *name,
    size_t len);

/* Opens (or closes) each topic on a handle. */
int kafka_dests_open(struct kafka_dests *s, struct kafka_client *c, struct err *e);
void kafka_dests_close(struct kafka_dests *s);

/* Looks again which partitions there are and which have a leader; keeps what it had on failure. */
void kafka_dests_refresh(struct kafka_dests *s, struct kafka_client *c, int timeout_ms);

/* Turns to another partition for records without a key when enough went to one. */
void kafka_dest_turn(struct kafka_dests *s, struct kafka_dest *d, int64_t now);

void kafka_dests_release(struct kafka_dests *s);

#endif
