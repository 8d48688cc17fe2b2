/*
 * recover.h - what is good of a text with faults: its stretches without fault, and
 * the records between them.
 *
 * A record is an element of an array at the top, or a value at the top.  What is
 * inside of one at fault is passed over by its brackets and quotes, if these can be
 * believed: brackets pair, strings end on their line and have neighbours that
 * strings may have.  Then nothing else is lost.  Words outside of objects and arrays end
 * with their line, or at the next bracket on it that opens a value, unless they are the
 * first of a line of a text whose lines are values of their own, as JSON lines are.
 * Where brackets and quotes cannot be believed, the rest of the line is passed over in
 * such a text; in any other nothing tells where the next record starts, and the text is
 * lost from there on.
 */
#ifndef SLUICE_JSON_RECOVER_H
#define SLUICE_JSON_RECOVER_H

#include "json/scan.h"

enum json_span_kind {
	JSON_GOOD,	/* a stretch without fault */
	JSON_BAD,	/* a record at fault */
	JSON_LOST	/* up to the end: no record can be found any more */
};

/* Part of a text; places count from its start. */
struct json_span {
	enum json_span_kind kind;
	size_t at, len;
	enum json_edge from, to;	/* JSON_GOOD */
	struct json_bad why;		/* the others; JSON_OK: a record before it did not end */
};

struct json_spans {
	struct json_span *span;
	size_t n, cap;
};

/* How the records of a text are separated. */
enum json_form {
	JSON_FORM_UNKNOWN,	/* its lines so far do not tell */
	JSON_FORM_LINES,
	JSON_FORM_FREE
};

struct json_recover {
	struct json_scan *scan;		/* borrowed */
	enum json_form form;		/* JSON_FORM_LINES at first: what the caller knows */
	enum json_edge edge;		/* where the text at hand starts */
	bool behind;			/* there was something before that, on its line */
	bool skip;			/* up to the next line that opens an object or array */
	struct buf head;		/* the first bytes of the text, while its form is not known */
	size_t taken;			/* bytes used so far, while its form is not known */
};

/* Starts a text. */
void json_recover_init(struct json_recover *r, struct json_scan *scan, enum json_form form);

/*
 * Appends the spans of the n bytes at text to out.  more: other bytes follow; then
 * *used may be less than n, and the next call must begin with the bytes that were
 * not, and has more of them, unless all that comes is the end.  Bytes of no span
 * are white space and brackets of arrays at the top.  0 or -1.
 */
int json_recover(struct json_recover *r, const uint8_t *text, size_t n, bool more,
    struct json_spans *out, size_t *used, struct err *e);

void json_recover_release(struct json_recover *r);
void json_spans_release(struct json_spans *s);

#endif
