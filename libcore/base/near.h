/* near.h - near matches for a name that was not found. */
#ifndef SLUICE_BASE_NEAR_H
#define SLUICE_BASE_NEAR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes up to three of the count names nearest to name (edit distance, case
 * folded; only those near enough to be meant) into out, quoted and separated by
 * ", ".  Empty when none is near.  Returns how many it wrote.
 */
size_t near_names(char *out, size_t outsz, const char *name,
    const char *const *names, size_t count);

/*
 * Writes how the message about such a name may go on: "; near: " and those, or where
 * none is near and they are few "; there are: " and all of them; else
 * nothing.  Returns out.
 */
const char *near_hint(char *out, size_t outsz, const char *name, const char *const *names,
    size_t count);

/* Whether near_names() for the name of len bytes would take other, of n bytes without NUL. */
bool near_enough(const char *name, size_t len, const char *other, size_t n);

#endif
