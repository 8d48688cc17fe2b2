/* kafka_producer.h - a producer's state, shared by what sends and what waits. */
#ifndef SLUICE_LOG_KAFKA_PRODUCER_H
#define SLUICE_LOG_KAFKA_PRODUCER_H

#include "log/kafka_dest.h"

/* Records that are handed to librdkafka in one go. */
#define KAFKA_CHUNK 4096

struct kafka_producer {
	struct log_producer producer;
	struct kafka *k;
	struct kafka_client c;
	struct log_producer_conf conf;
	char *topic;			/* conf.topic */
	struct kafka_dests dests;
	int64_t batch_size;		/* of the handle, bytes */

	/*
	 * Without a report librdkafka tells of failures alone: what it took, did
	 * not fail and is not with it any more is acknowledged.
	 */
	int64_t taken;			/* records that librdkafka took */
	int64_t undelivered;		/* of these, those that failed */
	int64_t abandoned;		/* of these, those without a fate at the end */
	struct log_counts counts;	/* all but acked */
	bool failed;			/* a record failed, or waiting did: the end */
	bool undeliverable;		/* the broker refused something */
	bool stalled;			/* nothing moves any more */
	bool settled;			/* everything is accounted for */
	struct err why;			/* the first failure */

	int64_t done;			/* most records ever seen off librdkafka's hands */
	int64_t moved;			/* ms: when that was, or nothing was to do */
	int64_t unanswered;		/* ms of silence before that, which count too */
	bool told;
	int64_t refreshed;		/* ms: metadata */
	double avg_size;		/* bytes a record */

	struct log_ack *ack;		/* report: those not passed on yet */
	size_t nack;

	/* For one chunk: */
	rd_kafka_message_t *msg;
	int32_t *slot;			/* by row */
	int32_t *order;			/* rows by slot */
	int32_t *start;			/* by slot: its first in order */
	size_t capstart;
};

/* How many records librdkafka has. */
int64_t kafka_producer_left(struct kafka_producer *p);

/*
 * Serves delivery reports for up to ms and looks how things go: -1 once a record
 * failed, or nothing moved for the timeout.
 */
int kafka_producer_serve(struct kafka_producer *p, int ms, struct err *e);

/* Waits until there is room for some more records.  0 or -1. */
int kafka_producer_room(struct kafka_producer *p, struct err *e);

/* Has what is gathered sent now, without waiting for whole batches. */
void kafka_producer_kick(struct kafka_producer *p, int ms);

/* n records of the input from first on did not get in.  */
void kafka_producer_lost(struct kafka_producer *p, int64_t first, int64_t n);

/* The first failure becomes p->why; later ones are let go.  Returns -1. */
int kafka_producer_fail(struct kafka_producer *p, const struct err *why);

/*
 * After a failure: finds out what became of everything that librdkafka has.  What
 * was sent before a bad row is still delivered; behind a record that the broker
 * refused nothing is sent any more.
 */
void kafka_producer_settle(struct kafka_producer *p);

/* Words for a record that is too large or otherwise refused, in why. */
void kafka_producer_refusal(const struct kafka_producer *p, const struct kafka_dest *d,
    int32_t partition, rd_kafka_resp_err_t err, size_t size, struct err *why);

/* Nothing is under way: time is measured from now, and from before while all is silent. */
void kafka_producer_rest(struct kafka_producer *p);

/* Whether a broker refuses a record for what it is. */
bool kafka_is_refusal(rd_kafka_resp_err_t err);

/* A topic on first sight: looked up, created if allowed, opened.  NULL on failure. */
struct kafka_dest *kafka_producer_dest(struct kafka_producer *p, const char *name,
    size_t len, struct err *e);

/* As in log.h: kafka_send.c. */
int kafka_producer_send(struct log_producer *lp, const struct batch *b,
    const struct log_columns *c, int64_t first, struct err *e);

#endif
