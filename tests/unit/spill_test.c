/* spill_test.c - what was spilled comes back, whole or not at all. */
/* par */
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <signal.h>
#include <unistd.h>

#include "io/spill.h"

#define PIECES 300

struct thread {
	struct spill *spill;
	pthread_t id;
	unsigned seed;
	int wrong;
};

static size_t
make(unsigned seed, int i, uint8_t *out)
{
	size_t n = 1 + (seed * 7919u + (unsigned)i * 104729u) % 20000;

	for (size_t k = 0; k < n; k++)
		out[k] = (uint8_t)(seed + (unsigned)i * (k % 7) + k / 100);
	return n;
}

static void *
work(void *arg)
{
	struct thread *t = arg;
	struct spill_worker *w = spill_worker_new(NULL);
	struct spill_extent x[PIECES];
	uint8_t want[20001];
	const uint8_t *got;

	for (int i = 0; i < PIECES; i++)
		t->wrong += spill_write(t->spill, w, want, make(t->seed, i, want), &x[i], NULL);
	for (int round = 0; round < 2; round++) {
		for (int i = PIECES - 1; i >= 0; i--) {
			size_t n = make(t->seed, i, want);

			t->wrong += spill_read(t->spill, w, &x[i], &got, NULL) != 0 ||
			    x[i].size != n || memcmp(got, want, n) != 0;
		}
	}
	spill_worker_free(w);
	return NULL;
}

TEST(threads_write_and_read)
{
	struct spill *s = spill_new(NULL);
	struct thread t[4] = { 0 };
	int64_t memory, disk;

	for (int round = 0; round < 2; round++) {
		for (unsigned i = 0; i < 4; i++) {
			t[i] = (struct thread){ .spill = s, .seed = i };
			pthread_create(&t[i].id, NULL, work, &t[i]);
		}
		for (int i = 0; i < 4; i++) {
			pthread_join(t[i].id, NULL);
			CHECK_INT(t[i].wrong, 0);
		}
		spill_clear(s);
	}
	spill_figures(s, &memory, &disk);
	CHECK(memory > 4 * PIECES * 5000);
	CHECK(disk > 0 && disk < memory / 2);
	spill_free(s);
}

/* The descriptor of the file that s has made: the one whose name is gone. */
static int
find_fd(void)
{
	char path[64], to[300];
	ssize_t n;

	for (int fd = 3; fd < 200; fd++) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		if ((n = readlink(path, to, sizeof(to) - 1)) <= 0)
			continue;
		to[n] = '\0';
		if (strstr(to, "(deleted)") != NULL)
			return fd;
	}
	return -1;
}

/* Every byte that is changed in the file is found out. */
TEST(damage_is_an_error)
{
	struct spill *s = spill_new(NULL);
	struct spill_worker *w = spill_worker_new(NULL);
	struct spill_extent x;
	uint8_t text[300], byte;
	const uint8_t *got;
	struct err e = ERR_INIT;
	int fd;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(i * i);
	REQUIRE(spill_write(s, w, text, sizeof(text), &x, NULL) == 0);
	REQUIRE((fd = find_fd()) >= 0);
	for (off_t at = 0; at < (off_t)x.packed; at++) {
		REQUIRE(pread(fd, &byte, 1, at) == 1);
		byte ^= 0x10;
		REQUIRE(pwrite(fd, &byte, 1, at) == 1);
		if (spill_read(s, w, &x, &got, &e) == 0)
			CHECK(memcmp(got, text, sizeof(text)) == 0);
		else
			CHECK_INT(e.status, STATUS_SYSTEM);
		byte ^= 0x10;
		REQUIRE(pwrite(fd, &byte, 1, at) == 1);
	}
	CHECK_INT(spill_read(s, w, &x, &got, NULL), 0);
	REQUIRE(ftruncate(fd, (off_t)x.packed - 1) == 0);
	CHECK_INT(spill_read(s, w, &x, &got, &e), -1);
	CHECK_STR(e.msg, "a temporary file is damaged: byte 0");
	spill_worker_free(w);
	spill_free(s);
}

TEST(no_room)
{
	struct rlimit old, small;
	struct spill *s = spill_new(NULL);
	struct spill_worker *w = spill_worker_new(NULL);
	struct spill_extent x;
	uint8_t text[20000];
	struct err e = ERR_INIT;
	int rc = 0;

	signal(SIGXFSZ, SIG_IGN);
	REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
	small = old;
	small.rlim_cur = 30000;
	REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
	srand(1);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)rand();
	for (int i = 0; i < 3 && rc == 0; i++)
		rc = spill_write(s, w, text, sizeof(text), &x, &e);
	CHECK_INT(rc, -1);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK(strstr(e.msg, " bytes are there, and ") != NULL);
	REQUIRE(setrlimit(RLIMIT_FSIZE, &old) == 0);
	spill_worker_free(w);
	spill_free(s);
}
