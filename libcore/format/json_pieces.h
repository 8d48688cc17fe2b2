/*
 * json_pieces.h - JSON text in pieces of whole values, for many cores.
 *
 * Reading is serial and looks at quotes and brackets only (json/cut.h); what is
 * made of the pieces may be done anywhere.
 */
#ifndef SLUICE_FORMAT_JSON_PIECES_H
#define SLUICE_FORMAT_JSON_PIECES_H

#include "base/gaps.h"
#include "io/in.h"
#include "json/recover.h"
#include "model/stream.h"

struct json_pieces;

struct json_pieces_conf {
	unsigned depth;		/* containers inside each other; 0: JSON_DEPTH */
	size_t len;		/* of a piece, about; 0: 256 KiB, what fits a cache with its rows */
	size_t value_max;	/* bytes of the longest value; 0: what a column can hold */
	size_t most;		/* nobody looks at more than so many bytes of a string; 0: at all */
	bool lines;		/* cut at line ends only: each line is a text of its own */
	bool recover;		/* find the records at fault, and what is good between them */
};

/* The value_max of who may keep so many bytes: a quarter of them, at least 1 MiB. */
static inline size_t
json_pieces_value_max(uint64_t memory)
{
	return memory / 4 < 1 << 20 ? 1 << 20 : (size_t)(memory / 4);
}

/* A piece and its place. */
struct json_chunk {
	struct raw base;
	struct json_piece piece;
	struct block *block;	/* that piece.text lies in */
	int64_t byte;		/* where it starts */
	uint64_t line, column;	/* of that byte, from 1 */
	struct gaps gaps;	/* with most, of the piece's text: what was left out of it */
	struct json_spans spans; /* with recover and without lines: what the piece is made of */
	struct json_chunk *next; /* that will be handed out again */
};

/* Line and column of a place in a chunk, to go on from; zeroed before its first use. */
struct json_mark {
	size_t at;		/* bytes that were looked at */
	uint64_t lines;		/* that end among them */
	size_t feed;		/* just after the last of those; 0: none */
};

/* Borrows in.  A byte order mark at its start is skipped.  NULL on failure. */
struct json_pieces *json_pieces_new(struct in *in, const struct json_pieces_conf *conf,
    struct err *e);

/* NULL is harmless. */
void json_pieces_free(struct json_pieces *p);

/* The next piece: 1; 0 at the end; -1. */
int json_pieces_next(struct json_pieces *p, struct json_chunk **out, struct err *e);

/*
 * Gives back the memory around a piece that is kept for long: on a pipe a piece may be a few
 * bytes in a large block.  0 or -1.
 */
int json_pieces_trim(struct json_chunk *c, struct err *e);

/*
 * Takes back a piece that json_pieces_next() gave: it will be handed out again, after those
 * that were taken back before it, and before any other.
 */
void json_pieces_again(struct json_pieces *p, struct json_chunk *c);

/* How many bytes before byte at of the chunk were left out. */
size_t json_pieces_missing(const struct json_chunk *c, size_t at);

/* Any thread; NULL is harmless. */
void json_pieces_drop(struct json_chunk *c);

/*
 * Says what is wrong with text, all of a chunk or one of its lines, without the
 * place: "not JSON: WORDS: TEXT".  Returns out.
 */
char *json_pieces_words(const struct json_piece *text, const struct json_bad *bad,
    unsigned depth, char *out, size_t outsz);

/*
 * Fills e (STATUS_DATA) with the place and the words for text, which starts at byte base
 * of the chunk.  Returns -1.
 */
int json_pieces_refuse(const char *name, const struct json_chunk *c, size_t base,
    const struct json_piece *text, const struct json_bad *bad, unsigned depth,
    struct err *e);

/* Says what is wrong with a record: a span of text, all of a chunk or one of its lines. */
char *json_pieces_bad(const struct json_piece *text, const struct json_span *s,
    unsigned depth, char *out, size_t outsz);

/*
 * Words the place of byte at of the chunk: "NAME:LINE:COLUMN: byte N".  m (may be NULL)
 * makes places that are asked for in order cost no more than what lies between them.
 * Returns out.
 */
char *json_pieces_place(const char *name, const struct json_chunk *c, size_t at,
    struct json_mark *m, char *out, size_t outsz);

#endif
