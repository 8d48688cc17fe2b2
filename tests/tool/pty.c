/*
 * pty - run a command on a terminal of its own, for tests.
 *
 *	pty [-c columns] [-r rows] [-e pattern -k keys]... command [argument...]
 *
 * What the command writes to the terminal comes out on stdout. Each -e waits until
 * pattern has appeared in it, then types keys (\003 is Ctrl-C, \n, \t, \\; octal
 * as in printf); an empty pattern types at once. Pairs work in order. The terminal
 * neither echoes nor changes line ends, but makes signals of Ctrl-C and Ctrl-\.
 * Where the machine has no pseudo-terminals (a bare root without /dev/pts), the file
 * named by the environment variable LACKS tells it, and the case is skipped.
 * Exit status: the command's, 128+N when signal N killed it, 2 usage, 3 when the
 * command ended before a pattern came.
 */
#include <errno.h>
#include <pty.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#define STEPS_MAX 16

struct step {
	const char *pattern, *keys;
};

static struct {
	char *data;
	size_t len, from;	/* from: where the next pattern may begin */
} seen;

static void
die(const char *what)
{
	fprintf(stderr, "pty: %s: %s\n", what, strerror(errno));
	exit(3);
}

/* Only what a mount would mend: too many terminals at once is a fault to be seen. */
static void
no_terminal(void)
{
	const char *lacks = getenv("LACKS");
	int why = errno;
	FILE *f;

	if (lacks != NULL && (why == ENOENT || why == ENODEV || why == ENXIO)) {
		f = fopen(lacks, "w");
		if (f == NULL || fprintf(f, "no pseudo-terminal: %s\n", strerror(why)) < 0 ||
		    fclose(f) != 0)
			die(lacks);
	}
	errno = why;
	die("openpty");
}

static void
type(int fd, const char *keys)
{
	for (; *keys != '\0'; keys++) {
		char c = *keys;

		if (c == '\\' && keys[1] >= '0' && keys[1] <= '7') {
			char *end, octal[4] = { 0 };

			memcpy(octal, keys + 1, strnlen(keys + 1, 3));
			c = (char)strtol(octal, &end, 8);
			keys += end - octal;
		} else if (c == '\\' && keys[1] != '\0') {
			c = *++keys;
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
		}
		if (write(fd, &c, 1) != 1)
			die("write");
	}
}

/* Types what is due. Returns how many steps are done. */
static int
advance(int fd, const struct step *steps, int done, int count)
{
	while (done < count) {
		size_t n = strlen(steps[done].pattern);
		char *at = seen.data + seen.from;

		if (n > 0) {
			at = memmem(at, seen.len - seen.from, steps[done].pattern, n);
			if (at == NULL)
				break;
		}
		seen.from = (size_t)(at - seen.data) + n;
		type(fd, steps[done++].keys);
	}
	return done;
}

/*
 * Copies until the terminal closes; a Linux pty says EIO then.  It may say so a moment
 * before the last bytes are there: only the second time in a row it is the end.
 */
static int
copy(int fd, const struct step *steps, int count)
{
	char buf[4096];
	int done = advance(fd, steps, 0, count);
	bool closed = false;
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && closed)
			break;
		closed = n < 0;
		if (closed)
			continue;
		if (fwrite(buf, 1, (size_t)n, stdout) != (size_t)n || fflush(stdout) != 0)
			die("stdout");
		if (done == count)
			continue;
		seen.data = realloc(seen.data, seen.len + (size_t)n);
		if (seen.data == NULL)
			die("memory");
		memcpy(seen.data + seen.len, buf, (size_t)n);
		seen.len += (size_t)n;
		done = advance(fd, steps, done, count);
	}
	return done;
}

int
main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	struct step steps[STEPS_MAX];
	const char *pattern = NULL;
	struct termios mode;
	int c, fd, slave, status, count = 0, done;
	pid_t pid = -1;

	while ((c = getopt(argc, argv, "+c:r:e:k:")) != -1) {
		switch (c) {
		case 'c':
			size.ws_col = (unsigned short)atoi(optarg);
			break;
		case 'r':
			size.ws_row = (unsigned short)atoi(optarg);
			break;
		case 'e':
			pattern = optarg;
			break;
		case 'k':
			if (pattern != NULL && count < STEPS_MAX) {
				steps[count++] = (struct step){ pattern, optarg };
				pattern = NULL;
				break;
			}
			__attribute__((fallthrough));
		default:
			optind = argc;
		}
	}
	if (optind >= argc) {
		fprintf(stderr, "usage: pty [-c columns] [-r rows] [-e pattern -k keys]..."
			" command [argument...]\n");
		return 2;
	}
	if (openpty(&fd, &slave, NULL, NULL, &size) != 0)
		no_terminal();
	if (tcgetattr(slave, &mode) != 0)
		die("tcgetattr");
	mode.c_oflag &= ~(tcflag_t)OPOST;
	mode.c_lflag &= ~(tcflag_t)ECHO;
	/* Ctrl-C throws nothing away that was written before. */
	mode.c_lflag |= NOFLSH;
	if (tcsetattr(slave, TCSANOW, &mode) != 0 || (pid = fork()) < 0)
		die("terminal");
	if (pid == 0) {
		close(fd);
		if (login_tty(slave) == 0)
			execvp(argv[optind], argv + optind);
		die(argv[optind]);
	}
	close(slave);
	seen.data = calloc(1, 1);
	if (seen.data == NULL)
		die("memory");
	done = copy(fd, steps, count);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			die("waitpid");
	if (done < count) {
		fprintf(stderr, "pty: \"%s\" never came\n", steps[done].pattern);
		return 3;
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
