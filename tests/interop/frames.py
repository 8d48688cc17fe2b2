#!/usr/bin/env python3
"""Arrow as other programs emit it, through every tool that reads frames.

One table: types x nulls x slices x dictionaries x compression.  A stream has a column of
every type in one of the forms; each tool's answer is held against what pyarrow says of the
values that went in.  Then what Polars and DuckDB write when nobody tells them how.

Prints a line per check that fails, and at the end how many there were.
"""
import datetime
import decimal
import io
import itertools
import json
import subprocess
import sys

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.feather
from plain import plain_field, plain_type, read, stream, values
from tally import check, say

D = decimal.Decimal
ROWS = 40
TEXTS = ["", "a", "twelve bytes", "thirteen here", "sm\u00f8rg\u00e5s", "\u6771\u4eac" * 9, "\U0001f600!", "x" * 70]
BYTES = [b"", b"\x00", b"\xff\xfe", b"twelve bytes", b"thirteen here", b"\x80" * 40]


def ints(bits, signed):
    low, high = (-2**(bits - 1), 2**(bits - 1) - 1) if signed else (0, 2**bits - 1)
    return [low, high, 0, 1, high // 3, low // 5]


def times(unit):
    """Whole microseconds, before 1970 too."""
    return [k * {"s": 1, "ms": 1, "us": 1, "ns": 1000}[unit] for k in (0, 1, -1, 86399, 1700000000, -62135596)]


ADDRESS = pa.struct([("city", pa.string_view()), ("zip", pa.uint16())])
ADDRESSES = [{"city": "Oslo", "zip": 150}, {"city": None, "zip": 65535}, {"city": "a town of long name", "zip": None}]
TYPES = [
    (pa.null(), [None]), (pa.bool_(), [True, False, False]),
    *((t, ints(t.bit_width, True)) for t in (pa.int8(), pa.int16(), pa.int32(), pa.int64())),
    *((t, ints(t.bit_width, False)) for t in (pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())),
    (pa.float16(), [0.5, -0.0, 65504.0, float("inf")]),
    (pa.float32(), [0.5, -0.0, 2.0**-149, float("-inf"), float("nan")]),
    (pa.float64(), [0.1, -0.0, 5e-324, 1.7e308, float("nan")]),
    (pa.decimal128(38, 10), [D("1.5"), D("-12345678901234567890.0123456789"), D(0)]),
    *((t, TEXTS) for t in (pa.string(), pa.large_string(), pa.string_view())),
    *((t, BYTES) for t in (pa.binary(), pa.large_binary(), pa.binary_view())),
    (pa.date32(), [datetime.date(1970, 1, 1), datetime.date(1, 1, 1), datetime.date(9999, 12, 31)]),
    (pa.date64(), [datetime.date(1970, 1, 1), datetime.date(1, 1, 1), datetime.date(9999, 12, 31)]),
    *((pa.timestamp(u, z), times(u)) for u in ("s", "ms", "us", "ns") for z in (None, "UTC", "Europe/Oslo")),
    (pa.list_(pa.int32()), [[1, None], [], [2, 3, 4]]),
    (pa.large_list(pa.string_view()), [TEXTS, [], [None, "z"]]),
    (pa.list_(pa.list_(pa.binary_view())), [[BYTES, None], [], [[], [b"q" * 30]]]),
    (ADDRESS, ADDRESSES),
    (pa.list_(ADDRESS), [ADDRESSES, [], [None]]),
    (pa.map_(pa.string_view(), pa.float32()), [[("a", 1.5), ("a longer key than that", None)], [], [("b", 0.0)]]),
    (pa.struct([("l", pa.large_list(pa.uint8())), ("t", pa.timestamp("ms", "UTC"))]), [{"l": [255], "t": 5}, {"l": None, "t": None}]),
]
INDEX = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()]
NULLS = ["none", "some", "all"]
SLICES = ["whole", "sliced"]
FORMS = ["plain", "replaced", "deltas"]
CODECS = [None, "lz4", "zstd"]

# Where pyarrow cannot make a dictionary, the column is plain in every form.
UNDICTIONARY = [pa.null()]


def is_null(nulls, i):
    return nulls == "all" or (nulls == "some" and i % 3 == 1)


def plain_column(t, values, nulls, n):
    return pa.array([None if is_null(nulls, i) else values[i % len(values)] for i in range(n)], t)


def encoded_column(t, values, nulls, n, index, extra):
    """Every second NULL lies in the values, which have duplicates too; extra: more of them."""
    words = pa.array(values + [None] + values[:1] * extra, t)
    at = [None if is_null(nulls, i) and i % 2 else len(values) if is_null(nulls, i) else
          len(values) + 1 if extra and i % len(values) == 0 else i % len(values) for i in range(n)]
    return pa.DictionaryArray.from_arrays(pa.array(at, index), words)


def case(nulls, cut, form):
    """The batches of one form, and the plain values that they stand for."""
    batches, plain = [], []
    front = 5 if cut == "sliced" else 0
    for part in range(3):
        n = (ROWS, 7, 0)[part]
        columns, wants = [], []
        for k, (t, values) in enumerate(TYPES):
            if form == "plain" or t in UNDICTIONARY:
                c = plain_column(t, values, nulls, n + front)
            else:
                c = encoded_column(t, values, nulls, n + front, INDEX[k % 8], part)
            columns.append(c.slice(front))
            wants.append(plain_column(t, values, nulls, n + front).slice(front))
        batches.append(pa.record_batch(columns, names=["c%d" % k for k in range(len(columns))]))
        plain.append(pa.record_batch(wants, names=batches[0].schema.names))
    return batches, pa.Table.from_batches(plain)


def run(*command, data=b"", what=""):
    p = subprocess.run(command, input=data, capture_output=True, check=False)
    check(p.returncode == 0, what, command, p.stderr.decode()[:500])
    return p.stdout


def plainly(table):
    """The table with the types of ours, as pyarrow writes it."""
    schema = pa.schema([plain_field(f) for f in table.schema])
    return stream(schema, [pa.record_batch([pa.array(plain_values(c), f.type) for c, f in zip(table.columns, schema)],
                                           schema=schema)])


def plain_values(column):
    t = column.type
    if pa.types.is_timestamp(t):
        scale = {"s": 10**6, "ms": 10**3, "us": 1, "ns": 1}[t.unit]
        return [None if not v.is_valid else v.value * scale // (1000 if t.unit == "ns" else 1) for v in column]
    return column.to_pylist()


def everything():
    """Every form through dfselect, dfcount and dfshow."""
    done = 0
    for nulls, cut, form, codec in itertools.product(NULLS, SLICES, FORMS, CODECS):
        name = "%s nulls, %s, %s, %s:" % (nulls, cut, form, codec)
        batches, want = case(nulls, cut, form)
        data = stream(batches[0].schema, batches, codec, form == "deltas")
        ours = run("dfselect", "*", "--allow-unmarked", "-o", "arrow", data=data, what=name)
        table = read(ours, name)
        check(table.num_rows == ROWS + 7, name, table.num_rows, "rows")
        for k, (t, _) in enumerate(TYPES):
            got = table.column(k)
            check(got.type.equals(plain_type(t)), name, t, "became", got.type)
            check(equal(got, want.column(k)), name, t, "values")
            check(got.null_count == want.column(k).null_count, name, t, "nulls")
        n = run("dfcount", "--allow-unmarked", data=data, what=name)
        check(n == b"%d\n" % (ROWS + 7), name, "dfcount", n)
        n = run("dfcount", "--allow-unmarked", "-w", "c16 IS NOT NULL", data=data, what=name)
        check(n == b"%d\n" % (ROWS + 7 - want.column(16).null_count), name, "dfcount -w", n)
        shown = run("dfshow", "--allow-unmarked", "-n", "all", "--no-truncate", data=data, what=name)
        # dfshow says more of what it was not given to show; the plain stream is told alike.
        check(shown == run("dfshow", "--allow-unmarked", "-n", "all", "--no-truncate", data=plainly(want), what=name),
              name, "dfshow")
        done += 1
    return done


def equal(got, want):
    """To the last bit, NaN and -0.0 too; numbers may have become decimals."""
    return str(values(plain_values(got))) == str(values(plain_values(want)))


def files():
    """Arrow's file format, which has no dictionary twice."""
    done = 0
    for nulls, form, codec in itertools.product(NULLS, ["plain", "deltas"], CODECS):
        name = "file: %s nulls, %s, %s:" % (nulls, form, codec)
        batches, want = case(nulls, "sliced", form)
        options = pa.ipc.IpcWriteOptions(compression=codec, emit_dictionary_deltas=True)
        with pa.ipc.new_file("x.arrow", batches[0].schema, options=options) as w:
            for b in batches:
                w.write_batch(b)
        table = read(run("dfselect", "*", "-o", "arrow", "x.arrow", what=name), name)
        for k, (t, _) in enumerate(TYPES):
            check(equal(table.column(k), want.column(k)), name, t, "values")
        done += 1
    table = pa.table({"s": pa.array(["a", None, "b"] * 5).dictionary_encode(), "n": range(15)})
    pyarrow.feather.write_feather(table, "x.feather")
    got = read(run("dfselect", "*", "-o", "arrow", "x.feather", what="feather"), "feather")
    check(got.to_pylist() == table.to_pylist(), "feather: values")
    return done


STRINGS = [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view()]


def strings():
    """Every kind of text: every codec, plain and as a dictionary."""
    for k, (t, form, codec) in enumerate(itertools.product(STRINGS, FORMS, CODECS)):
        yield k, "%s, %s, %s:" % (t, form, codec), t, form, codec


def text_stream(t, form, codec, name, texts):
    """Two batches of a column of these texts."""
    texts = [v if v is None or not pa.types.is_binary(plain_type(t)) else v.encode() for v in texts]
    parts = []
    for lo, hi in (0, len(texts) // 2), (len(texts) // 2, len(texts)):
        c = pa.array(texts[lo:hi], t)
        if form != "plain":
            words = texts[:hi] if form == "deltas" else texts[lo:hi]
            at = range(lo, hi) if form == "deltas" else range(hi - lo)
            c = pa.DictionaryArray.from_arrays(pa.array(at, pa.int16()), pa.array(words, t))
        parts.append(pa.record_batch([c], names=[name]))
    return stream(parts[0].schema, parts, codec, form == "deltas")


def topics():
    """kproduce takes them as values, and kconsume gives them back."""
    done = 0
    texts = TEXTS + [None] + TEXTS[::-1]
    for k, name, t, form, codec in strings():
        topic = "t%d" % k
        run("ktopic", "create", "-q", topic, what=name)
        run("kproduce", "-q", "--allow-unmarked", topic, data=text_stream(t, form, codec, "value", texts), what=name)
        table = read(run("kconsume", topic, "-o", "arrow", what=name), name)
        got = table.column("value").to_pylist()
        check(got == [None if v is None else v.encode() for v in texts], name, "kproduce", got)
        done += 1
    return done


def json_columns():
    """jflat -c takes them as JSON."""
    done = 0
    rows = [{"id": i, "name": t, "tags": TEXTS[:i % 3]} for i, t in enumerate(TEXTS)]
    texts = [json.dumps(r, ensure_ascii=False) for r in rows]
    for _, name, t, form, codec in strings():
        data = text_stream(t, form, codec, "j", texts)
        got = run("jflat", "-c", "j", "--allow-unmarked", "-o", "json", data=data, what=name)
        check([json.loads(json.loads(line)["value"]) for line in got.splitlines()] == rows, name, "jflat", got[:300])
        flat = run("jflat", "-c", "j", "--path", "id BIGINT, name", "--allow-unmarked", "-o", "arrow", data=data, what=name)
        check(read(flat, name).to_pylist() == [{"id": r["id"], "name": r["name"]} for r in rows], name, "jflat --path")
        done += 1
    return done


POLARS = {
    "i8": pl.Int8, "i16": pl.Int16, "i32": pl.Int32, "i64": pl.Int64, "u8": pl.UInt8, "u16": pl.UInt16,
    "u32": pl.UInt32, "u64": pl.UInt64, "f32": pl.Float32, "f64": pl.Float64,
}


def polars_frame():
    df = pl.DataFrame({
        "s": TEXTS, "x": pl.Series([(BYTES * 2)[i] for i in range(len(TEXTS))], dtype=pl.Binary),
        "b": [True, None] * 4, "ls": [TEXTS[:i] for i in range(8)],
        "st": [{"a": t, "n": i} for i, t in enumerate(TEXTS)],
        "lst": [[{"a": t, "l": [i, None]}] * (i % 3) for i, t in enumerate(TEXTS)],
        "d": [datetime.date(2020, 1, 1), None] * 4, "dec": [D("1.50"), None] * 4,
        "e": pl.Series([None] * 8, dtype=pl.Null),
        **{k: pl.Series([1, None, 100, 3] * 2, dtype=t) for k, t in POLARS.items()},
    })
    at = datetime.datetime(2020, 1, 2, 3, 4, 5, 678000)
    return df.with_columns(
        pl.col("s").cast(pl.Categorical).alias("cat"), pl.col("s").cast(pl.Enum(TEXTS[::-1])).alias("enum"),
        pl.col("ls").cast(pl.List(pl.Categorical)).alias("lcat"),
        *(pl.lit(at, pl.Datetime(u)).alias("t" + u) for u in ("ms", "us", "ns")),
        pl.lit(at, pl.Datetime("us", "Europe/Oslo")).alias("oslo"))


def polars():
    """Every dtype as write_ipc_stream() and write_ipc() write it, in every compression."""
    done = 0
    df = polars_frame()
    for frame, form, codec in itertools.product((df, df[3:6], df[:0]), ("stream", "file"), (None, "lz4", "zstd")):
        name = "polars: %d rows, %s, %s:" % (frame.height, form, codec or "as it likes")
        words = {} if codec is None else {"compression": codec}
        if form == "stream":
            out = io.BytesIO()
            frame.write_ipc_stream(out, **words)
            got = run("dfselect", "*", "--allow-unmarked", "-o", "arrow", data=out.getvalue(), what=name)
        else:
            frame.write_ipc("p.arrow", **words)
            got = run("dfselect", "*", "-o", "arrow", "p.arrow", what=name)
        table = read(got, name)
        check(table.column_names == frame.columns, name, "columns")
        for c in frame.columns:
            check(table.column(c).to_pylist() == frame[c].to_list(), name, c, frame[c].dtype,
                  table.column(c).to_pylist()[:3], frame[c].to_list()[:3])
        back = pl.read_ipc_stream(io.BytesIO(got))
        check(back.height == frame.height and back["s"].equals(frame["s"]), name, "back into Polars")
        done += 1
    for dtype, word in (pl.Time, "Time"), (pl.Duration, "Duration"):
        out = io.BytesIO()
        pl.DataFrame({"c": pl.Series([None], dtype=dtype)}).write_ipc_stream(out)
        p = subprocess.run(["dfcount", "--allow-unmarked"], input=out.getvalue(), capture_output=True, check=False)
        check(p.returncode == 1 and b'column "c": Arrow type %s is not read yet' % word.encode() in p.stderr,
              "polars:", dtype, p.stderr)
    return done


def duck():
    """A reader of DuckDB, with its settings for Arrow one by one."""
    done = 0
    for setting in [None, "arrow_large_buffer_size=true", "arrow_output_version='1.4'"]:
        name = "duckdb: %s:" % setting
        con = duckdb.connect()
        if setting is not None:
            con.sql("set " + setting)
        con.sql("create type mood as enum ('sad', 'ok', 'a mood of more than twelve bytes')")
        rel = con.sql("""
            select i::tinyint as i8, i::utinyint as u8, i::usmallint as u16, i::uinteger as u32, i::ubigint as u64,
                i::hugeint as huge, 'row ' || repeat('x', i) as s, ('x' || i)::blob as b, i % 2 = 0 as even,
                case when i % 3 = 0 then null else enum_range(null::mood)[1 + i % 3] end as m,
                [i, null]::usmallint[] as l, {'a': 'x' || i, 'm': 'ok'::mood} as st, map {'k' || i: i / 2} as map,
                (i / 7)::decimal(18, 3) as d, date '2020-01-01' + i::int as day,
                timestamp_ns '2020-01-01 00:00:00' + to_seconds(i) as ns, timestamp_s '2020-01-01 00:00:00' as sec,
                timestamp_ms '2020-01-01 00:00:00.001' as ms, timestamptz '2020-01-01 00:00:00+00' as tz
            from range(100) t(i)""")
        want = con.sql("select columns(*)::varchar from rel").fetchall()
        reader = rel.to_arrow_reader(30)
        got = run("dfselect", "*", "--allow-unmarked", "-o", "arrow", data=stream(reader.schema, list(reader)), what=name)
        table = read(got, name)
        check(table.num_rows == 100, name, table.num_rows, "rows")
        con.register("back", table)
        again = con.sql("select columns(*)::varchar from back").fetchall()
        for k, column in enumerate(table.column_names):
            check([r[k] for r in again] == [r[k] for r in want], name, column,
                  [r[k] for r in again][:3], [r[k] for r in want][:3])
        done += 1
    return done


assert len(TYPES) == 41 and TYPES[16][0] == pa.string_view(), (len(TYPES), TYPES[16])
counts = [("forms", everything()), ("files", files()), ("topics", topics()), ("JSON columns", json_columns()),
          ("Polars", polars()), ("DuckDB", duck())]
print(", ".join("%d %s" % (n, what) for what, n in counts))
sys.exit(not say())
