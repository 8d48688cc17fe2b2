/* tmp_test.c - temporary files, spools, files that appear whole. */
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scratch.h"

#include "io/atomic_file.h"
#include "io/tmp.h"

/* Removes the directory, which must hold exactly this many files. */
static void
leave_dir(int files)
{
	DIR *d = opendir(dir);
	struct dirent *ent;
	int n = 0;

	while ((ent = readdir(d)) != NULL)
		n += strcmp(ent->d_name, ".") != 0 && strcmp(ent->d_name, "..") != 0;
	closedir(d);
	CHECK_INT(n, files);
	leave();
}

static void
check_file(const char *path, const char *want)
{
	char buf[100] = "";
	FILE *f = fopen(path, "r");

	if (!CHECK(f != NULL))
		return;
	buf[fread(buf, 1, sizeof(buf) - 1, f)] = '\0';
	fclose(f);
	CHECK_STR(buf, want);
}

static void
make_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	fputs(text, f);
	fclose(f);
}

static struct atomic_file *
begin(const char *path, const char *text)
{
	struct err e = ERR_INIT;
	struct atomic_file *f = atomic_file_create(path, &e);

	CHECK_STR(e.msg, "");
	if (f != NULL)
		CHECK_INT(out_write(atomic_file_out(f), text, strlen(text), &e), 0);
	return f;
}

/* Where the file without a name that tmp_open_beside() gives lies. */
static bool
beside_in(const char *path, const char *where)
{
	int fd = tmp_open_beside(path, NULL);
	struct stat file, folder;
	char link[64], place[300];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (!CHECK_INT(fstat(fd, &file), 0) || !CHECK_INT(stat(where, &folder), 0) ||
	    !CHECK((n = readlink(link, place, sizeof(place) - 1)) > 0))
		return false;
	place[n] = '\0';
	close(fd);
	return file.st_dev == folder.st_dev && strncmp(place, where, strlen(where)) == 0;
}

/* What goes to a pipe under /dev has its temporary file where others are. */
TEST(beside)
{
	const char *old = getenv("TMPDIR");
	char tmp[300];
	int fds[2], out = dup(STDOUT_FILENO);
	bool there;

	snprintf(tmp, sizeof(tmp), "%s", old != NULL ? old : "/tmp");
	enter();
	CHECK(beside_in(in_dir("new"), dir));
	make_file(in_dir("old"), "text");
	CHECK(beside_in(in_dir("old"), dir));
	setenv("TMPDIR", dir, 1);
	CHECK_INT(pipe(fds), 0);
	dup2(fds[1], STDOUT_FILENO);
	there = beside_in("/dev/stdout", dir);
	dup2(out, STDOUT_FILENO);
	close(out);
	CHECK(there);
	CHECK(beside_in("/dev/null", dir));
	setenv("TMPDIR", tmp, 1);
	close(fds[0]);
	close(fds[1]);
	leave_dir(1);
}

TEST(appears_at_the_end)
{
	struct err e = ERR_INIT;
	struct atomic_file *f;

	enter();
	f = begin(in_dir("a"), "new\n");
	REQUIRE(f != NULL);
	CHECK_INT(out_flush(atomic_file_out(f), &e), 0);
	CHECK(access(in_dir("a"), F_OK) != 0);
	CHECK_INT(atomic_file_commit(f, &e), 0);
	check_file(in_dir("a"), "new\n");
	leave_dir(1);
}

TEST(replaces_and_keeps_the_mode)
{
	struct err e = ERR_INIT;
	struct atomic_file *f;
	struct stat st;

	enter();
	make_file(in_dir("a"), "old");
	chmod(in_dir("a"), 0640);
	f = begin(in_dir("a"), "new");
	check_file(in_dir("a"), "old");
	CHECK_INT(atomic_file_commit(f, &e), 0);
	check_file(in_dir("a"), "new");
	CHECK_INT(stat(in_dir("a"), &st), 0);
	CHECK_INT(st.st_mode & 07777, 0640);
	leave_dir(1);
}

TEST(a_link_stays_one)
{
	struct err e = ERR_INIT;
	struct stat st;

	enter();
	make_file(in_dir("a"), "old");
	CHECK_INT(symlink("a", in_dir("link")), 0);
	CHECK_INT(atomic_file_commit(begin(in_dir("link"), "new"), &e), 0);
	check_file(in_dir("a"), "new");
	CHECK_INT(lstat(in_dir("link"), &st), 0);
	CHECK(S_ISLNK(st.st_mode));
	leave_dir(2);
}

TEST(nothing_after_an_abort)
{
	enter();
	make_file(in_dir("a"), "old");
	atomic_file_abort(begin(in_dir("a"), "new"));
	atomic_file_abort(begin(in_dir("b"), "new"));
	check_file(in_dir("a"), "old");
	atomic_file_abort(NULL);
	leave_dir(1);
}

TEST(a_long_name)
{
	struct err e = ERR_INIT;
	char name[256];

	enter();
	memset(name, 'x', 255);
	name[255] = '\0';
	CHECK_INT(atomic_file_commit(begin(in_dir("%s", name), "new"), &e), 0);
	check_file(in_dir("%s", name), "new");
	leave_dir(1);
}

TEST(in_the_current_directory)
{
	struct err e = ERR_INIT;
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	enter();
	CHECK_INT(chdir(dir), 0);
	CHECK_INT(atomic_file_commit(begin("a", "new"), &e), 0);
	CHECK_INT(fchdir(here), 0);
	close(here);
	check_file(in_dir("a"), "new");
	leave_dir(1);
}

TEST(devices_are_written_directly)
{
	struct err e = ERR_INIT;

	CHECK_INT(atomic_file_commit(begin("/dev/null", "x"), &e), 0);
	CHECK_INT(atomic_file_commit(begin("/dev/full", "x"), &e), -1);
	CHECK_HAS(e.msg, "No space left");
	CHECK_INT(access("/dev/full", F_OK), 0);
}

TEST(what_cannot_be_created)
{
	struct err e = ERR_INIT;

	CHECK(atomic_file_create("/nonexistent/a", &e) == NULL);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_STR(e.msg, "cannot create /nonexistent/a: No such file or directory");
	CHECK(atomic_file_create("/tmp", &e) == NULL);
	CHECK_INT(e.status, STATUS_USAGE);
}

TEST(temporary_files_have_no_name)
{
	struct err e = ERR_INIT;
	int fd;

	enter();
	setenv("TMPDIR", dir, 1);
	fd = tmp_open(&e);
	REQUIRE(fd >= 0);
	CHECK_INT(write(fd, "abc", 3), 3);
	leave_dir(0);
	close(fd);
	CHECK_INT(tmp_open(&e), -1);
	CHECK_HAS(e.msg, "cannot create a temporary file in ");
	unsetenv("TMPDIR");
}

/* Both passes see the same bytes. */
TEST(a_pipe_is_spooled)
{
	struct err e = ERR_INIT;
	struct in *in;
	char buf[16];
	size_t got;
	int fd[2];

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	CHECK_INT(write(fd[1], "0123456789", 10), 10);
	close(fd[1]);
	in = in_fd(fd[0], "stdin", false, &e);
	CHECK_INT(in_read(in, buf, 2, &got, &e), 0);
	in = tmp_spool(in, &e);
	REQUIRE(in != NULL);
	CHECK_STR(in_name(in), "stdin");
	CHECK(in_is_file(in));
	for (int i = 0; i < 2; i++) {
		CHECK_INT(in_read_full(in, buf, 16, &got, &e), 0);
		CHECK_MEM(buf, got, "23456789", 8);
		CHECK_INT(in_rewind(in, &e), 0);
	}
	CHECK(in_plain_fd(in) >= 0);
	/* It is a file now, and stays what it is. */
	CHECK(tmp_spool(in, &e) == in);
	in_free(in);
}

TEST(a_spool_that_fails)
{
	struct err e = ERR_INIT;
	struct in *in;
	int fd[2];

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	CHECK_INT(write(fd[1], "\x1f\x8b\x08", 3), 3);
	close(fd[1]);
	in = in_fd(fd[0], "stdin", false, &e);
	CHECK(tmp_spool(in, &e) == NULL);
	CHECK_HAS(e.msg, "stdin: gzip data is cut off");
}
