/*
 * writable.h - Hadoop's Writables: between serialized bytes, columns and text.
 *
 * A struct writable says how the keys or the values of a SequenceFile are
 * serialized.  The header of a file names a class only; what the class leaves open
 * is found elsewhere:
 *
 *	ArrayWritable and TwoDArrayWritable write how many elements there are and the
 *	elements, but not their class: it must be given (writable_parse with
 *	NAME<ELEMENT>), else they are bytes that nobody can take apart.
 *	MapWritable, SortedMapWritable and ArrayPrimitiveWritable name the classes of
 *	what they hold in each item: writable_learn() finds them out.
 *
 * Types of the columns:
 *
 *	NullWritable                      void
 *	BooleanWritable                   boolean
 *	Byte-, Short-, IntWritable        tinyint, smallint, int
 *	LongWritable                      bigint
 *	VIntWritable, VLongWritable       int, bigint
 *	FloatWritable, DoubleWritable     float, double
 *	Text, UTF8                        string (or binary: enum writable_view)
 *	BytesWritable, MD5Hash            binary
 *	ArrayWritable                     array of what the element is
 *	TwoDArrayWritable                 array of array of it
 *	ArrayPrimitiveWritable            array of boolean, tinyint, int (char), ...
 *	MapWritable, SortedMapWritable    map, with NULL for a value of NullWritable
 *	any other class                   binary: the serialized bytes
 *
 * Source: shared spec of SequenceFile, section 5; the forms of arrays and maps are
 * those of Hadoop 3.4's org.apache.hadoop.io, compared with what it writes.
 */
#ifndef SLUICE_SEQFILE_WRITABLE_H
#define SLUICE_SEQFILE_WRITABLE_H

#include "base/buf.h"
#include "model/builder.h"

/*
 * Metadata of a field of a schema: the class as writable_spec() gives it, so that
 * what is written from the column is what was read.
 */
#define WRITABLE_META "sluice.class"

/* Before the class there: the column is binary and holds serialized items already. */
#define WRITABLE_META_RAW "raw:"

/* Elements, keys and values inside each other at most. */
#define WRITABLE_DEPTH 32

enum writable_id {
	WRITABLE_RAW,		/* any other class */
	WRITABLE_NULL,
	WRITABLE_BOOLEAN,
	WRITABLE_BYTE,
	WRITABLE_SHORT,
	WRITABLE_INT,
	WRITABLE_LONG,
	WRITABLE_VINT,
	WRITABLE_VLONG,
	WRITABLE_FLOAT,
	WRITABLE_DOUBLE,
	WRITABLE_TEXT,
	WRITABLE_BYTES,
	WRITABLE_MD5,
	WRITABLE_UTF8,
	WRITABLE_ARRAY,
	WRITABLE_ARRAY_2D,
	WRITABLE_ARRAY_PRIMITIVE,
	WRITABLE_MAP,
	WRITABLE_SORTED_MAP,
	WRITABLE_CHAR		/* an element of ArrayPrimitiveWritable only */
};
#define WRITABLE_COUNT (WRITABLE_CHAR + 1)

/* What bytes become. */
enum writable_view {
	WRITABLE_AS_TYPES,	/* Text and UTF8 are strings, and must be UTF-8 */
	WRITABLE_AS_BYTES,	/* they are binary: the content, not looked at */
	WRITABLE_AS_RAW,	/* everything is binary: the serialized bytes */
	WRITABLE_AS_TEXT	/* everything is string: what writable_text() shows */
};

struct writable {
	enum writable_id id;
	char *name;		/* Java's name of the class; owned; NULL: by id */
	/*
	 * Arrays: the class of the elements; maps: of keys and of values.  NULL
	 * where that is not known.  Owned, two of them.
	 */
	struct writable *child;
};

/*
 * The class of that name: Java's full name, one of Hadoop's aliases, or without
 * "org.apache.hadoop.io.".  NAME<ELEMENT> tells the elements of ArrayWritable,
 * TwoDArrayWritable, ArrayPrimitiveWritable (boolean, char, byte, ... double), and
 * makes any other name a subclass of ArrayWritable; NAME<KEY,VALUE> is for maps.  A
 * name that is not known is WRITABLE_RAW.  What cannot be is STATUS_USAGE.
 * 0, or -1 with w released.
 */
int writable_parse(struct writable *w, const char *name, struct err *e);

/* The class as a header of a file names it (n bytes, as they are); -1: no memory. */
int writable_named(struct writable *w, const char *name, size_t n, struct err *e);

void writable_release(struct writable *w);

/* Java's full name of the class. */
const char *writable_name(const struct writable *w);

/* Appends what writable_parse() takes: the name, with <...> where there is more to say. */
int writable_spec(const struct writable *w, struct buf *out, struct err *e);

/* Whether items can be taken apart; else their columns are binary. */
bool writable_known(const struct writable *w);

/* Whether writable_learn() has something to find out. */
bool writable_open(const struct writable *w);

/*
 * Learns from one serialized item what it says of the classes inside; of a damaged
 * one that is what stands before the damage.  0; 1 when there is no type for the items: keys or values
 * of several classes, or of one whose end cannot be told; then w is not known, and
 * nothing more is to be learned.  -1: no memory.  Give it a few items, then call
 * writable_settle().
 */
int writable_learn(struct writable *w, const uint8_t *p, size_t n, struct err *e);

/*
 * Ends learning: values that were NullWritable only are that; where no item had
 * anything in it, w stays not known.
 */
void writable_settle(struct writable *w);

/* The type of the column; *nullable tells whether it has NULLs.  0 or -1. */
int writable_type(const struct writable *w, enum writable_view v, struct type *out,
    bool *nullable, struct err *e);

/*
 * Appends the item in the n bytes at p, which it must use up exactly, to b, a builder
 * for the type above.  What is wrong is STATUS_DATA without a place but e->byte, the
 * offset in the item; b may then hold a row in part (builder_cut()).  Whether strings
 * are UTF-8 is not looked at here: writable_valid().  0 or -1.
 */
int writable_add(const struct writable *w, enum writable_view v, const uint8_t *p,
    size_t n, struct builder *b, struct err *e);

/*
 * The number of the first row from row from on that holds a string that is not UTF-8;
 * b->rows if there is none.  Far cheaper for many rows at once.
 */
int64_t writable_valid(const struct builder *b, int64_t from);

/*
 * Appends an item as Hadoop's toString() has it, which is what `hadoop fs -text`
 * shows: 1.0E10, (null), ca fe for bytes, {k=v, k=v}, ArrayWritable [valueClass=...,
 * values=[...]].  Text goes out as it is, also where it is not UTF-8; classes whose
 * toString() shows an address only are shown as [1, 2] and {k=v}; items of classes that
 * are not known, also where such a thing is inside, as their serialized bytes.
 * Errors as writable_add().  0, or -1 with out unchanged.
 */
int writable_text(const struct writable *w, const uint8_t *p, size_t n, struct buf *out,
    struct err *e);

/*
 * Whether the n bytes at p are an item of the class, which they must use up exactly; any
 * bytes are one of a class that is not known.  Strings need not be UTF-8.  scratch,
 * initialised, is memory to use again.  0, or -1 as writable_add().
 */
int writable_check(const struct writable *w, const uint8_t *p, size_t n,
    struct buf *scratch, struct err *e);

/*
 * Whether column b of the file in_b may follow column a of in_a, of one type, in one
 * column: by WRITABLE_META of a, if that is a class that is not known.  Bytes of such a
 * class are not those of another: who writes them again would write them under its
 * name.  0, or STATUS_DATA with both.
 */
int writable_same(const struct field *a, const char *in_a, const struct field *b,
    const char *in_b, struct err *e);

/* -- writing -- */

/*
 * The class for a column.  It is hint, what writable_parse() takes, if items of that
 * can hold values of the type; with WRITABLE_META_RAW before it, the items of a binary
 * column are serialized as they are.  Without a hint (NULL), or one that does not fit,
 * it is the class by type: arrays of numbers and booleans are ArrayPrimitiveWritable,
 * which names the type of its elements, other arrays ArrayWritable<...>, maps
 * MapWritable.  A type that no class holds, and with must a hint that does not fit, is
 * STATUS_USAGE.  0 or -1.
 */
int writable_for(struct writable *w, const struct field *f, const char *hint, bool must,
    struct err *e);

/*
 * Appends the serialized form of a row.  A NULL that the class cannot hold, a number
 * out of its range, an MD5Hash that is not 16 bytes and the like are STATUS_DATA with
 * the row.  0, or -1 with out unchanged.
 */
int writable_put(const struct writable *w, const struct type *t, const struct column *c,
    int64_t row, struct buf *out, struct err *e);

#endif
