/*
 * settled - wait until commands have taken what there is and wait for more, for tests.
 *
 *	settled [-g] file...
 *	settled
 *
 * Each file holds the number of a process, or will ("pid.dfcount"). The command waits
 * until each of these has emptied its stdin, where that is a pipe, and all its threads
 * are asleep, for 50 ms on end; or is gone. -g: until each is gone. Without a file: those
 * that read what its stdout, a pipe, writes; it waits until there are some.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define SAMPLE_MS 10
#define SAMPLES 5

static int
read_pid(const char *file)
{
	FILE *f = fopen(file, "r");
	int pid = 0;

	if (f == NULL)
		return 0;
	if (fscanf(f, "%d", &pid) != 1)
		pid = 0;
	fclose(f);
	return pid;
}

/* The state of a thread as in proc(5); 0: it is gone. */
static char
state_of(const char *stat)
{
	char text[512] = "", *end;
	int fd = open(stat, O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	/* The name before it may hold anything. */
	end = n > 0 ? strrchr(text, ')') : NULL;
	return end == NULL || end[1] == '\0' ? '\0' : end[2];
}

static bool
is_gone(int pid)
{
	char path[64], state;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	state = state_of(path);
	return state == '\0' || state == 'Z' || state == 'X';
}

static bool
sleeps(int pid)
{
	char path[400], state;
	struct dirent *t;
	bool all = true;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	if ((d = opendir(path)) == NULL)
		return true;
	while (all && (t = readdir(d)) != NULL) {
		if (t->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/proc/%d/task/%s/stat", pid, t->d_name);
		state = state_of(path);
		all = state == 'S' || state == '\0';
	}
	closedir(d);
	return all;
}

static bool
has_no_input(int pid)
{
	struct stat st;
	char path[64];
	int fd, n = 0;

	snprintf(path, sizeof(path), "/proc/%d/fd/0", pid);
	if (stat(path, &st) != 0 || !S_ISFIFO(st.st_mode) ||
	    (fd = open(path, O_RDONLY | O_NONBLOCK)) < 0)
		return true;
	if (ioctl(fd, FIONREAD, &n) != 0)
		n = 0;
	close(fd);
	return n == 0;
}

static void
wait_for(const char *file, bool gone)
{
	int pid, quiet = 0;

	while ((pid = read_pid(file)) == 0)
		poll(NULL, 0, SAMPLE_MS);
	while (quiet < SAMPLES && !is_gone(pid)) {
		quiet = !gone && sleeps(pid) && has_no_input(pid) ? quiet + 1 : 0;
		poll(NULL, 0, SAMPLE_MS);
	}
}

/* -- those that read a pipe -- */

static bool
is_number(const char *name)
{
	return name[0] >= '0' && name[0] <= '9';
}

/* Whether fd of a process (proc(5): fdinfo) is open for reading. */
static bool
can_read(const char *pid, const char *fd)
{
	unsigned flags = O_WRONLY;
	char path[600];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/fdinfo/%s", pid, fd);
	if ((f = fopen(path, "r")) == NULL)
		return false;
	if (fscanf(f, "pos: %*d flags: %o", &flags) != 1)
		flags = O_WRONLY;
	fclose(f);
	return (flags & O_ACCMODE) != O_WRONLY;
}

static bool
reads(const char *pid, const struct stat *pipe)
{
	char path[600];
	struct dirent *t;
	struct stat st;
	bool found = false;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%s/fd", pid);
	if ((d = opendir(path)) == NULL)
		return false;
	while (!found && (t = readdir(d)) != NULL) {
		snprintf(path, sizeof(path), "/proc/%s/fd/%s", pid, t->d_name);
		found = is_number(t->d_name) && stat(path, &st) == 0 &&
		    st.st_dev == pipe->st_dev && st.st_ino == pipe->st_ino &&
		    can_read(pid, t->d_name);
	}
	closedir(d);
	return found;
}

/* Whether somebody reads the pipe, and all who do are asleep. */
static bool
readers_sleep(const struct stat *pipe)
{
	struct dirent *t;
	int readers = 0;
	bool all = true;
	DIR *d = opendir("/proc");

	if (d == NULL)
		return true;
	while (all && (t = readdir(d)) != NULL) {
		if (is_number(t->d_name) && reads(t->d_name, pipe)) {
			readers++;
			all = sleeps(atoi(t->d_name));
		}
	}
	closedir(d);
	return all && readers > 0;
}

static int
wait_for_readers(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO };
	int n, quiet = 0;
	struct stat pipe;

	if (fstat(STDOUT_FILENO, &pipe) != 0 || !S_ISFIFO(pipe.st_mode)) {
		fprintf(stderr, "settled: stdout is no pipe\n");
		return 2;
	}
	/* The wait between two looks ends when nobody is left to read. */
	while (quiet < SAMPLES && poll(&out, 1, SAMPLE_MS) == 0) {
		if (ioctl(STDOUT_FILENO, FIONREAD, &n) != 0)
			n = 0;
		quiet = n == 0 && readers_sleep(&pipe) ? quiet + 1 : 0;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	bool gone = argc > 1 && strcmp(argv[1], "-g") == 0;

	if (argc == 1)
		return wait_for_readers();
	if (argc < 2 + gone) {
		fprintf(stderr, "usage: settled [[-g] file...]\n");
		return 2;
	}
	for (int i = 1 + gone; i < argc; i++)
		wait_for(argv[i], gone);
	return 0;
}
