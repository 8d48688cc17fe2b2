/* vigil_test.c - a closed reader and a silent input end the work; timers fire. */
/* par */
#include "check.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "par/ordmap.h"
#include "par/vigil.h"

/* One run, in a process of its own: there is one vigil in each. */
struct job {
	int reader;			/* whose reader closes */
	int peer;			/* its other end, which the work closes */
	int never;			/* what the work reads from */
	bool heedless;			/* what is read cannot be cancelled */
	bool quiet;			/* ends by itself */
	struct err err;
	int rc;
};

static int
read_never(void *ctx, void **item, struct err *e)
{
	const struct job *j = ctx;
	uint64_t n;

	(void)item;
	if (j->quiet)
		return 0;
	close(j->peer);
	if (read(j->never, &n, sizeof(n)) == sizeof(n))
		return err_set(e, STATUS_SYSTEM, "cancelled");
	return -1;
}

static void
cancel(void *ctx)
{
	const struct job *j = ctx;
	const uint64_t one = 1;

	if (!j->heedless)
		CHECK(write(j->never, &one, sizeof(one)) == sizeof(one));
}

static void
work(void *ctx)
{
	struct job *j = ctx;
	const struct ordmap m = { .read = read_never, .cancel = cancel, .ctx = j, .jobs = 2 };

	vigil_reader(j->reader);
	j->rc = ordmap_run(&m, &j->err);
}

static void
overdue(void *ctx, const struct err *why)
{
	const struct job *j = ctx;

	_exit(j->heedless && (why->flags & ERR_CLOSED) != 0 ? 42 : 1);
}

/* The status of a run: 42 overdue, 43 ended as it should, 44 ended by itself. */
static int
run(int reader, int peer, bool heedless, bool quiet)
{
	struct job j = { reader, peer, eventfd(0, 0), heedless, quiet, ERR_INIT, 0 };
	const struct vigil v = { work, overdue, &j };
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		vigil_run(&v);
		_exit(j.rc == 0 ? 44 : (j.err.flags & ERR_CLOSED) != 0 ? 43 : 1);
	}
	close(reader);
	close(peer);
	close(j.never);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(pipe_closed)
{
	int fd[2];

	REQUIRE(pipe(fd) == 0);
	CHECK_INT(run(fd[1], fd[0], false, false), 43);
}

TEST(socket_closed)
{
	int fd[2];

	REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0);
	CHECK_INT(run(fd[1], fd[0], false, false), 43);
}

TEST(what_cannot_be_cancelled_is_overdue)
{
	int fd[2];

	REQUIRE(pipe(fd) == 0);
	CHECK_INT(run(fd[1], fd[0], true, false), 42);
}

TEST(whole_work_is_left_alone)
{
	int fd[2];

	REQUIRE(pipe(fd) == 0);
	CHECK_INT(run(fd[1], fd[0], false, true), 44);
}

/* -- timers -- */

static struct {
	pthread_t main;
	int fired, asked;		/* a byte each time */
	atomic_int times;		/* that the first one fired */
	bool elsewhere;			/* fired on another thread than the main one */
	bool stopped;
	struct vigil_timer often, on_demand;
	int bad;
} ticks;

static void
tick(void *fd)
{
	if (!pthread_equal(pthread_self(), ticks.main))
		ticks.elsewhere = true;
	if (fd == ticks.often.arg)
		ticks.times++;
	if (write(*(int *)fd, "", 1) != 1)
		ticks.bad++;
}

static void
ask(int sig)
{
	(void)sig;
	vigil_timer_ask(&ticks.on_demand);
}

/* Takes the bytes of n calls; false when they do not come within ten seconds. */
static bool
takes(int fd, int n)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char c;

	for (; n > 0; n--)
		if (poll(&p, 1, 10000) != 1 || read(fd, &c, 1) != 1)
			return false;
	return true;
}

static void
work_with_timers(void *ctx)
{
	const int *fd = ctx;
	int before;

	/* Again and again; once more only when it is asked for. */
	vigil_timer_set(&ticks.often, 1, 1);
	ticks.bad += !takes(fd[0], 3);
	vigil_timer_stop(&ticks.often);
	before = ticks.times;
	ticks.bad += !takes(fd[2], 1);
	kill(getpid(), SIGUSR1);
	ticks.bad += !takes(fd[2], 1);
	/* Nothing else came after the stop. */
	ticks.bad += ticks.times != before;
	/* Once, and again after a stop. */
	vigil_timer_stop(&ticks.on_demand);
	vigil_timer_set(&ticks.on_demand, 0, 0);
	ticks.bad += !takes(fd[2], 1);
	vigil_timer_stop(&ticks.on_demand);
	vigil_timer_stop(&ticks.on_demand);
}

static void
never_overdue(void *ctx, const struct err *why)
{
	(void)ctx;
	(void)why;
	ticks.bad++;
}

TEST(timers)
{
	int fd[4], status = -1;
	struct vigil v = { work_with_timers, never_overdue, fd };
	pid_t pid;

	REQUIRE(pipe(fd) == 0 && pipe(fd + 2) == 0);
	if ((pid = fork()) == 0) {
		signal(SIGUSR1, ask);
		ticks.main = pthread_self();
		ticks.often = (struct vigil_timer){ .fire = tick, .arg = &fd[1] };
		ticks.on_demand = (struct vigil_timer){ .fire = tick, .arg = &fd[3] };
		/* Both may come before anybody watches. */
		vigil_timer_set(&ticks.on_demand, -1, 0);
		vigil_timer_ask(&ticks.on_demand);
		vigil_run(&v);
		_exit(ticks.bad == 0 && !ticks.elsewhere ? 0 : 1);
	}
	for (int i = 0; i < 4; i++)
		close(fd[i]);
	waitpid(pid, &status, 0);
	CHECK(WIFEXITED(status));
	CHECK_INT(WEXITSTATUS(status), 0);
}
