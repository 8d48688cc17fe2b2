/* lines_scan.h - finding line ends: the variants, which tests call one by one. */
#ifndef SLUICE_FORMAT_LINES_SCAN_H
#define SLUICE_FORMAT_LINES_SCAN_H

#include <stddef.h>
#include <stdint.h>

/* Bytes past the end of both buffers that the variants may touch. */
#define LINES_PAD 64

/* How many delimiters the n bytes hold. */
size_t lines_count_portable(const uint8_t *p, size_t n, uint8_t delimiter);
size_t lines_count_avx2(const uint8_t *p, size_t n, uint8_t delimiter);

/*
 * Copies the n bytes (the last is a delimiter) to out without their delimiters.
 * ends[i] becomes where line i ends in out; there is one for each delimiter.
 */
void lines_squeeze_portable(const uint8_t *p, size_t n, uint8_t delimiter, uint8_t *out,
    int32_t *ends);
void lines_squeeze_avx2(const uint8_t *p, size_t n, uint8_t delimiter, uint8_t *out,
    int32_t *ends);

/* The best of this CPU. */
size_t lines_count(const uint8_t *p, size_t n, uint8_t delimiter);
void lines_squeeze(const uint8_t *p, size_t n, uint8_t delimiter, uint8_t *out,
    int32_t *ends);

#endif
