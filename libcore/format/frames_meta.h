/* frames_meta.h - the words of sluice.* metadata; private to frames. */
#ifndef SLUICE_FORMAT_FRAMES_META_H
#define SLUICE_FORMAT_FRAMES_META_H

#include "model/epoch.h"
#include "model/type.h"

#define FRAMES_END "sluice.end"
#define FRAMES_ERROR "sluice.error"
#define FRAMES_BARRIER "sluice.barrier"
#define FRAMES_OFFSETS "sluice.offsets"
#define FRAMES_PARTITION "sluice.partition"
#define FRAMES_WILL_END "sluice.trailer"
#define FRAMES_EPOCHS "sluice.epochs"
#define FRAMES_LIVE "sluice.live"
#define FRAMES_PARTITIONS "sluice.partitions"
#define FRAMES_GROUP "sluice.group"

enum frames_kind { KIND_ROWS, KIND_END, KIND_ERROR, KIND_BARRIER };

/* What the metadata of one record batch says; texts point into it. */
struct frames_note {
	enum frames_kind kind;
	int32_t partition;		/* -1 unknown */
	int64_t rows, batches;		/* KIND_END */
	int status;			/* KIND_ERROR */
	const char *tool;		/* KIND_ERROR */
	int64_t epoch;			/* KIND_BARRIER */
	const char *offsets;		/* KIND_BARRIER: checked */
};

/* Reads the metadata of a batch of rows rows.  0, or -1 where it makes no sense. */
int frames_note_read(const struct meta *m, int64_t rows, struct frames_note *out,
    struct err *e);

/* The epoch that a barrier ends; NULL when there is no memory. */
struct epoch *frames_note_epoch(const struct frames_note *n, struct err *e);

/* The pairs of a barrier's metadata.  0 or -1. */
int frames_meta_epoch(struct meta *m, const struct epoch *ep, struct err *e);

/* Whether a key begins with "sluice.". */
bool frames_key(const struct meta_pair *p);

/* Appends key and formatted text to m.  0 or -1. */
int frames_meta_add(struct meta *m, struct err *e, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
