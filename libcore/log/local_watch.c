/* local_watch.c - a commit writes the ledger's file, which inotify tells of. */
#include "log/local_watch.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

/* With inotify a look now and then is enough; without, this is the latency. */
#define LOOK_MS 500
#define NAP_MIN_MS 2
#define NAP_MAX_MS 50

int
watch_init(struct watch *w, struct ledger *l, bool notify, struct err *e)
{
	w->ledger = l;
	w->nap_ms = NAP_MIN_MS;
	w->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->wake < 0)
		return err_sys(e, "eventfd");
	/* A user has few inotify instances; when none is left, we poll. */
	w->notify = notify ? inotify_init1(IN_CLOEXEC | IN_NONBLOCK) : -1;
	if (w->notify >= 0 &&
	    inotify_add_watch(w->notify, ledger_file(l), IN_MODIFY) < 0) {
		close(w->notify);
		w->notify = -1;
	}
	return 0;
}

void
watch_release(struct watch *w)
{
	if (w->notify >= 0)
		close(w->notify);
	if (w->wake >= 0)
		close(w->wake);
	w->notify = w->wake = -1;
}

/* Reads away what a descriptor has to say. */
static void
drain(int fd)
{
	char buf[4096];

	while (read(fd, buf, sizeof buf) == (ssize_t)sizeof buf)
		;
}

void
watch_wait(struct watch *w, uint64_t version, int64_t ms)
{
	struct pollfd fd[2] = { { w->wake, POLLIN, 0 }, { w->notify, POLLIN, 0 } };
	uint64_t now = ledger_version(w->ledger);
	int64_t most = w->notify >= 0 && now == version ? LOOK_MS : w->nap_ms;

	/* Once for each: the commit may be one that cannot be seen yet. */
	if (now != version && now != w->told) {
		w->told = now;
		w->nap_ms = NAP_MIN_MS;
		return;
	}
	if (ms >= 0 && ms < most)
		most = ms;
	if (poll(fd, w->notify >= 0 ? 2 : 1, (int)most) > 0) {
		if (fd[0].revents != 0)
			drain(w->wake);
		if (w->notify >= 0 && fd[1].revents != 0)
			drain(w->notify);
	}
	if (ledger_version(w->ledger) != now)
		w->nap_ms = NAP_MIN_MS;
	else if (w->nap_ms < NAP_MAX_MS)
		w->nap_ms *= 2;
}

void
watch_wake(struct watch *w)
{
	const uint64_t one = 1;
	int saved = errno;

	/* It can only fail because it is full of wakes already. */
	if (write(w->wake, &one, sizeof one) < 0)
		errno = saved;
}
