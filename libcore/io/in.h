/*
 * in.h - one buffered, positioned reader for every input.
 *
 * Handles short reads, EINTR, non-blocking descriptors and compressed input
 * (codec/decompress.h, recognised by magic number), and can be woken
 * from another thread.  Positions count bytes after decompression.
 */
#ifndef SLUICE_IO_IN_H
#define SLUICE_IO_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct in;

/* Bytes that in_peek() can always offer. */
#define IN_PEEK 512

/*
 * Opens a file by name (missing or unreadable: STATUS_SYSTEM; a directory, or what this
 * process writes, io/output_id.h: STATUS_USAGE), or takes over a descriptor called name in
 * messages ("stdin").
 * raw: do not decompress.  A named file that a suffix (.gz, .zst, .xz, .bz2, .lz4, .lzma, .lz)
 * promises to be compressed and that is not is STATUS_DATA.  NULL on failure,
 * when a descriptor stays the caller's.
 */
struct in *in_open(const char *path, bool raw, struct err *e);
struct in *in_fd(int fd, const char *name, bool raw, struct err *e);

/* Standard input, called "stdin"; of it a copy, so that closing it frees no number 0. */
struct in *in_stdin(bool raw, struct err *e);

/* in_open() of an operand: "-" is stdin. */
struct in *in_operand(const char *name, bool raw, struct err *e);

/* Whether stdin was asked for. */
bool in_stdin_is_read(void);

/* Closes and frees; NULL is harmless. */
void in_free(struct in *in);

const char *in_name(const struct in *in);

/* A regular file, named or redirected (fstat), as against a pipe, socket or terminal. */
bool in_is_file(const struct in *in);

/* Bytes in all of the underlying file, or -1; and how many of those were read so far. */
int64_t in_size(const struct in *in);
int64_t in_consumed(const struct in *in);

/*
 * The name of the compression that was recognised, or NULL.  A file's is known
 * from the start, a pipe's after the first read or peek.
 */
const char *in_compression(const struct in *in);

/*
 * Underlying descriptor when it is an uncompressed regular file whose bytes may
 * be read with pread() or mapped, from its first byte on, else -1.
 */
int in_plain_fd(const struct in *in);

/*
 * Makes up to want (<= IN_PEEK) bytes visible at *p without consuming them;
 * *n < want only at the end of the input.  0 or -1.
 */
int in_peek(struct in *in, size_t want, const uint8_t **p, size_t *n, struct err *e);

/* The same, but *n < want also where a pipe gives nothing more for so many milliseconds. */
int in_peek_for(struct in *in, size_t want, int ms, const uint8_t **p, size_t *n,
    struct err *e);

/*
 * Reads between 1 and n bytes, as many as are there; *got 0 at the end.  A
 * compressed stream that ends early is STATUS_DATA on a file, STATUS_SYSTEM on
 * a pipe.  0 or -1.
 */
int in_read(struct in *in, void *p, size_t n, size_t *got, struct err *e);

/* Reads exactly n bytes unless the input ends first; *got tells.  0 or -1. */
int in_read_full(struct in *in, void *p, size_t n, size_t *got, struct err *e);

/*
 * Skips n bytes; -1 also when the input ends first.  Many bytes of an uncompressed regular
 * file are not read for it.
 */
int in_skip(struct in *in, int64_t n, struct err *e);

/* Back to the first byte; only where in_is_file().  0 or -1. */
int in_rewind(struct in *in, struct err *e);

/* Offset of the next byte that a read gives. */
int64_t in_pos(const struct in *in);

/* Whether a read would return at once (bytes, the end, or a failure).  As serial as reads. */
bool in_ready(struct in *in);

/* As in_ready(), of what follows the next n bytes (< IN_PEEK). */
bool in_ready_past(struct in *in, size_t n);

/*
 * From now on in_ready() gives a pipe so many milliseconds before it says no.
 * For who would do something costly when the input rests.
 */
void in_linger(struct in *in, int ms);

/*
 * Any thread, and safe in a signal handler: reads that block return -1 with
 * status STATUS_SYSTEM and the words "cancelled", now and later.
 */
void in_cancel(struct in *in);

/*
 * Any thread, and safe in a signal handler: reads that would block behave as
 * if the input had ended.  For live sources that must finish.
 */
void in_stop(struct in *in);

#endif
