/* jobserver.c - the tokens of make's job server. */
#include "par/jobserver.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
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

/* So many ms are enough for threads that have a token in their hands. */
#define HANDS_MS 1000

static struct {
	pthread_once_t once;
	atomic_int rfd;			/* -1: no job server */
	int wfd;
	int slots;
	atomic_int tokens[256];		/* held by this process, by their byte */
	atomic_int busy;		/* threads that take or give one right now */
	atomic_bool abandoned;
} js = {
	.once = PTHREAD_ONCE_INIT, .rfd = -1, .wfd = -1,
};

/* Of busy, this thread: a signal may come while it is. */
static _Thread_local volatile int inside;

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

bool
jobserver_there(void)
{
	pthread_once(&js.once, connect_server);
	return js.rfd >= 0;
}

static void
begin(void)
{
	inside++;
	atomic_fetch_add(&js.busy, 1);
}

static void
end(void)
{
	atomic_fetch_sub(&js.busy, 1);
	inside--;
}

int
jobserver_take(void)
{
	unsigned char token;
	int got = -1;

	begin();
	if (!js.abandoned && read(js.rfd, &token, 1) == 1) {
		atomic_fetch_add(&js.tokens[token], 1);
		got = token;
	}
	end();
	return got;
}

/* Writes the token where it is held still. */
static void
put_back(int token)
{
	unsigned char byte = (unsigned char)token;
	int n = atomic_load(&js.tokens[token]);

	while (n > 0 && !atomic_compare_exchange_weak(&js.tokens[token], &n, n - 1))
		;
	while (n > 0 && write(js.wfd, &byte, 1) < 0 && errno == EINTR)
		;
}

void
jobserver_give(int token)
{
	begin();
	put_back(token);
	end();
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
	/* From now on nobody takes one; what is between the pipe and the count settles. */
	js.abandoned = true;
	for (int ms = 0; js.busy > inside && ms < HANDS_MS; ms++)
		poll(NULL, 0, 1);
	for (int t = 0; t < 256; t++)
		while (atomic_load(&js.tokens[t]) > 0)
			put_back(t);
	errno = saved;
}
