/* seqfile_make.h - SequenceFiles for tests, byte by byte, and all records of one. */
#ifndef TESTS_SEQFILE_MAKE_H
#define TESTS_SEQFILE_MAKE_H

#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "codec/whole.h"
#include "format/seqfile_pieces.h"
#include "seqfile/header.h"
#include "seqfile/vint.h"

#ifndef TEXT
#define TEXT "org.apache.hadoop.io.Text"
#define BYTES "org.apache.hadoop.io.BytesWritable"
#endif
#define INT "org.apache.hadoop.io.IntWritable"

/* The sync marker of all of them. */
#define MARK "\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xaf"

/* A file in the making. */
struct maker {
	struct seq_header h;
	struct buf out;
	struct whole_pack *pack;
	struct buf part[4];		/* of a block */
	int count;
	uint64_t *sync_points;		/* where syncs start, from the header's end on */
	size_t nsync, sync_cap;
};

__attribute__((unused)) static void
sync_point(struct maker *m)
{
	mem_grow(&m->sync_points, &m->sync_cap, m->nsync + 1, sizeof(uint64_t), NULL);
	m->sync_points[m->nsync++] = m->out.len;
}

__attribute__((unused)) static void
maker_init(struct maker *m, enum seq_layout layout, enum whole codec)
{
	memset(m, 0, sizeof(*m));
	seq_header_init(&m->h);
	m->h.layout = layout;
	m->h.codec = layout == SEQ_PLAIN ? WHOLE_NONE : codec;
	memcpy(m->h.sync, MARK, SEQ_SYNC);
	seq_header_classes(&m->h, TEXT, BYTES, NULL);
	seq_header_write(&m->h, &m->out, NULL);
	m->pack = whole_pack_new(m->h.codec, 0, NULL);
	sync_point(m);
}

__attribute__((unused)) static void
maker_release(struct maker *m)
{
	seq_header_release(&m->h);
	buf_release(&m->out);
	whole_pack_free(m->pack);
	for (int i = 0; i < 4; i++)
		buf_release(&m->part[i]);
	free(m->sync_points);
}

__attribute__((unused)) static void
maker_sync(struct maker *m)
{
	uint8_t escape[SEQ_ESCAPE];

	sync_point(m);
	seq_header_escape(&m->h, escape);
	buf_add(&m->out, escape, SEQ_ESCAPE, NULL);
}

__attribute__((unused)) static void
put_i32(struct buf *b, int64_t v)
{
	uint8_t p[4];

	seq_put_i32(p, (int32_t)v);
	buf_add(b, p, 4, NULL);
}

__attribute__((unused)) static void
put_vint(struct buf *b, int64_t v)
{
	uint8_t p[VLONG_MAX];

	buf_add(b, p, vlong_put(p, v), NULL);
}

/* Adds a record in serialized form. */
__attribute__((unused)) static void
maker_add(struct maker *m, const void *key, size_t nkey, const void *value, size_t nvalue)
{
	struct buf packed = BUF_INIT;

	m->count++;
	if (m->h.layout == SEQ_BLOCK) {
		put_vint(&m->part[0], (int64_t)nkey);
		buf_add(&m->part[1], key, nkey, NULL);
		put_vint(&m->part[2], (int64_t)nvalue);
		buf_add(&m->part[3], value, nvalue, NULL);
		return;
	}
	whole_pack(m->pack, value, nvalue, &packed, NULL);
	put_i32(&m->out, (int64_t)(nkey + packed.len));
	put_i32(&m->out, (int64_t)nkey);
	buf_add(&m->out, key, nkey, NULL);
	buf_add(&m->out, packed.data, packed.len, NULL);
	buf_release(&packed);
}

/* Ends a block, with a count of records that may be a lie. */
__attribute__((unused)) static void
maker_block(struct maker *m, int64_t count)
{
	struct buf packed = BUF_INIT;

	maker_sync(m);
	put_vint(&m->out, count);
	for (int i = 0; i < 4; i++) {
		packed.len = 0;
		whole_pack(m->pack, m->part[i].data, m->part[i].len, &packed, NULL);
		put_vint(&m->out, (int64_t)packed.len);
		buf_add(&m->out, packed.data, packed.len, NULL);
		m->part[i].len = 0;
	}
	buf_release(&packed);
	m->count = 0;
}

/* Text key and BytesWritable value number i: different in length and content. */
__attribute__((unused)) static void
maker_number(struct maker *m, int i, size_t most)
{
	uint8_t value[4 + 70000];
	char key[40];
	size_t nkey = (size_t)snprintf(key + 1, sizeof(key) - 1, "key-%0*d", i % 7, i);
	uint32_t x = (uint32_t)i * 2654435761u;
	size_t n = most == 0 ? 0 : x % most;

	key[0] = (char)nkey;
	seq_put_i32(value, (int32_t)n);
	for (size_t k = 0; k < n; k++) {
		x = x * 1664525 + 1013904223;
		value[4 + k] = x >> 31 ? (uint8_t)(x >> 24) : 'a';
	}
	maker_add(m, key, nkey + 1, value, n + 4);
}

/* A file of n numbered records with a sync or a block after every few. */
__attribute__((unused)) static void
maker_file(struct maker *m, enum seq_layout layout, enum whole codec, int n, int every,
    size_t most)
{
	maker_init(m, layout, codec);
	for (int i = 0; i < n; i++) {
		if (layout != SEQ_BLOCK && i > 0 && i % every == 0)
			maker_sync(m);
		maker_number(m, i, most);
		if (layout == SEQ_BLOCK && (i % every == every - 1 || i == n - 1))
			maker_block(m, m->count);
	}
}

/* -- reading -- */

/* Bytes as a file, or as what comes out of a pipe (at most 64 KiB). */
__attribute__((unused)) static struct in *
input(const void *p, size_t n, bool as_pipe, struct err *e)
{
	int fd[2];

	if (as_pipe) {
		if (pipe(fd) != 0 || write(fd[1], p, n) != (ssize_t)n)
			abort();
		close(fd[1]);
	} else {
		fd[0] = memfd_create("seqfile", MFD_CLOEXEC);
		if (fd[0] < 0 || write(fd[0], p, n) != (ssize_t)n || lseek(fd[0], 0, SEEK_SET) != 0)
			abort();
	}
	return in_fd(fd[0], "x.seq", true, e);
}

/* What was read: every record as nkey, nvalue (8 bytes each), key, value. */
struct heard {
	struct buf text;
	int64_t records, pieces;
	int rc;				/* of the last call */
	struct err e;
};

__attribute__((unused)) static void
hear(struct heard *s, const struct seq_record *r)
{
	buf_add(&s->text, &r->nkey, sizeof(r->nkey), NULL);
	buf_add(&s->text, &r->nvalue, sizeof(r->nvalue), NULL);
	if (r->key != NULL)
		buf_add(&s->text, r->key, r->nkey, NULL);
	if (r->value != NULL)
		buf_add(&s->text, r->value, r->nvalue, NULL);
	s->records++;
}

__attribute__((unused)) static int
hear_piece(struct heard *s, struct seq_decoder *d, const struct seqfile_piece *k)
{
	int64_t before = s->records;
	struct seq_record r;
	int rc = seq_decoder_start(d, k->data, k->len, &s->e);

	while (rc == 0 && (rc = seq_decoder_next(d, &r, &s->e)) == 1) {
		hear(s, &r);
		rc = 0;
	}
	if (rc < 0) {
		seqfile_pieces_place("x.seq", k, &s->e);
		return -1;
	}
	if (s->records - before != k->records || (int64_t)seq_decoder_count(d) != k->records)
		abort();
	return 0;
}

/* Reads [from, to) of the n bytes at p. */
__attribute__((unused)) static void
hear_all(struct heard *s, const void *p, size_t n, const struct seqfile_pieces_conf *conf,
    unsigned parts, bool as_pipe)
{
	struct seqfile_piece *k;
	struct seqfile_pieces *q;
	struct seq_decoder *d = NULL;
	struct in *in = input(p, n, as_pipe, NULL);

	err_clear(&s->e);
	s->rc = -1;
	if ((q = seqfile_pieces_new(in, conf, &s->e)) != NULL &&
	    (d = seq_decoder_new(seqfile_pieces_header(q), parts, 0, &s->e)) != NULL) {
		seqfile_pieces_want(q, parts);
		while ((s->rc = seqfile_pieces_next(q, &k, &s->e)) == 1) {
			s->pieces++;
			s->rc = hear_piece(s, d, k);
			seqfile_pieces_drop(k);
			if (s->rc != 0)
				break;
		}
	}
	seq_decoder_free(d);
	seqfile_pieces_free(q);
	in_free(in);
}

__attribute__((unused)) static void
heard_release(struct heard *s)
{
	buf_release(&s->text);
	memset(s, 0, sizeof(*s));
}

#endif
