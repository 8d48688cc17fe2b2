/*
 * spawn.c - a child starts.
 *
 * posix_spawn() and not fork(): it copies no page tables, runs nothing of ours in the child,
 * where other threads' locks may be held, and returns the errno of a failed exec.
 */
#include "proc/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/fd.h"
#include "proc/proc_impl.h"

extern char **environ;

/* The mask that this process began with: its threads block signals. */
static sigset_t first_mask;

__attribute__((constructor)) static void
note_mask(void)
{
	pthread_sigmask(SIG_SETMASK, NULL, &first_mask);
}

/* Where SIGCHLD is ignored children are never zombies, and their status is lost. */
static void
heed_children(void)
{
	struct sigaction sa;

	if (sigaction(SIGCHLD, NULL, &sa) == 0 && (sa.sa_flags & SA_NOCLDWAIT) == 0 &&
	    ((sa.sa_flags & SA_SIGINFO) != 0 || sa.sa_handler != SIG_IGN))
		return;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = SIG_DFL;
	sigemptyset(&sa.sa_mask);
	sigaction(SIGCHLD, &sa, NULL);
}

void
proc_shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/*
 * Moves *fd above the standard three, one of which may be closed in this process: the
 * child's are put there one after the other.  0, or -1 with *fd closed.
 */
static int
move_up(int *fd)
{
	int up = *fd;

	if (*fd > STDERR_FILENO)
		return 0;
	up = fcntl(*fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(*fd);
	*fd = up;
	return up < 0 ? -1 : 0;
}

/*
 * A pipe whose end number our is ours, non-blocking; the other end blocks, as programs
 * expect.  0, or -1 with both ends -1, and errno.
 */
static int
make_pipe(int *ours, int *theirs, int our)
{
	int fd[2], saved;

	*ours = *theirs = -1;
	if (pipe2(fd, O_CLOEXEC) != 0)
		return -1;
	if (move_up(&fd[0]) != 0 || move_up(&fd[1]) != 0 ||
	    fcntl(fd[our], F_SETFL, O_NONBLOCK) != 0) {
		saved = errno;
		proc_shut(&fd[0]);
		proc_shut(&fd[1]);
		errno = saved;
		return -1;
	}
	*ours = fd[our];
	*theirs = fd[1 - our];
	return 0;
}

/* Data goes through this pipe. */
static void
grow(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0)
		fd_grow_pipe(fd, &st);
}

/* Whether one of env sets the variable of this "NAME=value". */
static bool
is_replaced(const char *var, const char *const *env)
{
	size_t n = strcspn(var, "=") + 1;

	for (; *env != NULL; env++)
		if (strncmp(var, *env, n) == 0)
			return true;
	return false;
}

/* Our environment with env over it; free() frees the array alone. */
static const char **
make_env(const char *const *env, struct err *e)
{
	static const char *const none[] = { NULL };
	const char **all;
	size_t n = 0, k = 0;

	if (env == NULL)
		env = none;
	for (size_t i = 0; environ != NULL && environ[i] != NULL; i++)
		n++;
	for (size_t i = 0; env[i] != NULL; i++)
		n++;
	if ((all = mem_zero(n + 1, sizeof(*all), e)) == NULL)
		return NULL;
	for (size_t i = 0; environ != NULL && environ[i] != NULL && k < n; i++)
		if (!is_replaced(environ[i], env))
			all[k++] = environ[i];
	for (size_t i = 0; env[i] != NULL; i++)
		all[k++] = env[i];
	return all;
}

/* Signals and process group of the child.  0 or an errno; the caller destroys a. */
static int
set_attributes(posix_spawnattr_t *a, bool group)
{
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	sigset_t set;
	int rc;

	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigaddset(&set, SIGXFSZ);
	if (group)
		flags |= POSIX_SPAWN_SETPGROUP;
	if ((rc = posix_spawnattr_setsigdefault(a, &set)) == 0 &&
	    (rc = posix_spawnattr_setsigmask(a, &first_mask)) == 0 &&
	    (rc = posix_spawnattr_setpgroup(a, 0)) == 0)
		rc = posix_spawnattr_setflags(a, flags);
	return rc;
}

/* Puts the child's ends where it looks for them.  0 or an errno; the caller destroys a. */
static int
set_files(posix_spawn_file_actions_t *a, const int theirs[3])
{
	int rc = 0;

	for (int fd = 0; fd < 3 && rc == 0; fd++)
		if (theirs[fd] >= 0)
			rc = posix_spawn_file_actions_adddup2(a, theirs[fd], fd);
	return rc;
}

/* Starts it with these ends of its pipes.  0 or an errno. */
static int
spawn(struct proc *p, const char *const *argv, const char *const *env, const int theirs[3])
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int rc;

	if ((rc = posix_spawn_file_actions_init(&files)) != 0)
		return rc;
	if ((rc = posix_spawnattr_init(&attr)) == 0) {
		if ((rc = set_files(&files, theirs)) == 0 &&
		    (rc = set_attributes(&attr, p->group)) == 0)
			rc = posix_spawnp(&p->pid, argv[0], &files, &attr,
			    (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)env);
		posix_spawnattr_destroy(&attr);
	}
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

/* As spawn(), and known to proc_end_all(), which a handler of this thread must not call then. */
static int
spawn_known(struct proc *p, const char *const *argv, const char *const *env,
    const int theirs[3], struct err *e)
{
	sigset_t all, old;
	int rc = -1;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	heed_children();
	if ((p->live = live_add(e)) == NULL) {
		err_prefix(e, "cannot run %s: ", p->name);
	} else if ((errno = spawn(p, argv, env, theirs)) != 0) {
		err_sys(e, "cannot run %s", p->name);
		live_remove(p->live);
		p->live = NULL;
	} else {
		live_started(p->live, p->group ? -p->pid : p->pid);
		rc = 0;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc;
}

/* Makes the pipes, of which the child's ends are closed again whether or not it runs. */
static int
start(struct proc *p, const struct proc_conf *c, const char *const *env, struct err *e)
{
	const char *const sh[] = { "/bin/sh", "-c", c->shell, NULL };
	int theirs[3] = { -1, -1, -1 }, rc = -1;

	if ((p->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0 || move_up(&p->wake) != 0 ||
	    make_pipe(&p->in, &theirs[0], 1) != 0 || make_pipe(&p->out, &theirs[1], 0) != 0 ||
	    (p->keep > 0 && make_pipe(&p->err, &theirs[2], 0) != 0)) {
		err_sys(e, "cannot run %s: cannot make a pipe", p->name);
	} else if ((rc = spawn_known(p, c->shell != NULL ? sh : c->argv, env, theirs, e)) == 0) {
		grow(p->in);
		grow(p->out);
	}
	for (int i = 0; i < 3; i++)
		proc_shut(&theirs[i]);
	return rc;
}

struct proc *
proc_new(const struct proc_conf *c, struct err *e)
{
	struct proc *p = mem_zero(1, sizeof(*p), e);
	const char **env = NULL;

	if (p == NULL)
		return NULL;
	p->in = p->out = p->err = p->wake = p->status = -1;
	p->group = c->group;
	p->keep = c->keep_stderr;
	if (c->shell != NULL)
		err_quote(p->name, sizeof(p->name), c->shell, strlen(c->shell));
	else
		(void)snprintf(p->name, sizeof(p->name), "%s", c->argv[0]);
	if ((p->keep > 0 && (p->tail = mem_zero(p->keep, 1, e)) == NULL) ||
	    (env = make_env(c->env, e)) == NULL || start(p, c, env, e) != 0) {
		proc_free(p);
		p = NULL;
	}
	free(env);
	return p;
}

const char *
proc_name(const struct proc *p)
{
	return p->name;
}
