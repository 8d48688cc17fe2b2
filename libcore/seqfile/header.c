/* header.c - the header of a SequenceFile. */
#include "seqfile/header.h"

#include <stdlib.h>
#include <string.h>

#include "base/magic.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "seqfile/vint.h"

#define PREFIX "org.apache.hadoop.io.compress."

static const char *const codec_classes[WHOLE_KINDS] = {
	[WHOLE_ZLIB] = PREFIX "DefaultCodec",
	[WHOLE_GZIP] = PREFIX "GzipCodec",
	[WHOLE_BZIP2] = PREFIX "BZip2Codec",
	[WHOLE_ZSTD] = PREFIX "ZStandardCodec",
	[WHOLE_SNAPPY] = PREFIX "SnappyCodec",
	[WHOLE_LZ4] = PREFIX "Lz4Codec",
};

const char *
seq_codec_class(enum whole codec)
{
	return codec_classes[codec];
}

static bool
is(const char *name, const char *p, size_t n)
{
	return name != NULL && strlen(name) == n && memcmp(name, p, n) == 0;
}

enum whole
seq_codec_find(const char *class, size_t n)
{
	for (int i = 0; i < WHOLE_KINDS; i++)
		if (is(codec_classes[i], class, n))
			return i;
	/* Another name of the same thing. */
	return is(PREFIX "DeflateCodec", class, n) ? WHOLE_ZLIB : WHOLE_NONE;
}

const char *
seq_layout_name(enum seq_layout layout)
{
	return layout == SEQ_PLAIN ? "none" : layout == SEQ_RECORD ? "record" : "block";
}

void
seq_header_escape(const struct seq_header *h, uint8_t escape[SEQ_ESCAPE])
{
	memset(escape, 0xff, SEQ_ESCAPE - SEQ_SYNC);
	memcpy(escape + SEQ_ESCAPE - SEQ_SYNC, h->sync, SEQ_SYNC);
}

/* -- its parts -- */

void
seq_header_init(struct seq_header *h)
{
	memset(h, 0, sizeof(*h));
	h->version = 6;
}

void
seq_header_release(struct seq_header *h)
{
	for (size_t i = 0; i < h->nmeta; i++) {
		free(h->meta[i].name);
		free(h->meta[i].value);
	}
	free(h->meta);
	free(h->key_class);
	free(h->value_class);
	free(h->other_codec);
	seq_header_init(h);
}

int
seq_header_classes(struct seq_header *h, const char *key, const char *value, struct err *e)
{
	char *k = mem_dup(key, strlen(key), e), *v = NULL;

	if (k == NULL || (v = mem_dup(value, strlen(value), e)) == NULL) {
		free(k);
		return -1;
	}
	free(h->key_class);
	free(h->value_class);
	h->key_class = k;
	h->value_class = v;
	return 0;
}

/* Where name is or belongs. */
static size_t
meta_place(const struct seq_header *h, const void *name, size_t n)
{
	size_t low = 0, high = h->nmeta;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (mem_compare(h->meta[mid].name, h->meta[mid].nname, name, n) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int
meta_make(struct seq_meta *m, const void *name, size_t nname, const void *value,
    size_t nvalue, struct err *e)
{
	*m = (struct seq_meta){ .nname = nname, .nvalue = nvalue };
	if ((m->name = mem_dup(name, nname, e)) == NULL)
		return -1;
	if ((m->value = mem_dup(value, nvalue, e)) == NULL) {
		free(m->name);
		return -1;
	}
	return 0;
}

int
seq_header_meta(struct seq_header *h, const void *name, size_t nname, const void *value,
    size_t nvalue, struct err *e)
{
	size_t at = meta_place(h, name, nname), total = nname + nvalue;
	struct seq_meta m, *there = h->meta + at;
	bool found = at < h->nmeta && mem_compare(there->name, there->nname, name, nname) == 0;

	for (size_t i = 0; i < h->nmeta; i++)
		total += h->meta[i].nname + h->meta[i].nvalue;
	if (nname > SEQ_META_MAX || nvalue > SEQ_META_MAX || total > SEQ_META_MAX)
		return err_set(e, STATUS_USAGE, "metadata of more than %d bytes", SEQ_META_MAX);
	if (meta_make(&m, name, nname, value, nvalue, e) != 0)
		return -1;
	if (found) {
		free(there->name);
		free(there->value);
	} else {
		if (mem_grow(&h->meta, &h->meta_cap, h->nmeta + 1, sizeof(m), e) != 0) {
			free(m.name);
			free(m.value);
			return -1;
		}
		there = h->meta + at;
		memmove(there + 1, there, (h->nmeta - at) * sizeof(m));
		h->nmeta++;
	}
	*there = m;
	return 0;
}

int
seq_header_copy(struct seq_header *h, const struct seq_header *from, struct err *e)
{
	seq_header_init(h);
	h->version = from->version;
	h->layout = from->layout;
	h->codec = from->codec;
	h->size = from->size;
	memcpy(h->sync, from->sync, SEQ_SYNC);
	if (from->key_class != NULL &&
	    seq_header_classes(h, from->key_class, from->value_class, e) != 0)
		goto fail;
	if (mem_grow(&h->meta, &h->meta_cap, from->nmeta, sizeof(*h->meta), e) != 0)
		goto fail;
	for (size_t i = 0; i < from->nmeta; i++) {
		const struct seq_meta *m = &from->meta[i];

		if (meta_make(&h->meta[i], m->name, m->nname, m->value, m->nvalue, e) != 0)
			goto fail;
		h->nmeta++;
	}
	return 0;
fail:
	seq_header_release(h);
	return -1;
}

/* -- parsing -- */

struct parse {
	const uint8_t *p;
	size_t n, at;
	size_t codec_at;	/* where the name of one that is not known begins */
	bool more;		/* failed for want of bytes only */
	struct err *e;
};

/* n bytes at s->at: 0, or -1 and s->more. */
static int
there(struct parse *s, size_t n)
{
	if (n <= s->n - s->at)
		return 0;
	s->more = true;
	return -1;
}

/* A Text string of at most most bytes. */
static int
string(struct parse *s, const char *what, size_t most, const uint8_t **p, size_t *n)
{
	int32_t len = 0;
	int size = vint_get(s->p + s->at, s->n - s->at, &len);

	if (size == VINT_CUT) {
		s->more = true;
		return -1;
	}
	if (size == VINT_BAD || len < 0)
		return err_byte(s->e, s->at, "the length of %s is negative or too large", what);
	if ((size_t)len > most)
		return err_byte(s->e, s->at, "%s of %d bytes, over the limit of %zu", what,
		    (int)len, most);
	if (there(s, (size_t)size + (size_t)len) != 0)
		return -1;
	*p = s->p + s->at + size;
	*n = (size_t)len;
	s->at += (size_t)size + (size_t)len;
	return 0;
}

static int
class_name(struct parse *s, const char *what, char **name)
{
	size_t start = s->at, n;
	const uint8_t *p;

	if (string(s, what, SEQ_STRING_MAX, &p, &n) != 0)
		return -1;
	if (n == 0 || memchr(p, 0, n) != NULL || utf8_valid_prefix(p, n) != n) {
		char shown[80];

		s->at = start;
		return err_byte(s->e, s->at, "%s is no name of a class: %s", what,
		    err_quote(shown, sizeof(shown), p, n));
	}
	return (*name = mem_dup(p, n, s->e)) == NULL ? -1 : 0;
}

static int
magic(struct parse *s, int *version)
{
	char shown[40];
	enum magic is = magic_find(s->p, s->n < MAGIC_BYTES ? s->n : MAGIC_BYTES);

	if (is == MAGIC_RCFILE || (magic_class(is) != 0 && is != MAGIC_SEQFILE))
		return err_byte(s->e, s->at, "not a SequenceFile but %s", magic_name(is));
	if (memcmp(s->p, "SEQ", s->n < 3 ? s->n : 3) != 0)
		return err_byte(s->e, s->at, "not a SequenceFile: it starts with %s",
		    err_quote(shown, sizeof(shown), s->p, s->n < 4 ? s->n : 4));
	if (there(s, 4) != 0)
		return -1;
	s->at = 3;
	*version = s->p[3];
	if (*version < 4 || *version > 6)
		return err_byte(s->e, s->at, "SequenceFile version %d is not supported: 4 to 6 are",
		    *version);
	s->at = 4;
	return 0;
}

/* The codec's class, which version 4 does not have. */
static int
codec(struct parse *s, struct seq_header *h)
{
	size_t start = s->at, n;
	const uint8_t *p;

	h->codec = WHOLE_ZLIB;
	if (h->version < 5)
		return 0;
	if (string(s, "the codec's name", SEQ_STRING_MAX, &p, &n) != 0)
		return -1;
	h->codec = seq_codec_find((const char *)p, n);
	if (h->codec != WHOLE_NONE)
		return 0;
	s->codec_at = start;
	return (h->other_codec = mem_dup(p, n, s->e)) == NULL ? -1 : 0;
}

static int
layout(struct parse *s, struct seq_header *h)
{
	bool compressed, block;

	if (there(s, 2) != 0)
		return -1;
	compressed = s->p[s->at] != 0;
	block = s->p[s->at + 1] != 0;
	if (block && !compressed)
		return err_byte(s->e, s->at, "blocks without compression: there is no such layout");
	s->at += 2;
	h->layout = block ? SEQ_BLOCK : compressed ? SEQ_RECORD : SEQ_PLAIN;
	return compressed ? codec(s, h) : 0;
}

/* A pair as it stands in the file, and how many there were before it. */
struct pair {
	const uint8_t *name, *value;
	size_t nname, nvalue, number;
};

static int
pair_order(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int c = mem_compare(x->name, x->nname, y->name, y->nname);

	return c != 0 ? c : x->number < y->number ? -1 : x->number > y->number;
}

/* Keeps the last pair of each name, in order. */
static int
keep_pairs(struct seq_header *h, struct pair *pair, size_t n, struct err *e)
{
	if (n == 0)
		return 0;
	qsort(pair, n, sizeof(*pair), pair_order);
	if (mem_grow(&h->meta, &h->meta_cap, n, sizeof(*h->meta), e) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct pair *p = &pair[i];

		if (i + 1 < n && mem_compare(p->name, p->nname, p[1].name, p[1].nname) == 0)
			continue;
		if (meta_make(&h->meta[h->nmeta], p->name, p->nname, p->value, p->nvalue, e) != 0)
			return -1;
		h->nmeta++;
	}
	return 0;
}

static int
metadata(struct parse *s, struct seq_header *h)
{
	size_t n = 0, cap = 0, start, most;
	struct pair *pair = NULL;
	int32_t count;
	int rc = 0;

	if (h->version < 6)
		return 0;
	if (there(s, 4) != 0)
		return -1;
	count = seq_get_i32(s->p + s->at);
	if (count < 0)
		return err_byte(s->e, s->at, "a metadata count of %d", (int)count);
	s->at += 4;
	start = s->at;
	while (rc == 0 && n < (size_t)count) {
		struct pair *p;

		if ((rc = mem_grow(&pair, &cap, n + 1, sizeof(*pair), s->e)) != 0)
			break;
		p = &pair[n];
		p->number = n++;
		most = SEQ_META_MAX - (s->at - start);
		if ((rc = string(s, "a name of metadata", most, &p->name, &p->nname)) != 0)
			break;
		if (s->at - start >= SEQ_META_MAX)
			rc = err_byte(s->e, s->at, "metadata of more than %d bytes", SEQ_META_MAX);
		else
			rc = string(s, "a value of metadata", SEQ_META_MAX - (s->at - start),
			    &p->value, &p->nvalue);
		if (rc == 0 && s->at - start > SEQ_META_MAX)
			rc = err_byte(s->e, s->at, "metadata of more than %d bytes", SEQ_META_MAX);
	}
	if (rc == 0)
		rc = keep_pairs(h, pair, n, s->e);
	free(pair);
	return rc;
}

static int
parse(struct seq_header *h, const uint8_t *p, size_t n, size_t *codec_at, struct err *e)
{
	struct parse s = { .p = p, .n = n, .e = e };

	seq_header_init(h);
	if (magic(&s, &h->version) == 0 &&
	    class_name(&s, "the key class", &h->key_class) == 0 &&
	    class_name(&s, "the value class", &h->value_class) == 0 &&
	    layout(&s, h) == 0 && metadata(&s, h) == 0 && there(&s, SEQ_SYNC) == 0) {
		memcpy(h->sync, p + s.at, SEQ_SYNC);
		h->size = s.at + SEQ_SYNC;
		*codec_at = s.codec_at;
		return 1;
	}
	seq_header_release(h);
	return s.more ? 0 : -1;
}

int
seq_header_parse_any(struct seq_header *h, const uint8_t *p, size_t n, struct err *e)
{
	size_t at;

	return parse(h, p, n, &at, e);
}

int
seq_header_parse(struct seq_header *h, const uint8_t *p, size_t n, struct err *e)
{
	size_t at = 0;
	char shown[120];
	int rc = parse(h, p, n, &at, e);

	if (rc != 1 || h->other_codec == NULL)
		return rc;
	err_byte(e, at, "codec %s is not supported", err_quote(shown, sizeof(shown),
	    h->other_codec, strlen(h->other_codec)));
	seq_header_release(h);
	return -1;
}

/* -- writing -- */

static int
add_string(struct buf *out, const char *p, size_t n, struct err *e)
{
	if (buf_reserve(out, VINT_MAX + n, e) != 0)
		return -1;
	out->len += vint_put(out->data + out->len, (int32_t)n);
	buf_put_bytes(out, p, n);
	return 0;
}

int
seq_header_write(const struct seq_header *h, struct buf *out, struct err *e)
{
	uint8_t start[4] = { 'S', 'E', 'Q', 6 };
	uint8_t flags[2] = { h->layout != SEQ_PLAIN, h->layout == SEQ_BLOCK };
	const char *class = seq_codec_class(h->codec);
	uint8_t count[4];
	int rc;

	seq_put_i32(count, (int32_t)h->nmeta);
	rc = buf_add(out, start, sizeof(start), e);
	if (rc == 0)
		rc = add_string(out, h->key_class, strlen(h->key_class), e);
	if (rc == 0)
		rc = add_string(out, h->value_class, strlen(h->value_class), e);
	if (rc == 0)
		rc = buf_add(out, flags, sizeof(flags), e);
	if (rc == 0 && h->layout != SEQ_PLAIN)
		rc = add_string(out, class, strlen(class), e);
	if (rc == 0)
		rc = buf_add(out, count, sizeof(count), e);
	for (size_t i = 0; rc == 0 && i < h->nmeta; i++) {
		rc = add_string(out, h->meta[i].name, h->meta[i].nname, e);
		if (rc == 0)
			rc = add_string(out, h->meta[i].value, h->meta[i].nvalue, e);
	}
	return rc == 0 ? buf_add(out, h->sync, SEQ_SYNC, e) : -1;
}
