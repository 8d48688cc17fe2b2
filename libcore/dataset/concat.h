/*
 * concat.h - several inputs as one source, one after the other.
 *
 * It knows no format: the caller opens the inputs, and says by same() what fields mean
 * beyond their names and types.
 */
#ifndef SLUICE_DATASET_CONCAT_H
#define SLUICE_DATASET_CONCAT_H

#include "model/stream.h"

struct concat_conf {
	size_t n;		/* inputs, at least one */
	/* Opens input i; NULL on failure.  Called in order, the later ones from next(). */
	struct source *(*open)(void *arg, size_t i, struct err *e);
	void *arg;		/* borrowed */
	int64_t size;		/* bytes of all inputs, -1 unknown */
	/*
	 * Whether values of field b of the input in_b may follow those of field a of in_a,
	 * which have one name and one type: by their metadata.  0, or -1 with a message
	 * that names both.  May be NULL.
	 */
	int (*same)(const struct field *a, const char *in_a, const struct field *b,
	    const char *in_b, struct err *e);
	/*
	 * Whether input i can be opened twice, as a file can: then its columns are known
	 * before the first row.  NULL: none is.
	 */
	bool (*again)(void *arg, size_t i);
	bool missing;		/* columns that an input has not are NULL in it, else an error */
};

/*
 * The rows of the inputs in order, with the columns of all by name (dataset/union.h).  The
 * first is opened here, the others when their turn comes, after those that can be opened
 * again were opened and closed for their columns; with missing, those that cannot are
 * opened here and kept.  An input whose columns do not go with the others is STATUS_DATA,
 * naming both.  conf is copied.  NULL on failure.
 */
struct source *concat_new(const struct concat_conf *conf, struct err *e);

/*
 * Where row (from 0) of s is, which is such a source or another: "FILE:LINE" or "FILE: record
 * N", in out.  Once par is done with s.
 */
const char *concat_where(const struct source *s, int64_t row, char *out, size_t size);

#endif
