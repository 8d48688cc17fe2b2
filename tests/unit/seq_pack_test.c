/* seq_pack_test.c - files into a SequenceFile and out of it again. */
/* par */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ops/seq_pack.h"
#include "ops/seq_unpack.h"

static char dir[64];
static char said[4000];			/* what problem() was told */

/* A path in the directory of the test; eight are kept at a time. */
static const char *
in_dir(const char *name)
{
	static char path[8][5000];
	static unsigned turn;
	char *p = path[turn++ % 8];

	snprintf(p, sizeof(path[0]), "%s/%s", dir, name);
	return p;
}

__attribute__((format(printf, 1, 2))) static void
sh(const char *fmt, ...)
{
	char cmd[2000], all[2200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(cmd, sizeof(cmd), fmt, ap);
	va_end(ap);
	snprintf(all, sizeof(all), "cd %s && %s", dir, cmd);
	CHECK_INT(system(all), 0);
}

static void
enter(void)
{
	strcpy(dir, "/tmp/seq_pack_test.XXXXXX");
	CHECK(mkdtemp(dir) != NULL);
	said[0] = '\0';
}

static void
leave(void)
{
	char cmd[100];

	snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
	CHECK_INT(system(cmd), 0);
}

static int
problem(void *ctx, const struct err *why, struct err *e)
{
	size_t n = strlen(said);

	(void)ctx;
	(void)e;
	snprintf(said + n, sizeof(said) - n, "%s;", why->msg);
	return 0;
}

/* What a test packs, and how. */
struct pack {
	const char *name[4];
	const char *out;		/* x.seq */
	enum file_key key;
	enum seq_layout layout;
	uint64_t block_size;
	int jobs;
	bool ignore;
	int64_t size_max;
	struct seq_pack_result r;
	struct err e;
};

static int
pack(struct pack *t)
{
	struct seq_header h;
	struct seq_pack_conf conf = { .files = { .dir = dir, .name = t->name, .key = t->key,
	    .problem = problem, .size_max = t->size_max }, .block_size = t->block_size,
	    .ignore_unreadable = t->ignore, .jobs = t->jobs > 0 ? t->jobs : 2 };
	int rc;

	err_clear(&t->e);
	while (conf.files.names < 4 && t->name[conf.files.names] != NULL)
		conf.files.names++;
	seq_header_init(&h);
	h.layout = t->layout;
	h.codec = t->layout == SEQ_PLAIN ? WHOLE_NONE : WHOLE_ZLIB;
	seqfile_out_marker("test", h.sync, NULL);
	conf.out.header = &h;
	conf.out.path = in_dir(t->out != NULL ? t->out : "x.seq");
	rc = seq_pack(&conf, &t->r, &t->e);
	seq_header_release(&h);
	return rc;
}

struct unpack {
	const char *file, *to;		/* x.seq, out */
	const char *pattern[4];
	enum extract_exists exists;
	int jobs;
	struct seq_unpack_result r;
	struct err e;
};

static int
unpack(struct unpack *t)
{
	struct seq_unpack_conf conf = { .dir = in_dir(t->to != NULL ? t->to : "out"),
	    .exists = t->exists, .pattern = t->pattern,
	    .scan = { .jobs = t->jobs > 0 ? t->jobs : 2 } };
	struct in *in;

	err_clear(&t->e);
	while (conf.patterns < 4 && t->pattern[conf.patterns] != NULL)
		conf.patterns++;
	if ((in = in_open(in_dir(t->file != NULL ? t->file : "x.seq"), false, &t->e)) == NULL)
		return -1;
	return seq_unpack(in, &conf, &t->r, &t->e);
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
