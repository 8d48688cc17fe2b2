/*
 * csv_pieces.h - the bytes of a text of cells in pieces that any worker can take apart.
 *
 * A piece is a range of bytes, wherever it begins.  A worker reads it and scans what comes
 * after its first line feed from both states in which it can be there; csv_pieces_link()
 * knows the right one, and gives the piece the begin of the record that it is to finish.
 */
#ifndef SLUICE_FORMAT_CSV_PIECES_H
#define SLUICE_FORMAT_CSV_PIECES_H

#include "base/idle.h"
#include "base/gaps.h"
#include "csv/record_scan.h"
#include "csv/types.h"
#include "model/stream.h"

struct in;
struct csv_pieces;

/* Memory for the bytes of pieces, one after the other. */
struct csv_memory {
	struct idle idle;
	uint8_t *data;
	size_t size;
};

struct csv_piece {
	struct raw base;
	struct csv_memory *memory;
	const uint8_t *p;		/* n bytes, and CSV_PAD more */
	size_t n;
	int64_t from;			/* in a file whose ranges are read at once; else -1 */
	bool last;			/* the text ends with it */
	struct gap gap;			/* what was left out behind it; bytes 0: nothing */
	bool gap_ret;			/* ... and ends with a carriage return */
	/* What csv_pieces_scan() finds. */
	size_t head;			/* up to the first line feed and with it; n: there is none */
	struct csv_run run[2];		/* from there on, outside and inside of a quoted cell */
	size_t lines;
	/* What csv_pieces_link() adds. */
	struct buf begun;		/* the record that began in earlier pieces, whole, */
	struct gaps gaps;		/* but for these */
	int64_t begun_line;		/* where it began, from 0 */
	size_t body, end;		/* whole records that begin in this one */
	int64_t line;			/* of the first byte, from 0 */
	bool within;			/* that is the line feed of a CR LF */
	size_t records;			/* that end in it, begun included */
	int64_t open;			/* last: line of a quote that is never closed, from 0; or -1 */
	size_t too_long;		/* a record that began at begun_line is longer than this; 0 */
	/* For whoever takes the rows out, 0 at first. */
	int stage;
	size_t row;
};

struct csv_pieces_conf {
	struct csv_dialect dialect;
	size_t range;		/* bytes of a piece; 0: about 1 MiB */
	uint64_t longest;	/* bytes of a record that are kept, at least 1 MiB; 0: 2 GiB */
	size_t most;		/* nobody looks at more than so many bytes of a cell; 0: at all */
};

/* Pieces of in, which is borrowed.  NULL on failure. */
struct csv_pieces *csv_pieces_new(struct in *in, const struct csv_pieces_conf *conf,
    struct err *e);

/* Frees; NULL is harmless.  No piece is out any more. */
void csv_pieces_free(struct csv_pieces *p);

/*
 * Reads the header and the first records into types, and passes over a byte order mark and
 * the header; what else was read will be read again.  Before the first piece.  0 or -1.
 */
int csv_pieces_open(struct csv_pieces *p, struct csv_types *types, struct err *e);

/* From now on records are only counted: pieces hold none that began before. */
void csv_pieces_count(struct csv_pieces *p);

/* The stages of source_ops: */
/* Serial.  The next piece, 1; 0 at the end; -1. */
int csv_pieces_next(struct csv_pieces *p, struct csv_piece **out, struct err *e);

/* Any worker: reads the bytes of c, if next() has not, and scans them.  0 or -1. */
int csv_pieces_scan(struct csv_pieces *p, struct csv_piece *c, struct err *e);

/* Serial, in order.  0 or -1. */
int csv_pieces_link(struct csv_pieces *p, struct csv_piece *c, struct err *e);

/* The line of byte at of c, from 1. */
int64_t csv_piece_line(const struct csv_piece *c, size_t at);

/* Any thread: frees c. */
void csv_pieces_drop(struct csv_pieces *p, struct csv_piece *c);

#endif
