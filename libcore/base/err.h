/* err.h - one error, owned by the caller: status, place, words. */
#ifndef SLUICE_BASE_ERR_H
#define SLUICE_BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses of every tool; a library error carries the one it leads to. */
enum {
	STATUS_OK = 0,
	STATUS_DATA = 1,	/* refused for good: bad data, a cut file, a topic that exists */
	STATUS_USAGE = 2,	/* the command line, an expression, a type error */
	STATUS_SYSTEM = 3	/* disk, broker, missing file or topic, a dead neighbour */
};

enum {
	ERR_CLOSED = 1,		/* our reader closed: stop without a message, exit 0 */
	ERR_UPSTREAM = 2	/* an upstream tool failed (err.tool): it spoke already */
};

/*
 * A function that fails returns -1 (or NULL) and fills the struct err that it
 * was given; NULL means that the caller is not interested.  row and byte are
 * places relative to the batch or block in hand, -1 where unknown; whoever
 * knows where that block lies turns them into a place with err_prefix().
 */
struct err {
	int status;
	unsigned flags;
	int64_t row;
	int64_t byte;
	size_t place;		/* where in msg lines begin that show a place; 0: none do */
	char tool[40];		/* ERR_UPSTREAM: who failed */
	char msg[2048];		/* one line (as printed, whatever it quotes), lower case, no full stop */
};

/* Makes e empty.  struct err e = ERR_INIT; does the same. */
#define ERR_INIT { .row = -1, .byte = -1 }
void err_clear(struct err *e);

/* Sets status and words; row and byte become -1.  Returns -1, always. */
int err_set(struct err *e, int status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* As err_set with STATUS_SYSTEM; appends ": " and the words of errno. */
int err_sys(struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Out of memory for n bytes.  Returns -1. */
int err_nomem(struct err *e, size_t n);

/* As err_set, with a place relative to the batch in hand.  Returns -1. */
int err_row(struct err *e, int64_t row, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* As err_set with STATUS_DATA, with an offset in the bytes in hand.  Returns -1. */
int err_byte(struct err *e, size_t byte, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Makes e what why is.  Returns -1. */
int err_copy(struct err *e, const struct err *why);

/* Puts words and nothing between before the message: err_prefix(e, "%s: ", file). */
void err_prefix(struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Quotes n untrusted bytes into out (of size outsz, at least 8) between double
 * quotes: printable ASCII and valid UTF-8 letters as they are, everything else
 * as \n, \t, \\, \", \xHH; longer values end in "...".  Returns out.
 */
char *err_quote(char *out, size_t outsz, const void *bytes, size_t n);

#endif
