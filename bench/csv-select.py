"""Two columns of a CSV file, filtered, to CSV: csv-select.py ENGINE IN OUT CLOCK.

ENGINE is polars or duckdb. CLOCK becomes the seconds of the query alone, without the start
of Python.
"""
import sys
import time

engine, source, out, clock = sys.argv[1:]
if engine == "polars":
    import polars as pl

    def run():
        pl.scan_csv(source).filter(pl.col("fare_amount") > 60).select(
            "tpep_pickup_datetime", "fare_amount").sink_csv(out)
else:
    import duckdb

    def run():
        duckdb.execute(
            "COPY (SELECT tpep_pickup_datetime, fare_amount FROM read_csv("
            f"'{source}') WHERE fare_amount > 60) TO '{out}' (FORMAT csv)")

start = time.monotonic()
run()
with open(clock, "w", encoding="ascii") as file:
    print(f"{time.monotonic() - start:.4f}", file=file)
