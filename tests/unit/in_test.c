/* in_test.c - reading descriptors of every kind, woken from elsewhere. */
/* par */
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/fd.h"
#include "io/in.h"

/* -- a writer on the other end -- */

struct feeder {
	int fd;
	size_t total, piece;
	unsigned pause;			/* microseconds between pieces */
	pthread_t thread;
};

static uint8_t
byte_at(size_t i)
{
	return (uint8_t)(i * 31 + (i >> 8));
}

static void *
feeder_main(void *arg)
{
	struct feeder *f = arg;
	uint8_t buf[70000];

	for (size_t at = 0; at < f->total;) {
		size_t n = f->total - at < f->piece ? f->total - at : f->piece;
		ssize_t k;

		for (size_t i = 0; i < n; i++)
			buf[i] = byte_at(at + i);
		k = write(f->fd, buf, n);
		if (k < 0)
			break;
		at += (size_t)k;
		if (f->pause > 0)
			usleep(f->pause);
	}
	close(f->fd);
	return NULL;
}

static void
feeder_start(struct feeder *f, int fd, size_t total, size_t piece, unsigned pause)
{
	*f = (struct feeder){ .fd = fd, .total = total, .piece = piece, .pause = pause };
	pthread_create(&f->thread, NULL, feeder_main, f);
}

/* Reads all by turns in small, large and full reads, and checks every byte. */
static void
read_all(struct in *in, size_t total)
{
	static const size_t sizes[] = { 1, 8, 300, 5000, 20000, 100000, 1000000 };
	static uint8_t buf[1000000];
	struct err e = ERR_INIT;
	size_t at = 0, got = 1, turn = 0;

	while (got > 0) {
		size_t n = sizes[turn++ % (sizeof(sizes) / sizeof(*sizes))];

		if (turn % 3 == 0) {
			const uint8_t *p;
			size_t k;

			REQUIRE(in_peek(in, IN_PEEK, &p, &k, &e) == 0);
			CHECK_INT(k, total - at < IN_PEEK ? total - at : IN_PEEK);
			CHECK(k == 0 || p[k - 1] == byte_at(at + k - 1));
		}
		if (turn & 1)
			REQUIRE(in_read_full(in, buf, n, &got, &e) == 0);
		else
			REQUIRE(in_read(in, buf, n, &got, &e) == 0);
		if (turn & 1)
			CHECK_INT(got, total - at < n ? total - at : n);
		for (size_t i = 0; i < got; i++)
			if (buf[i] != byte_at(at + i)) {
				CHECK_INT(buf[i], byte_at(at + i));
				return;
			}
		at += got;
		CHECK_INT(in_pos(in), at);
	}
	CHECK_INT(at, total);
	CHECK_INT(in_consumed(in), total);
	CHECK(in_ready(in));
}

TEST(a_pipe)
{
	for (size_t piece = 1000; piece <= 64000; piece *= 8) {
		struct feeder f;
		struct err e = ERR_INIT;
		struct in *in;
		int fd[2];

		REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
		feeder_start(&f, fd[1], 3000000, piece, 0);
		in = in_fd(fd[0], "stdin", false, &e);
		CHECK(!in_is_file(in));
		CHECK_INT(in_size(in), -1);
		CHECK_INT(in_plain_fd(in), -1);
		CHECK_STR(in_name(in), "stdin");
		read_all(in, 3000000);
		CHECK(in_compression(in) == NULL);
		in_free(in);
		pthread_join(f.thread, NULL);
	}
}

TEST(a_pipe_holds_more)
{
	struct err e = ERR_INIT;
	struct in *in;
	int fd[2];

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	in = in_fd(fd[0], "stdin", false, &e);
	CHECK(fcntl(fd[1], F_GETPIPE_SZ) > 65536);
	in_free(in);
	close(fd[1]);
}

TEST(a_slow_non_blocking_pipe)
{
	struct feeder f;
	struct err e = ERR_INIT;
	struct in *in;
	int fd[2];

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	feeder_start(&f, fd[1], 3000, 100, 1000);
	in = in_fd(fd[0], "stdin", false, &e);
	read_all(in, 3000);
	in_free(in);
	pthread_join(f.thread, NULL);
}

TEST(a_socket)
{
	struct feeder f;
	struct err e = ERR_INIT;
	struct in *in;
	int fd[2];

	REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) == 0);
	feeder_start(&f, fd[1], 500000, 3000, 0);
	in = in_fd(fd[0], "stdin", false, &e);
	read_all(in, 500000);
	in_free(in);
	pthread_join(f.thread, NULL);
}

/* A memory file of so many bytes. */
static int
file_of(size_t total)
{
	int fd = memfd_create("sample", MFD_CLOEXEC);
	uint8_t *p = malloc(total + 1);

	for (size_t i = 0; i < total; i++)
		p[i] = byte_at(i);
	CHECK_INT(write(fd, p, total), total);
	free(p);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

TEST(a_file)
{
	static const size_t sizes[] = { 0, 1, 63, 64, 65536, 65537, 3000000 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct err e = ERR_INIT;
		int fd = file_of(sizes[i]);
		struct in *in = in_fd(fd, "sample", false, &e);

		REQUIRE(in != NULL);
		CHECK(in_is_file(in));
		CHECK_INT(in_size(in), sizes[i]);
		CHECK_INT(in_plain_fd(in), sizes[i] > 0 ? fd : -1);
		read_all(in, sizes[i]);
		CHECK_INT(in_rewind(in, &e), 0);
		read_all(in, sizes[i]);
		in_free(in);
	}
}

/* What somebody has read from a redirected file is not ours. */
TEST(a_file_read_from_before)
{
	struct err e = ERR_INIT;
	int fd = file_of(1000);
	struct in *in;
	uint8_t byte;
	size_t got;

	lseek(fd, 400, SEEK_SET);
	in = in_fd(fd, "stdin", false, &e);
	CHECK_INT(in_size(in), 600);
	CHECK_INT(in_plain_fd(in), -1);
	for (int i = 0; i < 2; i++) {
		CHECK_INT(in_read(in, &byte, 1, &got, &e), 0);
		CHECK_INT(byte, byte_at(400));
		CHECK_INT(in_pos(in), 1);
		CHECK_INT(in_rewind(in, &e), 0);
	}
	in_free(in);
}

TEST(skipping)
{
	struct err e = ERR_INIT;
	struct in *in = in_fd(file_of(300000), "sample", false, &e);
	uint8_t byte;
	size_t got;

	CHECK_INT(in_skip(in, 0, &e), 0);
	CHECK_INT(in_skip(in, 200001, &e), 0);
	CHECK_INT(in_pos(in), 200001);
	CHECK_INT(in_read(in, &byte, 1, &got, &e), 0);
	CHECK_INT(byte, byte_at(200001));
	CHECK_INT(in_skip(in, 99998, &e), 0);
	CHECK_INT(in_skip(in, 1, &e), -1);
	CHECK_STR(e.msg, "sample: ends at byte 300000");
	in_free(in);
}

TEST(what_cannot_be_opened)
{
	struct err e = ERR_INIT;

	CHECK(in_open("/nonexistent/file", false, &e) == NULL);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_STR(e.msg, "cannot open /nonexistent/file: No such file or directory");
	CHECK(in_open("/", false, &e) == NULL);
	CHECK_INT(e.status, STATUS_USAGE);
	CHECK_STR(e.msg, "/ is a directory");
	CHECK(in_fd(999, "stdin", false, &e) == NULL);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK(in_fd(-1, "stdin", false, NULL) == NULL);
}

/* A failure is not forgotten by the next read. */
TEST(a_read_that_fails)
{
	struct err e = ERR_INIT;
	int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	struct in *in;
	uint8_t byte;
	size_t got;

	REQUIRE(fd >= 0);
	in = in_fd(fd, "memory", true, &e);
	REQUIRE(in != NULL);
	for (int i = 0; i < 2; i++) {
		err_clear(&e);
		CHECK_INT(in_read(in, &byte, 1, &got, &e), -1);
		CHECK_INT(e.status, STATUS_SYSTEM);
		CHECK_HAS(e.msg, "cannot read memory: ");
	}
	in_free(in);
}

TEST(files_of_proc_claim_no_size)
{
	struct err e = ERR_INIT;
	struct in *in = in_open("/proc/self/status", false, &e);
	uint8_t buf[5];
	size_t got;

	REQUIRE(in != NULL);
	CHECK_INT(in_plain_fd(in), -1);
	CHECK_INT(in_read_full(in, buf, 5, &got, &e), 0);
	CHECK_MEM(buf, got, "Name:", 5);
	in_free(in);
}

TEST(ready)
{
	struct err e = ERR_INIT;
	struct in *in;
	uint8_t buf[8];
	size_t got;
	int fd[2];

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	in = in_fd(fd[0], "stdin", false, &e);
	CHECK(!in_ready(in));
	CHECK_INT(write(fd[1], "ab", 2), 2);
	CHECK(in_ready(in));
	CHECK_INT(in_read(in, buf, 1, &got, &e), 0);
	CHECK(in_ready(in));
	CHECK_INT(in_read(in, buf, 1, &got, &e), 0);
	CHECK(!in_ready(in));
	close(fd[1]);
	CHECK(in_ready(in));
	CHECK_INT(in_read(in, buf, 1, &got, &e), 0);
	CHECK_INT(got, 0);
	CHECK(in_ready(in));
	in_free(in);
}

TEST(ready_past)
{
	struct err e = ERR_INIT;
	struct in *in;
	uint8_t buf[8];
	size_t got;
	int fd[2];

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	in = in_fd(fd[0], "stdin", true, &e);
	CHECK(!in_ready_past(in, 4));
	CHECK_INT(write(fd[1], "abcdef", 6), 6);
	CHECK(in_ready_past(in, 4));
	CHECK(!in_ready_past(in, 6));
	CHECK_INT(in_pos(in), 0);
	CHECK_INT(in_read_full(in, buf, 2, &got, &e), 0);
	CHECK_MEM(buf, got, "ab", 2);
	CHECK(in_ready(in));
	CHECK(!in_ready_past(in, 4));
	CHECK_INT(write(fd[1], "g", 1), 1);
	CHECK(in_ready_past(in, 4));
	CHECK(!in_ready_past(in, 5));
	close(fd[1]);
	CHECK(in_ready_past(in, 5));
	CHECK_INT(in_read_full(in, buf, 8, &got, &e), 0);
	CHECK_MEM(buf, got, "cdefg", 5);
	in_free(in);
}

/* The start of a magic number, or of a compressed block, is nothing to read yet. */
TEST(ready_means_bytes_come_out)
{
	static const uint8_t gz[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 4, 0, 0x43, 0xbe,
	    0xb7, 0xe8, 1, 0, 0, 0 };
	struct err e = ERR_INIT;
	struct in *in;
	uint8_t buf[8];
	size_t got;
	int fd[2];

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	in = in_fd(fd[0], "stdin", false, &e);
	for (size_t i = 0; i < 10; i++) {
		CHECK_INT(write(fd[1], gz + i, 1), 1);
		CHECK(!in_ready(in));
	}
	CHECK_INT(write(fd[1], gz + 10, 11), 11);
	CHECK(in_ready(in));
	CHECK_INT(in_read(in, buf, 8, &got, &e), 0);
	CHECK_MEM(buf, got, "a", 1);
	CHECK_STR(in_compression(in), "gzip");
	CHECK(!in_ready(in));
	close(fd[1]);
	CHECK(in_ready(in));
	in_free(in);
}

/* The magic number comes in two halves, and in_ready() saw the first. */
TEST(a_magic_number_in_halves)
{
	static const uint8_t lz4[] = { 4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, 3, 0, 0, 0x80,
	    'a', 'b', 'c', 0, 0, 0, 0 };
	struct err e = ERR_INIT;
	struct in *in;
	uint8_t buf[8];
	size_t got;
	int fd[2];

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	in = in_fd(fd[0], "stdin", false, &e);
	CHECK_INT(write(fd[1], lz4, 2), 2);
	CHECK(!in_ready(in));
	CHECK_INT(write(fd[1], lz4 + 2, sizeof(lz4) - 2), sizeof(lz4) - 2);
	CHECK(in_ready(in));
	close(fd[1]);
	CHECK_INT(in_read_full(in, buf, 8, &got, &e), 0);
	CHECK_MEM(buf, got, "abc", 3);
	in_free(in);
}

/* -- waking a read that blocks -- */

struct waker {
	struct in *in;
	void (*wake)(struct in *in);
};

static void *
waker_main(void *arg)
{
	struct waker *w = arg;

	usleep(20000);
	w->wake(w->in);
	return NULL;
}

TEST(cancel_wakes_and_lasts)
{
	struct waker w = { .wake = in_cancel };
	struct err e = ERR_INIT;
	pthread_t thread;
	uint8_t byte;
	size_t got;
	int fd[2];

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	w.in = in_fd(fd[0], "stdin", false, &e);
	pthread_create(&thread, NULL, waker_main, &w);
	CHECK_INT(in_read(w.in, &byte, 1, &got, &e), -1);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_STR(e.msg, "cancelled");
	pthread_join(thread, NULL);
	CHECK_INT(write(fd[1], "x", 1), 1);
	CHECK_INT(in_read(w.in, &byte, 1, &got, &e), -1);
	in_free(w.in);
	close(fd[1]);
}

TEST(stop_wakes_and_drains)
{
	struct waker w = { .wake = in_stop };
	struct err e = ERR_INIT;
	pthread_t thread;
	uint8_t byte;
	size_t got;
	int fd[2];

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	w.in = in_fd(fd[0], "stdin", false, &e);
	pthread_create(&thread, NULL, waker_main, &w);
	CHECK_INT(in_read(w.in, &byte, 1, &got, &e), 0);
	CHECK_INT(got, 0);
	pthread_join(thread, NULL);
	in_free(w.in);
	close(fd[1]);

	/* What is there when the stop comes is still read. */
	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	w.in = in_fd(fd[0], "stdin", false, &e);
	CHECK_INT(write(fd[1], "x", 1), 1);
	in_stop(w.in);
	CHECK_INT(in_read(w.in, &byte, 1, &got, &e), 0);
	CHECK_INT(got, 1);
	CHECK_INT(in_read(w.in, &byte, 1, &got, &e), 0);
	CHECK_INT(got, 0);
	in_free(w.in);
	close(fd[1]);
}

/* Who stops a compressed stream knows that it is not whole. */
TEST(stop_amid_compressed_bytes)
{
	struct err e = ERR_INIT;
	struct in *in;
	uint8_t byte;
	size_t got;
	int fd[2];

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	CHECK_INT(write(fd[1], "\x1f\x8b\x08\0\0\0\0", 7), 7);
	in = in_fd(fd[0], "stdin", false, &e);
	in_stop(in);
	CHECK_INT(in_read(in, &byte, 1, &got, &e), 0);
	CHECK_INT(got, 0);
	in_free(in);
	close(fd[1]);
}

static struct in *signalled;

static void
on_alarm(int sig)
{
	(void)sig;
	in_stop(signalled);
}

/* A signal that does nothing does not end a read; one that stops it does. */
TEST(signals)
{
	struct sigaction sa = { .sa_handler = on_alarm };
	struct err e = ERR_INIT;
	uint8_t byte;
	size_t got;
	int fd[2];

	REQUIRE(pipe2(fd, O_CLOEXEC) == 0);
	signalled = in_fd(fd[0], "stdin", false, &e);
	sigaction(SIGALRM, &sa, NULL);
	ualarm(20000, 0);
	CHECK_INT(in_read(signalled, &byte, 1, &got, &e), 0);
	CHECK_INT(got, 0);
	signal(SIGALRM, SIG_DFL);
	in_free(signalled);
	close(fd[1]);
}
