/* signals.c - signals that end a command, or ask it to end. */
#include "cli/signals.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
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
#include "par/vigil.h"

/*
 * timeout(1) sends its signal to the command and then to the group that the command
 * is in, and a terminal's Ctrl-C may come with its parent's signal: one request.
 */
#define SAME_MS 200

/* What asks a command to end. */
static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
#define NENDING (sizeof(ending) / sizeof(*ending))

static struct {
	_Atomic int handling;		/* handlers that run now */
	atomic_bool armed;
	_Atomic int64_t stopped;	/* ms: when a signal came; 0: none did */
	_Atomic(void *) arg;
	void (*_Atomic stop)(void *arg);
} state;

/* Process 1 of a PID namespace (a container) is killed by no default. */
static void
die(int sig)
{
	sigset_t set;

	signal(sig, SIG_DFL);
	raise(sig);
	sigemptyset(&set);
	sigaddset(&set, sig);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	_exit(128 + sig);
}

static void
on_signal(int sig)
{
	int saved = errno;
	int64_t now = clock_ms(), first = 0;
	void (*stop)(void *);

	if (state.armed && atomic_compare_exchange_strong(&state.stopped, &first, now)) {
		atomic_fetch_add(&state.handling, 1);
		if ((stop = state.stop) != NULL)
			stop(state.arg);
		atomic_fetch_sub(&state.handling, 1);
		vigil_stop();
	} else if (!state.armed || now - first >= SAME_MS) {
		unfinished_remove();
		jobserver_abandon();
		die(sig);
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
	size_t i;

#ifdef __SANITIZE_THREAD__
	/* Its runtime (gcc 12) loses a signal that comes before the first call that blocks. */
	poll(NULL, 0, 0);
#endif
	signal(SIGPIPE, SIG_IGN);
	/* A file over ulimit -f is an error of write(2), like a full disk. */
	signal(SIGXFSZ, SIG_IGN);
	for (i = 0; i < NENDING; i++)
		catch_signal(ending[i]);
}

void
signals_on_stop(void (*stop)(void *arg), void *arg)
{
	sigset_t set, old;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < NENDING; i++)
		sigaddset(&set, ending[i]);
	/* Not on this thread while stop and arg disagree; on another it is waited for. */
	pthread_sigmask(SIG_BLOCK, &set, &old);
	state.stop = NULL;
	while (state.handling > 0)
		sched_yield();
	state.arg = arg;
	state.stop = stop;
	state.armed = true;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static char lost_map[200];
static bool (*in_map)(void);

static void
on_fault(int sig, siginfo_t *info, void *context)
{
	(void)context;
	if (!(sig == SIGBUS && info->si_code == BUS_ADRERR) && !in_map()) {
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
signals_on_lost_map(const char *tool, const char *line, bool (*inside)(void))
{
	static const int fault[] = { SIGBUS, SIGSEGV, SIGFPE, SIGABRT };
	struct sigaction sa;
	size_t i;

	in_map = inside;
	snprintf(lost_map, sizeof(lost_map), "%s: %s\n", tool, line);
	memset(&sa, 0, sizeof(sa));
	sa.sa_sigaction = on_fault;
	sa.sa_flags = SA_SIGINFO;
	sigemptyset(&sa.sa_mask);
	for (i = 0; i < sizeof(fault) / sizeof(*fault); i++)
		sigaction(fault[i], &sa, NULL);
}

bool
signals_stopped(void)
{
	return state.stopped != 0;
}
