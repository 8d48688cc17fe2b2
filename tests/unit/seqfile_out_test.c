/* seqfile_out_test.c - SequenceFiles as they are written: bytes, syncs, parts, atomicity. */
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "format/seqfile_out.h"
#include "seqfile/vint.h"

#define IO "org.apache.hadoop.io."
#define TEXT IO "Text"

static char dir[64];

__attribute__((constructor)) static void
make_dir(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(dir, sizeof(dir), "%.40s/seqout.XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(dir) == NULL)
		exit(3);
}

__attribute__((destructor)) static void
remove_dir(void)
{
	char cmd[100];

	snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
	if (system(cmd) != 0)
		puts("cannot remove the directory");
}

/* A path in the directory of this test; one of two static places. */
static const char *
in_dir(const char *name)
{
	static char path[2][200];
	static int turn;

	turn = !turn;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", dir, name);
	return path[turn];
}

/* All bytes of a file; empty when it is not there. */
static struct buf
slurp(const char *path)
{
	struct buf b = BUF_INIT;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = 1;

	while (fd >= 0 && n > 0 && buf_reserve(&b, 65536, NULL) == 0 &&
	    (n = read(fd, b.data + b.len, 65536)) > 0)
		b.len += (size_t)n;
	if (fd >= 0)
		close(fd);
	return b;
}

static void
header(struct seq_header *h, enum seq_layout layout, enum whole codec, const char *key,
    const char *value)
{
	seq_header_init(h);
	h->layout = layout;
	h->codec = codec;
	CHECK_INT(seq_header_classes(h, key, value, NULL), 0);
	CHECK_INT(seqfile_out_marker("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf", h->sync, NULL), 0);
}

TEST(markers)
{
	uint8_t a[SEQ_SYNC], b[SEQ_SYNC];

	CHECK_INT(seqfile_out_marker("A0a1a2a3a4a5a6a7a8a9aaabacadaeaf", a, NULL), 0);
	CHECK_INT(a[0], 0xa0);
	CHECK_INT(a[15], 0xaf);
	/* This text gives these bytes for ever: outputs made with it are compared. */
	CHECK_INT(seqfile_out_marker("seed", a, NULL), 0);
	CHECK_INT(seqfile_out_marker("seee", b, NULL), 0);
	CHECK(memcmp(a, b, sizeof(a)) != 0);
	CHECK_INT(seqfile_out_marker(NULL, a, NULL), 0);
	CHECK_INT(seqfile_out_marker(NULL, b, NULL), 0);
	CHECK(memcmp(a, b, sizeof(a)) != 0);
}

/* SequenceFile spec, section 11.1. */
static const uint8_t plain_tail[] = {
	0, 0, 0, 7, 0, 0, 0, 3, 2, 'h', 'i', 0, 0, 0, 7,
	0xff, 0xff, 0xff, 0xff, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9,
	0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf,
	0, 0, 0, 5, 0, 0, 0, 1, 0, 0xff, 0xff, 0xff, 0xff
};

TEST(worked_file_of_plain_records)
{
	struct seq_header h;
	struct seqfile_out_conf conf = { .path = in_dir("plain"), .shape = SEQFILE_FILE,
	    .header = &h, .sync_interval = 90 };
	struct seq_encode_conf ec = { .layout = SEQ_PLAIN };
	struct seq_encoder *w = seq_encoder_new(&ec, NULL);
	struct seq_unit u = SEQ_UNIT_INIT;
	struct seqfile_out *o;
	struct buf b;

	header(&h, SEQ_PLAIN, WHOLE_NONE, TEXT, IO "IntWritable");
	CHECK_INT(seq_header_meta(&h, "a", 1, "b", 1, NULL), 0);
	REQUIRE(w != NULL && (o = seqfile_out_new(&conf, NULL)) != NULL);
	CHECK_INT(seq_encoder_add(w, "\2hi", 3, "\0\0\0\7", 4, NULL), 0);
	CHECK_INT(seq_encoder_add(w, "\0", 1, "\377\377\377\377", 4, NULL), 0);
	CHECK_INT(seq_encoder_finish(w, &u, NULL), 0);
	CHECK_INT(seqfile_out_put(o, &u, NULL), 0);
	CHECK(access(conf.path, F_OK) != 0);
	CHECK_INT(seqfile_out_commit(o, NULL), 0);
	b = slurp(conf.path);
	CHECK_UINT(b.len, 137);
	if (b.len == 137)
		CHECK_MEM(b.data + 0x59, b.len - 0x59, plain_tail, sizeof(plain_tail));
	buf_release(&b);
	seq_unit_release(&u);
	seq_encoder_free(w);
	seq_header_release(&h);
}
