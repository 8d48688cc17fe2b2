/*
 * scan.h - the grammar of JSON over indexed windows, for whole texts and for
 * pieces of a longer one (cut.h).
 *
 * A scan finds rows: the values of the text one after the other, where an array
 * at the top stands for its elements (only the outermost one), or, with one
 * set, the only value that the text may hold.
 */
#ifndef SLUICE_JSON_SCAN_H
#define SLUICE_JSON_SCAN_H

#include "base/buf.h"
#include "json/lex.h"

struct json_tree;

/* Where a piece of a text may start or end. */
enum json_edge {
	JSON_EDGE_TOP,		/* between two values, or before the first */
	JSON_EDGE_NEXT,		/* after a comma of an array at the top */
	JSON_EDGE_AFTER		/* after an element of an array at the top */
};

struct json_scan {
	json_lex_fn *kernel;	/* the best for this CPU, unless somebody (a test) sets another */
	unsigned max;		/* containers that may be open */
	unsigned depth;		/* containers open */
	uint8_t *open;		/* which, from 1; [0] is the top */
	uint8_t at;		/* what the next token must be */
	bool one, any;		/* one value only; there was one already */
	bool runs;		/* run is kept */
	bool row;		/* a row has started and not ended */
	bool bare;		/* that row is a number or a literal at the top */
	bool stopped;		/* the tree refused a row */
	size_t from;		/* where the last row started; SIZE_MAX: what follows is in none */
	size_t last;		/* the same, until the next one starts */
	size_t list;		/* where the array started that rows are elements of */
	size_t run;		/* where the first of the values at the top started that are
				 * neither objects nor arrays, and on one line with the last
				 * one; SIZE_MAX: none */
	struct json_bad bad;
	uint32_t nend;
	uint16_t end[JSON_WINDOW + 1];	/* where rows of the window end, in the window */
	struct json_lex lex;
};

/*
 * Rows, minified: row i is the bytes offsets[i] .. offsets[i + 1] of text.  Zeroed
 * at first.
 */
struct json_rows {
	struct buf text;
	struct buf offsets;	/* int32_t, rows + 1 of them */
	int64_t rows;
};

/* A scanner for containers nested at most depth deep (0: JSON_DEPTH); NULL on failure. */
struct json_scan *json_scan_new(unsigned depth, struct err *e);

/* NULL is harmless. */
void json_scan_free(struct json_scan *s);

/* What is to be scanned. */
struct json_piece {
	const uint8_t *text;
	size_t len;
	enum json_edge from;
	enum json_edge to;	/* where it ends, unless last */
	bool last;		/* nothing follows it */
	bool one;		/* it is one value: from is JSON_EDGE_TOP, last is set */
	bool any;		/* it may end anywhere: json_recover() looks what to take of it */
	bool runs;		/* keep run */
};

/* The n bytes at text as one value; a byte order mark at its start is passed over. */
struct json_piece json_piece_value(const void *text, size_t n);

/*
 * Scans the piece.  0; or -1: s->bad tells the first fault (at: from the start
 * of the piece), or, with fault JSON_OK, e tells why (memory; a row that the
 * tree refused, whose place is in the tree).
 *
 * json_scan_rows appends the rows to out, those before a fault too; all that is in
 * out must be shorter than 2^31 - 64 bytes.  json_scan_tree hands them to t (tree.h).
 */
int json_scan_check(struct json_scan *s, const struct json_piece *p, struct err *e);
int json_scan_rows(struct json_scan *s, const struct json_piece *p,
    struct json_rows *out, struct err *e);
int json_scan_tree(struct json_scan *s, const struct json_piece *p,
    struct json_tree *t, struct err *e);

/*
 * After a scan of a piece of n bytes with any, or one that found it cut: how many of
 * them can be taken, because a row ends there or none has begun; *edge becomes what
 * that place is.
 */
size_t json_scan_edge(const struct json_scan *s, const uint8_t *text, size_t n,
    enum json_edge *edge);

/* Whether the scan stands inside an array at the top, or one of its elements. */
bool json_scan_listed(const struct json_scan *s);

/* Drops the rows from number rows on. */
void json_rows_cut(struct json_rows *r, int64_t rows);
void json_rows_release(struct json_rows *r);

#endif
