"""What Spark 3.5 prints for show() and printSchema(), and the same rows as Arrow.

    pip install 'pyspark==3.5.*' pyarrow && python3 make.py

writes, beside this file, NAME.arrows (an Arrow stream) and for each way of showing it
NAME.MODE: Spark's own text without its final blank line.
"""
import contextlib
import datetime
import decimal
import io
import os

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql import types as T

HERE = os.path.dirname(os.path.abspath(__file__))
UTC = datetime.timezone.utc

MODES = {
    "show": lambda df: df.show(),
    "n2": lambda df: df.show(2),
    "n1": lambda df: df.show(1),
    "n0": lambda df: df.show(0),
    "t5": lambda df: df.show(truncate=5),
    "t3": lambda df: df.show(truncate=3),
    "whole": lambda df: df.show(truncate=False),
    "vertical": lambda df: df.show(vertical=True),
    "vertical-whole": lambda df: df.show(truncate=False, vertical=True),
    "schema": lambda df: df.printSchema(),
}


def field(name, spark, arrow, nullable=True):
    return T.StructField(name, spark, nullable), pa.field(name, arrow, nullable)


TEXT = (T.StringType(), pa.string())
INT = (T.IntegerType(), pa.int32())
TS = (T.TimestampType(), pa.timestamp("us", tz="UTC"))

FRAMES = {
    "none": ([field("value", *TEXT), field("n", *INT)], []),
    "text": (
        [field("value", *TEXT)],
        [[s] for s in ["a", "", None, "exactly twenty chars", "exactly twenty chars!",
                       "much longer than twenty characters", "tab\there", "line\nfeed",
                       "quote\"back\\slash", "cr\rhere", "form\ffeed bell\a vt\v bs\b"]],
    ),
    "wide": (
        [field("名前", *TEXT), field("n", *INT)],
        [["日本語", 1], ["ä", 2], ["漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字", 3],
         ["한국어", None], ["ｆｕｌｌ", 4]],
    ),
    "many": ([field("id", *INT), field("s", *TEXT)],
             [[i, "row %d" % i] for i in range(45)]),
    "numbers": (
        [field("b", T.BooleanType(), pa.bool_()), field("t", T.ByteType(), pa.int8()),
         field("s", T.ShortType(), pa.int16()), field("i", *INT, False),
         field("l", T.LongType(), pa.int64()), field("f", T.FloatType(), pa.float32()),
         field("d", T.DoubleType(), pa.float64()),
         field("dec", T.DecimalType(10, 2), pa.decimal128(10, 2)),
         field("big", T.DecimalType(38, 10), pa.decimal128(38, 10)),
         field("tiny", T.DecimalType(18, 12), pa.decimal128(18, 12))],
        [[True, 1, 2, 3, 4, 1.5, 0.1, decimal.Decimal("1.50"), decimal.Decimal("1"),
          decimal.Decimal("0")],
         [False, -128, -32768, -2**31, -2**63, 1e10, 1e-5, decimal.Decimal("-0.01"),
          decimal.Decimal("1234567890123456789.0123456789"), decimal.Decimal("0.000000000001")],
         [None, None, None, 0, None, None, None, None, None, None],
         [True, 127, 32767, 2**31 - 1, 2**63 - 1, float("nan"), float("-inf"),
          decimal.Decimal("99999999.99"), decimal.Decimal("-1"), decimal.Decimal("1.5")],
         [True, 0, 0, 0, 0, 3.4028234663852886e38, 1.7976931348623157e308,
          decimal.Decimal("0"), decimal.Decimal("0"), decimal.Decimal("123456.789012345678")],
         [True, 0, 0, 0, 0, 1.401298464324817e-45, 4.9e-324,
          decimal.Decimal("0"), decimal.Decimal("0"), decimal.Decimal("0.1")],
         [True, 0, 0, 0, 0, 100.0, 123456789.125,
          decimal.Decimal("0"), decimal.Decimal("0"), decimal.Decimal("0.0001")],
         [True, 0, 0, 0, 0, 0.001, 0.001,
          decimal.Decimal("0"), decimal.Decimal("0"), decimal.Decimal("0.000001")],
         [True, 0, 0, 0, 0, 9999999.0, 9999999.0,
          decimal.Decimal("0"), decimal.Decimal("0"), decimal.Decimal("0.0000001")],
         [True, 0, 0, 0, 0, 1e7, 1e7,
          decimal.Decimal("0"), decimal.Decimal("0"), decimal.Decimal("1")],
         [True, 0, 0, 0, 0, -0.0, -0.0,
          decimal.Decimal("0"), decimal.Decimal("0"), decimal.Decimal("1")]],
    ),
    "times": (
        [field("d", T.DateType(), pa.date32()), field("ts", *TS),
         field("ntz", T.TimestampNTZType(), pa.timestamp("us"))],
        [[datetime.date(2024, 1, 2), datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
          datetime.datetime(2024, 1, 2, 3, 4, 5, 600000)],
         [datetime.date(1970, 1, 1), datetime.datetime(1969, 12, 31, 23, 59, 59, 999999, UTC),
          datetime.datetime(1, 1, 1)],
         [datetime.date(9999, 12, 31), datetime.datetime(2024, 2, 29, 12, 0, 0, 1, UTC), None],
         [None, None, datetime.datetime(2024, 1, 1, 0, 0, 0, 120000)]],
    ),
    "binary": (
        [field("key", T.BinaryType(), pa.binary()), field("value", T.BinaryType(), pa.binary())],
        [[None, b"hal"], [b"", b"\x00\xff"], [b"k", bytes(range(12))]],
    ),
    "nested": (
        [field("a", T.ArrayType(T.IntegerType()), pa.list_(pa.field("element", pa.int32()))),
         field("s", T.StructType([T.StructField("x", T.IntegerType(), True),
                                  T.StructField("y z", T.StringType(), False)]),
               pa.struct([pa.field("x", pa.int32()), pa.field("y z", pa.string(), False)])),
         field("m", T.MapType(T.StringType(), T.LongType()), pa.map_(pa.string(), pa.int64())),
         field("deep", T.ArrayType(T.StructType([
             T.StructField("k", T.StringType()),
             T.StructField("v", T.ArrayType(T.BinaryType(), False))])),
             pa.list_(pa.field("element", pa.struct([
                 pa.field("k", pa.string()),
                 pa.field("v", pa.list_(pa.field("element", pa.binary(), False)))]))))],
        [[[1, None, 3], {"x": 1, "y z": "b"}, {"k": 1}, [{"k": "a", "v": [b"hi"]}]],
         [[], {"x": None, "y z": ""}, {}, [None, {"k": None, "v": None}]],
         [None, None, None, None],
         [list(range(20)), {"x": -1, "y z": "long enough to be cut"}, {"a": 1, "b": None}, []]],
    ),
    "names": ([field("", *TEXT), field("a much longer name than twenty", *INT),
               field("with.dot", *INT)], [["x", 1, None]]),
}


def main():
    spark = (SparkSession.builder.master("local[1]")
             .config("spark.ui.enabled", "false")
             .config("spark.sql.session.timeZone", "UTC").getOrCreate())
    for name, (fields, rows) in FRAMES.items():
        schema = pa.schema([f[1] for f in fields])
        batch = pa.record_batch([pa.array([r[i] for r in rows], f.type)
                                 for i, f in enumerate(schema)], schema=schema)
        with pa.ipc.new_stream(os.path.join(HERE, name + ".arrows"), schema) as out:
            out.write_batch(batch)
        df = spark.createDataFrame(rows, T.StructType([f[0] for f in fields]))
        for mode, show in MODES.items():
            text = io.StringIO()
            with contextlib.redirect_stdout(text):
                show(df)
            text = text.getvalue()
            assert text.endswith("\n\n"), (name, mode, text[-20:])
            with open(os.path.join(HERE, "%s.%s" % (name, mode)), "w", newline="") as out:
                out.write(text[:-1])


os.environ["TZ"] = "UTC"
main()
