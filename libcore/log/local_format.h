/*
 * local_format.h - what the local log keeps on disk.
 *
 *	DIR/ledger/data.mdb, lock.mdb	an LMDB environment: the ledger
 *	DIR/commit.lock			flock of whoever commits to the ledger; what is in
 *					it: local_witness.h
 *	DIR/segments/ID.seg		record bytes, ID 16 hex digits
 *
 * A segment file is a 64-byte header and then ranges one after the other; only
 * who holds its flock appends.  A range is one Arrow IPC record batch message
 * (prefix, metadata, body) whose schema follows from the range's flags: [key],
 * value, [timestamp], [headers], see local_schema().  Bytes that no ledger entry
 * covers are garbage: the next holder of the lock cuts them off.
 *
 * The ledger's databases, by name, and their keys and values.  Numbers in keys
 * are big-endian, so that they sort; values are the structs below as this
 * machine lays them out (LMDB files do not travel between byte orders either),
 * each but the format followed by a uint64: record_sum() of key and value.
 *
 *	meta		word			"format": uint32; "next-topic": uint64
 *	topics		name			struct rec_topic, then configs, each
 *						"name=value\0"
 *	partitions	topic, partition	struct rec_partition
 *	ranges		topic, partition, base	struct rec_range
 *	segments	segment			struct rec_segment
 *	groups		group \0 topic, part	struct rec_offset, then its metadata
 *	leases		group \0 topic, part	struct rec_lease
 *	transactions	transactional id	struct rec_transaction
 *
 * The names of all but meta end in ".2", the format.  Every partition of a topic has a
 * record from the beginning; its ranges follow one another without a gap from start to
 * next.  Format 1 had databases without ".2", no sums, and no record of a partition to
 * which nothing was appended; who opens one for writing turns it into format 2.
 *
 * Nothing refers to a range of an open transaction: its ranges, its consumed
 * offsets and its struct rec_transaction enter the ledger in one commit.
 * Retention moves rec_partition.start and drops ranges before it; a segment that
 * no range refers to is unlinked.
 */
#ifndef SLUICE_LOG_LOCAL_FORMAT_H
#define SLUICE_LOG_LOCAL_FORMAT_H

#include <stdint.h>

#define LOCAL_FORMAT 2		/* of the ledger */
#define SEGMENT_FORMAT 1

/* The databases of the ledger. */
enum local_db {
	DB_META, DB_TOPICS, DB_PARTITIONS, DB_RANGES, DB_SEGMENTS, DB_GROUPS, DB_LEASES,
	DB_TRANSACTIONS, DB_COUNT
};

struct rec_topic {
	uint64_t id;		/* never used again after the topic is deleted */
	uint32_t partitions;
	uint32_t nconfig;
	int64_t created;	/* ms since the epoch */
};

struct rec_partition {
	int64_t start;		/* first offset that is still there */
	int64_t next;		/* the end: offset of the next record */
	int64_t bytes;		/* of all ranges */
};

enum {
	RANGE_KEY = 1,		/* has keys; without, every key is NULL */
	RANGE_TIMESTAMP = 2,	/* has timestamps; without, rec_range.min_ms is everyone's */
	RANGE_HEADERS = 4,	/* has headers; without, there are none */
	RANGE_APPEND_TIME = 8,	/* timestampType 1 */
	RANGE_SHAPES = 8	/* combinations of the first three */
};

struct rec_range {
	uint64_t segment;
	uint64_t position;	/* of the message in the segment file */
	uint64_t length;	/* of the message */
	uint32_t head;		/* bytes of it before the body */
	uint32_t flags;
	int64_t count;		/* records, at offsets base .. base + count - 1 */
	int64_t min_ms, max_ms;	/* timestamps */
	uint64_t hash;		/* XXH3-64 of the message */
};

struct rec_segment {
	uint64_t end;		/* everything past it is garbage */
	uint64_t ranges;	/* how many refer to it; at 0 the record goes */
};

/* A group's committed offset. */
struct rec_offset {
	int64_t offset;
	int64_t time;		/* ms since the epoch */
	int32_t leader_epoch;	/* -1 */
	uint32_t metadata;	/* bytes that follow */
};

/* A partition that a member of a group holds until it expires. */
struct rec_lease {
	uint8_t member[16];	/* random */
	uint64_t generation;
	int64_t expires;	/* ms since the epoch */
	int64_t pid;
};

/* What fences: each init_transactions raises the epoch, commits of older ones fail. */
struct rec_transaction {
	uint64_t epoch;
	int64_t time;		/* of the last commit, ms since the epoch */
};

/* First bytes of a segment file; the rest is zero. */
struct segment_header {
	char magic[8];		/* SEGMENT_MAGIC */
	uint32_t format;	/* SEGMENT_FORMAT */
	uint32_t zero;
	uint64_t id;
	uint8_t reserved[40];
};
#define SEGMENT_MAGIC "SLUICESG"

#define KEY_PARTITION 12	/* bytes: topic 8, partition 4 */
#define KEY_MAX 511		/* bytes: LMDB's own limit */
#define KEY_RANGE 20		/* bytes: topic 8, partition 4, base 8 */

#endif
