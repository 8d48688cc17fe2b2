/*
 * elide.h - leaves out of long strings of a JSON text what nobody looks at, while a value
 * that has not ended is gathered.
 *
 * What is left of the text has the same values and the same first fault, if it has one:
 * only what is right is left out.  Keys stay whole.
 */
#ifndef SLUICE_JSON_ELIDE_H
#define SLUICE_JSON_ELIDE_H

#include "base/buf.h"
#include "base/gaps.h"
#include "json/scan.h"

struct json_elide {
	size_t keep;		/* bytes of a string that stay, at least; 0: all */

	/* Of the text at hand, zero at its start. */
	size_t done;		/* bytes of what is left that are settled */
	struct buf open;	/* the containers that are open, an opening bracket each */
	bool started;
	bool value;		/* the next string, or the one at hand, is a value */
	bool inside;		/* of a string, */
	size_t from;		/* which begins there */
	bool broken;		/* a string is at fault: nothing more is left out */
	struct gaps gaps;	/* what was left out */
};

/* For strings of which most bytes are looked at (0: all). */
void json_elide_init(struct json_elide *x, size_t most);
void json_elide_release(struct json_elide *x);

/*
 * Leaves out what can be of the *n bytes at p: a text that starts at edge, as it was left,
 * plus what came.  0 or -1.
 */
int json_elide(struct json_elide *x, enum json_edge edge, uint8_t *p, size_t *n, struct err *e);

/* Another text comes next; the gaps of this one move to *gaps, which is empty. */
void json_elide_end(struct json_elide *x, struct gaps *gaps);

#endif
