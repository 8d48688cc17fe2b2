/* local_ledger_test.c - the ledger's map grows while others read and write. */
#include "check.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scratch.h"

#include "log/local_ledger.h"

#define FIRST_MAP ((size_t)1 << 20)
#define PER_COMMIT 500
#define COMMITS 60		/* of each writer: together some 6 MB of records */
#define TOPIC 1
#define FIRST 64		/* position of the first range */
#define LENGTH 8

static struct ledger *
open_ledger(void)
{
	const struct ledger_conf conf = { .timeout_ms = 60000, .map = FIRST_MAP };
	struct ledger *l = NULL;
	struct err e = ERR_INIT;

	if (ledger_open(&l, dir, &conf, &e) != 0)
		check_fail(__FILE__, __LINE__, "%s", e.msg);
	return l;
}

/* A commit of ranges of one record each, whose place tells their number. */
static int
add(struct ledger_txn *t, void *arg, struct err *e)
{
	const int32_t partition = *(const int32_t *)arg;
	struct rec_partition p;
	struct rec_range r = { .segment = (uint64_t)partition + 1, .length = LENGTH, .head = LENGTH,
		.count = 1 };
	int64_t base;

	if (ledger_partition_get(t, TOPIC, partition, &p, e) != 0)
		return -1;
	for (int i = 0; i < PER_COMMIT; i++) {
		r.position = FIRST + LENGTH * (uint64_t)(p.next + i);
		if (ledger_range_add(t, TOPIC, partition, &r, &base, e) != 0)
			return -1;
		if (base != p.next + i)
			return err_set(e, STATUS_DATA, "base %" PRId64 ", wanted %" PRId64, base,
			    p.next + i);
	}
	return 0;
}

static int
add_topic(struct ledger_txn *t, void *arg, struct err *e)
{
	(void)arg;
	return ledger_topic_add(t, "t", 2, "", 0, 0, e);
}

static void
write_all(struct ledger *l, int32_t partition)
{
	struct err e = ERR_INIT;

	for (int i = 0; i < COMMITS; i++)
		if (ledger_write(l, add, &partition, NULL, &e) != 0) {
			check_fail(__FILE__, __LINE__, "commit %d of partition %d: %s", i,
			    partition, e.msg);
			return;
		}
}

/* What one look at both partitions found. */
struct seen {
	int64_t next[2];
	bool wrong;
};

static int
look(struct ledger_txn *t, void *arg, struct err *e)
{
	struct ledger_range r[2];
	struct seen *s = arg;
	size_t n;

	for (int32_t k = 0; k < 2; k++) {
		struct rec_partition p;

		if (ledger_partition_get(t, TOPIC, k, &p, e) != 0)
			return -1;
		/* Whole commits only, none lost, and the last range is there. */
		s->wrong |= p.next < s->next[k] || p.next % PER_COMMIT != 0;
		s->next[k] = p.next;
		if (p.next == 0)
			continue;
		if (ledger_ranges(t, TOPIC, k, p.next - 1, r, 2, &n, e) != 0)
			return -1;
		s->wrong |= n != 1 || r[0].base != p.next - 1 ||
		    r[0].r.position != FIRST + LENGTH * ((uint64_t)p.next - 1);
	}
	return 0;
}

static void
read_all(struct ledger *l)
{
	struct seen s = { { 0 }, false };
	struct err e = ERR_INIT;

	while (s.next[0] < COMMITS * PER_COMMIT || s.next[1] < COMMITS * PER_COMMIT) {
		if (ledger_read(l, look, &s, &e) != 0) {
			check_fail(__FILE__, __LINE__, "read: %s", e.msg);
			return;
		}
		if (!CHECK(!s.wrong))
			return;
	}
}

/* A process of its own, which fails when a check in it did. */
static pid_t
start(void (*run)(struct ledger *l, int32_t partition), int32_t partition)
{
	pid_t pid = fork();

	if (pid == 0) {
		/* Opened while it is small, and kept over all growth. */
		struct ledger *l = open_ledger();

		/* The reader's end is that of the writers, which may fail. */
		alarm(60);

		if (l != NULL)
			run(l, partition);
		ledger_free(l);
		fflush(stdout);
		_exit(check_failures > 0);
	}
	return pid;
}

static void
reader(struct ledger *l, int32_t partition)
{
	(void)partition;
	read_all(l);
}

TEST(the_map_grows_under_readers_and_writers)
{
	pid_t child[3];
	struct stat st;
	struct seen s = { { 0 }, false };
	struct ledger *l;
	int status;

	enter();
	/* It exists, so that nobody makes it with a larger map. */
	l = open_ledger();
	CHECK_INT(ledger_write(l, add_topic, NULL, NULL, NULL), 0);
	ledger_free(l);
	child[0] = start(reader, 0);
	child[1] = start(write_all, 0);
	child[2] = start(write_all, 1);
	for (int i = 0; i < 3; i++) {
		REQUIRE(child[i] > 0 && waitpid(child[i], &status, 0) == child[i]);
		CHECK_INT(status, 0);
	}
	CHECK(stat(in_dir("ledger/data.mdb"), &st) == 0 && st.st_size > (off_t)(3 * FIRST_MAP));
	/* Who comes later, with the first size in mind, sees all of it. */
	if ((l = open_ledger()) != NULL) {
		CHECK_INT(ledger_read(l, look, &s, NULL), 0);
		CHECK(!s.wrong);
		CHECK_INT(s.next[0], COMMITS * PER_COMMIT);
		CHECK_INT(s.next[1], COMMITS * PER_COMMIT);
		write_all(l, 1);
		CHECK_INT(ledger_read(l, look, &s, NULL), 0);
		CHECK_INT(s.next[1], 2 * COMMITS * PER_COMMIT);
	}
	ledger_free(l);
	leave();
}
