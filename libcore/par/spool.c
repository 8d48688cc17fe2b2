/* spool.c - reads pipes ahead of their turn. */
#include "par/spool.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/ahead.h"
#include "io/tmp.h"
#include "par/thread.h"

/* What is kept in memory comes in pieces of so many bytes, of which one is read at a time. */
#define PIECE ((size_t)256 << 10)

struct piece {
	struct piece *next;
	size_t head, tail;		/* [head, tail) is to be taken */
	uint8_t data[PIECE];
};

/* Who reads the descriptor. */
enum turn { TURN_AHEAD, TURN_INPUT, TURN_DRAIN };

struct spool_pipe {
	struct ahead ahead;
	struct spool *spool;
	struct spool_line *line;
	struct spool_pipe *next;
	int fd;				/* the input's until it left; -1: closed */
	enum turn turn;
	bool closed;			/* nothing more comes of fd */
	bool ended;			/* nor is more kept: the disk may be full */
	bool left;
	int error;			/* errno of a read or write, told after what came before it */
	struct piece *first, *last;
	int file;			/* -1, or [from, to) of it comes after the pieces */
	int64_t from, to;
};

struct spool_line {
	struct spool *spool;
	struct spool_line *next;
};

struct spool {
	pthread_mutex_t lock;		/* of all below, and of the pipes */
	pthread_t thread;
	bool started, stop;
	int wake;			/* the thread looks again at what there is to do */
	uint64_t memory, kept;
	int64_t on_disk;
	struct spool_pipe *pipe;	/* npipe of them, none added once the thread has started */
	size_t npipe;
	struct spool_line *line;
	uint8_t *scratch;		/* PIECE bytes */
	struct pollfd *poll;		/* npipe + 1 of them: of polled[i], from 1 on */
	struct spool_pipe **polled;
};

static void
signal_fd(int fd)
{
	static const uint64_t one = 1;

	/* It can only fail when the count is full, which wakes as well. */
	if (write(fd, &one, sizeof(one)) < 0)
		return;
}

static void
clear_fd(int fd)
{
	uint64_t n;

	if (read(fd, &n, sizeof(n)) < 0)
		return;
}

/* -- what is kept; under the lock -- */

static void
drop_kept(struct spool_pipe *p)
{
	struct piece *k;

	while ((k = p->first) != NULL) {
		p->first = k->next;
		p->spool->kept -= PIECE;
		free(k);
	}
	p->last = NULL;
	if (p->file >= 0)
		close(p->file);
	p->file = -1;
	p->from = p->to = 0;
}

/* Where the next bytes of p go in memory, NULL: to the file. */
static struct piece *
room(struct spool_pipe *p)
{
	struct spool *s = p->spool;
	struct piece *k = p->last;

	if (p->from < p->to)
		return NULL;
	if (k != NULL && k->tail < PIECE)
		return k;
	if (s->kept + PIECE > s->memory || (k = malloc(sizeof(*k))) == NULL)
		return NULL;
	k->next = NULL;
	k->head = k->tail = 0;
	s->kept += PIECE;
	if (p->last != NULL)
		p->last->next = k;
	else
		p->first = k;
	p->last = k;
	return k;
}

/* The first piece that has something to take, NULL: none. */
static struct piece *
first_piece(struct spool_pipe *p)
{
	struct piece *k;

	while ((k = p->first) != NULL && k->head == k->tail && k->head == PIECE) {
		p->first = k->next;
		if (k == p->last)
			p->last = NULL;
		p->spool->kept -= PIECE;
		free(k);
	}
	return k != NULL && k->head < k->tail ? k : NULL;
}

/* Takes what the pieces have: bytes. */
static size_t
take_pieces(struct spool_pipe *p, const struct iovec *iov, int niov)
{
	size_t sum = 0;

	for (int i = 0; i < niov; i++) {
		uint8_t *to = iov[i].iov_base;
		size_t left = iov[i].iov_len, n;
		struct piece *k;

		while (left > 0 && (k = first_piece(p)) != NULL) {
			n = k->tail - k->head < left ? k->tail - k->head : left;
			memcpy(to, k->data + k->head, n);
			k->head += n;
			to += n;
			left -= n;
			sum += n;
		}
	}
	return sum;
}

/* Takes what the file has: bytes, or -1 and errno. */
static ssize_t
take_file(struct spool_pipe *p, const struct iovec *iov)
{
	int64_t left = p->to - p->from;
	size_t want = (int64_t)iov->iov_len < left ? iov->iov_len : (size_t)left;
	ssize_t n;

	do
		n = pread(p->file, iov->iov_base, want, (off_t)p->from);
	while (n < 0 && errno == EINTR);
	if (n == 0)
		errno = EIO;
	if (n <= 0)
		return -1;
	p->from += n;
	/* The disk gets its room back. */
	if (p->from == p->to && ftruncate(p->file, 0) == 0)
		p->from = p->to = 0;
	return n;
}

static ssize_t
take(struct ahead *a, const struct iovec *iov, int niov, bool *over)
{
	struct spool_pipe *p = (struct spool_pipe *)a;
	ssize_t n;

	pthread_mutex_lock(&p->spool->lock);
	n = (ssize_t)take_pieces(p, iov, niov);
	if (n == 0 && p->from < p->to)
		n = take_file(p, iov);
	else if (n == 0 && !p->ended) {
		/* Nothing is there, and when something is, it is said again. */
		clear_fd(a->fd);
		errno = EAGAIN;
		n = -1;
		if (p->turn == TURN_INPUT) {
			drop_kept(p);
			*over = true;
		}
	} else if (n == 0 && p->error != 0) {
		errno = p->error;
		n = -1;
	}
	pthread_mutex_unlock(&p->spool->lock);
	return n;
}

/* -- the thread -- */

/* Writes the n bytes of scratch behind what the file has.  0, or errno. */
static int
write_file(struct spool_pipe *p, size_t n)
{
	const uint8_t *at = p->spool->scratch;
	ssize_t k;

	if (p->file < 0 && (p->file = tmp_open(NULL)) < 0)
		return errno;
	while (n > 0) {
		k = pwrite(p->file, at, n, (off_t)p->to);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return errno;
		at += k;
		n -= (size_t)k;
		p->to += k;
		p->spool->on_disk += k;
	}
	return 0;
}

static void
end_pipe(struct spool_pipe *p, int error)
{
	if (!p->ended) {
		p->ended = true;
		p->error = error;
	}
	signal_fd(p->ahead.fd);
}

/* Reads once what p has, under the lock: poll() has said that it will not wait. */
static void
read_pipe(struct spool_pipe *p)
{
	struct spool *s = p->spool;
	bool keeps = p->turn == TURN_AHEAD && !p->ended;
	struct piece *k = keeps ? room(p) : NULL;
	size_t most = k != NULL ? PIECE - k->tail : PIECE;
	ssize_t n;
	int rc = 0;

	n = read(p->fd, k != NULL ? k->data + k->tail : s->scratch, most);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		p->closed = true;
		end_pipe(p, n < 0 ? errno : 0);
		return;
	}
	if (k != NULL)
		k->tail += (size_t)n;
	else if (keeps)
		rc = write_file(p, (size_t)n);
	/* What cannot be kept is still read: who feeds it feeds others as well. */
	if (rc != 0)
		end_pipe(p, rc);
	else if (keeps)
		signal_fd(p->ahead.fd);
}

/* Closes what is over and does not belong to an input any more. */
static void
close_ended(struct spool *s)
{
	for (struct spool_pipe *p = s->pipe; p != NULL; p = p->next)
		if (p->left && p->closed && p->fd >= 0) {
			close(p->fd);
			p->fd = -1;
		}
}

/* Whether the thread reads p. */
static bool
reads(const struct spool_pipe *p)
{
	return p->fd >= 0 && !p->closed && (p->turn != TURN_INPUT || p->ended);
}

/* What the thread waits for: how many. */
static nfds_t
look(struct spool *s)
{
	nfds_t n = 1;

	s->poll[0] = (struct pollfd){ s->wake, POLLIN, 0 };
	for (struct spool_pipe *p = s->pipe; p != NULL; p = p->next)
		if (reads(p)) {
			s->poll[n] = (struct pollfd){ p->fd, POLLIN, 0 };
			s->polled[n++] = p;
		}
	return n;
}

static void *
work(void *arg)
{
	struct spool *s = arg;
	nfds_t n;

	pthread_mutex_lock(&s->lock);
	while (!s->stop) {
		close_ended(s);
		n = look(s);
		pthread_mutex_unlock(&s->lock);
		if (poll(s->poll, n, -1) < 0)
			s->poll[0].revents = 0;
		pthread_mutex_lock(&s->lock);
		if ((s->poll[0].revents & POLLIN) != 0) {
			/* Turns have changed. */
			clear_fd(s->wake);
			continue;
		}
		for (nfds_t i = 1; i < n; i++)
			if (s->poll[i].revents != 0 && reads(s->polled[i]))
				read_pipe(s->polled[i]);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

/* -- lines -- */

struct spool *
spool_new(uint64_t memory, struct err *e)
{
	struct spool *s = mem_zero(1, sizeof(*s), e);

	if (s == NULL)
		return NULL;
	pthread_mutex_init(&s->lock, NULL);
	s->memory = memory;
	if ((s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0) {
		err_sys(e, "cannot read pipes");
		spool_free(s);
		return NULL;
	}
	return s;
}

static void
free_pipe(struct spool_pipe *p)
{
	drop_kept(p);
	if (p->left && p->fd >= 0)
		close(p->fd);
	close(p->ahead.fd);
	free(p);
}

void
spool_free(struct spool *s)
{
	struct spool_pipe *p;
	struct spool_line *l;

	if (s == NULL)
		return;
	if (s->started) {
		pthread_mutex_lock(&s->lock);
		s->stop = true;
		pthread_mutex_unlock(&s->lock);
		signal_fd(s->wake);
		pthread_join(s->thread, NULL);
	}
	while ((p = s->pipe) != NULL) {
		s->pipe = p->next;
		free_pipe(p);
	}
	while ((l = s->line) != NULL) {
		s->line = l->next;
		free(l);
	}
	if (s->wake >= 0)
		close(s->wake);
	pthread_mutex_destroy(&s->lock);
	free(s->scratch);
	free(s->poll);
	free(s->polled);
	free(s);
}

struct spool_line *
spool_line(struct spool *s, struct err *e)
{
	struct spool_line *l = mem_zero(1, sizeof(*l), e);

	if (l == NULL)
		return NULL;
	l->spool = s;
	l->next = s->line;
	return s->line = l;
}

/* The input does not look at its descriptor any more. */
static void
leave(struct ahead *a)
{
	struct spool_pipe *p = (struct spool_pipe *)a;
	struct spool *s = p->spool;

	pthread_mutex_lock(&s->lock);
	drop_kept(p);
	p->left = true;
	p->turn = TURN_DRAIN;
	pthread_mutex_unlock(&s->lock);
	signal_fd(s->wake);
}

/* A device has no other readers that wait for us, and may have no end. */
static bool
feeds_others(const struct in *in)
{
	struct stat st;

	return fstat(in_descriptor(in), &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

struct in *
spool_open(struct spool_line *l, const char *name, bool raw, struct err *e)
{
	struct in *in = in_operand(name, raw, e);
	struct spool_pipe *p;

	if (in == NULL || !feeds_others(in))
		return in;
	if ((p = mem_zero(1, sizeof(*p), e)) == NULL) {
		in_free(in);
		return NULL;
	}
	*p = (struct spool_pipe){ .ahead = { -1, take, leave }, .spool = l->spool, .line = l,
	    .next = l->spool->pipe, .fd = in_descriptor(in), .file = -1 };
	if ((p->ahead.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0) {
		err_sys(e, "cannot read %s", name);
		free(p);
		in_free(in);
		return NULL;
	}
	l->spool->pipe = p;
	l->spool->npipe++;
	in_ahead(in, &p->ahead);
	return in;
}

/* Whose turn it is for the pipes of l. */
static void
set_turn(struct spool_line *l, enum turn turn)
{
	struct spool *s = l->spool;

	pthread_mutex_lock(&s->lock);
	for (struct spool_pipe *p = s->pipe; p != NULL; p = p->next)
		if (p->line == l && p->turn != TURN_DRAIN) {
			p->turn = turn;
			if (turn == TURN_DRAIN)
				drop_kept(p);
			signal_fd(p->ahead.fd);
		}
	pthread_mutex_unlock(&s->lock);
	signal_fd(s->wake);
}

int
spool_start(struct spool *s, struct err *e)
{
	int rc;

	if (s->npipe == 0)
		return 0;
	/* Who feeds a single pipe can wait; that it is drained in the end is still wanted. */
	if (s->npipe == 1)
		set_turn(s->pipe->line, TURN_INPUT);
	if ((s->scratch = mem_zero(1, PIECE, e)) == NULL ||
	    (s->poll = mem_zero(s->npipe + 1, sizeof(*s->poll), e)) == NULL ||
	    (s->polled = mem_zero(s->npipe + 1, sizeof(*s->polled), e)) == NULL)
		return -1;
	if ((rc = thread_start(&s->thread, work, s)) != 0) {
		errno = rc;
		return err_sys(e, "cannot start a thread");
	}
	s->started = true;
	return 0;
}

void
spool_read(struct spool_line *l)
{
	if (l != NULL)
		set_turn(l, TURN_INPUT);
}

void
spool_drain(struct spool_line *l)
{
	if (l != NULL)
		set_turn(l, TURN_DRAIN);
}

int64_t
spool_on_disk(struct spool *s)
{
	int64_t n;

	pthread_mutex_lock(&s->lock);
	n = s->on_disk;
	pthread_mutex_unlock(&s->lock);
	return n;
}
