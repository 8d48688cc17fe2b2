/* jobserver_test.c - never more threads at work than make and the jobs allow, no token lost. */
/* par */
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scratch.h"

#include "base/cpu.h"
#include "par/jobs.h"
#include "par/jobserver.h"
#include "par/ordmap.h"
#include "par/slot.h"

/* The job server is found once a process: each case is a child of its own. */

struct load {
	int64_t next, items, fails;
	atomic_int at_work, most;
};

static int
load_read(void *ctx, void **item, struct err *e)
{
	struct load *l = ctx;

	(void)e;
	if (l->next == l->items)
		return 0;
	*item = (void *)(uintptr_t)(++l->next);
	return 1;
}

static int
load_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct load *l = ctx;
	int now = atomic_fetch_add(&l->at_work, 1) + 1, most = atomic_load(&l->most);

	(void)worker;
	while (now > most && !atomic_compare_exchange_weak(&l->most, &most, now))
		;
	usleep(1000);
	atomic_fetch_sub(&l->at_work, 1);
	*result = item;
	return (int64_t)(uintptr_t)item == l->fails ? err_set(e, STATUS_DATA, "bad") : 0;
}

static int
load_write(void *ctx, void *result, bool last, struct err *e)
{
	(void)ctx;
	(void)result;
	(void)last;
	(void)e;
	return 0;
}

static void
load_drop(void *ctx, void *p)
{
	(void)ctx;
	(void)p;
}

/* The most threads that ever worked at the same time, with 8 to choose from. */
static int
most_at_work(int64_t fails)
{
	struct load l = { .items = 60, .fails = fails };
	const struct ordmap m = { load_read, load_work, load_write, load_drop, load_drop,
	    NULL, &l, 8, NULL, NULL };

	ordmap_run(&m, NULL);
	return l.most;
}

/* What under_make() starts: its status is the number of threads. */
__attribute__((constructor)) static void
child_of_make(void)
{
	const char *how = getenv("JOBSERVER_TEST");

	if (how != NULL && strcmp(how, "jobs") == 0)
		_exit(jobs_default(NULL) & 0xff);
	if (how != NULL)
		_exit(most_at_work(-1));
}

/* Runs case in a child with these MAKEFLAGS; its result. */
static int
in_child(const char *flags, int (*run)(int64_t arg), int64_t arg)
{
	pid_t pid;
	int status;

	fflush(stdout);
	if ((pid = fork()) == 0) {
		if (flags != NULL)
			setenv("MAKEFLAGS", flags, 1);
		else
			unsetenv("MAKEFLAGS");
		_exit(run(arg));
	}
	CHECK_INT(waitpid(pid, &status, 0), pid);
	CHECK(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int tokens[2];

/* A job server with so many tokens, and flags that name it. */
static const char *
serve(const char *text)
{
	static char flags[128];

	CHECK_INT(pipe(tokens), 0);
	CHECK_INT(write(tokens[1], text, strlen(text)), strlen(text));
	snprintf(flags, sizeof(flags), "k -j%d --jobserver-auth=%d,%d -- X=--jobserver-auth=1,1",
	    (int)strlen(text) + 1, tokens[0], tokens[1]);
	return flags;
}

/* All tokens are back, and they are the same ones. */
static void
check_back(const char *text)
{
	char got[32] = "";
	int seen[256] = { 0 };
	ssize_t n;

	fcntl(tokens[0], F_SETFL, O_NONBLOCK);
	n = read(tokens[0], got, sizeof(got));
	CHECK_INT(n < 0 ? 0 : n, strlen(text));
	for (ssize_t i = 0; i < n; i++)
		seen[(unsigned char)got[i]]++;
	for (size_t i = 0; i < strlen(text); i++)
		seen[(unsigned char)text[i]]--;
	for (int i = 0; i < 256; i++)
		CHECK_INT(seen[i], 0);
	close(tokens[0]);
	close(tokens[1]);
}

TEST(no_job_server)
{
	CHECK(in_child(NULL, most_at_work, -1) > 3);
	CHECK(in_child("", most_at_work, -1) > 3);
	CHECK(in_child("-j --jobserver-auth=-2,-2", most_at_work, -1) > 3);
}

TEST(as_many_as_there_are_tokens)
{
	CHECK_INT(in_child(serve("ab"), most_at_work, -1), 3);
	check_back("ab");
	CHECK_INT(in_child(serve("abcd"), most_at_work, -1), 5);
	check_back("abcd");
}

/* Somebody has them all: the work is done all the same, one at a time. */
TEST(no_tokens_left)
{
	CHECK_INT(in_child(serve(""), most_at_work, -1), 1);
	check_back("");
}

TEST(tokens_come_back_after_a_failure)
{
	for (int64_t fails = 1; fails < 20; fails += 6) {
		CHECK(in_child(serve("++"), most_at_work, fails) <= 3);
		check_back("++");
	}
}

TEST(a_fifo)
{
	char flags[400];
	const char *path;

	enter();
	path = in_dir("fifo");
	REQUIRE(mkfifo(path, 0600) == 0);
	tokens[0] = open(path, O_RDWR | O_CLOEXEC);
	tokens[1] = dup(tokens[0]);
	CHECK_INT(write(tokens[1], "+", 1), 1);
	snprintf(flags, sizeof(flags), " -j2 --jobserver-auth=fifo:%s", path);
	CHECK_INT(in_child(flags, most_at_work, -1), 2);
	check_back("+");
	leave();
}

static int
bytes_left(int64_t fd)
{
	char buf[8];

	return most_at_work(-1) > 3 && read((int)fd, buf, 8) == 5 ? 0 : 1;
}

/* Two pipes under the numbers of the flags are somebody's data, not tokens. */
TEST(what_is_no_job_server)
{
	char flags[64];
	int a[2], b[2];

	REQUIRE(pipe(a) == 0 && pipe(b) == 0);
	CHECK_INT(write(a[1], "data!", 5), 5);
	snprintf(flags, sizeof(flags), "-j3 --jobserver-auth=%d,%d", a[0], b[1]);
	CHECK_INT(in_child(flags, bytes_left, a[0]), 0);
	for (int i = 0; i < 2; i++) {
		close(a[i]);
		close(b[i]);
	}
	CHECK(in_child("-j3 --jobserver-auth=998,999", most_at_work, -1) > 3);
}

static int
hold_and_abandon(int64_t arg)
{
	(void)arg;
	/* The first slot is the process's own; a thread of its own would take the second. */
	slot_enter();
	slot_leave();
	jobserver_abandon();
	return 0;
}

static void *
hold(void *arg)
{
	slot_enter();
	atomic_fetch_add((atomic_int *)arg, 1);
	for (;;)
		pause();
	return NULL;
}

static int
abandon_two(int64_t arg)
{
	atomic_int holding = 0;
	pthread_t t;

	(void)arg;
	for (int i = 0; i < 3; i++)
		pthread_create(&t, NULL, hold, &holding);
	while (atomic_load(&holding) < 3)
		usleep(100);
	jobserver_abandon();
	return 0;
}

TEST(abandoning)
{
	CHECK_INT(in_child(serve("xyz"), hold_and_abandon, 0), 0);
	check_back("xyz");
	CHECK_INT(in_child(serve("xyz"), abandon_two, 0), 0);
	check_back("xyz");
}

/* -- slots -- */

static int
most_of_three(int64_t fails)
{
	slot_limit(3);
	return most_at_work(fails);
}

TEST(as_many_as_the_limit)
{
	CHECK_INT(in_child(NULL, most_of_three, -1), 3);
	CHECK_INT(in_child(serve("abcdef"), most_of_three, -1), 3);
	check_back("abcdef");
	CHECK_INT(in_child(serve("a"), most_of_three, -1), 2);
	check_back("a");
}

/* Enters, and says so with a byte. */
static void *
enter_and_tell(void *fd)
{
	slot_enter();
	if (write(*(int *)fd, "", 1) != 1)
		_exit(9);
	slot_leave();
	return NULL;
}

/* Whoever waits has its slot taken by another thread; 0 when that came about. */
static int
pause_for_another(int64_t limit)
{
	int fd[2];
	pthread_t t;
	char c;

	slot_limit((int)limit);
	/* Nothing is held: nothing is taken either. */
	slot_pause();
	slot_resume();
	slot_enter();
	if (pipe(fd) != 0 || pthread_create(&t, NULL, enter_and_tell, &fd[1]) != 0)
		return 2;
	slot_pause();
	if (read(fd[0], &c, 1) != 1)
		return 3;
	slot_resume();
	pthread_join(t, NULL);
	slot_leave();
	/* Every slot is free again. */
	slot_enter();
	slot_leave();
	return 0;
}

TEST(a_wait_gives_the_slot_back)
{
	CHECK_INT(in_child(NULL, pause_for_another, 1), 0);
	/* Of make: there is no token, the process's own slot is all. */
	CHECK_INT(in_child(serve(""), pause_for_another, 8), 0);
	check_back("");
}

static void *
take_and_give(void *arg)
{
	(void)arg;
	for (;;) {
		int token = jobserver_take();

		if (token >= 0)
			jobserver_give(token);
	}
	return NULL;
}

/* What a signal does while threads take and give. */
static int
end_amid(int64_t threads)
{
	pthread_t t;

	if (!jobserver_there())
		return 2;
	while (threads-- > 0)
		if (pthread_create(&t, NULL, take_and_give, NULL) != 0)
			return 2;
	poll(NULL, 0, 1);
	jobserver_abandon();
	_exit(0);
}

/* A process that is ended leaves no token behind, wherever its threads are. */
TEST(ended_amid)
{
	const char *flags = serve("abc");
	char back[4];

	for (int i = 0; i < 100; i++) {
		CHECK_INT(in_child(flags, end_amid, 4), 0);
		CHECK_INT(read(tokens[0], back, sizeof(back)), 3);
		CHECK_INT(write(tokens[1], "abc", 3), 3);
	}
	check_back("abc");
}

/* Between batches another thread has its turn, though the first one never leaves for long. */
static int
turn_about(int64_t limit)
{
	int fd[2];
	struct pollfd p;
	pthread_t t;

	slot_limit((int)limit);
	slot_enter();
	if (pipe(fd) != 0 || pthread_create(&t, NULL, enter_and_tell, &fd[1]) != 0)
		return 2;
	p = (struct pollfd){ .fd = fd[0], .events = POLLIN };
	for (int i = 0; i < 10000 && poll(&p, 1, 1) == 0; i++)
		slot_turn();
	slot_leave();
	pthread_join(t, NULL);
	return p.revents == POLLIN ? 0 : 1;
}

TEST(turns)
{
	CHECK_INT(in_child(NULL, turn_about, 1), 0);
	CHECK_INT(in_child(serve(""), turn_about, 8), 0);
	check_back("");
}

/* Ten times as many processes as tokens: none starves, and every token comes back. */
TEST(many_processes)
{
	const char *flags = serve("ab");
	pid_t pid[20];
	int status;

	fflush(stdout);
	for (int i = 0; i < 20; i++) {
		if ((pid[i] = fork()) == 0) {
			setenv("MAKEFLAGS", flags, 1);
			_exit(most_at_work(-1));
		}
	}
	for (int i = 0; i < 20; i++) {
		CHECK_INT(waitpid(pid[i], &status, 0), pid[i]);
		CHECK(WIFEXITED(status) && WEXITSTATUS(status) >= 1 && WEXITSTATUS(status) <= 3);
	}
	check_back("ab");
}

/* -- the real make -- */

/* Runs make -jN on a rule for this program; the status of the program. */
static int
under_make(const char *jobs, const char *plus, const char *how)
{
	char exe[1024], cmd[2048];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	int status = -1;
	char *line = NULL;
	size_t cap = 0;
	FILE *f;

	CHECK(n > 0);
	exe[n > 0 ? n : 0] = '\0';
	enter();
	f = fopen(in_dir("Makefile"), "w");
	fprintf(f, "all:\n\t@%ssh -c 'JOBSERVER_TEST=%s \"%s\"; echo status $$?'\n", plus, how, exe);
	fclose(f);
	snprintf(cmd, sizeof(cmd), "unset MAKEFLAGS MFLAGS MAKELEVEL SLUICE_JOBS; "
	    "make %s -f %s 2>&1", jobs, in_dir("Makefile"));
	f = popen(cmd, "r");
	while (getline(&line, &cap, f) > 0)
		if (sscanf(line, "status %d", &status) != 1)
			CHECK_STR(line, "nothing but the status");
	CHECK_INT(pclose(f), 0);
	free(line);
	leave();
	return status;
}

TEST(under_real_make)
{
	if (system("make --version >/dev/null 2>&1") != 0)
		SKIP("no make");
	/* Recipes for make itself inherit the pipe; others find it all the same. */
	CHECK_INT(under_make("-j3", "+", "run"), 3);
	CHECK_INT(under_make("-j3", "", "run"), 3);
	CHECK(under_make("", "", "run") > 3);
	CHECK_INT(under_make("-j1", "", "jobs"), 1);
	CHECK_INT(under_make("", "", "jobs"), cpu_count());
}

/* -- the number of jobs -- */

TEST(numbers_of_jobs)
{
	static const char *const bad[] = { "", "0", "-1", "+1", "1 ", "x", "1025", "99999999999" };

	CHECK_INT(jobs_parse("1"), 1);
	CHECK_INT(jobs_parse("16"), 16);
	CHECK_INT(jobs_parse("1024"), 1024);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK_INT(jobs_parse(bad[i]), -1);
}

TEST(default_jobs)
{
	struct err e = ERR_INIT;

	setenv("SLUICE_JOBS", "7", 1);
	CHECK_INT(jobs_default(&e), 7);
	setenv("SLUICE_JOBS", "many", 1);
	CHECK_INT(jobs_default(&e), -1);
	CHECK_INT(e.status, STATUS_USAGE);
	CHECK_STR(e.msg, "SLUICE_JOBS: not a number from 1 to 1024: \"many\"");
	unsetenv("SLUICE_JOBS");
}
