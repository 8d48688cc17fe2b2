/* frames_test.c - frames: whole streams, control messages, failures that travel. */
/* par */
#include "frames_util.h"

#include <fcntl.h>
#include <signal.h>

#include "par/flow.h"

static const char *const good[] = { "good-simple.arrows", "good-nested.arrows",
	"good-empty.arrows", "good-nofields.arrows", "good-v4.arrows", "good-worked.arrows",
	"good-file.arrow", "good-views.arrows", "good-dictionaries.arrows",
	"good-dictionary-replaced.arrows", "good-dictionary-deltas.arrows",
	"good-dictionary-file.arrow", "good-dictionary-file-deltas.arrow" };
#define GOOD (sizeof(good) / sizeof(good[0]))

/* The .txt beside a sample. */
static struct buf
words_of(const char *name)
{
	char file[64];

	(void)snprintf(file, sizeof(file), "%.*s.txt", (int)strcspn(name, "."), name);
	return dump_file(file);
}

TEST(samples_from_files_and_pipes)
{
	size_t i;

	for (i = 0; i < GOOD; i++) {
		struct buf in = dump_file(good[i]), want = words_of(good[i]);
		struct buf text = BUF_INIT;
		struct err e = ERR_INIT;

		if (!CHECK_INT(drain(in.data, in.len, AS_FILE, FRAMES_TRAILER, &text, &e), 0))
			printf("\t%s: %s\n", good[i], e.msg);
		CHECK_MEM(text.data, text.len, want.data, want.len);
		text.len = 0;
		CHECK_INT(drain(in.data, in.len, AS_PIPE, FRAMES_MARKER, &text, &e), 0);
		CHECK_MEM(text.data, text.len, want.data, want.len);
		CHECK_INT(drain(in.data, in.len, AS_PIPE, FRAMES_EOF, NULL, &e), 0);
		/* What other programs write proves nothing on a pipe: not a row is read. */
		CHECK(source_of(in.data, in.len, AS_PIPE, FRAMES_TRAILER, &e) == NULL);
		CHECK_INT(e.status, STATUS_DATA);
		CHECK_HAS(e.msg, "x: a stream of another program");
		CHECK_HAS(e.msg, "--allow-unmarked");
		buf_release(&in);
		buf_release(&want);
		buf_release(&text);
	}
}

/* Polars writes the schema of a file without its size: the footer has it too. */
TEST(schema_in_the_footer_alone)
{
	static const char *const name[] = { "good-file.arrow", "good-dictionary-file.arrow" };
	size_t i, k;

	for (i = 0; i < 2; i++) {
		struct buf b = dump_file(name[i]), want = words_of(name[i]), text = BUF_INIT;
		uint32_t size;
		struct err e = ERR_INIT;

		memcpy(&size, b.data + 12, 4);
		memmove(b.data + 8, b.data + 16, size);
		memset(b.data + 8 + size, 0, 8);
		/* A reference to the root that says little, as theirs does. */
		memcpy(b.data + 8, "\x04\0\0\0", 4);
		if (!CHECK_INT(drain(b.data, b.len, AS_FILE, FRAMES_TRAILER, &text, &e), 0))
			printf("\t%s\n", e.msg);
		CHECK_MEM(text.data, text.len, want.data, want.len);
		CHECK_INT(drain(b.data, b.len, AS_PIPE, FRAMES_MARKER, NULL, &e), -1);
		CHECK_HAS(e.msg, "as Polars writes it, is read as a file");
		for (k = 0; k < b.len; k += 7) {
			CHECK_INT(drain(b.data, k, AS_FILE, FRAMES_TRAILER, NULL, &e), -1);
			CHECK_INT(e.status, STATUS_DATA);
		}
		buf_release(&b);
		buf_release(&want);
		buf_release(&text);
	}
}

/* Reads p and writes it through a sink; returns what that wrote. */
static struct buf
copy(const struct buf *in)
{
	struct source *s = source_of(in->data, in->len, AS_FILE, FRAMES_TRAILER, NULL);
	struct frames_write_conf conf = { .tool = "copy" };
	struct batch_list l = { 0, 0, NULL };
	struct memory_sink m;
	size_t i;

	frames_conf_from(&conf, s);
	m = memory_sink(s->schema, &conf);
	while (source_next(s, &l, NULL, NULL) == 1) {
		for (i = 0; i < l.n; i++)
			put(m.k, l.batch[i]);
		batch_list_release(&l);
	}
	batch_list_release(&l);
	CHECK_INT(m.k->ops->finish(m.k, NULL), 0);
	source_free(s);
	return memory_sink_end(&m);
}

/* text without the batches that have no rows, which are not sent on */
static void
drop_empty(struct buf *text)
{
	static const char none[] = "-- 0 rows\n";
	uint8_t *p;

	while ((p = memmem(text->data, text->len, none, strlen(none))) != NULL) {
		text->len -= strlen(none);
		memmove(p, p + strlen(none), text->len - (size_t)(p - text->data));
	}
}

TEST(samples_through_a_sink)
{
	size_t i;

	for (i = 0; i < GOOD; i++) {
		struct buf in = dump_file(good[i]), want = words_of(good[i]);
		struct buf out = copy(&in), text = BUF_INIT, again;
		struct err e = ERR_INIT;

		drop_empty(&want);
		CHECK_INT(out.len % 64, 8);	/* the marker; all else is padded */
		if (!CHECK_INT(drain(out.data, out.len, AS_PIPE, FRAMES_TRAILER, &text, &e), 0))
			printf("\t%s: %s\n", good[i], e.msg);
		CHECK_MEM(text.data, text.len, want.data, want.len);
		again = copy(&out);
		CHECK_MEM(again.data, again.len, out.data, out.len);
		buf_release(&in);
		buf_release(&want);
		buf_release(&out);
		buf_release(&text);
		buf_release(&again);
	}
}

/*
 * Our own bytes: ours-*.arrows are what the sink made of the samples, read and
 * found right by pyarrow, DuckDB and Polars (tests/interop).  RECORD=1 rewrites.
 */
TEST(golden_bytes)
{
	static const char *const name[] = { "good-simple.arrows", "good-nested.arrows",
	    "good-empty.arrows" };
	size_t i;

	for (i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		struct buf in = dump_file(name[i]), out = copy(&in), want;
		char file[64];

		(void)snprintf(file, sizeof(file), "ours-%s", name[i] + 5);
		if (getenv("RECORD") != NULL)
			dump_record(file, &out);
		want = dump_file(file);
		CHECK_MEM(out.data, out.len, want.data, want.len);
		buf_release(&in);
		buf_release(&out);
		buf_release(&want);
	}
}

TEST(rows_partitions_and_cuts)
{
	const struct frames_write_conf conf = { .tool = "t", .partitions = 9, .group = "g" };
	struct schema *s = pair_schema();
	struct memory_sink m = memory_sink(s, &conf);
	struct batch_list l = { 0, 0, NULL };
	struct batch *b = pair_batch(s, 0, 2 * BATCH_ROWS + 5);
	struct frames_write_conf again = { 0 };
	struct source *in;
	struct buf bytes;

	b->partition = 7;
	put(m.k, b);
	batch_free(b);
	b = pair_batch(s, 1, 2);
	put(m.k, b);
	batch_free(b);
	CHECK_INT(m.k->rows, 2 * BATCH_ROWS + 7);
	CHECK_INT(m.k->batches, 2);
	CHECK_INT(m.k->ops->finish(m.k, NULL), 0);
	bytes = memory_sink_end(&m);

	in = source_of(bytes.data, bytes.len, AS_FILE, FRAMES_TRAILER, NULL);
	REQUIRE(in != NULL);
	CHECK(!in->live && !in->epochs);
	frames_conf_from(&again, in);
	CHECK_INT(again.partitions, 9);
	CHECK_STR(again.group, "g");
	CHECK_INT(source_next(in, &l, NULL, NULL), 1);
	CHECK_INT(l.n, 3);
	CHECK_INT(l.batch[0]->rows, BATCH_ROWS);
	CHECK_INT(l.batch[1]->first, BATCH_ROWS);
	CHECK_INT(l.batch[1]->partition, 7);
	CHECK_INT(((const int64_t *)l.batch[1]->col[0].values)[0], BATCH_ROWS);
	CHECK_INT(l.batch[2]->rows, 5);
	CHECK_INT(source_next(in, &l, NULL, NULL), 1);
	CHECK_INT(l.batch[3]->first, 2 * BATCH_ROWS + 5);
	CHECK_INT(l.batch[3]->partition, -1);
	CHECK_INT(source_next(in, &l, NULL, NULL), 0);
	CHECK_INT(source_next(in, &l, NULL, NULL), 0);
	batch_list_release(&l);
	source_free(in);
	schema_unref(s);
	buf_release(&bytes);
}

/* What the schema of the input said of that stream is not said of ours. */
TEST(metadata_of_the_stream_is_ours)
{
	const struct frames_write_conf conf = { .tool = "t", .live = true };
	struct schema *s = pair_schema();
	struct memory_sink m;
	struct source *in;
	struct buf bytes;

	(void)meta_add(&s->meta, "sluice.group", 12, "g", 1, NULL);
	(void)meta_add(&s->meta, "sluice.live", 11, "1", 1, NULL);
	(void)meta_add(&s->meta, "own", 3, "kept", 4, NULL);
	m = memory_sink(s, &conf);
	CHECK_INT(m.k->ops->finish(m.k, NULL), 0);
	bytes = memory_sink_end(&m);
	in = source_of(bytes.data, bytes.len, AS_PIPE, FRAMES_TRAILER, NULL);
	REQUIRE(in != NULL);
	CHECK_INT(in->schema->meta.n, 3);
	CHECK_STR(meta_get(&in->schema->meta, "own"), "kept");
	CHECK_STR(meta_get(&in->schema->meta, "sluice.trailer"), "1");
	CHECK_STR(meta_get(&in->schema->meta, "sluice.live"), "1");
	source_free(in);
	schema_unref(s);
	buf_release(&bytes);
}

TEST(barriers_keep_their_place)
{
	const struct frames_write_conf conf = { .tool = "t", .epochs = true, .live = true };
	struct schema *s = pair_schema();
	struct memory_sink m = memory_sink(s, &conf);
	struct batch *b;
	struct source *in;
	struct buf bytes, text = BUF_INIT;

	put_epoch(m.k, 0, true);
	b = pair_batch(s, 0, 1);
	put(m.k, b);
	batch_free(b);
	put_epoch(m.k, 1, false);
	CHECK_INT(m.k->batches, 3);
	CHECK_INT(m.k->ops->finish(m.k, NULL), 0);
	bytes = memory_sink_end(&m);
	CHECK_INT(drain(bytes.data, bytes.len, AS_PIPE, FRAMES_TRAILER, &text, NULL), 0);
	CHECK_INT(buf_add(&text, "", 1, NULL), 0);
	CHECK_STR((char *)text.data, "n: bigint not null\ns: string\n"
	    "== barrier 0 0 5 5 foo\n1 0 0 foo bar\n-- 1 rows\n0 \"a\"\n== barrier 1 \n");
	in = source_of(bytes.data, bytes.len, AS_PIPE, FRAMES_TRAILER, NULL);
	REQUIRE(in != NULL);
	CHECK(in->live && in->epochs);
	source_free(in);
	schema_unref(s);
	buf_release(&bytes);
	buf_release(&text);
}

TEST(failure_travels)
{
	static const enum way ways[] = { AS_FILE, AS_PIPE };
	const struct frames_write_conf conf = { .tool = "dfhere" };
	struct err own = ERR_INIT, passed = ERR_INIT, closed = ERR_INIT;
	const struct {
		struct err *why;
		int status;
		const char *tool, *msg;
	} cases[] = {
		{ &own, 2, "dfhere", "upstream dfhere failed with status 2" },
		{ &passed, 3, "kfar", "upstream kfar failed with status 3" }
	};
	struct schema *s = pair_schema();
	struct memory_sink m;
	struct buf bytes;
	size_t i, k;

	err_set(&own, STATUS_USAGE, "no such column");
	err_set(&passed, STATUS_SYSTEM, "upstream");
	passed.flags = ERR_UPSTREAM;
	(void)snprintf(passed.tool, sizeof(passed.tool), "kfar");
	for (i = 0; i < 2; i++) {
		struct batch *b = pair_batch(s, 0, 2);

		m = memory_sink(s, &conf);
		put(m.k, b);
		batch_free(b);
		m.k->ops->fail(m.k, cases[i].why);
		bytes = memory_sink_end(&m);
		for (k = 0; k < 2; k++) {
			struct err e = ERR_INIT;

			CHECK_INT(drain(bytes.data, bytes.len, ways[k], FRAMES_EOF, NULL, &e), -1);
			CHECK_INT(e.status, cases[i].status);
			CHECK_INT(e.flags, ERR_UPSTREAM);
			CHECK_STR(e.tool, cases[i].tool);
			CHECK_STR(e.msg, cases[i].msg);
		}
		buf_release(&bytes);
	}
	/* A reader that closed is told nothing. */
	closed.flags = ERR_CLOSED;
	m = memory_sink(s, &conf);
	m.k->ops->fail(m.k, &closed);
	bytes = memory_sink_end(&m);
	CHECK_INT(drain(bytes.data, bytes.len, AS_PIPE, FRAMES_TRAILER, NULL, &own), -1);
	CHECK_INT(own.flags, 0);
	CHECK_INT(own.status, STATUS_SYSTEM);
	buf_release(&bytes);
	schema_unref(s);
}

/* Writes batches to fd, taken, until that fails; then tells of a failure. */
static void
write_until(int fd, struct err *e)
{
	const struct frames_write_conf conf = { .tool = "t" };
	struct schema *s = pair_schema();
	struct batch *b = pair_batch(s, 0, 60000);
	struct sink *k = frames_sink_new(out_fd(fd, "out", NULL), s, &conf, e);
	int i;

	for (i = 0; k != NULL && i < 10; i++) {
		if (sink_put(k, batch_slice(b, 0, b->rows, NULL), e) != 0)
			break;
	}
	CHECK(k == NULL || i < 10);
	if (k != NULL)
		k->ops->fail(k, e);
	sink_free(k);
	batch_free(b);
	schema_unref(s);
}

TEST(writing_fails)
{
	struct err e = ERR_INIT;
	int fd[2];

	write_until(open("/dev/full", O_WRONLY), &e);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_INT(e.flags, 0);
	err_clear(&e);
	REQUIRE(pipe(fd) == 0);
	(void)close(fd[0]);
	(void)signal(SIGPIPE, SIG_IGN);
	write_until(fd[1], &e);
	CHECK_INT(e.flags, ERR_CLOSED);
}

TEST(failure_after_the_end)
{
	const struct frames_write_conf conf = { .tool = "t" };
	struct schema *s = pair_schema();
	struct memory_sink m = memory_sink(s, &conf);
	struct err e = ERR_INIT;
	struct buf bytes;

	CHECK_INT(m.k->ops->finish(m.k, &e), 0);
	err_set(&e, STATUS_DATA, "too late");
	m.k->ops->fail(m.k, &e);
	bytes = memory_sink_end(&m);
	CHECK_INT(drain(bytes.data, bytes.len, AS_PIPE, FRAMES_TRAILER, NULL, &e), 0);
	buf_release(&bytes);
	schema_unref(s);
}

TEST(failure_before_the_schema)
{
	int fd = memfd_create("fail", MFD_CLOEXEC);
	struct err e = ERR_INIT;
	uint8_t bytes[4096];
	ssize_t n;

	frames_fail(dup(fd), STATUS_USAGE, "dfselect");
	n = pread(fd, bytes, sizeof(bytes), 0);
	(void)close(fd);
	REQUIRE(n > 0);
	/* Told when the source is opened: nobody shall miss a column first. */
	CHECK(source_of(bytes, (size_t)n, AS_PIPE, FRAMES_TRAILER, &e) == NULL);
	CHECK_INT(e.status, STATUS_USAGE);
	CHECK_INT(e.flags, ERR_UPSTREAM);
	CHECK_STR(e.tool, "dfselect");
}

TEST(idle_before_blocking)
{
	struct buf bytes = pair_stream();
	struct batch *b;
	struct source *s;
	struct raw *r;
	struct in *in;
	size_t at[8];
	int fd[2];

	REQUIRE(pipe(fd) == 0);
	/* All but the end marker. */
	CHECK_INT(write(fd[1], bytes.data, bytes.len - 8), (intmax_t)bytes.len - 8);
	in = in_fd(fd[0], "x", true, NULL);
	REQUIRE(in != NULL);
	s = frames_source_new(in, NULL, NULL);
	REQUIRE(s != NULL);
	CHECK_INT(s->ops->next(s, &r, NULL), 1);
	CHECK(!r->idle);
	CHECK_INT(s->ops->decode(s, 0, r, &b, NULL), 1);
	batch_free(b);
	CHECK_INT(s->ops->decode(s, 0, r, &b, NULL), 0);
	source_drop(s, r);
	CHECK_INT(s->ops->next(s, &r, NULL), 1);
	source_drop(s, r);
	CHECK_INT(write(fd[1], ipc_eos, 8), 8);
	CHECK_INT(close(fd[1]), 0);
	CHECK_INT(s->ops->next(s, &r, NULL), 0);
	source_free(s);

	/* The same, but nothing after the first batch yet than the prefix's first half. */
	CHECK_INT(messages(&bytes, at, NULL, 8), 5);
	for (size_t half = 0; half <= 4; half++) {
		REQUIRE(pipe(fd) == 0);
		CHECK_INT(write(fd[1], bytes.data, at[2] + half), (intmax_t)(at[2] + half));
		s = frames_source_new(in_fd(fd[0], "x", true, NULL), NULL, NULL);
		REQUIRE(s != NULL);
		CHECK_INT(s->ops->next(s, &r, NULL), 1);
		CHECK(r->idle);
		source_drop(s, r);
		s->ops->cancel(s);
		CHECK_INT(s->ops->next(s, &r, NULL), -1);
		source_free(s);
		CHECK_INT(close(fd[1]), 0);
	}
	buf_release(&bytes);
}

/* What has been written after each step ends in the first half of a prefix. */
TEST(never_at_a_border)
{
	const struct frames_write_conf conf = { .tool = "t", .epochs = true };
	struct schema *s = pair_schema();
	struct batch *b[] = { NULL, pair_batch(s, 0, 3),
		pair_batch(s, 0, 60000) };
	struct buf whole;

	for (size_t end = 0; end < 2; end++) {
		struct memory_sink m = memory_sink(s, &conf);
		uint8_t tail[8];
		struct err e = ERR_INIT;

		for (size_t i = 0; i <= 3; i++) {
			off_t n = lseek(m.fd, 0, SEEK_END);

			REQUIRE(n > 8 && pread(m.fd, tail, 4, n - 4) == 4);
			CHECK_INT(n % 8, 4);
			CHECK_MEM(tail, 4, ipc_eos, 4);
			if (i == 3)
				break;
			if (b[i] == NULL)
				put_epoch(m.k, 0, false);
			else
				put(m.k, b[i]);
			CHECK_INT(m.k->ops->flush(m.k, NULL), 0);
		}
		err_set(&e, STATUS_DATA, "bad");
		if (end == 0)
			CHECK_INT(m.k->ops->finish(m.k, NULL), 0);
		else
			m.k->ops->fail(m.k, &e);
		whole = memory_sink_end(&m);
		CHECK_MEM(whole.data + whole.len - (end == 0 ? 8 : 4), end == 0 ? 8 : 4, ipc_eos,
		    end == 0 ? 8 : 4);
		CHECK_INT(whole.len % 64, end == 0 ? 8 : 4);
		buf_release(&whole);
	}
	for (size_t i = 0; i < 3; i++)
		batch_free(b[i]);
	schema_unref(s);
}

/* On any number of threads the same bytes come out. */
TEST(through_a_flow)
{
	static const int jobs[] = { 1, 2, 4 };
	const struct frames_write_conf conf = { .tool = "t" };
	struct schema *s = pair_schema();
	struct memory_sink m = memory_sink(s, &conf);
	struct buf bytes, out;
	size_t i;

	for (i = 0; i < 300; i++) {
		struct batch *b = pair_batch(s, (int64_t)i * 100, 1 + (int64_t)i * 7 % 100);

		b->partition = (int32_t)i % 3;
		put(m.k, b);
		batch_free(b);
	}
	CHECK_INT(m.k->ops->finish(m.k, NULL), 0);
	bytes = memory_sink_end(&m);
	for (i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
		struct flow f = { .limit = -1, .jobs = jobs[i] };
		struct err e = ERR_INIT;

		f.line.source = source_of(bytes.data, bytes.len, AS_FILE, FRAMES_TRAILER, NULL);
		REQUIRE(f.line.source != NULL);
		m = memory_sink(f.line.source->schema, &conf);
		f.sink = m.k;
		if (!CHECK_INT(flow_run(&f, &e), 0))
			printf("\t%s\n", e.msg);
		CHECK_INT(m.k->ops->finish(m.k, NULL), 0);
		out = memory_sink_end(&m);
		CHECK_MEM(out.data, out.len, bytes.data, bytes.len);
		buf_release(&out);
		source_free(f.line.source);
	}
	buf_release(&bytes);
	schema_unref(s);
}

/* The first failure in the order of the stream is told, with its place. */
TEST(bad_batch_in_a_flow)
{
	struct buf bytes = pair_stream();
	size_t at[8];
	int jobs;

	CHECK_INT(messages(&bytes, at, NULL, 8), 5);
	/* The second batch, "de": its data lie 64 bytes before the next message. */
	CHECK_MEM(bytes.data + at[3] - 64, 3, "de", 3);
	bytes.data[at[3] - 63] = 0xff;
	for (jobs = 1; jobs < 4; jobs++) {
		struct flow f = { .limit = -1, .jobs = jobs };
		struct err e = ERR_INIT;

		f.line.source = source_of(bytes.data, bytes.len, AS_PIPE, FRAMES_TRAILER, NULL);
		REQUIRE(f.line.source != NULL);
		CHECK_INT(flow_run(&f, &e), -1);
		CHECK_INT(e.status, STATUS_DATA);
		CHECK_HAS(e.msg, "x: row 5: byte ");
		CHECK_HAS(e.msg, ": batch 1: column \"s\": not UTF-8 at byte 0: \"\\xff\"");
		source_free(f.line.source);
	}
	buf_release(&bytes);
}

/* The words of column i alone of the batches of a sample; planned: no other is wanted. */
static struct buf
column_words(const struct buf *in, size_t i, enum way way, bool planned)
{
	struct source *s = source_of(in->data, in->len, way, FRAMES_TRAILER, NULL);
	struct schema *one = schema_new(NULL);
	struct batch_list l = { 0, 0, NULL };
	bool *used = calloc(s->schema->nfield, sizeof(*used));
	struct buf text = BUF_INIT;

	schema_add_field(one, &s->schema->field[i], NULL);
	used[i] = true;
	if (planned)
		CHECK_INT(source_plan(s, &(struct want){ .column = used }, NULL), 0);
	while (source_next(s, &l, NULL, NULL) == 1)
		;
	for (size_t k = 0; k < l.n; k++) {
		struct batch *b = batch_new(one, l.batch[k]->rows, NULL);

		column_share(&b->col[0], &l.batch[k]->col[i], NULL);
		dump_batch(&text, b);
		for (size_t c = 0; c < s->schema->nfield; c++) {
			CHECK_INT(l.batch[k]->col[c].absent, planned && c != i);
			CHECK_INT(l.batch[k]->col[c].rows, l.batch[k]->rows);
		}
		batch_free(b);
	}
	batch_list_release(&l);
	schema_unref(one);
	source_free(s);
	free(used);
	return text;
}

TEST(columns_that_nobody_wants)
{
	size_t columns = 0;

	for (size_t i = 0; i < GOOD; i++) {
		struct buf in = dump_file(good[i]);
		struct source *s = source_of(in.data, in.len, AS_FILE, FRAMES_TRAILER, NULL);
		size_t n = s->schema->nfield;

		source_free(s);
		for (size_t c = 0; c < n; c++, columns++) {
			struct buf whole = column_words(&in, c, AS_FILE, false);

			for (enum way way = AS_FILE; way <= AS_PARTS; way++) {
				struct buf alone = column_words(&in, c, way, true);

				CHECK_MEM(alone.data, alone.len, whole.data, whole.len);
				buf_release(&alone);
			}
			buf_release(&whole);
		}
		buf_release(&in);
	}
	CHECK(columns > 30);
}

TEST(other_batch_than_the_schema)
{
	const struct frames_write_conf conf = { .tool = "t" };
	struct schema *s = pair_schema(), *other = schema_new(NULL);
	struct memory_sink m = memory_sink(s, &conf);
	struct batch *b = batch_new(other, 1, NULL);
	struct err e = ERR_INIT;
	struct chunk *c;
	struct buf bytes;

	CHECK_INT(m.k->ops->encode(m.k, 0, b, &c, &e), -1);
	CHECK_HAS(e.msg, "another schema");
	batch_free(b);
	schema_unref(s);
	schema_unref(other);
	bytes = memory_sink_end(&m);
	buf_release(&bytes);
}
