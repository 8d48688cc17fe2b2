/* file_rows.h - whole files as rows: [key binary, the name;] value binary, the bytes. */
#ifndef SLUICE_FORMAT_FILE_ROWS_H
#define SLUICE_FORMAT_FILE_ROWS_H

#include "model/stream.h"

/*
 * A source of one row for each of the n files (borrowed, as their names are), byte for
 * byte: nothing is decompressed.  "-" is stdin.  keys: the column key holds each name as
 * it is given.  A file over 2 GiB is STATUS_DATA, a directory STATUS_USAGE.  NULL on
 * failure.
 */
struct source *file_rows_source(char *const *file, size_t n, bool keys, struct err *e);

#endif
