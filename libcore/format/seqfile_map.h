/*
 * seqfile_map.h - MapFiles: records by key.
 *
 * SequenceFile spec, section 9: a directory with data, a SequenceFile whose keys ascend,
 * and index, some of its keys with the offsets where they stand.  Writing one:
 * format/seqfile_out.h.
 */
#ifndef SLUICE_FORMAT_SEQFILE_MAP_H
#define SLUICE_FORMAT_SEQFILE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "seqfile/header.h"

struct seqfile_map;

/* PATH/data, to be freed; NULL on failure. */
char *seqfile_map_data(const char *path, struct err *e);

/*
 * Opens the MapFile at path and loads its index; without one every look-up scans the
 * data from its start.  limit: the most bytes that one buffer may decompress to, 0:
 * WHOLE_LIMIT.  An index whose classes do not fit is STATUS_DATA, and so is one of
 * another MapFile as soon as an entry is used that is wrong: never does it lead to a
 * wrong answer.  STATUS_USAGE for keys that have no order (seqfile/order.h).  NULL on
 * failure.
 */
struct seqfile_map *seqfile_map_open(const char *path, size_t limit, struct err *e);

/* NULL is harmless. */
void seqfile_map_free(struct seqfile_map *m);

/* The header of the data; lives as long as m. */
const struct seq_header *seqfile_map_header(const struct seqfile_map *m);

/* Takes a serialized value, which lasts for the call.  0, or -1 to stop with e. */
typedef int seqfile_map_fn(void *ctx, const uint8_t *value, size_t n, struct err *e);

/*
 * Calls fn for every record whose key equals the n serialized bytes at key, in the order
 * of the data.  Of the data only what lies between two index entries is read, and
 * of that keys alone are decompressed until one is found.  1; 0 when there is none; -1
 * (errors have their place).
 */
int seqfile_map_get(struct seqfile_map *m, const uint8_t *key, size_t n,
    seqfile_map_fn *fn, void *ctx, struct err *e);

/*
 * Whether the keys of the index ascend, and each stands in the data where its entry says.
 * 0, or -1: STATUS_DATA names the first entry that does not fit.
 */
int seqfile_map_check(struct seqfile_map *m, struct err *e);

/*
 * Makes the index of the MapFile at path out of its data, keys only, and puts it in the
 * place of the one that may be there, at once.  *entries (may be NULL) becomes their
 * number.  0, or -1 with nothing changed: STATUS_DATA also when the keys do not ascend.
 */
int seqfile_map_rebuild(const char *path, size_t limit, uint64_t *entries, struct err *e);

#endif
