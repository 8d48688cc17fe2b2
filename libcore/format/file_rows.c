/* file_rows.c - whole files as rows. */
#include "format/file_rows.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/in.h"
#include "model/builder.h"

#define READ_BYTES ((size_t)256 << 10)

struct file_rows {
	struct source base;
	char *const *file;
	size_t n, at;		/* files, and how many were read */
	bool keys;
	struct batch_builder rows;
	struct buf content;	/* of the file that is being read */
	/* Of pipes, which block: cancel() may come at any time, so they stay to the end. */
	struct in **pipe;
	size_t npipe, cappipe;
	struct in *_Atomic reading;
	atomic_bool cancelled;
};

struct file_raw {
	struct raw base;
	struct batch *batch;
};

static int
read_content(struct file_rows *f, struct in *in, struct err *e)
{
	size_t got;

	f->content.len = 0;
	do {
		if (atomic_load(&f->cancelled))
			in_cancel(in);
		if (buf_reserve(&f->content, READ_BYTES, e) != 0 || in_read(in,
		    f->content.data + f->content.len, READ_BYTES, &got, e) != 0)
			return -1;
		f->content.len += got;
		if (f->content.len > INT32_MAX - 64)
			return err_set(e, STATUS_DATA, "%s: longer than 2 GiB, which no record "
			    "can be", in_name(in));
	} while (got > 0);
	if (f->content.len == 0 && !in_is_file(in))
		return err_set(e, STATUS_SYSTEM, "%s: no bytes at all, so that whatever should "
		    "write it has died", in_name(in));
	return 0;
}

static int
keep_pipe(struct file_rows *f, struct in *in, struct err *e)
{
	if (mem_grow(&f->pipe, &f->cappipe, f->npipe + 1, sizeof(struct in *), e) != 0) {
		in_free(in);
		return -1;
	}
	f->pipe[f->npipe++] = in;
	atomic_store(&f->reading, in);
	return 0;
}

static int
add_file(struct file_rows *f, const char *name, struct err *e)
{
	struct in *in = in_operand(name, true, e);
	int rc;

	if (in == NULL || (!in_is_file(in) && keep_pipe(f, in, e) != 0))
		return -1;
	rc = read_content(f, in, e);
	if (in_is_file(in))
		in_free(in);
	if (rc == 0 && f->keys)
		rc = builder_bytes(&f->rows.col[0], name, strlen(name), e);
	return rc != 0 ? -1 : builder_take(&f->rows.col[f->keys], &f->content, e);
}

static int
file_next(struct source *s, struct raw **out, struct err *e)
{
	struct file_rows *f = (struct file_rows *)s;
	struct file_raw *r;
	int64_t bytes = 0;

	if (f->at == f->n)
		return 0;
	while (f->at < f->n && !batch_builder_full(&f->rows)) {
		if (add_file(f, f->file[f->at], e) != 0)
			return -1;
		bytes = (int64_t)builder_size(&f->rows.col[f->keys]);
		f->at++;
	}
	if ((r = mem_zero(1, sizeof(*r), e)) == NULL)
		return -1;
	if ((r->batch = batch_builder_finish(&f->rows, e)) == NULL) {
		free(r);
		return -1;
	}
	r->base.bytes = bytes;
	*out = &r->base;
	return 1;
}

static int
file_decode(struct source *s, int w, struct raw *raw, struct batch **out, struct err *e)
{
	struct file_raw *r = (struct file_raw *)raw;

	(void)s;
	(void)w;
	(void)e;
	*out = r->batch;
	r->batch = NULL;
	return *out != NULL;
}

static void
file_drop(struct source *s, struct raw *raw)
{
	(void)s;
	batch_free(((struct file_raw *)raw)->batch);
	free(raw);
}

/* What goes wrong while a file is read names it. */
static void
file_place(struct source *s, const struct raw *r, struct err *e)
{
	(void)s;
	(void)r;
	(void)e;
}

static void
file_cancel(struct source *s)
{
	struct file_rows *f = (struct file_rows *)s;
	struct in *in;

	atomic_store(&f->cancelled, true);
	if ((in = atomic_load(&f->reading)) != NULL)
		in_cancel(in);
}

static void
file_free(struct source *s)
{
	struct file_rows *f = (struct file_rows *)s;

	while (f->npipe > 0)
		in_free(f->pipe[--f->npipe]);
	free(f->pipe);
	if (f->rows.col != NULL)
		batch_builder_release(&f->rows);
	buf_release(&f->content);
	schema_unref(s->schema);
	free(f);
}

static const struct source_ops file_ops = {
	.next = file_next,
	.decode = file_decode,
	.drop = file_drop,
	.place = file_place,
	.cancel = file_cancel,
	.free = file_free,
};

struct source *
file_rows_source(char *const *file, size_t n, bool keys, struct err *e)
{
	struct file_rows *f = mem_zero(1, sizeof(*f), e);

	if (f == NULL)
		return NULL;
	f->base.ops = &file_ops;
	f->base.name = n == 1 ? strcmp(file[0], "-") == 0 ? "stdin" : file[0] : "files";
	f->base.size = -1;
	f->file = file;
	f->n = n;
	f->keys = keys;
	if ((f->base.schema = schema_new(e)) == NULL ||
	    (keys && schema_add_id(f->base.schema, "key", TYPE_BINARY, true, e) == NULL) ||
	    schema_add_id(f->base.schema, "value", TYPE_BINARY, true, e) == NULL ||
	    batch_builder_init(&f->rows, f->base.schema, e) != 0) {
		file_free(&f->base);
		return NULL;
	}
	return &f->base;
}
