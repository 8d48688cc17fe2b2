/*
 * cut.h - where a long JSON text may be cut: a scan that knows only quotes,
 * escapes and brackets, for readers that hand out pieces to many cores.
 *
 * Up to the first fault of a text this simple view and the grammar agree.  So
 * whoever scans the pieces in full finds the fault in the right piece, at the
 * right place, although cuts behind it may be wrong.
 */
#ifndef SLUICE_JSON_CUT_H
#define SLUICE_JSON_CUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cpu.h"
#include "json/scan.h"

struct json_cut;

typedef void json_cut_fn(struct json_cut *c, const uint8_t *p, size_t count);

struct json_cut {
	json_cut_fn *kernel;

	/* At done. */
	size_t done;		/* bytes looked at, a multiple of 64 */
	uint64_t inside, escape;
	int64_t depth;
	bool list;		/* the outermost container is an array at the top */
	bool broken;		/* more brackets closed than opened: the text is at fault */
	uint64_t lines;		/* line feeds so far */
	size_t feed;		/* just after the last of them; 0: none */

	/* The last place so far where the text may be cut; 0: none. */
	size_t cut;
	enum json_edge edge;
	uint64_t cut_lines;
	size_t cut_feed;
};

/* Starts at the edge from of a text. */
void json_cut_init(struct json_cut *c, enum json_edge from, enum cpu_level level);

/*
 * Looks at the n bytes at p, of which the first c->done were there before, and
 * finds the last cut among them.
 */
void json_cut_scan(struct json_cut *c, const uint8_t *p, size_t n);

/* The kernels: count blocks of 64 bytes at p, where c->done is. */
json_cut_fn json_cut_portable;
json_cut_fn json_cut_sse2;
json_cut_fn json_cut_avx2;

/* One block near the top, from masks of what stands outside of strings (internal). */
struct json_cut_block {
	uint64_t open, close, comma, feed;
	uint64_t end;		/* white space and closing quotes: ends of values at the top */
};
void json_cut_top(struct json_cut *c, const uint8_t *p, const struct json_cut_block *b);

#endif
