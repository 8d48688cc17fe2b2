/* seq_pack_impl.h - what the parts of seq_pack share. */
#ifndef SLUICE_OPS_SEQ_PACK_IMPL_H
#define SLUICE_OPS_SEQ_PACK_IMPL_H

#include <pthread.h>

#include "base/idle.h"
#include "files/archive.h"
#include "ops/seq_pack.h"

/*
 * Units in flight together hold no more raw bytes than this, or than two blocks a
 * worker, unless it is one alone.
 */
#define SEQ_PACK_FLIGHT ((uint64_t)32 << 20)

/* What a worker may keep for the next unit. */
#define SEQ_PACK_KEEP ((size_t)8 << 20)

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
	struct buf path, tail;		/* of the member; a content read before its unit */
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

/* Serial.  The next unit, which is in flight then: 1, 0 at the end, -1. */
int pack_read(struct pack *p, struct pack_item **out, struct err *e);

#endif
