#!/usr/bin/env python3
"""Spark's hash() and xxhash64() of random rows of all types against ours (frames-hash);
in an empty folder:

    hash.py [SEED [ROWS [KEEP]]]

KEEP is a file for the rows with Spark's answers beside them, a stream of frames: each
column, then its hash() and its xxhash64(). tests/golden/hash.arrows is `hash.py 1 48`.
"""
import decimal
import os
import random
import subprocess
import sys

sys.dont_write_bytecode = True           # nothing is written into the sources
from tally import check, say                        # noqa: E402

os.environ["TZ"] = "UTC"
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
import pyarrow as pa                                # noqa: E402
import pyarrow.parquet as pq                        # noqa: E402
from pyspark.sql import SparkSession                # noqa: E402

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 1
ROWS = int(sys.argv[2]) if len(sys.argv) > 2 else 500
rand = random.Random(SEED)
TEXT = "abcdefghijklmnopqrstuvwxyz é😀\0\x01~"


def integer(bits):
    top = 2 ** (bits - 1)
    r = rand.random()
    if r < 0.2:
        return rand.choice([-top, top - 1, -1, 0, 1])
    return rand.randrange(-top, top) if r < 0.6 else rand.randrange(-100, 100)


def real():
    return rand.choice([0.0, -0.0, float("nan"), float("inf"), float("-inf"), 1.5, -2.25,
                        rand.uniform(-1e6, 1e6), rand.uniform(-1, 1) * 2.0 ** 100])


def number(digits, scale):
    n = rand.choice([0, 1, -1, 127, -128, 128, 255, -256, 10 ** digits - 1, 1 - 10 ** digits,
                     rand.randrange(-10 ** digits + 1, 10 ** digits)])
    if abs(n) >= 10 ** digits:
        n = 1
    with decimal.localcontext() as c:
        c.prec = 60
        return decimal.Decimal(n).scaleb(-scale)


def text():
    return "".join(rand.choice(TEXT) for _ in range(rand.choice([0, 1, 2, 3, 4, 5, 7, 8, 15, 31,
                                                                 32, 33, 40, 63, 64, 100])))


def blob():
    return bytes(rand.randrange(256) for _ in range(rand.randrange(70)))


def micros():
    return rand.choice([0, -1, 1, rand.randrange(-2 ** 50, 2 ** 52)])


def some(make, null=0.15):
    return lambda: None if rand.random() < null else make()


def many(make):
    return lambda: [make() for _ in range(rand.randrange(4))]


INNER = pa.struct([("x", pa.int32()), ("s", pa.string()), ("d", pa.float64())])
LIST = pa.list_(INNER)


def inner():
    return {"x": some(lambda: integer(32))(), "s": some(text)(), "d": some(real)()}


COLUMNS = [
    ("b", pa.bool_(), lambda: rand.random() < 0.5),
    ("i8", pa.int8(), lambda: integer(8)),
    ("i16", pa.int16(), lambda: integer(16)),
    ("i32", pa.int32(), lambda: integer(32)),
    ("i64", pa.int64(), lambda: integer(64)),
    ("f", pa.float32(), real),
    ("d", pa.float64(), real),
    ("m9", pa.decimal128(9, 2), lambda: number(9, 2)),
    ("m18", pa.decimal128(18, 0), lambda: number(18, 0)),
    ("m19", pa.decimal128(19, 4), lambda: number(19, 4)),
    ("m38", pa.decimal128(38, 18), lambda: number(38, 18)),
    ("s", pa.string(), text),
    ("bin", pa.binary(), blob),
    ("dt", pa.date32(), lambda: rand.randrange(-100000, 100000)),
    ("ts", pa.timestamp("us", "UTC"), micros),
    ("nt", pa.timestamp("us"), micros),
    ("a", pa.list_(pa.int32()), many(some(lambda: integer(32)))),
    ("at", pa.list_(pa.string()), many(some(text))),
    ("st", INNER, inner),
    ("deep", pa.struct([("l", LIST), ("m", pa.decimal128(20, 1))]),
     lambda: {"l": some(many(some(inner)))(), "m": some(lambda: number(20, 1))()}),
]


def start():
    s = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
         .config("spark.sql.session.timeZone", "UTC")
         .config("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED")
         .config("spark.local.dir", os.getcwd())
         .config("spark.driver.extraJavaOptions", "-Djava.io.tmpdir=" + os.getcwd())
         .config("spark.driver.host", "127.0.0.1").getOrCreate())
    s.sparkContext.setLogLevel("OFF")
    return s


def write(table, path):
    with pa.ipc.new_stream(path, table.schema) as out:
        out.write_table(table)


table = pa.table({name: pa.array([some(make)() for _ in range(ROWS)], t)
                  for name, t, make in COLUMNS})
write(table, "rows.arrows")
pq.write_table(table, "rows.parquet")
frame = start().read.parquet("rows.parquet")
names = [name for name, _, _ in COLUMNS]
asked = ["%s(%s)" % (f, ", ".join(c)) for c in [[n] for n in names] + [names]
         for f in ("hash", "xxhash64")]
rows = frame.selectExpr(*["%s as c%d" % (a, i) for i, a in enumerate(asked)]).collect()
want = [list(map(int, r)) for r in rows]
if len(sys.argv) > 3:
    kept, fields = [], []
    for i, name in enumerate(names):
        kept += [table[name], pa.array([r[2 * i] for r in want], pa.int32()),
                 pa.array([r[2 * i + 1] for r in want], pa.int64())]
        fields += [name, "hash_" + name, "xxhash64_" + name]
    write(pa.Table.from_arrays(kept, fields), sys.argv[3])
with open("rows.arrows", "rb") as f:
    p = subprocess.run(["frames-hash"], stdin=f, capture_output=True)
check(p.returncode == 0, "frames-hash:", p.stderr.decode())
got = [list(map(int, line.split("\t"))) for line in p.stdout.decode().splitlines()]
check(len(got) == len(want), len(got), "rows, not", len(want))
for i, (g, w) in enumerate(zip(got, want)):
    for k, question in enumerate(asked):
        value = table[names[k // 2]][i].as_py() if k // 2 < len(names) else "row %d" % i
        check(g[k] == w[k], question, "of", repr(value), "is", w[k], "not", g[k])
sys.exit(not say())
