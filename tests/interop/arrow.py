#!/usr/bin/env python3
"""Arrow streams between Sluice and pyarrow, Polars and DuckDB, both ways.

    arrow.py GOLDEN [COPY]

GOLDEN is the folder of samples; COPY a command that reads an Arrow stream on stdin
and writes it on stdout with Sluice's reader and writer, in slices of N rows when N
is added to it (frames-copy marker).
Prints a line per check that fails, and at the end how many there were.
"""
import datetime
import decimal
import glob
import io
import os
import random
import shlex
import subprocess
import sys

import duckdb
import polars as pl
import pyarrow as pa
from plain import plain_schema, read, same, stream
from tally import check, say

GOLDEN = sys.argv[1]
COPY = shlex.split(sys.argv[2] if len(sys.argv) > 2 else "frames-copy marker")


def copy(data, *args):
    return subprocess.run([*COPY, *args], input=data, capture_output=True, check=False)


def through(schema, batches, what, *args, codec=None):
    """Sends batches through our reader and writer; gives what pyarrow makes of it."""
    p = copy(stream(schema, batches, codec), *args)
    check(p.returncode == 0, what + ": " + p.stderr.decode().strip())
    if p.returncode != 0:
        return None
    table = read(p.stdout, what)
    want = pa.Table.from_batches(batches, schema)
    check(table.schema.equals(plain_schema(schema), check_metadata=True), what + ": schema")
    check(same(table, want), what + ": values")
    return table


def samples():
    for path in sorted(glob.glob(os.path.join(GOLDEN, "good-*.arrow*"))):
        name = os.path.basename(path)
        opener = pa.ipc.open_file if name.endswith(".arrow") else pa.ipc.open_stream
        with opener(path) as r:
            table = r.read_all()
        with open(path, "rb") as f:
            p = copy(f.read())
        check(p.returncode == 0, name + ": " + p.stderr.decode())
        ours = read(p.stdout, name)
        check(ours.schema.equals(plain_schema(table.schema), check_metadata=True), name + ": schema")
        check(same(ours, table), name + ": values")
        if plain_schema(table.schema).equals(table.schema):
            polars(p.stdout, table, name)
            duck(ours, table, name)
    for path in sorted(glob.glob(os.path.join(GOLDEN, "ours-*.arrows"))):
        with open(path, "rb") as f:
            ours = read(f.read(), os.path.basename(path))
        with pa.ipc.open_stream(path.replace("ours-", "good-")) as r:
            check(same(ours, r.read_all()), os.path.basename(path) + ": values")


def polars(data, table, name):
    """Polars has a reader of its own (Rust)."""
    if table.num_columns == 0 or "nested" in name or "v4" in name:
        return  # it has no structs without fields
    df = pl.read_ipc_stream(io.BytesIO(data))
    check(df.equals(pl.from_arrow(table)), name + ": polars")


def duck(ours, table, name):
    """DuckDB scans our buffers where they lie."""
    if table.num_columns == 0 or "e" in table.column_names:
        return
    rows = []
    for t in ours, table:
        con = duckdb.connect()
        con.register("t", t)
        rows.append(con.sql("select cast(columns(*) as varchar) from t").fetchall())
    check(rows[0] == rows[1] and len(rows[0]) == table.num_rows, name + ": duckdb")


def random_type(rng, depth):
    zones = ["UTC", "Asia/Tokyo", "+02:00"]
    flat = [pa.null(), pa.bool_(), pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float32(),
            pa.float64(), pa.string(), pa.binary(), pa.date32(), pa.timestamp("us"),
            pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64(), pa.large_string(), pa.large_binary(),
            pa.string_view(), pa.binary_view(),
            pa.timestamp("s"), pa.timestamp("ms", rng.choice(zones)),
            pa.timestamp("us", rng.choice(zones)), pa.decimal128(rng.randint(5, 38), rng.randint(0, 5))]
    kind = rng.randrange(7) if depth > 0 else 5
    if kind == 0:
        return rng.choice([pa.list_, pa.large_list])(random_type(rng, depth - 1))
    if kind == 1:
        return pa.struct([pa.field("f%d" % i, random_type(rng, depth - 1))
                          for i in range(rng.randint(0, 3))])
    if kind == 2:
        return pa.map_(rng.choice([pa.string(), pa.int32()]), random_type(rng, depth - 1))
    if kind == 3:
        return pa.dictionary(rng.choice([pa.int16(), pa.int32(), pa.int64()]),
                             rng.choice([pa.string(), pa.binary(), pa.int64(), pa.uint16(), pa.float64()]))
    return rng.choice(flat)


def random_value(rng, t):
    if rng.random() < 0.2 or pa.types.is_null(t):
        return None
    if pa.types.is_dictionary(t):
        return random_value(rng, t.value_type)
    n = rng.choice([0, 1, 2, 5, 13])
    if pa.types.is_map(t):
        key = (lambda i: "k%d" % i) if pa.types.is_string(t.key_type) else (lambda i: i)
        return [(key(i), random_value(rng, t.item_type)) for i in range(n)]
    if pa.types.is_list(t) or pa.types.is_large_list(t):
        return [random_value(rng, t.value_type) for _ in range(n)]
    if pa.types.is_struct(t):
        return {f.name: random_value(rng, f.type) for f in t}
    if pa.types.is_boolean(t):
        return rng.random() < 0.5
    if pa.types.is_integer(t):
        return rng.getrandbits(t.bit_width) - (1 << (t.bit_width - 1)) * pa.types.is_signed_integer(t)
    if pa.types.is_floating(t):
        return rng.choice([0.0, -0.5, 1e30, float("inf"), float("nan"), rng.random()])
    if pa.types.is_string(t) or pa.types.is_large_string(t) or pa.types.is_string_view(t):
        return "".join(rng.choice("ab\u00e9\u6771\U0001f600\"\\\n") for _ in range(n))
    if pa.types.is_binary(t) or pa.types.is_large_binary(t) or pa.types.is_binary_view(t):
        return rng.randbytes(n)
    if pa.types.is_decimal(t):
        return decimal.Decimal(rng.randint(-99999, 99999)).scaleb(-t.scale)
    if pa.types.is_date(t):
        return datetime.date(1, 1, 1) + datetime.timedelta(days=rng.randrange(3000000))
    unit = {"s": 10**6, "ms": 10**3}.get(getattr(t, "unit", ""), 1)
    return rng.randint(-10**15, 10**15) // unit


def randoms():
    """Random tables, written in slices whose bitmaps begin anywhere."""
    for seed in range(60):
        rng = random.Random(seed)
        schema = pa.schema([pa.field("c%d" % i, random_type(rng, 3)) for i in range(rng.randint(1, 4))])
        n = rng.choice([1, 7, 8, 70, 300])
        whole = pa.record_batch([pa.array([random_value(rng, f.type) for _ in range(n)], f.type)
                                 for f in schema], schema=schema)
        cuts = sorted(rng.randint(0, n) for _ in range(3))
        parts = [whole.slice(a, b - a) for a, b in zip([0] + cuts, cuts + [n]) if b > a]
        name = "random %d %s" % (seed, schema.types)
        through(schema, parts, name)
        through(schema, parts, name + ", sliced", str(rng.choice([3, 8, 13, 64])),
                codec=rng.choice(["lz4", "zstd"]))


def others():
    """Streams that Polars and DuckDB produce."""
    df = pl.DataFrame({"i": [1, None, 3], "f": [0.5, 1.5, None], "b": [True, None, False],
                       "d": [datetime.date(2020, 1, 1), None, datetime.date(1969, 12, 31)],
                       "l": [[1, 2], [], None], "s": ["x", None, "a text of more than twelve bytes"],
                       "ls": [["a", None, "y" * 20], [], None], "u": pl.Series([1, None, 255], dtype=pl.UInt8)})
    out = io.BytesIO()
    df.write_ipc_stream(out)
    p = copy(out.getvalue())
    check(p.returncode == 0, "polars: " + p.stderr.decode())
    back = pl.read_ipc_stream(io.BytesIO(p.stdout))
    check(back.equals(df.with_columns(pl.col("u").cast(pl.Int16))), "polars: values")
    rel = duckdb.sql("""
        select i::bigint as i, case when i % 3 = 0 then null else 'row ' || i end as s,
            [i, null, i + 1]::bigint[] as l, {'a': i::int, 'b': [i::varchar]} as st,
            map {'k' || i: i::double} as m, (i / 7)::decimal(18, 3) as d,
            (timestamp '2020-01-01 00:00:00' + to_seconds(i::bigint)) as ts,
            date '2020-01-01' + i::int as day, i % 2 = 0 as even
        from range(5000) t(i)""")
    reader = rel.to_arrow_reader(1000) if hasattr(rel, "to_arrow_reader") else rel.fetch_record_batch(1000)
    through(reader.schema, list(reader), "duckdb")


def big():
    """A batch longer than ours may be is cut, and values stay where they are."""
    n = 200001
    schema = pa.schema([pa.field("n", pa.int64()), pa.field("s", pa.string())])
    b = pa.record_batch([pa.array(range(n)), pa.array(["%d" % i if i % 5 else None for i in range(n)])],
                        schema=schema)
    table = through(schema, [b], "big")
    check(max(len(c) for c in table.column(0).chunks) <= 65536, "big: batches over 65536 rows")


samples()
randoms()
others()
big()
sys.exit(not say())
