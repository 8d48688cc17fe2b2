/*
 * type.h - the types of a column: Spark's, nested.
 *
 * A type is immutable once it is part of a schema and lives as long as that.
 */
#ifndef SLUICE_MODEL_TYPE_H
#define SLUICE_MODEL_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* In the order of widening among the numbers; the physical layout is Arrow's. */
enum type_id {
	TYPE_VOID,		/* all values NULL; no buffers */
	TYPE_BOOLEAN,		/* bits, least significant first */
	TYPE_TINYINT,		/* int8 */
	TYPE_SMALLINT,		/* int16 */
	TYPE_INT,		/* int32 */
	TYPE_BIGINT,		/* int64 */
	TYPE_FLOAT,
	TYPE_DOUBLE,
	TYPE_DECIMAL,		/* int128, precision 1..38, scale 0..precision */
	TYPE_STRING,		/* int32 offsets, valid UTF-8 */
	TYPE_BINARY,		/* int32 offsets, any bytes */
	TYPE_DATE,		/* int32 days since 1970-01-01 */
	TYPE_TIMESTAMP,		/* int64 microseconds since the epoch, UTC */
	TYPE_TIMESTAMP_NTZ,	/* int64 microseconds, local time of no zone */
	TYPE_ARRAY,		/* int32 offsets, one child */
	TYPE_STRUCT,		/* children of the same length */
	TYPE_MAP		/* int32 offsets, one child: struct<key, value> */
};
#define TYPE_COUNT (TYPE_MAP + 1)

/* Key and value bytes; order is kept, keys may repeat. */
struct meta_pair {
	char *key, *value;	/* NUL-terminated for convenience */
	size_t keylen, vallen;
};

struct meta {
	size_t n;
	struct meta_pair *pair;
};

struct field;

struct type {
	enum type_id id;
	uint8_t precision, scale;	/* decimal */
	bool keys_sorted;		/* map */
	uint32_t nchild;		/* array 1, map 1, struct any */
	struct field *child;		/* owned */
	char *zone;			/* timestamp: zone for display, or NULL (UTC); owned */
};

struct field {
	char *name;			/* owned; UTF-8, may be empty */
	struct type type;
	bool nullable;
	struct meta meta;
};

/* Bytes of one value in a fixed-width values buffer; 0 for the others and for boolean. */
size_t type_width(enum type_id id);

bool type_is_integer(enum type_id id);	/* tinyint .. bigint */
bool type_is_number(enum type_id id);	/* tinyint .. decimal */
bool type_is_bytes(enum type_id id);	/* string, binary */
bool type_is_nested(enum type_id id);	/* array, struct, map */

/* Same type, children's names and nullability included when strict; metadata never counts. */
bool type_equal(const struct type *a, const struct type *b, bool strict);

/* Deep copy; *out owns its parts.  0 or -1. */
int type_copy(struct type *out, const struct type *in, struct err *e);
void type_release(struct type *t);

/* A field with a copy of name and of type.  0 or -1. */
int field_init(struct field *f, const char *name, const struct type *type,
    bool nullable, struct err *e);
int field_copy(struct field *out, const struct field *in, struct err *e);
void field_release(struct field *f);

/* Makes t array<element>, map<key,value>; copies the element types. */
int type_array(struct type *t, const struct type *element, bool contains_null,
    struct err *e);
int type_map(struct type *t, const struct type *key, const struct type *value,
    bool value_contains_null, struct err *e);

/* Appends a copy of f to the children of the struct type t. */
int type_struct_add(struct type *t, const struct field *f, struct err *e);

int meta_add(struct meta *m, const void *key, size_t keylen, const void *value,
    size_t vallen, struct err *e);
int meta_copy(struct meta *out, const struct meta *in, struct err *e);
/* Takes every pair of that key away. */
void meta_remove(struct meta *m, const char *key);
/* The first value of key, NUL-terminated, or NULL. */
const char *meta_get(const struct meta *m, const char *key);
void meta_release(struct meta *m);

/*
 * Spark's names.  type_format appends the simple string (bigint,
 * decimal(10,2), array<int>, struct<a:int,b:string>, map<string,int>);
 * type_tree_name gives the word that printSchema shows (long, integer, short,
 * byte, decimal(10,2), array, ...), which is static or in buf.
 */
int type_format(const struct type *t, struct buf *out, struct err *e);
const char *type_tree_name(const struct type *t, char buf[32]);

/* The simple string in a static-size buffer, cut with "..." if long; returns out. */
char *type_string(const struct type *t, char *out, size_t outsz);

/*
 * Parses a type name, any case, with Spark's synonyms (byte, short, integer,
 * long, real, dec, numeric, timestamp_ltz; char(n) and varchar(n), which are
 * strings of any length, as in Spark's CAST).  Reads from *p (NUL-terminated
 * text) and leaves *p after it.
 * A word that is no type: STATUS_USAGE, naming near ones.
 */
int type_parse(const char **p, struct type *out, struct err *e);

#endif
