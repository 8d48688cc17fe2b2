/* tree_walk.h - everything below a directory. */
#ifndef SLUICE_HADOOP_TREE_WALK_H
#define SLUICE_HADOOP_TREE_WALK_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "hadoop/entry.h"

struct walk {
	/* A regular file; path has a NUL after it and lasts for the call.  0 or -1. */
	int (*file)(void *ctx, const char *path, size_t n, const struct stat *st,
	    struct err *e);
	void (*other)(void *ctx, enum file_other kind);
	/* What cannot be read: go on (0) or not (-1). */
	int (*problem)(void *ctx, const struct err *why, struct err *e);
	/* Leave this directory out, and all below it. */
	bool (*skip)(void *ctx, const struct stat *st);
	void *ctx;
	int dir;		/* what paths are relative to, for openat() */
	size_t chunk;		/* bytes of names of a directory to hold at once; 0: 1 MiB */
};

/*
 * Walks the tree whose root is open at fd, which it takes, and whose path is in path
 * (changed, and put back).  Symbolic links are not followed.  Files come in the byte
 * order of their paths, but for directories whose names are more than a chunk.  Memory
 * is bounded by the depth.  0 or -1.
 */
int walk_tree(const struct walk *w, int fd, struct buf *path, struct err *e);

/* The kind of what is no directory and no regular file. */
enum file_other walk_other(mode_t mode);

#endif
