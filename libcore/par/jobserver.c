/* jobserver.c - slots and tokens of make's job server. */
#include "par/jobserver.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "par/jobs.h"

/* How far up make is looked for: make, a shell or two, wrappers, this process. */
#define ANCESTORS 16

/* What a thread holds: nothing, the process's own slot, or else a token (0 to 255). */
enum { HOLDS_NOTHING = -2, HOLDS_OWN = -1 };

static struct {
	pthread_once_t once;
	atomic_int rfd;			/* -1: no job server */
	int wfd;
	int slots;
	pthread_mutex_t lock;
	pthread_cond_t freed;
	bool own_taken;
	atomic_int tokens[256];		/* held by this process, by their byte */
} js = {
	.once = PTHREAD_ONCE_INIT, .rfd = -1, .wfd = -1,
	.lock = PTHREAD_MUTEX_INITIALIZER, .freed = PTHREAD_COND_INITIALIZER,
};

static _Thread_local int holds = HOLDS_NOTHING;

/* Opens both ends; they are ours alone, so that O_NONBLOCK disturbs nobody. */
static bool
open_ends(const char *rpath, const char *wpath)
{
	struct stat a, b;
	int r = open(rpath, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int w = r < 0 ? -1 : open(wpath, O_WRONLY | O_NONBLOCK | O_CLOEXEC);

	/* The numbers may stand for something else by now: both must be one pipe. */
	if (w >= 0 && fstat(r, &a) == 0 && fstat(w, &b) == 0 && S_ISFIFO(a.st_mode) &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino) {
		js.wfd = w;
		js.rfd = r;
		return true;
	}
	if (r >= 0)
		close(r);
	if (w >= 0)
		close(w);
	return false;
}

static bool
open_fds_of(long pid, int rfd, int wfd)
{
	char r[64], w[64];

	(void)snprintf(r, sizeof(r), "/proc/%ld/fd/%d", pid, rfd);
	(void)snprintf(w, sizeof(w), "/proc/%ld/fd/%d", pid, wfd);
	return open_ends(r, w);
}

/* The parent of pid, 0 when there is none; *make tells whether pid is a make. */
static long
parent(long pid, bool *make)
{
	char path[64], line[512], *p;
	long up = 0;
	FILE *f;

	*make = false;
	(void)snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	if ((f = fopen(path, "re")) == NULL)
		return 0;
	/* "PID (NAME) STATE PPID ..." */
	if (fgets(line, sizeof(line), f) != NULL && (p = strrchr(line, ')')) != NULL) {
		*p = '\0';
		*make = strstr(line, "(make") != NULL || strstr(line, "(gmake") != NULL;
		if (sscanf(p + 1, " %*c %ld", &up) != 1)
			up = 0;
	}
	(void)fclose(f);
	return up;
}

/*
 * The descriptors R and W.  make passes them on only to recipes that it takes for
 * another make (with '+'); for others they are still to be had from make itself.
 */
static void
open_fds(int rfd, int wfd)
{
	long pid = getppid(), up;
	bool make;

	if (rfd < 0 || wfd < 0 || open_fds_of(getpid(), rfd, wfd))
		return;
	for (int i = 0; i < ANCESTORS && pid > 0; i++, pid = up) {
		up = parent(pid, &make);
		if (make && open_fds_of(pid, rfd, wfd))
			return;
	}
}

static void
connect_server(void)
{
	const char *env = getenv("MAKEFLAGS");
	char *flags, *save = NULL, *auth = NULL, *word;
	int r, w, n;

	if (env == NULL || (flags = strdup(env)) == NULL)
		return;
	for (word = strtok_r(flags, " ", &save); word != NULL && strcmp(word, "--") != 0;
	    word = strtok_r(NULL, " ", &save)) {
		if (strncmp(word, "--jobserver-auth=", 17) == 0)
			auth = word + 17;
		else if (strncmp(word, "--jobserver-fds=", 16) == 0)
			auth = word + 16;
		else if (strncmp(word, "-j", 2) == 0 && (n = jobs_parse(word + 2)) > 0)
			js.slots = n;
	}
	if (auth != NULL && strncmp(auth, "fifo:", 5) == 0)
		(void)open_ends(auth + 5, auth + 5);
	else if (auth != NULL && sscanf(auth, "%d,%d", &r, &w) == 2)
		open_fds(r, w);
	free(flags);
}

/* A token without waiting, or -1. */
static int
take_token(void)
{
	unsigned char token;

	if (read(js.rfd, &token, 1) != 1)
		return -1;
	atomic_fetch_add(&js.tokens[token], 1);
	return token;
}

/* Gives one such token back, unless jobserver_abandon() did. */
static void
give_token(int token)
{
	unsigned char byte = (unsigned char)token;
	int n = atomic_load(&js.tokens[token]);

	while (n > 0 && !atomic_compare_exchange_weak(&js.tokens[token], &n, n - 1))
		;
	while (n > 0 && write(js.wfd, &byte, 1) < 0 && errno == EINTR)
		;
}

void
jobserver_enter(void)
{
	pthread_once(&js.once, connect_server);
	if (js.rfd < 0)
		return;
	pthread_mutex_lock(&js.lock);
	while (js.own_taken && (holds = take_token()) < 0)
		pthread_cond_wait(&js.freed, &js.lock);
	if (!js.own_taken) {
		js.own_taken = true;
		holds = HOLDS_OWN;
	}
	pthread_mutex_unlock(&js.lock);
}

void
jobserver_leave(void)
{
	if (js.rfd < 0)
		return;
	pthread_mutex_lock(&js.lock);
	if (holds == HOLDS_OWN)
		js.own_taken = false;
	else if (holds >= 0)
		give_token(holds);
	holds = HOLDS_NOTHING;
	pthread_mutex_unlock(&js.lock);
	pthread_cond_signal(&js.freed);
}

int
jobserver_slots(void)
{
	pthread_once(&js.once, connect_server);
	return js.slots;
}

void
jobserver_abandon(void)
{
	int saved = errno;

	if (js.rfd < 0)
		return;
	for (int t = 0; t < 256; t++)
		while (atomic_load(&js.tokens[t]) > 0)
			give_token(t);
	errno = saved;
}
