/* seqfile_index.c - the index of a MapFile as it is written. */
#include "format/seqfile_index.h"

#include <stdlib.h>

#include "base/mem.h"
#include "format/seqfile_out.h"
#include "seqfile/vint.h"

struct seqfile_index {
	struct out *out;
	uint8_t escape[SEQ_ESCAPE];
	struct seq_encoder *encoder;
	struct seq_cutter cutter;
	struct seq_unit unit;
	uint64_t since;			/* records passed since the last entry */
	uint64_t last_pos;
	bool any;
};

static int
write_header(struct seqfile_index *x, const struct seq_header *data, struct err *e)
{
	struct seq_header h;
	struct buf b = BUF_INIT;
	int rc = -1;

	seq_header_init(&h);
	h.layout = SEQ_BLOCK;
	h.codec = WHOLE_ZLIB;
	memcpy(h.sync, data->sync, sizeof(h.sync));
	seq_header_escape(&h, x->escape);
	if (seq_header_classes(&h, data->key_class, "org.apache.hadoop.io.LongWritable", e) == 0 &&
	    seq_header_write(&h, &b, e) == 0)
		rc = out_write(x->out, b.data, b.len, e);
	buf_release(&b);
	seq_header_release(&h);
	return rc;
}

struct seqfile_index *
seqfile_index_new(struct out *o, const struct seq_header *data, struct err *e)
{
	static const struct seq_encode_conf conf = { .layout = SEQ_BLOCK, .codec = WHOLE_ZLIB };
	struct seqfile_index *x = mem_zero(1, sizeof(*x), e);

	if (x == NULL)
		return NULL;
	x->out = o;
	x->unit = (struct seq_unit)SEQ_UNIT_INIT;
	x->cutter.size = SEQ_BLOCK_SIZE;
	if ((x->encoder = seq_encoder_new(&conf, e)) != NULL && write_header(x, data, e) == 0)
		return x;
	seqfile_index_free(x);
	return NULL;
}

void
seqfile_index_free(struct seqfile_index *x)
{
	if (x == NULL)
		return;
	seq_encoder_free(x->encoder);
	seq_unit_release(&x->unit);
	free(x);
}

uint64_t
seqfile_index_due(const struct seqfile_index *x, uint64_t pos)
{
	if (!x->any)
		return 0;
	/* Of one block only the first entry that is due counts. */
	if (pos <= x->last_pos)
		return UINT64_MAX;
	return x->since >= SEQFILE_INDEX_INTERVAL ? 0 : SEQFILE_INDEX_INTERVAL - x->since;
}

static int
write_block(struct seqfile_index *x, struct err *e)
{
	if (seq_encoder_finish(x->encoder, &x->unit, e) != 0 ||
	    out_write(x->out, x->escape, sizeof(x->escape), e) != 0)
		return -1;
	return out_write(x->out, x->unit.data.data, x->unit.data.len, e);
}

int
seqfile_index_add(struct seqfile_index *x, const uint8_t *key, size_t nkey, uint64_t pos,
    struct err *e)
{
	uint8_t value[8];

	seq_put_i64(value, (int64_t)pos);
	if (seq_cutter_next(&x->cutter, nkey, sizeof(value)) && write_block(x, e) != 0)
		return -1;
	x->any = true;
	x->since = 0;
	x->last_pos = pos;
	return seq_encoder_add(x->encoder, key, nkey, value, sizeof(value), e);
}

void
seqfile_index_pass(struct seqfile_index *x, uint64_t n)
{
	x->since += n;
}

int
seqfile_index_finish(struct seqfile_index *x, struct err *e)
{
	return seq_encoder_records(x->encoder) == 0 ? 0 : write_block(x, e);
}
