/* archive_uncompress.c - what compress(1) has made, by libarchive. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "hadoop/archive_impl.h"
#include "hadoop/archive_lib.h"
#include "io/fd.h"
#include "io/tmp.h"

#define BLOCK (256 << 10)

struct unpack {
	const struct archive_lib *la;
	struct archive *a;
	struct in *in;
	uint8_t *block;
	struct err why;			/* what failed below libarchive */
	bool failed;
};

static la_ssize_t
read_block(struct archive *lib, void *ctx, const void **p)
{
	struct unpack *u = ctx;
	size_t got = 0;

	(void)lib;
	*p = u->block;
	if (in_read(u->in, u->block, BLOCK, &got, &u->why) != 0) {
		u->failed = true;
		return ARCHIVE_FATAL;
	}
	return (la_ssize_t)got;
}

static int
fail(struct unpack *u, struct err *e)
{
	return u->failed ? err_copy(e, &u->why) : err_set(e, STATUS_DATA,
	    "%s: not valid .Z data", in_name(u->in));
}

static void
unpack_end(struct unpack *u)
{
	if (u->a != NULL)
		u->la->archive_read_free(u->a);
	free(u->block);
}

/* Of in, which is borrowed.  0 or -1; unpack_end() in both cases. */
static int
unpack_begin(struct unpack *u, struct in *in, struct err *e)
{
	struct archive_entry *entry;

	*u = (struct unpack){ .in = in };
	if ((u->la = archive_lib(e)) == NULL || (u->block = mem_aligned(BLOCK, e)) == NULL)
		return -1;
	if ((u->a = u->la->archive_read_new()) == NULL)
		return err_nomem(e, 0);
	if (u->la->archive_read_support_filter_compress(u->a) != ARCHIVE_OK ||
	    u->la->archive_read_support_format_raw(u->a) != ARCHIVE_OK ||
	    u->la->archive_read_set_callback_data(u->a, u) != ARCHIVE_OK ||
	    u->la->archive_read_set_read_callback(u->a, read_block) != ARCHIVE_OK ||
	    u->la->archive_read_open1(u->a) != ARCHIVE_OK ||
	    u->la->archive_read_next_header(u->a, &entry) != ARCHIVE_OK)
		return fail(u, e);
	return 0;
}

/* Reads n bytes, fewer only at the end.  0 or -1. */
static int
unpack_read(struct unpack *u, uint8_t *p, size_t n, size_t *got, struct err *e)
{
	la_ssize_t k = 1;

	for (*got = 0; *got < n && k > 0; *got += (size_t)k)
		if ((k = u->la->archive_read_data(u->a, p + *got, n - *got)) < 0)
			return fail(u, e);
	return 0;
}

int
archive_uncompress_head(struct in *in, uint8_t *p, size_t n, size_t *got)
{
	struct unpack u;
	int rc = unpack_begin(&u, in, NULL);

	if (rc == 0)
		rc = unpack_read(&u, p, n, got, NULL);
	unpack_end(&u);
	return rc;
}

static int
copy(struct unpack *u, int fd, struct err *e)
{
	uint8_t *p = mem_aligned(BLOCK, e);
	size_t got = 0;
	int rc = p == NULL ? -1 : 0;

	do {
		struct iovec iov = { p, 0 };

		if (rc == 0)
			rc = unpack_read(u, p, BLOCK, &got, e);
		iov.iov_len = got;
		if (rc == 0)
			rc = fd_write(fd, &iov, 1, "a temporary file", e);
	} while (rc == 0 && got == BLOCK);
	free(p);
	if (rc == 0 && lseek(fd, 0, SEEK_SET) != 0)
		rc = err_sys(e, "cannot read a temporary file");
	return rc;
}

struct in *
archive_uncompress(struct in *in, struct err *e)
{
	struct in *out = NULL;
	struct unpack u;
	int fd = -1;

	if (unpack_begin(&u, in, e) == 0 && (fd = tmp_open(e)) >= 0 && copy(&u, fd, e) == 0)
		out = in_fd(fd, in_name(in), true, e);
	if (out == NULL && fd >= 0)
		close(fd);
	unpack_end(&u);
	in_free(in);
	return out;
}
