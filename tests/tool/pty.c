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
#include <poll.h>
#include <pty.h>
#include <signal.h>
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

/* -- the leader of the session -- */

/*
 * When the leader of a session ends, the kernel hangs its terminal up and throws away
 * what was written there and not read yet, where somebody still has it open. So the
 * command is a child of the leader, which ends when all was read.
 */
struct leader {
	int ended;		/* to be read: the command's status, once it has ended */
	int let_go;		/* closed: the leader may end */
};

static _Noreturn void
lead(int slave, const struct leader *l, char **argv)
{
	sigset_t all, old;
	int status;
	pid_t pid;
	char c;

	/* The keys' signals are for the command. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	if (login_tty(slave) != 0)
		die("terminal");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		close(l->ended);
		close(l->let_go);
		sigprocmask(SIG_SETMASK, &old, NULL);
		execvp(argv[0], argv);
		die(argv[0]);
	}
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			_exit(3);
	if (write(l->ended, &status, sizeof(status)) != (ssize_t)sizeof(status) ||
	    read(l->let_go, &c, 1) != 0)
		_exit(3);
	_exit(0);
}

static void
start(struct leader *l, int fd, int slave, char **argv)
{
	int ended[2], let_go[2];
	pid_t pid;

	if (pipe(ended) != 0 || pipe(let_go) != 0)
		die("pipe");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		close(fd);
		close(ended[0]);
		close(let_go[1]);
		lead(slave, &(struct leader){ ended[1], let_go[0] }, argv);
	}
	close(slave);
	close(ended[1]);
	close(let_go[0]);
	*l = (struct leader){ ended[0], let_go[1] };
}

/* -- what the terminal says -- */

static void
take(int fd, const char *buf, size_t n, const struct step *steps, int *done, int count)
{
	if (fwrite(buf, 1, n, stdout) != n || fflush(stdout) != 0)
		die("stdout");
	if (*done == count)
		return;
	seen.data = realloc(seen.data, seen.len + n);
	if (seen.data == NULL)
		die("memory");
	memcpy(seen.data + seen.len, buf, n);
	seen.len += n;
	*done = advance(fd, steps, *done, count);
}

/* Reads how the command ended, once it has; until then it waits. */
static int
ending(struct leader *l)
{
	int status;

	if (read(l->ended, &status, sizeof(status)) != (ssize_t)sizeof(status))
		die("the leader of the session");
	close(l->ended);
	l->ended = -1;
	return status;
}

static void
let_go(struct leader *l)
{
	close(l->let_go);
	l->let_go = -1;
}

/*
 * Copies until the terminal closes; a Linux pty says EIO then.  It may say so a moment
 * before the last bytes are there: only the second time in a row it is the end.
 * Returns how many steps are done.
 */
static int
copy(struct leader *l, int fd, const struct step *steps, int count, int *status)
{
	struct pollfd p[2] = { { .fd = fd, .events = POLLIN }, { .fd = l->ended, .events = POLLIN } };
	int done = advance(fd, steps, 0, count);
	bool closed = false;
	char buf[4096];
	ssize_t n;

	for (;;) {
		while (poll(p, 2, -1) < 0)
			if (errno != EINTR)
				die("poll");
		if (p[1].revents != 0) {
			*status = ending(l);
			p[1].fd = -1;
		}
		/* A look after the end sees all that was written before it. */
		if (l->ended < 0 && l->let_go >= 0 && poll(p, 1, 0) == 0)
			let_go(l);
		if (p[0].revents == 0)
			continue;
		n = read(fd, buf, sizeof(buf));
		if (n > 0)
			take(fd, buf, (size_t)n, steps, &done, count);
		else if (n == 0 || closed)
			break;
		closed = n < 0;
	}
	/* Nobody has the terminal open; the command may still run. */
	if (l->ended >= 0)
		*status = ending(l);
	if (l->let_go >= 0)
		let_go(l);
	return done;
}

int
main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	struct step steps[STEPS_MAX];
	const char *pattern = NULL;
	struct termios mode;
	int c, fd, slave, status = 0, count = 0, done;
	struct leader leader;

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
	if (tcsetattr(slave, TCSANOW, &mode) != 0)
		die("terminal");
	start(&leader, fd, slave, argv + optind);
	seen.data = calloc(1, 1);
	if (seen.data == NULL)
		die("memory");
	done = copy(&leader, fd, steps, count, &status);
	if (done < count) {
		fprintf(stderr, "pty: \"%s\" never came\n", steps[done].pattern);
		return 3;
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
