/*
 * fuzz.h - a fuzz target, tests/fuzz/NAME_fuzz.c, defines this one function.
 * It returns 0, whatever it is fed, and leaves nothing allocated.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#endif
