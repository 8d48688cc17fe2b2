/*
 * table.h - rows as the table that Spark's show() prints (Spark 3.5, without its
 * final blank line), or a block per row; on a terminal made to fit its window.
 */
#ifndef SLUICE_FORMAT_TABLE_H
#define SLUICE_FORMAT_TABLE_H

#include "base/buf.h"
#include "model/batch.h"
#include "model/text.h"

struct table_conf {
	int64_t rows;		/* to show; -1 all */
	int truncate;		/* longest cell in characters; 0: no limit, left-aligned */
	bool vertical;
	const struct date_zone *zone;
	/* Columns of the terminal, asked before each print, 0 for no limit; NULL: none. */
	size_t (*window)(void);
	bool utf8;		/* binary that is UTF-8 as its text, else all as [68 65] */
	uint64_t memory;	/* rows that would pass it are left off, which table_size() tells; 0: none */
};

#define TABLE_CONF_INIT { .rows = 20, .truncate = 20 }

struct table;

/* Bytes from the start of a value that it looks at (a want's most), 0: all of them. */
size_t table_most(const struct table_conf *conf);

/* A table for rows of s (a reference is taken).  0 or -1. */
int table_new(struct table **out, struct schema *s, const struct table_conf *conf,
    struct err *e);

/* Adds rows.  1 once it has one row more than it shows, so that no more are needed; 0; -1. */
int table_add(struct table *t, const struct batch *b, struct err *e);

/* Appends the whole table with its last line about rows that are not shown.  0 or -1. */
int table_print(struct table *t, struct buf *out, struct err *e);

/* Forgets the rows, so that the next table can be made. */
void table_clear(struct table *t);

/* Bytes that it keeps. */
uint64_t table_size(const struct table *t);

/* NULL is harmless. */
void table_free(struct table *t);

#endif
