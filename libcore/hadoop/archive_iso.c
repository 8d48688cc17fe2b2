/* archive_iso.c - ISO 9660: what tells an image, and a cut one (ECMA-119, section 8). */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "hadoop/archive_impl.h"
#include "io/fd.h"

#define SECTOR 2048
#define FIRST 16		/* the sector of the first volume descriptor */
#define MOST 64			/* descriptors; there are a handful */

enum { PRIMARY = 1, END = 255 };

bool
archive_iso_begins(const uint8_t *p)
{
	return memcmp(p + 1, "CD001", 5) == 0 && (p[6] == 1 || p[6] == 2);
}

bool
archive_is_iso(int fd)
{
	uint8_t p[7];
	size_t got = 0;

	return fd_pread(fd, p, sizeof(p), ARCHIVE_ISO_AT, &got, "", NULL) == 0 &&
	    got == sizeof(p) && archive_iso_begins(p);
}

static int
cut(const char *name, struct err *e)
{
	return err_set(e, STATUS_DATA, "%s: cut inside its volume descriptors", name);
}

static int
check_size(int fd, const uint8_t *p, const char *name, struct err *e)
{
	uint32_t blocks = p[80] | (uint32_t)p[81] << 8 | (uint32_t)p[82] << 16 |
	    (uint32_t)p[83] << 24;
	uint32_t block = p[128] | (uint32_t)p[129] << 8;
	int64_t want = (int64_t)blocks * block;
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_sys(e, "cannot read %s", name);
	if (st.st_size < want)
		return err_set(e, STATUS_DATA, "%s: cut: %" PRId64 " of its %" PRId64 " bytes are "
		    "there", name, (int64_t)st.st_size, want);
	return 0;
}

/*
 * A descriptor of UDF's (ECMA-167), which follow: it has a tree of its own, of which the one
 * that is read here may show no more than a note.
 */
static bool
is_udf(const uint8_t *p)
{
	return memcmp(p + 1, "NSR02", 5) == 0 || memcmp(p + 1, "NSR03", 5) == 0;
}

static bool
is_other(const uint8_t *p)
{
	return memcmp(p + 1, "BEA01", 5) == 0 || memcmp(p + 1, "BOOT2", 5) == 0 ||
	    memcmp(p + 1, "TEA01", 5) == 0;
}

int
archive_iso_check(int fd, const char *name, struct err *e)
{
	bool sized = false, ended = false;
	uint8_t p[SECTOR];
	size_t got;

	for (int64_t at = FIRST; at < FIRST + MOST; at++) {
		if (fd_pread(fd, p, SECTOR, at * SECTOR, &got, name, e) != 0)
			return -1;
		if (got < SECTOR)
			break;
		if (is_udf(p))
			return err_set(e, STATUS_USAGE, "%s: a UDF image, whose files are not read "
			    "(--no-archives packs the file as it is)", name);
		if (!archive_iso_begins(p) && !is_other(p))
			break;
		if (p[0] == PRIMARY && !sized && check_size(fd, p, name, e) != 0)
			return -1;
		sized |= p[0] == PRIMARY;
		ended |= p[0] == END;
	}
	return sized && ended ? 0 : cut(name, e);
}
