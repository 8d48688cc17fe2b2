/*
 * seqfile_rows_fuzz.c - any bytes as rows of a SequenceFile: however few of the columns
 * are looked at, and whatever is made of them, there are as many rows.
 *
 * The first byte picks what is made of items; the rest is the file.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "format/seqfile_rows.h"

/* Buffers need not decompress to more. */
#define LIMIT (1 << 20)

/* The rows of the file, or -1 after *rows of them. */
static int
read_rows(const uint8_t *p, size_t n, enum writable_view view, bool key, bool value,
    int64_t *rows)
{
	const struct seqfile_rows_conf conf = { .view = view, .limit = LIMIT };
	const bool used[2] = { key, value };
	int fd = memfd_create("fuzz", MFD_CLOEXEC), rc;
	struct batch_list list = { 0, 0, NULL };
	struct err e = ERR_INIT;
	struct source *s;

	*rows = 0;
	if (fd < 0 || (n > 0 && write(fd, p, n) != (ssize_t)n) || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	s = seqfile_rows_source(in_fd(fd, "fuzz", true, NULL), &conf, &e);
	if (s == NULL)
		return -1;
	source_plan(s, &(struct want){ .column = used }, NULL);
	while ((rc = source_next(s, &list, NULL, &e)) == 1)
		;
	if (rc < 0 && e.byte < 0)
		abort();
	for (size_t i = 0; i < list.n; i++) {
		const struct batch *b = list.batch[i];

		if (b->rows < 1 || b->rows > BATCH_ROWS || b->col[0].rows != b->rows ||
		    b->col[1].rows != b->rows)
			abort();
		*rows += b->rows;
	}
	batch_list_release(&list);
	source_free(s);
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum writable_view view;
	int64_t all, some;

	if (size == 0)
		return 0;
	view = (enum writable_view)(data[0] % 4);
	data++;
	size--;
	if (read_rows(data, size, view, true, true, &all) == 0) {
		if (read_rows(data, size, WRITABLE_AS_RAW, true, true, &some) != 0 || some != all ||
		    read_rows(data, size, view, true, false, &some) != 0 || some != all ||
		    read_rows(data, size, view, false, true, &some) != 0 || some != all ||
		    read_rows(data, size, view, false, false, &some) != 0 || some != all)
			abort();
	} else if (read_rows(data, size, view, false, false, &some) == 0 && some < all) {
		abort();
	}
	return 0;
}
