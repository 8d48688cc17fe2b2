/* dir_tree.h - what is in a directory and in those in it, by descriptor. */
#ifndef SLUICE_IO_DIR_TREE_H
#define SLUICE_IO_DIR_TREE_H

#include <stdbool.h>

#include "base/err.h"

/* Directories inside each other at most. */
#define DIR_TREE_DEPTH 64

/*
 * Of each function: name is that of an entry of the directory dir, path the same from where
 * the walk began.  0, or -1 to end it.  One that is NULL is not called.
 */
struct dir_tree {
	int (*file)(void *arg, int dir, const char *name, const char *path, struct err *e);
	/* A directory before what is in it, and after that. */
	int (*enter)(void *arg, int dir, const char *name, const char *path, struct err *e);
	int (*leave)(void *arg, int dir, const char *name, const char *path, struct err *e);
	void *arg;
};

/*
 * Walks through the directory fd, which stays open and is called shown in messages, in no
 * order.  Links are files.  0, or -1: STATUS_SYSTEM where a directory cannot be read, or what
 * a function said.
 */
int dir_tree_walk(int fd, const char *shown, const struct dir_tree *t, struct err *e);

/* Removes what is in the directory fd, as far as that can be. */
void dir_tree_remove(int fd);

/*
 * Syncs the directory fd and those in it; where a directory cannot be synced, so be it.  0
 * or -1.
 */
int dir_tree_sync(int fd, const char *shown, struct err *e);

/* The directory path below fd, made where it is missing; path has no . and no .. in it.  0, -1. */
int dir_tree_make(int fd, const char *path, struct err *e);

#endif
