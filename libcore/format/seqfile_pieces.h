/*
 * seqfile_pieces.h - a SequenceFile in pieces, for many cores.
 *
 * Reading is serial and looks at lengths and syncs only; what is made of a piece
 * (seqfile/decode.h) may be done anywhere.
 */
#ifndef SLUICE_FORMAT_SEQFILE_PIECES_H
#define SLUICE_FORMAT_SEQFILE_PIECES_H

#include "io/in.h"
#include "model/stream.h"
#include "seqfile/decode.h"
#include "seqfile/header.h"

/* Records and blocks of the usual size are read with any memory. */
#define SEQFILE_PIECE_LEAST ((size_t)16 << 20)

struct seqfile_pieces;

struct seqfile_pieces_conf {
	/*
	 * The records that Hadoop's splitter gives to the bytes [from, to) of the file
	 * (SequenceFile spec, section 7).  to 0: up to the end.
	 */
	int64_t from, to;
	size_t run;		/* a run of records has about so many bytes; 0: 1 MiB */
	bool any_codec;		/* one that is not known is no failure: of the header alone */
	size_t skim;		/* see seqfile_pieces_want(): what is long; 0: 64 KiB */
	/* For one record or block of which all is needed, at least SEQFILE_PIECE_LEAST; 0: any. */
	uint64_t memory;
};

/* A piece and its place. */
struct seqfile_piece {
	struct raw base;	/* base.bytes: input it stands for; base.idle */
	struct block *block;	/* that data lies in */
	const uint8_t *data;	/* one block from its sync on, or a run of records and syncs */
	size_t len;		/* 0 in a piece that only says that the input rests */
	int64_t span;		/* bytes of the file that it stands for: len, and what was not read after it */
	int64_t byte;		/* of data[0] in the file */
	int64_t record;		/* number of its first record, from 0; -1 where that is not known */
	int64_t records;	/* in it, as far as the file says so without decompression */
};

/*
 * Reads the header.  Borrows in, which stands at its first byte.  NULL on failure:
 * STATUS_DATA for what is no SequenceFile that we read; a cut one is STATUS_SYSTEM on
 * a pipe.  Errors have their place.
 */
struct seqfile_pieces *seqfile_pieces_new(struct in *in, const struct seqfile_pieces_conf *conf,
    struct err *e);

/* NULL is harmless. */
void seqfile_pieces_free(struct seqfile_pieces *p);

/* Lives as long as p. */
const struct seq_header *seqfile_pieces_header(const struct seqfile_pieces *p);

/*
 * From now on only these parts of records (SEQ_KEYS and so on) are looked at: long values
 * that are not among them are not even read where the input is a plain file.  Pieces may
 * then end before a value, or before the values of a block; decoders for the same or
 * fewer parts take them as they are, others what seqfile_pieces_whole() makes of them.
 */
void seqfile_pieces_want(struct seqfile_pieces *p, unsigned parts);

/*
 * Serial.  The next piece: 1; 0 at the end; -1, after every whole record before the
 * fault was handed out.  Errors have their place.
 */
int seqfile_pieces_next(struct seqfile_pieces *p, struct seqfile_piece **out, struct err *e);

/* Bytes that were given up. */
struct seqfile_gap {
	int64_t from, to;	/* [from, to) of the file */
	int64_t record;		/* number of the first record in it, from 0, or -1 */
	int64_t records;	/* in it, as its block says, or -1 */
	char reason[200];	/* without a place */
};

/*
 * After seqfile_pieces_next() failed with STATUS_DATA, or to give up what comes next for
 * the reason why: goes on at the next sync.  1, and 0 when there is none up to the end of
 * the file or of the range; then the next piece is none.  *gap tells what was given up.
 * -1 (cannot read on).  Numbers of records are -1 after a gap whose records are not
 * known.
 */
int seqfile_pieces_resync(struct seqfile_pieces *p, const struct err *why,
    struct seqfile_gap *gap, struct err *e);

/*
 * Right after seqfile_pieces_next() gave k: leaves only its first len bytes, whole items
 * with so many records, in it; the rest comes again.  0 or -1 (memory).
 */
int seqfile_pieces_unread(struct seqfile_pieces *p, struct seqfile_piece *k, size_t len,
    int64_t records, struct err *e);

/*
 * Whether what comes next can be a record, a sync or a block, or the end of the input: 1,
 * 0 or -1.
 */
int seqfile_pieces_follows(struct seqfile_pieces *p, struct err *e);

/* Right after seqfile_pieces_next() gave k: whether a sync begins in k and ends behind it. */
int seqfile_pieces_cuts_sync(struct seqfile_pieces *p, const struct seqfile_piece *k,
    struct err *e);

/*
 * Any thread.  The bytes of k with those after it that were not read, for a decoder of
 * all parts: *data and *n, which are k's own where nothing lacks, else in b.  0 or -1;
 * STATUS_DATA when the file has become shorter.
 */
int seqfile_pieces_whole(const struct seqfile_pieces *p, const struct seqfile_piece *k,
    struct buf *b, const uint8_t **data, size_t *n, struct err *e);

/* Which bytes of the file the record at offset at of a piece takes; of a block all of it. */
void seqfile_piece_range(const struct seqfile_piece *k, const struct seq_header *h, size_t at,
    int64_t *from, int64_t *to);

/* Any thread.  NULL is harmless. */
void seqfile_pieces_drop(struct seqfile_piece *k);

/*
 * Puts the place of a decoder's failure before its words: "NAME: byte N: record M: ", M
 * counting from 1: the first one of a block that is broken as a whole.  e->byte and
 * e->row become those of the file.
 */
void seqfile_pieces_place(const char *name, const struct seqfile_piece *k, struct err *e);

#endif
