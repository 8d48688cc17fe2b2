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
 * characters as \n, \t, \xHH, invalid UTF-8 as \xHH, what turns or hides text
 * (C1 controls, bidirectional marks, line separators) as \uHHHH.  keep lets some
 * through.  0 or -1 (no memory).
 */
int term_escape(struct buf *out, const void *p, size_t n, unsigned keep, struct err *e);

#endif
