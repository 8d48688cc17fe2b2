/*
 * flow.h - runs sources through operators into a sink on all cores.
 *
 * The engine of every verb: scanning, decoding, the operators and encoding happen on the
 * workers, batch by batch; taking raws, linking and writing in order (ordmap.h).  A
 * barrier commits what was written before it.  Where no operator is stateful, nobody waits
 * for it; else what is read after it has to wait until the operators have put out what
 * they know of the epoch.
 *
 * An operator may have several inputs: number 0 is the rows of the line that it stands in,
 * the others are lines of their own that end in it.  Those are read first, each to its end,
 * so that what an operator must know as a whole is there when input 0 comes.
 */
#ifndef SLUICE_PAR_FLOW_H
#define SLUICE_PAR_FLOW_H

#include "model/stream.h"
#include "par/op.h"

struct flow_side;
struct spool_line;

/* A source and the operators that its rows go through; all borrowed. */
struct flow_line {
	struct source *source;
	struct op *const *op;		/* nop of them, in the order of the rows' way */
	int nop;
	const struct flow_side *side;	/* nside of them, read in this order, before source */
	int nside;
	struct spool_line *spool;	/* of its pipes, par/spool.h; may be NULL */
};

/* What else comes into an operator of a line. */
struct flow_side {
	struct flow_line line;		/* its barriers end nothing, and are not committed */
	int at;				/* into op[at] */
	int input;			/* as that number, from 1 */
};

struct flow {
	struct flow_line line;
	struct sink *sink;		/* borrowed; NULL: batches are only consumed */
	int64_t limit;			/* rows to write, then stop; -1 all */
	int jobs;
	/* Wakes a blocked source; NULL: its own cancel does. */
	void (*cancel)(void *ctx);
	void *ctx;
	/* Counters for progress, updated as the flow goes; may be NULL. */
	struct flow_stats *stats;
};

/* Any thread may read these (atomics inside). */
struct flow_stats {
	_Atomic int64_t rows_in, rows_out, bytes_in;
};

/*
 * Runs to the end of all lines or to the limit, without finishing the sink.  When the
 * reader of what the sink writes to goes, the run ends (ERR_CLOSED, par/vigil.h).
 * What precedes a failure is written: every earlier raw, of the same raw the
 * batches that were whole, and where a first operator (a pure one is called again for
 * them) or an encode failed at a row the rows before that one.  The place is put before
 * the message of a scan or decode, of a first operator that knows its row ("FILE: row N:
 * ...", counted from 1, or as the source's place() has it), and "output row N: " before
 * that of an encode after operators; what next() and the sink's write(), flush() and commit() say stays
 * as it is.  0 or -1; a row in e is the number within the input, from 0.
 */
int flow_run(struct flow *f, struct err *e);

#endif
