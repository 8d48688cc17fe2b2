/* frames_read.h - a stream of frames that is being read; private to frames. */
#ifndef SLUICE_FORMAT_FRAMES_READ_H
#define SLUICE_FORMAT_FRAMES_READ_H

#include "format/frames.h"
#include "format/frames_implied.h"
#include "format/frames_meta.h"
#include "wire/ipc.h"

/* One message, and what it stands for in the stream. */
struct frames_message {
	struct raw raw;
	int64_t at, meta_at;		/* of its first byte, of its metadata */
	int64_t body_at;		/* of its body, which is not read yet; -1: it is */
	int64_t number;			/* of its batch; -1 for the schema */
	int64_t first;			/* number of its first row */
	struct block *meta, *body;
	struct ipc_parts parts;		/* that body has, where it was not read at once */
	bool parted;
	struct ipc_head head;
	struct frames_note note;
	struct ipc_dicts *dicts;	/* as they stood when it came */
	struct ipc_rows *rows;			/* while they are taken out of it, */
	int64_t given;				/* so many by now */
};

struct frames {
	struct source s;
	struct frames_implied implied;
	bool *used;		/* by column: somebody wants it; NULL: all are */
	size_t most;		/* of a value so many bytes are wanted; 0: all */
	struct ipc_foreign *how;	/* how the columns come; NULL: plain */
	struct ipc_dicts *dicts;	/* so far */
	bool dicts_ahead;		/* all of the file */
	struct in *in;
	struct frames_read_conf conf;
	bool file;		/* a regular file */
	int fd;			/* of one that is not compressed; -1 */
	bool footer;		/* Arrow's file format: a footer follows the marker */
	bool bare;		/* ... and alone has the schema */
	bool legacy;		/* messages begin with their size alone */
	bool trailer;		/* seen: only the marker may follow */
	bool over;		/* seen the end */
	bool input_failed;	/* the input's own words name it already */
	int64_t rows, batches, dictionaries;	/* so far */
	int64_t consumed;	/* in_consumed() at the last raw */
	_Atomic int64_t wanted;		/* of the last message of which parts were read; 0: none was */
	struct frames_message *ahead;	/* read already */
};

/* -- messages (frames_message.c) -- */

enum frames_got { FRAMES_GOT_MESSAGE, FRAMES_GOT_MARKER, FRAMES_GOT_END, FRAMES_GOT_ERROR };

/*
 * Reads the next message, without acting on it; first: the schema.  The body of rows in a
 * file may be left for frames_message_load().
 */
enum frames_got frames_message_read(struct frames *f, bool first, struct frames_message **out,
    struct err *e);

/* Any thread: reads what is wanted of a body that was left.  0 or -1. */
int frames_message_load(struct frames *f, struct frames_message *m, struct err *e);

/* The rows of m, whose body is there, or NULL. */
struct ipc_rows *frames_message_open(const struct frames *f, const struct frames_message *m,
    struct err *e);

/* Lets go of what the rows are taken out of. */
void frames_message_clear(struct frames_message *m);
void frames_message_free(struct frames_message *m);	/* NULL is harmless */

/* Puts the place of m before e's words; e->byte counts from its metadata. */
void frames_place(const struct frames_message *m, struct err *e);

/* The input ended where the stream did not: e says so.  -1. */
int frames_cut(const struct frames *f, struct err *e, const char *where);

/* Reads n bytes; *got tells how many there were.  0 or -1. */
int frames_pull(struct frames *f, void *p, size_t n, size_t *got, struct err *e);

/* -- the stream (frames_stream.c) -- */

/* The next message to hand out: 1, 0 at a good end, -1. */
int frames_message_next(struct frames *f, struct frames_message **out, struct err *e);

/* -- its source (frames_read.c) -- */

extern const struct source_ops frames_ops;

/* Puts the name of the input before the words of a failure, unless they have it. */
void frames_name_input(const struct frames *f, struct err *e);

#endif
