/*
 * ipc_foreign.h - columns whose bytes are not laid out as model/ has them; private to wire.
 *
 * A schema has plain types alone.  Beside it stands how the bytes of each field come; they
 * become plain columns where a batch is read, and a stream of plain ones pays nothing.
 */
#ifndef SLUICE_WIRE_IPC_FOREIGN_H
#define SLUICE_WIRE_IPC_FOREIGN_H

#include "model/schema.h"
#include "wire/ipc_check.h"
#include "wire/ipc_reader.h"

enum ipc_layout {
	LAYOUT_PLAIN,
	LAYOUT_LARGE,		/* string, binary, array: offsets of 64 bits */
	LAYOUT_UINT8,		/* smallint */
	LAYOUT_UINT16,		/* int */
	LAYOUT_UINT32,		/* bigint */
	LAYOUT_UINT64,		/* decimal(20,0) */
	LAYOUT_HALF,		/* float */
	LAYOUT_DATE_MILLI,	/* date: int64 milliseconds, whole days */
	LAYOUT_SECOND,		/* timestamps: int64 of that unit */
	LAYOUT_MILLI,
	LAYOUT_NANO,
	LAYOUT_NANO_CUT,	/* ... of which what is no whole microsecond is cut off */
	LAYOUT_VIEW,		/* string, binary: 16 bytes a value, data elsewhere; late */
	LAYOUT_DICTIONARY	/* indices of values that come by themselves; late */
};

/*
 * One field; a root, which stands for no field, has those of a schema as children.
 *
 * What is late keeps the layout in which it came until its rows are handed out: plain
 * memory for it is taken for those rows alone, because a short body may stand for any
 * number of bytes.
 */
struct ipc_how {
	enum ipc_layout layout;
	bool late;			/* it, or something in it */
	/* LAYOUT_VIEW: its number in the shape; LAYOUT_DICTIONARY: its number in the stream. */
	uint32_t at;
	enum type_id index;		/* LAYOUT_DICTIONARY: tinyint .. bigint, by their width */
	bool index_signed;
	uint32_t nchild;
	struct ipc_how *child;		/* as the type's; owned; NULL when all are plain */
};

extern const struct ipc_how ipc_plain;

/* How child i of what is laid out as how comes. */
static inline const struct ipc_how *
ipc_child(const struct ipc_how *how, size_t i)
{
	return how->child != NULL ? &how->child[i] : &ipc_plain;
}

/* Whether anything in how is not plain. */
static inline bool
ipc_how_foreign(const struct ipc_how *how)
{
	return how->layout != LAYOUT_PLAIN || how->child != NULL;
}

/* Gives back the children of how; leaves a plain one. */
void ipc_how_clear(struct ipc_how *how);

/* How the rows of one schema come. */
struct ipc_shape {
	struct ipc_how root;
	uint32_t nview;			/* fields of LAYOUT_VIEW */
	/*
	 * The schema with a type for what is late as it came: decimals for views, which
	 * have 16 bytes too, integers for indices.  NULL where nothing is late.
	 */
	struct schema *stored;
};

/* Completes a shape of s whose root is filled in.  0 or -1. */
int ipc_shape_finish(struct ipc_shape *shape, const struct schema *s, struct err *e);
void ipc_shape_release(struct ipc_shape *shape);

/* One of the dictionaries of a stream. */
struct ipc_dict_type {
	int64_t id;
	struct schema *values;		/* one field */
	struct ipc_shape shape;
};

struct ipc_foreign {
	struct ipc_shape rows;
	uint32_t ndict;
	size_t capdict;
	struct ipc_dict_type *dict;
};

/* The number of the dictionary of that id, or -1. */
int64_t ipc_dict_find(const struct ipc_foreign *f, int64_t id);

/*
 * Notes that values like those of field, which is named name and comes as how, lie in
 * dictionary id; *at becomes its number.  Takes how, which is plain then.  1; 0 that
 * dictionary is of another type; -1.
 */
int ipc_dict_add(struct ipc_foreign *f, int64_t id, const struct field *field, const char *name,
    struct ipc_how *how, uint32_t *at, struct err *e);

/*
 * The values of l->col, of fixed width, from the next buffer.  What does not fit the type
 * is an error where it counts and 0 under nulls.  0 or -1.
 */
int ipc_foreign_fixed(struct ipc_reader *r, const struct ipc_level *l, struct column *c,
    enum ipc_layout layout);

/*
 * The offsets of l->col from the next buffer, in which they have 64 bits, less *base: the
 * first one, where rebase is set, else 0.  Checked: none negative, none falling, all fit
 * 32 bits.  0 or -1.
 */
int ipc_foreign_offsets(struct ipc_reader *r, const struct ipc_level *l, struct column *c,
    bool rebase, int64_t *base);

#endif
