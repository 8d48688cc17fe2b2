/* signals.c - signals that end a command, or ask it to end. */
#include "cli/signals.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "io/unfinished.h"
#include "par/jobserver.h"

/*
 * timeout(1) sends its signal to the command and then to the group that the command
 * is in, and a terminal's Ctrl-C may come with its parent's signal: one request.
 */
#define SAME_MS 200

static struct {
	atomic_bool armed;
	_Atomic int64_t stopped;	/* ms: when a signal came; 0: none did */
	_Atomic(void *) arg;
	void (*_Atomic stop)(void *arg);
} state;

static void
on_signal(int sig)
{
	int saved = errno;
	int64_t now = clock_ms(), first = 0;
	void (*stop)(void *);

	if (state.armed && atomic_compare_exchange_strong(&state.stopped, &first, now)) {
		if ((stop = state.stop) != NULL)
			stop(state.arg);
	} else if (!state.armed || now - first >= SAME_MS) {
		unfinished_remove();
		jobserver_abandon();
		signal(sig, SIG_DFL);
		raise(sig);
	}
	errno = saved;
}

static void
catch_signal(int sig)
{
	struct sigaction sa, old;

	if (sigaction(sig, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_signal;
	sa.sa_flags = SA_RESTART;
	sigemptyset(&sa.sa_mask);
	sigaction(sig, &sa, NULL);
}

void
signals_init(void)
{
#ifdef __SANITIZE_THREAD__
	/* Its runtime (gcc 12) loses a signal that comes before the first call that blocks. */
	poll(NULL, 0, 0);
#endif
	signal(SIGPIPE, SIG_IGN);
	catch_signal(SIGINT);
	catch_signal(SIGTERM);
}

void
signals_on_stop(void (*stop)(void *arg), void *arg)
{
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	/* Other threads do not take these signals while stop and arg disagree. */
	state.stop = NULL;
	sigprocmask(SIG_BLOCK, &set, &old);
	state.arg = arg;
	state.stop = stop;
	state.armed = true;
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static char lost_map[200];

static void
on_bus(int sig, siginfo_t *info, void *context)
{
	(void)context;
	if (info->si_code != BUS_ADRERR) {
		signal(sig, SIG_DFL);
		return;	/* and again */
	}
	unfinished_remove();
	jobserver_abandon();
	/* Whether or not somebody is left to be told. */
	if (write(STDERR_FILENO, lost_map, strlen(lost_map)) <= 0)
		_exit(STATUS_SYSTEM);
	_exit(STATUS_SYSTEM);
}

void
signals_on_lost_map(const char *tool, const char *line)
{
	struct sigaction sa;

	snprintf(lost_map, sizeof(lost_map), "%s: %s\n", tool, line);
	memset(&sa, 0, sizeof(sa));
	sa.sa_sigaction = on_bus;
	sa.sa_flags = SA_SIGINFO;
	sigemptyset(&sa.sa_mask);
	sigaction(SIGBUS, &sa, NULL);
}

bool
signals_stopped(void)
{
	return state.stopped != 0;
}
