/* json_lines.h - JSON that would be published by line and is not made of lines. */
#ifndef SLUICE_CLI_JSON_LINES_H
#define SLUICE_CLI_JSON_LINES_H

#include "base/err.h"

struct in;

/*
 * Looks at the first bytes of a file that would become lines of a topic (NULL: of
 * several): a JSON array, or an object over several lines, is STATUS_USAGE, and the
 * message says what takes its records apart.  A name that promises lines of records is
 * believed.  Consumes nothing.  0 or -1.
 */
int json_lines_check(struct in *in, const char *topic, struct err *e);

#endif
