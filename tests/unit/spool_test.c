/* spool_test.c - pipes that are read ahead of their turn (run with SAN=thread too). */
/* par */
#include "check.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "par/spool.h"

#define BYTES (3 << 20)

/* What one writer does with two FIFOs, as tee does. */
struct tee {
	char name[2][64];
	size_t bytes, step;
	pthread_t thread;
	size_t written[2];
	bool refused;		/* a reader has gone */
};

static uint8_t
byte_at(size_t i)
{
	return (uint8_t)(i * 2654435761u >> 13);
}

static void *
tee_work(void *arg)
{
	struct tee *t = arg;
	uint8_t *data = malloc(t->step);
	int fd[2];

	for (int k = 0; k < 2; k++)
		fd[k] = open(t->name[k], O_WRONLY | O_CLOEXEC);
	for (size_t at = 0; at < t->bytes && !t->refused; at += t->step) {
		size_t n = t->bytes - at < t->step ? t->bytes - at : t->step;

		for (size_t i = 0; i < n; i++)
			data[i] = byte_at(at + i);
		for (int k = 0; k < 2 && !t->refused; k++)
			for (size_t done = 0; done < n;) {
				ssize_t w = write(fd[k], data + done, n - done);

				if (w < 0) {
					t->refused = true;
					break;
				}
				done += (size_t)w;
				t->written[k] += (size_t)w;
			}
	}
	close(fd[0]);
	close(fd[1]);
	free(data);
	return NULL;
}

static void
tee_start(struct tee *t, size_t bytes, size_t step)
{
	static int number;

	memset(t, 0, sizeof(*t));
	t->bytes = bytes;
	t->step = step;
	signal(SIGPIPE, SIG_IGN);
	for (int k = 0; k < 2; k++) {
		snprintf(t->name[k], sizeof(t->name[k]), "/tmp/spool_test.%d.%d", (int)getpid(),
		    number++);
		unlink(t->name[k]);
		REQUIRE(mkfifo(t->name[k], 0600) == 0);
	}
	pthread_create(&t->thread, NULL, tee_work, t);
}

static void
tee_end(struct tee *t)
{
	pthread_join(t->thread, NULL);
	unlink(t->name[0]);
	unlink(t->name[1]);
}

/* Reads in to its end, in pieces of odd sizes: how many bytes were right. */
static size_t
read_all(struct in *in, size_t at, struct err *e)
{
	static const size_t sizes[] = { 1, 7, 70000, 400, 300000, 4096 };
	uint8_t *data = malloc(300000);
	size_t got;

	for (int k = 0;; k++) {
		if (in_read(in, data, sizes[k % 6], &got, e) != 0 || got == 0)
			break;
		for (size_t i = 0; i < got; i++, at++)
			if (!CHECK_INT(data[i], byte_at(at))) {
				free(data);
				return at;
			}
	}
	free(data);
	return at;
}

/* Waits until n bytes are on the disk. */
static void
wait_disk(struct spool *s, int64_t n)
{
	while (spool_on_disk(s) < n)
		sched_yield();
}

struct both {
	struct spool *spool;
	struct spool_line *line[2];
	struct in *in[2];
};

static bool
open_both(struct both *b, struct tee *t, uint64_t memory)
{
	struct err e = ERR_INIT;

	memset(b, 0, sizeof(*b));
	b->spool = spool_new(memory, &e);
	for (int k = 0; k < 2; k++) {
		b->line[k] = spool_line(b->spool, &e);
		b->in[k] = spool_open(b->line[k], t->name[k], true, &e);
	}
	return CHECK(b->in[0] != NULL && b->in[1] != NULL) &&
	    CHECK_INT(spool_start(b->spool, &e), 0);
}

static void
close_both(struct both *b)
{
	in_free(b->in[0]);
	in_free(b->in[1]);
	spool_free(b->spool);
}

static int
descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 200; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* One input is read to its end, then the other one, whatever is kept of it, and where. */
TEST(one_after_the_other)
{
	static const uint64_t memory[] = { 0, 300 << 10, 1 << 20, 64 << 20 };
	static const size_t step[] = { 1000, 65536, 1 << 20 };
	int before = descriptors();

	for (size_t m = 0; m < 4; m++)
		for (size_t s = 0; s < 3; s++)
			for (int first = 0; first < 2; first++) {
				struct err e = ERR_INIT;
				struct both b;
				struct tee t;

				tee_start(&t, BYTES, step[s]);
				if (!open_both(&b, &t, memory[m]))
					return;
				for (int k = 0; k < 2; k++) {
					int i = k == 0 ? first : !first;

					spool_read(b.line[i]);
					CHECK_INT(read_all(b.in[i], 0, &e), BYTES);
				}
				CHECK_INT(e.status, 0);
				tee_end(&t);
				CHECK(!t.refused);
				if (memory[m] == 0)
					CHECK(spool_on_disk(b.spool) > BYTES / 2);
				if (memory[m] > BYTES)
					CHECK_INT(spool_on_disk(b.spool), 0);
				close_both(&b);
			}
	CHECK_INT(descriptors(), before);
}

/* Both beginnings are read first, which takes turns. */
TEST(beginnings)
{
	struct err e = ERR_INIT;
	const uint8_t *p;
	uint8_t head[2][300];
	struct both b;
	struct tee t;
	size_t got;

	tee_start(&t, BYTES, 100000);
	if (!open_both(&b, &t, 1 << 20))
		return;
	for (int k = 1; k >= 0; k--) {
		CHECK_INT(in_peek(b.in[k], 200, &p, &got, &e), 0);
		CHECK_INT(got, 200);
		CHECK_INT(in_read_full(b.in[k], head[k], 300, &got, &e), 0);
		CHECK_INT(got, 300);
	}
	for (int k = 0; k < 2; k++) {
		for (size_t i = 0; i < 300; i++)
			if (!CHECK_INT(head[k][i], byte_at(i)))
				break;
		spool_read(b.line[k]);
		CHECK_INT(read_all(b.in[k], 300, &e), BYTES);
	}
	tee_end(&t);
	close_both(&b);
}

/* Reads in turn what is still read ahead, in memory and on the disk. */
TEST(by_turns)
{
	uint8_t *data = malloc(200000);
	struct err e = ERR_INIT;
	size_t at[2] = { 0, 0 }, got = 0;
	struct both b;
	struct tee t;

	tee_start(&t, BYTES, 30000);
	if (!open_both(&b, &t, 3 << 18))
		return;
	wait_disk(b.spool, 1 << 20);
	for (int k = 0; at[0] < BYTES || at[1] < BYTES; k = !k) {
		CHECK_INT(in_read_full(b.in[k], data, 200000, &got, &e), 0);
		for (size_t i = 0; i < got; i++)
			if (!CHECK_INT(data[i], byte_at(at[k] + i)))
				break;
		if (!CHECK(got == 200000 || at[k] + got == BYTES || at[k] == BYTES))
			break;
		at[k] += got;
	}
	tee_end(&t);
	close_both(&b);
	free(data);
}

/*
 * Of an input that is wanted no more the rest is thrown away; who feeds it goes on.  freed: it
 * is closed, and nobody says so (1) or somebody does (2).
 */
TEST(what_nobody_wants)
{
	for (int freed = 0; freed < 3; freed++)
		for (int handed = 0; handed < 2; handed++) {
			struct err e = ERR_INIT;
			uint8_t head[100];
			struct both b;
			struct tee t;
			size_t got;

			tee_start(&t, BYTES, 5000);
			if (!open_both(&b, &t, 1 << 20))
				return;
			if (handed)
				spool_read(b.line[0]);
			CHECK_INT(in_read_full(b.in[0], head, 100, &got, &e), 0);
			if (freed) {
				in_free(b.in[0]);
				b.in[0] = NULL;
			}
			if (freed != 1)
				spool_drain(b.line[0]);
			spool_read(b.line[1]);
			CHECK_INT(read_all(b.in[1], 0, &e), BYTES);
			tee_end(&t);
			CHECK(!t.refused);
			CHECK_INT(t.written[0], BYTES);
			close_both(&b);
		}
}

static void *
cancel_soon(void *arg)
{
	usleep(20000);
	in_cancel(arg);
	return NULL;
}

/* Nobody writes at all. */
TEST(a_wait_that_is_cancelled)
{
	char name[64];
	struct err e = ERR_INIT;
	pthread_t thread;
	struct tee t = { .bytes = 0 };
	struct both b;
	uint8_t data[10];
	size_t got;

	for (int k = 0; k < 2; k++) {
		snprintf(name, sizeof(name), "/tmp/spool_test.%d.c%d", (int)getpid(), k);
		unlink(name);
		REQUIRE(mkfifo(name, 0600) == 0);
		memcpy(t.name[k], name, sizeof(name));
	}
	if (!open_both(&b, &t, 1 << 20))
		return;
	for (int handed = 0; handed < 2; handed++) {
		if (handed)
			spool_read(b.line[handed]);
		pthread_create(&thread, NULL, cancel_soon, b.in[handed]);
		err_clear(&e);
		CHECK_INT(in_read(b.in[handed], data, 10, &got, &e), -1);
		CHECK_HAS(e.msg, "cancelled");
		pthread_join(thread, NULL);
	}
	close_both(&b);
	unlink(t.name[0]);
	unlink(t.name[1]);
}

/* A disk that is full fails the input that it was for, after what came before; not the other. */
TEST(no_room_on_the_disk)
{
	struct rlimit old, little = { 1 << 20, RLIM_INFINITY };
	struct err e = ERR_INIT;
	struct both b;
	struct tee t;
	size_t n;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	setrlimit(RLIMIT_FSIZE, &little);
	tee_start(&t, BYTES, 5000);
	if (!open_both(&b, &t, 0))
		return;
	spool_read(b.line[0]);
	n = read_all(b.in[0], 0, &e);
	CHECK(n <= BYTES);
	err_clear(&e);
	spool_read(b.line[1]);
	n = read_all(b.in[1], 0, &e);
	CHECK(n >= 1 << 20 && n < BYTES);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_HAS(e.msg, "too large");
	close_both(&b);
	tee_end(&t);

	/* Though more comes, and is read for the sake of who else is fed. */
	tee_start(&t, SIZE_MAX, 5000);
	if (!open_both(&b, &t, 0))
		return;
	wait_disk(b.spool, 2 << 20);
	err_clear(&e);
	spool_read(b.line[1]);
	CHECK_INT(read_all(b.in[1], 0, &e), 1 << 20);
	CHECK_HAS(e.msg, "too large");
	setrlimit(RLIMIT_FSIZE, &old);
	close_both(&b);
	tee_end(&t);
	CHECK(t.refused);
}

/* A single pipe is not kept; files are as they are. */
TEST(one_pipe_and_a_file)
{
	struct err e = ERR_INIT;
	char name[] = "/tmp/spool_test.XXXXXX";
	int fd = mkstemp(name), pipe_fd[2];
	struct both b = { .spool = spool_new(1 << 20, &e) };
	char path[32], data[16];
	size_t got;

	REQUIRE(fd >= 0 && write(fd, "file", 4) == 4 && pipe(pipe_fd) == 0);
	CHECK(write(pipe_fd[1], "pipe", 4) == 4);
	snprintf(path, sizeof(path), "/dev/fd/%d", pipe_fd[0]);
	for (int k = 0; k < 2; k++) {
		b.line[k] = spool_line(b.spool, &e);
		b.in[k] = spool_open(b.line[k], k == 0 ? path : name, true, &e);
	}
	CHECK_INT(spool_start(b.spool, &e), 0);
	close(pipe_fd[1]);
	for (int k = 0; k < 2; k++) {
		CHECK_INT(in_read_full(b.in[k], data, sizeof(data), &got, &e), 0);
		CHECK_INT(got, 4);
		CHECK(memcmp(data, k == 0 ? "pipe" : "file", 4) == 0);
	}
	CHECK_INT(spool_on_disk(b.spool), 0);
	close_both(&b);
	close(pipe_fd[0]);
	close(fd);
	unlink(name);
}
