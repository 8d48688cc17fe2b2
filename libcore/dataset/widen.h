/*
 * widen.h - one type for the values of two, without loss.
 *
 *	void and any type		that type
 *	two integers			the wider one
 *	tinyint, smallint and float	float
 *	int or narrower, and double	double
 *	int and float, float and double	double
 *	integer and decimal(p,s)	a decimal with room for all digits of both
 *	two decimals			likewise
 *	two arrays, two maps		of what becomes of their elements, keys, values
 *	two structs			with the fields of both by name, as columns are
 *	two timestamps			the zone of the first, in which they are shown
 *
 * Nothing else has one: a bigint is no double, which has 53 bits, a decimal neither, a date
 * is no timestamp, and a number no string.
 */
#ifndef SLUICE_DATASET_WIDEN_H
#define SLUICE_DATASET_WIDEN_H

#include "model/column.h"

/*
 * The one among n fields that name means: the one of that name, else the only one whose
 * name differs in the case of ASCII letters alone.  -1 none, -2 several.
 */
int widen_find(const struct field *f, size_t n, const char *name);

/*
 * Makes *a the type that holds the values of both.  missing: a field of a struct that the
 * other has not is NULL there, else there is no such type.  1; 0 where there is none, with
 * *a as it was; -1.
 */
int widen_type(struct type *a, const struct type *b, bool missing, struct err *e);

/*
 * out becomes the values of in, of type from, as type to, which widen_type() made of it and
 * others; shares the memory of in where it can.  0, or -1 with out empty.
 */
int widen_column(struct column *out, const struct type *to, const struct column *in,
    const struct type *from, struct err *e);

#endif
