/*
 * peak-memory.c - the most memory that a command had resident.
 *
 *	peak-memory COMMAND [ARGUMENT...]
 *
 * Its number of KiB goes to stderr, as the last line; the status is the command's.
 * It counts the pages of programs and mapped files too, so anonymous memory is less.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct rusage use;
	int status;
	pid_t pid;

	if (argc < 2) {
		(void)fprintf(stderr, "usage: peak-memory command [argument ...]\n");
		return 2;
	}
	if ((pid = fork()) < 0) {
		perror("peak-memory");
		return 3;
	}
	if (pid == 0) {
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &use) != pid) {
		perror("peak-memory");
		return 3;
	}
	(void)fprintf(stderr, "%ld\n", use.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}
