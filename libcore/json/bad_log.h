/*
 * bad_log.h - where records go that could not be read (--bad): a file of JSON
 * lines, {"position":"...","reason":"...","record":"..."}, in the order of the
 * input whatever thread found them; or nowhere but into a count.
 */
#ifndef SLUICE_JSON_BAD_LOG_H
#define SLUICE_JSON_BAD_LOG_H

#include "base/buf.h"
#include "io/out.h"

struct bad_log;

/* Takes o, on failure too; NULL: records are only counted.  NULL on failure. */
struct bad_log *bad_log_new(struct out *o, struct err *e);

/* NULL is harmless. */
void bad_log_free(struct bad_log *l);

/* The bad records of one unit of input, zeroed at first. */
struct bad_list {
	struct buf text;
	int64_t n;
};

/* Appends a record; one that is not UTF-8 is written as {"base64":"..."}.  0 or -1. */
int bad_list_add(struct bad_list *b, const char *position, const char *reason,
    const void *record, size_t n, struct err *e);
void bad_list_release(struct bad_list *b);

/* The key of the next unit, for sources that do not number their units. */
int64_t bad_log_key(struct bad_log *l);

/*
 * Any thread, once for each unit, bad records or not: the unit covers the keys
 * key .. key + span - 1.  Units are written once all before them are there.  Takes
 * what b holds and leaves it empty.  0 or -1.
 */
int bad_log_put(struct bad_log *l, int64_t key, int64_t span, struct bad_list *b,
    struct err *e);

/* Writes what still waits, and closes the file.  *n: bad records in all.  0 or -1. */
int bad_log_end(struct bad_log *l, int64_t *n, struct err *e);

#endif
