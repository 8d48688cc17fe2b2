/*
 * lines.h - text as rows: one column `value`, a line each, byte for byte.
 *
 * Lines end with a line feed (or NUL), which is not part of the value; the last one
 * may lack it.  A carriage return is a byte like any other.
 */
#ifndef SLUICE_FORMAT_LINES_H
#define SLUICE_FORMAT_LINES_H

#include "model/stream.h"

struct in;

struct lines_conf {
	char delimiter;		/* '\n' or '\0' */
	bool binary;		/* value is binary and may hold any bytes, else UTF-8 is checked */
};

/*
 * A source of the lines of in, which it takes, also on failure.  Reading cuts
 * blocks of about 1 MiB at line ends; the rest is done by decode().  Invalid UTF-8
 * and a line over 2 GiB are STATUS_DATA with file and line.  NULL on failure.
 */
struct source *lines_source_new(struct in *in, const struct lines_conf *conf,
    struct err *e);

#endif
