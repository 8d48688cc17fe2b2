/* json_map_impl.h - what the files of json_map share. */
#ifndef SLUICE_OPS_JSON_MAP_IMPL_H
#define SLUICE_OPS_JSON_MAP_IMPL_H

#include "json/fill.h"
#include "ops/json_map.h"

/* What one worker keeps from batch to batch. */
struct json_map_worker {
	struct json_scan *scan;		/* without columns */
	struct json_rows rows;
	struct json_fill *fill;		/* with columns */
	struct bad_list bad;
	const struct json_map *map;
	const struct batch *batch;	/* at hand */
	int64_t row;
	bool refused;			/* the row went to the bad ones */
};

struct json_map {
	struct op op;
	struct json_map_conf conf;
	struct schema *schema;
	size_t fields;			/* of the input */
	int column, topic, partition, offset;	/* -1: none */
	int *keep;
	size_t nkeep;
	struct json_map_worker *worker;
};

extern const struct op_ops json_map_ops;

/* Sets used[] for the columns that are looked at. */
void json_map_used(const struct json_map *m, bool *used);

/* "topic T, partition P, offset O" of row i; false where the columns are not there. */
bool json_map_where(const struct json_map *m, const struct batch *b, int64_t i, char *out,
    size_t outsz);

/* Row i of b fails as e says: puts the place before that.  Returns -1. */
int json_map_place(const struct json_map *m, const struct batch *b, int64_t i,
    struct err *e);

#endif
