/*
 * lines_fuzz.c - any text as lines: every byte comes out again, in as many rows as
 * there are lines, and what is not UTF-8 is refused where it begins.
 *
 * The first byte picks the delimiter and the type; the rest is the text.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/utf8.h"
#include "format/lines.h"
#include "format/lines_out.h"
#include "format/lines_scan.h"
#include "io/in.h"

static struct source *
open_text(const uint8_t *p, size_t n, const struct lines_conf *conf)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct source *s;

	if (fd < 0 || (n > 0 && write(fd, p, n) != (ssize_t)n) || lseek(fd, 0, SEEK_SET) != 0 ||
	    (s = lines_source_new(in_fd(fd, "fuzz", true, NULL), conf, NULL)) == NULL)
		abort();
	return s;
}

static void
check_rows(const uint8_t *p, size_t n, const struct lines_conf *conf, struct source *s)
{
	const struct lines_out_conf how = { .delimiter = conf->delimiter };
	bool open = n > 0 && p[n - 1] != (uint8_t)conf->delimiter;
	size_t want = lines_count_portable(p, n, (uint8_t)conf->delimiter) + open, rows = 0, i;
	struct batch_list l = { 0, 0, NULL };
	struct buf out = BUF_INIT;
	struct err e = ERR_INIT;
	int rc;

	while ((rc = source_next(s, &l, NULL, &e)) == 1)
		;
	if (rc < 0) {
		if (conf->binary || utf8_valid_prefix(p, n) == n || e.row < 0 || e.byte < 0 ||
		    (size_t)e.byte != utf8_valid_prefix(p, n))
			abort();
		goto out;
	}
	for (i = 0; i < l.n; i++) {
		rows += (size_t)l.batch[i]->rows;
		if (lines_out.rows(l.batch[i], &how, &out, &e) != 0)
			abort();
	}
	if (rows != want || out.len != n + open || (n > 0 && memcmp(out.data, p, n) != 0) ||
	    (!conf->binary && utf8_valid_prefix(p, n) != n))
		abort();
out:
	buf_release(&out);
	batch_list_release(&l);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct lines_conf conf = { .crlf = false };
	struct source *s;

	/* The place is only that of the text while all of it is one raw. */
	if (len == 0 || len > 1 << 19)
		return 0;
	conf.delimiter = (data[0] & 1) != 0 ? '\0' : '\n';
	conf.binary = (data[0] & 2) != 0;
	s = open_text(data + 1, len - 1, &conf);
	check_rows(data + 1, len - 1, &conf, s);
	source_free(s);
	return 0;
}
