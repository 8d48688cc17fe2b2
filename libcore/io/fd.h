/* fd.h - what in and out share about descriptors. */
#ifndef SLUICE_IO_FD_H
#define SLUICE_IO_FD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "base/err.h"

/* The size that a pipe's buffer is grown to. */
#define FD_PIPE_SIZE (1 << 20)

/* Grows the buffer of a pipe as far as this user may; anything else is left alone. */
void fd_grow_pipe(int fd, const struct stat *st);

/*
 * Writes all bytes of iov, which is changed, whatever its number of pieces;
 * name is for messages.  A reader that closed is ERR_CLOSED.  0, or -1 and errno.
 */
int fd_write(int fd, struct iovec *iov, size_t n, const char *name, struct err *e);

/*
 * Reads the n bytes at offset at, fewer only where the file ends; *got tells.  name is
 * for messages.  0 or -1.
 */
int fd_pread(int fd, void *p, size_t n, int64_t at, size_t *got, const char *name,
    struct err *e);

/* Fills e from errno as fd_write() does.  Returns -1. */
int fd_write_error(const char *name, struct err *e);

#endif
