/* frames_bad_test.c - streams that are cut, corrupt, or say what is not so. */
#include "frames_util.h"

#include <sys/resource.h>

/* Reads the first n bytes in the given way; checks that this fails with status. */
static void
must_fail(const uint8_t *p, size_t n, enum way way, enum frames_end end, int status,
    const char *says)
{
	struct err e = ERR_INIT;
	bool ok;

	ok = CHECK_INT(drain(p, n, way, end, NULL, &e), -1);
	ok = CHECK_INT(e.status, status) && ok;
	ok = CHECK_INT(e.flags, 0) && ok;
	/* Where decode() fails, flow puts the name. */
	ok = CHECK(strncmp(e.msg, "x: ", 3) == 0 || strncmp(e.msg, "byte ", 5) == 0) && ok;
	if (says != NULL)
		ok = CHECK_HAS(e.msg, says) && ok;
	if (!ok)
		printf("\t%zu bytes, %s: %s\n", n, way != AS_PIPE ? "file" : "pipe", e.msg);
}

TEST(cut_at_every_byte)
{
	struct buf b = pair_stream();
	size_t at[8], n = messages(&b, at, NULL, 8), i, k;
	bool boundary;

	REQUIRE(n == 5);
	for (i = 0; i < b.len; i++) {
		must_fail(b.data, i, AS_FILE, FRAMES_TRAILER, STATUS_DATA, NULL);
		must_fail(b.data, i, AS_PARTS, FRAMES_TRAILER, STATUS_DATA, NULL);
		must_fail(b.data, i, AS_UNREAD, FRAMES_TRAILER, STATUS_DATA, NULL);
		must_fail(b.data, i, AS_PIPE, FRAMES_TRAILER, STATUS_SYSTEM, NULL);
		must_fail(b.data, i, AS_PIPE, FRAMES_MARKER, STATUS_SYSTEM, NULL);
		/*
		 * Allowed to stop anywhere, it may still not stop inside a message.  The
		 * first half of the next prefix belongs to the message before.
		 */
		for (boundary = false, k = 1; k < n; k++)
			boundary |= at[k] == i || at[k] + 4 == i;
		if (boundary) {
			CHECK_INT(drain(b.data, i, AS_PIPE, FRAMES_EOF, NULL, NULL), 0);
			CHECK_INT(drain(b.data, i, AS_FILE, FRAMES_EOF, NULL, NULL), 0);
		} else {
			must_fail(b.data, i, AS_FILE, FRAMES_EOF, STATUS_DATA, NULL);
			must_fail(b.data, i, AS_PIPE, FRAMES_EOF, STATUS_SYSTEM, NULL);
		}
	}
	CHECK_INT(drain(b.data, b.len, AS_PIPE, FRAMES_TRAILER, NULL, NULL), 0);
	buf_release(&b);
}

TEST(file_format_cut_at_every_byte)
{
	struct buf b = dump_file("good-file.arrow");
	size_t i;

	for (i = 0; i < b.len; i++) {
		must_fail(b.data, i, AS_FILE, FRAMES_TRAILER, STATUS_DATA, NULL);
		must_fail(b.data, i, AS_PARTS, FRAMES_TRAILER, STATUS_DATA, NULL);
		must_fail(b.data, i, AS_UNREAD, FRAMES_TRAILER, STATUS_DATA, NULL);
	}
	buf_release(&b);
}

/* What a footer lists: its dictionaries or its batches; -1 where it cannot be read. */
static int64_t
listed(const uint8_t *footer, uint32_t size, bool dictionaries)
{
	struct ipc_footer f;

	if (ipc_footer_read(footer, size, &f, NULL) != 0)
		return -1;
	return dictionaries ? f.dictionaries : f.batches;
}

/* The footer of a sample, which lists n of them, is refused where it lists one less. */
static void
footer_lists_less(const char *name, bool dictionaries, uint32_t n, const char *says)
{
	struct buf b = dump_file(name);
	uint32_t size, less = n - 1, v;
	uint8_t *footer;
	size_t i;

	memcpy(&size, b.data + b.len - 10, 4);
	footer = b.data + b.len - 10 - size;
	CHECK_INT(listed(footer, size, dictionaries), n);
	for (i = 0; i + 4 <= size; i += 4) {
		memcpy(&v, footer + i, 4);
		if (v != n)
			continue;
		memcpy(footer + i, &less, 4);
		if (listed(footer, size, dictionaries) == less)
			break;
		memcpy(footer + i, &n, 4);
	}
	CHECK_INT(listed(footer, size, dictionaries), less);
	must_fail(b.data, b.len, AS_PIPE, FRAMES_MARKER, STATUS_DATA, says);
	CHECK_INT(drain(b.data, b.len, AS_FILE, FRAMES_TRAILER, NULL, NULL), -1);
	/* A footer longer than the file. */
	size = (uint32_t)b.len;
	memcpy(b.data + b.len - 10, &size, 4);
	must_fail(b.data, b.len, AS_FILE, FRAMES_TRAILER, STATUS_DATA, "impossible size");
	buf_release(&b);
}

TEST(footer_that_disagrees)
{
	footer_lists_less("good-file.arrow", false, 2,
	    "the footer lists 1 batches, but the file has 2");
	footer_lists_less("good-dictionary-file-deltas.arrow", true, 40,
	    "the footer lists 39 dictionaries, but the file has 40");
}

TEST(bodies_have_a_limit)
{
	const struct frames_read_conf conf = { .body_max = 191 };
	struct buf b = pair_stream();
	struct err e = ERR_INIT;
	struct source *s;
	struct raw *r;
	struct in *in;

	in = in_fd(fd_of(b.data, b.len, AS_FILE), "x", true, NULL);
	s = frames_source_new(in, &conf, &e);
	REQUIRE(s != NULL);
	CHECK_INT(s->ops->next(s, &r, &e), -1);
	CHECK_HAS(e.msg, "batch 0: a message of 192 bytes: up to 191 are read");
	source_free(s);
	buf_release(&b);
}

TEST(worked_stream_cut_at_every_byte)
{
	struct buf b = dump_file("good-worked.arrows");
	size_t i;

	for (i = 0; i < b.len; i++) {
		must_fail(b.data, i, AS_FILE, FRAMES_MARKER, STATUS_DATA, NULL);
		must_fail(b.data, i, AS_PIPE, FRAMES_MARKER, STATUS_SYSTEM, NULL);
	}
	buf_release(&b);
}

TEST(more_after_the_end)
{
	struct buf b = pair_stream();
	size_t n = b.len;

	CHECK_INT(buf_add(&b, "\n", 1, NULL), 0);
	must_fail(b.data, b.len, AS_PIPE, FRAMES_TRAILER, STATUS_DATA, "after the end");
	must_fail(b.data, b.len, AS_FILE, FRAMES_EOF, STATUS_DATA, "after the end");
	/* Two streams one after the other. */
	b.len = n;
	CHECK_INT(buf_reserve(&b, n, NULL), 0);
	CHECK_INT(buf_add(&b, b.data, n, NULL), 0);
	must_fail(b.data, b.len, AS_FILE, FRAMES_TRAILER, STATUS_DATA, "after the end");
	buf_release(&b);
}

/* Every number of 4 or 8 bytes in the worked stream that says how much or where. */
TEST(numbers_that_lie)
{
	static const struct {
		size_t at, size;
		const char *what;
	} number[] = {
		{ 0x04, 4, "size of the schema" }, { 0x10c, 4, "size of the metadata" },
		{ 0x20, 8, "body of the schema" }, { 0x130, 8, "body of the batch" },
		{ 0x158, 8, "rows" }, { 0x170, 8, "values of id" }, { 0x180, 8, "values of name" },
		{ 0x178, 8, "nulls of id" }, { 0x188, 8, "nulls of name" },
		{ 0x1b0, 8, "length of id" }, { 0x1b8, 8, "offset of validity" },
		{ 0x1c0, 8, "length of validity" }, { 0x1c8, 8, "offset of offsets" },
		{ 0x1d0, 8, "length of offsets" }, { 0x1d8, 8, "offset of data" },
		{ 0x1e0, 8, "length of data" }, { 0x48, 4, "number of fields" },
		{ 0x16c, 4, "number of nodes" }, { 0x194, 4, "number of buffers" },
		{ 0x08, 4, "root" }, { 0x110, 4, "root of the batch" },
		{ 0x18, 4, "vtable" }, { 0x28, 4, "header" }, { 0x138, 4, "header of the batch" },
		{ 0x150, 4, "vtable of the rows" }, { 0x160, 4, "nodes" },
		{ 0x164, 4, "buffers" }, { 0x238, 4, "offset 0" }, { 0x23c, 4, "offset 1" },
		{ 0x240, 4, "offset 2" }, { 0x244, 4, "offset 3" }
	};
	static const int64_t lie[] = { -1, INT64_MIN, INT64_MAX, INT32_MIN, INT32_MAX,
		INT64_C(1) << 40, 1000000 };
	struct buf good = dump_file("good-worked.arrows"), b = BUF_INIT;
	size_t i, k;

	CHECK_INT(drain(good.data, good.len, AS_FILE, FRAMES_TRAILER, NULL, NULL), 0);
	for (i = 0; i < sizeof(number) / sizeof(number[0]); i++) {
		for (k = 0; k < sizeof(lie) / sizeof(lie[0]); k++) {
			/* The low half of these is no lie. */
			if (number[i].size == 4 && (int32_t)lie[k] == 0)
				continue;
			b.len = 0;
			CHECK_INT(buf_add(&b, good.data, good.len, NULL), 0);
			memcpy(b.data + number[i].at, &lie[k], number[i].size);
			if (!CHECK_INT(drain(b.data, b.len, AS_FILE, FRAMES_TRAILER, NULL, NULL), -1))
				printf("\t%s: %" PRId64 "\n", number[i].what, lie[k]);
			must_fail(b.data, b.len, AS_FILE, FRAMES_TRAILER, STATUS_DATA, NULL);
			CHECK_INT(drain(b.data, b.len, AS_PIPE, FRAMES_MARKER, NULL, NULL), -1);
		}
	}
	buf_release(&good);
	buf_release(&b);
}

/* Every byte of small streams changed in several ways: an answer or an error, no more. */
TEST(every_byte_corrupted)
{
	static const char *const name[] = { "good-worked.arrows", "good-nested.arrows",
	    "good-file.arrow", "ours-nested.arrows" };
	static const uint8_t flip[] = { 0x01, 0x80, 0xff, 0x04 };
	size_t s, i, k, refused = 0, all = 0;

	for (s = 0; s < sizeof(name) / sizeof(name[0]); s++) {
		struct buf b = dump_file(name[s]);

		for (i = 0; i < b.len; i++) {
			for (k = 0; k < sizeof(flip); k++, all++) {
				b.data[i] ^= flip[k];
				if (drain(b.data, b.len, AS_FILE, FRAMES_TRAILER, NULL, NULL) != 0)
					refused++;
				b.data[i] ^= flip[k];
			}
		}
		buf_release(&b);
	}
	/* Names, values and padding may change unnoticed; structure may not. */
	CHECK(refused > all / 4);
	CHECK(refused < all);
}

/* Replaces the only place of from by to, of the same length. */
static bool
replace(struct buf *b, const char *from, const char *to)
{
	uint8_t *p = memmem(b->data, b->len, from, strlen(from));

	if (p == NULL || strlen(from) != strlen(to))
		return false;
	memcpy(p, to, strlen(to));
	return true;
}

TEST(counts_that_disagree)
{
	static const struct {
		const char *to, *says;
	} cases[] = {
		{ "6 2", "counts 6 rows in 2 batches, but 5 rows in 2 came" },
		{ "4 2", "counts 4 rows" }, { "5 1", "in 1 batches" }, { "5 3", "in 3 batches" },
		{ "5  ", "bad sluice.end: \"5  \"" }, { " 52", "bad sluice.end" },
		{ "5 x", "bad sluice.end" }, { "-5 ", "bad sluice.end" }, { "5\t2", "bad sluice.end" }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = pair_stream();

		REQUIRE(replace(&b, "5 2", cases[i].to));
		must_fail(b.data, b.len, AS_PIPE, FRAMES_TRAILER, STATUS_DATA, cases[i].says);
		must_fail(b.data, b.len, AS_FILE, FRAMES_EOF, STATUS_DATA, cases[i].says);
		buf_release(&b);
	}
}

/* Joins parts of a stream, given by the numbers of its messages. */
static struct buf
rearranged(const char *order)
{
	struct buf b = pair_stream(), out = BUF_INIT;
	size_t at[8], n = messages(&b, at, NULL, 8), k;

	at[n] = b.len;
	for (; *order != '\0'; order++) {
		k = (size_t)(*order - '0');
		CHECK_INT(buf_add(&out, b.data + at[k], at[k + 1] - at[k], NULL), 0);
	}
	buf_release(&b);
	return out;
}

TEST(messages_out_of_place)
{
	/* 0 schema, 1 and 2 batches, 3 trailer, 4 marker */
	static const struct {
		const char *order, *says;
	} cases[] = {
		{ "1234", "schema: the stream does not begin with a schema" },
		{ "00", "batch 0: a second schema" }, { "0124", NULL },
		{ "0134", "the trailer counts" }, { "01234", NULL },
		{ "012334", "a message after the trailer" }, { "01231", "a message after the trailer" },
		{ "01223", "the trailer counts" }, { "034", "the trailer counts" },
		{ "4", "before its schema" }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = rearranged(cases[i].order);

		if (cases[i].says != NULL)
			must_fail(b.data, b.len, AS_FILE, FRAMES_TRAILER, STATUS_DATA, cases[i].says);
		else
			CHECK_INT(drain(b.data, b.len, AS_FILE, FRAMES_TRAILER, NULL, NULL), 0);
		buf_release(&b);
	}
	/* On a pipe the trailer must be there. */
	{
		struct buf b = rearranged("0124");

		must_fail(b.data, b.len, AS_PIPE, FRAMES_TRAILER, STATUS_DATA, "without the trailer");
		CHECK_INT(drain(b.data, b.len, AS_PIPE, FRAMES_MARKER, NULL, NULL), 0);
		buf_release(&b);
	}
}

/* A stream with one control message of rows rows. */
static struct buf
with_control(int64_t rows, bool epochs, const char *const *pair)
{
	struct schema *s = pair_schema();
	struct ipc_message m;
	struct buf out = BUF_INIT;
	struct meta meta = { 0 };
	struct batch *b = pair_batch(s, 0, rows);
	int step;
	size_t i;

	for (step = 0; step < 2; step++) {
		if (step == 0 && epochs)
			CHECK_INT(meta_add(&s->meta, "sluice.epochs", 13, "1", 1, NULL), 0);
		for (; step == 1 && pair[0] != NULL; pair += 2)
			CHECK_INT(meta_add(&meta, pair[0], strlen(pair[0]), pair[1],
			    strlen(pair[1]), NULL), 0);
		if (step == 0)
			CHECK_INT(ipc_schema_write(s, NULL, &m, NULL), 0);
		else
			CHECK_INT(ipc_batch_write(b, &meta, &m, NULL), 0);
		for (i = 0; i < m.npiece; i++)
			CHECK_INT(buf_add(&out, m.piece[i].p, m.piece[i].n, NULL), 0);
		ipc_message_release(&m);
	}
	CHECK_INT(buf_add(&out, ipc_eos, 8, NULL), 0);
	meta_release(&meta);
	batch_free(b);
	schema_unref(s);
	return out;
}

TEST(control_messages_that_make_no_sense)
{
	static const struct {
		int64_t rows;
		const char *pair[5];
		const char *says;	/* NULL: it is fine */
	} cases[] = {
		{ 0, { "sluice.new", "1" }, "unknown control message \"sluice.new\"" },
		{ 1, { "sluice.new", "1" }, NULL },
		{ 0, { "other.key", "1" }, NULL },
		{ 0, { NULL }, NULL },
		{ 0, { "sluice.partition", "3" }, NULL },
		{ 2, { "sluice.partition", "x" }, "bad sluice.partition: \"x\"" },
		{ 2, { "sluice.partition", "-1" }, "bad sluice.partition" },
		{ 2, { "sluice.partition", "4294967296" }, "bad sluice.partition" },
		{ 1, { "sluice.end", "0 0" }, "a control message with 1 rows" },
		{ 1, { "sluice.error", "1 dfx" }, "a control message with 1 rows" },
		{ 0, { "sluice.error", "dfx" }, "bad sluice.error" },
		{ 0, { "sluice.error", "0 dfx" }, "bad sluice.error" },
		{ 0, { "sluice.error", "300 dfx" }, "bad sluice.error" },
		{ 0, { "sluice.error", "1 " }, "bad sluice.error" },
		{ 0, { "sluice.error", "1 \033[2J" }, "bad sluice.error" },
		{ 0, { "sluice.error", "1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
		    "bad sluice.error" },
		{ 0, { "sluice.barrier", "1", "sluice.offsets", "0 1 2 t\n" }, NULL },
		{ 0, { "sluice.barrier", "x" }, "bad sluice.barrier" },
		{ 0, { "sluice.barrier", "1", "sluice.offsets", "0 2 1 t" }, "bad sluice.offsets" },
		{ 0, { "sluice.barrier", "1", "sluice.offsets", "0 1 t" }, "bad sluice.offsets" },
		{ 0, { "sluice.barrier", "1", "sluice.offsets", "0 1 2 " }, "bad sluice.offsets" },
		{ 0, { "sluice.barrier", "1", "sluice.offsets", "\n" }, "bad sluice.offsets" },
		{ 0, { "sluice.barrier", "1", "sluice.end", "0 0" }, "several control messages" }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = with_control(cases[i].rows, true, cases[i].pair);
		struct err e = ERR_INIT;

		if (cases[i].says != NULL)
			must_fail(b.data, b.len, AS_FILE, FRAMES_TRAILER, STATUS_DATA, cases[i].says);
		else if (!CHECK_INT(drain(b.data, b.len, AS_FILE, FRAMES_TRAILER, NULL, &e), 0))
			printf("\tcase %zu: %s\n", i, e.msg);
		buf_release(&b);
	}
	{
		static const char *const barrier[] = { "sluice.barrier", "1", NULL };
		struct buf b = with_control(0, false, barrier);

		must_fail(b.data, b.len, AS_FILE, FRAMES_TRAILER, STATUS_DATA, "without epochs");
		buf_release(&b);
	}
}

/* The framing of Arrow before 0.15: no marker before the size. */
TEST(legacy_framing)
{
	struct buf in = dump_file("good-worked.arrows"), b = BUF_INIT, text = BUF_INIT;
	struct buf want = dump_file("good-worked.txt");
	size_t i;

	CHECK_INT(buf_add(&b, in.data + 4, 0x104, NULL), 0);
	CHECK_INT(buf_add(&b, in.data + 0x10c, 0x250 - 0x10c, NULL), 0);
	CHECK_INT(buf_add(&b, "\0\0\0\0", 4, NULL), 0);
	CHECK_INT(drain(b.data, b.len, AS_PIPE, FRAMES_MARKER, &text, NULL), 0);
	CHECK_MEM(text.data, text.len, want.data, want.len);
	for (i = 0; i < b.len; i++)
		must_fail(b.data, i, AS_FILE, FRAMES_TRAILER, STATUS_DATA, NULL);
	buf_release(&in);
	buf_release(&b);
	buf_release(&text);
	buf_release(&want);
}

TEST(not_a_stream)
{
	static const struct {
		const char *bytes;
		size_t n;
	} cases[] = {
		{ "{\"a\":1}\n", 8 }, { "PAR1PAR1", 8 }, { "\xff\xff\xff\xff\xff\xff\xff\xff", 8 },
		{ "\xff\xff\xff\xff\0\0\0\x10", 8 }, { "\xff\xff\xff\xff\0\0\0\x10xxxxxxxxxxxx", 20 },
		{ "a\n", 2 }, { "ARROW1\0\0", 8 }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		must_fail((const uint8_t *)cases[i].bytes, cases[i].n, AS_FILE, FRAMES_TRAILER,
		    STATUS_DATA, NULL);
}

static int64_t
peak_kib(void)
{
	struct rusage u;

	return getrusage(RUSAGE_SELF, &u) == 0 ? u.ru_maxrss : -1;
}

/* Sizes that are declared and do not come cost nothing. */
TEST(declared_sizes_allocate_nothing)
{
	struct buf b = dump_file("good-worked.arrows");
	int64_t before = peak_kib(), size = INT64_C(7) << 30;
	int32_t meta = 63 << 20;

	memcpy(b.data + 0x130, &size, sizeof(size));
	must_fail(b.data, b.len, AS_PIPE, FRAMES_MARKER, STATUS_SYSTEM, "batch 0: the stream stopped inside its values");
	memcpy(b.data + 4, &meta, sizeof(meta));
	must_fail(b.data, b.len, AS_PIPE, FRAMES_MARKER, STATUS_SYSTEM, "byte 600: the stream stopped inside its metadata");
	CHECK(peak_kib() - before < 32 << 10);
	buf_release(&b);
}

/* More than any address space has: it is the bytes that lack, not the memory. */
TEST(sizes_beyond_memory)
{
	const struct frames_read_conf conf = { .body_max = INT64_MAX };
	struct buf b = dump_file("good-worked.arrows");
	int64_t size = INT64_C(1) << 60;
	struct err e = ERR_INIT;
	struct source *s;
	struct raw *r;

	memcpy(b.data + 0x130, &size, sizeof(size));
	s = frames_source_new(in_fd(fd_of(b.data, b.len, AS_FILE), "x", true, NULL), &conf, &e);
	REQUIRE(s != NULL);
	CHECK_INT(s->ops->next(s, &r, &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_HAS(e.msg, "the file is cut");
	source_free(s);
	buf_release(&b);
}
