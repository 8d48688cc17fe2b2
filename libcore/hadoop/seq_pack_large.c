/*
 * seq_pack_large.c - a file or member that is too large to be held in memory.
 *
 * It is cut into pieces of a given size.  Workers compress them, each by itself; what
 * becomes of them gathers in a temporary file beside the output, because the length of the
 * value stands before it, and because a file that changes meanwhile is left out as if
 * it had never been begun.  A large record is a unit, and a block, of its own.
 */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "hadoop/load.h"
#include "hadoop/seq_pack_impl.h"
#include "io/fd.h"
#include "io/tmp.h"
#include "seqfile/vint.h"

/* Before the content: its length. */
#define HEAD 4

bool
pack_is_large(const struct pack *p, int64_t size)
{
	return size > SEQ_PACK_LARGE && (uint64_t)size > p->cutter.size;
}

/* -- the serial reader -- */

/* Where the content of the piece starts in k->data. */
static size_t
head_of(const struct pack_item *k)
{
	return k->from == 0 ? HEAD : 0;
}

/* Makes room for the piece, and a byte more. */
static int
make_room(struct pack_item *k, struct err *e)
{
	return buf_reserve(&k->data, HEAD + (size_t)(k->to - k->from) + 1, e);
}

/* The content of a piece of the member at hand. */
static int
read_piece(struct pack *p, struct pack_item *k, struct err *e)
{
	size_t n = (size_t)(k->to - k->from), got = 0, more = 0;
	uint8_t *to;

	if (make_room(k, e) != 0)
		return -1;
	to = k->data.data + head_of(k);
	if (archive_in_read(p->archive, to, n, &got, e) != 0)
		return -1;
	if (got < n)
		return pack_member_error(p, "shorter than it says", e);
	if (k->to == p->member.size) {
		if (archive_in_read(p->archive, to + n, 1, &more, e) != 0)
			return -1;
		if (more > 0)
			return pack_member_error(p, "longer than it says", e);
	}
	return 0;
}

int
pack_large_read(struct pack *p, struct pack_item *k, const uint8_t *key, size_t nkey,
    struct err *e)
{
	int64_t size = key != NULL ? p->member.size : p->file.size;

	k->large = true;
	k->members = key != NULL;
	k->from = p->from;
	k->to = size - p->from > SEQ_PACK_PIECE ? p->from + SEQ_PACK_PIECE : size;
	if (key == NULL && pack_file_add(p, k, e) != 0)
		return -1;
	if (key != NULL && (pack_entry_add(k, key, nkey, size, e) == NULL ||
	    read_piece(p, k, e) != 0))
		return -1;
	k->raw = (uint64_t)(k->to - k->from);
	p->from = k->to;
	if (k->to == size) {
		p->from = 0;
		p->waits = false;
		p->cutter.raw = p->cutter.records = 0;
	}
	return 1;
}

/* -- workers -- */

static int
make_front(struct seq_encoder *w, struct pack_item *k, const struct pack_entry *t,
    struct err *e)
{
	struct buf key = BUF_INIT;
	int rc = buf_reserve(&key, VINT_MAX + t->nkey, e);

	if (rc == 0) {
		key.len = vint_put(key.data, (int32_t)t->nkey);
		buf_put_bytes(&key, k->text.data + t->key, t->nkey);
		rc = seq_encoder_front(w, key.data, key.len, HEAD + (uint64_t)t->size, &k->unit,
		    e);
	}
	buf_release(&key);
	return rc;
}

/* The content of a piece of a file: 1; 0 when it cannot be read, which k says then; -1. */
static int
load_piece(const struct pack *p, struct pack_item *k, const struct pack_entry *t,
    struct err *e)
{
	const struct file_entry f = { .path = (const char *)k->text.data + t->path,
	    .size = t->size, .mtime = t->mtime, .dev = t->dev, .ino = t->ino };
	struct err why = ERR_INIT;

	if (make_room(k, e) != 0)
		return -1;
	if (file_load_part(file_list_dir(p->list), &f, k->from, (size_t)(k->to - k->from),
	    k->data.data + head_of(k), &k->time, &why) == 0)
		return 1;
	return pack_leave_out(k, &why, e);
}

static int
encode_piece(const struct pack *p, struct seq_encoder *w, struct pack_item *k, struct err *e)
{
	const struct pack_entry *t = &k->entry[0];
	int rc = 1;

	if (k->from == 0 && make_front(w, k, t, e) != 0)
		return -1;
	if (!k->members && (rc = load_piece(p, k, t, e)) != 1)
		return rc;
	if (k->from == 0)
		seq_put_i32(k->data.data, (int32_t)t->size);
	return seq_encoder_piece(w, k->data.data, head_of(k) + (size_t)(k->to - k->from),
	    &k->piece, e);
}

int
pack_large_work(struct pack *p, struct seq_encoder *w, struct pack_item *k, struct err *e)
{
	const struct pack_entry *t = &k->entry[0];

	if (encode_piece(p, w, k, e) != 0) {
		err_prefix(e, "%.*s: ", (int)t->nkey, k->text.data + t->key);
		return -1;
	}
	if (p->conf->stats != NULL) {
		p->conf->stats->rows_in += k->to == t->size;
		p->conf->stats->bytes_in += k->to - k->from;
	}
	return 0;
}

/* -- the serial writer -- */

/* Empties the temporary file, which gets its disk space back. */
static int
empty_spool(struct pack *p, struct err *e)
{
	p->spooled = 0;
	if (ftruncate(p->spool, 0) != 0 || lseek(p->spool, 0, SEEK_SET) < 0)
		return err_sys(e, "cannot write a temporary file");
	return 0;
}

/* Begins a record with its first piece. */
static int
begin(struct pack *p, struct pack_item *k, struct err *e)
{
	struct seq_unit front = p->front;

	p->time = k->time;
	p->front = k->unit;
	k->unit = front;
	p->lost = false;
	if (p->spool < 0 && (p->spool = tmp_open_beside(p->conf->out.path, e)) < 0)
		return -1;
	return empty_spool(p, e);
}

static int
end(struct pack *p, struct pack_item *k, struct err *e)
{
	const struct pack_entry *t = &k->entry[0];

	if (seqfile_out_put_file(p->out, &p->front, p->spool, p->spooled, e) != 0)
		return -1;
	k->files = 1;
	k->bytes = (uint64_t)t->size;
	return empty_spool(p, e);
}

/* Sees whether the piece is there, and of the same content as the first. */
static int
look(struct pack *p, struct pack_item *k, struct err *e)
{
	struct err why = ERR_INIT;

	if (k->problems == 0 && (k->members || (k->time.tv_sec == p->time.tv_sec &&
	    k->time.tv_nsec == p->time.tv_nsec)))
		return 0;
	p->lost = true;
	if (k->problems > 0)
		return pack_tell(p, k->problem[0], e);
	err_set(&why, STATUS_SYSTEM, "%s: changed while it was being packed",
	    (const char *)k->text.data + k->entry[0].path);
	return pack_tell(p, why.msg, e);
}

int
pack_large_write(struct pack *p, struct pack_item *k, struct err *e)
{
	struct iovec piece = { k->piece.data, k->piece.len };

	if ((k->from == 0 && begin(p, k, e) != 0) || (!p->lost && look(p, k, e) != 0))
		return -1;
	if (p->lost)
		return 0;
	if (fd_write(p->spool, &piece, 1, "a temporary file", e) != 0)
		return -1;
	p->spooled += k->piece.len;
	return k->to == k->entry[0].size ? end(p, k, e) : 0;
}

void
pack_large_release(struct pack *p)
{
	seq_unit_release(&p->front);
	if (p->spool >= 0)
		close(p->spool);
}
