/*
 * seqfile_rows.h - the records of a SequenceFile as rows.
 *
 * Two columns, key and value, of the types that seqfile/writable.h has for the
 * classes of the file; the metadata WRITABLE_META of each field keeps the class.
 * Where a class does not say all (the elements of an ArrayWritable), it is looked up
 * in the metadata of the file (seqfile/classes.h); where only items say it (MapWritable),
 * in the items of the first piece, up to SEQFILE_ROWS_LEARN.  If these disagree, or there are none,
 * the column is binary: the serialized bytes.  A later item that disagrees with the
 * first ones is an error.
 *
 * Push-down: columns that nobody looks at are not decoded, and NULL.  Without the
 * value no value is decompressed or looked at.  Without both, as for a count,
 * records are counted by their frames: of a block its sync, the sizes of its buffers,
 * and the key lengths, which must be as many as it says; of other layouts lengths and
 * syncs.  Nothing is said then of what keys and values are.
 *
 * What is wrong with a value is told with its key, if there is one to show.  Where the key
 * was not asked for, it is read again from a plain file, and left out of the message else.
 */
#ifndef SLUICE_FORMAT_SEQFILE_ROWS_H
#define SLUICE_FORMAT_SEQFILE_ROWS_H

#include "format/seqfile_pieces.h"
#include "seqfile/writable.h"

/* Records that are looked at to find classes out. */
#define SEQFILE_ROWS_LEARN 1000

struct seqfile_rows_conf {
	struct seqfile_pieces_conf pieces;	/* which part of the file */
	enum writable_view view;
	/* Instead of what the file says, as writable_parse() takes it; NULL: the file. */
	const char *key_class, *value_class;
	size_t limit;		/* most bytes of a decompressed buffer; 0: WHOLE_LIMIT */
};

/*
 * The records of in, which is taken, also on failure; conf may be NULL.  What is wrong
 * with a file is STATUS_DATA with file, byte and record (from 1); the rows before it
 * are given out.  NULL on failure.
 */
struct source *seqfile_rows_source(struct in *in, const struct seqfile_rows_conf *conf,
    struct err *e);

#endif
