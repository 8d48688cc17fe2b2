/* seq_pack_test.c - files into a SequenceFile and out of it again. */
/* par */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files_util.h"
#include "scratch.h"

#include "hadoop/seq_pack.h"
#include "hadoop/seq_unpack.h"

/* What a test packs, and how. */
struct pack {
	const char *name[4];
	const char *out;		/* x.seq */
	enum file_key key;
	enum seq_layout layout;
	enum whole codec;		/* WHOLE_NONE: zlib, in layouts that have one */
	uint64_t block_size;
	int jobs;
	bool ignore, map;
	int64_t size_max;
	const char *change;		/* a command, when all is listed */
	struct seq_pack_result r;
	struct err e;
};

static void
listed(void *ctx, const struct file_counts *c)
{
	const struct pack *t = ctx;

	CHECK(c->files > 0);
	if (t->change != NULL)
		sh("%s", t->change);
}

static int
pack(struct pack *t)
{
	struct seq_header h;
	struct seq_pack_conf conf = { .files = { .dir = dir, .name = t->name, .key = t->key,
	    .problem = problem, .size_max = t->size_max }, .block_size = t->block_size,
	    .ignore_unreadable = t->ignore, .jobs = t->jobs > 0 ? t->jobs : 2,
	    .listed = t->change != NULL ? listed : NULL, .ctx = t };
	int rc;

	err_clear(&t->e);
	conf.out.shape = t->map ? SEQFILE_MAP : SEQFILE_FILE;
	while (conf.files.names < 4 && t->name[conf.files.names] != NULL)
		conf.files.names++;
	seq_header_init(&h);
	h.layout = t->layout;
	h.codec = t->layout == SEQ_PLAIN ? WHOLE_NONE :
	    t->codec == WHOLE_NONE ? WHOLE_ZLIB : t->codec;
	seqfile_out_marker("test", h.sync, NULL);
	conf.out.header = &h;
	conf.out.path = in_dir("%s", t->out != NULL ? t->out : "x.seq");
	rc = seq_pack(&conf, &t->r, &t->e);
	seq_header_release(&h);
	return rc;
}

struct unpack {
	const char *file[3], *to;	/* x.seq, out */
	const char *pattern[4];
	enum extract_exists exists;
	int jobs;
	struct seq_unpack_result r;
	struct err e;
};

static struct in *
open_file(void *ctx, size_t i, struct err *e)
{
	const struct unpack *t = ctx;

	return in_open(in_dir("%s", t->file[i] != NULL ? t->file[i] : "x.seq"), false, e);
}

static int
unpack(struct unpack *t)
{
	struct seq_unpack_conf conf = { .dir = in_dir("%s", t->to != NULL ? t->to : "out"),
	    .exists = t->exists, .pattern = t->pattern,
	    .scan = { .jobs = t->jobs > 0 ? t->jobs : 2 } };
	struct seq_unpack_input in = { open_file, t, 1 };

	err_clear(&t->e);
	while (conf.patterns < 4 && t->pattern[conf.patterns] != NULL)
		conf.patterns++;
	while (in.n < 3 && t->file[in.n] != NULL)
		in.n++;
	return seq_unpack(&in, &conf, &t->r, &t->e);
}

/* A tree with files of all sizes, directories and what is not packed. */
static void
make_tree(void)
{
	sh("mkdir -p in/a/b in/c && for i in $(seq 300); do "
	    "head -c $((i * 37)) /dev/urandom >in/a/b/f$i; done && : >in/empty && "
	    "printf x >'in/a.b' && printf y >\"$(printf 'in/c/\\377\\n')\" && "
	    "head -c 3000000 /dev/zero >in/c/big && ln -s a in/link && mkfifo in/fifo");
}

TEST(round_trip)
{
	static const enum seq_layout layout[] = { SEQ_PLAIN, SEQ_RECORD, SEQ_BLOCK };

	enter();
	make_tree();
	for (size_t i = 0; i < 3; i++) {
		struct pack t = { .name = { "in" }, .layout = layout[i], .block_size = 50000 };
		struct unpack u = { .to = "out" };

		CHECK_INT(pack(&t), 0);
		CHECK_STR(t.e.msg, "");
		CHECK_UINT(t.r.counts.files, 304);
		CHECK_UINT(t.r.counts.bytes, 3000002 + 37 * 300 * 301 / 2);
		CHECK_UINT(t.r.counts.others[FILE_SYMLINK], 1);
		CHECK_UINT(t.r.counts.others[FILE_FIFO], 1);
		CHECK_INT(unpack(&u), 0);
		CHECK_STR(u.e.msg, "");
		CHECK_UINT(u.r.files, 304);
		CHECK_UINT(u.r.bytes, t.r.counts.bytes);
		sh("rm in/fifo in/link && diff -r in out/in && rm -r out && ln -s a in/link && "
		    "mkfifo in/fifo");
	}
	leave();
}

TEST(same_for_every_j)
{
	struct pack one = { .name = { "in" }, .layout = SEQ_BLOCK, .block_size = 40000,
	    .jobs = 1, .out = "1.seq" };
	struct pack many = one;

	enter();
	make_tree();
	many.jobs = 5;
	many.out = "5.seq";
	CHECK_INT(pack(&one), 0);
	CHECK_INT(pack(&many), 0);
	sh("cmp 1.seq 5.seq");
	leave();
}

/* Files of sizes about that from which on they are packed in pieces, and ends of pieces. */
static void
make_large(void)
{
	sh("mkdir in && head -c 14000000 /dev/urandom >noise && for n in 8388608 8388609 8388604 "
	    "12582912 12582913; do head -c $n noise >in/$n; echo small >in/$n.b; done && "
	    "head -c 9000000 /dev/zero >in/zero && tar -cf in.tar $(find in -type f | LC_ALL=C sort)");
}

TEST(large_files)
{
	static const struct {
		enum seq_layout layout;
		enum whole codec;
		bool map;
	} how[] = { { SEQ_PLAIN, WHOLE_NONE, false }, { SEQ_RECORD, WHOLE_SNAPPY, false },
	    { SEQ_BLOCK, WHOLE_LZ4, false }, { SEQ_BLOCK, WHOLE_ZSTD, true },
	    { SEQ_RECORD, WHOLE_ZLIB, true }, { SEQ_PLAIN, WHOLE_NONE, true } };

	enter();
	make_large();
	for (size_t i = 0; i < sizeof(how) / sizeof(*how); i++) {
		struct pack one = { .name = { "in" }, .layout = how[i].layout,
		    .codec = how[i].codec, .map = how[i].map, .jobs = 1, .out = "1.seq" };
		struct pack many = one, tar = one;
		struct unpack u = { .to = "out", .file = { how[i].map ? "5.seq/data" : "5.seq" } };

		many.jobs = 5;
		many.out = "5.seq";
		tar.jobs = 2;
		tar.name[0] = "in.tar";
		tar.out = "t.seq";
		CHECK_INT(pack(&one), 0);
		CHECK_INT(pack(&many), 0);
		CHECK_INT(pack(&tar), 0);
		CHECK_STR(many.e.msg, "");
		CHECK_UINT(many.r.counts.files, 11);
		CHECK_UINT(many.r.counts.bytes, 2 * 8388608 + 8388605 + 2 * 12582912 + 1 + 5 * 6 + 9000000);
		CHECK_INT(unpack(&u), 0);
		CHECK_STR(u.e.msg, "");
		/* Of members the first unit begins where files end: in blocks that is another. */
		sh("diff -r 1.seq 5.seq && diff -r 1.seq t.seq && diff -r in out/in && "
		    "rm -r out *.seq");
	}
	leave();
}

/* A tar that ends inside a large member, and one of more than may be. */
TEST(large_members_that_are_refused)
{
	struct pack t = { .name = { "t.tar" }, .layout = SEQ_BLOCK };

	enter();
	sh("truncate -s 20M big && tar -cf t.tar big && truncate -s 18M t.tar");
	CHECK_INT(pack(&t), -1);
	CHECK_INT(t.e.status, STATUS_DATA);
	CHECK_HAS(t.e.msg, "t.tar: big: ");
	sh("tar -cf t.tar big");
	t.size_max = 19 << 20;
	CHECK_INT(pack(&t), -1);
	CHECK_STR(strstr(t.e.msg, "t.tar"), "t.tar: big: 20971520 bytes; a record holds at most "
	    "19922944");
	sh("test \"$(ls -A)\" = \"$(printf 'big\\nt.tar')\"");
	leave();
}

/* The marker of "test", across a border of what is read at once when a large one is copied. */
TEST(large_files_with_the_marker)
{
	/* Four bytes stand before the content. */
	static const int place[] = { 3, 1048556, 1048557, 1048565, 1048571, 1048572 };
	struct pack t = { .name = { "in" }, .layout = SEQ_PLAIN };
	uint8_t sync[SEQ_SYNC];

	enter();
	seqfile_out_marker("test", sync, NULL);
	for (size_t i = 0; i < sizeof(place) / sizeof(*place); i++) {
		int fd;

		sh("rm -f in && truncate -s 9M in");
		fd = open(in_dir("in"), O_WRONLY | O_CLOEXEC);
		CHECK_INT(pwrite(fd, sync, SEQ_SYNC, place[i]), SEQ_SYNC);
		close(fd);
		CHECK_INT(pack(&t), -1);
		CHECK_INT(t.e.status, STATUS_DATA);
		CHECK_HAS(t.e.msg, "the data hold the sync marker of this file");
	}
	leave();
}

/* The keys of x.seq, each with a comma after it. */
static const char *
keys(void)
{
	static char out[4000];
	struct err e = ERR_INIT;
	struct in *in = in_open(in_dir("x.seq"), false, &e);
	struct seqfile_pieces *p = in == NULL ? NULL : seqfile_pieces_new(in,
	    &(struct seqfile_pieces_conf){ .from = 0 }, &e);
	struct seq_decoder *d = p == NULL ? NULL : seq_decoder_new(seqfile_pieces_header(p),
	    SEQ_KEYS, 0, &e);
	struct seqfile_piece *k;
	struct seq_record r;
	size_t n = 0;

	out[0] = '\0';
	while (d != NULL && seqfile_pieces_next(p, &k, &e) == 1) {
		if (k->len > 0 && seq_decoder_start(d, k->data, k->len, &e) == 0)
			while (seq_decoder_next(d, &r, &e) == 1 && n < sizeof(out) - 200)
				n += (size_t)snprintf(out + n, sizeof(out) - n, "%.*s,",
				    (int)r.nkey - 1, (const char *)r.key + 1);
		seqfile_pieces_drop(k);
	}
	CHECK_STR(e.msg, "");
	seq_decoder_free(d);
	seqfile_pieces_free(p);
	in_free(in);
	return out;
}

/* Files in order, then members in that of their archives. */
TEST(archives)
{
	struct pack t = { .name = { "2.tar", "z", "1.tar.gz", "d" }, .layout = SEQ_BLOCK,
	    .block_size = 20 };
	struct unpack u = { .to = "out" };

	enter();
	sh("mkdir d d/e && echo one >d/x && echo two >d/e/y && echo 3 >z && "
	    "mkdir s && cd s && for i in $(seq 40); do head -c $((i * 50)) /dev/urandom >f$i; done && "
	    "ln -s f1 l && tar -cf ../2.tar f3 f1 l f2 && tar -czf ../1.tar.gz $(ls f* | tail -35) && "
	    "cp ../2.tar ../d/in.tar");
	CHECK_INT(pack(&t), 0);
	CHECK_STR(t.e.msg, "");
	CHECK_HAS(keys(), "d/e/y,d/in.tar,d/x,z,f3,f1,f2,f14,f15,");
	CHECK_UINT(t.r.counts.files, 4 + 3 + 35);
	CHECK_UINT(t.r.counts.others[FILE_SYMLINK], 1);
	CHECK_INT(unpack(&u), -1);
	CHECK_HAS(u.e.msg, "comes twice");
	sh("test ! -e out");
	t.name[0] = "z";
	CHECK_INT(pack(&t), 0);
	CHECK_INT(unpack(&u), 0);
	CHECK_STR(u.e.msg, "");
	sh("for f in out/f*; do cmp $f s/${f#out/} || exit 1; done; cmp d/x out/d/x");
	/* A damaged one leaves nothing. */
	sh("rm x.seq && head -c 8000 1.tar.gz >cut && mv cut 1.tar.gz");
	CHECK_INT(pack(&t), -1);
	CHECK_INT(t.e.status, STATUS_DATA);
	CHECK_HAS(t.e.msg, "1.tar.gz: ");
	sh("test ! -e x.seq && test $(ls -A | wc -l) = 6");
	leave();
}

TEST(keys_of_members)
{
	struct pack t = { .name = { "a.tar" }, .layout = SEQ_PLAIN };

	enter();
	sh("mkdir -p d && touch -d @5 d/b && touch -d @7 a && tar -P -cf a.tar ./d/b $PWD/a && rm -r d a");
	CHECK_INT(pack(&t), 0);
	CHECK_STR(t.e.msg, "");
	CHECK_MEM(keys(), 4, "d/b,", 4);
	CHECK(keys()[4] != '/');
	CHECK_HAS(keys(), "/a,");
	t.key = FILE_KEY_NAME_MTIME;
	CHECK_INT(pack(&t), 0);
	CHECK_STR(keys(), "b@5,a@7,");
	/* However long the name is, it is said what is wrong with it. */
	sh("touch f && tar --transform \"s,^,$(printf 'd/%%.0s' $(seq 5000)),\" -cf a.tar f");
	t.key = FILE_KEY_PATH;
	CHECK_INT(pack(&t), -1);
	CHECK_HAS(t.e.msg, "d/d/...: its name is too long");
	leave();
}

/* What goes wrong with a file between listing and loading. */
TEST(changed_files)
{
	struct pack t = { .name = { "d" }, .layout = SEQ_BLOCK, .block_size = 30,
	    .change = "cd d && rm a && echo more >>b && : >c && mv -f d2 d && rm e && ln -s f e" };
	static const char want[] = "cannot open d/a: No such file or directory;"
	    "d/b: grew while it was being packed, from 5 to 10 bytes;"
	    "d/c: shrank while it was being packed, from 5 to 0 bytes;"
	    "d/d: another file has taken its place while it was being packed;"
	    "cannot open d/d2: No such file or directory;"
	    "d/e: a symbolic link has taken its place while it was being packed;";

	enter();
	for (t.jobs = 1; t.jobs <= 4; t.jobs += 3) {
		said[0] = '\0';
		sh("rm -rf d && mkdir d && for f in a b c d d2 e f g; do echo text >d/$f; done");
		t.ignore = false;
		CHECK_INT(pack(&t), -1);
		CHECK_INT(t.e.status, STATUS_SYSTEM);
		CHECK_STR(t.e.msg, "6 files could not be read: nothing was written");
		CHECK_STR(said, want);
		CHECK_UINT(t.r.counts.unreadable, 6);
		sh("test ! -e x.seq");
		said[0] = '\0';
		sh("rm -rf d && mkdir d && for f in a b c d d2 e f g; do echo text >d/$f; done");
		t.ignore = true;
		CHECK_INT(pack(&t), 0);
		CHECK_STR(said, want);
		CHECK_UINT(t.r.counts.unreadable, 6);
		CHECK_UINT(t.r.counts.files, 2);
		CHECK_STR(keys(), "d/f,d/g,");
		sh("mv x.seq %d.seq", t.jobs);
	}
	sh("cmp 1.seq 4.seq");
	leave();
}

/* Large ones that change are left out and told of once; what is around them stays. */
TEST(large_files_that_change)
{
	struct pack t = { .name = { "d" }, .layout = SEQ_RECORD, .ignore = true,
	    .change = "truncate -s 14M d/b && truncate -s +1 d/c && rm d/d" };
	static const char want[] = "d/b: shrank while it was being packed, from 20971520 to "
	    "14680064 bytes;d/c: grew while it was being packed, from 9437184 to 9437185 bytes;"
	    "cannot open d/d: No such file or directory;";

	enter();
	for (t.jobs = 1; t.jobs <= 4; t.jobs += 3) {
		said[0] = '\0';
		sh("rm -rf d && mkdir d && truncate -s 20M d/b && truncate -s 9M d/c d/d d/f && "
		    "echo >d/a && echo >d/e");
		CHECK_INT(pack(&t), 0);
		CHECK_STR(said, want);
		CHECK_UINT(t.r.counts.unreadable, 3);
		CHECK_UINT(t.r.counts.files, 3);
		CHECK_STR(keys(), "d/a,d/e,d/f,");
	}
	leave();
}

TEST(missing_names)
{
	struct pack t = { .name = { "gone", "a" } };

	enter();
	sh("echo >a");
	CHECK_INT(pack(&t), -1);
	CHECK_STR(t.e.msg, "1 file could not be read: nothing was written");
	t.ignore = true;
	CHECK_INT(pack(&t), 0);
	CHECK_UINT(t.r.counts.unreadable, 1);
	CHECK_STR(keys(), "a,");
	sh("truncate -s 3G a && rm x.seq");
	CHECK_INT(pack(&t), -1);
	CHECK_INT(t.e.status, STATUS_DATA);
	CHECK_HAS(t.e.msg, "a: 3221225472 bytes; a record holds at most ");
	sh("test ! -e x.seq");
	leave();
}

TEST(mapfile_of_files)
{
	struct pack t = { .name = { "d" }, .map = true, .out = "map", .layout = SEQ_BLOCK };

	enter();
	sh("mkdir d && touch d/b d/a d/a.b && tar -cf t.tar d/b d/a");
	CHECK_INT(pack(&t), 0);
	CHECK_STR(t.e.msg, "");
	sh("test -s map/data && test -s map/index");
	t.out = "map2";
	t.name[0] = "t.tar";
	CHECK_INT(pack(&t), -1);
	CHECK_INT(t.e.status, STATUS_DATA);
	CHECK_HAS(t.e.msg, "d/a");
	sh("test ! -e map2");
	leave();
}

/* -- what is unpacked was made by others -- */

/* A file of records with these keys, whose values are their numbers from 0. */
static void
make_seq(const char *const *key, size_t n, const char *value_class)
{
	const struct seq_encode_conf encode = { .layout = SEQ_PLAIN };
	struct seq_encoder *w = seq_encoder_new(&encode, NULL);
	struct seq_unit u = SEQ_UNIT_INIT;
	struct seqfile_out_conf conf = { .path = in_dir("x.seq") };
	struct seqfile_out *o;
	struct seq_header h;
	struct err e = ERR_INIT;

	seq_header_init(&h);
	CHECK_INT(seq_header_classes(&h, "org.apache.hadoop.io.Text", value_class, &e), 0);
	seqfile_out_marker("test", h.sync, NULL);
	conf.header = &h;
	o = seqfile_out_new(&conf, &e);
	for (size_t i = 0; i < n; i++) {
		uint8_t k[300] = { (uint8_t)strlen(key[i]) }, v[] = { 0, 0, 0, 1, (uint8_t)('0' + i) };

		memcpy(k + 1, key[i], k[0]);
		CHECK_INT(seq_encoder_add(w, k, k[0] + 1u, v, sizeof(v), &e), 0);
	}
	CHECK_INT(seq_encoder_finish(w, &u, &e), 0);
	CHECK_INT(seqfile_out_put(o, &u, &e), 0);
	CHECK_INT(seqfile_out_commit(o, &e), 0);
	seq_unit_release(&u);
	seq_encoder_free(w);
	seq_header_release(&h);
}

#define BYTES "org.apache.hadoop.io.BytesWritable"
#define MAKE(...) make_seq((const char *const[]){ __VA_ARGS__ }, \
	sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), BYTES)

/* Nothing is made of a file with a bad key. */
static void
check_refused(const char *words)
{
	for (int jobs = 1; jobs < 4; jobs += 2) {
		struct unpack u = { .to = "out", .exists = EXTRACT_OVERWRITE, .jobs = jobs };

		CHECK_INT(unpack(&u), -1);
		CHECK_INT(u.e.status, STATUS_DATA);
		CHECK_HAS(u.e.msg, words);
		sh("test ! -e out");
	}
}

TEST(bad_keys)
{
	enter();
	MAKE("a", "../b");
	check_refused("record 2: the key \"../b\" is no file name to unpack: \"..\" in the path");
	MAKE("a", "b", "/etc/passwd");
	check_refused("an absolute path");
	MAKE("");
	check_refused("an empty name");
	MAKE("a", "b", "a");
	check_refused("records 1 and 3: the key \"a\" comes twice");
	MAKE("a/b/c", "a.b", "a");
	check_refused("records 1 and 3: the key \"a/b/c\" is below a key that is a file");
	MAKE("a-", "a", "a.b", "a/b", "a0");
	check_refused("records 2 and 4: the key \"a/b\" is below a key that is a file");
	make_seq(NULL, 0, "org.apache.hadoop.io.IntWritable");
	check_refused("values of class org.apache.hadoop.io.IntWritable are no contents of files");
	leave();
}

TEST(patterns)
{
	struct unpack u = { .pattern = { "d/", "*.c" } };

	enter();
	MAKE("a.c", "d/x", "d/e/y", "e/f.c", "da", "../bad");
	CHECK_INT(unpack(&u), 0);
	CHECK_STR(u.e.msg, "");
	CHECK_UINT(u.r.files, 4);
	sh("test \"$(cd out && find * -type f | sort | tr '\\n' ,)\" = a.c,d/e/y,d/x,e/f.c,");
	u.pattern[2] = "none";
	CHECK_INT(unpack(&u), -1);
	CHECK_INT(u.e.status, STATUS_DATA);
	CHECK_HAS(u.e.msg, "no key matches \"none\"");
	leave();
}

TEST(existing_files)
{
	struct unpack u = { .to = "out" };

	enter();
	MAKE("a", "b", "c");
	sh("mkdir out && printf old >out/b");
	CHECK_INT(unpack(&u), -1);
	CHECK_INT(u.e.status, STATUS_DATA);
	CHECK_HAS(u.e.msg, "x.seq: record 2: \"b\": it exists");
	CHECK_UINT(u.r.files, 0);
	sh("test \"$(ls out)\" = b");
	u.exists = EXTRACT_SKIP;
	CHECK_INT(unpack(&u), 0);
	CHECK_UINT(u.r.files, 2);
	CHECK_UINT(u.r.skipped, 1);
	sh("test $(cat out/b) = old && test $(cat out/c) = 2");
	u.exists = EXTRACT_OVERWRITE;
	CHECK_INT(unpack(&u), 0);
	CHECK_UINT(u.r.files, 3);
	sh("test $(cat out/b) = 1");
	/* A file where a directory must be. */
	MAKE("a", "b/c/d", "b/e");
	u.exists = EXTRACT_FAIL;
	sh("rm out/a");
	CHECK_INT(unpack(&u), -1);
	CHECK_HAS(u.e.msg, "record 2: \"b/c/d\": there is a file where a directory of it must be");
	sh("test ! -e out/a && rm out/b && mkdir -p out/b/c");
	CHECK_INT(unpack(&u), 0);
	CHECK_UINT(u.r.files, 3);
	leave();
}

/* The records before a cut are files, whole ones only. */
TEST(cut_file)
{
	struct unpack u = { .to = "out" };

	enter();
	MAKE("a", "b", "c");
	sh("truncate -s -2 x.seq");
	CHECK_INT(unpack(&u), -1);
	CHECK_INT(u.e.status, STATUS_DATA);
	CHECK_UINT(u.r.files, 2);
	sh("test \"$(cd out && ls -A | tr '\\n' ,)\" = a,b,");
	leave();
}

TEST(from_a_pipe)
{
	struct unpack u = { .to = "out", .file = { "pipe" } };

	enter();
	MAKE("a", "b", "c");
	sh("mkfifo pipe && (cat x.seq >pipe &)");
	CHECK_INT(unpack(&u), 0);
	CHECK_STR(u.e.msg, "");
	CHECK_UINT(u.r.files, 3);
	leave();
}

/* Part files are one data set: names and patterns are those of all of them. */
TEST(several_files)
{
	struct unpack u = { .to = "out", .file = { "1", "2", "pipe" }, .pattern = { "b", "y" } };

	enter();
	MAKE("a", "b");
	sh("mv x.seq 1");
	MAKE("x", "y");
	sh("mv x.seq 2");
	MAKE("z");
	sh("mkfifo pipe && (cat x.seq >pipe &)");
	CHECK_INT(unpack(&u), 0);
	CHECK_STR(u.e.msg, "");
	CHECK_UINT(u.r.files, 2);
	sh("test \"$(cd out && ls -A | tr '\\n' ,)\" = b,y, && rm -r out");
	u.pattern[0] = u.pattern[1] = NULL;
	sh("(cat x.seq >pipe &)");
	CHECK_INT(unpack(&u), 0);
	CHECK_UINT(u.r.files, 5);
	sh("rm -r out");
	MAKE("k", "b");
	u.file[2] = "x.seq";
	CHECK_INT(unpack(&u), -1);
	CHECK_INT(u.e.status, STATUS_DATA);
	CHECK_HAS(u.e.msg, "/x.seq: the key \"b\" comes twice, in ");
	sh("test ! -e out");
	leave();
}
