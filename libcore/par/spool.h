/*
 * spool.h - reads pipes ahead of their turn.
 *
 * A flow of several inputs reads one after the other.  Who feeds them may not be able to
 * wait for that: tee writes to two pipes in turn, and stands still as soon as one of them
 * is full.  So from the opening on a thread takes what comes on each pipe into memory, and
 * past a share of it into a file without a name.  When an input's turn comes, it takes that
 * first, then reads its pipe itself.  An input of which no more is wanted is read on
 * and thrown away: were it closed, who feeds it would die, and its other readers miss the
 * rest.
 */
#ifndef SLUICE_PAR_SPOOL_H
#define SLUICE_PAR_SPOOL_H

#include <stdint.h>

#include "io/in.h"

struct spool;

/* The pipes of one line of a flow. */
struct spool_line;

/* memory: bytes of all pipes together that may be kept in it.  NULL on failure. */
struct spool *spool_new(uint64_t memory, struct err *e);

/*
 * Ends the thread and closes every pipe that is still read.  After the inputs; NULL is
 * harmless.
 */
void spool_free(struct spool *s);

/* A line of s, which frees it.  NULL on failure. */
struct spool_line *spool_line(struct spool *s, struct err *e);

/*
 * in_operand() of name; a pipe, FIFO or socket is read from spool_start() on, whatever
 * happens to the other inputs, and may have nobody yet who writes to it.  A disk that is
 * full becomes the failure of reading (STATUS_SYSTEM).  NULL on failure.
 */
struct in *spool_open(struct spool_line *l, const char *name, bool raw, struct err *e);

/*
 * All inputs are open: the thread starts; what is kept, is kept where there are several pipes.  Before anything is
 * read of them.  0 or -1.
 */
int spool_start(struct spool *s, struct err *e);

/* It is the turn of l: nothing more is kept for it.  NULL is harmless, as below. */
void spool_read(struct spool_line *l);

/* Nobody reads l any more: what still comes is thrown away. */
void spool_drain(struct spool_line *l);

/* Bytes that went to the disk so far. */
int64_t spool_on_disk(struct spool *s);

#endif
