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
    if pa.types.is_dictionary(t):
        return dump(s.value)
    if pa.types.is_boolean(t):
        return "true" if s.as_py() else "false"
    if pa.types.is_integer(t):
        return str(s.as_py())
    if pa.types.is_floating(t):
        return "%.17g" % s.as_py()
    if pa.types.is_decimal(t):
        return str(int(s.as_py().scaleb(t.scale, decimal.Context(prec=60))))
    if pa.types.is_string(t) or pa.types.is_large_string(t) or pa.types.is_string_view(t):
        return quote(s.as_buffer().to_pybytes())
    if pa.types.is_binary(t) or pa.types.is_large_binary(t) or pa.types.is_binary_view(t):
        return "x" + s.as_buffer().to_pybytes().hex()
    if pa.types.is_date32(t):
        return str(s.value)
    if pa.types.is_date64(t):
        return str(s.value // 86400000)
    if pa.types.is_timestamp(t):
        return str(s.value * 1000000 // {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[t.unit])
    if pa.types.is_map(t):
        return "{" + ",".join(dump(p[t.key_field.name]) + "=" + dump(p[t.item_field.name])
                              for p in s.values) + "}" if len(s) else "{}"
    if pa.types.is_list(t) or pa.types.is_large_list(t):
        return "[" + ",".join(dump(v) for v in (s.values or [])) + "]"
    if pa.types.is_struct(t):
        return "(" + ",".join(dump(s[i]) for i in range(t.num_fields)) + ")"
    raise SystemExit("no words for " + str(t))


NAMES = {"int8": "tinyint", "int16": "smallint", "int32": "int", "int64": "bigint",
         "bool": "boolean", "null": "void", "date32[day]": "date",
         "uint8": "smallint", "uint16": "int", "uint32": "bigint", "uint64": "decimal(20,0)",
         "halffloat": "float", "large_string": "string", "large_binary": "binary",
         "date64[ms]": "date", "string_view": "string", "binary_view": "binary"}


def type_name(t):
    if pa.types.is_dictionary(t):
        return type_name(t.value_type)
    if pa.types.is_list(t) or pa.types.is_large_list(t):
        return "array<%s>" % type_name(t.value_type)
    if pa.types.is_map(t):
        return "map<%s,%s>" % (type_name(t.key_type), type_name(t.item_type))
    if pa.types.is_struct(t):
        return "struct<%s>" % ",".join(f.name + ":" + type_name(f.type) for f in t)
    if pa.types.is_decimal(t):
        return "decimal(%d,%d)" % (t.precision, t.scale)
    if pa.types.is_timestamp(t):
        return "timestamp" if t.tz else "timestamp_ntz"
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


def foreign():
    """What others emit and we lay out in other ways."""
    u = [pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()]
    s = pa.schema([pa.field("u%d" % t.bit_width, t) for t in u]
                  + [pa.field("l", pa.list_(pa.struct([pa.field("u", pa.uint8())])))])
    b = batch(s, *([0, None, 1, 2**t.bit_width - 1, 2**(t.bit_width - 1)] for t in u),
              [[{"u": 255}, None], None, [], [{"u": None}], [{"u": 128}]])
    write("good-unsigned", s, [b, b.slice(3, 2), b.slice(0, 0)])
    s = pa.schema([pa.field("s", pa.large_string()), pa.field("x", pa.large_binary()),
                   pa.field("l", pa.large_list(pa.large_string())),
                   pa.field("st", pa.struct([pa.field("l", pa.large_list(pa.uint16()))]))])
    b = batch(s, ["a", None, "", "sm\u00f8rg\u00e5s", "\u6771"], [b"\xff", b"", None, b"abc", b"\x00"],
              [["a", None], [], None, ["b", "\u6771"], ["c"]],
              [{"l": [1, None]}, None, {"l": None}, {"l": []}, {"l": [65535]}])
    write("good-large", s, [b, b.slice(2, 3), b.slice(0, 0)])
    values = [0.0, -0.0, 1.5, None, 65504.0, 2.0**-24, -(2.0**-14), 0.333251953125, float("inf"),
              float("-inf"), 1023 * 2.0**-24, 3 * 2.0**-24]
    write("good-float16", *one(pa.float16(), values))
    s = pa.schema([pa.field(u + z[:1], pa.timestamp(u, z or None))
                   for u in ("s", "ms", "ns") for z in ("", "Europe/Oslo")]
                  + [pa.field("day", pa.date64())])
    b = batch(s, *([k, None, -k, k * 1700000000, 0] for k in (1, 7, 1, 7, 1000, 7000) if k),
              [0, None, -86400000, 86400000 * 19000, -719162 * 86400000])
    write("good-times", s, [b, b.slice(1, 3), b.slice(0, 0)])


def compressed():
    """Buffers that get smaller, and those that do not and are sent as they are."""
    s = pa.schema([pa.field("n", pa.int64()), pa.field("s", pa.string()), pa.field("u", pa.uint32()),
                   pa.field("l", pa.large_list(pa.large_binary())), pa.field("e", pa.string())])
    n = 60
    b = batch(s, [None if i % 7 == 0 else i // 9 for i in range(n)], ["text " * (i % 4) for i in range(n)],
              [7] * n, [[b"abcabcabc"] * (i % 3) if i % 5 else None for i in range(n)], [""] * n)
    for codec in "lz4", "zstd":
        write("good-" + codec, s, [b, b.slice(3, 11), b.slice(0, 0)],
              options=pa.ipc.IpcWriteOptions(compression=codec))


def views():
    """Strings whose long values lie in buffers of their own."""
    texts = ["a", None, "", "twelve bytes", "thirteen here", "a text of thirty bytes, or so.", "sm\u00f8rg\u00e5s",
             "\u6771\u4eac" * 6, "a text of thirty bytes, or so.", None, "\U0001f600" * 4]
    n = len(texts)
    raw_bytes = [None if t is None else t.encode()[1:] for t in texts]
    v = pa.string_view()
    s = pa.schema([pa.field("s", v), pa.field("x", pa.binary_view()), pa.field("i", pa.uint8()),
                   pa.field("l", pa.list_(v)), pa.field("ll", pa.large_list(pa.list_(pa.binary_view()))),
                   pa.field("st", pa.struct([pa.field("a", v), pa.field("n", pa.int32()), pa.field("b", v)])),
                   pa.field("m", pa.map_(v, v)), pa.field("plain", pa.string())])
    b = batch(s, texts, raw_bytes, range(n), [texts[:i] if i % 4 else None for i in range(n)],
              [[raw_bytes[i:], None, []] if i % 3 else None for i in range(n)],
              [{"a": texts[i], "n": i, "b": texts[n - 1 - i]} if i % 5 else None for i in range(n)],
              [[(t, t) for t in texts[i:] if t is not None] for i in range(n)], texts)
    write("good-views", s, [b, b.slice(3, 7), b.slice(0, 0)])
    write("good-views-zstd", s, [b, b.slice(3, 7)], options=pa.ipc.IpcWriteOptions(compression="zstd"))
    # 2200 views of the same MiB, in as many rows and in one.
    one_mib = pa.array([b"m" * 2**20], pa.binary_view())
    data = one_mib.buffers()
    view = pa.Array.from_buffers(pa.binary_view(), 2200, [None, pa.py_buffer(data[1].to_pybytes()[:16] * 2200), data[2]])
    s = pa.schema([pa.field("c", pa.binary_view())])
    zstd = pa.ipc.IpcWriteOptions(compression="zstd")
    write("many-views", s, [pa.record_batch([view], schema=s)], options=zstd, readable=False)
    s = pa.schema([pa.field("n", pa.int8()), pa.field("c", pa.list_(pa.binary_view()))])
    lists = pa.ListArray.from_arrays(pa.array([0, 0, 0, 2200], pa.int32()), view)
    write("bad-many-views", s, [pa.record_batch([pa.array([1, 2, 3], pa.int8()), lists], schema=s)],
          options=zstd, readable=False)


def encoded(index, values, indices):
    return pa.DictionaryArray.from_arrays(pa.array(indices, index), values)


def dictionaries():
    """Columns of indices, whose values come by themselves, and again, and more of them."""
    texts = pa.array(["a", None, "", "sm\u00f8rg\u00e5s", "a", "more than twelve bytes"])
    places = [0, 5, None, 1, 3, 3, 2, 4]
    index = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()]
    values = [pa.array([1, None, 3, 4, 5, -6]), texts.cast(pa.string_view()), texts.cast(pa.large_binary()),
              pa.array([True, None, False, True, False, True]), pa.array([0.5, None, -1, 2, 3, 4], pa.float16()),
              pa.array([[1, None], [], None, [2], [3, 4, 5], [6]], pa.list_(pa.int32())),
              pa.array([{"a": "x", "b": [1]}, None, {"a": None, "b": None}, {"a": "y" * 20, "b": []},
                        {"a": "z", "b": [2, 3]}, {"a": "", "b": [None]}]),
              pa.array([D("1.5"), None, D(2), D(3), D(4), D("-5.25")], pa.decimal128(20, 2)),
              pa.array([[("k", 1)], None, [], [("l", None), ("m", 2)], [("n", 3)], [("o", 4)]],
                       pa.map_(pa.string(), pa.int64())),
              pa.array([0, None, 10**9, 2, 3, 4], pa.timestamp("s", "UTC")), pa.nulls(6)]
    columns = [encoded(i, texts, places) for i in index]
    columns += [encoded(index[i % 8], v, places) for i, v in enumerate(values)]
    inner = encoded(pa.int8(), texts, [0, 3, 5, None, 1])
    lists = pa.ListArray.from_arrays(pa.array([0, 2, 2, 5], pa.int32()), inner)
    columns.append(encoded(pa.uint8(), lists, [2, 0, 1, None, 2, 2, 0, 0]))
    columns.append(pa.StructArray.from_arrays([columns[0], columns[4]], ["p", "q"], mask=pa.array([i == 3 for i in range(8)])))
    columns.append(pa.ListArray.from_arrays(pa.array([0, 3, 3, 3, 4, 5, 7, 8, 8], pa.int32()), columns[1]))
    s = pa.schema([pa.field("c%d" % i, c.type) for i, c in enumerate(columns)])
    b = pa.record_batch(columns, schema=s)
    write("good-dictionaries", s, [b, b.slice(1, 5), b.slice(0, 0)])
    write("good-dictionaries-lz4", s, [b, b.slice(3, 2)], options=pa.ipc.IpcWriteOptions(compression="lz4"))
    write("good-dictionary-file", s, [b, b.slice(1, 5)], file=True)
    s = pa.schema([pa.field("d", pa.dictionary(pa.int8(), pa.string())), pa.field("e", pa.dictionary(pa.int8(), pa.string())),
                   pa.field("n", pa.int8())])
    words = ["w%d" % i for i in range(40)]
    parts = [pa.record_batch([encoded(pa.int8(), pa.array(words[:k]), [k - 1, None, 0]),
                              encoded(pa.int8(), pa.array(words[40 - k:]), [0, k - 1, k // 2]),
                              pa.array([k, k, k], pa.int8())], schema=s) for k in range(1, 41)]
    write("good-dictionary-replaced", s, parts)
    deltas = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
    write("good-dictionary-deltas", s, parts, options=deltas)
    s = s.remove(1)
    write("good-dictionary-file-deltas", s, [b.select(["d", "n"]) for b in parts], options=deltas, file=True)


def raw(t, values, nulls=""):
    """A column of t of these int64, whatever t says of them; nulls: which are."""
    valid = pa.array([c != "n" for c in nulls.ljust(len(values), ".")]).buffers()[1]
    data = pa.array(values, pa.int64()).buffers()[1]
    s = pa.schema([pa.field("c", t)])
    return s, [pa.record_batch([pa.Array.from_buffers(t, len(values), [valid, data])], schema=s)]


def bad():
    """Values that our types cannot hold; under nulls they may be."""
    write("bad-nano", *raw(pa.timestamp("ns"), [0, 5, -1001], ".n"), readable=False)
    write("bad-second", *raw(pa.timestamp("s"), [1, 2**62], ""), readable=False)
    write("bad-milli", *raw(pa.timestamp("ms"), [1, -2**62], ""), readable=False)
    write("bad-date64", *raw(pa.date64(), [1, 86400001], "n."), readable=False)
    write("bad-date64-range", *raw(pa.date64(), [86400000 * 2**31]), readable=False)
    write("good-under-null", *raw(pa.timestamp("ns"), [1, 1000], "n."))


def one(t, values):
    s = pa.schema([pa.field("c", t)])
    return s, [pa.record_batch([pa.array(values, t)], schema=s)]


def unsupported():
    for name, t, values in [
        ("time32", pa.time32("s"), [1]),
        ("time64", pa.time64("us"), [1]), ("duration", pa.duration("us"), [1]),
        ("fixed-binary", pa.binary(2), [b"ab"]), ("fixed-list", pa.list_(pa.int8(), 2), [[1, 2]]),
        ("decimal256", pa.decimal256(50, 2), [D(1)]), ("decimal32", pa.decimal32(5, 2), [D(1)]),
        ("decimal-scale", pa.decimal128(5, -2), [D(100)]),
        ("interval", pa.month_day_nano_interval(), [(1, 2, 3)]),
        ("list-view", pa.list_view(pa.int8()), [[1]]),
        ("run-end", pa.run_end_encoded(pa.int32(), pa.int8()), [1, 1]),
        ("nested-list-view", pa.list_(pa.struct([pa.field("u", pa.list_view(pa.int8()))])),
         [[{"u": [1]}]]),
    ]:
        write("unsupported-" + name, *one(t, values), readable=False)
    u = pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array([1])])
    s = pa.schema([pa.field("c", u.type)])
    write("unsupported-union", s, [pa.record_batch([u], schema=s)], readable=False)


def main():
    write("good-simple", SIMPLE, [simple(11, 0), simple(0, 0), simple(64, 1)], meta={"offset": "41"})
    write("good-nested", NESTED, [nested(), nested().slice(1, 2)])
    write("good-file", SIMPLE, [simple(9, 2), simple(3, 3)], file=True)
    write("good-empty", SIMPLE, [])
    write("good-nofields", pa.schema([]), [])
    write("good-v4", NESTED, [nested()], options=pa.ipc.IpcWriteOptions(
        metadata_version=pa.ipc.MetadataVersion.V4))
    foreign()
    compressed()
    views()
    dictionaries()
    bad()
    unsupported()


OUT = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
main()
