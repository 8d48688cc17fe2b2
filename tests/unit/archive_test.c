/* archive_test.c - members of archives of all formats, damaged and encrypted ones. */
#include "check.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scratch.h"

#include "hadoop/archive.h"

/* A member; a size of -1 is a link to what is in text. */
struct member {
	const char *name;
	mode_t type;
	const char *text;
};

static const struct member usual[] = {
	{ "d/", AE_IFDIR, "" }, { "d/b", AE_IFREG, "second letter" }, { "a", AE_IFREG, "" },
	{ "link", AE_IFLNK, "a" }, { "fifo", AE_IFIFO, "" }, { "./d/../c", AE_IFREG, "third" },
	{ NULL, 0, NULL }
};

/* Whether one of them is a link to another, which some formats want to know of both. */
static bool
has_links(const struct member *m)
{
	while (m->name != NULL && m->type != 0)
		m++;
	return m->name != NULL;
}

/* Writes an archive with libarchive. */
static void
make(const char *name, int (*format)(struct archive *), int (*filter)(struct archive *),
    const char *options, const struct member *m)
{
	struct archive *a = archive_write_new();
	struct archive_entry *t = archive_entry_new();
	unsigned links = has_links(m) ? 2 : 1;

	CHECK_INT(format(a), ARCHIVE_OK);
	if (filter != NULL)
		CHECK_INT(filter(a), ARCHIVE_OK);
	if (options != NULL) {
		CHECK_INT(archive_write_set_options(a, options), ARCHIVE_OK);
		CHECK_INT(archive_write_set_passphrase(a, "secret"), ARCHIVE_OK);
	}
	CHECK_INT(archive_write_open_filename(a, in_dir("%s", name)), ARCHIVE_OK);
	for (; m->name != NULL; m++) {
		archive_entry_clear(t);
		archive_entry_copy_pathname(t, m->name);
		archive_entry_set_mode(t, (m->type != 0 ? m->type : AE_IFREG) | 0644);
		archive_entry_set_nlink(t, links);
		archive_entry_set_mtime(t, 17, 0);
		archive_entry_set_size(t, 0);
		if (m->type == AE_IFLNK)
			archive_entry_copy_symlink(t, m->text);
		else if (m->type == 0)
			archive_entry_copy_hardlink(t, m->text);
		else if (m->type == AE_IFREG)
			archive_entry_set_size(t, (int64_t)strlen(m->text));
		/* Not every format knows every type. */
		if (archive_write_header(a, t) >= ARCHIVE_WARN && m->type == AE_IFREG)
			CHECK_INT(archive_write_data(a, m->text, strlen(m->text)),
			    (la_ssize_t)strlen(m->text));
	}
	CHECK_INT(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	archive_entry_free(t);
}

/* Members as NAME=TEXT, each with a comma after it; what was counted; "!" for a failure. */
static const char *
members(const char *name, struct err *e)
{
	static char out[4000];
	char text[3000], words[200];
	struct archive_in *a;
	struct archive_member m;
	size_t n = 0, got;
	int rc;

	err_clear(e);
	out[0] = '\0';
	if ((a = archive_in_open(AT_FDCWD, in_dir("%s", name), e)) == NULL)
		return "!";
	while ((rc = archive_in_next(a, &m, e)) == 1) {
		if ((rc = archive_in_read(a, text, sizeof(text), &got, e)) != 0)
			break;
		CHECK(m.size == -1 || m.size == (int64_t)got);
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%.*s=%.*s,", (int)m.nname,
		    (const char *)m.name, (int)got, text);
	}
	snprintf(out + n, sizeof(out) - n, "%s%s", file_counts_others(archive_in_counts(a), words,
	    sizeof(words)), rc < 0 ? "!" : "");
	CHECK_INT(rc, e->status == 0 ? 0 : -1);
	archive_in_free(a);
	return out;
}

static int
is_archive(const char *name)
{
	int fd = open(in_dir("%s", name), O_RDONLY), rc = archive_in_is(fd, name, NULL);

	close(fd);
	return rc;
}

#define ALL "d/b=second letter,a=,./d/../c=third,"

TEST(formats)
{
	static const struct {
		const char *name;
		int (*format)(struct archive *);
		int (*filter)(struct archive *);
		const char *want;
	} t[] = {
		{ "pax", archive_write_set_format_pax, NULL, ALL "1 symbolic link, 1 FIFO" },
		{ "ustar", archive_write_set_format_ustar, NULL, ALL "1 symbolic link, 1 FIFO" },
		{ "v7", archive_write_set_format_v7tar, NULL, ALL "1 symbolic link" },
		{ "gnu", archive_write_set_format_gnutar, NULL, ALL "1 symbolic link, 1 FIFO" },
		{ "tgz", archive_write_set_format_pax, archive_write_add_filter_gzip,
		    ALL "1 symbolic link, 1 FIFO" },
		{ "tzst", archive_write_set_format_pax, archive_write_add_filter_zstd,
		    ALL "1 symbolic link, 1 FIFO" },
		{ "txz", archive_write_set_format_pax, archive_write_add_filter_xz,
		    ALL "1 symbolic link, 1 FIFO" },
		{ "tbz", archive_write_set_format_pax, archive_write_add_filter_bzip2,
		    ALL "1 symbolic link, 1 FIFO" },
		{ "tlz4", archive_write_set_format_pax, archive_write_add_filter_lz4,
		    ALL "1 symbolic link, 1 FIFO" },
		{ "tZ", archive_write_set_format_ustar, archive_write_add_filter_compress,
		    ALL "1 symbolic link, 1 FIFO" },
		{ "tlzma", archive_write_set_format_pax, archive_write_add_filter_lzma,
		    ALL "1 symbolic link, 1 FIFO" },
		{ "tlz", archive_write_set_format_pax, archive_write_add_filter_lzip,
		    ALL "1 symbolic link, 1 FIFO" },
		{ "bin", archive_write_set_format_cpio_bin, NULL,
		    /* It knows no FIFOs, and libarchive writes nothing after one. */
		    "d/b=second letter,a=,1 symbolic link" },
		{ "cpio.Z", archive_write_set_format_cpio_newc, archive_write_add_filter_compress,
		    ALL "1 symbolic link, 1 FIFO" },
		{ "zip.gz", archive_write_set_format_zip, archive_write_add_filter_gzip,
		    ALL "1 symbolic link" },
		{ "newc", archive_write_set_format_cpio_newc, NULL, ALL "1 symbolic link, 1 FIFO" },
		{ "odc", archive_write_set_format_cpio, NULL, ALL "1 symbolic link, 1 FIFO" },
		{ "cpio.gz", archive_write_set_format_cpio_newc, archive_write_add_filter_gzip,
		    ALL "1 symbolic link, 1 FIFO" },
		{ "zip", archive_write_set_format_zip, NULL, ALL "1 symbolic link" },
		{ "7z", archive_write_set_format_7zip, NULL, NULL },
	};
	struct err e;

	enter();
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		const char *got;

		make(t[i].name, t[i].format, t[i].filter, NULL, usual);
		CHECK_INT(is_archive(t[i].name), 1);
		got = members(t[i].name, &e);
		CHECK_STR(e.msg, "");
		/* 7z puts what is empty last. */
		if (t[i].want == NULL) {
			CHECK_HAS(got, "d/b=second letter,");
			CHECK_HAS(got, "a=,");
			CHECK_HAS(got, "1 symbolic link");
		} else if (!CHECK_STR(got, t[i].want)) {
			printf("\t%s\n", t[i].name);
		}
	}
	leave();
}

static void
make_file(const char *name, const void *p, size_t n)
{
	FILE *f = fopen(in_dir("%s", name), "w");

	fwrite(p, 1, n, f);
	fclose(f);
}

TEST(no_archives)
{
	char zeros[2048] = "";
	struct err e;

	enter();
	make_file("empty", "", 0);
	make_file("zeros", zeros, sizeof(zeros));
	make_file("text", "PK and other text\n", 18);
	make_file("gz", "\x1f\x8b\x08 not gzip", 12);
	CHECK_INT(is_archive("empty"), 0);
	CHECK_INT(is_archive("zeros"), 0);
	CHECK_INT(is_archive("text"), 0);
	CHECK_INT(is_archive("gz"), 0);
	make_file("number", "070707 is a number\n", 19);
	CHECK_INT(is_archive("number"), 0);
	make_file("number", "0707010123456789abcdefg", 23);
	CHECK_INT(is_archive("number"), 0);
	/* One that is meant to be an archive may be empty, but must be one. */
	make("zip", archive_write_set_format_zip, NULL, NULL, usual + 6);
	CHECK_INT(is_archive("zip"), 1);
	CHECK_STR(members("zip", &e), "");
	CHECK_STR(e.msg, "");
	make_file("zip", "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 21);
	CHECK_STR(members("zip", &e), "!");
	CHECK_STR(members("zeros", &e), "");
	CHECK_STR(e.msg, "");
	CHECK_STR(members("empty", &e), "!");
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_STR(members("text", &e), "!");
	CHECK_HAS(e.msg, "not an archive");
	memset(zeros, 'x', sizeof(zeros));
	make_file("long", zeros, sizeof(zeros));
	CHECK_STR(members("long", &e), "!");
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_STR(members("gone", &e), "!");
	CHECK_INT(e.status, STATUS_SYSTEM);
	leave();
}

static size_t
slurp(const char *name, uint8_t *p, size_t n)
{
	FILE *f = fopen(in_dir("%s", name), "r");
	size_t got = fread(p, 1, n, f);

	fclose(f);
	return got;
}

/* A zip behind a program, with and without offsets that count its bytes. */
TEST(zip_behind_bytes)
{
	static uint8_t all[100000];
	struct err e;
	size_t n;

	enter();
	make("zip", archive_write_set_format_zip, NULL, NULL, usual);
	memcpy(all, "MZ and more of a program that unpacks itself", 44);
	n = 44 + slurp("zip", all + 44, sizeof(all) - 44);
	make_file("sfx", all, n);
	CHECK_INT(is_archive("sfx"), 1);
	CHECK_STR(members("sfx", &e), ALL "1 symbolic link");
	CHECK_STR(e.msg, "");
	make_file("cut", all, n - 30);
	CHECK_INT(is_archive("cut"), 0);
	CHECK_STR(members("cut", &e), "!");
	/* The mark of the end alone is none. */
	memset(all, 'x', 100);
	memcpy(all + 78, "PK\5\6\0\0\0\0\1\0\1\0\x2e\0\0\0\0\0\0\0\0\0", 22);
	make_file("text", all, 100);
	CHECK_INT(is_archive("text"), 0);
	leave();
}

/* What libarchive knows and is not read here is no file like others. */
TEST(not_read_here)
{
	struct err e;

	enter();
	make_file("ar", "!<arch>\n", 8);
	CHECK_INT(is_archive("ar"), 1);
	CHECK_STR(members("ar", &e), "!");
	CHECK_INT(e.status, STATUS_USAGE);
	CHECK_HAS(e.msg, "ar: the members of an ar archive are not read");
	/* Of this one libarchive leaves out most kinds of records, and a cut cannot be shown. */
	make("warc.gz", archive_write_set_format_warc, archive_write_add_filter_gzip, NULL,
	    usual + 5);
	CHECK_INT(is_archive("warc.gz"), 1);
	CHECK_STR(members("warc.gz", &e), "!");
	CHECK_HAS(e.msg, "warc.gz: the members of a WARC file are not read");
	leave();
}

static const struct member burnt[] = {
	{ "d", AE_IFDIR, "" }, { "d/e\xcc\x81.Name", AE_IFREG, "second letter" },
	{ "a", AE_IFREG, "" }, { "Name with blanks", AE_IFREG, "shared" },
	{ "c", 0, "Name with blanks" },
	{ "link", AE_IFLNK, "a" }, { NULL, 0, NULL }
};

#define ISO_DESCRIPTORS 32768

/* Images, which are known by what stands behind 32 kB of anything. */
TEST(iso)
{
	static uint8_t all[1000000];
	struct err e;
	size_t n;

	enter();
	make("iso", archive_write_set_format_iso9660, NULL, NULL, burnt);
	CHECK_INT(is_archive("iso"), 1);
	/* One file under two names is packed once. */
	CHECK_STR(members("iso", &e), "d/e\xcc\x81.Name=second letter,Name with blanks=shared,a=,"
	    "1 symbolic link, 1 hard link");
	CHECK_STR(e.msg, "");
	/* Names of Windows; such an image has no links. */
	make("joliet", archive_write_set_format_iso9660, NULL, "!rockridge", burnt);
	CHECK_HAS(members("joliet", &e), "Name with blanks=shared,");
	CHECK_STR(e.msg, "");
	make("iso.xz", archive_write_set_format_iso9660, archive_write_add_filter_xz, NULL, burnt);
	CHECK_INT(is_archive("iso.xz"), 1);
	CHECK_HAS(members("iso.xz", &e), "second letter,");
	CHECK_STR(e.msg, "");
	n = slurp("iso", all, sizeof(all));
	for (size_t i = ISO_DESCRIPTORS + 7; i < n; i += 511) {
		make_file("cut", all, i);
		CHECK_INT(is_archive("cut"), 1);
		CHECK_STR(members("cut", &e), "!");
		CHECK_INT(e.status, STATUS_DATA);
		CHECK_HAS(e.msg, "cut: cut");
	}
	leave();
}

/* The tree of such an image may be a note that it has another one. */
TEST(iso_with_udf)
{
	static uint8_t all[1000000];
	struct err e;
	size_t n, at = ISO_DESCRIPTORS;

	enter();
	make("iso", archive_write_set_format_iso9660, NULL, NULL, burnt);
	n = slurp("iso", all, sizeof(all));
	while (all[at] != 255)
		at += 2048;
	memcpy(all + at + 2048, "\0BEA01\1", 7);
	memcpy(all + at + 4096, "\0NSR02\1", 7);
	make_file("udf", all, n);
	CHECK_INT(is_archive("udf"), 1);
	CHECK_STR(members("udf", &e), "!");
	CHECK_INT(e.status, STATUS_USAGE);
	CHECK_HAS(e.msg, "udf: a UDF image, whose files are not read");
	leave();
}

TEST(links)
{
	static const struct member with_links[] = { { "a", AE_IFREG, "text" }, { "b", 0, "a" },
	    { "c", AE_IFREG, "x" }, { NULL, 0, NULL } };
	struct err e;

	enter();
	make("tar", archive_write_set_format_ustar, NULL, NULL, with_links);
	CHECK_STR(members("tar", &e), "a=text,c=x,1 hard link");
	leave();
}

/* Names are bytes, whatever they look like. */
TEST(names)
{
	static const struct member odd[] = { { "\xff\xfe", AE_IFREG, "1" },
	    { "e\xcc\x81", AE_IFREG, "2" }, { "\xc3\xa9", AE_IFREG, "3" },
	    { "a\nb", AE_IFREG, "4" }, { NULL, 0, NULL } };
	struct err e;

	enter();
	make("gnu", archive_write_set_format_gnutar, NULL, NULL, odd);
	CHECK_STR(members("gnu", &e), "\xff\xfe=1,e\xcc\x81=2,\xc3\xa9=3,a\nb=4,");
	make("pax", archive_write_set_format_pax, NULL, NULL, odd);
	CHECK_STR(members("pax", &e), "\xff\xfe=1,e\xcc\x81=2,\xc3\xa9=3,a\nb=4,");
	make("newc", archive_write_set_format_cpio_newc, NULL, NULL, odd);
	CHECK_STR(members("newc", &e), "\xff\xfe=1,e\xcc\x81=2,\xc3\xa9=3,a\nb=4,");
	make("zip", archive_write_set_format_zip, NULL, NULL, odd);
	CHECK_STR(members("zip", &e), "\xff\xfe=1,e\xcc\x81=2,\xc3\xa9=3,a\nb=4,");
	leave();
}

TEST(encrypted)
{
	struct err e;

	enter();
	make("zip", archive_write_set_format_zip, NULL, "zip:encryption=aes256", usual);
	CHECK_STR(members("zip", &e), "!");
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_HAS(e.msg, "zip: d/b: it is encrypted");
	leave();
}

/* However it is cut, it is never taken for a whole one. */
static void
cut_everywhere(const char *name, size_t end, size_t step)
{
	static uint8_t all[100000];
	size_t n = slurp(name, all, sizeof(all));
	struct err e;

	for (size_t i = 0; i < n - end; i += step) {
		make_file("cut", all, i);
		members("cut", &e);
		if (e.status == 0)
			check_fail(CHECK_AT, "%s of %zu bytes cut at %zu", name, n, i);
	}
	make_file("cut", all, n);
	members("cut", &e);
	CHECK_STR(e.msg, "");
}

TEST(cut)
{
	enter();
	/* The last of the blocks of zeros may lack. */
	make("tar", archive_write_set_format_ustar, NULL, NULL, usual);
	cut_everywhere("tar", 512, 1);
	make("tgz", archive_write_set_format_ustar, archive_write_add_filter_gzip, NULL, usual);
	cut_everywhere("tgz", 0, 1);
	make("tZ", archive_write_set_format_ustar, archive_write_add_filter_compress, NULL, usual);
	cut_everywhere("tZ", 40, 1);
	make("newc", archive_write_set_format_cpio_newc, NULL, NULL, usual);
	cut_everywhere("newc", 400, 1);
	make("zip", archive_write_set_format_zip, NULL, NULL, usual);
	cut_everywhere("zip", 0, 1);
	make("7z", archive_write_set_format_7zip, NULL, NULL, usual);
	cut_everywhere("7z", 0, 1);
	leave();
}

/* A member of zeros before the cut is no end-of-archive mark. */
TEST(cut_after_zeros)
{
	char text[1024] = "";
	const struct member two[] = { { "zeros", AE_IFREG, text }, { "b", AE_IFREG, "text" },
	    { NULL, 0, NULL } };
	static uint8_t all[100000];
	struct err e;
	size_t n;

	enter();
	memset(text, 'x', sizeof(text) - 1);
	make("tar", archive_write_set_format_ustar, NULL, NULL, two);
	n = slurp("tar", all, sizeof(all));
	memset(all + 512, 0, sizeof(text));
	make_file("tar", all, 512 + sizeof(text));
	CHECK_HAS(members("tar", &e), "!");
	CHECK_HAS(e.msg, "tar: cut: it has no end-of-archive mark");
	make_file("tar", all, n);
	CHECK_HAS(members("tar", &e), "b=text,");
	CHECK_STR(e.msg, "");
	leave();
}

TEST(damaged)
{
	static const struct member one[] = { { "name", AE_IFREG, "some text" }, { NULL, 0, NULL } };
	static uint8_t all[100000];
	size_t n;
	struct err e;

	enter();
	make("zip", archive_write_set_format_zip, NULL, "zip:compression=store", one);
	n = slurp("zip", all, sizeof(all));
	for (size_t i = 0; i + 9 < n; i++)
		if (memcmp(all + i, "some text", 9) == 0)
			all[i] ^= 1;
	make_file("zip", all, n);
	CHECK_HAS(members("zip", &e), "!");
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_HAS(e.msg, "zip: name: ");
	/* A checksum of a later header. */
	make("tar", archive_write_set_format_ustar, NULL, NULL, usual);
	n = slurp("tar", all, sizeof(all));
	all[3 * 512 + 3] ^= 1;
	make_file("tar", all, n);
	CHECK_HAS(members("tar", &e), "!");
	CHECK_INT(e.status, STATUS_DATA);
	leave();
}

/* What cat(1) makes of two is read to its end. */
TEST(concatenated)
{
	static uint8_t all[100000];
	struct err e;
	size_t n;

	enter();
	make("tar", archive_write_set_format_ustar, NULL, NULL, usual);
	n = slurp("tar", all, sizeof(all) / 2);
	memcpy(all + n, all, n);
	make_file("two", all, 2 * n);
	CHECK_STR(members("two", &e), ALL ALL "2 symbolic links, 2 FIFOs");
	leave();
}
