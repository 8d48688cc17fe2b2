/*
 * lines_blocks.h - a text in blocks of whole lines, read one after the other.
 *
 * A block is about 1 MiB long, or as long as a line that is longer; where nobody looks at
 * all of it, such a line takes no more than a block.
 */
#ifndef SLUICE_FORMAT_LINES_BLOCKS_H
#define SLUICE_FORMAT_LINES_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"
#include "base/err.h"
#include "model/batch.h"

struct in;

/* A line of so many bytes can only be the first of its block, at its start. */
#define LINES_LONG (BATCH_BYTES / 2)

/* Of a line that came in several blocks: its bytes, and the first of them for messages. */
struct lines_begun {
	size_t n, nshown;
	uint8_t shown[200];
};

struct lines_block {
	struct block *block;	/* the reader's own; LINES_PAD bytes more than are read are there */
	size_t n;		/* bytes of whole lines, each with its delimiter; 0: none */
	struct lines_begun begun;	/* what came before of the first line */
	size_t dropped;		/* bytes that were left out of the first line */
};

struct lines_blocks {
	struct in *in;		/* borrowed */
	uint8_t delimiter;
	bool binary;		/* any bytes, else UTF-8 behind a byte order mark */
	bool count_only;	/* nobody looks at the lines */
	size_t most;		/* nobody looks at more than so many bytes of one; 0: at all */
	uint64_t memory;	/* for a line of which all is looked at; 0: any */
	bool idle;		/* the input had nothing more after the last block */

	/* Its own, zero at first. */
	bool started;
	bool ended;
	bool owed;		/* lines were handed out, and not yet with idle */
	struct block *carry;	/* the begin of a line whose end is not read yet, at its start */
	size_t carried;
	size_t valid;		/* bytes of a line that has not ended that are UTF-8 */
	size_t dropped;		/* bytes of it that were left out after the first most ones */
	struct lines_begun begun;	/* where lines are only counted: the one that has not ended */
};

/*
 * *r becomes the next block, the caller's, which may be one without lines when the input rests: 1; 0 at the end;
 * -1.  A line that is not UTF-8 ends soon after the fault.  A line over 2 GiB, or
 * over the memory for one, which is at least a block, is STATUS_DATA with its place.
 */
int lines_blocks_next(struct lines_blocks *l, struct lines_block *r, struct err *e);

void lines_blocks_release(struct lines_blocks *l);

#endif
