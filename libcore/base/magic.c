/* magic.c - what the first bytes of an input, or its name, give away. */
#include "base/magic.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum verdict { NO, YES, MORE };

static unsigned
le16(const uint8_t *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

static uint32_t
le32(const uint8_t *p)
{
	return le16(p) | (uint32_t)le16(p + 2) << 16;
}

/* -- data sets -- */

/* "SEQ" and a version: 6 is the last one; what follows it is not to be taken for text. */
static enum verdict
check_seqfile(const uint8_t *p, size_t n)
{
	return n < 4 ? MORE : p[3] <= 8 ? YES : NO;
}

/* Hive's files were SequenceFiles first, with a class of keys of their own. */
static enum verdict
check_rcfile(const uint8_t *p, size_t n)
{
	static const char class[] = "org.apache.hadoop.hive.ql.io.RCFile";
	size_t k = sizeof(class) - 1, have = n < 5 ? 0 : n - 5;

	/* A version, and the length of the name, which is longer than this. */
	if ((n > 3 && p[3] > 8) || (n > 4 && p[4] <= k) ||
	    (have > 0 && memcmp(p + 5, class, have < k ? have : k) != 0))
		return NO;
	return have >= k ? YES : MORE;
}

/*
 * The magic number is three letters; what follows is a piece of protocol buffers, or the
 * head of a compressed one, of which one of the first bytes is no text.
 */
static enum verdict
check_orc(const uint8_t *p, size_t n)
{
	for (size_t i = 3; i < n && i < 6; i++)
		if (p[i] < 0x20 && p[i] != '\t' && p[i] != '\n' && p[i] != '\r')
			return YES;
	return n >= 6 ? NO : MORE;
}

/*
 * A message of Arrow before 0.15: the size of its metadata without a marker before it,
 * then a flatbuffer whose root is a Message (version, type of its header) of a schema.
 */
static enum verdict
check_old_stream(const uint8_t *p, size_t n)
{
	uint32_t root, vtable, version, type;
	int64_t at;

	/* Messages are padded, so that what follows their size is at a multiple of 8. */
	if (p[0] % 8 != 4 || (n > 3 && p[3] > 3) || (n > 4 && (p[4] < 4 || p[4] > 64 || p[4] % 4 != 0)) ||
	    (n > 5 && p[5] != 0) || (n > 6 && p[6] != 0) || (n > 7 && p[7] != 0))
		return NO;
	if (n < 8)
		return MORE;
	root = p[4] + UINT32_C(4);
	if (n < root + 4)
		return MORE;
	at = (int64_t)root - (int32_t)le32(p + root);
	if (at < 8 || at > MAGIC_BYTES - 8)
		return NO;
	vtable = (uint32_t)at;
	if (n < vtable + 8)
		return MORE;
	version = le16(p + vtable + 4);
	type = le16(p + vtable + 6);
	if (le16(p + vtable) < 8 || le16(p + vtable) > 32 || le16(p + vtable) % 2 != 0 ||
	    type < 4 || type > 64 || version > 64)
		return NO;
	if (n < root + (type > version + 1 ? type + 1 : version + 2))
		return MORE;
	return p[root + type] == 1 && (version == 0 || le16(p + root + version) <= 4) ? YES : NO;
}

/* -- archives -- */

/* Where the checksum stands in a header of tar (POSIX, pax, ustar interchange format). */
#define SUM_AT 148
#define SUM_SIZE 8
#define TAR_HEADER 512
#define TAR_NAME 100

/*
 * Whether what is there of a header may become one: a name, zeros after it, then numbers.
 * A name with a line feed is known by the whole header only: lines are not held back.
 */
static bool
may_be_tar(const uint8_t *p, size_t n)
{
	size_t i = 0, most = n < TAR_NAME ? n : TAR_NAME;

	while (i < most && p[i] != '\0' && p[i] != '\n')
		i++;
	while (i < most && p[i] == '\0')
		i++;
	if (i < most)
		return false;
	for (i = TAR_NAME; i < n && i < TAR_NAME + 24; i++)
		if (p[i] != '\0' && p[i] != ' ' && (p[i] < '0' || p[i] > '7') && p[i] < 0x80)
			return false;
	return true;
}

static enum verdict
check_tar(const uint8_t *p, size_t n)
{
	uint32_t sum = 0, want = 0;
	int32_t with_sign = 0;
	size_t i = SUM_AT, end = SUM_AT + SUM_SIZE;

	if (p[0] == '\0' || n < TAR_HEADER)
		return p[0] != '\0' && may_be_tar(p, n) ? MORE : NO;
	while (i < end && p[i] == ' ')
		i++;
	if (i == end || p[i] < '0' || p[i] > '7')
		return NO;
	while (i < end && p[i] >= '0' && p[i] <= '7')
		want = want << 3 | (uint32_t)(p[i++] - '0');
	for (i = 0; i < TAR_HEADER; i++) {
		uint8_t c = i >= SUM_AT && i < SUM_AT + SUM_SIZE ? ' ' : p[i];

		sum += c;
		with_sign += (int8_t)c;
	}
	/* Old writers took char to be signed. */
	return want == sum || (int32_t)want == with_sign ? YES : NO;
}

/* The name of a cpio's first member, size bytes from at on, ends with a NUL. */
static enum verdict
check_cpio_name(const uint8_t *p, size_t n, size_t at, uint64_t size)
{
	size_t end;

	if (size < 2 || size > 4096)
		return NO;
	end = at + (size_t)size <= MAGIC_BYTES ? at + (size_t)size : MAGIC_BYTES;
	/* It has no other, and begins with none. */
	if (n > at && memchr(p + at, '\0', (n < end ? n : end - 1) - at) != NULL)
		return NO;
	if (n < end)
		return MORE;
	return end < at + size || p[end - 1] == '\0' ? YES : NO;
}

/*
 * A header of cpio's portable forms: the octal one of POSIX, "070707", of 76 bytes, and
 * "newc", 110 bytes in hexadecimal: digits only, among them the size of a name.
 */
static enum verdict
check_cpio(const uint8_t *p, size_t n)
{
	bool octal = n > 5 && p[5] == '7';
	size_t head = octal ? 76 : 110, at = octal ? 59 : 94, i;
	uint64_t size = 0;

	for (i = 0; i < n && i < head; i++)
		if (octal ? p[i] < '0' || p[i] > '7' : !isxdigit(p[i]))
			return NO;
	if (n < 6 || n < head)
		return MORE;
	if (p[5] != '7' && p[5] != '1' && p[5] != '2')
		return NO;
	for (i = at; i < at + (octal ? 6 : 8); i++)
		size = octal ? size << 3 | (uint64_t)(p[i] - '0') :
		    size << 4 | (uint64_t)(isdigit(p[i]) ? p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
	return check_cpio_name(p, n, head, size);
}

/* The first form, words of 16 bits in the order of the machine that wrote it. */
static enum verdict
check_cpio_words(const uint8_t *p, size_t n)
{
	bool big = p[0] == 0x71;
	unsigned mode, size;

	if (n < 26)
		return MORE;
	mode = big ? (unsigned)p[6] << 8 | p[7] : le16(p + 6);
	size = big ? (unsigned)p[20] << 8 | p[21] : le16(p + 20);
	mode >>= 12;
	if (mode != 1 && mode != 2 && mode != 4 && mode != 6 && mode != 8 && mode != 10 &&
	    mode != 12)
		return NO;
	return check_cpio_name(p, n, 26, size);
}

/* The size of a header, its sum, and the method, "-lh5-". */
static enum verdict
check_lha(const uint8_t *p, size_t n)
{
	static const char form[] = "-l..-";
	size_t i;

	if (p[0] < 22)
		return NO;
	for (i = 2; i < n && i < 7; i++)
		if (form[i - 2] != '.' && p[i] != (uint8_t)form[i - 2])
			return NO;
	/* A short first line is not held back for this one. */
	if (n < 7)
		return memchr(p, '\n', n) != NULL ? NO : MORE;
	return (p[4] == 'h' || p[4] == 'z') && (isdigit(p[5]) || p[5] == 'd' || p[5] == 's') ?
	    YES : NO;
}

/* The version of web archives, and a line's end: 0.12 to 1.1 are in use. */
static enum verdict
check_warc(const uint8_t *p, size_t n)
{
	static const char form[] = "0.0";
	size_t i;

	for (i = 5; i < n && i < 8; i++)
		if (form[i - 5] == '.' ? p[i] != '.' : !isdigit(p[i]))
			return NO;
	while (i < n && i < 10 && isdigit(p[i]))
		i++;
	if (i >= n)
		return MORE;
	return p[i] == '\r' || p[i] == '\n' ? YES : NO;
}

/* -- compressions -- */

/* The properties of xz's and lzma's own levels, a window, and a size or none. */
static enum verdict
check_lzma(const uint8_t *p, size_t n)
{
	uint32_t window, low;
	bool unknown = true;

	for (size_t i = 1; i < n && i < 3; i++)
		if (p[i] != 0)
			return NO;
	if (n < 14)
		return MORE;
	window = le32(p + 1);
	low = window & (~window + 1);
	for (size_t i = 5; i < 13; i++)
		unknown = unknown && p[i] == 0xff;
	/* Window sizes are 2^n or 3 * 2^n; the coder begins with a zero. */
	return window >= 4096 && (window == low || window == low * 3) && p[13] == 0 &&
	    (unknown || (p[10] == 0 && p[11] == 0 && p[12] == 0)) ? YES : NO;
}

/* -- the table -- */

static const struct row {
	enum magic magic;
	uint8_t class;
	uint8_t n;			/* bytes that begin it */
	/*
	 * So many, at the end of the input, are no text (with a control character or what is
	 * no UTF-8) and count as it; 0: none do.  "(", "P*M" and "BZh9" may be all that
	 * somebody wrote.
	 */
	uint8_t sure;
	const char *bytes;
	const char *mask;		/* bits that count; NULL: all */
	/* Called when all of those are there, with n > 0; NULL: they are enough. */
	enum verdict (*check)(const uint8_t *p, size_t n);
} rows[] = {
	{ MAGIC_GZIP, MAGIC_COMPRESSION, 3, 1, "\x1f\x8b\x08", NULL, NULL },
	{ MAGIC_ZSTD, MAGIC_COMPRESSION, 4, 2, "\x28\xb5\x2f\xfd", NULL, NULL },
	{ MAGIC_SKIPPABLE, MAGIC_COMPRESSION, 4, 4, "\x50\x2a\x4d\x18", "\xf0\xff\xff\xff", NULL },
	{ MAGIC_XZ, MAGIC_COMPRESSION, 6, 1, "\xfd" "7zXZ\0", NULL, NULL },
	{ MAGIC_LZ4, MAGIC_COMPRESSION, 4, 2, "\x04\x22\x4d\x18", NULL, NULL },
	{ MAGIC_LZ4_OLD, MAGIC_COMPRESSION, 4, 2, "\x02\x21\x4c\x18", NULL, NULL },
	/* BZh, the level (0x30 to 0x3f), and the first block or the end of an empty one. */
	{ MAGIC_BZIP2, MAGIC_COMPRESSION, 10, 5, "BZh\x30\x31\x41\x59\x26\x53\x59",
	    "\xff\xff\xff\xf0\xff\xff\xff\xff\xff\xff", NULL },
	{ MAGIC_BZIP2, MAGIC_COMPRESSION, 10, 5, "BZh\x30\x17\x72\x45\x38\x50\x90",
	    "\xff\xff\xff\xf0\xff\xff\xff\xff\xff\xff", NULL },
	{ MAGIC_LZIP, MAGIC_COMPRESSION, 5, 5, "LZIP\0", "\xff\xff\xff\xff\xfe", NULL },
	{ MAGIC_LZMA, MAGIC_COMPRESSION, 1, 0, "\x5d", NULL, check_lzma },
	{ MAGIC_COMPRESS, MAGIC_COMPRESSION, 2, 0, "\x1f\x9d", NULL, NULL },
	{ MAGIC_LZOP, MAGIC_COMPRESSION, 9, 0, "\x89LZO\0\r\n\x1a\n", NULL, NULL },
	{ MAGIC_LRZIP, MAGIC_COMPRESSION, 5, 0, "LRZI\0", NULL, NULL },
	{ MAGIC_SNAPPY, MAGIC_COMPRESSION, 10, 0, "\xff\x06\0\0sNaPpY", NULL, NULL },

	{ MAGIC_STREAM, MAGIC_DATA, 4, 0, "\xff\xff\xff\xff", NULL, NULL },
	{ MAGIC_STREAM, MAGIC_DATA, 0, 0, "", NULL, check_old_stream },
	{ MAGIC_ARROW_FILE, MAGIC_DATA, 8, 6, "ARROW1\0", NULL, NULL },
	{ MAGIC_FEATHER, MAGIC_DATA, 4, 0, "FEA1", NULL, NULL },
	{ MAGIC_PARQUET, MAGIC_DATA, 4, 0, "PAR1", NULL, NULL },
	{ MAGIC_PARQUET, MAGIC_DATA, 4, 0, "PARE", NULL, NULL },
	{ MAGIC_RCFILE, MAGIC_DATA, 4, 0, "RCF\1", NULL, NULL },
	{ MAGIC_RCFILE, MAGIC_DATA, 3, 0, "SEQ", NULL, check_rcfile },
	{ MAGIC_SEQFILE, MAGIC_DATA, 3, 3, "SEQ", NULL, check_seqfile },
	{ MAGIC_AVRO, MAGIC_DATA, 4, 0, "Obj\1", NULL, NULL },
	{ MAGIC_ORC, MAGIC_DATA, 3, 0, "ORC", NULL, check_orc },
	{ MAGIC_SQLITE, MAGIC_DATA, 16, 0, "SQLite format 3", NULL, NULL },
	{ MAGIC_HDF5, MAGIC_DATA, 8, 0, "\x89HDF\r\n\x1a\n", NULL, NULL },
	{ MAGIC_PDF, MAGIC_DATA, 5, 0, "%PDF-", NULL, NULL },
	{ MAGIC_PNG, MAGIC_DATA, 8, 0, "\x89PNG\r\n\x1a\n", NULL, NULL },
	{ MAGIC_JPEG, MAGIC_DATA, 3, 0, "\xff\xd8\xff", NULL, NULL },
	{ MAGIC_ELF, MAGIC_DATA, 4, 0, "\x7f\x45LF", NULL, NULL },

	{ MAGIC_CPIO, MAGIC_ARCHIVE, 5, 0, "07070", NULL, check_cpio },
	{ MAGIC_CPIO, MAGIC_ARCHIVE, 2, 0, "\xc7\x71", NULL, check_cpio_words },
	{ MAGIC_CPIO, MAGIC_ARCHIVE, 2, 0, "\x71\xc7", NULL, check_cpio_words },
	{ MAGIC_ZIP, MAGIC_ARCHIVE, 4, 0, "PK\3\4", NULL, NULL },
	{ MAGIC_ZIP, MAGIC_ARCHIVE, 4, 0, "PK\5\6", NULL, NULL },
	{ MAGIC_ZIP, MAGIC_ARCHIVE, 8, 0, "PK00PK\3\4", NULL, NULL },
	{ MAGIC_7Z, MAGIC_ARCHIVE, 6, 0, "7z\xbc\xaf\x27\x1c", NULL, NULL },
	{ MAGIC_AR, MAGIC_ARCHIVE, 8, 0, "!<arch>\n", NULL, NULL },
	{ MAGIC_AR, MAGIC_ARCHIVE, 8, 0, "!<thin>\n", NULL, NULL },
	{ MAGIC_RAR, MAGIC_ARCHIVE, 6, 0, "Rar!\x1a\x07", NULL, NULL },
	{ MAGIC_CAB, MAGIC_ARCHIVE, 8, 0, "MSCF\0\0\0\0", NULL, NULL },
	{ MAGIC_XAR, MAGIC_ARCHIVE, 6, 0, "xar!\0\x1c", NULL, NULL },
	{ MAGIC_RPM, MAGIC_ARCHIVE, 4, 0, "\xed\xab\xee\xdb", NULL, NULL },
	{ MAGIC_WARC, MAGIC_ARCHIVE, 5, 0, "WARC/", NULL, check_warc },
	{ MAGIC_LHA, MAGIC_ARCHIVE, 0, 0, "", NULL, check_lha },
	{ MAGIC_TAR, MAGIC_ARCHIVE, 0, 0, "", NULL, check_tar },
};

static enum verdict
judge(const struct row *r, const uint8_t *p, size_t n, bool eof)
{
	enum verdict v;
	size_t k = 0;

	while (k < n && k < r->n &&
	    ((p[k] ^ (uint8_t)r->bytes[k]) & (r->mask == NULL ? 0xff : (uint8_t)r->mask[k])) == 0)
		k++;
	if (k < r->n && k < n)
		return NO;
	v = k < r->n ? MORE : r->check == NULL ? YES : r->check(p, n);
	return v == MORE && eof && r->sure > 0 && n >= r->sure ? YES : v;
}

enum magic
magic_scan(unsigned classes, const uint8_t *p, size_t n, bool eof, bool *more)
{
	enum magic found = MAGIC_NONE;

	*more = n == 0 && !eof;
	for (size_t i = 0; n > 0 && i < sizeof(rows) / sizeof(*rows); i++) {
		enum verdict v = (rows[i].class & classes) == 0 ? NO :
		    judge(&rows[i], p, n, eof);

		if (v == MORE)
			*more = *more || !eof;
		else if (v == YES && found == MAGIC_NONE)
			found = rows[i].magic;
		/* What stands further down is not what it is, whatever follows. */
		if (found != MAGIC_NONE)
			return found;
	}
	return found;
}

enum magic
magic_find(const uint8_t *p, size_t n)
{
	static const uint8_t marker[4] = { 0xff, 0xff, 0xff, 0xff };
	bool more;

	if (n == 0)
		return MAGIC_EMPTY;
	if (n < 8 && memcmp(p, marker, n < 4 ? n : 4) == 0)
		return MAGIC_CUT;
	return magic_scan(MAGIC_ANY, p, n, n < MAGIC_BYTES, &more);
}

bool
magic_more(const uint8_t *p, size_t n)
{
	bool more;
	enum magic m = magic_scan(MAGIC_ANY, p, n, false, &more);

	/* Of a stream the size after its marker is wanted, too. */
	return more || (m == MAGIC_STREAM && n < 8);
}

unsigned
magic_class(enum magic m)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].magic == m)
			return rows[i].class;
	return 0;
}

const char *
magic_name(enum magic m)
{
	static const char *const name[] = {
		[MAGIC_EMPTY] = "nothing", [MAGIC_NONE] = "text",
		[MAGIC_CUT] = "a cut Arrow stream", [MAGIC_STREAM] = "an Arrow stream",
		[MAGIC_ARROW_FILE] = "an Arrow file", [MAGIC_FEATHER] = "a Feather V1 file",
		[MAGIC_PARQUET] = "a Parquet file", [MAGIC_SEQFILE] = "a SequenceFile",
		[MAGIC_RCFILE] = "an RCFile", [MAGIC_AVRO] = "an Avro file",
		[MAGIC_ORC] = "an ORC file", [MAGIC_SQLITE] = "an SQLite file",
		[MAGIC_HDF5] = "an HDF5 file", [MAGIC_PDF] = "a PDF file",
		[MAGIC_PNG] = "a PNG file", [MAGIC_JPEG] = "a JPEG file",
		[MAGIC_ELF] = "an ELF file",
		[MAGIC_TAR] = "a tar archive", [MAGIC_CPIO] = "a cpio archive",
		[MAGIC_ZIP] = "a zip archive", [MAGIC_7Z] = "a 7z archive",
		[MAGIC_ISO] = "an ISO image", [MAGIC_WARC] = "a WARC file",
		[MAGIC_AR] = "an ar archive", [MAGIC_RAR] = "a RAR archive",
		[MAGIC_CAB] = "a CAB archive", [MAGIC_XAR] = "a xar archive",
		[MAGIC_LHA] = "an LHA archive", [MAGIC_RPM] = "an RPM package",
		[MAGIC_GZIP] = "a gzip file", [MAGIC_ZSTD] = "a zstd file",
		[MAGIC_SKIPPABLE] = "a zstd or lz4 file", [MAGIC_XZ] = "an xz file",
		[MAGIC_LZ4] = "an lz4 file", [MAGIC_LZ4_OLD] = "an lz4 file",
		[MAGIC_BZIP2] = "a bzip2 file", [MAGIC_LZMA] = "an LZMA file",
		[MAGIC_LZIP] = "an lzip file", [MAGIC_COMPRESS] = "a .Z file",
		[MAGIC_LZOP] = "an lzop file", [MAGIC_LRZIP] = "an lrzip file",
		[MAGIC_SNAPPY] = "a Snappy file"
	};

	return name[m];
}

/* -- names -- */

bool
magic_ends(const char *name, size_t n, const char *suffix)
{
	size_t k = strlen(suffix);

	return n > k && name[n - k - 1] != '/' && strncasecmp(name + n - k, suffix, k) == 0;
}

size_t
magic_unpacked(const char *name)
{
	static const char *const packed[] = { ".gz", ".zst", ".xz", ".bz2", ".lz4", ".lzma", ".lz" };
	const char *slash = strrchr(name, '/');
	size_t n = strlen(name), base = slash != NULL ? (size_t)(slash + 1 - name) : 0;

	for (size_t i = 0; i < sizeof(packed) / sizeof(*packed); i++) {
		size_t k = strlen(packed[i]);

		if (n - base > k && strcasecmp(name + n - k, packed[i]) == 0)
			return n - k;
	}
	return n;
}

/* What is not in the table of formats (format/format.h). */
static const struct promise {
	const char *suffix, *called;
	bool text;
} promises[] = {
	{ ".psv", "a PSV file", true }, { ".xml", "an XML file", true },
	{ ".html", "an HTML file", true }, { ".yaml", "a YAML file", true },
	{ ".yml", "a YAML file", true },
	{ ".parquet", "a Parquet file", false }, { ".pq", "a Parquet file", false },
	{ ".avro", "an Avro file", false }, { ".orc", "an ORC file", false },
	{ ".rcfile", "an RCFile", false }, { ".xls", "a spreadsheet", false },
	{ ".xlsx", "a spreadsheet", false }, { ".ods", "a spreadsheet", false },
	{ ".db", "a database", false }, { ".sqlite", "an SQLite file", false },
	{ ".tar", "a tar archive", false }, { ".tgz", "a tar archive", false },
	{ ".taz", "a tar archive", false }, { ".tbz", "a tar archive", false },
	{ ".tbz2", "a tar archive", false }, { ".txz", "a tar archive", false },
	{ ".tzst", "a tar archive", false }, { ".tlz", "a tar archive", false },
	{ ".cpio", "a cpio archive", false }, { ".zip", "a zip archive", false },
	{ ".jar", "a zip archive", false }, { ".7z", "a 7z archive", false },
	{ ".deb", "an ar archive", false }, { ".rar", "a RAR archive", false },
	{ ".cab", "a CAB archive", false }, { ".lha", "an LHA archive", false },
	{ ".lzh", "an LHA archive", false }, { ".rpm", "an RPM package", false },
	{ ".iso", "an ISO image", false }, { ".warc", "a WARC file", false },
	{ ".Z", "a .Z file", false },
};

const char *
magic_of_suffix(const char *name, bool *text)
{
	size_t n = magic_unpacked(name), i;

	for (i = 0; i < sizeof(promises) / sizeof(*promises); i++) {
		if (magic_ends(name, n, promises[i].suffix)) {
			*text = promises[i].text;
			return promises[i].called;
		}
	}
	return NULL;
}
