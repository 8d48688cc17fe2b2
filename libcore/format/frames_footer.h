/* frames_footer.h - the footer of Arrow's file format; private to frames. */
#ifndef SLUICE_FORMAT_FRAMES_FOOTER_H
#define SLUICE_FORMAT_FRAMES_FOOTER_H

#include "base/buf.h"
#include "io/in.h"
#include "wire/ipc.h"

/*
 * Holds the footer at the end of tail, the last bytes of a file, against how many dictionaries
 * and batches there were: 1; 0 there is no footer, the file is cut; -1.
 */
int frames_footer_check(const struct buf *tail, int64_t dictionaries, int64_t batches,
    struct err *e);

/*
 * Whether word, the first one behind the magic number, begins a schema without its size, as
 * Polars writes it: then only the footer tells where the messages begin.
 */
bool frames_footer_needed(const uint8_t word[4]);

/* The footer of a file that need not be read to its end for it. */
struct frames_footer {
	struct buf end;			/* the last bytes of the file */
	const uint8_t *at;		/* in end */
	size_t n;
	struct ipc_footer list;
	int64_t marker;			/* offset of the end of its messages */
};

/*
 * Reads it from in, an uncompressed regular file, wherever that stands: 1; 0 there is none,
 * the file is cut; -1.  frames_footer_release() in any case.
 */
int frames_footer_open(struct in *in, struct frames_footer *f, struct err *e);
void frames_footer_release(struct frames_footer *f);

/*
 * The dictionaries of the file, which may follow the batches that use them, each of up to
 * body_max bytes.  how came with the schema.  0 or -1.
 */
int frames_footer_dicts(struct in *in, const struct frames_footer *f,
    const struct ipc_foreign *how, int64_t body_max, struct ipc_dicts **dicts, struct err *e);

#endif
