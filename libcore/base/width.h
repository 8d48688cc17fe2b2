/* width.h - how many columns of a terminal a text takes. */
#ifndef SLUICE_BASE_WIDTH_H
#define SLUICE_BASE_WIDTH_H

#include <stddef.h>

/*
 * Columns that n bytes of valid UTF-8 take: two for East Asian wide characters,
 * none for combining ones, one for what is not printable.  Emoji of several code points
 * take two, as terminals draw them that know them: pictures joined by U+200D, with a
 * colour of skin, or with tags; keycaps and others made pictures by U+FE0F; flags of
 * two regional letters.
 */
size_t width_columns(const void *text, size_t n);

/* How many of the n bytes take at most so many columns; *columns is what they take. */
size_t width_fit(const void *text, size_t n, size_t most, size_t *columns);

#endif
