/* frames_util.h - streams of frames from and to bytes in memory. */
#ifndef TESTS_FRAMES_UTIL_H
#define TESTS_FRAMES_UTIL_H

#include "check.h"

#include <sys/mman.h>
#include <unistd.h>

#include "arrow_dump.h"
#include "format/frames.h"
#include "wire/ipc.h"

/* AS_PARTS: a file of which the shortest body is read in parts; AS_UNREAD: without a column. */
enum way { AS_FILE, AS_PARTS, AS_UNREAD, AS_PIPE };

/* A descriptor that gives n bytes (a pipe: up to what it holds) and ends. */
static inline int
fd_of(const void *p, size_t n, enum way way)
{
	int fd[2] = { -1, -1 };

	if (way != AS_PIPE)
		fd[0] = fd[1] = memfd_create("frames", MFD_CLOEXEC);
	else if (pipe(fd) != 0)
		fd[0] = -1;
	if (fd[0] < 0 || (n > 0 && write(fd[1], p, n) != (ssize_t)n)) {
		perror("fd_of");
		exit(1);
	}
	if (way != AS_PIPE)
		(void)lseek(fd[0], 0, SEEK_SET);
	else
		(void)close(fd[1]);
	return fd[0];
}

/* The source of n bytes, or NULL. */
static inline struct source *
source_of(const void *p, size_t n, enum way way, enum frames_end end, struct err *e)
{
	const struct frames_read_conf conf = { .end = end,
	    .leave_least = way == AS_PARTS || way == AS_UNREAD };
	static const bool none[64];
	struct in *in = in_fd(fd_of(p, n, way), "x", true, e);
	struct source *s = in == NULL ? NULL : frames_source_new(in, &conf, e);

	if (s != NULL && way == AS_UNREAD)
		CHECK_INT(source_plan(s, &(struct want){ .column = none }, e), 0);
	return s;
}

/* The words of a barrier. */
static inline void
dump_epoch(struct buf *text, const struct epoch *ep)
{
	(void)buf_printf(text, NULL, "== barrier %" PRId64 " ", ep->number);
	for (size_t i = 0; i < ep->n; i++)
		(void)buf_printf(text, NULL, "%d %lld %lld %s\n", ep->offset[i].partition,
		    (long long)ep->offset[i].from, (long long)ep->offset[i].next,
		    ep->offset[i].topic);
	if (ep->n == 0)
		(void)buf_printf(text, NULL, "\n");
}

/* Reads n bytes to the end; text (may be NULL) gets the dump.  0 or -1. */
static inline int
drain(const void *p, size_t n, enum way way, enum frames_end end, struct buf *text,
    struct err *e)
{
	struct source *s = source_of(p, n, way, end, e);
	struct batch_list l = { 0, 0, NULL };
	struct epoch *ep;
	size_t i;
	int rc;

	if (s == NULL)
		return -1;
	if (text != NULL)
		dump_schema(text, s->schema);
	while ((rc = source_next(s, &l, &ep, e)) == 1) {
		for (i = 0; text != NULL && i < l.n; i++)
			dump_batch(text, l.batch[i]);
		if (text != NULL && ep != NULL)
			dump_epoch(text, ep);
		epoch_free(ep);
		batch_list_release(&l);
	}
	batch_list_release(&l);
	source_free(s);
	return rc;
}

/*
 * Where the messages of a stream begin, the end marker last; metalen (may be
 * NULL) gets the sizes of their metadata.  Returns how many, at most max.
 */
static inline size_t
messages(const struct buf *b, size_t *at, uint32_t *metalen, size_t max)
{
	struct ipc_head h;
	size_t n, pos = 0;
	uint32_t len;

	for (n = 0; n < max && pos + 8 <= b->len; n++) {
		at[n] = pos;
		if (ipc_prefix(b->data + pos, &len, NULL) != 1)
			return n + 1;
		if (metalen != NULL)
			metalen[n] = len;
		if (ipc_head_read(b->data + pos + 8, len, &h, NULL) != 0)
			exit(1);
		pos += 8 + len + (size_t)h.body;
		ipc_head_release(&h);
	}
	return n;
}

/* A sink whose bytes can be had afterwards. */
struct memory_sink {
	struct sink *k;
	int fd;
};

static inline struct memory_sink
memory_sink(struct schema *s, const struct frames_write_conf *conf)
{
	struct memory_sink m = { NULL, memfd_create("sink", MFD_CLOEXEC) };
	struct err e = ERR_INIT;
	struct out *out = out_fd(dup(m.fd), "sink", &e);

	if (out == NULL || (m.k = frames_sink_new(out, s, conf, &e)) == NULL) {
		printf("%s\n", e.msg);
		exit(1);
	}
	return m;
}

/* Frees the sink and returns what it has written. */
static inline struct buf
memory_sink_end(struct memory_sink *m)
{
	off_t n;
	struct buf b = BUF_INIT;

	sink_free(m->k);
	n = lseek(m->fd, 0, SEEK_END);
	if (n < 0 || buf_reserve(&b, (size_t)n, NULL) != 0 ||
	    pread(m->fd, b.data, (size_t)n, 0) != n) {
		perror("memory_sink_end");
		exit(1);
	}
	b.len = (size_t)n;
	(void)close(m->fd);
	return b;
}

/* Writes b, which stays the caller's. */
static inline void
put(struct sink *k, const struct batch *b)
{
	struct err e = ERR_INIT;

	if (!CHECK_INT(sink_put(k, batch_slice(b, 0, b->rows, NULL), &e), 0))
		printf("\t%s\n", e.msg);
}

/* Ends an epoch with the offset 5 .. 5 of topic foo, and 0 .. 0 of foo bar. */
static inline void
put_epoch(struct sink *k, int64_t number, bool offsets)
{
	struct epoch *ep = epoch_new(number, NULL);

	if (offsets) {
		epoch_add(ep, "foo", 3, 0, 5, 5, NULL);
		epoch_add(ep, "foo bar", 7, 1, 0, 0, NULL);
	}
	CHECK_INT(k->ops->commit(k, ep, NULL), 0);
	epoch_free(ep);
}

/* Two columns, n bigint and s string, of rows rows that count from first. */
static inline struct schema *
pair_schema(void)
{
	struct schema *s = schema_new(NULL);

	(void)schema_add_id(s, "n", TYPE_BIGINT, false, NULL);
	(void)schema_add_id(s, "s", TYPE_STRING, true, NULL);
	return s;
}

static inline struct batch *
pair_batch(struct schema *s, int64_t first, int64_t rows)
{
	int32_t *offsets;
	int64_t *n, i;
	struct batch *b = batch_new(s, rows, NULL);
	struct block *values = block_new((size_t)rows * 8, NULL);
	struct block *off = block_new(((size_t)rows + 1) * 4, NULL);
	struct block *text = block_new((size_t)rows, NULL);

	n = (int64_t *)(void *)values->data;
	offsets = (int32_t *)(void *)off->data;
	for (i = 0; i < rows; i++) {
		n[i] = first + i;
		offsets[i] = (int32_t)i;
		text->data[i] = (uint8_t)('a' + (first + i) % 26);
	}
	offsets[rows] = (int32_t)rows;
	b->col[0] = (struct column){ .rows = rows, .values = n, .hold = { [2] = values } };
	b->col[1] = (struct column){ .rows = rows, .values = text->data, .offsets = offsets,
	    .hold = { [1] = off, [2] = text } };
	return b;
}

/* A whole stream: batches of 3 and 2 rows, and the trailer. */
static inline struct buf
pair_stream(void)
{
	const struct frames_write_conf conf = { .tool = "test" };
	struct schema *s = pair_schema();
	struct memory_sink m = memory_sink(s, &conf);
	struct batch *b;

	b = pair_batch(s, 0, 3);
	put(m.k, b);
	batch_free(b);
	b = pair_batch(s, 3, 2);
	put(m.k, b);
	batch_free(b);
	CHECK_INT(m.k->ops->finish(m.k, NULL), 0);
	schema_unref(s);
	return memory_sink_end(&m);
}

#endif
