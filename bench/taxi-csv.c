/*
 * taxi-csv.c - trips of taxis as CSV, the same for every run: taxi-csv [ROWS].
 *
 * 5,000,000 rows of 20 columns (the default) are about 523 MB.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t seed = 20240101;

static unsigned
any(unsigned below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % below;
}

/* The second of January 2024 as text, in out. */
static const char *
when(unsigned second, char out[32])
{
	unsigned day = second / 86400 % 31, rest = second % 86400;

	snprintf(out, 32, "2024-01-%02u %02u:%02u:%02u", day + 1, rest / 3600, rest / 60 % 60,
	    rest % 60);
	return out;
}

static void
trip(unsigned begin)
{
	static const char *const extra[] = { "0.0", "0.5", "1.0", "2.5" };
	static const char *const airport[] = { "0.0", "0.0", "0.0", "1.75" };
	unsigned miles = any(2200), minutes = 3 + any(55), fare = 300 + miles * 2 + minutes * 35;
	unsigned tip = any(3) == 0 ? 0 : fare / 5, tolls = any(20) == 0 ? 694 : 0;
	unsigned total = fare + tip + tolls + 400;
	char from[32], to[32];

	printf("%u,%s,%s,", 1 + any(2), when(begin, from), when(begin + minutes * 60 + any(60), to));
	/* Some cells are empty. */
	if (any(30) != 0)
		printf("%u", 1 + any(6));
	printf(",%u.%02u,%u,%c,%u,%u,%u,%u.%02u,%s,0.5,%u.%02u,%u.%02u,1.0,%u.%02u,2.5,%s,%u\n",
	    miles / 100, miles % 100, 1 + (any(40) == 0), any(100) == 0 ? 'Y' : 'N',
	    1 + any(265), 1 + any(265), 1 + any(4), fare / 100, fare % 100, extra[any(4)],
	    tip / 100, tip % 100, tolls / 100, tolls % 100, total / 100, total % 100,
	    airport[any(4)], 1 + any(2));
}

int
main(int argc, char **argv)
{
	unsigned long rows = argc > 1 ? strtoul(argv[1], NULL, 10) : 5000000;

	puts("VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,"
	    "RatecodeID,store_and_fwd_flag,PULocationID,DOLocationID,payment_type,fare_amount,"
	    "extra,mta_tax,tip_amount,tolls_amount,improvement_surcharge,total_amount,"
	    "congestion_surcharge,airport_fee,trip_type");
	for (unsigned long i = 0; i < rows; i++)
		trip((unsigned)(i * 2678400 / rows));
	return ferror(stdout) != 0 || fflush(stdout) != 0;
}
