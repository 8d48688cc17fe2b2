/* seqfile_out.c - the serial end of writing SequenceFiles. */
#include "format/seqfile_out.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/find.h"
#include "base/mem.h"
#include "base/num.h"
#include "format/seqfile_index.h"
#include "io/atomic_dir.h"
#include "io/atomic_file.h"
#include "seqfile/vint.h"

struct seqfile_out {
	char *path;
	enum seqfile_shape shape;
	uint64_t max_size;		/* UINT64_MAX: none */
	uint64_t interval;		/* of syncs */
	struct seq_header header;
	struct buf head;		/* the header as it is written */
	uint8_t escape[SEQ_ESCAPE];
	struct atomic_file *file;	/* SEQFILE_FILE, else dir */
	struct atomic_dir *dir;
	struct out *out;		/* what is written now: the file's, or one in dir */
	uint64_t pos, last_sync;	/* in that */
	bool empty;			/* that has a header only */
	struct seqfile_out_counts counts;	/* bytes: of what was closed */
	/* SEQFILE_MAP: */
	const struct seq_order *order;
	struct out *index_out;
	struct seqfile_index *index;
	struct buf last_key;
};

/* What belongs to a directory that is ours to replace. */
static bool
is_ours(const char *name, bool dir)
{
	size_t n = strlen(name);

	return !dir && (strncmp(name, "part-", 5) == 0 || strcmp(name, "_SUCCESS") == 0 ||
	    strcmp(name, "data") == 0 || strcmp(name, "index") == 0 ||
	    strcmp(name, "bloom") == 0 ||
	    (name[0] == '.' && n > 4 && strcmp(name + n - 4, ".crc") == 0));
}

static uint64_t
mix(uint64_t h)
{
	h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
	h = (h ^ h >> 27) * 0x94d049bb133111ebu;
	return h ^ h >> 31;
}

int
seqfile_out_marker(const char *seed, uint8_t sync[SEQ_SYNC], struct err *e)
{
	uint64_t h = 0xcbf29ce484222325u;

	if (seed == NULL) {
		ssize_t got;

		while ((got = getrandom(sync, SEQ_SYNC, 0)) < 0 && errno == EINTR)
			;
		return got == SEQ_SYNC ? 0 : err_sys(e, "no random bytes for a sync marker");
	}
	if (num_parse_hex(seed, sync, SEQ_SYNC))
		return 0;
	for (; *seed != '\0'; seed++)
		h = mix((h ^ (uint8_t)*seed) * 0x100000001b3u);
	for (int i = 0; i < SEQ_SYNC; i++)
		sync[i] = (uint8_t)(mix(h + (uint64_t)(i / 8)) >> i % 8 * 8);
	return 0;
}

static int
begin_file(struct seqfile_out *o, struct err *e)
{
	o->pos = o->head.len;
	o->last_sync = 0;
	o->empty = true;
	o->counts.parts++;
	return out_write(o->out, o->head.data, o->head.len, e);
}

/* Ends the part or data that is being written, if there is one. */
static int
close_file(struct seqfile_out *o, struct err *e)
{
	struct out *out = o->out;

	o->out = NULL;
	o->counts.bytes += o->pos;
	o->pos = 0;
	return atomic_dir_close(out, e);
}

static int
begin_part(struct seqfile_out *o, struct err *e)
{
	char name[32];

	snprintf(name, sizeof(name), "part-%05" PRIu64, o->counts.parts);
	if ((o->out = atomic_dir_file(o->dir, name, e)) == NULL)
		return -1;
	return begin_file(o, e);
}

static int
begin_map(struct seqfile_out *o, struct err *e)
{
	if ((o->out = atomic_dir_file(o->dir, "data", e)) == NULL ||
	    (o->index_out = atomic_dir_file(o->dir, "index", e)) == NULL ||
	    (o->index = seqfile_index_new(o->index_out, &o->header, e)) == NULL)
		return -1;
	return begin_file(o, e);
}

static int
begin(struct seqfile_out *o, bool replace, struct err *e)
{
	if (o->shape == SEQFILE_FILE) {
		if ((o->file = atomic_file_create(o->path, e)) == NULL)
			return -1;
		o->out = atomic_file_out(o->file);
		return begin_file(o, e);
	}
	if ((o->dir = atomic_dir_create(o->path, replace ? ATOMIC_DIR_REPLACE : ATOMIC_DIR_NEW,
	    is_ours, e)) == NULL)
		return -1;
	return o->shape == SEQFILE_PARTS ? begin_part(o, e) : begin_map(o, e);
}

struct seqfile_out *
seqfile_out_new(const struct seqfile_out_conf *conf, struct err *e)
{
	struct seqfile_out *o = mem_zero(1, sizeof(*o), e);

	if (o == NULL)
		return NULL;
	o->shape = conf->shape;
	o->interval = conf->sync_interval > 0 ? conf->sync_interval : SEQFILE_SYNC_INTERVAL;
	o->max_size = conf->shape == SEQFILE_PARTS && conf->max_size > 0 ?
	    (uint64_t)conf->max_size : UINT64_MAX;
	if (conf->shape == SEQFILE_MAP &&
	    (o->order = seq_order_find(conf->header->key_class)) == NULL) {
		err_set(e, STATUS_USAGE, "%s: keys of class %s cannot be sorted", conf->path,
		    conf->header->key_class);
		free(o);
		return NULL;
	}
	if ((o->path = mem_dup(conf->path, strlen(conf->path), e)) != NULL &&
	    seq_header_copy(&o->header, conf->header, e) == 0 &&
	    seq_header_write(&o->header, &o->head, e) == 0) {
		seq_header_escape(&o->header, o->escape);
		if (begin(o, conf->replace, e) == 0)
			return o;
	}
	seqfile_out_abort(o);
	return NULL;
}

const struct seq_order *
seqfile_out_order(const struct seqfile_out *o)
{
	return o->order;
}

static int
put_sync(struct seqfile_out *o, struct err *e)
{
	o->pos += SEQ_ESCAPE;
	o->last_sync = o->pos;
	return out_write(o->out, o->escape, SEQ_ESCAPE, e);
}

static int
put_bytes(struct seqfile_out *o, const uint8_t *p, size_t n, uint64_t records, struct err *e)
{
	o->pos += n;
	o->counts.records += records;
	o->empty = false;
	return out_write(o->out, p, n, e);
}

/* Begins the next part when n bytes more would make this one too long. */
static int
make_room(struct seqfile_out *o, uint64_t n, struct err *e)
{
	if (o->empty || (o->pos <= o->max_size && n <= o->max_size - o->pos))
		return 0;
	return close_file(o, e) != 0 ? -1 : begin_part(o, e);
}

/* The entry of a block, if one is due in it. */
static int
index_block(struct seqfile_out *o, const struct seq_unit *u, uint64_t start, struct err *e)
{
	uint64_t due = seqfile_index_due(o->index, start), left = u->records;
	const uint8_t *key;
	size_t n;

	if (due < u->records) {
		key = seq_unit_key(u, due, &n);
		if (seqfile_index_add(o->index, key, n, start, e) != 0)
			return -1;
		left -= due;
	}
	seqfile_index_pass(o->index, left);
	return 0;
}

/* The first of the records i .. n - 1 whose end is past at, or n. */
static uint64_t
first_past(const size_t *end, uint64_t i, uint64_t n, uint64_t at)
{
	while (i < n) {
		uint64_t mid = i + (n - i) / 2;

		if (end[mid] > at)
			n = mid;
		else
			i = mid + 1;
	}
	return i;
}

/* How many records from i on stand in the file as they stand in u, at least 1. */
static uint64_t
stretch(const struct seqfile_out *o, const struct seq_unit *u, uint64_t i, size_t start)
{
	uint64_t n = u->records, sync = o->last_sync + o->interval, k;

	/* The first record that starts at or past sync, which is ahead, has one before it. */
	k = first_past(u->end, i, n, start + (sync - o->pos) - 1) + 1;
	if (k < n)
		n = k;
	if (o->max_size != UINT64_MAX) {
		k = o->max_size <= o->pos ? i :
		    first_past(u->end, i, n, start + (o->max_size - o->pos));
		if (k < n)
			n = k;
	}
	if (o->index != NULL && seqfile_index_due(o->index, UINT64_MAX) < n - i)
		n = i + seqfile_index_due(o->index, UINT64_MAX);
	return n > i ? n - i : 1;
}

/* Room, an index entry and a sync, as they are due before record i of u, of n bytes. */
static int
before_record(struct seqfile_out *o, const struct seq_unit *u, uint64_t i, uint64_t n,
    struct err *e)
{
	bool sync = o->pos >= o->last_sync + o->interval;
	const uint8_t *key;
	size_t nkey;

	if (make_room(o, n + (sync ? SEQ_ESCAPE : 0), e) != 0)
		return -1;
	if (o->index != NULL && seqfile_index_due(o->index, o->pos) == 0) {
		key = seq_unit_key(u, i, &nkey);
		if (seqfile_index_add(o->index, key, nkey, o->pos, e) != 0)
			return -1;
	}
	/* Perhaps in another part now. */
	return o->pos >= o->last_sync + o->interval ? put_sync(o, e) : 0;
}

static int
put_run(struct seqfile_out *o, const struct seq_unit *u, struct err *e)
{
	uint64_t i = 0, n;
	size_t start = 0;

	while (i < u->records) {
		if (before_record(o, u, i, u->end[i] - start, e) != 0)
			return -1;
		n = stretch(o, u, i, start);
		if (put_bytes(o, u->data.data + start, u->end[i + n - 1] - start, n, e) != 0)
			return -1;
		if (o->index != NULL)
			seqfile_index_pass(o->index, n);
		i += n;
		start = u->end[i - 1];
	}
	return 0;
}

/* Room, an index entry and a sync before the block u, of n bytes. */
static int
before_block(struct seqfile_out *o, const struct seq_unit *u, uint64_t n, struct err *e)
{
	if (make_room(o, SEQ_ESCAPE + n, e) != 0 ||
	    (o->index != NULL && index_block(o, u, o->pos, e) != 0) || put_sync(o, e) != 0)
		return -1;
	o->counts.blocks++;
	return 0;
}

static int
put_block(struct seqfile_out *o, const struct seq_unit *u, struct err *e)
{
	return before_block(o, u, u->data.len, e) != 0 ? -1 :
	    put_bytes(o, u->data.data, u->data.len, u->records, e);
}

/* The key of record i comes before the one at p. */
static int
not_sorted(struct seqfile_out *o, const struct seq_unit *u, uint64_t i, const uint8_t *p,
    size_t n, struct err *e)
{
	char now[200], last[200];
	size_t nkey;
	const uint8_t *key = seq_unit_key(u, i, &nkey);

	return err_set(e, STATUS_DATA, "%s: record %" PRIu64 ": key %s comes after %s: "
	    "the keys of a MapFile must be sorted", o->path, o->counts.records + i + 1,
	    seq_order_quote(o->order, key, nkey, now, sizeof(now)),
	    seq_order_quote(o->order, p, n, last, sizeof(last)));
}

/* Keys ascend within the unit, and from the last one to it. */
static int
check_order(struct seqfile_out *o, const struct seq_unit *u, struct err *e)
{
	struct seq_rank now, last;
	const uint8_t *key;
	size_t n;

	key = seq_unit_key(u, 0, &n);
	if (seq_order_rank(o->order, key, n, &now, e) != 0)
		return -1;
	if (o->counts.records > 0) {
		if (seq_order_rank(o->order, o->last_key.data, o->last_key.len, &last, e) != 0)
			return -1;
		if (seq_rank_compare(&now, &last) < 0)
			return not_sorted(o, u, 0, o->last_key.data, o->last_key.len, e);
	}
	if (u->unsorted >= 0) {
		key = seq_unit_key(u, (uint64_t)u->unsorted - 1, &n);
		return not_sorted(o, u, (uint64_t)u->unsorted, key, n, e);
	}
	key = seq_unit_key(u, u->records - 1, &n);
	o->last_key.len = 0;
	return buf_add(&o->last_key, key, n, e);
}

/* A marker in the data would be a sync to whoever starts to read in the middle. */
static int
check_marker(const struct seqfile_out *o, const uint8_t *p, size_t n, struct err *e)
{
	if (find_bytes(p, n, o->escape + SEQ_ESCAPE - SEQ_SYNC, SEQ_SYNC) == NULL)
		return 0;
	return err_set(e, STATUS_DATA, "%s: the data hold the sync marker of this file, as if "
	    "they were an earlier one of the same --sync: take another", o->path);
}

int
seqfile_out_put(struct seqfile_out *o, const struct seq_unit *u, struct err *e)
{
	if (u->records == 0)
		return 0;
	if (check_marker(o, u->data.data, u->data.len, e) != 0)
		return -1;
	if (o->order != NULL && check_order(o, u, e) != 0)
		return -1;
	return u->block ? put_block(o, u, e) : put_run(o, u, e);
}

/* -- a record whose value is in a file -- */

/* What is copied at a time, and what of the bytes before it could begin a marker. */
#define COPY ((size_t)1 << 20)
#define BEFORE ((size_t)SEQ_SYNC - 1)

/* Puts what stands before the value into b: front with the length of the value. */
static int
make_front(const struct seq_unit *front, uint64_t size, struct buf *b, struct err *e)
{
	uint64_t most = SEQ_RECORD_MAX - (front->block ? 0 : front->data.len - 8);

	if (size > most)
		return err_set(e, STATUS_DATA, "a value of %" PRIu64 " bytes as it is written: "
		    "the limit of the format is %" PRIu64, size, most);
	if (buf_reserve(b, front->data.len + VINT_MAX, e) != 0)
		return -1;
	buf_put_bytes(b, front->data.data, front->data.len);
	if (front->block)
		b->len += vint_put(b->data + b->len, (int32_t)size);
	else
		seq_put_i32(b->data, (int32_t)(b->len - 8 + size));
	return 0;
}

/* Reads n bytes of fd from offset at on. */
static int
read_here(int fd, uint64_t at, uint8_t *p, size_t n, struct err *e)
{
	ssize_t got;

	for (size_t k = 0; k < n;) {
		got = pread(fd, p + k, n - k, (off_t)(at + k));
		if (got == 0)
			return err_set(e, STATUS_SYSTEM, "a temporary file was cut");
		if (got > 0)
			k += (size_t)got;
		else if (errno != EINTR)
			return err_sys(e, "cannot read a temporary file");
	}
	return 0;
}

/* Writes the bytes of fd after those that b ends with. */
static int
copy_value(struct seqfile_out *o, struct buf *b, int fd, uint64_t size, struct err *e)
{
	size_t keep, n;

	for (uint64_t at = 0; at < size; at += n) {
		keep = b->len < BEFORE ? b->len : BEFORE;
		n = size - at < COPY ? (size_t)(size - at) : COPY;
		memmove(b->data, b->data + b->len - keep, keep);
		b->len = keep;
		if (buf_reserve(b, n, e) != 0 || read_here(fd, at, b->data + keep, n, e) != 0)
			return -1;
		b->len += n;
		if (check_marker(o, b->data, b->len, e) != 0 ||
		    put_bytes(o, b->data + keep, n, 0, e) != 0)
			return -1;
	}
	return 0;
}

int
seqfile_out_put_file(struct seqfile_out *o, const struct seq_unit *front, int fd,
    uint64_t size, struct err *e)
{
	struct buf b = BUF_INIT;
	int rc = make_front(front, size, &b, e);

	if (rc == 0)
		rc = check_marker(o, b.data, b.len, e);
	if (rc == 0 && o->order != NULL)
		rc = check_order(o, front, e);
	if (rc == 0)
		rc = front->block ? before_block(o, front, b.len + size, e) :
		    before_record(o, front, 0, b.len + size, e);
	if (rc == 0)
		rc = put_bytes(o, b.data, b.len, 1, e);
	if (rc == 0)
		rc = copy_value(o, &b, fd, size, e);
	if (o->index != NULL && !front->block)
		seqfile_index_pass(o->index, 1);
	buf_release(&b);
	return rc;
}

struct seqfile_out_counts
seqfile_out_counts(const struct seqfile_out *o)
{
	struct seqfile_out_counts c = o->counts;

	c.bytes += o->pos;
	return c;
}

void
seqfile_out_drop_crc(const char *path)
{
	char *real = realpath(path, NULL), *crc, *slash;
	const char *p = real != NULL ? real : path;
	struct stat st;

	if (stat(path, &st) != 0 || S_ISREG(st.st_mode)) {
		slash = strrchr(p, '/');
		crc = slash == NULL ? mem_printf(NULL, ".%s.crc", p) :
		    mem_printf(NULL, "%.*s/.%s.crc", (int)(slash - p), p, slash + 1);
		if (crc != NULL)
			(void)unlink(crc);
		free(crc);
	}
	free(real);
}

static int
finish_file(struct seqfile_out *o, struct err *e)
{
	struct atomic_file *f = o->file;

	if (out_flush(o->out, e) != 0)
		return -1;
	/*
	 * Before the file appears: new data beside old checksums is refused by Hadoop, old
	 * data without checksums is not.
	 */
	seqfile_out_drop_crc(o->path);
	o->file = NULL;
	o->out = NULL;
	return atomic_file_commit(f, e);
}

static int
finish_dir(struct seqfile_out *o, struct err *e)
{
	struct atomic_dir *d = o->dir;
	struct out *x = o->index_out;

	if (close_file(o, e) != 0)
		return -1;
	if (o->index != NULL) {
		if (seqfile_index_finish(o->index, e) != 0)
			return -1;
		o->index_out = NULL;
		if (atomic_dir_close(x, e) != 0)
			return -1;
	}
	o->dir = NULL;
	/* A MapFile has two files of given names and no more. */
	return atomic_dir_commit(d, o->shape == SEQFILE_PARTS, e);
}

int
seqfile_out_commit(struct seqfile_out *o, struct err *e)
{
	int rc = o->shape == SEQFILE_FILE ? finish_file(o, e) : finish_dir(o, e);

	seqfile_out_abort(o);
	return rc;
}

void
seqfile_out_abort(struct seqfile_out *o)
{
	if (o == NULL)
		return;
	if (o->shape != SEQFILE_FILE)
		out_free(o->out);
	out_free(o->index_out);
	seqfile_index_free(o->index);
	atomic_file_abort(o->file);
	atomic_dir_abort(o->dir);
	seq_header_release(&o->header);
	buf_release(&o->head);
	buf_release(&o->last_key);
	free(o->path);
	free(o);
}
