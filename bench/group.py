"""Rows of frames counted by the column k: group.py ENGINE FILE CLOCK [MEMORY].

ENGINE is polars or duckdb, which keep the result in memory. CLOCK becomes the seconds of
the query alone, without the start of Python.
"""
import sys
import time

engine, source, clock = sys.argv[1:4]
if engine == "polars":
    import polars as pl

    def run():
        pl.scan_ipc(source).group_by("k").agg(pl.len()).collect(engine="streaming")
else:
    import duckdb
    import pyarrow as pa
    import pyarrow.ipc as ipc

    if len(sys.argv) > 4:
        duckdb.execute(f"set memory_limit='{sys.argv[4]}'")
    t = ipc.open_file(pa.memory_map(source)).read_all()

    def run():
        duckdb.sql("select k, count(*) from t group by k").to_arrow_table()

start = time.monotonic()
run()
with open(clock, "w", encoding="ascii") as file:
    print(f"{time.monotonic() - start:.4f}", file=file)
