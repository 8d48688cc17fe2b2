/* exchange.c - feeding a child and draining it. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "proc/proc_impl.h"

/* Keeps the last bytes of stderr. */
static void
keep(struct proc *p, const char *s, size_t n)
{
	size_t old;

	if (n > p->keep) {
		s += n - p->keep;
		n = p->keep;
	}
	old = p->len < p->keep - n ? p->len : p->keep - n;
	memmove(p->tail, p->tail + (p->len - old), old);
	memcpy(p->tail + old, s, n);
	p->len = old + n;
}

void
proc_drain(struct proc *p)
{
	char buf[4096];
	ssize_t n = 1;

	/* Not for ever, where it is written to as fast as it is read. */
	for (int i = 0; i < 64 && p->err >= 0 && n > 0; i++) {
		n = read(p->err, buf, sizeof(buf));
		if (n > 0)
			keep(p, buf, (size_t)n);
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			proc_shut(&p->err);
		else if (errno == EINTR)
			n = 1;
	}
}

/* The child reads no more. */
static void
refused(struct proc *p)
{
	p->refuses = true;
	proc_shut(&p->in);
}

/* What of want needs no waiting, as its end is closed. */
static int
closed(const struct proc *p, int want)
{
	return (p->in < 0 ? want & PROC_WRITE : 0) | (p->out < 0 ? want & PROC_READ : 0);
}

/* What poll() found.  A reader that closed is noted even when nobody wants to write. */
static int
found(struct proc *p, const struct pollfd f[4], int want)
{
	int is = 0;
	uint64_t count;

	if ((f[0].revents & (POLLERR | POLLNVAL)) != 0)
		refused(p);
	if (f[0].revents != 0)
		is |= want & PROC_WRITE;
	if (f[1].revents != 0)
		is |= want & PROC_READ;
	if (f[2].revents != 0)
		proc_drain(p);
	if (f[3].revents != 0 && read(p->wake, &count, sizeof(count)) > 0)
		is |= PROC_WOKEN;
	return is;
}

/* How long poll() may wait until the time end, -1 for ever. */
static int
left_until(int64_t end)
{
	int64_t left = end < 0 ? -1 : end - clock_ms();

	if (end >= 0 && left < 0)
		left = 0;
	return left > INT_MAX ? INT_MAX : (int)left;
}

int
proc_poll(struct proc *p, int want, int64_t ms, struct err *e)
{
	int64_t end = ms < 0 ? -1 : clock_ms() + ms;
	int is = closed(p, want), n, most;

	for (;;) {
		struct pollfd f[4] = {
			{ p->in, (want & PROC_WRITE) != 0 ? POLLOUT : 0, 0 },
			{ (want & PROC_READ) != 0 ? p->out : -1, POLLIN, 0 },
			{ p->err, POLLIN, 0 }, { p->wake, POLLIN, 0 }
		};

		if (atomic_load(&p->cancelled))
			return err_set(e, STATUS_SYSTEM, "cancelled");
		most = is != 0 ? 0 : left_until(end);
		n = poll(f, 4, most);
		if (n < 0 && errno != EINTR)
			return err_sys(e, "cannot wait for %s", p->name);
		if (n > 0)
			is |= found(p, f, want);
		if (atomic_load(&p->cancelled))
			continue;
		/* Also when stderr never rests. */
		if (is != 0 || most == 0)
			return is;
	}
}

int
proc_write(struct proc *p, const void *data, size_t n, size_t *took, struct err *e)
{
	ssize_t k;

	*took = 0;
	while (p->in >= 0 && n > 0) {
		k = write(p->in, data, n);
		if (k >= 0) {
			*took = (size_t)k;
			return 0;
		}
		if (errno == EAGAIN)
			return 0;
		if (errno == EPIPE)
			refused(p);
		else if (errno != EINTR)
			return err_sys(e, "cannot write to %s", p->name);
	}
	return 0;
}

bool
proc_refuses(const struct proc *p)
{
	return p->refuses;
}

void
proc_close_in(struct proc *p)
{
	proc_shut(&p->in);
}

int
proc_read(struct proc *p, void *data, size_t n, size_t *got, struct err *e)
{
	ssize_t k;

	*got = 0;
	while (p->out >= 0 && n > 0) {
		k = read(p->out, data, n);
		if (k > 0) {
			*got = (size_t)k;
			return 0;
		}
		if (k == 0)
			proc_shut(&p->out);
		else if (errno == EAGAIN)
			return 0;
		else if (errno != EINTR)
			return err_sys(e, "cannot read from %s", p->name);
	}
	return 0;
}

bool
proc_at_end(const struct proc *p)
{
	return p->out < 0;
}

void
proc_close_out(struct proc *p)
{
	proc_shut(&p->out);
}

void
proc_wake(struct proc *p)
{
	static const uint64_t one = 1;
	int saved = errno;

	/* It can only fail when the count is full, which wakes as well. */
	if (write(p->wake, &one, sizeof(one)) < 0)
		errno = saved;
}

void
proc_cancel(struct proc *p)
{
	atomic_store(&p->cancelled, true);
	proc_wake(p);
}
