/* visible.h - an operator that leaves out the implied columns (model/schema.h). */
#ifndef SLUICE_OPS_VISIBLE_H
#define SLUICE_OPS_VISIBLE_H

#include "par/op.h"

/* *o becomes it; visible, borrowed, is schema_visible() of the schema that comes in. */
void visible_init(struct op *o, struct schema *visible);

#endif
