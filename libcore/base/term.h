/* term.h - untrusted text made safe for a terminal. */
#ifndef SLUICE_BASE_TERM_H
#define SLUICE_BASE_TERM_H

#include <stddef.h>

#include "base/buf.h"

enum term_keep {
	TERM_KEEP_LF = 1,
	TERM_KEEP_TAB = 2
};

/*
 * Appends n bytes with all that could steer a terminal written out: control
 * characters as \n, \t, \r and the like or \xHH, invalid UTF-8 as \xHH, what turns
 * or breaks text (C1 controls, bidirectional controls, line separators) as \uHHHH.
 * keep lets some through.  0 or -1 (no memory).
 */
int term_escape(struct buf *out, const void *p, size_t n, unsigned keep, struct err *e);

/* How many of the n bytes come before the first that term_escape() would write out. */
size_t term_harmless(const void *p, size_t n, unsigned keep);

#endif
