#!/usr/bin/env python3
"""Random JSON texts as data frames, against a model and against Spark; in an empty folder:

    json_in.py [SEED [COUNT [spark]]]

COUNT texts of records that resemble each other, with members that come and go and values
of other kinds here and there, in every layout. The model says in thirty lines of Python
which types they have and which values; pyarrow reads what dfselect makes of them. With
spark, Spark's read.json says it, of texts without what sluice(7) says is different.
"""
import json
import random
import subprocess
import sys

sys.dont_write_bytecode = True           # nothing is written into the sources
from tally import check, say                        # noqa: E402

import pyarrow as pa                                # noqa: E402

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 1
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 300
SPARK = len(sys.argv) > 3
rand = random.Random(SEED)


class Num(str):
    """A number as it is written."""


# -- texts --

def text_of(v, blank=lambda: ""):
    """v as JSON; blank() goes between tokens."""
    if isinstance(v, Num):
        return str(v)
    if isinstance(v, dict):
        return "{" + ",".join(blank() + json.dumps(k, ensure_ascii=False) + blank() + ":" +
                              blank() + text_of(w, blank) + blank() for k, w in v.items()) + "}"
    if isinstance(v, list):
        return "[" + ",".join(blank() + text_of(w, blank) + blank() for w in v) + "]"
    return json.dumps(v, ensure_ascii=False)


def number(kind):
    if kind == "long":
        return Num(rand.randint(-2**53, 2**53) if rand.random() < 0.5 else rand.randint(-9, 9))
    if kind == "double":
        return Num(repr(rand.choice([0.5, -1.25, 3.0, round(rand.uniform(-1e6, 1e6), 3)])))
    return Num(rand.choice(["9007199254740993", "-9223372036854775808", "9223372036854775808",
                            "-0", "1e400", "5e-324", "1e-400", "1E5", "-1.5e-7", "0.10",
                            "12345678901234567890123456789012345678",
                            "123456789012345678901234567890123456789",
                            "0.12345678901234567", "0.123456789012345678", "1e22", "0e0"]))


KINDS = ["long", "double", "string", "boolean", "struct", "array"]
ODD = ["odd", "empty"]
# Spark escapes the emoji in an object that it has as text.
WORDS = ["", "x", "12", "true", "null", "é" if SPARK else "é😀", "a\"b\\c", "line\nfeed\ttab", "\u0001\u007f", "2024-01-01"]


def shape(depth):
    """What values of one place are like."""
    kind = rand.choice(KINDS if depth > 0 else KINDS[:4])
    if not SPARK and rand.random() < 0.1:
        kind = rand.choice(ODD)
    if kind == "struct":
        names = rand.sample(["a", "b", "c", "d e", "f.g", "é", "zz", "n1", "n2"], rand.randint(1, 5))
        if not SPARK and rand.random() < 0.1:
            names += ["A", ""]
        return kind, [(n, shape(depth - 1)) for n in names]
    return (kind, shape(depth - 1)) if kind == "array" else (kind, None)


def value(s, depth, stray):
    kind, inner = s
    if rand.random() < 0.1:
        return None
    if rand.random() < stray:
        return value(shape(min(depth, 1)), min(depth, 1), 0)
    if kind == "struct":
        members = [(n, value(i, depth - 1, stray)) for n, i in inner if rand.random() < 0.8]
        if rand.random() < 0.2:
            rand.shuffle(members)
        return dict(members or [(inner[0][0], None)])
    if kind == "array":
        return [value(inner, depth - 1, stray) for _ in range(rand.choice([0, 1, 2, 3]))]
    if kind == "string":
        return rand.choice(WORDS)
    if kind == "boolean":
        return rand.random() < 0.5
    if kind == "empty":
        return {}
    return number(kind)


def layout(rows):
    """The rows as one text."""
    how = 0 if SPARK else rand.randint(0, 3)
    blank = rand.choice([lambda: "", lambda: " ", lambda: rand.choice(["", " ", "\t"])])
    if how == 0:
        return "".join(text_of(r, blank) + rand.choice(["\n", "\r\n", "\n\n"] if not SPARK else ["\n"])
                       for r in rows)
    wide = lambda: rand.choice(["", "\n", "  ", "\r\n"])        # noqa: E731
    if how == 1:
        return "[" + ",".join(text_of(r, wide) for r in rows) + "]"
    if how == 2:
        return rand.choice([" ", "\n"]).join(text_of(r, wide) for r in rows)
    return "\ufeff" + "\n".join(text_of(r, blank) for r in rows)


# -- the model --

def kind_of(v):
    if isinstance(v, Num):
        digits = v.lstrip("-").split("e")[0].split("E")[0].replace(".", "").lstrip("0")
        if v.lstrip("-").isdigit():
            if v.startswith("-") and not digits:
                return "double"
            n = abs(int(v))
            return ("long" if n <= 2**53 else "wide" if -2**63 <= int(v) < 2**63 else
                    "huge" if n < 10**38 else "exact")
        inexact = abs(float(v)) == float("inf") or (float(v) == 0 and digits)
        return "exact" if len(digits) > 17 or inexact else "double"
    return {dict: "object", list: "array", bool: "boolean", str: "string"}[type(v)]


def infer(values):
    """The type of what is not null of values: a name, ("array", type), ("struct", {name: type})."""
    values = [v for v in values if v is not None]
    kinds = set(map(kind_of, values))
    if kinds == {"object"}:
        names = dict.fromkeys(n for v in values for n in v)
        return "struct", {n: infer([v.get(n) for v in values]) for n in names}
    if kinds == {"array"}:
        return "array", infer([w for v in values for w in v])
    if kinds == {"boolean"}:
        return "boolean"
    if not kinds or kinds - {"long", "wide", "huge", "double"}:
        return "string"
    if "double" in kinds:
        return "string" if kinds & {"wide", "huge"} else "double"
    return "decimal" if "huge" in kinds else "long"


def as_type(v, t):
    if v is None:
        return None
    if t[0] == "struct":
        return {n: as_type(v.get(n), i) for n, i in t[1].items()}
    if t[0] == "array":
        return [as_type(w, t[1]) for w in v]
    if t == "string":
        return v if isinstance(v, str) and not isinstance(v, Num) else text_of(v)
    return {"boolean": bool, "double": float, "long": int, "decimal": int}[t](v)


# -- what the tools say --

def run(args, **more):
    p = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
    if p.returncode != 0 or p.stderr:
        raise ValueError("%s: exit %d: %s" % (args, p.returncode, p.stderr.decode()))
    return p.stdout


def arrow_type(t):
    if pa.types.is_struct(t):
        return "struct", {f.name: arrow_type(f.type) for f in t}
    if pa.types.is_list(t):
        return "array", arrow_type(t.value_type)
    return {pa.string(): "string", pa.int64(): "long", pa.float64(): "double", pa.bool_(): "boolean",
            pa.decimal128(38, 0): "decimal"}[t]


def plain(v):
    """Comparable: a decimal as an int, a float as its text."""
    if isinstance(v, dict):
        return {k: plain(w) for k, w in v.items()}
    if isinstance(v, list):
        return [plain(w) for w in v]
    if isinstance(v, float):
        return repr(v)
    return v if v is None or isinstance(v, (bool, str)) else int(v)


def judge(rows, text):
    with open("x.json", "wb") as f:
        f.write(text.encode())
    # Names that say nothing leave a record without one.
    t = infer(rows)
    want = [as_type(r, t) or {n: None for n in t[1]} for r in rows]
    out = run(["dfselect", "*", "x.json", "-j", "1", "-o", "json"])
    got = pa.ipc.open_stream(run(["dfselect", "*", "x.json"])).read_all()
    names = "struct", {f.name: arrow_type(f.type) for f in got.schema}
    check(list(names[1].items()) == list(t[1].items()) and str(names) == str(t),
          text, "has types", names, "not", t)
    check(plain(got.to_pylist()) == plain(want), text, "is", got.to_pylist(), "not", want)
    with open("x.json", "rb") as f:
        same = run(["dfselect", "*", "-i", "json", "-j", "4", "-o", "json"], stdin=f)
    check(same == out, text, "is different through stdin")
    again = [json.loads(line) for line in out.decode().split("\n")[:-1]]
    check(plain(again) == plain(want), text, "is", again, "in JSON, not", want)


# -- Spark --

def spark_type(t):
    name = t.typeName()
    if name == "struct":
        return "struct", {f.name: spark_type(f.dataType) for f in t.fields}
    if name == "array":
        return "array", spark_type(t.elementType)
    return name


def by_name(t):
    if t[0] == "struct":
        return "struct", {n: by_name(t[1][n]) for n in sorted(t[1])}
    return ("array", by_name(t[1])) if t[0] == "array" else t


def judge_spark(spark, rows, text):
    with open("x.json", "wb") as f:
        f.write(text.encode())
    got = pa.ipc.open_stream(run(["dfselect", "*", "x.json"])).read_all()
    frame = spark.read.json("x.json")
    names = by_name(("struct", {f.name: arrow_type(f.type) for f in got.schema}))
    want = by_name(spark_type(frame.schema))
    check(str(names) == str(want), text, "has types", names, "in Spark", want)
    there = [r.asDict(recursive=True) for r in frame.collect()]
    check(plain(got.to_pylist()) == plain(there), text, "is", got.to_pylist(), "in Spark", there)


def main():
    spark = None
    if SPARK:
        from pyspark.sql import SparkSession
        spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config(
            "spark.sql.caseSensitive", "true").config("spark.log.level", "ERROR").getOrCreate()
    for _ in range(COUNT):
        s = "struct", [(n, shape(3)) for n in rand.sample(["id", "a", "b", "c d", "é", "x.y"], rand.randint(1, 4))]
        stray = rand.choice([0, 0, 0.02, 0.2])
        rows = [value(s, 3, stray) for _ in range(rand.randint(1, 12))]
        rows = [r if isinstance(r, dict) else {"id": None} for r in rows]
        if spark is not None:
            judge_spark(spark, rows, layout(rows))
        else:
            judge(rows, layout(rows))
    sys.exit(0 if say() else 1)


main()
