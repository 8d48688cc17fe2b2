/* dataset_write_test.c - data sets of many files: whole, or as they were. */
#include "check.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "scratch.h"

#include "dataset/epochs.h"
#include "dataset/write.h"

/* -- death, or an error, at any step: the calls that change what is on disk come by here -- */

static int die_at, fail_rename_at;

static void
step(void)
{
	if (die_at > 0 && --die_at == 0)
		raise(SIGKILL);
}

#define STEP(name, params, args) \
	int name params \
	{ \
		static int (*next) params; \
		step(); \
		if (next == NULL) \
			*(void **)&next = dlsym(RTLD_NEXT, #name); \
		return next args; \
	}
STEP(fsync, (int fd), (fd))
STEP(unlinkat, (int dir, const char *path, int flags), (dir, path, flags))
STEP(mkdirat, (int dir, const char *path, mode_t mode), (dir, path, mode))
STEP(mkdir, (const char *path, mode_t mode), (path, mode))
STEP(rmdir, (const char *path), (path))

int
renameat2(int from, const char *a, int to, const char *b, unsigned flags)
{
	static int (*next)(int, const char *, int, const char *, unsigned);

	step();
	if (fail_rename_at > 0 && --fail_rename_at == 0) {
		errno = ENOSPC;
		return -1;
	}
	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "renameat2");
	return next(from, a, to, b, flags);
}

/* -- helpers -- */

static int
put(struct dataset *d, const char *sub, unsigned part, const char *text, struct err *e)
{
	struct out *o = dataset_part(d, sub, part, 0, e);

	if (o == NULL)
		return -1;
	if (out_write(o, text, strlen(text), e) == 0)
		return dataset_close(o, e);
	out_free(o);
	return -1;
}

/* Two parts, one of them below. */
static int
fill(struct dataset *d, const char *text, struct err *e)
{
	return put(d, NULL, 0, text, e) != 0 ? -1 : put(d, "year=2020/month=1", 1, text, e);
}

static int
make(const char *path, enum dataset_mode mode, const char *job, struct err *e)
{
	const struct dataset_conf conf = { path, mode, job, ".txt" };
	struct dataset *d = dataset_create(&conf, e);

	if (d == NULL)
		return -1;
	if (fill(d, job, e) == 0)
		return dataset_commit(d, e);
	dataset_abort(d);
	return -1;
}

/* The files in the data set, sorted, on one line. */
static const char *
list(const char *path)
{
	static char out[4000];
	char cmd[600];
	FILE *f;
	size_t n;

	snprintf(cmd, sizeof(cmd), "cd '%s' 2>/dev/null && find . ! -type d | sed 's,^./,,' | "
	    "LC_ALL=C sort | tr '\\n' ' '", path);
	f = popen(cmd, "r");
	n = f == NULL ? 0 : fread(out, 1, sizeof(out) - 1, f);
	out[n] = '\0';
	if (f != NULL)
		pclose(f);
	return out;
}

#define PARTS(job) "part-00000-" job "-c000.txt"
#define BELOW(job) "year=2020/month=1/part-00001-" job "-c000.txt"

/* Hidden names beside the data sets. */
static int
hidden(void)
{
	DIR *s = opendir(dir);
	const struct dirent *d;
	int n = 0;

	while (s != NULL && (d = readdir(s)) != NULL)
		n += d->d_name[0] == '.' && strcmp(d->d_name, ".") != 0 &&
		    strcmp(d->d_name, "..") != 0;
	if (s != NULL)
		closedir(s);
	return n;
}

/* Runs fn(path) in a process that dies before step k: whether it lived. */
static bool
lives(int k, int (*fn)(const char *path, struct err *e), const char *path)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		die_at = k;
		_exit(fn(path, NULL) == 0 ? 0 : 1);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	return !WIFSIGNALED(status);
}

static int
make_new(const char *path, struct err *e)
{
	return make(path, DATASET_NEW, "new", e);
}

static int
make_over(const char *path, struct err *e)
{
	return make(path, DATASET_REPLACE, "new", e);
}

static int
make_more(const char *path, struct err *e)
{
	return make(path, DATASET_APPEND, "new", e);
}

/* -- tests -- */

TEST(names_and_directories)
{
	struct dataset_conf conf = { .mode = DATASET_NEW, .job = "4a-1", .tail = ".snappy.parquet" };
	struct dataset *d;
	struct err e = ERR_INIT;

	enter();
	conf.path = in_dir("d");
	REQUIRE((d = dataset_create(&conf, &e)) != NULL);
	dataset_close(dataset_part(d, NULL, 7, 12, NULL), NULL);
	CHECK_INT(dataset_commit(d, &e), 0);
	CHECK_STR(list(in_dir("d")), "_SUCCESS part-00007-4a-1-c012.snappy.parquet ");
	sh("rm -r d");
	CHECK_INT(make(in_dir("d"), DATASET_NEW, "a", &e), 0);
	CHECK_STR(list(in_dir("d")), "_SUCCESS " PARTS("a") " " BELOW("a") " ");
	CHECK_INT(make(in_dir("d"), DATASET_NEW, "b", &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_HAS(e.msg, "already exists");
	CHECK_INT(make(in_dir("d"), DATASET_REPLACE, "b", &e), 0);
	CHECK_STR(list(in_dir("d")), "_SUCCESS " PARTS("b") " " BELOW("b") " ");
	CHECK_INT(make(in_dir("d"), DATASET_APPEND, "c", &e), 0);
	CHECK_STR(list(in_dir("d")), "_SUCCESS " PARTS("b") " " PARTS("c") " " BELOW("b") " "
	    BELOW("c") " ");
	/* Of the same job: nothing has changed. */
	CHECK_INT(make(in_dir("d"), DATASET_APPEND, "c", &e), -1);
	CHECK_HAS(e.msg, "is there already");
	CHECK_STR(list(in_dir("d")), "_SUCCESS " PARTS("b") " " PARTS("c") " " BELOW("b") " "
	    BELOW("c") " ");
	CHECK_INT(make(in_dir("fresh"), DATASET_APPEND, "a", &e), 0);
	CHECK_STR(list(in_dir("fresh")), "_SUCCESS " PARTS("a") " " BELOW("a") " ");
	CHECK_INT(hidden(), 0);
	leave();
}

TEST(what_others_keep_there)
{
	struct err e = ERR_INIT;

	enter();
	CHECK_INT(make(in_dir("d"), DATASET_NEW, "a", NULL), 0);
	sh("echo hi > d/year=2020/letter");
	CHECK_INT(make(in_dir("d"), DATASET_REPLACE, "b", &e), -1);
	CHECK_INT(e.status, STATUS_USAGE);
	CHECK_HAS(e.msg, "\"year=2020/letter\"");
	CHECK_INT(make(in_dir("d"), DATASET_APPEND, "b", NULL), 0);
	CHECK_STR(list(in_dir("d")), "_SUCCESS " PARTS("a") " " PARTS("b") " year=2020/letter "
	    BELOW("a") " " BELOW("b") " ");
	sh("mkdir -p o/src && touch o/_SUCCESS");
	CHECK_INT(make(in_dir("o"), DATASET_REPLACE, "b", &e), -1);
	CHECK_HAS(e.msg, "\"src\"");
	/* Nobody says that what is there is whole. */
	sh("rm d/_SUCCESS");
	CHECK_INT(make(in_dir("d"), DATASET_APPEND, "c", &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_HAS(e.msg, "not known to be whole");
	sh("mkdir empty");
	CHECK_INT(make(in_dir("empty"), DATASET_APPEND, "c", &e), 0);
	CHECK_INT(hidden(), 0);
	leave();
}

TEST(killed_at_every_step)
{
	const char *old = "_SUCCESS " PARTS("old") " " BELOW("old") " ";
	const char *new = "_SUCCESS " PARTS("new") " " BELOW("new") " ";
	const char *both = "_SUCCESS " PARTS("new") " " PARTS("old") " " BELOW("new") " "
	    BELOW("old") " ";
	int steps[3] = { 0 }, undone = 0;
	bool alive;

	enter();
	for (alive = false; !alive && steps[0] < 200;) {
		sh("rm -rf d .d.*");
		alive = lives(++steps[0], make_new, in_dir("d"));
		CHECK(strcmp(list(in_dir("d")), "") == 0 || strcmp(list(in_dir("d")), new) == 0);
	}
	for (alive = false; !alive && steps[1] < 200;) {
		sh("rm -rf d");
		CHECK_INT(make(in_dir("d"), DATASET_NEW, "old", NULL), 0);
		alive = lives(++steps[1], make_over, in_dir("d"));
		CHECK(strcmp(list(in_dir("d")), old) == 0 || strcmp(list(in_dir("d")), new) == 0);
		CHECK_INT(make(in_dir("d"), DATASET_REPLACE, "old", NULL), 0);
		CHECK_INT(hidden(), 0);
	}
	for (alive = false; !alive && steps[2] < 200;) {
		const struct dataset_conf conf = { in_dir("d"), DATASET_APPEND, "next", ".txt" };
		struct dataset *d;
		struct stat st;
		bool marked;

		sh("rm -rf d");
		CHECK_INT(make(in_dir("d"), DATASET_NEW, "old", NULL), 0);
		alive = lives(++steps[2], make_more, in_dir("d"));
		marked = stat(in_dir("d/_SUCCESS"), &st) == 0;
		CHECK(!marked || strcmp(list(in_dir("d")), old) == 0 ||
		    strcmp(list(in_dir("d")), both) == 0);
		/* The next one makes it the old one again. */
		d = dataset_create(&conf, NULL);
		CHECK(d != NULL);
		CHECK(strcmp(list(in_dir("d")), old) == 0 ||
		    (marked && strcmp(list(in_dir("d")), both) == 0));
		undone += !marked;
		dataset_abort(d);
		CHECK_INT(hidden(), 0);
	}
	/* The loops went through what there is to go through. */
	CHECK(steps[0] > 8 && steps[1] > steps[0] && steps[2] > 12 && steps[2] < 200);
	CHECK(undone > 4);
	leave();
}

TEST(a_move_that_fails_is_undone)
{
	struct err e = ERR_INIT;

	enter();
	CHECK_INT(make(in_dir("d"), DATASET_NEW, "old", NULL), 0);
	fail_rename_at = 2;
	CHECK_INT(make(in_dir("d"), DATASET_APPEND, "new", &e), -1);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_STR(list(in_dir("d")), "_SUCCESS " PARTS("old") " " BELOW("old") " ");
	/* Into an empty directory: no _SUCCESS that was not there. */
	sh("mkdir empty");
	fail_rename_at = 2;
	CHECK_INT(make(in_dir("empty"), DATASET_APPEND, "new", &e), -1);
	CHECK_STR(list(in_dir("empty")), "");
	fail_rename_at = 0;
	CHECK_INT(hidden(), 0);
	leave();
}

TEST(a_full_disk)
{
	struct rlimit was, small;
	struct err e = ERR_INIT;
	void (*sig)(int) = signal(SIGXFSZ, SIG_IGN);

	enter();
	CHECK_INT(make(in_dir("d"), DATASET_NEW, "old", NULL), 0);
	REQUIRE(getrlimit(RLIMIT_FSIZE, &was) == 0);
	small = was;
	small.rlim_cur = 2;
	for (int mode = DATASET_NEW; mode <= DATASET_APPEND; mode++) {
		REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
		CHECK_INT(make(in_dir(mode == DATASET_NEW ? "x" : "d"), (enum dataset_mode)mode,
		    "full", &e), -1);
		CHECK_INT(e.status, STATUS_SYSTEM);
		CHECK_INT(setrlimit(RLIMIT_FSIZE, &was), 0);
	}
	CHECK_STR(list(in_dir("d")), "_SUCCESS " PARTS("old") " " BELOW("old") " ");
	CHECK_STR(list(in_dir("x")), "");
	CHECK_INT(hidden(), 0);
	signal(SIGXFSZ, sig);
	leave();
}

TEST(two_at_once)
{
	static const char *const jobs[] = { "a", "b", "c", "d" };
	struct dataset_conf conf[2];
	struct dataset *d[2];
	struct err e = ERR_INIT;

	enter();
	for (int mode = DATASET_NEW; mode <= DATASET_APPEND; mode++) {
		for (int i = 0; i < 2; i++) {
			conf[i] = (struct dataset_conf){ in_dir("d"), (enum dataset_mode)mode,
			    i == 0 ? "a" : "b", ".txt" };
			REQUIRE((d[i] = dataset_create(&conf[i], &e)) != NULL);
			CHECK_INT(fill(d[i], "x", NULL), 0);
		}
		CHECK_INT(dataset_commit(d[1], NULL), 0);
		CHECK_INT(dataset_commit(d[0], &e), mode == DATASET_NEW ? -1 : 0);
		if (mode == DATASET_NEW)
			CHECK_HAS(e.msg, "already exists");
		CHECK_STR(list(in_dir("d")), mode == DATASET_NEW ? "_SUCCESS " PARTS("b") " "
		    BELOW("b") " " : mode == DATASET_REPLACE ? "_SUCCESS " PARTS("a") " "
		    BELOW("a") " " : "_SUCCESS " PARTS("a") " " PARTS("b") " " BELOW("a") " "
		    BELOW("b") " ");
		if (mode == DATASET_REPLACE)
			sh("rm -rf d && mkdir d");
	}
	CHECK_INT(hidden(), 0);
	/* Processes that add to it. */
	sh("rm -rf d");
	CHECK_INT(make(in_dir("d"), DATASET_NEW, "old", NULL), 0);
	for (int i = 0; i < 4; i++)
		if (fork() == 0)
			_exit(make(in_dir("d"), DATASET_APPEND, jobs[i], NULL) == 0 ? 0 : 1);
	for (int i = 0, status; i < 4; i++)
		CHECK(wait(&status) > 0 && status == 0);
	CHECK_STR(list(in_dir("d")), "_SUCCESS " PARTS("a") " " PARTS("b") " " PARTS("c") " "
	    PARTS("d") " " PARTS("old") " " BELOW("a") " " BELOW("b") " " BELOW("c") " "
	    BELOW("d") " " BELOW("old") " ");
	leave();
}

/* -- epochs -- */

/* Commits epoch number of partition 0 (and 1, where from1 >= 0) of topic t. */
static int
commit(const char *job, int64_t number, int64_t from, int64_t next, int64_t from1, int64_t next1,
    struct err *e)
{
	const struct dataset_conf conf = { in_dir("e"), DATASET_NEW, job, ".txt" };
	struct dataset *d = epochs_create(&conf, e);
	struct epoch *ep = epoch_new(number, e);
	int rc = d == NULL || ep == NULL ? -2 : fill(d, job, e);

	if (rc == 0)
		rc = epoch_add(ep, "t", 1, 0, from, next, e);
	if (rc == 0 && from1 >= 0)
		rc = epoch_add(ep, "t", 1, 1, from1, next1, e);
	rc = rc == 0 ? epochs_commit(d, ep, e) : -2;
	epoch_free(ep);
	return rc;
}

static int
commit_two(const char *path, struct err *e)
{
	(void)path;
	return commit("a", 2, 5, 9, -1, 0, e);
}

TEST(epochs)
{
	struct err e = ERR_INIT;
	struct epoch *last;
	int k = 0;
	bool alive;

	enter();
	CHECK_INT(epochs_last(in_dir("e"), &last, &e), 0);
	CHECK(last == NULL);
	CHECK_INT(commit("a", 1, 0, 5, 0, 3, &e), 0);
	CHECK_STR(list(in_dir("e/epoch=1")), "_OFFSETS " PARTS("a") " " BELOW("a") " ");
	/* Dies at any step: it is there or not, and can be repeated. */
	for (alive = false; !alive && k < 200;) {
		sh("rm -rf e/epoch=2");
		alive = lives(++k, commit_two, in_dir("e"));
		CHECK(strcmp(list(in_dir("e/epoch=2")), "") == 0 ||
		    strcmp(list(in_dir("e/epoch=2")), "_OFFSETS " PARTS("a") " " BELOW("a") " ")
		    == 0);
		CHECK(commit("b", 2, 5, 9, -1, 0, &e) >= 0);
	}
	CHECK(k > 8 && k < 200);
	CHECK_INT(commit("c", 2, 5, 9, -1, 0, &e), 1);
	CHECK_INT(commit("c", 2, 5, 8, -1, 0, &e), -1);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_HAS(e.msg, "epoch 2 is there with other offsets");
	CHECK_INT(commit("c", 3, 8, 10, -1, 0, &e), -1);
	CHECK_HAS(e.msg, "epoch 3 of t/0 begins at 8, but the one before ended at 9");
	/* Of partition 1 nothing came in epoch 2: where it ended is known all the same. */
	CHECK_INT(commit("c", 3, 9, 10, 4, 6, &e), -1);
	CHECK_HAS(e.msg, "t/1 begins at 4, but the one before ended at 3");
	CHECK_INT(commit("c", 3, 9, 10, 3, 6, &e), 0);
	REQUIRE(epochs_last(in_dir("e"), &last, &e) == 0 && last != NULL);
	CHECK_INT(last->number, 3);
	CHECK_UINT(last->n, 2);
	CHECK_INT(last->offset[0].next, 10);
	CHECK_INT(last->offset[1].next, 6);
	epoch_free(last);
	CHECK_INT(commit("c", 1, 0, 5, 0, 3, &e), 1);
	sh("ls -a e | tr '\\n' ' ' | grep -qx '. .. epoch=1 epoch=2 epoch=3 '");
	sh("echo x > e/epoch=3/_OFFSETS");
	CHECK_INT(epochs_last(in_dir("e"), &last, &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	leave();
}
