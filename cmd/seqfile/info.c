/* info.c - what a SequenceFile is. */
#include <inttypes.h>
#include <string.h>

#include "base/term.h"
#include "base/utf8.h"
#include "hadoop/seq_info.h"
#include "json/write.h"
#include "cli/files.h"
#include "seqfile.h"

const struct opt seqfile_info_opts[] = {
	{ OPT_JSON, "json", NULL, "print a JSON object per file", 0, NULL, NULL },
	OPT_INCLUDE(seqfile_opt_limit),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

/* A name or value out of the file, on a line of its own. */
static int
add_text(struct buf *out, const char *label, const char *p, size_t n, struct err *e)
{
	if (buf_printf(out, e, "  %-15s", label) != 0 || term_escape(out, p, n, 0, e) != 0)
		return -1;
	return buf_add(out, "\n", 1, e);
}

static int
add_meta(struct buf *out, const struct seq_header *h, struct err *e)
{
	const struct seq_meta *m;

	for (m = h->meta; m < h->meta + h->nmeta; m++) {
		if (buf_printf(out, e, "  %-15s", m == h->meta ? "metadata" : "") != 0 ||
		    term_escape(out, m->name, m->nname, 0, e) != 0 ||
		    buf_add(out, "=", 1, e) != 0 ||
		    term_escape(out, m->value, m->nvalue, 0, e) != 0 ||
		    buf_add(out, "\n", 1, e) != 0)
			return -1;
	}
	return 0;
}

static int
add_sync(struct buf *out, const struct seq_header *h, struct err *e)
{
	for (int i = 0; i < SEQ_SYNC; i++)
		if (buf_printf(out, e, "%02x", h->sync[i]) != 0)
			return -1;
	return 0;
}

static int
header_text(struct buf *out, const struct seq_scan *s, struct err *e)
{
	const struct seq_header *h = seq_scan_header(s);
	const char *name = in_name(seq_scan_in(s)), *codec = seq_codec_class(h->codec);

	if (term_escape(out, name, strlen(name), 0, e) != 0 || buf_printf(out, e,
	    ":\n  %-15s%d\n", "version", h->version) != 0 ||
	    add_text(out, "key class", h->key_class, strlen(h->key_class), e) != 0 ||
	    add_text(out, "value class", h->value_class, strlen(h->value_class), e) != 0 ||
	    buf_printf(out, e, "  %-15s%s\n", "compression", seq_layout_name(h->layout)) != 0)
		return -1;
	if (h->other_codec != NULL &&
	    add_text(out, "codec", h->other_codec, strlen(h->other_codec), e) != 0)
		return -1;
	if (codec != NULL && buf_printf(out, e, "  %-15s%s\n", "codec", codec) != 0)
		return -1;
	if (add_meta(out, h, e) != 0 || buf_printf(out, e, "  %-15s", "sync marker") != 0 ||
	    add_sync(out, h, e) != 0)
		return -1;
	return buf_add(out, "\n", 1, e);
}

static int
counts_text(struct buf *out, const struct seq_header *h, const struct seq_info *i,
    struct err *e)
{
	uint64_t gaps = i->syncs > 1 ? i->syncs - 1 : 0;

	if (buf_printf(out, e, "  %-15s%" PRIu64 "\n", "records", i->records) != 0 ||
	    (h->layout == SEQ_BLOCK && buf_printf(out, e, "  %-15s%" PRIu64 "\n", "blocks",
	    i->blocks) != 0) ||
	    buf_printf(out, e, "  %-15s%" PRIu64, "syncs", i->syncs) != 0)
		return -1;
	if (gaps > 0 && buf_printf(out, e, ", %" PRIu64 " to %" PRIu64 " bytes apart, %" PRIu64
	    " on average", i->least, i->most, i->apart / gaps) != 0)
		return -1;
	return buf_printf(out, e, "\n  %-15s%" PRIu64 ", of which the header takes %zu\n"
	    "  %-15s%" PRIu64 "\n  %-15s%" PRIu64 "\n", "bytes", i->bytes + h->size, h->size,
	    "key bytes", i->key_bytes, "value bytes", i->value_bytes);
}

/* Bytes as JSON: a string where they are UTF-8. */
static int
json_bytes(struct buf *out, const char *p, size_t n, struct err *e)
{
	if (utf8_valid_prefix(p, n) == n)
		return json_write_string(out, p, n, e);
	if (buf_printf(out, e, "{\"base64\":\"") != 0 || json_write_base64(out, p, n, e) != 0)
		return -1;
	return buf_printf(out, e, "\"}");
}

static int
json_pair(struct buf *out, const char *name, const char *text, struct err *e)
{
	if (buf_printf(out, e, "\"%s\":", name) != 0)
		return -1;
	if (text == NULL)
		return buf_printf(out, e, "null,");
	return json_bytes(out, text, strlen(text), e) != 0 ? -1 : buf_add(out, ",", 1, e);
}

static int
json_meta(struct buf *out, const struct seq_header *h, struct err *e)
{
	const struct seq_meta *m;

	if (buf_printf(out, e, "\"metadata\":[") != 0)
		return -1;
	for (m = h->meta; m < h->meta + h->nmeta; m++) {
		if (buf_printf(out, e, "%s{\"name\":", m > h->meta ? "," : "") != 0 ||
		    json_bytes(out, m->name, m->nname, e) != 0 ||
		    buf_printf(out, e, ",\"value\":") != 0 ||
		    json_bytes(out, m->value, m->nvalue, e) != 0 || buf_add(out, "}", 1, e) != 0)
			return -1;
	}
	return buf_printf(out, e, "],");
}

/* The members about what follows the header; all null where i is NULL: it cannot be read. */
static int
json_counts(struct buf *out, const struct seq_header *h, const struct seq_info *i,
    struct err *e)
{
	if (i == NULL)
		return buf_printf(out, e, "\"bytes\":null,\"records\":null,\"blocks\":null,"
		    "\"syncs\":null,\"syncsApart\":null,\"keyBytes\":null,\"valueBytes\":null");
	return buf_printf(out, e, "\"bytes\":%" PRIu64 ",\"records\":%" PRIu64 ",\"blocks\":%"
	    PRIu64 ",\"syncs\":%" PRIu64 ",\"syncsApart\":{\"least\":%" PRIu64 ",\"most\":%"
	    PRIu64 ",\"average\":%" PRIu64 "},\"keyBytes\":%" PRIu64 ",\"valueBytes\":%" PRIu64,
	    i->bytes + h->size, i->records, i->blocks, i->syncs, i->least, i->most,
	    i->syncs > 1 ? i->apart / (i->syncs - 1) : 0, i->key_bytes, i->value_bytes);
}

static int
info_json(struct buf *out, const struct seq_scan *s, const struct seq_info *i, struct err *e)
{
	const struct seq_header *h = seq_scan_header(s);

	if (buf_add(out, "{", 1, e) != 0 ||
	    json_pair(out, "file", in_name(seq_scan_in(s)), e) != 0 ||
	    buf_printf(out, e, "\"version\":%d,", h->version) != 0 ||
	    json_pair(out, "keyClass", h->key_class, e) != 0 ||
	    json_pair(out, "valueClass", h->value_class, e) != 0 ||
	    json_pair(out, "compression", seq_layout_name(h->layout), e) != 0 ||
	    json_pair(out, "codec", h->other_codec != NULL ? h->other_codec :
	    seq_codec_class(h->codec), e) != 0 ||
	    json_meta(out, h, e) != 0 || buf_printf(out, e, "\"sync\":\"") != 0 ||
	    add_sync(out, h, e) != 0 ||
	    buf_printf(out, e, "\",\"headerBytes\":%zu,", h->size) != 0 ||
	    json_counts(out, h, i, e) != 0)
		return -1;
	return buf_add(out, "}\n", 2, e);
}

static int
print(struct cmd *c, struct buf *text, int rc, struct err *e)
{
	if (rc == 0)
		rc = cmd_write(c, text->data, text->len, e);
	buf_release(text);
	return rc;
}

static int
info(struct cmd *c, const char *name, const struct seq_scan_conf *conf, struct err *e)
{
	bool json = opt_given(cmd_opts(c), OPT_JSON);
	struct seq_scan_conf any = *conf;
	struct buf text = BUF_INIT;
	const char *codec;
	struct seq_scan *s;
	struct seq_info i;
	char shown[120];
	int rc = -1, done;

	any.any_codec = true;
	if ((s = seq_scan_open(name, &any, e)) == NULL)
		return -1;
	codec = seq_scan_header(s)->other_codec;
	/* What the header says is there even when the rest is damaged. */
	if (json || print(c, &text, header_text(&text, s, e), e) == 0)
		rc = codec != NULL ? err_set(e, STATUS_DATA, "%s: codec %s is not supported",
		    in_name(seq_scan_in(s)), err_quote(shown, sizeof(shown), codec,
		    strlen(codec))) : seq_info_read(s, &i, e);
	if (json) {
		/* After a failure e stays as it is. */
		done = info_json(&text, s, rc == 0 ? &i : NULL, rc == 0 ? e : NULL);
		done = print(c, &text, done, rc == 0 ? e : NULL);
		rc = rc == 0 ? done : rc;
	} else if (rc == 0) {
		rc = print(c, &text, counts_text(&text, seq_scan_header(s), &i, e), e);
	}
	seq_scan_free(s);
	return rc;
}

int
seqfile_info(struct cmd *c, struct err *e)
{
	struct words files = WORDS_INIT;
	struct seq_scan_conf conf;
	int rc = -1;

	if (seqfile_scan_conf(c, &conf, e) == 0)
		rc = seqfile_inputs(c, &files, e);
	cmd_progress_unit(c, "record");
	if (rc == 0)
		conf.stats = cmd_progress(c, cmd_files_size(&files));
	for (size_t i = 0; rc == 0 && i < files.n; i++)
		rc = info(c, files.v[i], &conf, e);
	words_release(&files);
	return rc;
}
