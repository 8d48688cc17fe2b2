/*
 * seq_pack.c - files and members of archives as the records of a SequenceFile.
 *
 * Units are cut serially (seq_pack_read.c); loading files and compressing happens on
 * the workers; what they make is written in order.  A large file is a unit of several
 * pieces (seq_pack_large.c).
 */
#include "hadoop/seq_pack.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "hadoop/load.h"
#include "hadoop/seq_pack_impl.h"
#include "io/atomic_dir.h"
#include "par/ordmap.h"
#include "seqfile/vint.h"

#define KEY_CLASS "org.apache.hadoop.io.Text"
#define VALUE_CLASS "org.apache.hadoop.io.BytesWritable"

/* -- a unit -- */

/* Puts the content at to; -1 for a file that cannot be read. */
static int
content(const struct pack *p, const struct pack_item *k, const struct pack_entry *t,
    uint8_t *to, struct err *e)
{
	const struct file_entry f = { .path = (const char *)k->text.data + t->path,
	    .size = t->size, .mtime = t->mtime, .dev = t->dev, .ino = t->ino };

	if (!k->members)
		return file_load(file_list_dir(p->list), &f, to, e);
	if (t->size > 0)
		memcpy(to, k->data.data + t->data, (size_t)t->size);
	return 0;
}

int
pack_leave_out(struct pack_item *k, const struct err *why, struct err *e)
{
	if (k->problems >= k->problem_cap && mem_grow(&k->problem, &k->problem_cap,
	    k->problems + 1, sizeof(*k->problem), e) != 0)
		return -1;
	if ((k->problem[k->problems] = mem_dup(why->msg, strlen(why->msg), e)) == NULL)
		return -1;
	k->problems++;
	return 0;
}

static int
encode_entry(const struct pack *p, struct seq_encoder *w, struct pack_item *k,
    const struct pack_entry *t, struct err *e)
{
	uint8_t head[VINT_MAX], *key, *value;
	size_t n = vint_put(head, (int32_t)t->nkey);
	struct err why = ERR_INIT;

	/* Loading needs a byte more, to see that a file has not grown. */
	if (seq_encoder_begin(w, n + t->nkey, (size_t)t->size + 5, &key, &value, e) != 0)
		return -1;
	if (content(p, k, t, value + 4, &why) != 0)
		return pack_leave_out(k, &why, e);
	memcpy(key, head, n);
	memcpy(key + n, k->text.data + t->key, t->nkey);
	seq_put_i32(value, (int32_t)t->size);
	if (seq_encoder_end(w, n + t->nkey, (size_t)t->size + 4, e) != 0)
		return -1;
	k->files++;
	k->bytes += (uint64_t)t->size;
	return 0;
}

static int
encode(struct pack *p, struct seq_encoder *w, struct pack_item *k, struct err *e)
{
	for (size_t i = 0; i < k->entries; i++) {
		const struct pack_entry *t = &k->entry[i];

		if (encode_entry(p, w, k, t, e) != 0) {
			err_prefix(e, "%.*s: ", (int)t->nkey, k->text.data + t->key);
			return -1;
		}
		if (p->conf->stats != NULL) {
			p->conf->stats->rows_in++;
			p->conf->stats->bytes_in += t->size;
		}
	}
	/* The encoder has the content. */
	if (k->data.cap > SEQ_PACK_KEEP)
		buf_release(&k->data);
	return seq_encoder_finish(w, &k->unit, e);
}

static int
pack_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct pack *p = ctx;
	struct pack_item *k = item;
	struct seq_encoder **w = &p->encoder[worker];
	int rc = -1;

	if (*w != NULL || (*w = seq_encoder_new(&p->encode, e)) != NULL)
		rc = (k->large ? pack_large_work : encode)(p, *w, k, e);
	/* What a huge file took is not kept. */
	if (k->raw > SEQ_PACK_KEEP || rc != 0) {
		seq_encoder_free(*w);
		*w = NULL;
	}
	if (rc != 0)
		pack_item_put(p, k, true);
	else
		*result = k;
	return rc;
}

/* -- the serial ends -- */

static int
pack_next(void *ctx, void **item, struct err *e)
{
	struct pack_item *k = NULL;
	int rc = pack_read(ctx, &k, e);

	*item = k;
	return rc;
}

static void
pack_drop(void *ctx, void *item)
{
	pack_item_put(ctx, item, true);
}

int
pack_tell(struct pack *p, const char *words, struct err *e)
{
	struct err why = ERR_INIT;

	err_set(&why, STATUS_SYSTEM, "%s", words);
	p->r->counts.unreadable++;
	if (p->conf->files.problem != NULL)
		return p->conf->files.problem(p->conf->files.ctx, &why, e);
	return err_copy(e, &why);
}

static int
pack_write(void *ctx, void *result, bool last, struct err *e)
{
	struct pack *p = ctx;
	struct pack_item *k = result;
	int rc = 0;

	(void)last;
	if (k->large) {
		rc = pack_large_write(p, k, e);
	} else {
		for (size_t i = 0; rc == 0 && i < k->problems; i++)
			rc = pack_tell(p, k->problem[i], e);
		if (rc == 0)
			rc = seqfile_out_put(p->out, &k->unit, e);
	}
	p->r->counts.files += k->files;
	p->r->counts.bytes += k->bytes;
	pack_item_put(p, k, true);
	return rc;
}

/* -- all of it -- */

/* What could not be read makes it fail, unless that was said to be right. */
static int
check_unreadable(const struct pack *p, struct err *e)
{
	uint64_t n = p->r->counts.unreadable;

	if (n == 0 || p->conf->ignore_unreadable)
		return 0;
	return err_set(e, STATUS_SYSTEM, "%" PRIu64 " file%s could not be read: nothing was "
	    "written", n, n == 1 ? "" : "s");
}

static int
list_files(struct pack *p, struct err *e)
{
	struct file_list_conf conf = p->conf->files;
	const struct file_counts *c;

	if (conf.size_max == 0)
		conf.size_max = SEQ_PACK_FILE_MAX;
	if (conf.output == NULL)
		conf.output = p->conf->out.path;
	/* Or it would be found in a tree, and be gone when it is to be read. */
	if (p->conf->out.shape != SEQFILE_FILE)
		atomic_dir_tidy(p->conf->out.path);
	if ((p->list = file_list_new(&conf, e)) == NULL)
		return -1;
	c = file_list_counts(p->list);
	p->r->counts = *c;
	p->r->counts.files = p->r->counts.bytes = 0;
	if (p->conf->listed != NULL)
		p->conf->listed(p->conf->ctx, c);
	return check_unreadable(p, e);
}

static int
begin_output(struct pack *p, struct err *e)
{
	struct seqfile_out_conf conf = p->conf->out;
	struct seq_header h;

	if (seq_header_copy(&h, conf.header, e) != 0)
		return -1;
	if (seq_header_classes(&h, KEY_CLASS, VALUE_CLASS, e) == 0) {
		conf.header = &h;
		p->out = seqfile_out_new(&conf, e);
	}
	seq_header_release(&h);
	if (p->out == NULL)
		return -1;
	p->encode.layout = p->conf->out.header->layout;
	p->encode.codec = p->conf->out.header->codec;
	p->encode.level = p->conf->level;
	p->encode.order = seqfile_out_order(p->out);
	return 0;
}

static int
run(struct pack *p, struct err *e)
{
	const struct ordmap m = { .read = pack_next, .work = pack_work, .write = pack_write,
	    .drop_item = pack_drop, .drop_result = pack_drop, .ctx = p,
	    .jobs = p->conf->jobs };
	struct seqfile_out *o;

	p->encoder = mem_zero((size_t)m.jobs, sizeof(struct seq_encoder *), e);
	if (p->encoder == NULL || begin_output(p, e) != 0)
		return -1;
	if (ordmap_run(&m, e) != 0 || check_unreadable(p, e) != 0)
		return -1;
	o = p->out;
	p->out = NULL;
	p->r->out = seqfile_out_counts(o);
	return seqfile_out_commit(o, e);
}

static void
release(struct pack *p)
{
	idle_release(&p->items, pack_item_free);
	for (int i = 0; p->encoder != NULL && i < p->conf->jobs; i++)
		seq_encoder_free(p->encoder[i]);
	free(p->encoder);
	seqfile_out_abort(p->out);
	pack_large_release(p);
	archive_in_free(p->archive);
	file_list_free(p->list);
	buf_release(&p->path);
	pthread_cond_destroy(&p->landed);
	pthread_mutex_destroy(&p->lock);
}

int
seq_pack(const struct seq_pack_conf *conf, struct seq_pack_result *r, struct err *e)
{
	struct pack p = { .conf = conf, .r = r, .front = SEQ_UNIT_INIT, .spool = -1 };
	int rc = -1;

	memset(r, 0, sizeof(*r));
	idle_init(&p.items);
	pthread_mutex_init(&p.lock, NULL);
	pthread_cond_init(&p.landed, NULL);
	p.cutter.size = conf->block_size > 0 ? conf->block_size : SEQ_BLOCK_SIZE;
	p.most = SEQ_PACK_FLIGHT;
	if (p.cutter.size > p.most / 2 / (uint64_t)conf->jobs)
		p.most = p.cutter.size < UINT64_MAX / 2 / (uint64_t)conf->jobs ?
		    p.cutter.size * 2 * (uint64_t)conf->jobs : UINT64_MAX;
	if (list_files(&p, e) == 0)
		rc = run(&p, e);
	release(&p);
	return rc;
}
