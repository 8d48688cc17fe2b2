/* text.h - a value as the text that Spark's cast to string gives. */
#ifndef SLUICE_MODEL_TEXT_H
#define SLUICE_MODEL_TEXT_H

#include "base/buf.h"
#include "base/date.h"
#include "model/column.h"

/*
 * How text is made.  null: what stands for NULL inside nested values (and for a
 * NULL itself); pretty: binary as [68 65], as show() has it, else its bytes; utf8: where
 * pretty, binary that is UTF-8 as its bytes all the same; most:
 * text may end anywhere past so many bytes, at the end of a character (0: it is whole).
 */
struct text_conf {
	const char *null;
	bool pretty, utf8;
	const struct date_zone *zone;	/* of timestamps; NULL is UTC */
	size_t most;
};

/*
 * Appends the text of row i: true, 1.0E10, 12.50, 2024-01-02 03:04:05.6,
 * [1, NULL], {a, 1}, {k -> v}.  0 or -1 (no memory).
 */
int text_value(const struct type *t, const struct column *c, int64_t i,
    const struct text_conf *conf, struct buf *out, struct err *e);

/* Puts "key K: " before the message: row i of c, quoted; nothing for NULL and what is nested. */
void text_key(const struct type *t, const struct column *c, int64_t i, struct err *e);

#endif
