/*
 * json_pieces.h - JSON text in pieces of whole values, for many cores.
 *
 * Reading is serial and looks at quotes and brackets only (json/cut.h); what is
 * made of the pieces may be done anywhere.
 */
#ifndef SLUICE_FORMAT_JSON_PIECES_H
#define SLUICE_FORMAT_JSON_PIECES_H

#include "io/in.h"
#include "json/scan.h"
#include "model/stream.h"

struct json_pieces;

struct json_pieces_conf {
	unsigned depth;		/* containers inside each other; 0: JSON_DEPTH */
	size_t value_max;	/* bytes of the longest value; 0: what a column can hold */
	bool lines;		/* cut at line ends only: each line is a text of its own */
};

/* A piece and its place. */
struct json_chunk {
	struct raw base;
	struct json_piece piece;
	struct block *block;	/* that piece.text lies in */
	int64_t byte;		/* where it starts */
	uint64_t line, column;	/* of that byte, from 1 */
};

/* Borrows in.  A byte order mark at its start is skipped.  NULL on failure. */
struct json_pieces *json_pieces_new(struct in *in, const struct json_pieces_conf *conf,
    struct err *e);

/* NULL is harmless. */
void json_pieces_free(struct json_pieces *p);

/* The next piece: 1; 0 at the end; -1. */
int json_pieces_next(struct json_pieces *p, struct json_chunk **out, struct err *e);

/* Any thread. */
void json_pieces_drop(struct json_chunk *c);

/*
 * Says what is wrong with text, all of a chunk or one of its lines, without the
 * place: "not JSON: WORDS: TEXT".  Returns out.
 */
char *json_pieces_words(const struct json_piece *text, const struct json_bad *bad,
    unsigned depth, char *out, size_t outsz);

/* Words the place of byte at of the chunk: "NAME:LINE:COLUMN: byte N".  Returns out. */
char *json_pieces_place(const char *name, const struct json_chunk *c, size_t at,
    char *out, size_t outsz);

#endif
