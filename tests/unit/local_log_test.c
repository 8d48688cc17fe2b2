/* local_log_test.c - the local log from inside one process. */
/* par */
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scratch.h"

#include "base/hash.h"
#include "log/local.h"
#include "log/local_fs.h"
#include "log/local_segment.h"
#include "log/log.h"
#include "model/builder.h"

/* -- helpers -- */

static struct log *
open_log(struct err *e)
{
	char brokers[300];
	struct log_conf conf = { .brokers = brokers, .timeout_ms = 5000 };
	struct log *l = NULL;

	snprintf(brokers, sizeof brokers, "file:%s", dir);
	return log_open(&l, &conf, e) == 0 ? l : NULL;
}

static int
create(struct log *l, const char *name, int32_t partitions)
{
	struct log_topic_spec spec = { .name = name, .partitions = partitions,
		.replication = -1 };
	struct err e = ERR_INIT;
	bool created;

	return log_create(l, &spec, false, &created, &e) == 0 ? 0 : e.status;
}

/* Rows with key k<i> (every third without), value v<i>. */
static struct batch *
make_rows(int64_t from, int64_t n, bool keys)
{
	struct schema *s = schema_new(NULL);
	struct batch_builder bb;
	struct batch *b;
	char text[32];
	int64_t i;
	int c = 0, len;

	if (keys)
		schema_add_id(s, "key", TYPE_STRING, true, NULL);
	schema_add_id(s, "value", TYPE_BINARY, true, NULL);
	batch_builder_init(&bb, s, NULL);
	for (i = from; i < from + n; i++) {
		c = 0;
		if (keys) {
			len = snprintf(text, sizeof text, "k%" PRId64, i);
			if (i % 3 == 0)
				builder_null(&bb.col[c++], NULL);
			else
				builder_bytes(&bb.col[c++], text, (size_t)len, NULL);
		}
		len = snprintf(text, sizeof text, "v%" PRId64, i);
		builder_bytes(&bb.col[c], text, (size_t)len, NULL);
	}
	b = batch_builder_finish(&bb, NULL);
	batch_builder_release(&bb);
	schema_unref(s);
	return b;
}

static int
send_rows(struct log_producer *p, int64_t from, int64_t n, bool keys, struct err *e)
{
	struct batch *b = make_rows(from, n, keys);
	struct log_columns c;
	int r = log_columns_find(b->schema, &c, e);

	if (r == 0)
		r = log_send(p, b, &c, from, e);
	batch_free(b);
	return r;
}

/* Produces rows from .. from + n - 1 in one go.  0 or a status. */
static int
produce(struct log *l, const char *topic, int64_t from, int64_t n, bool keys)
{
	struct log_producer_conf conf = { .topic = topic, .acks = LOG_ACKS_ALL };
	struct log_producer *p;
	struct log_counts counts;
	struct err e = ERR_INIT;
	int r;

	if (log_producer_new(l, &conf, &p, &e) != 0)
		return e.status;
	r = send_rows(p, from, n, keys, &e);
	if (r == 0)
		r = log_flush(p, &e);
	log_producer_counts(p, &counts);
	if (r == 0)
		CHECK_INT(counts.acked, n);
	log_producer_free(p);
	return r == 0 ? 0 : e.status;
}

struct seen {
	int64_t rows;
	int64_t sum;			/* of the numbers in values */
	int64_t first, last;		/* their first and last */
	int64_t batches;
	char text[4096];		/* "partition:offset=value ..." of the first ones */
	struct err e;
};

static void
see(struct seen *s, const struct batch *b)
{
	int value = schema_find(b->schema, "value"), part = schema_find(b->schema, "partition");
	int off = schema_find(b->schema, "offset");
	int64_t i, v;
	const char *p;
	size_t n, at;

	s->batches++;
	for (i = 0; i < b->rows; i++) {
		p = column_bytes(&b->col[value], i, &n);
		v = 0;
		CHECK(n > 1 && num_parse_i64(p + 1, n - 1, &v));
		s->first = s->rows == 0 ? v : s->first;
		s->last = v;
		s->sum += v;
		s->rows++;
		at = strlen(s->text);
		if (at + n + 60 < sizeof s->text)
			snprintf(s->text + at, sizeof s->text - at, "%d:%" PRId64 "=%.*s ",
			    ((const int32_t *)b->col[part].values)[i],
			    ((const int64_t *)b->col[off].values)[i], (int)n, p);
	}
}

/* Reads all of r, -1 with s->e filled on failure. */
static int
read_all(struct log *l, const struct log_read *r, struct seen *s)
{
	struct batch_list list = { 0 };
	struct source *src;
	size_t i;
	int got;

	memset(s, 0, sizeof *s);
	if (log_source_new(l, r, &src, &s->e) != 0)
		return -1;
	while ((got = source_next(src, &list, NULL, &s->e)) == 1) {
		for (i = 0; i < list.n; i++)
			see(s, list.batch[i]);
		batch_list_release(&list);
	}
	batch_list_release(&list);
	source_free(src);
	return got;
}

static struct log_read
whole(const char *const *topic)
{
	struct log_read r = { .topic = topic, .ntopic = 1, .limit = -1 };

	return r;
}

static int
count_segments(void)
{
	DIR *d = opendir(in_dir("segments"));
	struct dirent *f;
	int n = 0;

	while (d != NULL && (f = readdir(d)) != NULL)
		n += strstr(f->d_name, ".seg") != NULL;
	if (d != NULL)
		closedir(d);
	return n;
}

/* -- topics -- */

TEST(topics_come_and_go)
{
	struct log_deleted gone;
	const char *foo[] = { "foo" };
	struct log_read r = whole(foo);
	struct log_topics t;
	struct err e = ERR_INIT;
	struct seen s;
	struct log *l;

	enter();
	l = open_log(&e);
	REQUIRE(l != NULL);
	CHECK_STR(log_kind(l), "local");
	CHECK_INT(create(l, "foo", 2), 0);
	CHECK_INT(create(l, "foo", 2), STATUS_DATA);
	CHECK_INT(create(l, "bar", -1), 0);
	CHECK_INT(create(l, "no/slash", -1), STATUS_USAGE);
	CHECK_INT(create(l, "huge", 1000000000), STATUS_DATA);
	CHECK_INT(log_describe(l, NULL, 0, true, &t, &e), 0);
	CHECK_INT(t.n, 2);
	CHECK_STR(t.topic[0].name, "bar");
	CHECK_INT(t.topic[0].npart, 1);
	CHECK_INT(t.topic[1].npart, 2);
	CHECK_INT(t.topic[1].part[1].leader, 1);
	log_topics_release(&t);
	CHECK_INT(log_describe(l, (const char *const[]){ "foa" }, 1, true, &t, &e), -1);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_HAS(e.msg, "no such topic: foa (near: \"foo\"");
	CHECK_INT(produce(l, "foo", 0, 10, false), 0);
	CHECK_INT(count_segments(), 1);
	CHECK_INT(log_delete(l, "foo", false, &gone, &e), 0);
	CHECK_INT(count_segments(), 0);
	CHECK_INT(log_delete(l, "foo", false, &gone, &e), -1);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_INT(create(l, "foo", 1), 0);
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_INT(s.rows, 0);
	log_free(l);
	leave();
}

TEST(configs_are_checked)
{
	const struct log_prop good[] = { { "retention.ms", "5" },
		{ "cleanup.policy", "compact,delete" } };
	const struct log_prop bad[] = { { "retention.ms", "x" } },
	    unknown[] = { { "retention", "1" } };
	struct log_topic_spec spec = { .name = "t", .partitions = -1, .replication = 1,
		.config = good, .nconfig = 2 };
	struct err e = ERR_INIT;
	struct log_topics t;
	bool created;
	struct log *l;

	enter();
	l = open_log(&e);
	REQUIRE(l != NULL);
	CHECK_INT(log_create(l, &spec, false, &created, &e), 0);
	CHECK_INT(log_describe(l, (const char *const[]){ "t" }, 1, true, &t, &e), 0);
	CHECK_INT(t.topic[0].nconfig, 2);
	CHECK_STR(t.topic[0].config[0], "cleanup.policy=compact,delete");
	CHECK_STR(t.topic[0].config[1], "retention.ms=5");
	log_topics_release(&t);
	spec.name = "u";
	spec.nconfig = 1;
	spec.config = bad;
	CHECK_INT(log_create(l, &spec, false, &created, &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	spec.config = unknown;
	CHECK_INT(log_create(l, &spec, false, &created, &e), -1);
	CHECK_HAS(e.msg, "topic u: unknown topic config \"retention\"");
	spec.nconfig = 0;
	spec.replication = 2;
	CHECK_INT(log_create(l, &spec, false, &created, &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	log_free(l);
	leave();
}

/* -- records -- */

TEST(rows_come_back)
{
	const char *foo[] = { "foo" };
	struct log_read r = whole(foo);
	struct err e = ERR_INIT;
	struct seen s;
	struct log *l;

	enter();
	l = open_log(&e);
	REQUIRE(l != NULL);
	CHECK_INT(create(l, "foo", 1), 0);
	CHECK_INT(produce(l, "foo", 0, 3, true), 0);
	CHECK_INT(produce(l, "foo", 3, 1, false), 0);
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_STR(s.text, "0:0=v0 0:1=v1 0:2=v2 0:3=v3 ");
	CHECK_INT(s.batches, 1);
	/* A flood: straight from the batch, cut at 64 Ki rows. */
	CHECK_INT(produce(l, "foo", 4, 200000, false), 0);
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_INT(s.rows, 200004);
	CHECK_INT(s.sum, 200003ll * 200004 / 2);
	CHECK_INT(s.last, 200003);
	CHECK(s.batches >= 4 && s.batches <= 8);
	CHECK_INT(count_segments(), 1);
	log_free(l);
	leave();
}

TEST(points)
{
	const char *foo[] = { "foo" };
	struct log_point from[2] = { { LOG_OFFSET, 3, -1 } }, to = { LOG_OFFSET, 5, -1 };
	struct log_read r = whole(foo);
	struct err e = ERR_INIT;
	struct seen s;
	struct log *l;
	int i;

	enter();
	l = open_log(&e);
	REQUIRE(l != NULL);
	CHECK_INT(create(l, "foo", 1), 0);
	for (i = 0; i < 5; i++)
		CHECK_INT(produce(l, "foo", 2 * i, 2, false), 0);
	r.from = from;
	r.nfrom = 1;
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_INT(s.rows, 7);
	CHECK_INT(s.first, 3);
	r.to = &to;
	r.nto = 1;
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_STR(s.text, "0:3=v3 0:4=v4 ");
	r.limit = 1;
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_STR(s.text, "0:3=v3 ");
	r.limit = -1;
	from[0] = (struct log_point){ LOG_TAIL, 2, -1 };
	r.nto = 0;
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_STR(s.text, "0:8=v8 0:9=v9 ");
	from[0] = (struct log_point){ LOG_LATEST, 0, -1 };
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_INT(s.rows, 0);
	from[0] = (struct log_point){ LOG_TIME, 0, -1 };
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_INT(s.rows, 10);
	from[0] = (struct log_point){ LOG_TIME, INT64_MAX, -1 };
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_INT(s.rows, 0);
	from[0] = (struct log_point){ LOG_OFFSET, 11, -1 };
	CHECK_INT(read_all(l, &r, &s), -1);
	CHECK_HAS(s.e.msg, "topic foo partition 0: offset 11 is out of range: it has 0 up to 10");
	from[0] = (struct log_point){ LOG_OFFSET, 0, 4 };
	CHECK_INT(read_all(l, &r, &s), -1);
	CHECK_HAS(s.e.msg, "topic foo has no partition 4 (it has 1)");
	log_free(l);
	leave();
}

TEST(keys_choose_partitions)
{
	const char *foo[] = { "foo" };
	struct log_read r = whole(foo);
	struct log_producer_conf conf = { .topic = "foo", .acks = LOG_ACKS_ALL };
	struct batch_list list = { 0 };
	struct log_producer *p;
	struct source *src;
	struct err e = ERR_INIT;
	struct log *l;
	int64_t i, rows = 0;
	size_t k, n;

	enter();
	l = open_log(&e);
	REQUIRE(l != NULL);
	CHECK_INT(create(l, "foo", 5), 0);
	CHECK_INT(log_producer_new(l, &conf, &p, &e), 0);
	for (i = 0; i < 100; i++)
		CHECK_INT(send_rows(p, i * 100, 100, true, &e), 0);
	CHECK_INT(log_flush(p, &e), 0);
	log_producer_free(p);
	CHECK_INT(log_source_new(l, &r, &src, &e), 0);
	while (source_next(src, &list, NULL, &e) == 1)
		;
	for (k = 0; k < list.n; k++) {
		struct batch *b = list.batch[k];

		CHECK_INT(b->partition, ((const int32_t *)b->col[LOG_PARTITION].values)[0]);
		for (i = 0; i < b->rows; i++, rows++) {
			const char *key = column_bytes(&b->col[LOG_KEY], i, &n);

			if (!column_is_null(&b->col[LOG_KEY], i) &&
			    hash_kafka_partition(key, n, 5) != b->partition)
				check_fail(__FILE__, __LINE__, "key %.*s in partition %d",
				    (int)n, key, b->partition);
		}
	}
	CHECK_INT(rows, 10000);
	batch_list_release(&list);
	source_free(src);
	log_free(l);
	leave();
}

static int64_t acks_seen, acks_sum;

static int
on_acks(void *arg, const struct log_ack *a, size_t n, struct err *e)
{
	size_t i;

	(void)arg;
	(void)e;
	for (i = 0; i < n; i++) {
		acks_seen++;
		acks_sum += a[i].input - a[i].offset;
		CHECK_STR(a[i].topic, "foo");
	}
	return 0;
}

TEST(acks_name_every_record)
{
	struct log_producer_conf conf = { .topic = "foo", .acks = LOG_ACKS_ALL,
		.acked = on_acks };
	struct log_producer *p;
	struct log_counts counts;
	struct err e = ERR_INIT;
	struct log *l;

	acks_seen = acks_sum = 0;
	enter();
	l = open_log(&e);
	REQUIRE(l != NULL);
	CHECK_INT(create(l, "foo", 1), 0);
	CHECK_INT(log_producer_new(l, &conf, &p, &e), 0);
	CHECK_INT(send_rows(p, 0, 1000, true, &e), 0);
	CHECK_INT(send_rows(p, 1000, 9000, false, &e), 0);
	log_producer_counts(p, &counts);
	CHECK_INT(counts.acked, 0);
	CHECK_INT(counts.not_sent, 10000);
	CHECK_INT(counts.first, 0);
	CHECK_INT(log_flush(p, &e), 0);
	CHECK_INT(acks_seen, 10000);
	CHECK_INT(acks_sum, 0);
	/* What was not flushed is not there. */
	CHECK_INT(send_rows(p, 10000, 5, false, &e), 0);
	log_producer_counts(p, &counts);
	CHECK_INT(counts.acked, 10000);
	CHECK_INT(counts.first, 10000);
	log_producer_free(p);
	log_free(l);
	leave();
}

TEST(deleted_while_open)
{
	struct log_deleted gone;
	struct log_producer_conf conf = { .topic = "foo", .acks = LOG_ACKS_ALL };
	const char *foo[] = { "foo" };
	struct log_read r = whole(foo);
	struct batch_list list = { 0 };
	struct log_producer *p;
	struct log_counts counts;
	struct source *src;
	struct err e = ERR_INIT;
	struct log *l;

	enter();
	l = open_log(&e);
	REQUIRE(l != NULL);
	CHECK_INT(create(l, "foo", 1), 0);
	CHECK_INT(produce(l, "foo", 0, 10, false), 0);
	CHECK_INT(log_source_new(l, &r, &src, &e), 0);
	CHECK_INT(log_producer_new(l, &conf, &p, &e), 0);
	CHECK_INT(send_rows(p, 0, 10, false, &e), 0);
	CHECK_INT(log_delete(l, "foo", false, &gone, &e), 0);
	CHECK_INT(create(l, "foo", 1), 0);
	CHECK_INT(log_flush(p, &e), -1);
	CHECK_HAS(e.msg, "topic foo was deleted meanwhile");
	log_producer_counts(p, &counts);
	CHECK_INT(counts.not_sent, 10);
	log_producer_free(p);
	CHECK_INT(source_next(src, &list, NULL, &e), -1);
	CHECK_HAS(e.msg, "topic foo was deleted while it was read");
	source_free(src);
	batch_list_release(&list);
	log_free(l);
	leave();
}

/* -- damage -- */

static void
one_segment(char *path, size_t n)
{
	DIR *d = opendir(in_dir("segments"));
	struct dirent *f;

	while (d != NULL && (f = readdir(d)) != NULL)
		if (strstr(f->d_name, ".seg") != NULL)
			snprintf(path, n, "%s/segments/%s", dir, f->d_name);
	if (d != NULL)
		closedir(d);
}

static void
poke(const char *path, off_t at)
{
	int fd = open(path, O_RDWR);
	char c = 0;

	if (fd < 0 || pread(fd, &c, 1, at) != 1)
		abort();
	c ^= 0x40;
	if (pwrite(fd, &c, 1, at) != 1)
		abort();
	close(fd);
}

TEST(damage_is_named)
{
	const char *foo[] = { "foo" };
	struct log_read r = whole(foo);
	struct err e = ERR_INIT;
	char path[700] = "";
	struct stat st;
	struct seen s;
	struct log *l;
	off_t at;

	enter();
	l = open_log(&e);
	REQUIRE(l != NULL);
	CHECK_INT(create(l, "foo", 1), 0);
	CHECK_INT(produce(l, "foo", 0, 100, true), 0);
	one_segment(path, sizeof path);
	REQUIRE(stat(path, &st) == 0);
	/* Every byte counts. */
	for (at = 64; at < st.st_size; at++) {
		poke(path, at);
		if (read_all(l, &r, &s) != -1 || s.e.status != STATUS_DATA)
			check_fail(__FILE__, __LINE__, "byte %d goes unnoticed", (int)at);
		poke(path, at);
	}
	CHECK_HAS(s.e.msg, "topic foo partition 0 offset 0: ");
	CHECK_HAS(s.e.msg, path);
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_INT(truncate(path, st.st_size - 1), 0);
	CHECK_INT(read_all(l, &r, &s), -1);
	CHECK_HAS(s.e.msg, "the file is too short");
	CHECK_INT(unlink(path), 0);
	CHECK_INT(read_all(l, &r, &s), -1);
	CHECK_HAS(s.e.msg, path);
	CHECK_HAS(s.e.msg, "No such file");
	/* And yet one can go on. */
	CHECK_INT(produce(l, "foo", 100, 100, true), 0);
	log_free(l);
	leave();
}

/* -- following -- */

static void *
stop_later(void *arg)
{
	struct source *s = arg;

	usleep(50000);
	s->ops->stop(s);
	return NULL;
}

/* Takes ep, which is the epoch of that number, read up to there in partitions 0 and 1. */
static void
check_epoch(struct epoch *ep, int64_t number, int64_t next0, int64_t next1)
{
	const int64_t next[] = { next0, next1 };

	if (!CHECK(ep != NULL))
		return;
	CHECK_INT(ep->number, number);
	if (CHECK_INT(ep->n, 2))
		for (int i = 0; i < 2; i++) {
			CHECK_STR(ep->offset[i].topic, "foo");
			CHECK_INT(ep->offset[i].partition, i);
			CHECK_INT(ep->offset[i].from, 0);
			CHECK_INT(ep->offset[i].next, next[i]);
		}
	epoch_free(ep);
}

TEST(following_cuts_epochs)
{
	struct epoch *first = NULL, *last = NULL;
	const char *foo[] = { "foo" };
	struct log_read r = whole(foo);
	struct batch_list list = { 0 };
	struct source *src;
	struct err e = ERR_INIT;
	struct log *l;
	pthread_t t;

	enter();
	l = open_log(&e);
	REQUIRE(l != NULL);
	CHECK_INT(create(l, "foo", 2), 0);
	CHECK_INT(produce(l, "foo", 0, 3, false), 0);
	r.follow = true;
	r.epoch_ms = 100000;
	CHECK_INT(log_source_new(l, &r, &src, &e), 0);
	CHECK(src->live && src->epochs);
	CHECK_INT(src->partitions, 0);
	CHECK_INT(source_next(src, &list, &first, &e), 1);
	CHECK_INT(source_next(src, &list, NULL, &e), 1);
	CHECK_INT(produce(l, "foo", 3, 4, false), 0);
	CHECK_INT(source_next(src, &list, NULL, &e), 1);
	/* Nothing more: it waits until it is stopped, then cuts a last barrier. */
	pthread_create(&t, NULL, stop_later, src);
	CHECK_INT(source_next(src, &list, &last, &e), 1);
	pthread_join(t, NULL);
	CHECK_INT(source_next(src, &list, NULL, &e), 0);
	REQUIRE(list.n == 2);
	check_epoch(first, 0, 0, 0);
	CHECK_INT(list.batch[0]->rows, 3);
	CHECK_INT(list.batch[1]->rows, 4);
	CHECK_INT(list.batch[1]->partition, 1);
	check_epoch(last, 1, 3, 4);
	source_free(src);
	batch_list_release(&list);
	log_free(l);
	leave();
}

/* -- several processes -- */

static pid_t
fork_producer(int number, int runs, int rows)
{
	pid_t pid = fork();
	struct err e = ERR_INIT;
	struct log *l;
	int i, bad = 0;

	if (pid != 0)
		return pid;
	for (i = 0; i < runs && !bad; i++) {
		l = open_log(&e);
		bad = l == NULL || produce(l, "foo", (int64_t)number * 1000000 + i * rows, rows,
		    true) != 0;
		log_free(l);
	}
	_exit(bad);
}

TEST(processes_share_segments)
{
	const char *foo[] = { "foo" };
	struct log_read r = whole(foo);
	struct err e = ERR_INIT;
	struct log *l;
	struct seen s;
	pid_t pid[3];
	int i, status;

	enter();
	l = open_log(&e);
	REQUIRE(l != NULL);
	CHECK_INT(create(l, "foo", 1), 0);
	log_free(l);
	for (i = 0; i < 3; i++)
		pid[i] = fork_producer(i, 20, 10);
	for (i = 0; i < 3; i++) {
		CHECK_INT(waitpid(pid[i], &status, 0), pid[i]);
		CHECK_INT(status, 0);
	}
	l = open_log(&e);
	REQUIRE(l != NULL);
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_INT(s.rows, 600);
	CHECK_INT(s.sum, 200ll * 3000000 + 3 * 199 * 100);
	CHECK(count_segments() <= 3);
	log_free(l);
	leave();
}

TEST(garbage_is_cut_off)
{
	const char *foo[] = { "foo" };
	struct log_read r = whole(foo);
	struct err e = ERR_INIT;
	char path[700] = "", junk[1000] = "junk";
	struct stat before, after;
	struct log *l;
	struct seen s;
	int fd;

	enter();
	l = open_log(&e);
	REQUIRE(l != NULL);
	CHECK_INT(create(l, "foo", 1), 0);
	CHECK_INT(produce(l, "foo", 0, 1, false), 0);
	one_segment(path, sizeof path);
	REQUIRE(stat(path, &before) == 0);
	fd = open(path, O_WRONLY | O_APPEND);
	REQUIRE(fd >= 0 && write(fd, junk, sizeof junk) == sizeof junk);
	close(fd);
	CHECK_INT(produce(l, "foo", 1, 1, false), 0);
	REQUIRE(stat(path, &after) == 0);
	CHECK_INT(after.st_size - before.st_size, before.st_size - 64);
	CHECK_INT(read_all(l, &r, &s), 0);
	CHECK_INT(s.rows, 2);
	log_free(l);
	leave();
}

/* -- where it may live -- */

TEST(network_file_systems)
{
	CHECK_STR(local_fs_refused(0x6969, ""), "NFS");
	CHECK_STR(local_fs_refused((long)(int)0xff534d42, ""), "CIFS");
	CHECK_STR(local_fs_refused(0x65735546, "sshfs"), "sshfs");
	CHECK(local_fs_refused(0x65735546, "fuse-overlayfs") == NULL);
	CHECK(local_fs_refused(0x65735546, "") == NULL);
	CHECK(local_fs_refused(0xef53, "") == NULL);
	CHECK(local_fs_refused(0x01021994, "") == NULL);
}
