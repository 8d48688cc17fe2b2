/* kafka_source.h - a source of records: partitions, raw units, and their decoding. */
#ifndef SLUICE_LOG_KAFKA_SOURCE_H
#define SLUICE_LOG_KAFKA_SOURCE_H

#include "log/kafka.h"

struct kafka_topic;

/* A partition that is read. */
struct kafka_part {
	struct kafka_topic *topic;
	int32_t id;
	int32_t index;			/* among the partitions of all topics: sluice.partition */
	int64_t low, high;		/* first offset kept, end, as they were at the start */
	int64_t from, end;		/* end: INT64_MAX with follow */
	int64_t next;			/* offset to come */
	int64_t cut;			/* next at the last barrier */
	int32_t leader;			/* broker, as it was at the start */
	bool reading;			/* librdkafka fetches it */
	bool done;			/* next reached end */
};

struct kafka_topic {
	char *name;
	rd_kafka_topic_t *rkt;		/* opaque: this */
	struct kafka_part **part;	/* by partition number; NULL: not read */
	int32_t partitions;
};

struct kafka_bounds {
	struct kafka_topic *topic;
	size_t ntopic;
	struct kafka_part *part;	/* stay where they are: rows refer to them */
	size_t npart, room;
	int32_t indexes;		/* the next free kafka_part.index */
};

/*
 * Finds topics and partitions that r names and the offsets to read, as of now:
 * the end is the last stable offset where the handle reads committed records.
 * 0 or -1; the bounds are to be released either way.
 */
int kafka_bounds_init(struct kafka_bounds *b, struct kafka_client *c,
    const struct log_read *r, struct err *e);
void kafka_bounds_release(struct kafka_bounds *b);

/*
 * Adds the partitions that a topic got since, from their first record on and without an
 * end, behind those that are there; one whose offsets cannot be had yet is left for the
 * next time.  0 or -1.
 */
int kafka_bounds_grow(struct kafka_bounds *b, struct kafka_client *c,
    struct kafka_topic *topic, const struct rd_kafka_metadata_topic *t, struct err *e);

/* The error of a partition while it is read, with its place.  Returns -1. */
int kafka_part_error(const struct kafka_client *c, const struct kafka_part *p,
    rd_kafka_resp_err_t err, const char *words, struct err *e);

/* -- keeping a reader going: kafka_pulse.c -- */

/* How much librdkafka may fetch before we take it, over all partitions. */
struct kafka_ahead {
	int64_t fetch;			/* bytes of one answer of a broker, compressed */
	int64_t records, kbytes;	/* beyond which it asks for no more */
};

/* Whether brokers are there, and whether librdkafka fetches. */
struct kafka_pulse {
	struct kafka_client *c;
	struct kafka_bounds *bounds;
	bool follow;
	int64_t alive, probed;		/* ms */
	int64_t silent;			/* ms: no answer since then; 0: there was one */
	const struct kafka_part *suspect;	/* said not to be there: ask soon; or NULL */
	size_t probe_at;		/* partition */
	bool told;
	bool all;			/* every partition of the topics is to be read */
	int64_t listed;			/* ms: when their numbers were looked at */
	struct kafka_ahead ahead;
	rd_kafka_queue_t *nudges;	/* NULL: needs none */
	bool was_full;
};

/* all: whoever follows wants to read every partition. */
void kafka_pulse_init(struct kafka_pulse *p, struct kafka_client *c,
    struct kafka_bounds *bounds, const struct kafka_ahead *ahead, bool follow, bool all);
/* Harmless on a zeroed one. */
void kafka_pulse_release(struct kafka_pulse *p);

/* A record came. */
void kafka_pulse_beat(struct kafka_pulse *p);

/*
 * To be called when nothing comes: asks a leader for its offsets now and then.
 * 0, or -1 once none answered for the timeout or a topic is gone.
 */
int kafka_pulse_probe(struct kafka_pulse *p, struct err *e);

/*
 * Whether every partition was read to the end that its leader knows: *all is false as well
 * where one gives no answer.  0, or -1 when nobody has answered for too long.
 */
int kafka_pulse_ends(struct kafka_pulse *p, bool *all, struct err *e);

/*
 * To be called now and then: adds partitions that a followed topic got to the bounds.
 * 0 or -1.
 */
int kafka_pulse_list(struct kafka_pulse *p, struct err *e);

/* To be called when so many records were taken: has fetching go on before the queue is empty. */
void kafka_pulse_feed(struct kafka_pulse *p, rd_kafka_queue_t *queue, size_t taken,
    double avg_size);

/* -- rows: kafka_rows.c -- */

/* Messages of one partition that follow each other. */
struct kafka_span {
	const struct kafka_part *part;
	size_t at, n;
};

struct kafka_raw {
	struct raw raw;
	rd_kafka_message_t **msg;
	size_t n, cap;
	struct kafka_span *span;
	size_t nspan, capspan;
	size_t at, done;		/* span, and messages of it, that come next */
};

/* Gives the messages back.  Any thread. */
void kafka_raw_clear(struct kafka_raw *r);

/* NULL is harmless. */
void kafka_raw_free(struct kafka_raw *r);

/*
 * The next batch of the messages: 1; 0 when there are no more; -1.  column: which column
 * each field of the schema is.
 */
int kafka_rows(struct kafka_raw *r, struct schema *schema, const enum log_column *column,
    struct batch **out, struct err *e);

#endif
