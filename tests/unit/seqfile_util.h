/* seqfile_util.h - SequenceFiles for tests: a scratch directory, records, files read whole. */
#ifndef TESTS_SEQFILE_UTIL_H
#define TESTS_SEQFILE_UTIL_H

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scratch.h"

#include "base/buf.h"
#include "format/seqfile_out.h"
#include "format/seqfile_pieces.h"
#include "io/in.h"
#include "seqfile/vint.h"

#define IO "org.apache.hadoop.io."
#define TEXT IO "Text"
#define BYTES IO "BytesWritable"
#define MARKER "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"

/* One directory for all tests of the program. */
__attribute__((constructor)) static void
make_dir(void)
{
	enter();
}

__attribute__((destructor)) static void
remove_dir(void)
{
	leave();
}

__attribute__((unused)) static bool
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* All bytes of a file; empty when it is not there. */
__attribute__((unused)) static struct buf
slurp(const char *path)
{
	struct buf b = BUF_INIT;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = 1;

	while (fd >= 0 && n > 0 && buf_reserve(&b, 65536, NULL) == 0 &&
	    (n = read(fd, b.data + b.len, 65536)) > 0)
		b.len += (size_t)n;
	if (fd >= 0)
		close(fd);
	return b;
}

__attribute__((unused)) static void
spill(const char *path, const void *p, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	CHECK_INT(write(fd, p, n), (intmax_t)n);
	close(fd);
}

/* A sample that Hadoop wrote; static. */
__attribute__((unused)) static const char *
golden(const char *name)
{
	static char path[2][300];
	static int turn;
	const char *src = getenv("SRC");

	turn = !turn;
	snprintf(path[turn], sizeof(path[turn]), "%s/tests/golden/seqfile/%s",
	    src != NULL ? src : ".", name);
	return path[turn];
}

/* Whether two files have the same bytes, and some. */
__attribute__((unused)) static bool
same_files(const char *a, const char *b)
{
	struct buf x = slurp(a), y = slurp(b);
	bool same = x.len > 0 && x.len == y.len && memcmp(x.data, y.data, x.len) == 0;

	buf_release(&x);
	buf_release(&y);
	return same;
}

__attribute__((unused)) static void
header(struct seq_header *h, enum seq_layout layout, enum whole codec, const char *key,
    const char *value)
{
	seq_header_init(h);
	h->layout = layout;
	h->codec = layout == SEQ_PLAIN ? WHOLE_NONE : codec;
	CHECK_INT(seq_header_classes(h, key, value, NULL), 0);
	CHECK_INT(seqfile_out_marker(MARKER, h->sync, NULL), 0);
}

/* Text "NNNNNNNN" and a value that depends on i: of 0 to most - 1 bytes, well compressible. */
__attribute__((unused)) static void
record(uint64_t i, size_t most, uint8_t key[9], struct buf *value)
{
	uint64_t h = (i + 1) * 0x9e3779b97f4a7c15u;
	char text[16];
	size_t n = most == 0 ? 0 : (h >> 33) % most;

	snprintf(text, sizeof(text), "%08u", (unsigned)(i % 100000000));
	key[0] = 8;
	memcpy(key + 1, text, 8);
	value->len = 0;
	CHECK_INT(buf_reserve(value, n + 8, NULL), 0);
	for (; value->len < n; value->len += 8) {
		memcpy(value->data + value->len, &h, 8);
		if (value->len % 64 == 0)
			h = h * 6364136223846793005u + 1442695040888963407u;
	}
	value->len = n;
}

/* Puts records from .. to - 1 into o, units ending after each run of them or, of blocks, at block. */
__attribute__((unused)) static int
put_records(struct seqfile_out *o, const struct seq_encode_conf *conf, uint64_t from,
    uint64_t to, size_t most, uint64_t run, uint64_t block, struct err *e)
{
	struct seq_encoder *w = seq_encoder_new(conf, e);
	struct seq_cutter c = SEQ_CUTTER_INIT(block);
	struct seq_unit u = SEQ_UNIT_INIT;
	struct buf value = BUF_INIT;
	uint8_t key[9];
	int rc = w == NULL ? -1 : 0;

	for (uint64_t i = from; rc == 0 && i < to; i++) {
		bool ends;

		record(i, most, key, &value);
		ends = seq_cutter_next(&c, sizeof(key), value.len);
		if (conf->layout != SEQ_BLOCK)
			ends = seq_encoder_records(w) >= run;
		if (ends)
			rc = seq_encoder_finish(w, &u, e) != 0 ? -1 : seqfile_out_put(o, &u, e);
		if (rc == 0)
			rc = seq_encoder_add(w, key, sizeof(key), value.data, value.len, e);
	}
	if (rc == 0)
		rc = seq_encoder_finish(w, &u, e) != 0 ? -1 : seqfile_out_put(o, &u, e);
	seq_unit_release(&u);
	seq_encoder_free(w);
	buf_release(&value);
	return rc;
}

/* A file of these records; the class of the values is one that nobody looks into. */
__attribute__((unused)) static int
write_records(const char *path, enum seq_layout layout, enum whole codec, uint64_t n,
    size_t most, uint64_t run, uint64_t block)
{
	struct seq_header h;
	struct seqfile_out_conf conf = { .path = path, .header = &h };
	struct seq_encode_conf ec = { .layout = layout, .codec = codec };
	struct seqfile_out *o;
	int rc = -1;

	header(&h, layout, codec, TEXT, "org.example.Value");
	if ((o = seqfile_out_new(&conf, NULL)) != NULL) {
		rc = put_records(o, &ec, 0, n, most, run, block, NULL);
		if (rc == 0)
			rc = seqfile_out_commit(o, NULL);
		else
			seqfile_out_abort(o);
	}
	seq_header_release(&h);
	return rc;
}

/* Reads a file and compares its records with number *next and following; its layout in *h. */
__attribute__((unused)) static int
read_records(const char *path, uint64_t *next, size_t most)
{
	static const struct seqfile_pieces_conf conf = { .from = 0 };
	struct err e = ERR_INIT;
	struct in *in = in_open(path, true, &e);
	struct seqfile_pieces *p = in == NULL ? NULL : seqfile_pieces_new(in, &conf, &e);
	struct seq_decoder *d = p == NULL ? NULL :
	    seq_decoder_new(seqfile_pieces_header(p), SEQ_ALL, 0, &e);
	struct buf value = BUF_INIT;
	struct seqfile_piece *k;
	struct seq_record r;
	uint8_t key[9];
	int rc = -1, got = 0;

	while (d != NULL && (rc = seqfile_pieces_next(p, &k, &e)) == 1) {
		got = seq_decoder_start(d, k->data, k->len, &e);
		while (got == 0 && (got = seq_decoder_next(d, &r, &e)) == 1) {
			record(*next, most, key, &value);
			if (r.nkey != 9 || memcmp(r.key, key, 9) != 0 ||
			    r.nvalue != value.len || (r.nvalue > 0 &&
			    memcmp(r.value, value.data, value.len) != 0)) {
				check_fail(__FILE__, __LINE__, "%s: record %" PRIu64 " differs",
				    path, *next);
				got = -1;
				break;
			}
			++*next;
			got = 0;
		}
		seqfile_pieces_drop(k);
		if (got < 0)
			break;
	}
	if (rc < 0 || got < 0)
		check_fail(__FILE__, __LINE__, "%s: %s", path, e.msg);
	seq_decoder_free(d);
	seqfile_pieces_free(p);
	in_free(in);
	buf_release(&value);
	return rc;
}

#endif
