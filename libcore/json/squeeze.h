/* squeeze.h - copies an indexed window without its white space (internal to json). */
#ifndef SLUICE_JSON_SQUEEZE_H
#define SLUICE_JSON_SQUEEZE_H

#include "json/lex.h"

/*
 * Copies the n bytes at in (of which avail >= n may be read) whose bit in white
 * is clear to out, which has room for 64 more than that.  Returns how many.
 * For each of the nend positions in end (0 .. n, ascending) offsets tells the
 * length of the output before it, plus base.
 */
size_t json_squeeze(uint8_t *out, const uint8_t *in, size_t n, size_t avail,
    const uint64_t *white, const uint16_t *end, size_t nend, int32_t *offsets,
    int32_t base);

#endif
