/*
 * in.c - buffered input.
 *
 * Bytes come up in two steps: pull() takes them from the descriptor; fill() and
 * the reads above it get them from pull(), or through a codec, whose own input
 * waits in packed.
 */
#include "io/in.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/mem.h"
#include "codec/decompress.h"
#include "io/ahead.h"
#include "io/fd.h"
#include "io/output_id.h"

#define BUFFER (64 << 10)
#define PACKED (128 << 10)

/* What is read into the buffer after a jump: another one may follow soon. */
#define LITTLE (4 << 10)

/* Reads of at least this go straight to where the caller wants them. */
#define DIRECT (16 << 10)

/* What pull(), decode() and fill() return besides 0 and -1. */
enum { GOT = 1, WOULD_BLOCK = 2 };

struct in {
	int fd;
	int wake;			/* eventfd; -1 for a regular file */
	char *name;
	bool file, raw;
	bool known;			/* whether it is compressed has been found out */
	bool eof;			/* of the descriptor */
	bool over;			/* of what reads give */
	bool may_end;			/* the codec is between members */
	int linger;			/* ms that in_ready() waits */
	off_t base;			/* where a regular file was positioned at first */
	int64_t size;
	int64_t pos;
	_Atomic int64_t consumed;
	atomic_bool cancelled, stopped;
	struct ahead *ahead;		/* who reads fd before it is read here, and after; or NULL */
	bool own;			/* fd is read here */
	const struct codec *codec;
	void *state;			/* of codec */
	uint8_t *buf;			/* BUFFER bytes; [head, tail) are to be read */
	size_t head, tail;
	bool jumped;			/* and nothing was read since */
	uint8_t *packed;		/* PACKED bytes; [phead, ptail) go to the codec */
	size_t phead, ptail;
	struct err bad;			/* status not 0: every later read fails like this */
};

static int identify(struct in *in, bool block, struct err *e);

/* -- opening -- */

static int
setup(struct in *in, int fd, const char *name, bool raw, struct err *e)
{
	struct stat st;

	in->fd = fd;
	in->wake = -1;
	in->own = true;
	in->raw = in->known = raw;
	in->size = -1;
	if (fstat(fd, &st) != 0)
		return err_sys(e, "cannot read %s", name);
	if (S_ISDIR(st.st_mode))
		return err_set(e, STATUS_USAGE, "%s is a directory", name);
	if (output_id_check(&st, name, e) != 0)
		return -1;
	if ((in->name = mem_dup(name, strlen(name), e)) == NULL ||
	    (in->buf = mem_aligned(BUFFER, e)) == NULL)
		return -1;
	in->file = S_ISREG(st.st_mode);
	if (in->file) {
		in->base = lseek(fd, 0, SEEK_CUR);
		if (in->base < 0)
			in->base = 0;
		in->size = st.st_size > in->base ? st.st_size - in->base : 0;
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	} else if ((in->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0) {
		return err_sys(e, "cannot read %s", name);
	}
	fd_grow_pipe(fd, &st);
	return 0;
}

struct in *
in_fd(int fd, const char *name, bool raw, struct err *e)
{
	struct in *in = mem_zero(1, sizeof(*in), e);

	if (in == NULL)
		return NULL;
	/* A file cannot block; what a pipe holds is found out at the first read. */
	if (setup(in, fd, name, raw, e) != 0 ||
	    (in->file && identify(in, true, e) != GOT)) {
		in->fd = -1;
		in_free(in);
		return NULL;
	}
	return in;
}

static atomic_bool stdin_is_read;

bool
in_stdin_is_read(void)
{
	return stdin_is_read;
}

struct in *
in_stdin(bool raw, struct err *e)
{
	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	struct in *in;

	if (fd < 0) {
		err_sys(e, "cannot read stdin");
		return NULL;
	}
	if ((in = in_fd(fd, "stdin", raw, e)) == NULL)
		close(fd);
	stdin_is_read = true;
	return in;
}

struct in *
in_operand(const char *name, bool raw, struct err *e)
{
	return strcmp(name, "-") == 0 ? in_stdin(raw, e) : in_open(name, raw, e);
}

struct in *
in_open(const char *path, bool raw, struct err *e)
{
	const struct codec *named = raw ? NULL : codec_of_name(path);
	struct in *in;
	int fd;

	/* Who has not begun to write yet is waited for where it can be cancelled. */
	while ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) < 0)
		if (errno != EINTR) {
			err_sys(e, "cannot open %s", path);
			return NULL;
		}
	if ((in = in_fd(fd, path, raw, e)) == NULL) {
		close(fd);
		return NULL;
	}
	/* Cut before its magic number, or not what it says: not to be taken for text. */
	if (in->file && named != NULL && in->codec == NULL) {
		err_set(e, STATUS_DATA, "%s: not %s data, as its name says", path,
		    named->name);
		in_free(in);
		return NULL;
	}
	return in;
}

void
in_free(struct in *in)
{
	if (in == NULL)
		return;
	if (in->state != NULL)
		in->codec->free(in->state);
	if (in->ahead != NULL)
		in->ahead->leave(in->ahead);
	else if (in->fd >= 0)
		close(in->fd);
	if (in->wake >= 0)
		close(in->wake);
	free(in->packed);
	free(in->buf);
	free(in->name);
	free(in);
}

/* -- the descriptor -- */

/*
 * Waits until the descriptor has something; GOT, 0 (stopped, and nothing is
 * there), WOULD_BLOCK (without block, and a linger is over) or -1.
 */
static int
wait_readable(struct in *in, bool block, struct err *e)
{
	int from = in->own ? in->fd : in->ahead->fd;
	struct pollfd p[2] = { { from, POLLIN, 0 }, { in->wake, POLLIN, 0 } };
	int n, most = block ? -1 : in->linger;
	bool stopped;

	for (;;) {
		if (atomic_load(&in->cancelled))
			return err_set(e, STATUS_SYSTEM, "cancelled");
		stopped = atomic_load(&in->stopped);
		/* Once stopped, wake stays readable. */
		n = poll(p, stopped ? 1 : 2, stopped ? 0 : most);
		if (n < 0 && errno != EINTR)
			return err_sys(e, "cannot read %s", in->name);
		if (n > 0 && p[0].revents != 0)
			return GOT;
		if (n == 0 && stopped)
			return 0;
		if (n == 0)
			return WOULD_BLOCK;
	}
}

/* As readv(). */
static ssize_t
read_once(struct in *in, const struct iovec *iov, int niov)
{
	bool over = false;
	ssize_t n;

	if (in->own)
		return readv(in->fd, iov, niov);
	n = in->ahead->take(in->ahead, iov, niov, &over);
	in->own = over;
	return n;
}

/* Reads once into iov: GOT and *got, 0 at the end, WOULD_BLOCK, or -1. */
static int
pull(struct in *in, const struct iovec *iov, int niov, bool block, size_t *got,
    struct err *e)
{
	ssize_t n;
	int rc;

	for (;;) {
		if (in->eof)
			return 0;
		if (in->file && atomic_load(&in->cancelled))
			return err_set(e, STATUS_SYSTEM, "cancelled");
		rc = in->file ? GOT : wait_readable(in, block, e);
		if (rc < 0 || rc == WOULD_BLOCK)
			return rc;
		n = rc == 0 ? 0 : read_once(in, iov, niov);
		if (n > 0)
			break;
		in->eof = n == 0;
		if (n < 0 && errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
			return err_sys(e, "cannot read %s", in->name);
	}
	*got = (size_t)n;
	atomic_fetch_add_explicit(&in->consumed, n, memory_order_relaxed);
	return GOT;
}

void
in_ahead(struct in *in, struct ahead *a)
{
	in->ahead = a;
	in->own = false;
}

int
in_descriptor(const struct in *in)
{
	return in->fd;
}

/* -- the codec -- */

/* Finds out about compression from the first bytes; GOT when known, WOULD_BLOCK, -1. */
static int
identify(struct in *in, bool block, struct err *e)
{
	bool more = true;
	int rc = GOT;

	while (!in->known) {
		in->codec = codec_find(in->buf, in->tail, in->eof, &more);
		if (in->codec != NULL || !more) {
			in->known = true;
		} else {
			struct iovec iov = { in->buf + in->tail, BUFFER - in->tail };
			size_t got = 0;

			rc = pull(in, &iov, 1, block, &got, e);
			if (rc < 0 || rc == WOULD_BLOCK)
				return rc;
			in->tail += got;
		}
	}
	if (in->codec == NULL || in->state != NULL)
		return GOT;
	if ((in->packed == NULL && (in->packed = mem_aligned(PACKED, e)) == NULL) ||
	    (in->state = in->codec->new(e)) == NULL)
		return -1;
	memcpy(in->packed, in->buf, in->tail);
	in->phead = 0;
	in->ptail = in->tail;
	in->tail = 0;
	return GOT;
}

/* The compressed input ended, and the codec still wants more. */
static int
cut(struct in *in, struct err *e)
{
	/* Who was told to stop did not see the rest. */
	if (atomic_load(&in->stopped))
		return 0;
	return err_set(e, in->file ? STATUS_DATA : STATUS_SYSTEM,
	    "%s: %s data is cut off at byte %" PRId64, in->name, in->codec->name,
	    in->consumed);
}

static int
refill_packed(struct in *in, bool block, struct err *e)
{
	struct iovec iov = { in->packed, PACKED };
	size_t got = 0;
	int rc = pull(in, &iov, 1, block, &got, e);

	if (rc == GOT) {
		in->phead = 0;
		in->ptail = got;
	}
	return rc;
}

/*
 * Decompresses into p: GOT and *got, 0 at the end, WOULD_BLOCK, or -1.  Bytes
 * that come together with a failure are given before it.
 */
static int
decode(struct in *in, uint8_t *p, size_t n, bool block, size_t *got, struct err *e)
{
	for (;;) {
		struct codec_io io = { in->packed + in->phead, in->ptail - in->phead, p, n,
		    in->eof };
		size_t nin = io.nin;
		int rc = in->codec->step(in->state, &io, e);

		in->phead += nin - io.nin;
		if (rc < 0) {
			err_prefix(e, "%s: byte %" PRId64 ": ", in->name,
			    in->consumed - (int64_t)io.nin);
			in->bad = *e;
		}
		in->may_end = rc == 1;
		*got = n - io.nout;
		if (rc < 0 && *got == 0)
			return -1;
		if (*got > 0)
			return GOT;
		if (io.nin > 0 && io.nin != nin)
			continue;
		if (io.nin > 0)
			return err_set(e, STATUS_DATA, "%s: byte %" PRId64
			    ": not valid %s data", in->name,
			    in->consumed - (int64_t)io.nin, in->codec->name);
		if (in->eof)
			return in->may_end ? 0 : cut(in, e);
		if ((rc = refill_packed(in, block, e)) < 0 || rc == WOULD_BLOCK)
			return rc;
	}
}

/* -- reading -- */

/* Bytes in the buffer that reads may take: not while they may be compressed ones. */
static size_t
buffered(const struct in *in)
{
	return in->known ? in->tail - in->head : 0;
}

/* Where compression is not known yet, finds out: GOT, 0 (empty), WOULD_BLOCK, -1. */
static int
begin(struct in *in, bool block, struct err *e)
{
	int rc = identify(in, block, e);

	if (rc != GOT || in->codec != NULL || buffered(in) > 0)
		return rc;
	return in->eof ? 0 : GOT;
}

/*
 * Gets more bytes: to p when p is not NULL and the buffer is empty, and with
 * ahead what comes after n bytes to the buffer; else to the end of the buffer,
 * which must have room.  GOT (*got of them at p), 0 at the end, WOULD_BLOCK or
 * -1; a failure lasts.
 */
static int
get(struct in *in, uint8_t *p, size_t n, bool ahead, bool block, size_t *got,
    struct err *e)
{
	struct iovec iov[2] = { { p, n }, { NULL, 0 } };
	struct err why = ERR_INIT;
	bool knew = in->known;
	size_t k = 0;
	int rc = GOT;

	*got = 0;
	if (in->bad.status != 0)
		return err_copy(e, &in->bad);
	if (in->over)
		return 0;
	if (!knew)
		rc = begin(in, block, &why);
	if (!knew && rc == GOT && buffered(in) > 0)
		return GOT;
	iov[1] = (struct iovec){ in->buf + in->tail, in->jumped ? LITTLE : BUFFER - in->tail };
	in->jumped = false;
	if (rc == GOT && in->codec != NULL && p == NULL)
		rc = decode(in, iov[1].iov_base, iov[1].iov_len, block, &k, &why);
	else if (rc == GOT && in->codec != NULL)
		rc = decode(in, p, n, block, &k, &why);
	else if (rc == GOT)
		rc = pull(in, p == NULL ? iov + 1 : iov, p != NULL && ahead ? 2 : 1,
		    block, &k, &why);
	in->over = rc == 0;
	if (rc < 0)
		in->bad = why;
	if (rc < 0 && e != NULL)
		*e = why;
	*got = p == NULL ? 0 : k < n ? k : n;
	in->tail += k - *got;
	return rc;
}

/* Gets at least one byte more into the buffer; as get(). */
static int
fill(struct in *in, bool block, struct err *e)
{
	size_t none;

	if (in->known && in->head == in->tail) {
		in->head = in->tail = 0;
	} else if (in->tail == BUFFER) {
		memmove(in->buf, in->buf + in->head, in->tail - in->head);
		in->tail -= in->head;
		in->head = 0;
	}
	return get(in, NULL, 0, false, block, &none, e);
}

/* Moves up to n bytes from the buffer to p; returns how many. */
static size_t
take(struct in *in, void *p, size_t n)
{
	size_t k = buffered(in);

	if (k > n)
		k = n;
	if (k > 0)
		memcpy(p, in->buf + in->head, k);
	in->head += k;
	in->pos += (int64_t)k;
	return k;
}

static int
peek(struct in *in, size_t want, bool block, const uint8_t **p, size_t *n, struct err *e)
{
	int rc;

	if (want > IN_PEEK)
		want = IN_PEEK;
	while (buffered(in) < want) {
		if ((rc = fill(in, block, e)) < 0)
			return -1;
		if (rc == 0 || rc == WOULD_BLOCK)
			break;
	}
	*p = in->buf + in->head;
	*n = buffered(in) < want ? buffered(in) : want;
	return 0;
}

int
in_peek(struct in *in, size_t want, const uint8_t **p, size_t *n, struct err *e)
{
	return peek(in, want, true, p, n, e);
}

int
in_peek_for(struct in *in, size_t want, int ms, const uint8_t **p, size_t *n, struct err *e)
{
	int linger = in->linger, rc;

	in->linger = ms;
	rc = peek(in, want, false, p, n, e);
	in->linger = linger;
	return rc;
}

/* As in_read(); ahead: what comes next will be wanted in small pieces. */
static int
read_some(struct in *in, void *p, size_t n, bool ahead, size_t *got, struct err *e)
{
	int rc = GOT;

	*got = 0;
	while (n > 0 && rc == GOT && *got == 0) {
		if (buffered(in) > 0) {
			*got = take(in, p, n);
			break;
		}
		if (in->known)
			in->head = in->tail = 0;
		if (n >= DIRECT)
			rc = get(in, p, n, ahead, true, got, e);
		else
			rc = fill(in, true, e);
		in->pos += (int64_t)*got;
	}
	return rc < 0 ? -1 : 0;
}

int
in_read(struct in *in, void *p, size_t n, size_t *got, struct err *e)
{
	return read_some(in, p, n, false, got, e);
}

int
in_read_full(struct in *in, void *p, size_t n, size_t *got, struct err *e)
{
	size_t k;

	*got = 0;
	while (*got < n) {
		if (read_some(in, (uint8_t *)p + *got, n - *got, true, &k, e) != 0)
			return -1;
		if (k == 0)
			break;
		*got += k;
	}
	return 0;
}

/*
 * Passes over n bytes, of which none are in the buffer, where that takes no reading and is
 * worth a call: true.
 */
static bool
jump(struct in *in, int64_t n)
{
	if (n < BUFFER || in_plain_fd(in) < 0 || in->bad.status != 0 || in->over ||
	    n > in->size - in->pos || lseek(in->fd, in->pos + n, SEEK_SET) < 0)
		return false;
	in->head = in->tail = 0;
	in->jumped = true;
	in->pos += n;
	atomic_fetch_add_explicit(&in->consumed, n, memory_order_relaxed);
	return true;
}

int
in_skip(struct in *in, int64_t n, struct err *e)
{
	int rc;

	while (n > 0) {
		size_t k = buffered(in);

		if (k == 0) {
			if (jump(in, n))
				return 0;
			if ((rc = fill(in, true, e)) < 0)
				return -1;
			if (rc == 0)
				return err_set(e, in->file ? STATUS_DATA : STATUS_SYSTEM,
				    "%s: ends at byte %" PRId64, in->name, in->pos);
			continue;
		}
		if ((int64_t)k > n)
			k = (size_t)n;
		in->head += k;
		in->pos += (int64_t)k;
		n -= (int64_t)k;
	}
	return 0;
}

void
in_linger(struct in *in, int ms)
{
	in->linger = ms;
}

bool
in_ready_past(struct in *in, size_t n)
{
	while (buffered(in) <= n) {
		if (in->file || in->over || in->bad.status != 0)
			return true;
		/* The bytes stay where they are: large reads take them without a copy. */
		if (in->known && in->codec == NULL && buffered(in) == n)
			return in->eof || wait_readable(in, false, NULL) != WOULD_BLOCK;
		if (fill(in, false, NULL) == WOULD_BLOCK)
			return false;
	}
	return true;
}

bool
in_ready(struct in *in)
{
	return in_ready_past(in, 0);
}

int
in_rewind(struct in *in, struct err *e)
{
	if (!in->file)
		return err_set(e, STATUS_USAGE, "%s cannot be read twice", in->name);
	if (lseek(in->fd, in->base, SEEK_SET) < 0)
		return err_sys(e, "cannot read %s again", in->name);
	if (in->state != NULL)
		in->codec->free(in->state);
	in->state = NULL;
	in->codec = NULL;
	in->known = in->raw;
	in->eof = in->over = in->may_end = false;
	in->head = in->tail = in->phead = in->ptail = 0;
	in->pos = 0;
	atomic_store(&in->consumed, 0);
	err_clear(&in->bad);
	return identify(in, true, e) == GOT ? 0 : -1;
}

/* -- from other threads and signal handlers -- */

static void
wake(struct in *in)
{
	static const uint64_t one = 1;
	int saved = errno;

	/* It can only fail when the count is full, which wakes as well. */
	if (in->wake >= 0 && write(in->wake, &one, sizeof(one)) < 0)
		errno = saved;
}

void
in_cancel(struct in *in)
{
	atomic_store(&in->cancelled, true);
	wake(in);
}

void
in_stop(struct in *in)
{
	atomic_store(&in->stopped, true);
	wake(in);
}

/* -- what is known about it -- */

const char *
in_name(const struct in *in)
{
	return in->name;
}

bool
in_is_file(const struct in *in)
{
	return in->file;
}

int64_t
in_size(const struct in *in)
{
	return in->size;
}

int64_t
in_consumed(const struct in *in)
{
	return atomic_load_explicit(&in->consumed, memory_order_relaxed);
}

const char *
in_compression(const struct in *in)
{
	return in->codec != NULL ? in->codec->name : NULL;
}

int
in_plain_fd(const struct in *in)
{
	/* Files of /proc claim no size; one that was read from before is not whole. */
	return in->file && in->codec == NULL && in->base == 0 && in->size > 0 ? in->fd : -1;
}

int64_t
in_pos(const struct in *in)
{
	return in->pos;
}
