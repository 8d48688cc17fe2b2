#!/usr/bin/env python3
"""Makes the Arrow samples of this folder with pyarrow (made with 26.0.1).

    python3 make.py [DIR]

Each NAME.arrows (a stream) or NAME.arrow (a file) that can be read has a NAME.txt
beside it: the schema, then one line per row, in the words of dump() below, which
tests/unit/arrow_dump.h writes too.

Not made here: good-worked.arrows, a stream of 600 bytes made by hand whose every
number has a known place (frames_bad_test.c lies about each); ours-*.arrows, what
our sink makes of the samples of the same name (RECORD=1 frames_test).
"""
import decimal
import os
import sys

import pyarrow as pa

D = decimal.Decimal


def quote(b):
    out = []
    for c in b:
        if c in (0x22, 0x5C):
            out.append("\\" + chr(c))
        elif 0x20 <= c < 0x7F:
            out.append(chr(c))
        else:
            out.append("\\x%02x" % c)
    return '"' + "".join(out) + '"'


def dump(s):
    """One pyarrow scalar as text."""
    t = s.type
    if not s.is_valid:
        return "null"
    if pa.types.is_boolean(t):
        return "true" if s.as_py() else "false"
    if pa.types.is_integer(t):
        return str(s.as_py())
    if pa.types.is_floating(t):
        return "%.17g" % s.as_py()
    if pa.types.is_decimal(t):
        return str(int(s.as_py().scaleb(t.scale, decimal.Context(prec=60))))
    if pa.types.is_string(t):
        return quote(s.as_buffer().to_pybytes())
    if pa.types.is_binary(t):
        return "x" + s.as_buffer().to_pybytes().hex()
    if pa.types.is_date32(t) or pa.types.is_timestamp(t):
        return str(s.value)
    if pa.types.is_map(t):
        return "{" + ",".join(dump(p[t.key_field.name]) + "=" + dump(p[t.item_field.name])
                              for p in s.values) + "}" if len(s) else "{}"
    if pa.types.is_list(t):
        return "[" + ",".join(dump(v) for v in (s.values or [])) + "]"
    if pa.types.is_struct(t):
        return "(" + ",".join(dump(s[i]) for i in range(t.num_fields)) + ")"
    raise SystemExit("no words for " + str(t))


NAMES = {"int8": "tinyint", "int16": "smallint", "int32": "int", "int64": "bigint",
         "bool": "boolean", "null": "void", "date32[day]": "date",
         "timestamp[us]": "timestamp_ntz"}


def type_name(t):
    if pa.types.is_list(t):
        return "array<%s>" % type_name(t.value_type)
    if pa.types.is_map(t):
        return "map<%s,%s>" % (type_name(t.key_type), type_name(t.item_type))
    if pa.types.is_struct(t):
        return "struct<%s>" % ",".join(f.name + ":" + type_name(f.type) for f in t)
    if pa.types.is_decimal(t):
        return "decimal(%d,%d)" % (t.precision, t.scale)
    if pa.types.is_timestamp(t) and t.tz:
        return "timestamp"
    return NAMES.get(str(t), str(t))


def text(schema, batches):
    out = []
    for f in schema:
        out.append("%s: %s%s" % (f.name, type_name(f.type), "" if f.nullable else " not null"))
    for b in batches:
        out.append("-- %d rows" % b.num_rows)
        for i in range(b.num_rows):
            out.append(" ".join(dump(b.column(c)[i]) for c in range(b.num_columns)))
    return "".join(line + "\n" for line in out)


def write(name, schema, batches, options=None, readable=True, file=False, meta=None):
    path = os.path.join(OUT, name + (".arrow" if file else ".arrows"))
    new = pa.ipc.new_file if file else pa.ipc.new_stream
    with new(path, schema, options=options) as w:
        for b in batches:
            w.write_batch(b, custom_metadata=meta) if meta else w.write_batch(b)
    if readable:
        with open(os.path.join(OUT, name + ".txt"), "w") as f:
            f.write(text(schema, batches))


def batch(schema, *columns):
    return pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, schema)],
                           schema=schema)


SIMPLE = pa.schema([
    pa.field("v", pa.null()),
    pa.field("b", pa.bool_()),
    pa.field("i1", pa.int8()),
    pa.field("i2", pa.int16()),
    pa.field("i4", pa.int32(), metadata={"unit": "m", "": "empty key"}),
    pa.field("i8", pa.int64(), nullable=False),
    pa.field("f4", pa.float32()),
    pa.field("f8", pa.float64()),
    pa.field("d", pa.decimal128(38, 4)),
    pa.field("s", pa.string()),
    pa.field("x", pa.binary()),
    pa.field("day", pa.date32()),
    pa.field("ts", pa.timestamp("us", tz="UTC")),
    pa.field("local", pa.timestamp("us")),
    pa.field("oslo", pa.timestamp("us", tz="Europe/Oslo")),
], metadata={"source": "make.py", "k": "v"})


def simple(n, seed):
    def null(i, k):
        return (i * 7 + k * 5 + seed) % 4 == 0

    def col(k, f):
        return [None if null(i, k) else f(i) for i in range(n)]

    return batch(
        SIMPLE,
        [None] * n,
        col(1, lambda i: i % 3 == 0),
        col(2, lambda i: (i * 37 + seed) % 256 - 128),
        col(3, lambda i: (i * 3001 + seed) % 65536 - 32768),
        col(4, lambda i: (-1) ** i * (2**31 - 1 - i)),
        [(-1) ** i * (2**63 - 1 - i) for i in range(n)],
        col(6, lambda i: [0.5, -0.0, float("inf"), 1e-45, 3.25][i % 5]),
        col(7, lambda i: [0.1, -1e308, float("-inf"), 5e-324, 2.5][i % 5]),
        col(8, lambda i: D(10) ** 33 * (-1) ** i + D(i) / 10000),
        col(9, lambda i: ["", "a", "sm\u00f8rg\u00e5s", "\u6771\u4eac", "\U0001f600!", "x" * i][i % 6]),
        col(10, lambda i: [b"", b"\x00", b"\xff\xfe", b"bytes"][i % 4]),
        col(11, lambda i: i * 1000 - 719162),
        col(12, lambda i: (-1) ** i * i * 123456789012),
        col(13, lambda i: i * 86400000000),
        col(14, lambda i: 1700000000000000 + i),
    )


ADDRESS = pa.struct([pa.field("city", pa.string()), pa.field("zip", pa.int32(), nullable=False)])
NESTED = pa.schema([
    pa.field("l", pa.list_(pa.int32())),
    pa.field("ll", pa.list_(pa.list_(pa.string()))),
    pa.field("st", ADDRESS),
    pa.field("ls", pa.list_(pa.field("element", ADDRESS, nullable=False))),
    pa.field("m", pa.map_(pa.string(), pa.list_(pa.float64()))),
    pa.field("e", pa.struct([])),
    pa.field("deep", pa.struct([pa.field("a", pa.struct([pa.field("b", pa.bool_()),
                                                         pa.field("n", pa.null())]))])),
])


def nested():
    oslo = {"city": "Oslo", "zip": 150}
    return batch(
        NESTED,
        [[1, 2, None], [], None, [4]],
        [[["a", None], None, []], None, [["b"]], []],
        [oslo, None, {"city": None, "zip": 7}, oslo],
        [[oslo], [], [oslo, {"city": None, "zip": 1}], None],
        [[("k", [1.5, None]), ("l", None)], None, [], [("k", [])]],
        [{}, None, {}, {}],
        [{"a": {"b": True, "n": None}}, {"a": None}, None, {"a": {"b": None, "n": None}}],
    )


def one(t, values):
    s = pa.schema([pa.field("c", t)])
    return s, [pa.record_batch([pa.array(values, t)], schema=s)]


def unsupported():
    options = pa.ipc.IpcWriteOptions
    for name, t, values in [
        ("uint8", pa.uint8(), [1]), ("uint16", pa.uint16(), [1]),
        ("uint32", pa.uint32(), [1]), ("uint64", pa.uint64(), [1]),
        ("float16", pa.float16(), [1.5]), ("large-utf8", pa.large_string(), ["a"]),
        ("large-binary", pa.large_binary(), [b"a"]),
        ("large-list", pa.large_list(pa.int32()), [[1]]),
        ("utf8-view", pa.string_view(), ["a"]), ("binary-view", pa.binary_view(), [b"a"]),
        ("date64", pa.date64(), [0]), ("time32", pa.time32("s"), [1]),
        ("time64", pa.time64("us"), [1]), ("duration", pa.duration("us"), [1]),
        ("timestamp-s", pa.timestamp("s"), [1]), ("timestamp-ns", pa.timestamp("ns"), [1]),
        ("fixed-binary", pa.binary(2), [b"ab"]), ("fixed-list", pa.list_(pa.int8(), 2), [[1, 2]]),
        ("decimal256", pa.decimal256(50, 2), [D(1)]), ("decimal32", pa.decimal32(5, 2), [D(1)]),
        ("decimal-scale", pa.decimal128(5, -2), [D(100)]),
        ("interval", pa.month_day_nano_interval(), [(1, 2, 3)]),
        ("list-view", pa.list_view(pa.int8()), [[1]]),
        ("run-end", pa.run_end_encoded(pa.int32(), pa.int8()), [1, 1]),
        ("nested-uint8", pa.list_(pa.struct([pa.field("u", pa.uint8())])), [[{"u": 1}]]),
    ]:
        write("unsupported-" + name, *one(t, values), readable=False)
    s = pa.schema([pa.field("c", pa.dictionary(pa.int8(), pa.string()))])
    b = pa.record_batch([pa.array(["a", "b", "a"]).dictionary_encode().cast(s[0].type)], schema=s)
    write("unsupported-dictionary", s, [b], readable=False)
    u = pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array([1])])
    s = pa.schema([pa.field("c", u.type)])
    write("unsupported-union", s, [pa.record_batch([u], schema=s)], readable=False)
    for codec in "lz4", "zstd":
        write("unsupported-" + codec, *one(pa.int64(), [1] * 100), readable=False,
              options=options(compression=codec))


def main():
    write("good-simple", SIMPLE, [simple(11, 0), simple(0, 0), simple(64, 1)], meta={"offset": "41"})
    write("good-nested", NESTED, [nested(), nested().slice(1, 2)])
    write("good-file", SIMPLE, [simple(9, 2), simple(3, 3)], file=True)
    write("good-empty", SIMPLE, [])
    write("good-nofields", pa.schema([]), [])
    write("good-v4", NESTED, [nested()], options=pa.ipc.IpcWriteOptions(
        metadata_version=pa.ipc.MetadataVersion.V4))
    unsupported()


OUT = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
main()
