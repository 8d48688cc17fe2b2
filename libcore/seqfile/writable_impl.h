/* writable_impl.h - what the files of writable share. */
#ifndef SLUICE_SEQFILE_WRITABLE_IMPL_H
#define SLUICE_SEQFILE_WRITABLE_IMPL_H

#include "seqfile/writable.h"

/* What a class is. */
struct writable_class {
	const char *name;		/* Java's full name; of a primitive, its word */
	enum type_id type;
	int8_t map_id;			/* in the class table of every MapWritable; 0: none */
	uint8_t size;			/* bytes of an item; 0: it tells itself */
};

const struct writable_class *writable_class(enum writable_id id);

/* The class of a full name of n bytes; WRITABLE_RAW when it is none of the table. */
enum writable_id writable_find(const char *name, size_t n);

/* The component of ArrayPrimitiveWritable of that word; WRITABLE_RAW when it is none. */
enum writable_id writable_primitive(const char *word, size_t n);

/* And its word; "" for an id that is none. */
const char *writable_word(enum writable_id id);

/* Java's name of a class without its package, for messages. */
const char *writable_short(const struct writable *w);
const char *writable_id_short(enum writable_id id);

static inline bool
writable_is_map(enum writable_id id)
{
	return id == WRITABLE_MAP || id == WRITABLE_SORTED_MAP;
}

/* Booleans, numbers, strings and bytes. */
static inline bool
writable_is_scalar(enum writable_id id)
{
	return (id > WRITABLE_NULL && id < WRITABLE_ARRAY) || id == WRITABLE_CHAR;
}

/* Makes the children of w, all WRITABLE_RAW without a name.  0 or -1. */
int writable_children(struct writable *w, struct err *e);

/* -- taking items apart -- */

/* What is left of an item.  limit is where it ends. */
struct cursor {
	const uint8_t *p, *limit;
};

/* A value of a class that writable_is_scalar(). */
struct scalar {
	int64_t i;		/* boolean and integers */
	double f;		/* float (exactly) and double */
	const uint8_t *bytes;	/* Text, UTF8 (as it lies there), BytesWritable, MD5Hash */
	size_t n;
};

/* Each takes one thing off c; -1 and STATUS_DATA when that is not there. */
int cursor_u8(struct cursor *c, enum writable_id id, uint8_t *out, struct err *e);
int cursor_u16(struct cursor *c, enum writable_id id, uint16_t *out, struct err *e);
int cursor_i32(struct cursor *c, enum writable_id id, int32_t *out, struct err *e);
int cursor_bytes(struct cursor *c, enum writable_id id, size_t n, const uint8_t **out,
    struct err *e);

/* Whether the item of w that began at p uses up its bytes: 0; else -1, e->byte its end. */
int cursor_end(const struct cursor *c, const struct writable *w, const uint8_t *p,
    struct err *e);

/* How many elements follow, none of them smaller than least bytes (at least 1). */
int cursor_count(struct cursor *c, enum writable_id id, size_t least, int32_t *out,
    struct err *e);

int cursor_scalar(struct cursor *c, enum writable_id id, struct scalar *out, struct err *e);

/* The fewest bytes that an item takes. */
size_t writable_least(const struct writable *w);

/* The component of an ArrayPrimitiveWritable. */
int cursor_primitive(struct cursor *c, enum writable_id *out, struct err *e);

/* The class ids of a map and its number of entries. */
struct class_table {
	uint8_t id[256];	/* enum writable_id; UINT8_MAX: no such class */
	uint8_t nown;
	struct {
		const uint8_t *name;
		uint16_t n;
		uint8_t id;
	} own[127];		/* those with names of their own */
};
int cursor_map(struct cursor *c, enum writable_id id, struct class_table *t,
    int32_t *entries, struct err *e);

/*
 * The class of the key or the value that follows; a class that is not known, so that
 * nobody can say where the item ends, is an error that names it.
 */
int cursor_class(struct cursor *c, const struct class_table *t, enum writable_id *out,
    struct err *e);

/*
 * UTF8 as UTF-8: surrogates of 3 bytes each become one character.  Appends to out,
 * where there is room for c->n bytes more.  -1 when it is no text.
 */
int writable_utf8(const struct scalar *s, struct buf *out, struct err *e);

#endif
