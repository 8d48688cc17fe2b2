/*
 * list.h - the files that operands stand for, in the byte order of their keys.
 *
 * An operand, or a name of a list, is a regular file, which stands for itself, or a
 * directory, for all regular files below it (symbolic links are not followed, other
 * file systems are entered).  A symbolic link that is named is not followed either, as
 * tar(1) has it, unless a slash after it says that it is a directory, or it leads to an
 * archive or, below /dev, to a pipe (which is one, too).  Only an operand that is an
 * archive (hadoop/archive.h) stands for its members; one that a list names or that lies in
 * a tree is a file like others.
 *
 * What is named twice, or lies in two of the trees, is one file.  Memory is bounded
 * whatever there is (hadoop/sort.h).
 */
#ifndef SLUICE_HADOOP_LIST_H
#define SLUICE_HADOOP_LIST_H

#include <stdbool.h>

#include "hadoop/entry.h"

struct file_list_conf {
	const char *dir;		/* -C: what names are relative to; NULL: where we are */
	const char *const *name;	/* operands; "-" is an archive on stdin */
	size_t names;
	const char *from;		/* a list of names, relative to where we are; "-" stdin */
	bool nul;			/* its names end with NUL, else with a newline */
	bool no_archives;		/* an archive is a file like others */
	enum file_key key;
	int64_t size_max;		/* a larger file is STATUS_DATA; 0: no limit */
	const char *output;		/* left out where it is met, but no operand; may be NULL */
	/* NULL: the first name that cannot be read is STATUS_SYSTEM. */
	file_problem_fn *problem;
	void *ctx;
	size_t memory;			/* for the names; 0: a default */
};

struct file_list;

/*
 * Walks trees and lists to their ends.  conf is borrowed until the list is freed.
 * STATUS_USAGE: no operand, an empty name, standard input twice, the output.  NULL on failure.
 */
struct file_list *file_list_new(const struct file_list_conf *conf, struct err *e);

/* NULL is harmless. */
void file_list_free(struct file_list *l);

/* What was found.  Members of archives are not in it. */
const struct file_counts *file_list_counts(const struct file_list *l);

/* The base directory, for openat(); AT_FDCWD without one.  Lives as long as l. */
int file_list_dir(const struct file_list *l);

/* Operands that are archives, in the order given; paths from the base directory, or "-". */
size_t file_list_archives(const struct file_list *l);
const char *file_list_archive(const struct file_list *l, size_t i);

/*
 * The next file in order; f lasts until the next call.  Two files of one FILE_KEY_PATH
 * key ("/a" and "a") are STATUS_USAGE.  1, 0 at the end, -1.
 */
int file_list_next(struct file_list *l, struct file_entry *f, struct err *e);

#endif
