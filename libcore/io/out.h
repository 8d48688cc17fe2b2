/*
 * out.h - one writer for every output: whole writes, late errors caught.
 *
 * A closed reader (EPIPE) fails with ERR_CLOSED set, so that the tool ends
 * without a message.  After one failure nothing more is written, so that there is
 * never a gap.
 */
#ifndef SLUICE_IO_OUT_H
#define SLUICE_IO_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "base/err.h"

struct out;

/*
 * Takes over a descriptor (on failure it stays the caller's) and grows a pipe's
 * buffer where allowed.  NULL on failure.
 */
struct out *out_fd(int fd, const char *name, struct err *e);

/* Creates or truncates a file.  For files that must appear whole see tmp.h. */
struct out *out_create(const char *path, struct err *e);

/* Appends n bytes: small ones are gathered, large ones go out at once.  0 or -1. */
int out_write(struct out *o, const void *p, size_t n, struct err *e);

/*
 * Appends all pieces in order; the last two are given to the kernel in one call.  iov is
 * changed.
 */
int out_writev(struct out *o, struct iovec *iov, size_t n, struct err *e);

/* The descriptor, which stays o's. */
int out_descriptor(const struct out *o);

/* Hands everything gathered to the kernel. */
int out_flush(struct out *o, struct err *e);

/* As out_flush(), and to the disk; what no fsync() knows (a pipe) is only flushed. */
int out_sync(struct out *o, struct err *e);

/* Flushes, closes and frees; reports what close() says.  0 or -1; o is gone either way. */
int out_close(struct out *o, struct err *e);

/* Drops what was gathered, closes, frees; NULL is harmless. */
void out_free(struct out *o);

#endif
