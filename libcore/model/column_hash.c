/*
 * column_hash.c - hashes of rows, ours in here.
 *
 * The rows go in pieces whose hashes stay in the first cache, and column by column within
 * a piece, so that there is one loop without a switch for every column.  Each value is one
 * multiplication into the hash of the columns before it, and one more ends the row.
 */
#include "model/column_hash.h"

#include "base/hash.h"
#include "base/hash_spark.h"
#include "base/num.h"
#include "model/column_hash_impl.h"

#define PIECE 512
#define NULL_WORD UINT64_C(0x8ebc6af09c88c6e3)
#define STRUCT_WORD UINT64_C(0x589965cc75374cc3)

/* Mixes the word v into h, which depends on what came before; it is neither 0 nor all ones. */
static inline uint64_t
mix(uint64_t h, uint64_t v)
{
	return hash_fold(h ^ v, HASH_K0);
}

static inline uint64_t
word_of_double(double v)
{
	uint64_t w;

	v += 0.0;	/* -0.0 becomes 0.0 */
	memcpy(&w, &v, sizeof(w));
	return v == v ? w : UINT64_C(0x7ff8000000000000);
}

/* All ones where row i is there, all zeros where it is NULL. */
static inline uint64_t
mask(const uint8_t *valid, int64_t i)
{
	return -(uint64_t)(valid[i >> 3] >> (i & 7) & 1);
}

static inline uint64_t
or_null(uint64_t word, uint64_t there)
{
	return (word & there) | (NULL_WORD & ~there);
}

#define FIXED(name, T, word) \
static void \
name(const struct column *c, int64_t from, int64_t n, uint64_t *h) \
{ \
	const T *v = (const T *)c->values + from; \
	int64_t i; \
 \
	for (i = 0; c->valid == NULL && i < n; i++) \
		h[i] = mix(h[i], word(v[i])); \
	for (; i < n; i++) \
		h[i] = mix(h[i], or_null(word(v[i]), mask(c->valid, from + i))); \
}

#define SIGNED(v) ((uint64_t)(int64_t)(v))

FIXED(fixed_8, int8_t, SIGNED)
FIXED(fixed_16, int16_t, SIGNED)
FIXED(fixed_32, int32_t, SIGNED)
FIXED(fixed_64, int64_t, SIGNED)
FIXED(fixed_float, float, word_of_double)
FIXED(fixed_double, double, word_of_double)

static void
fixed_128(const struct column *c, int64_t from, int64_t n, uint64_t *h)
{
	const int128_t *v = (const int128_t *)c->values + from;
	uint64_t there = UINT64_MAX;
	int64_t i;

	for (i = 0; i < n; i++) {
		if (c->valid != NULL)
			there = mask(c->valid, from + i);
		h[i] = mix(h[i], (uint64_t)((uint128_t)v[i] >> 64) & there);
		h[i] = mix(h[i], or_null((uint64_t)v[i], there));
	}
}

static void
bits(const struct column *c, int64_t from, int64_t n, uint64_t *h)
{
	uint64_t there = UINT64_MAX;
	int64_t i;

	for (i = 0; i < n; i++) {
		if (c->valid != NULL)
			there = mask(c->valid, from + i);
		h[i] = mix(h[i], or_null(column_bit(c->values, from + i), there));
	}
}

static void
bytes(const struct column *c, int64_t from, int64_t n, uint64_t *h)
{
	const int32_t *o = c->offsets + from;
	const char *p = c->values;
	int64_t i;

	for (i = 0; i < n; i++) {
		if (column_is_null(c, from + i))
			h[i] = mix(h[i], NULL_WORD);
		else
			h[i] = hash_bytes(p + o[i], (size_t)(o[i + 1] - o[i]), h[i]);
	}
}

static void hash_rows(const struct type *t, const struct column *c, int64_t from, int64_t n,
    uint64_t *h);

/* n <= PIECE, here and below. */
static void
fields(const struct type *t, const struct column *c, int64_t from, int64_t n, uint64_t *h)
{
	uint64_t before[PIECE];
	int64_t i;
	uint32_t f;

	for (i = 0; i < n; i++) {
		before[i] = h[i];
		h[i] = mix(h[i], STRUCT_WORD);
	}
	for (f = 0; f < t->nchild; f++)
		hash_rows(&t->child[f].type, &c->child[f], from, n, h);
	/* What lies beneath a NULL does not count. */
	for (i = 0; c->valid != NULL && i < n; i++) {
		if (column_is_null(c, from + i))
			h[i] = mix(before[i], NULL_WORD);
	}
}

/* The number of elements, then the hash of each by itself. */
static void
elements(const struct type *t, const struct column *c, int64_t from, int64_t n, uint64_t *h)
{
	const int32_t *o = c->offsets + from;
	uint64_t element[PIECE];
	int64_t i, k, m, row = 0;

	for (i = 0; i < n; i++)
		h[i] = mix(h[i], column_is_null(c, from + i) ? NULL_WORD : SIGNED(o[i + 1] - o[i]));
	for (k = o[0]; k < o[n]; k += m) {
		m = o[n] - k < PIECE ? o[n] - k : PIECE;
		for (i = 0; i < m; i++)
			element[i] = HASH_K1;
		hash_rows(&t->child->type, c->child, k, m, element);
		for (i = 0; i < m; i++) {
			while (o[row + 1] <= k + i)
				row++;
			if (!column_is_null(c, from + row))
				h[row] = mix(h[row], element[i]);
		}
	}
}

static void
hash_rows(const struct type *t, const struct column *c, int64_t from, int64_t n, uint64_t *h)
{
	int64_t i;

	switch (t->id) {
	case TYPE_VOID:
		for (i = 0; i < n; i++)
			h[i] = mix(h[i], NULL_WORD);
		break;
	case TYPE_BOOLEAN:
		bits(c, from, n, h);
		break;
	case TYPE_TINYINT:
		fixed_8(c, from, n, h);
		break;
	case TYPE_SMALLINT:
		fixed_16(c, from, n, h);
		break;
	case TYPE_INT:
	case TYPE_DATE:
		fixed_32(c, from, n, h);
		break;
	case TYPE_BIGINT:
	case TYPE_TIMESTAMP:
	case TYPE_TIMESTAMP_NTZ:
		fixed_64(c, from, n, h);
		break;
	case TYPE_FLOAT:
		fixed_float(c, from, n, h);
		break;
	case TYPE_DOUBLE:
		fixed_double(c, from, n, h);
		break;
	case TYPE_DECIMAL:
		fixed_128(c, from, n, h);
		break;
	case TYPE_STRING:
	case TYPE_BINARY:
		bytes(c, from, n, h);
		break;
	case TYPE_STRUCT:
		fields(t, c, from, n, h);
		break;
	case TYPE_ARRAY:
	case TYPE_MAP:
		elements(t, c, from, n, h);
		break;
	}
}

/* ---- any kind --------------------------------------------------------------- */

static bool
has_map(const struct type *t)
{
	uint32_t i;

	for (i = 0; i < t->nchild; i++) {
		if (has_map(&t->child[i].type))
			return true;
	}
	return t->id == TYPE_MAP;
}

static int
check(const struct batch *b, uint32_t col, enum hash_kind kind, struct err *e)
{
	const struct field *f = &b->schema->field[col];

	if (kind != HASH_OURS && has_map(&f->type))
		return err_set(e, STATUS_USAGE, "column %s holds a map, which Spark does not hash",
		    f->name);
	if (column_has_absent(&b->col[col]))
		return err_set(e, STATUS_SYSTEM, "column %s was not read: it has no hash", f->name);
	return 0;
}

/* One piece of rows, n of them, all columns. */
static void
hash_piece(const struct batch *b, const uint32_t *cols, size_t ncol, enum hash_kind kind,
    int64_t from, int64_t n, uint64_t *h)
{
	int64_t i;
	size_t k;

	for (i = 0; i < n; i++)
		h[i] = kind == HASH_OURS ? HASH_K1 : HASH_SPARK_SEED;
	for (k = 0; k < ncol; k++) {
		const struct type *t = &b->schema->field[cols[k]].type;
		const struct column *c = &b->col[cols[k]];

		if (kind == HASH_OURS)
			hash_rows(t, c, from, n, h);
		else
			column_hash_spark(kind == HASH_SPARK64, t, c, from, n, h);
	}
	for (i = 0; kind == HASH_OURS && i < n; i++)
		h[i] = hash_fold(h[i] ^ HASH_K0, HASH_K1);
	for (i = 0; kind == HASH_SPARK && i < n; i++)
		h[i] = (uint64_t)(int64_t)(int32_t)h[i];
}

int
column_hash(const struct batch *b, const uint32_t *cols, size_t n, enum hash_kind kind,
    uint64_t *out, struct err *e)
{
	int64_t i;
	size_t k;

	for (k = 0; k < n; k++) {
		if (check(b, cols[k], kind, e) != 0)
			return -1;
	}
	for (i = 0; i < b->rows; i += PIECE)
		hash_piece(b, cols, n, kind, i, b->rows - i < PIECE ? b->rows - i : PIECE, out + i);
	return 0;
}
