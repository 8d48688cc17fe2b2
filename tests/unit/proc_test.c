/* proc_test.c - children are fed, drained, waited for and killed; nothing is left of them. */
/* par */
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "proc/proc.h"

/* As every tool does. */
__attribute__((constructor)) static void
ignore_sigpipe(void)
{
	signal(SIGPIPE, SIG_IGN);
}

#define TEN_MB ((size_t)10 << 20)

/* Descriptors of this process, with the one that counts. */
static int
count_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (d != NULL && readdir(d) != NULL)
		n++;
	if (d != NULL)
		closedir(d);
	return n;
}

/* Whether this process has a child left, living or not. */
static bool
has_child(void)
{
	return waitpid(-1, NULL, WNOHANG) >= 0 || errno != ECHILD;
}

static struct proc *
sh(const char *text)
{
	const struct proc_conf c = { .shell = text, .keep_stderr = 200, .group = true };
	struct err e = ERR_INIT;
	struct proc *p = proc_new(&c, &e);

	CHECK_STR(e.msg, "");
	return p;
}

static struct proc *
cat(void)
{
	static const char *const argv[] = { "cat", NULL };
	const struct proc_conf c = { .argv = argv };
	struct err e = ERR_INIT;
	struct proc *p = proc_new(&c, &e);

	CHECK_STR(e.msg, "");
	return p;
}

/* Byte i of what is fed. */
static uint8_t
pattern(size_t i)
{
	return (uint8_t)(i * 2654435761u >> 13);
}

/* Feeds n bytes and drains to the end, into out.  Returns how many bytes were taken. */
static size_t
run(struct proc *p, size_t n, struct buf *out)
{
	static uint8_t in[TEN_MB];
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static bool made;
	struct err e = ERR_INIT;
	size_t at = 0, k = 0;
	int is;

	pthread_mutex_lock(&lock);
	for (size_t i = 0; !made && i < TEN_MB; i++)
		in[i] = pattern(i);
	made = true;
	pthread_mutex_unlock(&lock);
	while (!proc_at_end(p)) {
		if (at == n || proc_refuses(p))
			proc_close_in(p);
		is = proc_poll(p, PROC_READ | (at < n && !proc_refuses(p) ? PROC_WRITE : 0), -1, &e);
		if (!CHECK(is > 0))
			break;
		if ((is & PROC_WRITE) != 0) {
			CHECK_INT(proc_write(p, in + at, n - at, &k, &e), 0);
			at += k;
		}
		if ((is & PROC_READ) != 0) {
			if (!CHECK_INT(buf_reserve(out, 65536, &e), 0) ||
			    !CHECK_INT(proc_read(p, out->data + out->len, 65536, &k, &e), 0))
				break;
			out->len += k;
		}
	}
	CHECK_STR(e.msg, "");
	return at;
}

/* Waits, and says how it ended: the words of proc_result(), or "". */
static const char *
result(struct proc *p)
{
	static _Thread_local struct err e;

	err_clear(&e);
	CHECK_INT(proc_wait(p, -1, &e), 1);
	CHECK_INT(proc_wait(p, -1, &e), 1);
	if (proc_result(p, &e) != 0)
		CHECK_INT(e.status, STATUS_SYSTEM);
	return e.msg;
}

TEST(cat_echoes)
{
	int fds = count_fds();
	struct buf out = BUF_INIT;
	struct proc *p = cat();
	size_t bad = 0;

	REQUIRE(p != NULL);
	CHECK_UINT(run(p, TEN_MB, &out), TEN_MB);
	CHECK_UINT(out.len, TEN_MB);
	for (size_t i = 0; i < out.len; i++)
		bad += out.data[i] != pattern(i);
	CHECK_UINT(bad, 0);
	CHECK_STR(result(p), "");
	CHECK(!has_child());
	proc_free(p);
	buf_release(&out);
	CHECK_INT(count_fds(), fds);
}

TEST(writes_much_before_it_reads)
{
	int fds = count_fds();
	struct buf out = BUF_INIT;
	struct proc *p = sh("head -c 4000000 /dev/zero; head -c 4000000 /dev/zero >&2; wc -c");

	REQUIRE(p != NULL);
	CHECK_UINT(run(p, 3000000, &out), 3000000);
	if (CHECK_UINT(out.len, 4000008))
		CHECK_MEM(out.data + 4000000, 8, "3000000\n", 8);
	CHECK_STR(proc_name(p), "\"head -c 4000000 /dev/zero; head -c 4000000 /dev/zero >&2; wc -c\"");
	CHECK_STR(result(p), "");
	proc_free(p);
	buf_release(&out);
	CHECK_INT(count_fds(), fds);
}

/* It closes its stdin, or ends without reading: no failure, and told. */
TEST(never_reads)
{
	static const char *const text[] = {
		"exec <&-; sleep 0.1; echo x", "echo x", "head -c 5 >&2; echo x"
	};
	int fds = count_fds();
	size_t n;

	for (size_t i = 0; i < 3; i++) {
		struct buf out = BUF_INIT;
		struct err e = ERR_INIT;
		struct proc *p = sh(text[i]);

		REQUIRE(p != NULL);
		CHECK(run(p, TEN_MB, &out) < TEN_MB);
		/* It may end before the pipe was full. */
		while (!proc_refuses(p) &&
		    CHECK_INT(proc_poll(p, PROC_WRITE, -1, &e), PROC_WRITE))
			CHECK_INT(proc_write(p, "x", 1, &n, &e), 0);
		CHECK_MEM(out.data, out.len, "x\n", 2);
		CHECK_STR(result(p), "");
		proc_free(p);
		buf_release(&out);
	}
	CHECK_INT(count_fds(), fds);
}

/* A closed stdin is noticed where only the output is waited for. */
TEST(refusal_is_no_busy_loop)
{
	struct proc *p = sh("exec <&-; echo x; exec sleep 60");
	struct err e = ERR_INIT;
	char c[8];
	size_t n;

	REQUIRE(p != NULL);
	CHECK_INT(proc_poll(p, PROC_READ, -1, &e), PROC_READ);
	CHECK_INT(proc_read(p, c, sizeof(c), &n, &e), 0);
	CHECK_INT(proc_poll(p, PROC_READ, 20, &e), 0);
	CHECK(proc_refuses(p));
	CHECK_INT(proc_poll(p, PROC_READ | PROC_WRITE, -1, &e), PROC_WRITE);
	CHECK_INT(proc_write(p, "abc", 3, &n, &e), 0);
	CHECK_UINT(n, 0);
	proc_free(p);
	CHECK(!has_child());
}

TEST(ends)
{
	static const struct { const char *text, *words; } t[] = {
		{ "exit 0", "" },
		{ "exit 3", ": exit status 3" },
		{ "echo one >&2; echo 'two\tx' >&2; echo >&2; exit 1", ": exit status 1: \"two\\tx\"" },
		{ "kill -9 $$", ": killed by SIGKILL (signal 9)" },
		{ "echo last >&2; kill -s PIPE $$", ": killed by SIGPIPE (signal 13): \"last\"" },
		{ "/nonexistent/x 2>/dev/null", ": exit status 127" },
	};
	int fds = count_fds();

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct proc *p = sh(t[i].text);
		const char *words;

		REQUIRE(p != NULL);
		CHECK_INT(proc_status(p), -1);
		words = result(p);
		if (*t[i].words == '\0')
			CHECK_STR(words, "");
		else if (CHECK(strlen(words) > strlen(t[i].words)))
			CHECK_STR(words + strlen(words) - strlen(t[i].words), t[i].words);
		CHECK(!has_child());
		proc_free(p);
	}
	CHECK_INT(count_fds(), fds);
}

/* The last bytes of stderr are kept, whatever their pieces. */
TEST(stderr_is_cut_in_front)
{
	struct proc *p = sh("i=0; while [ $i -lt 1000 ]; do echo line $i >&2; i=$((i+1)); done; exit 1");
	char want[1000];
	const char *s;
	size_t n, len = 0;

	REQUIRE(p != NULL);
	CHECK_HAS(result(p), ": exit status 1: \"line 999\"");
	for (int i = 900; i < 1000; i++)
		len += (size_t)snprintf(want + len, sizeof(want) - len, "line %d\n", i);
	s = proc_stderr(p, &n);
	CHECK_MEM(s, n, want + len - 200, 200);
	proc_free(p);
}

TEST(cannot_run)
{
	static const struct { const char *file; int why; } t[] = {
		{ "/nonexistent/tool", ENOENT }, { "no-such-tool-here", ENOENT },
		{ "/etc/passwd", EACCES }, { "/", EACCES },
	};
	int fds = count_fds();

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		const char *const argv[] = { t[i].file, NULL };
		const struct proc_conf c = { .argv = argv, .keep_stderr = 100, .group = i % 2 };
		struct err e = ERR_INIT;
		char want[200];

		snprintf(want, sizeof(want), "cannot run %s: %s", t[i].file, strerror(t[i].why));
		CHECK(proc_new(&c, &e) == NULL);
		CHECK_STR(e.msg, want);
		CHECK_INT(e.status, STATUS_SYSTEM);
		CHECK(!has_child());
	}
	CHECK_INT(count_fds(), fds);
}

/* The end of one's stdin is seen while another lives, which would hold it if it could. */
TEST(none_holds_anothers_pipes)
{
	struct proc *a = cat(), *b = cat();
	struct err e = ERR_INIT;
	char c[8];
	size_t n;

	REQUIRE(a != NULL && b != NULL);
	CHECK_INT(proc_write(a, "abc", 3, &n, &e), 0);
	proc_close_in(a);
	while (!proc_at_end(a) && CHECK_INT(proc_poll(a, PROC_READ, 20000, &e), PROC_READ))
		CHECK_INT(proc_read(a, c, sizeof(c), &n, &e), 0);
	CHECK_STR(result(a), "");
	CHECK_INT(proc_poll(b, PROC_READ, 0, &e), 0);
	CHECK_STR(result(b), "");
	proc_free(a);
	proc_free(b);
}

/* And a child has nothing of ours but three descriptors, and what we were given ourselves. */
TEST(child_has_three_descriptors)
{
	static const char text[] = "ls /proc/self/fd | wc -l";
	FILE *f = popen(text, "r");
	char want[20] = "";
	struct proc *a, *b;
	struct buf out = BUF_INIT;

	REQUIRE(f != NULL);
	CHECK(fgets(want, sizeof(want), f) != NULL);
	pclose(f);
	a = cat();
	b = sh(text);
	REQUIRE(a != NULL && b != NULL);
	run(b, 0, &out);
	CHECK_MEM(out.data, out.len, want, strlen(want));
	buf_release(&out);
	proc_free(a);
	proc_free(b);
}

TEST(signals_are_as_at_the_start)
{
	static const char *const argv[] = { "grep", "-E", "Sig(Blk|Ign)", "/proc/self/status", NULL };
	const struct proc_conf c = { .argv = argv };
	struct buf out = BUF_INIT;
	unsigned long long blocked = 1, ignored = -1ULL;
	sigset_t all, old;
	struct proc *p;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	p = proc_new(&c, NULL);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	REQUIRE(p != NULL);
	run(p, 0, &out);
	CHECK_INT(buf_zero(&out, 1, NULL), 0);
	CHECK_INT(sscanf((char *)out.data, "SigBlk: %llx SigIgn: %llx", &blocked, &ignored), 2);
	for (int s = 1; s < 32; s++)
		CHECK_INT(blocked >> (s - 1) & 1, sigismember(&old, s));
	CHECK_UINT(ignored & (1ULL << (SIGPIPE - 1) | 1ULL << (SIGXFSZ - 1)), 0);
	buf_release(&out);
	proc_free(p);
}

/* Where children are reaped by the kernel their status is known all the same. */
TEST(sigchld_was_ignored)
{
	struct proc *p;

	signal(SIGCHLD, SIG_IGN);
	p = sh("exit 5");
	REQUIRE(p != NULL);
	CHECK_HAS(result(p), "exit status 5");
	proc_free(p);
	signal(SIGCHLD, SIG_DFL);
}

TEST(environment)
{
	static const char *const env[] = { "HOME=/x y", "SLUICE_NEW=1", NULL };
	const struct proc_conf c = {
		.shell = "env | grep -c ^HOME=; echo \"$HOME $SLUICE_NEW $HOMER\"", .env = env
	};
	struct buf out = BUF_INIT;
	struct proc *p;

	setenv("HOME", "/old", 1);
	setenv("HOMER", "kept", 1);
	REQUIRE((p = proc_new(&c, NULL)) != NULL);
	run(p, 0, &out);
	CHECK_MEM(out.data, out.len, "1\n/x y 1 kept\n", 14);
	buf_release(&out);
	proc_free(p);
}

/* -- killing -- */

TEST(time_is_over_and_killed)
{
	int fds = count_fds();
	struct proc *p = sh("echo x; trap '' TERM; echo y; while :; do sleep 60; done");
	struct proc *q = sh("exec sleep 60");
	struct err e = ERR_INIT;
	char c[8];
	size_t n = 0, k;

	REQUIRE(p != NULL && q != NULL);
	while (n < 4 && proc_poll(p, PROC_READ, -1, &e) == PROC_READ &&
	    CHECK_INT(proc_read(p, c, sizeof(c), &k, &e), 0))
		n += k;
	CHECK_INT(proc_poll(p, PROC_READ, 10, &e), 0);
	CHECK_INT(proc_wait(p, 10, &e), 0);
	CHECK_INT(proc_wait(q, 0, &e), 0);
	CHECK_STR(e.msg, "");
	proc_kill(p, 10);
	proc_kill(q, 60000);
	CHECK_HAS(result(p), "killed by SIGKILL (signal 9)");
	CHECK_HAS(result(q), "killed by SIGTERM (signal 15)");
	CHECK(!has_child());
	proc_kill(p, 10);
	proc_free(p);
	proc_free(q);
	CHECK_INT(count_fds(), fds);
}

/* What a child has started is killed with it, even if it heeds no SIGTERM. */
TEST(grandchildren_are_killed)
{
	struct proc *p = sh("sh -c 'trap \"\" TERM; echo $$; exec sleep 60' & wait");
	struct err e = ERR_INIT;
	char c[32] = "";
	size_t n;
	int status = 0;

	REQUIRE(p != NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	CHECK_INT(proc_poll(p, PROC_READ, -1, &e), PROC_READ);
	CHECK_INT(proc_read(p, c, sizeof(c) - 1, &n, &e), 0);
	proc_kill(p, 60000);
	REQUIRE(atoi(c) > 1);
	CHECK_INT(waitpid(atoi(c), &status, 0), atoi(c));
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	proc_free(p);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	CHECK(!has_child());
}

/* In a process of its own, as nothing starts there afterwards. */
TEST(all_are_ended)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		static const char *const argv[] = { "cat", NULL };
		const struct proc_conf c = { .argv = argv };
		struct proc *a = cat(), *b = sh("trap '' TERM; echo x; while :; do sleep 60; done"),
		    *gone = sh("exit 0");
		struct err e = ERR_INIT;

		check_failures = 0;
		CHECK_STR(result(gone), "");
		proc_poll(b, PROC_READ, -1, &e);
		proc_end_all(SIGTERM, 50);
		CHECK(proc_new(&c, &e) == NULL);
		CHECK_STR(e.msg, "cannot run cat: the process is ending");
		CHECK_HAS(result(a), "killed by SIGTERM");
		CHECK_HAS(result(b), "killed by SIGKILL");
		proc_free(a);
		proc_free(b);
		proc_free(gone);
		CHECK(!has_child());
		_exit(check_failures != 0);
	}
	REQUIRE(pid > 0);
	CHECK_INT(waitpid(pid, &status, 0), pid);
	CHECK_INT(status, 0);
}

static atomic_int started;

/* Starts children until none starts any more; each must end, and by a signal. */
static void *
start_until_ended(void *arg)
{
	const struct proc_conf c = { .shell = "exec sleep 60", .group = arg != NULL };
	struct proc *p[100];
	int n = 0;

	while (n < 100 && (p[n] = proc_new(&c, NULL)) != NULL) {
		n++;
		started++;
	}
	for (int i = 0; i < n; i++) {
		CHECK_HAS(result(p[i]), "killed by SIG");
		proc_free(p[i]);
	}
	return NULL;
}

/* None is missed that another thread is just starting. */
TEST(all_are_ended_that_start)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		pthread_t t[3];

		check_failures = 0;
		for (int i = 0; i < 3; i++)
			if (pthread_create(&t[i], NULL, start_until_ended, i == 0 ? NULL : t) != 0)
				_exit(2);
		while (started < 20)
			usleep(100);
		proc_end_all(SIGTERM, 0);
		for (int i = 0; i < 3; i++)
			pthread_join(t[i], NULL);
		CHECK(started < 300);
		CHECK(!has_child());
		_exit(check_failures != 0);
	}
	REQUIRE(pid > 0);
	CHECK_INT(waitpid(pid, &status, 0), pid);
	CHECK_INT(status, 0);
}

/* -- threads -- */

static void *
many(void *arg)
{
	int *done = arg;

	for (int i = 0; i < 50; i++) {
		struct buf out = BUF_INIT;
		struct proc *p = i % 2 ? cat() : sh("cat; echo x >&2; exit 4");
		size_t n = (size_t)i * 1000;

		if (!CHECK(p != NULL))
			break;
		CHECK_UINT(run(p, n, &out), n);
		CHECK_UINT(out.len, n);
		if (i % 2)
			CHECK_STR(result(p), "");
		else
			CHECK_HAS(result(p), "exit status 4: \"x\"");
		proc_free(p);
		buf_release(&out);
		++*done;
	}
	return NULL;
}

TEST(four_threads)
{
	int fds = count_fds(), done[4] = { 0 };
	pthread_t t[4];

	for (int i = 0; i < 4; i++)
		REQUIRE(pthread_create(&t[i], NULL, many, &done[i]) == 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(t[i], NULL);
		CHECK_INT(done[i], 50);
	}
	CHECK(!has_child());
	CHECK_INT(count_fds(), fds);
}

static void *
do_wake(void *p)
{
	proc_wake(p);
	return NULL;
}

static void *
do_cancel(void *p)
{
	usleep(5000);
	proc_cancel(p);
	return NULL;
}

TEST(woken_and_cancelled)
{
	int fds = count_fds();
	struct proc *p = cat(), *q = sh("exec sleep 60");
	struct err e = ERR_INIT;
	pthread_t t;

	REQUIRE(p != NULL && q != NULL);
	REQUIRE(pthread_create(&t, NULL, do_wake, p) == 0);
	CHECK_INT(proc_poll(p, PROC_READ, -1, &e), PROC_WOKEN);
	pthread_join(t, NULL);
	CHECK_INT(proc_poll(p, PROC_READ, 0, &e), 0);
	REQUIRE(pthread_create(&t, NULL, do_cancel, p) == 0);
	CHECK_INT(proc_poll(p, PROC_READ, -1, &e), -1);
	CHECK_STR(e.msg, "cancelled");
	CHECK_INT(proc_poll(p, PROC_WRITE, -1, &e), -1);
	pthread_join(t, NULL);
	err_clear(&e);
	REQUIRE(pthread_create(&t, NULL, do_cancel, q) == 0);
	CHECK_INT(proc_wait(q, -1, &e), -1);
	CHECK_STR(e.msg, "cancelled");
	pthread_join(t, NULL);
	proc_free(p);
	proc_free(q);
	CHECK(!has_child());
	CHECK_INT(count_fds(), fds);
}

/* -- few descriptors -- */

/*
 * Each of the seven steps that make a descriptor fails once; then there are just enough.
 * Some numbers may be in use already, by who started us.
 */
TEST(descriptors_run_out)
{
	int fds = count_fds(), low = dup(0);
	const struct proc_conf c = { .shell = "cat", .keep_stderr = 100, .group = true };
	struct rlimit old, now;
	bool ran = false;

	REQUIRE(low > 2 && getrlimit(RLIMIT_NOFILE, &old) == 0);
	close(low);
	for (unsigned k = 0; k < 300 && !ran; k++) {
		struct buf out = BUF_INIT;
		struct err e = ERR_INIT;
		struct proc *p;

		now = old;
		now.rlim_cur = (rlim_t)low + k;
		REQUIRE(setrlimit(RLIMIT_NOFILE, &now) == 0);
		p = proc_new(&c, &e);
		if (p != NULL) {
			CHECK_UINT(run(p, 100000, &out), 100000);
			CHECK_UINT(out.len, 100000);
			CHECK_STR(result(p), "");
			proc_free(p);
			buf_release(&out);
		}
		setrlimit(RLIMIT_NOFILE, &old);
		ran = p != NULL;
		CHECK(!ran || k >= 7);
		if (!ran)
			CHECK_STR(e.msg, "cannot run \"cat\": cannot make a pipe: Too many open files");
		CHECK(!has_child());
		CHECK_INT(count_fds(), fds);
	}
	CHECK(ran);
}

/* An exit is waited for also where there is no descriptor to tell of it. */
TEST(no_descriptor_for_the_exit)
{
	struct proc *p = sh("sleep 0.05; exit 6");
	int low = dup(0);
	struct rlimit old, now;

	REQUIRE(p != NULL && low > 2 && getrlimit(RLIMIT_NOFILE, &old) == 0);
	close(low);
	now = old;
	now.rlim_cur = 3;
	REQUIRE(setrlimit(RLIMIT_NOFILE, &now) == 0);
	CHECK_HAS(result(p), "exit status 6");
	setrlimit(RLIMIT_NOFILE, &old);
	proc_free(p);
}

/* In a process without stdin, stdout and stderr; 0, or the line that failed. */
static int
without_standard_three(void)
{
	struct rlimit old, now;
	struct buf out = BUF_INIT;
	struct proc *p = NULL;
	struct err e = ERR_INIT;
	int fds = count_fds(), low = fcntl(0, F_DUPFD, 3);

	close(low);
	for (int fd = 0; fd < 3; fd++)
		close(fd);
	fds -= 3;
	if (getrlimit(RLIMIT_NOFILE, &old) != 0)
		return __LINE__;
	/* Whatever fails on the way, also the move of one end of a pipe. */
	for (unsigned k = 0; k < 300 && p == NULL; k++) {
		const struct proc_conf c = { .shell = "cat; echo e >&2; exit 2",
			.keep_stderr = 100 };

		now = old;
		now.rlim_cur = (rlim_t)low + k;
		if (count_fds() != fds || setrlimit(RLIMIT_NOFILE, &now) != 0)
			return __LINE__;
		p = proc_new(&c, &e);
		setrlimit(RLIMIT_NOFILE, &old);
		if (p != NULL && k < 7)
			return __LINE__;
	}
	if (p == NULL)
		return __LINE__;
	/* What is written to stderr here must not get to a child. */
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			return __LINE__;
	if (run(p, 100000, &out) != 100000 || out.len != 100000 ||
	    strstr(result(p), ": exit status 2: \"e\"") == NULL)
		return __LINE__;
	proc_free(p);
	buf_release(&out);
	return count_fds() != fds ? __LINE__ : 0;
}

/* Pipes that come where the standard three are closed do not get into their places. */
TEST(without_stdin_stdout_and_stderr)
{
	int fd[2], line = -1;
	pid_t pid;

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	pid = fork();
	if (pid == 0) {
		line = without_standard_three();
		_exit(write(fd[1], &line, sizeof(line)) != sizeof(line));
	}
	close(fd[1]);
	CHECK_INT(read(fd[0], &line, sizeof(line)), sizeof(line));
	CHECK_INT(line, 0);
	close(fd[0]);
	REQUIRE(pid > 0);
	CHECK_INT(waitpid(pid, NULL, 0), pid);
}
