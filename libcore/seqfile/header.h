/*
 * header.h - what a SequenceFile says about itself in its first bytes.
 *
 * SequenceFile spec, sections 2, 6 and 8.  Versions 4, 5 and 6 are read; 6 is written.
 */
#ifndef SLUICE_SEQFILE_HEADER_H
#define SLUICE_SEQFILE_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "codec/whole.h"

/* Bytes of the sync marker, and of a sync in the file: ff ff ff ff and the marker. */
#define SEQ_SYNC 16
#define SEQ_ESCAPE 20

/* Limits of a header: one string, and all metadata together. */
#define SEQ_STRING_MAX (64 << 10)
#define SEQ_META_MAX (1 << 20)

enum seq_layout {
	SEQ_PLAIN,		/* records, not compressed */
	SEQ_RECORD,		/* records, each value compressed */
	SEQ_BLOCK		/* blocks of compressed keys and values */
};

/* A pair of the metadata: any bytes, and a NUL after them. */
struct seq_meta {
	char *name, *value;
	size_t nname, nvalue;
};

struct seq_header {
	int version;
	enum seq_layout layout;
	char *key_class, *value_class;	/* as in the file, NUL-terminated, valid UTF-8 */
	enum whole codec;		/* WHOLE_NONE with SEQ_PLAIN, and with other_codec */
	char *other_codec;		/* the class of one that is not read here; else NULL */
	struct seq_meta *meta;		/* by name in byte order, no name twice */
	size_t nmeta, meta_cap;
	uint8_t sync[SEQ_SYNC];
	size_t size;			/* bytes that were parsed: where the first record or block starts */
};

/* Makes h empty: version 6, SEQ_PLAIN, no names. */
void seq_header_init(struct seq_header *h);
void seq_header_release(struct seq_header *h);

/*
 * Makes *h, which is not initialised, a copy of from.  0, or -1 with *h empty.
 */
int seq_header_copy(struct seq_header *h, const struct seq_header *from, struct err *e);

/* Sets the names of the classes.  0 or -1. */
int seq_header_classes(struct seq_header *h, const char *key, const char *value,
    struct err *e);

/*
 * Sets a pair of the metadata in its place, instead of one of the same name.  0, or -1
 * (memory; STATUS_USAGE past SEQ_META_MAX).
 */
int seq_header_meta(struct seq_header *h, const void *name, size_t nname, const void *value,
    size_t nvalue, struct err *e);

/*
 * Parses the header at the start of the n bytes at p into *h, which is not initialised.
 * 1 when all of it is there; 0 when more bytes are needed; -1 (STATUS_DATA, e->byte the
 * offset at fault).  *h is released or empty unless 1 was returned.  Cost is that of
 * the bytes given: double them from call to call.
 */
int seq_header_parse(struct seq_header *h, const uint8_t *p, size_t n, struct err *e);

/* The same, but a codec that is not read here is in h->other_codec, and no failure. */
int seq_header_parse_any(struct seq_header *h, const uint8_t *p, size_t n, struct err *e);

/* Appends the header in version 6.  0 or -1. */
int seq_header_write(const struct seq_header *h, struct buf *out, struct err *e);

/* The Java class of a codec ("org.apache.hadoop.io.compress.DefaultCodec"); NULL for none. */
const char *seq_codec_class(enum whole codec);

/* The codec of a Java class, or WHOLE_NONE where it is none that we read. */
enum whole seq_codec_find(const char *class, size_t n);

/* "none", "record", "block": as Hadoop's options name the layouts.  Static. */
const char *seq_layout_name(enum seq_layout layout);

/* The sync as it stands in the file, for searching and comparing. */
void seq_header_escape(const struct seq_header *h, uint8_t escape[SEQ_ESCAPE]);

#endif
