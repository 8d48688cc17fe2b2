/* tmp.h - temporary files without a name. */
#ifndef SLUICE_IO_TMP_H
#define SLUICE_IO_TMP_H

#include "io/in.h"

/*
 * A new empty file in $TMPDIR (else /tmp) without a name, open for reading and
 * writing: it is gone when its last descriptor is, however this process ends.
 * A descriptor, or -1.
 */
int tmp_open(struct err *e);

/*
 * The same in the directory that path, a file or directory which is there or will be,
 * lies in: where there is room for it, there is for what goes into it.  Beside what is
 * neither (a device, a pipe), and where that cannot be, it is as tmp_open().
 */
int tmp_open_beside(const char *path, struct err *e);

/*
 * An input that can be read twice (in_rewind()) with the bytes that in still
 * gives, decompressed, under the same name: in itself when it is a file of which
 * nothing was read yet, else a temporary file that they are copied to.  Takes in;
 * cancelling it from elsewhere ends the copying only.  NULL on failure.
 */
struct in *tmp_spool(struct in *in, struct err *e);

/* The same, but always a temporary file, which in_plain_fd() has. */
struct in *tmp_copy(struct in *in, struct err *e);

#endif
