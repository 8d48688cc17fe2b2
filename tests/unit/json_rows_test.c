/* format/json_rows: how rows go together in batches. */
#include "check.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "format/json_rows.h"
#include "io/in.h"

#define RECORD "{\"id\":1%06d,\"name\":\"some text that nobody looks at\"}\n"

/* Records 0 .. n - 1. */
static struct buf
records(int n)
{
	struct buf b = BUF_INIT;

	for (int i = 0; i < n; i++)
		buf_printf(&b, NULL, RECORD, i);
	return b;
}

/* An input that holds these bytes, as a file. */
static struct in *
file_of(const struct buf *b)
{
	int fd = memfd_create("t", MFD_CLOEXEC);

	if (fd < 0 || write(fd, b->data, b->len) != (ssize_t)b->len || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return in_fd(fd, "t", true, NULL);
}

/* Batches of a file are of 1 MiB of text, but for the last. */
TEST(batches_of_a_file_are_large)
{
	struct err e = ERR_INIT;
	struct json_cols *cols = json_cols_parse("id BIGINT, name", JSON_DEPTH, &e);
	const struct json_rows_conf conf = { .pieces.depth = JSON_DEPTH, .cols = cols };
	struct buf text = records(100000);
	int64_t least = BATCH_BYTES / (int64_t)(text.len / 100000) - 8, at = 0;
	struct source *s = json_rows_source(file_of(&text), &conf, &e);
	struct batch_list l = { 0, 0, NULL };
	int rc;

	REQUIRE(s != NULL);
	while ((rc = source_next(s, &l, NULL, &e)) == 1)
		;
	CHECK_INT(rc, 0);
	CHECK(l.n > 2);
	for (size_t i = 0; i < l.n; i++) {
		CHECK(l.batch[i]->rows <= BATCH_ROWS);
		CHECK(i == l.n - 1 || l.batch[i]->rows >= least);
		CHECK_INT(((const int64_t *)l.batch[i]->col[0].values)[0], at + 1000000);
		at += l.batch[i]->rows;
	}
	CHECK_INT(at, 100000);
	batch_list_release(&l);
	source_free(s);
	json_cols_free(cols);
	buf_release(&text);
}

/* What a pipe has is handed out at once when nothing more is there. */
TEST(a_pipe_that_rests_is_not_waited_for)
{
	struct err e = ERR_INIT;
	struct json_cols *cols = json_cols_parse("id BIGINT", JSON_DEPTH, &e);
	const struct json_rows_conf conf = { .pieces.depth = JSON_DEPTH, .cols = cols };
	struct batch_list l = { 0, 0, NULL };
	struct source *s;
	struct raw *r;
	int fd[2];

	REQUIRE(pipe(fd) == 0);
	s = json_rows_source(in_fd(fd[0], "t", true, &e), &conf, &e);
	REQUIRE(s != NULL);
	for (int i = 1; i <= 3; i++) {
		struct buf text = records(i);

		REQUIRE(write(fd[1], text.data, text.len) == (ssize_t)text.len);
		REQUIRE(s->ops->next(s, &r, &e) == 1);
		CHECK(r->idle);
		CHECK_INT(source_decode(s, r, &l, &e), 0);
		source_drop(s, r);
		REQUIRE(l.n == (size_t)i);
		CHECK_INT(l.batch[i - 1]->rows, i);
		buf_release(&text);
	}
	close(fd[1]);
	CHECK_INT(source_next(s, &l, NULL, &e), 0);
	batch_list_release(&l);
	source_free(s);
	json_cols_free(cols);
}
