/* names.h - the columns of a schema as an expression names them: for completion, in messages. */
#ifndef SLUICE_EXPR_NAMES_H
#define SLUICE_EXPR_NAMES_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct schema;

/*
 * Appends a line for each column; paths: as an expression names it (a, `odd name`), and
 * for each member of a struct, too (a.b), else as it is.  A name with an end of a line
 * in it is left out, so that a line is a name.  0 or -1.
 */
int expr_names(const struct schema *s, bool paths, struct buf *out, struct err *e);

/*
 * Appends one part of a path as an expression writes it, between backquotes where it
 * must be; first: the path begins with it.  0 or -1.
 */
int expr_name_text(const char *name, bool first, struct buf *out, struct err *e);

#endif
