/* width.h - how many columns of a terminal a text takes. */
#ifndef SLUICE_BASE_WIDTH_H
#define SLUICE_BASE_WIDTH_H

#include <stddef.h>

/*
 * Columns that n bytes of valid UTF-8 take: two for East Asian wide characters,
 * none for combining ones, one for what is not printable.
 */
size_t width_columns(const void *text, size_t n);

#endif
