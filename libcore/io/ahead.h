/*
 * ahead.h - bytes of a descriptor that somebody else reads before an input is looked at.
 *
 * An input takes what there is of them, and goes on with the descriptor itself when it is
 * told to.  par/spool.h is that somebody.
 */
#ifndef SLUICE_IO_AHEAD_H
#define SLUICE_IO_AHEAD_H

#include <stdbool.h>
#include <sys/uio.h>

struct in;

struct ahead {
	int fd;		/* poll() says readable when take() would give something, or say so */
	/*
	 * As readv() without a wait: -1 and EAGAIN when there is nothing now, 0 at the end.
	 * -1 and *over: nothing comes from here any more, the descriptor is the input's.
	 */
	ssize_t (*take)(struct ahead *a, const struct iovec *iov, int n, bool *over);
	/* The input is freed, or has had enough: takes over its descriptor. */
	void (*leave)(struct ahead *a);
};

/* From now on in, of which nothing was read, takes from a, which outlives it. */
void in_ahead(struct in *in, struct ahead *a);

/* The descriptor of in, which stays the input's. */
int in_descriptor(const struct in *in);

#endif
