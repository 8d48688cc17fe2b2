/* archive_is.c - whether a file is an archive, by its content. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/magic.h"
#include "base/mem.h"
#include "codec/decompress.h"
#include "hadoop/archive.h"
#include "hadoop/archive_impl.h"
#include "io/fd.h"
#include "io/in.h"

/* A zip's end record, and how far before the end of the file it is looked for. */
#define END_RECORD 22
#define END_MOST (16 << 10)
#define ENTRY 46		/* of the central directory, at least */

static uint32_t
le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Whether the end record p, at offset at of the file, has a central directory before it. */
static bool
is_end_record(int fd, const uint8_t *p, int64_t at)
{
	uint32_t size = le32(p + 12);
	uint8_t entry[4];
	size_t got;

	return memcmp(p, "PK\5\6", 4) == 0 && size >= ENTRY && size <= at &&
	    fd_pread(fd, entry, 4, at - size, &got, "", NULL) == 0 && got == 4 &&
	    memcmp(entry, "PK\1\2", 4) == 0;
}

bool
archive_ends_as_zip(int fd)
{
	struct stat st;
	uint8_t *p;
	size_t n, got = 0, i;
	bool is = false;

	if (fstat(fd, &st) != 0 || st.st_size < END_RECORD + ENTRY ||
	    (p = mem_aligned(END_MOST, NULL)) == NULL)
		return false;
	n = st.st_size < END_MOST ? (size_t)st.st_size : END_MOST;
	if (fd_pread(fd, p, n, st.st_size - (int64_t)n, &got, "", NULL) == 0)
		for (i = got; i >= END_RECORD && !is; i--)
			is = is_end_record(fd, p + i - END_RECORD, st.st_size - (int64_t)(got - i) -
			    END_RECORD);
	free(p);
	return is;
}

/* Far enough to see that it is an image. */
#define HEAD (ARCHIVE_ISO_AT + 7)

static bool
is_head(const uint8_t *head, size_t n)
{
	bool more;

	return magic_scan(MAGIC_ARCHIVE, head, n < MAGIC_BYTES ? n : MAGIC_BYTES, true,
	    &more) != MAGIC_NONE || (n == HEAD && archive_iso_begins(head + ARCHIVE_ISO_AT));
}

/* Whether what in decompresses to begins as an archive; head has room for HEAD bytes. */
static bool
is_head_of(struct in *in, uint8_t *head)
{
	size_t n = 0, more = 0;

	/* It may be cut before an image shows: the first bytes tell an archive by themselves. */
	if (in_compression(in) == NULL) {
		(void)archive_uncompress_head(in, head, HEAD, &n);
		return n > 0 && is_head(head, n);
	}
	if (in_read_full(in, head, MAGIC_BYTES, &n, NULL) != 0)
		return false;
	if (is_head(head, n))
		return true;
	return in_read_full(in, head + n, HEAD - n, &more, NULL) == 0 && is_head(head, n + more);
}

/* Whether what is compressed in the file at fd, from its position on, is an archive. */
static int
is_packed_archive(int fd, const char *name)
{
	uint8_t *head = mem_aligned(HEAD, NULL);
	struct in *in = NULL;
	int copy = head == NULL ? -1 : dup(fd), is = 0;

	if (copy >= 0 && (in = in_fd(copy, name, false, NULL)) == NULL)
		close(copy);
	/* What does not decompress is a file like others. */
	if (in != NULL)
		is = is_head_of(in, head);
	in_free(in);
	free(head);
	return is;
}

int
archive_in_is(int fd, const char *name, struct err *e)
{
	uint8_t head[MAGIC_BYTES];
	enum magic m;
	bool more;
	ssize_t n;

	do
		n = pread(fd, head, sizeof(head), 0);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_sys(e, "cannot read %s", name);
	if (magic_scan(MAGIC_ARCHIVE, head, (size_t)n, true, &more) != MAGIC_NONE)
		return 1;
	m = magic_scan(MAGIC_COMPRESSION, head, (size_t)n, true, &more);
	if (m == MAGIC_COMPRESS || codec_find(head, (size_t)n, true, &more) != NULL)
		return is_packed_archive(fd, name);
	return archive_is_iso(fd) || archive_ends_as_zip(fd);
}
