/* seq_pack_impl.h - what the parts of seq_pack share. */
#ifndef SLUICE_HADOOP_SEQ_PACK_IMPL_H
#define SLUICE_HADOOP_SEQ_PACK_IMPL_H

#include <pthread.h>

#include "base/idle.h"
#include "hadoop/archive.h"
#include "hadoop/seq_pack.h"

/*
 * Units in flight together hold no more raw bytes than this, or than two blocks a
 * worker, unless it is one alone.
 */
#define SEQ_PACK_FLIGHT ((uint64_t)32 << 20)

/* What a worker may keep for the next unit. */
#define SEQ_PACK_KEEP ((size_t)8 << 20)

/*
 * A file larger than this, and than a block, is packed in pieces, which several workers
 * compress at once; so however large it is, it takes no more memory than other files.
 * Part of what the bytes of the output depend on.
 */
#define SEQ_PACK_LARGE ((int64_t)8 << 20)
#define SEQ_PACK_PIECE ((int64_t)4 << 20)

/* A record to be: its strings lie in the text of the unit. */
struct pack_entry {
	size_t key, nkey, path, data;	/* places in text; of a member's content in data */
	int64_t size, mtime;
	uint64_t dev, ino;
};

/* The files of a unit; then what was made of them. */
struct pack_item {
	struct idle idle;
	struct buf text, data;
	struct pack_entry *entry;
	size_t entries, entry_cap;
	bool members;			/* content is in data, else in files */
	uint64_t raw;
	/* A piece of entry 0, which is large: [from, to) of its content. */
	bool large;
	int64_t from, to;
	struct timespec time;		/* that its file was written to */
	struct buf piece;		/* as it is written; of the first, unit is the front */
	struct seq_unit unit;
	char **problem;			/* words about files that were left out */
	size_t problems, problem_cap;
	uint64_t files, bytes;		/* in the unit */
};

struct pack {
	const struct seq_pack_conf *conf;
	struct seq_pack_result *r;
	struct file_list *list;
	struct seqfile_out *out;
	struct seq_encode_conf encode;
	struct seq_encoder **encoder;	/* conf->jobs */
	/* The serial reader. */
	struct seq_cutter cutter;
	bool listed;			/* all files were handed out */
	bool waits;			/* file or member begins the next unit */
	struct file_entry file;
	struct archive_in *archive;
	size_t archives;		/* opened so far */
	struct archive_member member;
	struct buf path;		/* of the member */
	int64_t from;			/* of a large one: the next piece */
	/* The serial writer: of a large record. */
	struct seq_unit front;
	int spool;			/* the value, as far as it was made; -1: not opened yet */
	uint64_t spooled;
	struct timespec time;		/* of its first piece */
	bool lost;			/* it cannot be read */
	/* Of all threads. */
	struct idle_list items;
	pthread_mutex_t lock;
	pthread_cond_t landed;
	uint64_t flight;		/* raw bytes of items that are not given back */
	uint64_t most;			/* of them at a time */
};

/* Gives it back; launched: it was counted. */
void pack_item_put(struct pack *p, struct pack_item *k, bool launched);

/* Frees one that is idle. */
void pack_item_free(void *item);

/*
 * Adds an entry with its key to k, and its bytes to k->raw; the rest is the caller's.
 * NULL on failure.
 */
struct pack_entry *pack_entry_add(struct pack_item *k, const uint8_t *key, size_t nkey,
    int64_t size, struct err *e);

/* Adds the file at hand to k.  0 or -1. */
int pack_file_add(struct pack *p, struct pack_item *k, struct err *e);

/* Words about the member at hand (STATUS_DATA).  Returns -1. */
int pack_member_error(const struct pack *p, const char *words, struct err *e);

/* Keeps the words about a file that is left out.  0 or -1. */
int pack_leave_out(struct pack_item *k, const struct err *why, struct err *e);

/* Tells of a file that is left out.  0 or -1. */
int pack_tell(struct pack *p, const char *words, struct err *e);

/* -- large records (seq_pack_large.c) -- */

/* Whether a file of so many bytes is packed in pieces. */
bool pack_is_large(const struct pack *p, int64_t size);

/*
 * Serial.  k, empty, becomes the next piece of the file or member at hand; after the last
 * none waits any more.  key: of a member.  1 or -1.
 */
int pack_large_read(struct pack *p, struct pack_item *k, const uint8_t *key, size_t nkey,
    struct err *e);

/* Any thread.  Loads and compresses the piece.  0 or -1. */
int pack_large_work(struct pack *p, struct seq_encoder *w, struct pack_item *k, struct err *e);

/* Serial, in order.  Writes the record when its last piece comes.  0 or -1. */
int pack_large_write(struct pack *p, struct pack_item *k, struct err *e);

/* Frees what was kept of a large record. */
void pack_large_release(struct pack *p);

/* Serial.  The next unit, which is in flight then: 1, 0 at the end, -1. */
int pack_read(struct pack *p, struct pack_item **out, struct err *e);

#endif
