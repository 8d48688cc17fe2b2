/* filter_test.c - rows that pass, however they lie, against each value by itself. */
#include "check.h"

#include "column_rows.h"

enum how { NONE, ALL, FEW, HALF, MOST, RUNS, TURNS, HOWS };

/* Sets bits for about that many of n rows; the others, and those past n, are zero or not. */
static int64_t
random_rows(uint8_t *sel, int64_t n, enum how how)
{
	uint32_t run = 1 + below(150);
	int64_t i, count = 0;

	for (i = 0; i < (int64_t)bits_bytes(n) * 8; i++) {
		bool on = how == ALL || (how == FEW && below(40) == 0) ||
		    (how == HALF && below(2) == 0) || (how == MOST && below(40) != 0) ||
		    (how == RUNS && i / run % 2 == 0) || (how == TURNS && i % 2 == 0);

		bits_clear(sel, i);
		if (!on)
			continue;
		bits_set(sel, i);
		count += i < n;
	}
	return count;
}

static void
filter_once(uint32_t seed, int64_t rows, uint32_t nulls, uint32_t absent, enum how how)
{
	uint8_t *sel = calloc(bits_bytes(rows) + 1, 1);
	int64_t i, at = 0, count;
	struct column in, out;
	uint64_t state = seed;
	struct type t;

	random_state = seed;
	random_type(&t, 2);
	random_column(&in, &t, rows, nulls);
	drop_fields(&in, &t, absent, &state);
	count = random_rows(sel, rows, how);
	REQUIRE(column_filter(&out, &t, &in, sel, count, NULL) == 0);
	check_sound(&t, &out, count, false);
	for (i = 0; i < rows; i++) {
		if (column_bit(sel, i) && !check_row(&t, &out, at++, &in, i))
			break;
	}
	column_release(&out);
	column_release(&in);
	type_release(&t);
	free(sel);
}

TEST(any_rows_of_any_type)
{
	static const uint32_t often[] = { 0, 1, 2, 10 };
	unsigned made = 0;
	uint32_t seed;

	for (seed = 0; seed < 2100; seed++, made++)
		filter_once(seed, seed % 9 == 0 ? 0 : seed * 7 % 400, often[seed % 4],
		    seed / 4 % 5 == 0 ? 4 : 0, (enum how)(seed % HOWS));
	CHECK_INT(made, 2100);
}

/* Text that is long and short, of which what passes is all that is allocated. */
TEST(text_takes_what_passes)
{
	struct type t = { .id = TYPE_STRING };
	char text[300];
	struct column in, out;
	struct builder b;
	uint8_t sel[500];
	int64_t i, at, count;
	int how, longer;

	memset(text, 'x', sizeof(text));
	for (longer = 0; longer < 2; longer++) {
		CHECK_INT(builder_init(&b, &t, NULL), 0);
		random_state = (uint64_t)longer;
		for (i = 0; i < 4000; i++) {
			text[0] = (char)('a' + below(26));
			(void)builder_bytes(&b, text, below(longer ? 300 : 20), NULL);
		}
		CHECK_INT(builder_finish(&b, &in, NULL), 0);
		for (how = 0; how < HOWS; how++) {
			count = random_rows(sel, 4000, (enum how)how);
			REQUIRE(column_filter(&out, &t, &in, sel, count, NULL) == 0);
			CHECK_INT(out.hold[2]->size, out.offsets[count]);
			for (i = at = 0; i < 4000; i++) {
				if (column_bit(sel, i) && !check_row(&t, &out, at++, &in, i))
					break;
			}
			column_release(&out);
		}
		column_release(&in);
		builder_release(&b);
	}
}

TEST(runs_of_bits)
{
	uint64_t s, got;
	unsigned at, n, i;

	random_state = 6;
	for (i = 0; i < 2000; i++) {
		uint64_t word = ~UINT64_C(0);

		for (n = below(5); n > 0; n--)
			word &= ((uint64_t)below(UINT32_MAX) << 33 ^ below(UINT32_MAX)) << below(40);
		if (below(3) == 0)
			word = ~word;
		for (s = word, got = 0; s != 0;) {
			at = bits_next_run(&s, &n);
			REQUIRE(n > 0 && at + n <= 64);
			got |= (n == 64 ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1) << at;
			/* What is left begins after the run, with a gap. */
			if (s != 0)
				CHECK((unsigned)__builtin_ctzll(s) > at + n);
		}
		CHECK_UINT(got, word);
	}
}
