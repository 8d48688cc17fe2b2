/* out_test.c - whole writes, late errors, closed readers. */
/* par */
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/out.h"

static uint8_t
byte_at(size_t i)
{
	return (uint8_t)(i * 31 + (i >> 8));
}

static uint8_t bytes[700000];

static void
make_bytes(void)
{
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = byte_at(i);
}

/* Writes all of bytes by turns in pieces small and large, one by one and many at once. */
static int
write_all(struct out *o, struct err *e)
{
	static const size_t sizes[] = { 1, 0, 100, 3000, 70000, 64, 130000, 65536 };
	size_t at = 0, turn = 0;

	while (at < sizeof(bytes)) {
		struct iovec iov[40];
		size_t n = sizes[turn++ % 8], total = 0;

		if (turn % 3 != 0) {
			if (n > sizeof(bytes) - at)
				n = sizeof(bytes) - at;
			if (out_write(o, bytes + at, n, e) != 0)
				return -1;
			total = n;
		} else {
			for (size_t i = 0; i < 40; i++) {
				size_t k = n / 40 + i;

				if (k > sizeof(bytes) - at - total)
					k = sizeof(bytes) - at - total;
				iov[i] = (struct iovec){ bytes + at + total, k };
				total += k;
			}
			if (out_writev(o, iov, 40, e) != 0)
				return -1;
		}
		at += total;
	}
	return 0;
}

TEST(a_file)
{
	struct err e = ERR_INIT;
	int fd = memfd_create("sample", MFD_CLOEXEC), copy = dup(fd);
	static uint8_t got[sizeof(bytes) + 1];
	struct out *o = out_fd(fd, "sample", &e);

	make_bytes();
	REQUIRE(o != NULL);
	CHECK_INT(write_all(o, &e), 0);
	CHECK_INT(out_close(o, &e), 0);
	CHECK_INT(pread(copy, got, sizeof(got), 0), sizeof(bytes));
	CHECK_MEM(got, sizeof(bytes), bytes, sizeof(bytes));
	close(copy);
}

struct drain {
	int fd;
	unsigned pause;
	size_t n;
	bool same;
};

static void *
drain_main(void *arg)
{
	struct drain *d = arg;
	uint8_t buf[10000];
	ssize_t k;

	d->same = true;
	while ((k = read(d->fd, buf, sizeof(buf))) > 0) {
		for (ssize_t i = 0; i < k; i++)
			d->same = d->same && buf[i] == byte_at(d->n + (size_t)i);
		d->n += (size_t)k;
		usleep(d->pause);
	}
	return NULL;
}

/* A reader that takes its time, and a pipe that would rather not block. */
TEST(a_full_pipe)
{
	for (int flags = 0; flags < 2; flags++) {
		struct drain d = { .pause = 300 };
		struct err e = ERR_INIT;
		struct out *o;
		pthread_t thread;
		int fd[2];

		make_bytes();
		REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
		if (flags)
			fcntl(fd[1], F_SETFL, O_NONBLOCK);
		d.fd = fd[0];
		o = out_fd(fd[1], "stdout", &e);
		fcntl(fd[1], F_SETPIPE_SZ, 4096);
		pthread_create(&thread, NULL, drain_main, &d);
		CHECK_INT(write_all(o, &e), 0);
		CHECK_INT(out_close(o, &e), 0);
		pthread_join(thread, NULL);
		CHECK_INT(d.n, sizeof(bytes));
		CHECK(d.same);
		close(fd[0]);
	}
}

TEST(small_writes_are_gathered)
{
	struct err e = ERR_INIT;
	struct out *o;
	int fd[2], n;
	char buf[8];

	REQUIRE(pipe2(fd, O_CLOEXEC | O_NONBLOCK) == 0);
	o = out_fd(fd[1], "stdout", &e);
	for (n = 0; n < 5; n++)
		CHECK_INT(out_write(o, "x", 1, &e), 0);
	CHECK_INT(read(fd[0], buf, sizeof(buf)), -1);
	CHECK_INT(errno, EAGAIN);
	CHECK_INT(out_flush(o, &e), 0);
	CHECK_INT(read(fd[0], buf, sizeof(buf)), 5);
	CHECK_INT(out_write(o, "y", 1, &e), 0);
	/* Freed, not closed: what was gathered is dropped. */
	out_free(o);
	CHECK_INT(read(fd[0], buf, sizeof(buf)), 0);
	close(fd[0]);
}

TEST(a_closed_reader)
{
	struct err e = ERR_INIT;
	struct out *o;
	int fd[2];

	make_bytes();
	signal(SIGPIPE, SIG_IGN);
	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	o = out_fd(fd[1], "stdout", &e);
	close(fd[0]);
	CHECK_INT(out_write(o, "x", 1, &e), 0);
	CHECK_INT(out_flush(o, &e), -1);
	CHECK(e.flags & ERR_CLOSED);
	err_clear(&e);
	CHECK_INT(out_write(o, bytes, sizeof(bytes), &e), -1);
	CHECK(e.flags & ERR_CLOSED);
	err_clear(&e);
	CHECK_INT(out_close(o, &e), -1);
	CHECK(e.flags & ERR_CLOSED);
}

/* /dev/full takes nothing: at the latest closing says so. */
TEST(a_full_device)
{
	struct err e = ERR_INIT;
	struct out *o = out_create("/dev/full", &e);

	make_bytes();
	REQUIRE(o != NULL);
	CHECK_INT(out_write(o, "x", 1, &e), 0);
	CHECK_INT(out_close(o, &e), -1);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_INT(e.flags, 0);
	CHECK_STR(e.msg, "cannot write /dev/full: No space left on device");
	o = out_create("/dev/full", &e);
	CHECK_INT(out_write(o, bytes, sizeof(bytes), &e), -1);
	out_free(o);
}

/* After a failure nothing more goes out, even where it could: no gap. */
TEST(no_gap)
{
	struct err e = ERR_INIT;
	struct out *o;
	char buf[8];
	int fd[2], full = open("/dev/full", O_WRONLY | O_CLOEXEC), target;

	REQUIRE(pipe2(fd, O_CLOEXEC | O_NONBLOCK) == 0);
	target = dup(full);
	o = out_fd(target, "stdout", &e);
	CHECK_INT(out_write(o, "x", 1, &e), 0);
	CHECK_INT(out_flush(o, &e), -1);
	CHECK(dup2(fd[1], target) == target);
	CHECK_INT(out_write(o, "y", 1, &e), 0);
	CHECK_INT(out_flush(o, &e), -1);
	CHECK_HAS(e.msg, "No space left");
	CHECK_INT(out_close(o, &e), -1);
	close(fd[1]);
	CHECK_INT(read(fd[0], buf, sizeof(buf)), 0);
	close(fd[0]);
	close(full);
}

TEST(what_cannot_be_created)
{
	struct err e = ERR_INIT;

	CHECK(out_create("/nonexistent/file", &e) == NULL);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_STR(e.msg, "cannot create /nonexistent/file: No such file or directory");
	CHECK(out_fd(999, "stdout", &e) == NULL);
	CHECK_STR(e.msg, "cannot write stdout: Bad file descriptor");
	out_free(NULL);
}
