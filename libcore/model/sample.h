/*
 * sample.h - how many records decide the types of the columns of a text.
 *
 * Those are the first SAMPLE_ROWS of all inputs together, as far as they begin in the first
 * SAMPLE_BYTES: it does not matter whether they come from a file, from many or through a
 * pipe, or in which pieces.
 */
#ifndef SLUICE_MODEL_SAMPLE_H
#define SLUICE_MODEL_SAMPLE_H

#include <stdint.h>

#define SAMPLE_ROWS 65536
#define SAMPLE_BYTES ((int64_t)64 << 20)

#endif
