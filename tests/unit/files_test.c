/* files_test.c - trees and lists in order, names, sorting, loading, extraction. */
/* par */
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files_util.h"
#include "scratch.h"

#include "hadoop/extract.h"
#include "hadoop/load.h"
#include "hadoop/record_name.h"
#include "hadoop/sort.h"

/* -- names -- */

/* name_clean() as PREFIX|KEY. */
static const char *
cleaned(const char *path)
{
	static char out[300];
	struct buf b = BUF_INIT;
	size_t key;

	CHECK_INT(name_clean(path, strlen(path), &b, &key, NULL), 0);
	snprintf(out, sizeof(out), "%.*s|%.*s", (int)key, (char *)b.data, (int)(b.len - key),
	    (char *)b.data + key);
	buf_release(&b);
	return out;
}

TEST(keys_of_paths)
{
	CHECK_STR(cleaned("a/b"), "|a/b");
	CHECK_STR(cleaned("./a"), "|a");
	CHECK_STR(cleaned("/a/b"), "/|a/b");
	CHECK_STR(cleaned("//a//b/./c/"), "//|a/b/c");
	CHECK_STR(cleaned("../a"), "../|a");
	CHECK_STR(cleaned("a/../../b/c"), "a/../../|b/c");
	CHECK_STR(cleaned(".."), "../|");
	CHECK_STR(cleaned("a/.."), "a/../|");
	CHECK_STR(cleaned("."), "|");
	CHECK_STR(cleaned("./"), "|");
	CHECK_STR(cleaned("/"), "/|");
	CHECK_STR(cleaned("..a/b.."), "|..a/b..");
	CHECK_STR(cleaned("a/..b/c"), "|a/..b/c");
	CHECK_STR(cleaned(".a/.../b"), "|.a/.../b");
}

static const char *
refused(const char *key, size_t n)
{
	return name_refused((const uint8_t *)key, n);
}

TEST(refused_names)
{
	static const char *const bad[] = { "", "/", "/a", "a/", "a//b", ".", "..", "a/..",
	    "../a", "a/../b", "./a", "a/.", "a/./b" };
	static const char *const good[] = { "a", "a/b", "...", "..a", "a..", ".a/b", "-", "\xff",
	    "a b", "\n", "CON" };
	char longer[5000];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (!CHECK(refused(bad[i], strlen(bad[i])) != NULL))
			printf("\t%s\n", bad[i]);
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		CHECK_STR(refused(good[i], strlen(good[i])), NULL);
	CHECK_HAS(refused("a\0b", 3), "NUL");
	memset(longer, 'x', sizeof(longer));
	CHECK_STR(refused(longer, 255), NULL);
	CHECK_HAS(refused(longer, 256), "255");
	for (size_t i = 100; i < sizeof(longer); i += 100)
		longer[i] = '/';
	CHECK_STR(refused(longer, PATH_MAX - 1), NULL);
	CHECK_HAS(refused(longer, PATH_MAX), "too long");
}

/* -- sorting -- */

/* Sorts n names in a budget of so many bytes, and looks whether all come in order. */
static void
sort_names(unsigned n, size_t memory, bool in_order)
{
	struct name_sort *s = name_sort_new(memory, NULL);
	struct err e = ERR_INIT;
	struct name_rec r;
	char key[40], last[40] = "";
	unsigned got = 0, wrong = 0;
	uint64_t sum = 0;

	for (unsigned i = 0; i < n; i++) {
		/* A permutation; the same key with two prefixes. */
		unsigned k = in_order ? i : (unsigned)((i * 7919ull) % n);

		snprintf(key, sizeof(key), "%08u/%.*s", k / 2, (int)(k % 13), "abcdefghijklm");
		r = (struct name_rec){ .key = (uint8_t *)key, .nkey = (uint32_t)strlen(key),
		    .prefix = (const uint8_t *)(k % 2 ? "p" : ""), .nprefix = k % 2, .size = k,
		    .mtime = -5, .dev = 1ull << 40, .ino = UINT64_MAX - k, .ntail = 3 };
		if (name_sort_add(s, &r, &e) != 0)
			break;
	}
	CHECK_INT(name_sort_finish(s, &e), 0);
	CHECK_STR(e.msg, "");
	for (; name_sort_next(s, &r, &e) == 1; got++, sum += (uint64_t)r.size) {
		char now[40];

		snprintf(now, sizeof(now), "%.*s\1%.*s", (int)r.nkey, r.key, (int)r.nprefix,
		    r.prefix);
		if (strcmp(last, now) > 0 && wrong++ < 10)
			check_fail(CHECK_AT, "%s after %s", now, last);
		strcpy(last, now);
		if (r.mtime != -5 || r.dev != 1ull << 40 || r.ino != UINT64_MAX - (uint64_t)r.size ||
		    r.ntail != 3)
			check_fail(CHECK_AT, "%s: not what was added", now);
	}
	CHECK_UINT(got, n);
	CHECK_UINT(sum, (uint64_t)n * (n - 1) / 2);
	name_sort_free(s);
}

TEST(sort_in_memory)
{
	sort_names(1, 0, true);
	sort_names(5000, 0, true);
	sort_names(5000, 0, false);
}

TEST(sort_with_runs)
{
	sort_names(20000, 100000, false);
	sort_names(20000, 100000, true);
}

/* More runs than are merged at once. */
TEST(sort_with_many_runs)
{
	sort_names(20000, 12000, false);
}

/* -- lists -- */

/* The keys of what conf lists, each with a comma after it; dots for what is not ASCII. */
static const char *
listed(struct file_list_conf conf, struct err *e)
{
	static char out[4000];
	struct file_list *l;
	struct file_entry f;
	size_t n = 0;
	int rc;

	out[0] = '\0';
	if (conf.dir == NULL)
		conf.dir = dir;
	err_clear(e);
	if ((l = file_list_new(&conf, e)) == NULL)
		return "failed";
	while ((rc = file_list_next(l, &f, e)) == 1 && n < sizeof(out) - 300)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%.*s,", (int)f.nkey, f.key);
	CHECK_INT(rc, e->status != 0 ? -1 : 0);
	file_list_free(l);
	return out;
}

#define LIST(e, ...) listed((struct file_list_conf){ __VA_ARGS__ }, e)
#define NAMES(...) .name = (const char *const[]){ __VA_ARGS__ }, \
	.names = sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)

TEST(order_of_paths)
{
	struct err e;

	enter();
	sh("mkdir -p t/a t/b && : >t/a/x && : >t/a.b && : >t/a-b && : >t/b/y && : >t/a0 && "
	    ": >t/Z && : >\"$(printf 't/\\377')\"");
	CHECK_STR(LIST(&e, NAMES("t")), "t/Z,t/a-b,t/a.b,t/a/x,t/a0,t/b/y,t/\xff,");
	CHECK_STR(LIST(&e, NAMES("t/b", "./t/a/", "t/a.b")), "t/a.b,t/a/x,t/b/y,");
	/* A file that is met twice is one. */
	CHECK_STR(LIST(&e, NAMES("t/a", "t/a/x", "t//a", "./t")),
	    "t/Z,t/a-b,t/a.b,t/a/x,t/a0,t/b/y,t/\xff,");
	CHECK_STR(LIST(&e, NAMES("."), .dir = in_dir("t/a")), "x,");
	CHECK_STR(LIST(&e, NAMES("../b", "x"), .dir = in_dir("t/a")), "b/y,x,");
	CHECK_STR(LIST(&e, NAMES(in_dir("t/b")), .key = FILE_KEY_NAME), "y,");
	leave();
}

/* A directory of more names than are held at once, deep ones, and a tiny sort. */
TEST(large_and_deep)
{
	char path[4200] = "deep";
	struct file_list_conf conf = { NAMES("in"), .memory = 4096 };
	struct file_list *l;
	struct file_entry f;
	struct err e = ERR_INIT;
	char last[300] = "";
	int n = 0;

	enter();
	sh("mkdir in && cd in && seq -f 'file%%g' 3000 | xargs touch && mkdir d && touch d/x");
	conf.dir = dir;
	l = file_list_new(&conf, &e);
	CHECK_STR(e.msg, "");
	for (; l != NULL && file_list_next(l, &f, &e) == 1; n++) {
		CHECK(strcmp(last, (const char *)f.path) < 0);
		snprintf(last, sizeof(last), "%s", f.path);
	}
	CHECK_INT(n, 3001);
	file_list_free(l);
	/* Deeper than descriptors may be open. */
	CHECK_INT(mkdir(in_dir("%s", path), 0777), 0);
	for (int i = 0; i < 1200; i++) {
		strcat(path, "/d");
		if (mkdir(in_dir("%s", path), 0777) != 0)
			check_fail(CHECK_AT, "%s: %s", path, strerror(errno));
	}
	strcat(path, "/file");
	close(open(in_dir("%s", path), O_WRONLY | O_CREAT, 0666));
	strcat(path, ",");
	CHECK_STR(LIST(&e, NAMES("deep")), path);
	CHECK_STR(e.msg, "");
	leave();
}

TEST(keys)
{
	struct err e;

	enter();
	sh("mkdir -p a b && touch -d @17 a/x && touch -d @5 'a/x!' && touch -d @-3 b/x");
	CHECK_STR(LIST(&e, NAMES("a", "b"), .key = FILE_KEY_NAME), "x,x,x!,");
	CHECK_STR(LIST(&e, NAMES("a", "b"), .key = FILE_KEY_NAME_MTIME), "x!@5,x@-3,x@17,");
	/* Two files of one path. */
	sh("mkdir c && cd c && mkdir -p ..a && touch x");
	CHECK_STR(LIST(&e, NAMES("x", "../b/x", "../a/x"), .dir = in_dir("c")), "a/x,b/x,x,");
	CHECK_STR(LIST(&e, NAMES("x", "../c/../b/../c/x", "../b/../c/x"), .dir = in_dir("c")),
	    "c/x,");
	CHECK_INT(e.status, STATUS_USAGE);
	CHECK_HAS(e.msg, "two files have the key c/x");
	CHECK_STR(LIST(&e, NAMES("")), "failed");
	CHECK_INT(e.status, STATUS_USAGE);
	CHECK_STR(LIST(&e, .names = 0), "failed");
	CHECK_INT(e.status, STATUS_USAGE);
	leave();
}

TEST(others)
{
	struct file_list_conf conf = { NAMES("t", "t/link", "t/link/", "t/dead"), .problem = problem };
	struct file_list *l;
	struct err e = ERR_INIT;
	char words[200];

	enter();
	sh("mkdir -p t/d && touch t/d/x && ln -s d t/link && ln -s nowhere t/dead && mkfifo t/p1 t/p2");
	conf.dir = dir;
	l = file_list_new(&conf, &e);
	REQUIRE(l != NULL);
	CHECK_STR(file_counts_others(file_list_counts(l), words, sizeof(words)),
	    "4 symbolic links, 2 FIFOs");
	file_list_free(l);
	/* A slash says that a link is a directory. */
	CHECK_STR(LIST(&e, NAMES("t/link/")), "t/link/x,");
	CHECK_STR(LIST(&e, NAMES("t/link")), "");
	CHECK_STR(e.msg, "");
	/* Names that cannot be read are told, or fail. */
	said[0] = '\0';
	CHECK_STR(LIST(&e, NAMES("t/d", "gone", "t/no"), .problem = problem), "t/d/x,");
	CHECK_STR(said, "cannot open gone: No such file or directory;"
	    "cannot open t/no: No such file or directory;");
	CHECK_STR(LIST(&e, NAMES("gone")), "failed");
	CHECK_INT(e.status, STATUS_SYSTEM);
	/* The output is not packed into itself. */
	CHECK_STR(LIST(&e, NAMES("t/d"), .output = in_dir("t/d/x")), "");
	CHECK_STR(LIST(&e, NAMES("t"), .output = in_dir("t/d")), "");
	sh("printf 12345 >t/d/x");
	CHECK_STR(LIST(&e, NAMES("t"), .size_max = 5), "t/d/x,");
	CHECK_STR(LIST(&e, NAMES("t"), .size_max = 4), "failed");
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_STR(e.msg, "t/d/x: 5 bytes; a record holds at most 4");
	leave();
}

TEST(lists_of_names)
{
	struct err e;

	enter();
	sh("mkdir d && touch a b d/c \"$(printf 'x\\ny')\" && tar -cf t.tar a && "
	    "printf 'd\\nb\\n./a' >lines && printf 'x\\ny\\0b\\0' >nul && printf 'a\\n\\nb\\n' >empty && "
	    "printf 'b\\nt.tar\\n' >tar && printf 'a\\nb\\0c\\n' >mixed && head -c 100000 /dev/zero | tr '\\0' z >long");
	CHECK_STR(LIST(&e, .from = in_dir("lines")), "a,b,d/c,");
	CHECK_STR(LIST(&e, .from = in_dir("nul"), .nul = true), "b,x\ny,");
	/* What a list names is not looked into. */
	CHECK_STR(LIST(&e, .from = in_dir("tar")), "b,t.tar,");
	CHECK_STR(LIST(&e, NAMES("t.tar"), .no_archives = true), "t.tar,");
	CHECK_STR(LIST(&e, NAMES("t.tar")), "");
	CHECK_STR(LIST(&e, .from = in_dir("mixed")), "failed");
	CHECK_HAS(e.msg, "line 2: a NUL byte in a name");
	CHECK_STR(LIST(&e, .from = in_dir("empty")), "failed");
	CHECK_HAS(e.msg, "line 2: an empty name");
	CHECK_STR(LIST(&e, .from = in_dir("long")), "failed");
	CHECK_HAS(e.msg, "long: line 1: a name that is too long for a path: \"zzz");
	CHECK_STR(LIST(&e, .from = in_dir("none")), "failed");
	CHECK_INT(e.status, STATUS_SYSTEM);
	leave();
}

/* -- loading -- */

static int
load(const char *name, int64_t size, const char *as, char *out, struct err *e)
{
	struct file_entry f = { .path = name, .size = size };
	struct stat st;
	int fd = open(dir, O_RDONLY | O_DIRECTORY), rc;

	CHECK_INT(fstatat(fd, as, &st, AT_SYMLINK_NOFOLLOW), 0);
	f.dev = st.st_dev;
	f.ino = st.st_ino;
	err_clear(e);
	rc = file_load(fd, &f, (uint8_t *)out, e);
	close(fd);
	return rc;
}

TEST(loading)
{
	struct err e;
	char out[20];

	enter();
	sh("printf hello >a && : >empty && printf olleh >b && ln -s a link && mkfifo fifo");
	CHECK_INT(load("a", 5, "a", out, &e), 0);
	CHECK_MEM(out, 5, "hello", 5);
	CHECK_INT(load("empty", 0, "empty", out, &e), 0);
	CHECK_INT(load("a", 4, "a", out, &e), -1);
	CHECK_STR(e.msg, "a: grew while it was being packed, from 4 to 5 bytes");
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_INT(load("a", 6, "a", out, &e), -1);
	CHECK_STR(e.msg, "a: shrank while it was being packed, from 6 to 5 bytes");
	CHECK_INT(load("b", 5, "a", out, &e), -1);
	CHECK_HAS(e.msg, "another file has taken its place");
	CHECK_INT(load("link", 5, "a", out, &e), -1);
	CHECK_HAS(e.msg, "a symbolic link has taken its place");
	/* It does not wait for a writer. */
	CHECK_INT(load("fifo", 5, "a", out, &e), -1);
	CHECK_INT(load("gone", 5, "a", out, &e), -1);
	CHECK_STR(e.msg, "cannot open gone: No such file or directory");
	leave();
}

/* Parts of a file; one that is written to between them can be told. */
TEST(loading_parts)
{
	struct timespec time[3];
	struct file_entry f = { .path = "f", .size = 10 };
	struct err e = ERR_INIT;
	struct stat st;
	uint8_t out[16];
	int fd;

	enter();
	sh("printf 0123456789 >f && touch -d @1000 f");
	CHECK_INT(stat(in_dir("f"), &st), 0);
	f.dev = st.st_dev;
	f.ino = st.st_ino;
	REQUIRE((fd = open(in_dir("."), O_RDONLY | O_DIRECTORY)) >= 0);
	CHECK_INT(file_load_part(fd, &f, 0, 4, out, &time[0], &e), 0);
	CHECK_MEM(out, 4, "0123", 4);
	CHECK_INT(file_load_part(fd, &f, 4, 6, out, &time[1], &e), 0);
	CHECK_MEM(out, 6, "456789", 6);
	CHECK_INT(time[0].tv_sec, 1000);
	CHECK_INT(time[1].tv_sec, 1000);
	sh("touch -d @1001 f");
	CHECK_INT(file_load_part(fd, &f, 4, 6, out, &time[2], &e), 0);
	CHECK_INT(time[2].tv_sec, 1001);
	sh("printf x >>f");
	CHECK_INT(file_load_part(fd, &f, 4, 6, out, &time[2], &e), -1);
	CHECK_STR(e.msg, "f: grew while it was being packed, from 10 to 11 bytes");
	sh("truncate -s 9 f");
	CHECK_INT(file_load_part(fd, &f, 0, 4, out, NULL, &e), -1);
	CHECK_STR(e.msg, "f: shrank while it was being packed, from 10 to 9 bytes");
	close(fd);
	leave();
}

struct writing {
	int fd;
	atomic_bool stop;
};

/* Writes to a file again and again. */
static void *
write_on(void *arg)
{
	struct writing *w = arg;

	while (!w->stop)
		CHECK_INT(pwrite(w->fd, "x", 1, 5), 1);
	return NULL;
}

TEST(loading_what_changes)
{
	const size_t size = 50 << 20;
	char *out = malloc(size + 1);
	struct writing w = { .fd = -1 };
	struct err e = ERR_INIT;
	pthread_t writer;

	enter();
	sh("truncate -s %zu large", size);
	CHECK_INT(load("large", (int64_t)size, "large", out, &e), 0);
	CHECK_STR(e.msg, "");
	w.fd = open(in_dir("large"), O_WRONLY);
	REQUIRE(pthread_create(&writer, NULL, write_on, &w) == 0);
	/* It may not be writing yet. */
	for (int i = 0; i < 100 && load("large", (int64_t)size, "large", out, &e) == 0; i++)
		;
	CHECK_STR(e.msg, "large: changed while it was being packed");
	w.stop = true;
	pthread_join(writer, NULL);
	close(w.fd);
	free(out);
	leave();
}

/* -- extraction -- */

static int
extract(enum extract_exists exists, const char *key, const char *text, struct err *e)
{
	struct extract *x;
	int rc;

	err_clear(e);
	if ((x = extract_new(in_dir("out"), exists, 1, e)) == NULL)
		return -1;
	rc = extract_file(x, 0, (const uint8_t *)key, strlen(key), text, strlen(text), e);
	extract_free(x);
	return rc;
}

static void
check_file(const char *name, const char *want)
{
	char got[100] = "";
	FILE *f = fopen(in_dir("%s", name), "r");

	if (!CHECK(f != NULL))
		return;
	got[fread(got, 1, sizeof(got) - 1, f)] = '\0';
	fclose(f);
	CHECK_STR(got, want);
}

TEST(extraction)
{
	struct err e;
	struct stat st;

	enter();
	umask(022);
	CHECK_INT(extract(EXTRACT_FAIL, "a/b/c", "one", &e), 1);
	CHECK_INT(extract(EXTRACT_FAIL, "a/b/d", "", &e), 1);
	CHECK_INT(extract(EXTRACT_FAIL, "x", "two", &e), 1);
	CHECK_STR(e.msg, "");
	check_file("out/a/b/c", "one");
	check_file("out/a/b/d", "");
	check_file("out/x", "two");
	CHECK_INT(stat(in_dir("out/x"), &st), 0);
	CHECK_INT(st.st_mode, S_IFREG | 0644);
	CHECK_INT(extract(EXTRACT_FAIL, "x", "three", &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_STR(e.msg, "x: it exists");
	check_file("out/x", "two");
	CHECK_INT(extract(EXTRACT_SKIP, "x", "three", &e), 0);
	check_file("out/x", "two");
	CHECK_INT(extract(EXTRACT_OVERWRITE, "x", "three", &e), 1);
	check_file("out/x", "three");
	/* A directory is never replaced, and a file is no directory. */
	CHECK_INT(extract(EXTRACT_OVERWRITE, "a", "x", &e), -1);
	CHECK_HAS(e.msg, "directory");
	CHECK_INT(extract(EXTRACT_SKIP, "a", "x", &e), -1);
	CHECK_INT(extract(EXTRACT_OVERWRITE, "x/y", "x", &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_HAS(e.msg, "where x must be a directory");
	/* Nothing is left over. */
	sh("test $(find out | wc -l) = 6");
	leave();
}

/* What would lead out of the directory, or write into something that is no file. */
TEST(attacks)
{
	struct err e;

	enter();
	sh("mkdir -p out outside && printf safe >outside/file && ln -s ../outside out/link && "
	    "ln -s ../outside/file out/flink && ln -s ../outside/new out/dangling && "
	    "mkfifo out/fifo && mkdir out/d && ln -s ../../outside out/d/link");
	CHECK_INT(extract(EXTRACT_OVERWRITE, "link/file", "bad", &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_INT(extract(EXTRACT_OVERWRITE, "link/new/file", "bad", &e), -1);
	CHECK_INT(extract(EXTRACT_OVERWRITE, "d/link/file", "bad", &e), -1);
	CHECK_INT(extract(EXTRACT_OVERWRITE, "../outside/file", "bad", &e), -1);
	CHECK_INT(extract(EXTRACT_OVERWRITE, "d/../../outside/file", "bad", &e), -1);
	CHECK_INT(extract(EXTRACT_OVERWRITE, in_dir("outside/file"), "bad", &e), -1);
	CHECK_HAS(e.msg, "an absolute path");
	/* A link in the place of the file is what is replaced. */
	CHECK_INT(extract(EXTRACT_FAIL, "flink", "bad", &e), -1);
	CHECK_INT(extract(EXTRACT_SKIP, "dangling", "bad", &e), 0);
	CHECK_INT(extract(EXTRACT_OVERWRITE, "flink", "new", &e), 1);
	CHECK_INT(extract(EXTRACT_OVERWRITE, "dangling", "new", &e), 1);
	CHECK_INT(extract(EXTRACT_OVERWRITE, "fifo", "new", &e), 1);
	check_file("outside/file", "safe");
	check_file("out/flink", "new");
	check_file("out/fifo", "new");
	sh("test ! -L out/flink && test ! -e outside/new && test $(ls outside | wc -l) = 1");
	leave();
}

TEST(no_room)
{
	struct rlimit was, small = { 100, 0 };
	struct err e;
	char big[500];

	enter();
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	CHECK_INT(getrlimit(RLIMIT_FSIZE, &was), 0);
	small.rlim_max = was.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	CHECK_INT(setrlimit(RLIMIT_FSIZE, &small), 0);
	CHECK_INT(extract(EXTRACT_FAIL, "a", big, &e), -1);
	CHECK_INT(setrlimit(RLIMIT_FSIZE, &was), 0);
	signal(SIGXFSZ, SIG_DFL);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_STR(e.msg, "cannot write a: File too large");
	sh("test $(ls -A out | wc -l) = 0");
	leave();
}
