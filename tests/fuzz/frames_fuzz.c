/*
 * frames_fuzz.c - frames from anywhere: what is read must be safe to look at, and
 * come out the same after writing and reading it once more.
 *
 * The first byte picks how the stream may end; the rest is the stream.
 */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "../unit/arrow_dump.h"
#include "format/frames.h"

/* A descriptor to read n bytes from. */
static int
memory(const uint8_t *p, size_t n)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || (n > 0 && write(fd, p, n) != (ssize_t)n))
		abort();
	(void)lseek(fd, 0, SEEK_SET);
	return fd;
}

/* Reads fd, taken, to the end; text gets the dump; to (may be NULL) the batches. */
static int
read_all(int fd, enum frames_end end, struct buf *text, int to)
{
	const struct frames_read_conf conf = { .end = end, .body_max = 1 << 24,
	    .leave_least = end == FRAMES_TRAILER };
	struct frames_write_conf wconf = { .tool = "fuzz" };
	struct batch_list l = { 0, 0, NULL };
	struct in *in = in_fd(fd, "fuzz", true, NULL);
	struct err e = ERR_INIT;
	struct sink *k = NULL;
	struct source *s;
	struct epoch *ep;
	int rc;

	if (in == NULL || (s = frames_source_new(in, &conf, &e)) == NULL) {
		if (e.msg[0] == '\0' || e.status == STATUS_OK)
			abort();
		return -1;
	}
	frames_conf_from(&wconf, s);
	if (to >= 0 && (k = frames_sink_new(out_fd(dup(to), "fuzz", NULL), s->schema, &wconf,
	    NULL)) == NULL)
		abort();
	dump_schema(text, s->schema);
	while ((rc = source_next(s, &l, &ep, &e)) == 1 && text->len < 1 << 20) {
		for (size_t i = 0; i < l.n; i++) {
			/* Rows of no columns cost nothing to claim. */
			if (l.batch[i]->rows > 1 << 16 || text->len > 1 << 20)
				continue;
			if (l.batch[i]->rows > 0)
				dump_batch(text, l.batch[i]);
			if (k != NULL && sink_put(k, batch_slice(l.batch[i], 0, l.batch[i]->rows,
			    &e), &e) != 0)
				abort();
		}
		if (ep != NULL && k != NULL && k->ops->commit(k, ep, &e) != 0)
			abort();
		epoch_free(ep);
		batch_list_release(&l);
	}
	if (rc < 0 && (e.msg[0] == '\0' || e.status == STATUS_OK))
		abort();
	batch_list_release(&l);
	if (k != NULL && k->ops->finish(k, &e) != 0)
		abort();
	sink_free(k);
	source_free(s);
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct buf first = BUF_INIT, second = BUF_INIT;
	int fd;

	if (n == 0)
		return 0;
	fd = memfd_create("again", MFD_CLOEXEC);
	if (read_all(memory(p + 1, n - 1), (enum frames_end)(p[0] % 3), &first, fd) == 0 &&
	    first.len < 1 << 20) {
		(void)lseek(fd, 0, SEEK_SET);
		if (read_all(dup(fd), FRAMES_TRAILER, &second, -1) != 0 ||
		    first.len != second.len ||
		    (first.len > 0 && memcmp(first.data, second.data, first.len) != 0))
			abort();
	}
	(void)close(fd);
	buf_release(&first);
	buf_release(&second);
	return 0;
}
