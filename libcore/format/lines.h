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
struct out;

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

struct lines_sink_conf {
	size_t column;		/* which one is put out */
	char delimiter;
	bool raw;		/* a value may contain the delimiter */
	const char *null;	/* what NULL is written as; NULL: it is an error */
	bool terminal;		/* escape what could steer a terminal */
};

/*
 * A sink of value and delimiter per row of one column of s; takes out, also on failure.
 * A nested column is STATUS_USAGE.  NULL on failure.
 */
struct sink *lines_sink_new(struct out *out, const struct schema *s,
    const struct lines_sink_conf *conf, struct err *e);

#endif
