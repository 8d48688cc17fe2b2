/* whole_impl.h - what the kinds of whole.h look like inside. */
#ifndef SLUICE_CODEC_WHOLE_IMPL_H
#define SLUICE_CODEC_WHOLE_IMPL_H

#include "codec/whole.h"

/* What one call of whole_unpack() works on. */
struct whole_job {
	const uint8_t *in;
	size_t nin;
	struct buf *out;
	size_t base;		/* out->len at the start */
	size_t size;		/* wanted, or WHOLE_UNKNOWN */
	size_t most;		/* bytes after base, at most: size, or the limit */
};

struct whole_kind {
	const char *name;
	int level_least, level_most, level_usual;
	void *(*pack_new)(int level, struct err *e);
	int (*pack)(void *state, const uint8_t *p, size_t n, struct buf *out, struct err *e);
	void (*pack_free)(void *state);
	void *(*unpack_new)(struct err *e);
	/* Appends to job->out; the caller checks the size and takes back on failure. */
	int (*unpack)(void *state, const struct whole_job *job, struct err *e);
	void (*unpack_free)(void *state);
};

extern const struct whole_kind whole_zlib, whole_gzip, whole_bzip2, whole_zstd, whole_snappy,
    whole_lz4;

/* Fails: there is more than job->most. */
int whole_too_much(const struct whole_job *job, struct err *e);

/*
 * Makes room in out for what n compressed bytes can give, at most ratio for each: all
 * of what is missing where its size is known, else at least some.  *room: bytes that
 * may be written at the end of out, 0 when job->most is used up already.
 */
int whole_room(const struct whole_job *job, size_t n, size_t ratio, size_t *room,
    struct err *e);

/* Doubles what whole_room() gave, *room, or fails when that was all that is allowed. */
int whole_more_room(const struct whole_job *job, size_t *room, struct err *e);

#endif
