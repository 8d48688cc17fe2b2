/* frames_open.c - opening frames: where they begin, their schema. */
#include "format/frames.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "format/frames_footer.h"
#include "format/frames_read.h"

/* Messages of the usual size are read with any memory. */
#define MEMORY_LEAST (16 << 20)

/* Smaller bodies come with the reads of what is around them. */
#define LEAVE_LEAST (64 << 10)

/* Skips the magic of Arrow's file format, if that is what it is. */
static int
open_file_format(struct frames *f, struct err *e)
{
	const uint8_t *p;
	size_t n;

	if (in_peek(f->in, 12, &p, &n, e) != 0) {
		f->input_failed = true;
		return -1;
	}
	if (n == 0 && f->file)
		return err_set(e, STATUS_DATA, "an empty file is no Arrow stream");
	if (n == 0)
		return err_set(e, STATUS_SYSTEM,
		    "no stream came, not even a schema: what should write it died");
	if (n >= 6 && n < 8 && memcmp(p, "ARROW1", 6) == 0)
		return frames_cut(f, e, "inside the magic number of an Arrow file");
	f->footer = n >= 8 && memcmp(p, "ARROW1\0", 8) == 0;
	f->bare = f->footer && n == 12 && frames_footer_needed(p + 8);
	return f->footer ? in_skip(f->in, 8, e) : 0;
}

/* Whether the schema says "1" of key. */
static bool
says(const struct frames *f, const char *key)
{
	const char *flag = meta_get(&f->s.schema->meta, key);

	return flag != NULL && strcmp(flag, "1") == 0;
}

/* The number of partitions that the schema states; 0: none. */
static int32_t
partitions(const struct frames *f)
{
	const char *n = meta_get(&f->s.schema->meta, FRAMES_PARTITIONS);
	int64_t v = 0;

	return n != NULL && num_parse_i64(n, strlen(n), &v) && v > 0 && v <= INT32_MAX ?
	    (int32_t)v : 0;
}

/* The schema as it came, or NULL. */
static struct schema *
read_schema(struct frames *f, struct err *e)
{
	struct frames_message *m = NULL;
	struct schema *wire;

	switch (frames_message_read(f, true, &m, e)) {
	case FRAMES_GOT_MESSAGE:
		break;
	case FRAMES_GOT_ERROR:
		return NULL;
	default:
		err_set(e, STATUS_DATA, "the stream ends before its schema");
		return NULL;
	}
	wire = ipc_schema_read(m->meta->data, m->meta->size, &f->how, e);
	if (wire == NULL)
		frames_place(m, e);
	frames_message_free(m);
	return wire;
}

/* As read_schema(), from the footer; then the messages follow. */
static struct schema *
footer_schema(struct frames *f, const struct frames_footer *footer, struct err *e)
{
	int64_t first = footer->list.first < 0 ? footer->marker : footer->list.first;
	struct schema *wire;

	if ((wire = ipc_footer_schema(footer->at, footer->n, &f->how, e)) == NULL) {
		if (e != NULL)
			err_prefix(e, "footer: ");
		return NULL;
	}
	if (first < in_pos(f->in))
		err_set(e, STATUS_DATA, "a footer whose first message begins at byte %" PRId64,
		    first);
	else if (in_skip(f->in, first - in_pos(f->in), e) == 0)
		return wire;
	else
		f->input_failed = true;
	schema_unref(wire);
	return NULL;
}

/* Whatever of a file must be known from its footer before its batches.  0 or -1. */
static int
open_footer(struct frames *f, struct schema **wire, struct err *e)
{
	struct frames_footer footer;
	int rc;

	if (in_plain_fd(f->in) < 0)
		return *wire != NULL ? 0 : err_set(e, STATUS_USAGE, "an Arrow file whose schema "
		    "stands only in its footer, as Polars writes it, is read as a file, not from a "
		    "pipe and not compressed");
	if ((rc = frames_footer_open(f->in, &footer, e)) == 0)
		rc = err_set(e, STATUS_DATA, "the file is cut: it ends before its footer");
	if (rc == 1 && *wire == NULL && (*wire = footer_schema(f, &footer, e)) == NULL)
		rc = -1;
	if (rc == 1 && f->conf.truncate_ns)
		ipc_foreign_truncate(f->how);
	/* They may follow the batches that use them. */
	if (rc == 1 && ipc_foreign_indexed(f->how)) {
		rc = frames_footer_dicts(f->in, &footer, f->how, f->conf.body_max, &f->dicts, e);
		f->dicts_ahead = true;
	}
	frames_footer_release(&footer);
	return rc < 0 ? -1 : 0;
}

/* Reads the schema. */
static int
open_schema(struct frames *f, struct err *e)
{
	struct schema *wire = NULL;

	if (!f->bare && (wire = read_schema(f, e)) == NULL)
		return -1;
	if (f->conf.truncate_ns)
		ipc_foreign_truncate(f->how);
	if (f->footer && (f->bare || ipc_foreign_indexed(f->how)) && open_footer(f, &wire, e) != 0) {
		schema_unref(wire);
		return -1;
	}
	if (frames_implied_init(&f->implied, wire, &f->s.schema, e) != 0)
		return -1;
	f->s.live = says(f, FRAMES_LIVE);
	f->s.epochs = says(f, FRAMES_EPOCHS);
	f->s.group = meta_get(&f->s.schema->meta, FRAMES_GROUP);
	f->s.partitions = partitions(f);
	/* Before the first row: what is published cannot be taken back. */
	if (!f->file && f->conf.end == FRAMES_TRAILER && !says(f, FRAMES_WILL_END))
		return err_set(e, STATUS_DATA, "a stream of another program: its schema promises"
		    " no trailer, which would prove it whole (--allow-unmarked takes it)");
	return 0;
}

struct source *
frames_source_new(struct in *in, const struct frames_read_conf *conf, struct err *e)
{
	struct frames *f = mem_zero(1, sizeof(*f), e);
	int rc;

	if (f == NULL) {
		in_free(in);
		return NULL;
	}
	f->s.ops = &frames_ops;
	f->s.name = in_name(in);
	f->s.size = in_size(in);
	f->in = in;
	f->file = in_is_file(in);
	f->fd = in_plain_fd(in);
	if (conf != NULL)
		f->conf = *conf;
	if (f->conf.body_max <= 0)
		f->conf.body_max = IPC_BODY_MAX;
	if (f->conf.memory <= 0)
		f->conf.memory = INT64_MAX;
	else if (f->conf.memory < MEMORY_LEAST)
		f->conf.memory = MEMORY_LEAST;
	if (f->conf.leave_least <= 0)
		f->conf.leave_least = LEAVE_LEAST;
	if (open_file_format(f, e) != 0 || open_schema(f, e) != 0)
		goto fail;
	if (f->s.schema->nfield == 0) {
		if ((rc = frames_message_next(f, &f->ahead, e)) < 0)
			goto fail;
		f->over = rc == 0;
	}
	return &f->s;
fail:
	frames_name_input(f, e);
	source_free(&f->s);
	return NULL;
}
