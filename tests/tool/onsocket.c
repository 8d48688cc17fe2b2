/*
 * onsocket - run a command whose output is a socket, for tests.
 *
 *	onsocket lines command [argument...]
 *
 * Copies so many lines of the command's output to stdout, closes its end of the socket
 * pair, and waits.  Exit status: the command's, 128+N when signal N killed it, 2 usage,
 * 3 trouble.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void
die(const char *what)
{
	fprintf(stderr, "onsocket: %s: %s\n", what, strerror(errno));
	exit(3);
}

static void
copy_lines(int fd, long lines)
{
	char c;

	while (lines > 0 && read(fd, &c, 1) == 1) {
		lines -= c == '\n';
		putchar(c);
	}
	if (fflush(stdout) != 0)
		die("write");
}

int
main(int argc, char **argv)
{
	int fd[2], status;
	pid_t pid;

	if (argc < 3) {
		fprintf(stderr, "usage: onsocket lines command [argument...]\n");
		return 2;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) != 0)
		die("socketpair");
	if ((pid = fork()) < 0)
		die("fork");
	if (pid == 0) {
		close(fd[0]);
		dup2(fd[1], STDOUT_FILENO);
		close(fd[1]);
		execvp(argv[2], argv + 2);
		die(argv[2]);
	}
	close(fd[1]);
	copy_lines(fd[0], atol(argv[1]));
	close(fd[0]);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			die("waitpid");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
