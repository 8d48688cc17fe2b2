/* end.c - a child ends, by itself or killed, and how that is told. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "proc/proc_impl.h"

#define NAP_MS 5	/* between looks where the kernel cannot tell of an exit */

/* A descriptor that is readable once the child has ended; -1: there is none. */
static int
exit_fd(pid_t pid)
{
#ifdef SYS_pidfd_open
	return (int)syscall(SYS_pidfd_open, pid, 0);
#else
	(void)pid;
	errno = ENOSYS;
	return -1;
#endif
}

/* 1: the child has ended and is a zombie; 0: it has not; -1 and errno. */
static int
look(const struct proc *p)
{
	siginfo_t info;
	int rc;

	do {
		info.si_pid = 0;
		rc = waitid(P_PID, (id_t)p->pid, &info, WEXITED | WNOHANG | WNOWAIT);
	} while (rc != 0 && errno == EINTR);
	return rc != 0 ? -1 : info.si_pid != 0;
}

/*
 * Waits until the time end (-1 for ever) for the exit, reading stderr; the child stays a
 * zombie.  1, 0: the time is over; -1 and e: cancelled (if that is heeded), or lost.
 */
static int
wait_exit(struct proc *p, int64_t end, bool heed, struct err *e)
{
	int fd = exit_fd(p->pid), rc, most;
	int64_t left;

	for (;;) {
		struct pollfd f[3] = {
			{ fd, POLLIN, 0 }, { p->err, POLLIN, 0 },
			{ heed ? p->wake : -1, POLLIN, 0 }
		};
		uint64_t count;

		proc_drain(p);
		if (heed && atomic_load(&p->cancelled)) {
			rc = err_set(e, STATUS_SYSTEM, "cancelled");
			break;
		}
		left = end < 0 ? -1 : end - clock_ms();
		if ((rc = look(p)) != 0 || (end >= 0 && left <= 0)) {
			if (rc < 0)
				err_sys(e, "cannot wait for %s", p->name);
			break;
		}
		most = left > INT_MAX ? INT_MAX : (int)left;
		if (fd < 0 && (most < 0 || most > NAP_MS))
			most = NAP_MS;
		if (poll(f, 3, most) > 0 && f[2].revents != 0 &&
		    read(p->wake, &count, sizeof(count)) < 0 && errno != EAGAIN)
			continue;
	}
	proc_shut(&fd);
	return rc;
}

/* Of a zombie, or of a child that somebody else has reaped: nothing is left of it. */
static void
reap(struct proc *p)
{
	pid_t got;

	live_remove(p->live);
	p->live = NULL;
	while ((got = waitpid(p->pid, &p->status, 0)) < 0 && errno == EINTR)
		;
	if (got < 0)
		p->status = -1;
	proc_drain(p);
	proc_shut(&p->err);
}

int
proc_wait(struct proc *p, int64_t ms, struct err *e)
{
	int rc;

	proc_shut(&p->in);
	proc_shut(&p->out);
	if (p->live == NULL)
		return 1;
	rc = wait_exit(p, ms < 0 ? -1 : clock_ms() + ms, true, e);
	if (rc == 1)
		reap(p);
	return rc;
}

/* To the child, which is not reaped, and its group, which it may have left by itself. */
static void
signal_child(const struct proc *p, int sig)
{
	if (!p->group || kill(-p->pid, sig) != 0 || sig == SIGKILL)
		(void)kill(p->pid, sig);
}

void
proc_kill(struct proc *p, int64_t grace_ms)
{
	int rc;

	proc_shut(&p->in);
	proc_shut(&p->out);
	if (p->live == NULL)
		return;
	if ((rc = look(p)) == 0) {
		signal_child(p, SIGTERM);
		signal_child(p, SIGCONT);
		if (grace_ms > 0)
			rc = wait_exit(p, clock_ms() + grace_ms, false, NULL);
	}
	if (rc == 0) {
		signal_child(p, SIGKILL);
		rc = wait_exit(p, -1, false, NULL);
	}
	/* While the zombie keeps the number of its group from becoming another's. */
	if (rc == 1 && p->group)
		signal_child(p, SIGKILL);
	reap(p);
}

void
proc_free(struct proc *p)
{
	if (p == NULL)
		return;
	proc_kill(p, 0);
	proc_shut(&p->err);
	proc_shut(&p->wake);
	free(p->tail);
	free(p);
}

int
proc_status(const struct proc *p)
{
	return p->status;
}

const char *
proc_stderr(const struct proc *p, size_t *n)
{
	*n = p->len;
	return p->len > 0 ? p->tail : "";
}

/* Its last line that is not empty, without the newline. */
static const char *
last_line(const struct proc *p, size_t *n)
{
	size_t end = p->len, begin;

	while (end > 0 && (p->tail[end - 1] == '\n' || p->tail[end - 1] == '\r'))
		end--;
	for (begin = end; begin > 0 && p->tail[begin - 1] != '\n';)
		begin--;
	*n = end - begin;
	return p->tail + begin;
}

/* The name of a signal, "KILL"; NULL: it has none. */
static const char *
signal_name(int sig)
{
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 32)
	return sigabbrev_np(sig);
#else
	(void)sig;
	return NULL;
#endif
}

int
proc_result(const struct proc *p, struct err *e)
{
	int sig = WTERMSIG(p->status);
	const char *name = signal_name(sig), *line;
	char how[64], quoted[512];
	size_t n = 0;

	if (p->status == 0)
		return 0;
	if (p->status == -1)
		(void)snprintf(how, sizeof(how), "its exit status is not known");
	else if (WIFEXITED(p->status))
		(void)snprintf(how, sizeof(how), "exit status %d", WEXITSTATUS(p->status));
	else if (name != NULL)
		(void)snprintf(how, sizeof(how), "killed by SIG%s (signal %d)", name, sig);
	else
		(void)snprintf(how, sizeof(how), "killed by signal %d", sig);
	line = p->len > 0 ? last_line(p, &n) : NULL;
	if (n == 0)
		return err_set(e, STATUS_SYSTEM, "%s: %s", p->name, how);
	return err_set(e, STATUS_SYSTEM, "%s: %s: %s", p->name, how,
	    err_quote(quoted, sizeof(quoted), line, n));
}
