/* lines_out.h - one column as lines. */
#ifndef SLUICE_FORMAT_LINES_OUT_H
#define SLUICE_FORMAT_LINES_OUT_H

#include "base/date.h"
#include "format/text_sink.h"

struct lines_out_conf {
	size_t column;		/* which one */
	char delimiter;		/* '\n' or '\0' */
	bool raw;		/* values may hold the delimiter */
	const char *null;	/* text of NULL; NULL: a NULL is an error */
	const struct date_zone *zone;
};

/*
 * Binary is raw.  A value with the delimiter in it (unless raw) and a NULL
 * (unless null) are STATUS_DATA.  conf is a struct lines_out_conf.
 */
extern const struct text_encoder lines_out;

#endif
