/*
 * flow.h - runs a source through a narrow map into a sink on all cores.
 *
 * The engine of every narrow verb: scanning, decoding, mapping and encoding happen on
 * the workers, batch by batch; taking raws, linking and writing in order (ordmap.h).  A
 * barrier commits what was written before it.
 */
#ifndef SLUICE_PAR_FLOW_H
#define SLUICE_PAR_FLOW_H

#include "model/stream.h"

struct flow {
	struct source *source;		/* borrowed */
	struct sink *sink;		/* borrowed; NULL: batches are only consumed */
	/*
	 * Any thread; NULL passes batches through.  in stays the flow's; appends what goes
	 * on to out, which may share its memory.  A row in e counts from the start of in.
	 */
	int (*map)(void *ctx, int worker, const struct batch *in, struct batch_list *out,
	    struct err *e);
	void *ctx;
	int64_t limit;			/* rows to write, then stop; -1 all */
	int jobs;
	/* Wakes a blocked source; NULL: its own cancel does. */
	void (*cancel)(void *ctx);
	/* Counters for progress, updated as the flow goes; may be NULL. */
	struct flow_stats *stats;
};

/* Any thread may read these (atomics inside). */
struct flow_stats {
	_Atomic int64_t rows_in, rows_out, bytes_in;
};

/*
 * Runs to the end of the source or to the limit, without finishing the sink.  When the
 * reader of what the sink writes to goes, the run ends (ERR_CLOSED, par/vigil.h).
 * What precedes a failure is written: every earlier raw, of the same raw the
 * batches that were whole, and where a map or an encode failed at a row the rows
 * before that one (a map is called again for them).  The place is put before the
 * message of a scan or decode, of a map that knows its row ("FILE: row N: ...", counted
 * from 1, or as the source's place() has it), and "output row N: " before that of an
 * encode after a map; what next() and the sink's write(), flush() and commit() say stays
 * as it is.  0 or -1; a row in e is the number within the input, from 0.
 */
int flow_run(struct flow *f, struct err *e);

#endif
