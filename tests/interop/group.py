#!/usr/bin/env python3
"""dfcount -g against DuckDB: random columns, keys, workers, memory.

    group.py [SEED]
"""
import os
import random
import subprocess
import sys
import tempfile

import duckdb
import pyarrow as pa
import pyarrow.ipc as ipc
from tally import check, say

COLUMNS = {
    "i": "cast(floor(random()*{n}) as bigint) - 7",
    "s": "case when random() < 0.1 then null else 'k' || cast(floor(random()*{n}) as int) end",
    "d": "round(random()*{n}, 0) / 4 - 10",
    "f": "cast(case when random() < 0.1 then 'nan' when random() < 0.1 then '-0.0' else "
         "cast(floor(random()*{n}) as varchar) end as float)",
    "c": "cast(floor(random()*{n}) as decimal(20,3)) / 8",
    "t": "date '2024-01-01' + cast(floor(random()*{n}) as int)",
    "z": "timestamp '2024-01-01' + interval (cast(floor(random()*{n}) as int)) second",
    "b": "random() < 0.5",
    "l": "[cast(floor(random()*4) as int), null]",
    "r": "{{'x': cast(floor(random()*3) as int), 'y': 'v' || cast(floor(random()*3) as int)}}",
    "w": "repeat('x', 300 + cast(floor(random()*{n}) as int) % 500)",
}


def norm(v):
    if isinstance(v, float):
        return "nan" if v != v else v + 0.0
    if isinstance(v, list):
        return tuple(norm(x) for x in v)
    if isinstance(v, dict):
        return tuple(sorted((k, norm(x)) for k, x in v.items()))
    return v


def rows(table):
    return [tuple(norm(v) for v in r.values()) for r in table.to_pylist()]


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 4711
    rounds = 40 if os.environ.get("SLUICE_TEST_ALL") else 8
    rnd = random.Random(seed)
    with tempfile.TemporaryDirectory() as d:
        for r in range(rounds):
            con = duckdb.connect()
            con.execute(f"select setseed({rnd.random()})")
            keys = rnd.sample(sorted(COLUMNS), rnd.choice([1, 1, 2, 3]))
            n = rnd.choice([0, 1, 1000, 60000])
            distinct = rnd.choice([3, 500, 200000])
            con.execute("create table t as select " + ", ".join(
                f"{COLUMNS[k].format(n=distinct)} as {k}" for k in keys) + f" from range({n})")
            table = con.sql("select * from t").to_arrow_table()
            path = os.path.join(d, "t.arrow")
            with ipc.new_file(path, table.schema) as w:
                w.write_table(table, max_chunksize=rnd.choice([100, 7000, 65536]))
            want = sorted(rows(con.sql(f"select {', '.join(keys)}, count(*) from t group by all")
                               .to_arrow_table()), key=repr)
            for how in (["-j", "1"], ["-j", "2"], ["-j", "8"], ["-j", "1", "-m", "8M"]):
                out = subprocess.run(["dfcount", "-g", ",".join(keys), *how, path],
                                     stdout=subprocess.PIPE)
                got = rows(pa.ipc.open_stream(out.stdout).read_all()) if out.returncode == 0 else None
                if how == ["-j", "1"]:
                    first = got
                what = f"seed {seed}, round {r}: -g {','.join(keys)} {' '.join(how)}"
                check(got is not None and sorted(got, key=repr) == want, what, "rows")
                check(got == first, what, "order")
    return say()


sys.exit(0 if main() else 1)
