/*
 * proc.h - a child process that is fed through its stdin and drained through its stdout.
 *
 * It needs no thread of its own: whoever has the child asks proc_poll() what it is ready
 * for, and then writes or reads, neither of which ever waits.  Who asks for both at once
 * cannot deadlock with a child that fills its stdout before it reads its stdin.
 *
 * A child has SIGPIPE and SIGXFSZ at their default, which we ignore, the signal mask that
 * this process began with, and of our descriptors only stdin, stdout and stderr: ours are
 * all close-on-exec, so that no child keeps another's stdin open.
 *
 * The process must ignore SIGPIPE, as every tool does, and nobody else in it may wait for
 * children of any pid.  SIGCHLD must not be ignored: proc_new() makes it the default then.
 *
 * A struct proc belongs to one thread at a time, but for proc_wake() and proc_cancel().
 * All memory, descriptors and the process itself are gone after proc_free().
 */
#ifndef SLUICE_PROC_PROC_H
#define SLUICE_PROC_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct proc;

/* What to run.  Nothing of it is needed after proc_new(). */
struct proc_conf {
	const char *const *argv;	/* up to a NULL; sought in our PATH */
	const char *shell;		/* instead of argv: a text for /bin/sh -c */
	const char *const *env;		/* "NAME=value" up to a NULL, over ours; NULL: none */
	size_t keep_stderr;		/* so many of its last bytes are kept; 0: it has our stderr */
	/*
	 * In a process group of its own: it is killed with all that it started.  A terminal's
	 * Ctrl-C and Ctrl-\ no longer reach it: what ends this process must call
	 * proc_end_all().  Nor does Ctrl-Z: the child goes on until it has to wait for us.
	 * From the terminal itself it cannot read (SIGTTIN).
	 */
	bool group;
};

/*
 * Starts a child; any thread.  NULL and e (STATUS_SYSTEM, "cannot run NAME: why") where it
 * cannot be run, also when a command is missing or no program; a shell tells that by
 * its exit status, 127 or 126.  After proc_end_all() nothing starts.
 */
struct proc *proc_new(const struct proc_conf *c, struct err *e);

/* Ends it as proc_kill() without grace where it still lives, and frees p.  NULL is harmless. */
void proc_free(struct proc *p);

/* What it was called: argv[0], or the beginning of the text in quotes. */
const char *proc_name(const struct proc *p);

/* -- feeding and draining -- */

enum {
	PROC_WRITE = 1,		/* proc_write() takes something, or says that nothing is wanted */
	PROC_READ = 2,		/* proc_read() gives something, or the end */
	PROC_WOKEN = 4		/* proc_wake() was called since the last time */
};

/*
 * Waits until the child is ready for one of want (PROC_WRITE, PROC_READ or both), or
 * proc_wake() was called, for at most ms milliseconds (-1: for ever).  Returns what is
 * true of these, 0 when the time is over, or -1: cancelled, or poll() failed.
 * An end that is closed already is ready at once.  Kept stderr is read meanwhile.
 */
int proc_poll(struct proc *p, int want, int64_t ms, struct err *e);

/*
 * Gives it the first bytes of data that it takes without waiting; *took says how many.  0,
 * also with *took 0 when it is full or wants no more (proc_refuses()); or -1.
 */
int proc_write(struct proc *p, const void *data, size_t n, size_t *took, struct err *e);

/* Whether it closed its stdin, or has ended.  Known once a write or a wait has met it. */
bool proc_refuses(const struct proc *p);

/* No more comes: the child finds the end of its stdin.  Harmless when done already. */
void proc_close_in(struct proc *p);

/*
 * Reads at most n bytes of its stdout, without waiting; *got says how many.  0, also with
 * *got 0 when nothing is there or all was read (proc_at_end()); or -1.
 */
int proc_read(struct proc *p, void *data, size_t n, size_t *got, struct err *e);

/* Whether its stdout was read to the end, or closed with proc_close_out(). */
bool proc_at_end(const struct proc *p);

/* No more is read: a child that still writes gets SIGPIPE. */
void proc_close_out(struct proc *p);

/* Any thread, and safe in a signal handler: proc_poll() returns PROC_WOKEN, once. */
void proc_wake(struct proc *p);

/*
 * Any thread, and safe in a signal handler: proc_poll() and proc_wait() return -1 with
 * status STATUS_SYSTEM and the words "cancelled", now and later.
 */
void proc_cancel(struct proc *p);

/* -- its end -- */

/*
 * Closes both pipes and waits for its exit, at most ms milliseconds (-1: for ever).
 * 1: it has ended, and is no zombie; 0: the time is over; -1: cancelled, or failed.
 */
int proc_wait(struct proc *p, int64_t ms, struct err *e);

/*
 * Closes both pipes, sends SIGTERM, after grace_ms SIGKILL, and waits for the exit.  In a
 * group of its own all that it started is killed as soon as the child itself has ended.
 * Not to be cancelled: it lasts little longer than grace_ms, unless the kernel holds the
 * child in a system call, or the child has become another user's and goes on without its
 * pipes.  Harmless when the child has ended.
 */
void proc_kill(struct proc *p, int64_t grace_ms);

/* What waitpid() said of it; -1 while that is not known. */
int proc_status(const struct proc *p);

/*
 * 0 when it exited with 0, else -1 and e (STATUS_SYSTEM): "NAME: exit status 3", or "NAME:
 * killed by SIGKILL (signal 9)", with the last line of the stderr that was kept in quotes.
 */
int proc_result(const struct proc *p, struct err *e);

/* The last *n bytes of its stderr; they last until the next call with p. */
const char *proc_stderr(const struct proc *p, size_t *n);

/*
 * Main thread, also in a signal handler, when the process is to end: no child starts from
 * now on, and those that live get sig, with their groups.  With grace_ms > 0 waits at
 * most so long for them to end and sends SIGKILL to those that do not.
 * A child that another thread is just starting is waited for (at most a second).
 */
void proc_end_all(int sig, int64_t grace_ms);

#endif
