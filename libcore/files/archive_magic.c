/* archive_magic.c - archives that their first bytes give away. */
#include "files/archive_magic.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "codec/stream.h"
#include "files/archive.h"
#include "io/in.h"

/* Where the checksum stands in a header of tar (POSIX, pax, ustar interchange format). */
#define SUM_AT 148
#define SUM_SIZE 8

static bool
is_tar(const uint8_t *p, size_t n)
{
	uint32_t sum = 0, want = 0;
	int32_t with_sign = 0;
	size_t i = SUM_AT, end = SUM_AT + SUM_SIZE;

	if (n < ARCHIVE_MAGIC || p[0] == '\0')
		return false;
	while (i < end && p[i] == ' ')
		i++;
	if (i == end || p[i] < '0' || p[i] > '7')
		return false;
	while (i < end && p[i] >= '0' && p[i] <= '7')
		want = want << 3 | (uint32_t)(p[i++] - '0');
	for (i = 0; i < ARCHIVE_MAGIC; i++) {
		uint8_t c = i >= SUM_AT && i < SUM_AT + SUM_SIZE ? ' ' : p[i];

		sum += c;
		with_sign += (int8_t)c;
	}
	/* Old writers took char to be signed. */
	return want == sum || (int32_t)want == with_sign;
}

static bool
starts(const uint8_t *p, size_t n, const char *magic, size_t k)
{
	return n >= k && memcmp(p, magic, k) == 0;
}

/*
 * Whether it is a header of cpio's portable forms (the octal one of POSIX, "070707", 76
 * bytes; "newc", 110 bytes in hexadecimal) as far as it can be seen: digits only.
 */
static bool
is_cpio(const uint8_t *p, size_t n)
{
	bool octal = starts(p, n, "070707", 6);
	size_t most = octal ? 76 : 110, i = 0;

	if (!octal && !starts(p, n, "070701", 6) && !starts(p, n, "070702", 6))
		return false;
	while (i < n && i < most && (octal ? p[i] >= '0' && p[i] <= '7' : isxdigit(p[i])))
		i++;
	return i == n || i == most;
}

enum archive_kind
archive_magic(const uint8_t *p, size_t n, bool packed)
{
	if (is_cpio(p, n))
		return ARCHIVE_CPIO;
	if (!packed && (starts(p, n, "PK\3\4", 4) || starts(p, n, "PK\5\6", 4) ||
	    starts(p, n, "PK00PK\3\4", 8)))
		return ARCHIVE_ZIP;
	if (!packed && starts(p, n, "7z\xbc\xaf\x27\x1c", 6))
		return ARCHIVE_7Z;
	return is_tar(p, n) ? ARCHIVE_TAR : ARCHIVE_NONE;
}

/* Whether what is compressed in the file at fd, from its position on, is an archive. */
static int
is_packed_archive(int fd, const char *name)
{
	uint8_t head[ARCHIVE_MAGIC];
	size_t n = 0;
	struct in *in;
	int copy = dup(fd), is = 0;

	if (copy < 0)
		return 0;
	if ((in = in_fd(copy, name, false, NULL)) == NULL) {
		close(copy);
		return 0;
	}
	/* What does not decompress is a file like others. */
	if (in_read_full(in, head, sizeof(head), &n, NULL) == 0)
		is = archive_magic(head, n, true) != ARCHIVE_NONE;
	in_free(in);
	return is;
}

int
archive_in_is(int fd, const char *name, struct err *e)
{
	uint8_t head[ARCHIVE_MAGIC];
	bool more;
	ssize_t n;

	do
		n = pread(fd, head, sizeof(head), 0);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_sys(e, "cannot read %s", name);
	if (archive_magic(head, (size_t)n, false) != ARCHIVE_NONE)
		return 1;
	if (codec_find(head, (size_t)n, true, &more) == NULL)
		return 0;
	return is_packed_archive(fd, name);
}
