/*
 * lines.h - text as rows: one column `value`, a line each, byte for byte.
 *
 * Lines end with a line feed (or NUL), which is not part of the value; the last one
 * may lack it.  A carriage return is a byte like any other, unless asked for.
 */
#ifndef SLUICE_FORMAT_LINES_H
#define SLUICE_FORMAT_LINES_H

#include "model/stream.h"

struct in;

struct lines_conf {
	char delimiter;		/* '\n' or '\0' */
	bool binary;		/* value is binary and may hold any bytes, else UTF-8 is checked
				 * and a byte order mark at the start of the text left out */
	bool crlf;		/* a carriage return before the delimiter belongs to it */
	uint64_t memory;	/* for a line of which all is looked at, at least 1 MiB; 0: 2 GiB */
};

/*
 * A source of the lines of in, which it takes, also on failure.  Reading cuts
 * blocks of about 1 MiB at line ends, or anywhere where lines are only counted; the
 * rest is done by decode().  Of a longer line no more is kept than a want looks at.
 * Invalid UTF-8 and a line that is too long are STATUS_DATA with their place.  NULL on
 * failure.
 */
struct source *lines_source_new(struct in *in, const struct lines_conf *conf,
    struct err *e);

#endif
