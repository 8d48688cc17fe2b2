/*
 * local_flip_test.c - a bit of the ledger that a disk turned: the right rows, or an error.
 *
 * A sample of the bits with a seed; every one with make check-all.  Each is
 * tried by a process of its own, which a fault may end as it ends a tool.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scratch.h"

#include "base/hash.h"
#include "cli/signals.h"
#include "log/local_ledger.h"
#include "log/log.h"
#include "log/log_ops.h"
#include "model/builder.h"

#define SAMPLES 500
#define SEED 20240601

/* What a process found; what it prints goes nowhere. */
enum { SAME, REFUSED, WRONG };

static struct log *
open_log(struct err *e)
{
	char brokers[300];
	struct log_conf conf = { .brokers = brokers, .timeout_ms = 5000 };
	struct log *l = NULL;

	snprintf(brokers, sizeof brokers, "file:%s/log", dir);
	return log_open(&l, &conf, e) == 0 ? l : NULL;
}

static int
create(struct log *l, const char *name, int32_t partitions)
{
	const struct log_prop config = { "retention.ms", "100000" };
	struct log_topic_spec spec = { .name = name, .partitions = partitions,
		.replication = -1, .config = &config, .nconfig = 1 };
	bool created;

	return log_create(l, &spec, false, &created, NULL);
}

/* Appends rows "TOPIC FROM" and so on, at times that tell them apart. */
static int
produce(struct log *l, const char *topic, int from, int n)
{
	struct log_producer_conf conf = { .topic = topic, .acks = LOG_ACKS_ALL };
	struct schema *s = schema_new(NULL);
	struct log_producer *p = NULL;
	struct batch_builder bb;
	struct log_columns c;
	struct batch *b;
	char text[32];
	int r;

	schema_add_id(s, "value", TYPE_BINARY, true, NULL);
	schema_add_id(s, "timestamp", TYPE_TIMESTAMP, true, NULL);
	batch_builder_init(&bb, s, NULL);
	for (int i = from; i < from + n; i++) {
		int len = snprintf(text, sizeof text, "%s %d", topic, i);

		builder_bytes(&bb.col[0], text, (size_t)len, NULL);
		builder_i64(&bb.col[1], (1000 + from) * INT64_C(1000), NULL);
	}
	b = batch_builder_finish(&bb, NULL);
	batch_builder_release(&bb);
	r = log_columns_find(s, &c, NULL);
	schema_unref(s);
	if (r == 0 && (r = log_producer_new(l, &conf, &p, NULL)) == 0) {
		r = log_send(p, b, &c, 0, NULL);
		if (r == 0)
			r = log_flush(p, NULL);
	}
	log_producer_free(p);
	batch_free(b);
	return r;
}

static void
add(uint64_t *sum, const void *p, size_t n)
{
	*sum = hash_bytes(p, n, *sum);
}

static void
add_row(uint64_t *sum, const struct batch *b, int64_t i)
{
	size_t n;
	const char *p = column_bytes(&b->col[LOG_VALUE], i, &n);

	add(sum, p, n);
	add(sum, (const int32_t *)b->col[LOG_PARTITION].values + i, 4);
	add(sum, (const int64_t *)b->col[LOG_OFFSET_COL].values + i, 8);
	add(sum, (const int64_t *)b->col[LOG_TIMESTAMP].values + i, 8);
}

static int
read_topic(struct log *l, const char *name, uint64_t *sum)
{
	struct log_read r = { .topic = &name, .ntopic = 1, .limit = -1 };
	struct batch_list list = { 0 };
	struct source *src;
	int got;

	if (log_source_new(l, &r, &src, NULL) != 0)
		return -1;
	while ((got = source_next(src, &list, NULL, NULL)) == 1) {
		for (size_t k = 0; k < list.n; k++)
			for (int64_t i = 0; i < list.batch[k]->rows; i++)
				add_row(sum, list.batch[k], i);
		batch_list_release(&list);
	}
	batch_list_release(&list);
	source_free(src);
	return got;
}

/* A sum of all that a log has: names, configs, records.  0 or -1. */
static int
read_log(struct log *l, uint64_t *sum)
{
	struct log_topics t = { 0 };
	int r = log_describe(l, NULL, 0, true, &t, NULL);

	*sum = t.n;
	for (size_t i = 0; i < t.n && r == 0; i++) {
		add(sum, t.topic[i].name, strlen(t.topic[i].name));
		add(sum, &t.topic[i].npart, sizeof t.topic[i].npart);
		for (size_t k = 0; k < t.topic[i].nconfig; k++)
			add(sum, t.topic[i].config[k], strlen(t.topic[i].config[k]));
		r = read_topic(l, t.topic[i].name, sum);
	}
	log_topics_release(&t);
	return r;
}

/* Several ranges, partitions and topics, one of them deleted; more than one leaf page. */
static int
make_log(void)
{
	struct log *l = open_log(NULL);
	struct log_deleted deleted;
	char name[32];
	int r = l == NULL ? -1 : 0;

	for (int i = 0; i < 3 && r == 0; i++) {
		snprintf(name, sizeof name, "topic%d", i);
		r = create(l, name, i + 1);
		for (int k = 0; k < 12 && r == 0; k++)
			r = produce(l, name, 3 * k, 3);
	}
	if (r == 0)
		r = log_delete(l, "topic1", false, &deleted, NULL);
	if (r == 0)
		r = produce(l, "topic0", 100, 5);
	log_free(l);
	return r;
}

/* What a tool finds; with write it appends something first. */
static int
look(uint64_t want, bool write)
{
	struct log *l = open_log(NULL);
	uint64_t sum;
	int r = l == NULL ? REFUSED : SAME;

	if (r == SAME && write && produce(l, "topic2", 1000, 2) != 0)
		r = REFUSED;
	if (r == SAME)
		r = read_log(l, &sum) != 0 ? REFUSED : sum == want ? SAME : WRONG;
	log_free(l);
	return r;
}

/* The same in a process of its own; -1: it crashed. */
static int
look_apart(uint64_t want, bool write)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDERR_FILENO);
		alarm(20);
		/* As the tools do: a fault ends them with an error. */
		signals_on_lost_map("test", "damaged", log_inside);
		_exit(look(want, write));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status) == STATUS_SYSTEM ? REFUSED : WEXITSTATUS(status);
}

struct tally {
	int64_t n[3], crashed;
};

static void
try_bit(const uint8_t *file, size_t at, int bit, uint64_t want, bool write, struct tally *t)
{
	uint8_t byte = file[at] ^ (uint8_t)(1 << bit);
	int fd, r;

	if (write)
		sh("rm -rf log && cp -r saved log");
	fd = open(in_dir("log/ledger/data.mdb"), O_WRONLY);
	CHECK(fd >= 0 && pwrite(fd, &byte, 1, (off_t)at) == 1);
	r = look_apart(want, write);
	CHECK(pwrite(fd, &file[at], 1, (off_t)at) == 1);
	close(fd);
	if (r < 0)
		t->crashed++;
	else
		t->n[r]++;
	if (r < 0 || r == WRONG)
		check_fail(__FILE__, __LINE__, "bit %d of byte %zu%s: %s", bit, at,
		    write ? ", with a write" : "", r < 0 ? "a crash" : "wrong rows");
}

static uint64_t
next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 33;
}

/*
 * Tries samples of the bits that are not in long runs of zeros, or all of them; with a
 * write, which copies the log each time, more samples.
 */
static void
try_bits(const uint8_t *file, size_t size, uint64_t want, bool write, int samples)
{
	bool all = getenv("SLUICE_TEST_ALL") != NULL;
	struct tally t = { { 0 }, 0 };
	uint64_t state = SEED;
	size_t at, n = 0, *place = calloc(size, sizeof *place);

	REQUIRE(place != NULL);
	for (at = 0; at < size; at++) {
		size_t from = at < 16 ? 0 : at - 16, to = at + 16 < size ? at + 16 : size;
		bool used = false;

		for (; from < to; from++)
			used |= file[from] != 0;
		if (used)
			place[n++] = at;
	}
	if (all && !write) {
		for (at = 0; at < 8 * n; at++)
			try_bit(file, place[at / 8], (int)(at % 8), want, write, &t);
	} else {
		for (int i = 0; i < (all ? 40 * samples : samples); i++) {
			at = next_random(&state) % (8 * n);
			try_bit(file, place[at / 8], (int)(at % 8), want, write, &t);
		}
	}
	printf("%s: %" PRId64 " the same, %" PRId64 " refused, %" PRId64 " wrong, %" PRId64
	    " crashed\n", write ? "written" : "read", t.n[SAME], t.n[REFUSED], t.n[WRONG],
	    t.crashed);
	free(place);
}

TEST(a_bit_of_the_ledger_is_turned)
{
	uint64_t want, after = 0;
	struct log *l;
	struct stat st;
	uint8_t *file;
	int fd;

	enter();
	REQUIRE(make_log() == 0);
	l = open_log(NULL);
	REQUIRE(l != NULL && read_log(l, &want) == 0);
	log_free(l);
	sh("cp -r log saved");
	l = open_log(NULL);
	REQUIRE(l != NULL && produce(l, "topic2", 1000, 2) == 0 && read_log(l, &after) == 0);
	log_free(l);
	sh("rm -rf log && cp -r saved log");
	fd = open(in_dir("log/ledger/data.mdb"), O_RDONLY);
	REQUIRE(fd >= 0 && fstat(fd, &st) == 0);
	file = calloc(1, (size_t)st.st_size);
	REQUIRE(file != NULL && read(fd, file, (size_t)st.st_size) == st.st_size);
	close(fd);
	CHECK_INT(look_apart(want, false), SAME);
	try_bits(file, (size_t)st.st_size, want, false, SAMPLES);
	try_bits(file, (size_t)st.st_size, after, true, SAMPLES / 10);
	free(file);
	leave();
}
