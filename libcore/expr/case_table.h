/* case_table.h - upper and lower case of characters; see mk/case-table. */
#ifndef SLUICE_EXPR_CASE_TABLE_H
#define SLUICE_EXPR_CASE_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* Every step-th character from first to last maps to itself plus diff. */
struct case_run {
	uint32_t first, last;
	int32_t step, diff;
};

/* A character that maps to several; 0 ends them early. */
struct case_many {
	uint32_t from;
	uint32_t to[3];
};

/* Characters that share a property. */
struct case_range {
	uint32_t first, last;
};

/* In ascending order; cased and ignorable are Unicode's Cased and Case_Ignorable. */
extern const struct case_range case_cased[], case_ignorable[];
extern const size_t case_cased_n, case_ignorable_n;
extern const struct case_run case_upper_run[], case_lower_run[];
extern const struct case_many case_upper_many[], case_lower_many[];
extern const size_t case_upper_runs, case_lower_runs, case_upper_manys, case_lower_manys;

#endif
