/* archive.c - the members of an archive, through libarchive. */
#include "hadoop/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/magic.h"
#include "base/mem.h"
#include "hadoop/archive_impl.h"
#include "hadoop/archive_lib.h"
#include "io/tmp.h"

#define BLOCK (256 << 10)

/* No zip is shorter. */
#define END_MIN 22

struct archive_in {
	const struct archive_lib *la;
	struct archive *a;
	enum magic kind;
	struct in *in;
	int fd;				/* of in, where one can seek; else -1 */
	int64_t pos, size;
	uint8_t *block;
	struct err why;			/* what failed below libarchive */
	bool failed;
	bool empty;			/* a zip of an end record only: libarchive knows none */
	int64_t total;			/* bytes given to libarchive, and after its end */
	locale_t locale;
	char *name, *member;
	struct file_counts counts;
};

/* -- bytes for libarchive -- */

static int
read_here(struct archive_in *a, size_t *got, struct err *e)
{
	ssize_t k;

	if (a->fd < 0)
		return in_read(a->in, a->block, BLOCK, got, e);
	do
		k = pread(a->fd, a->block, BLOCK, a->pos);
	while (k < 0 && errno == EINTR);
	if (k < 0)
		return err_sys(e, "cannot read %s", a->name);
	*got = (size_t)k;
	a->pos += k;
	return 0;
}

static la_ssize_t
read_block(struct archive *lib, void *ctx, const void **p)
{
	struct archive_in *a = ctx;
	size_t got = 0;

	*p = a->block;
	if (read_here(a, &got, &a->why) != 0) {
		a->failed = true;
		a->la->archive_set_error(lib, EIO, "%s", a->why.msg);
		return ARCHIVE_FATAL;
	}
	a->total += (int64_t)got;
	return (la_ssize_t)got;
}

static la_int64_t
seek_to(struct archive *lib, void *ctx, la_int64_t offset, int whence)
{
	struct archive_in *a = ctx;
	int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? a->pos : a->size;

	if ((offset > 0 && from > INT64_MAX - offset) || from + offset < 0) {
		a->la->archive_set_error(lib, EINVAL, "an offset outside the file");
		return ARCHIVE_FATAL;
	}
	a->pos = from + offset;
	return a->pos;
}

/* -- opening -- */

static struct in *
open_input(int dir, const char *path, struct err *e)
{
	struct in *in;
	int fd;

	if (strcmp(path, "-") == 0)
		return in_stdin(false, e);
	if ((fd = openat(dir, path, O_RDONLY | O_NOCTTY | O_CLOEXEC)) < 0) {
		err_sys(e, "cannot open %s", path);
		return NULL;
	}
	if ((in = in_fd(fd, path, false, e)) == NULL)
		close(fd);
	return in;
}

/* What the first bytes are; *n of them were there. */
static int
look(struct archive_in *a, const uint8_t **p, size_t *n, struct err *e)
{
	bool more;

	if (in_peek(a->in, MAGIC_BYTES, p, n, e) != 0)
		return -1;
	a->kind = magic_scan(MAGIC_ANY, *p, *n, true, &more);
	return 0;
}

/* What needs seeking and comes through a pipe is copied. */
static int
make_seekable(struct archive_in *a, struct err *e)
{
	if ((in_plain_fd(a->in) < 0 || in_pos(a->in) > 0) && (a->in = tmp_copy(a->in, e)) == NULL)
		return -1;
	a->fd = in_plain_fd(a->in);
	a->size = in_size(a->in);
	return 0;
}

/*
 * Nothing that is known begins so: an ISO image, a zip behind other bytes, or what libarchive
 * says of it.
 */
static int
find_further(struct archive_in *a, size_t n, struct err *e)
{
	if (n == 0 || n < END_MIN)
		return 0;
	if (make_seekable(a, e) != 0)
		return -1;
	if (a->fd >= 0 && archive_is_iso(a->fd)) {
		a->kind = MAGIC_ISO;
		return archive_iso_check(a->fd, a->name, e);
	}
	if (a->fd >= 0 && archive_ends_as_zip(a->fd)) {
		a->kind = MAGIC_ZIP;
		return 0;
	}
	a->fd = -1;
	/* libarchive knows more of damaged and empty ones. */
	if (n == MAGIC_BYTES)
		a->kind = MAGIC_TAR;
	return 0;
}

static int
find_kind(struct archive_in *a, struct err *e)
{
	const uint8_t *p;
	size_t n;

	if (look(a, &p, &n, e) != 0)
		return -1;
	if (a->kind == MAGIC_COMPRESS && ((a->in = archive_uncompress(a->in, e)) == NULL ||
	    look(a, &p, &n, e) != 0))
		return -1;
	a->empty = a->kind == MAGIC_ZIP && n >= 22 && memcmp(p, "PK\5\6\0\0\0\0\0\0\0", 12) == 0;
	if (a->kind == MAGIC_ZIP || a->kind == MAGIC_7Z) {
		if (make_seekable(a, e) != 0)
			return -1;
	} else if (a->kind == MAGIC_NONE && find_further(a, n, e) != 0) {
		return -1;
	}
	if (a->kind != MAGIC_TAR && a->kind != MAGIC_CPIO && a->kind != MAGIC_ZIP &&
	    a->kind != MAGIC_7Z && a->kind != MAGIC_ISO) {
		if (magic_class(a->kind) == MAGIC_ARCHIVE)
			return err_set(e, STATUS_USAGE, "%s: the members of %s are not read, only "
			    "those of tar, cpio, zip, 7z and ISO images (--no-archives packs the "
			    "file as it is)", a->name, magic_name(a->kind));
		return err_set(e, STATUS_DATA, "%s: not an archive (tar, cpio, zip, 7z, ISO image)",
		    a->name);
	}
	a->block = mem_aligned(BLOCK, e);
	return a->block == NULL ? -1 : 0;
}

static int
set_up(struct archive_in *a, struct err *e)
{
	const struct archive_lib *la = a->la;
	int (*format[])(struct archive *) = {
	    [MAGIC_TAR] = la->archive_read_support_format_tar,
	    [MAGIC_CPIO] = la->archive_read_support_format_cpio,
	    [MAGIC_ZIP] = la->archive_read_support_format_zip_seekable,
	    [MAGIC_7Z] = la->archive_read_support_format_7zip,
	    [MAGIC_ISO] = la->archive_read_support_format_iso9660 };
	/*
	 * A zip is read by its directory; without that, one that was cut passes for whole.
	 * tar's names are bytes; zip, 7z and ISO have some in UTF-16, which needs a target.
	 */
	bool bytes = a->kind == MAGIC_TAR || a->kind == MAGIC_CPIO;

	a->locale = newlocale(LC_CTYPE_MASK, bytes ? "C" : "C.UTF-8", (locale_t)0);
	if ((a->a = la->archive_read_new()) == NULL)
		return err_nomem(e, 0);
	if (format[a->kind](a->a) != ARCHIVE_OK || (a->kind == MAGIC_TAR &&
	    la->archive_read_set_options(a->a, "read_concatenated_archives") != ARCHIVE_OK) ||
	    la->archive_read_set_callback_data(a->a, a) != ARCHIVE_OK ||
	    la->archive_read_set_read_callback(a->a, read_block) != ARCHIVE_OK ||
	    (a->fd >= 0 && la->archive_read_set_seek_callback(a->a, seek_to) != ARCHIVE_OK))
		return err_set(e, STATUS_SYSTEM, "libarchive: %s", la->archive_error_string(a->a));
	return 0;
}

/* What libarchive says is wrong, or what failed below it.  Returns -1. */
static int
damaged(struct archive_in *a, struct err *e)
{
	const char *words = a->la->archive_error_string(a->a);

	if (!a->failed)
		return err_set(e, STATUS_DATA, "%s: %.200s%s%s", a->name,
		    a->member != NULL ? a->member : "", a->member != NULL ? ": " : "",
		    words != NULL ? words : "a damaged archive");
	return err_copy(e, &a->why);
}

struct archive_in *
archive_in_open(int dir, const char *path, struct err *e)
{
	struct archive_in *a = mem_zero(1, sizeof(*a), e);
	locale_t old;
	int rc;

	if (a == NULL)
		return NULL;
	a->fd = -1;
	if ((a->in = open_input(dir, path, e)) != NULL &&
	    (a->name = mem_dup(in_name(a->in), strlen(in_name(a->in)), e)) != NULL &&
	    find_kind(a, e) == 0 && (a->la = archive_lib(e)) != NULL && set_up(a, e) == 0) {
		old = uselocale(a->locale != (locale_t)0 ? a->locale : LC_GLOBAL_LOCALE);
		rc = a->empty ? ARCHIVE_OK : a->la->archive_read_open1(a->a);
		uselocale(old);
		if (rc == ARCHIVE_OK)
			return a;
		damaged(a, e);
	}
	archive_in_free(a);
	return NULL;
}

void
archive_in_free(struct archive_in *a)
{
	if (a == NULL)
		return;
	if (a->a != NULL)
		a->la->archive_read_free(a->a);
	if (a->locale != (locale_t)0)
		freelocale(a->locale);
	in_free(a->in);
	free(a->block);
	free(a->name);
	free(a->member);
	free(a);
}

/* -- members -- */

/*
 * After the last member: what is compressed must end well, a tar must have its mark, a
 * block at least (libarchive has seen that it is zeros, and does without).
 */
static int
finish(struct archive_in *a, struct err *e)
{
	size_t got = 1;

	while (a->fd < 0 && got > 0) {
		if (in_read(a->in, a->block, BLOCK, &got, e) != 0)
			return -1;
		a->total += (int64_t)got;
	}
	if (a->kind == MAGIC_TAR && a->total - a->la->archive_read_header_position(a->a) < 512)
		return err_set(e, STATUS_DATA, "%s: cut: it has no end-of-archive mark", a->name);
	return 0;
}

static int
next_header(struct archive_in *a, struct archive_entry **entry)
{
	locale_t old = uselocale(a->locale != (locale_t)0 ? a->locale : LC_GLOBAL_LOCALE);
	int rc = a->la->archive_read_next_header(a->a, entry);

	uselocale(old);
	return rc;
}

/* Keeps the name of the member for messages. */
static int
take_name(struct archive_in *a, struct archive_entry *entry, struct err *e)
{
	const char *name = a->la->archive_entry_pathname(entry);

	if (name == NULL)
		name = a->la->archive_entry_pathname_utf8(entry);
	if (name == NULL)
		return err_set(e, STATUS_DATA, "%s: a member whose name cannot be read", a->name);
	a->member = mem_dup(name, strlen(name), e);
	return a->member == NULL ? -1 : 0;
}

/*
 * Whether it is a regular file with its content; else it is counted.  cpio keeps the
 * content of several links in one of them only, the others are empty.
 */
static bool
is_file(struct archive_in *a, struct archive_entry *entry)
{
	const struct archive_lib *la = a->la;
	mode_t type = la->archive_entry_filetype(entry);
	/* In an image that is all one knows of a name that shares the content of another. */
	bool data = la->archive_entry_size_is_set(entry) ? la->archive_entry_size(entry) > 0 :
	    a->kind != MAGIC_ISO;

	if (la->archive_entry_hardlink(entry) != NULL ? !data : (type == AE_IFREG && !data &&
	    a->kind == MAGIC_CPIO && la->archive_entry_nlink(entry) > 1)) {
		a->counts.others[FILE_HARDLINK]++;
		return false;
	}
	if (type == AE_IFREG || la->archive_entry_hardlink(entry) != NULL)
		return true;
	if (type != AE_IFDIR)
		a->counts.others[type == AE_IFLNK ? FILE_SYMLINK : type == AE_IFIFO ? FILE_FIFO :
		    type == AE_IFSOCK ? FILE_SOCKET : FILE_DEVICE]++;
	return false;
}

int
archive_in_next(struct archive_in *a, struct archive_member *m, struct err *e)
{
	const struct archive_lib *la = a->la;
	struct archive_entry *entry;
	int rc;

	if (a->empty)
		return 0;
	do {
		free(a->member);
		a->member = NULL;
		if ((rc = next_header(a, &entry)) == ARCHIVE_EOF)
			return finish(a, e);
		/* Of an image such a word means that something is left out. */
		if (rc != ARCHIVE_OK && (rc != ARCHIVE_WARN || a->kind == MAGIC_ISO))
			return damaged(a, e);
		if (take_name(a, entry, e) != 0)
			return -1;
	} while (!is_file(a, entry));
	if (la->archive_entry_is_data_encrypted(entry))
		return err_set(e, STATUS_DATA, "%s: %.200s: it is encrypted", a->name, a->member);
	m->name = (const uint8_t *)a->member;
	m->nname = strlen(a->member);
	m->size = la->archive_entry_size_is_set(entry) ? la->archive_entry_size(entry) : -1;
	m->mtime = la->archive_entry_mtime_is_set(entry) ? la->archive_entry_mtime(entry) : 0;
	return 1;
}

int
archive_in_read(struct archive_in *a, void *p, size_t n, size_t *got, struct err *e)
{
	la_ssize_t k;

	*got = 0;
	while (*got < n) {
		k = a->la->archive_read_data(a->a, (uint8_t *)p + *got, n - *got);
		if (k == ARCHIVE_RETRY)
			continue;
		/* A warning here is a checksum that is wrong. */
		if (k < 0)
			return damaged(a, e);
		if (k == 0)
			break;
		*got += (size_t)k;
	}
	return 0;
}

const struct file_counts *
archive_in_counts(const struct archive_in *a)
{
	return &a->counts;
}

const char *
archive_in_name(const struct archive_in *a)
{
	return a->name;
}
