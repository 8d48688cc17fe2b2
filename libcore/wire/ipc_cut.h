/*
 * ipc_cut.h - of string and binary values that are read no more than is looked at.
 *
 * The bytes of a buffer of values come in pieces, after the offsets that say where each value
 * ends.  Of each value its first bytes stay, the rest is checked as UTF-8 and passed over,
 * and the offsets are rewritten to what stays.
 */
#ifndef SLUICE_WIRE_IPC_CUT_H
#define SLUICE_WIRE_IPC_CUT_H

#include "wire/ipc.h"

/*
 * The most memory that is needed of a buffer of n bytes of so many values, of each of which
 * most bytes are looked at; 0: it is not worth while.
 */
int64_t ipc_cut_room(int64_t rows, size_t most, int64_t n);

/* A buffer whose bytes come. */
struct ipc_cutter {
	struct ipc_cut *cut;		/* borrowed */
	uint8_t *offsets, *to;		/* of the values; where they come to */
	size_t most;
	int64_t i;			/* the value at hand; -1: what is before the first */
	int64_t begin, end;		/* its bytes in the buffer */
	int64_t at, out;		/* bytes of the buffer so far; bytes that stayed */
	size_t kept;			/* of this value */
	bool faulty;			/* it is not UTF-8 */
};

/*
 * Starts with cut's offsets, which are there, and memory for ipc_cut_room() bytes.  False:
 * the offsets are at fault, and of the values nothing is needed to find that out.
 */
bool ipc_cutter_init(struct ipc_cutter *c, struct ipc_cut *cut, uint8_t *offsets, uint8_t *to,
    size_t most);

/* Takes the next n bytes; *taken: all but at most 3, which must come again.  0 or -1. */
int ipc_cutter_take(struct ipc_cutter *c, const uint8_t *p, size_t n, size_t *taken,
    struct err *e);

/* All bytes have come. */
void ipc_cutter_finish(struct ipc_cutter *c);

#endif
