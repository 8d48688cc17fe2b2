/* concat.h - several inputs as one source, one after the other. */
#ifndef SLUICE_CLI_CONCAT_H
#define SLUICE_CLI_CONCAT_H

#include "model/stream.h"

/* Opens input i; NULL on failure.  Called in order, from read(). */
typedef struct source *concat_open(void *arg, size_t i, struct err *e);

/*
 * The rows of inputs 0 .. n - 1 in order (n > 0).  The first is opened here, the
 * others when their turn comes; one whose schema is not that of the first is
 * STATUS_DATA, naming both.  arg is borrowed.  size is the bytes of all, -1
 * unknown.  NULL on failure.
 */
struct source *concat_new(concat_open *open, void *arg, size_t n, int64_t size,
    struct err *e);

#endif
