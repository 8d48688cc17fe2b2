/* utf8_impl.h - the variants behind utf8_valid_prefix(); tests call each. */
#ifndef SLUICE_BASE_UTF8_IMPL_H
#define SLUICE_BASE_UTF8_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As utf8_valid_prefix(), in portable C. */
size_t utf8_valid_prefix_portable(const uint8_t *p, size_t n);

/* Whether all n bytes are valid; needs a CPU with AVX2. */
bool utf8_valid_avx2(const uint8_t *p, size_t n);

#endif
