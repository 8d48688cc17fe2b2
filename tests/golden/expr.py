#!/usr/bin/env python3
"""Asks Spark for the answers in expr.tsv: tests/golden/expr.py < expr.tsv > new

Each line of expr.tsv is an expression, the name and type that Spark gives the
result, and its values over the rows below, as cast to string, joined by |;
ERROR where Spark refuses the expression or a value (ANSI mode, UTC). Lines
that begin with # are kept. tests/unit/expr_golden_test.c holds the same rows.
Needs pyspark (made with 3.5.3); `expr.py pairs` prints the combinations of
operators and types to begin with.
"""
import sys

ROWS = """
 (5, 7L, 1.5D, cast(2.25 as decimal(10,2)), 'Hello', true, date'2024-02-29',
  timestamp'2024-02-29 12:34:56.5', cast(3 as tinyint), cast(4 as smallint),
  cast(0.25 as float), timestamp_ntz'2024-01-01 00:00:00', cast('Hi' as binary),
  array(1,2,3), map('k',1,'l',2), named_struct('x',1,'y',named_struct('z','q'))),
 (null, null, null, null, null, null, null, null, null, null, null, null, null,
  null, null, null),
 (-3, -9000000000L, -2.75D, cast(-12345678.99 as decimal(10,2)), ' aé😀 ', false,
  date'1969-12-31', timestamp'1960-01-01 00:00:00.000001', cast(-128 as tinyint),
  cast(-300 as smallint), cast(-1e10 as float), timestamp_ntz'1900-02-28 23:59:59.999',
  cast('' as binary), array(null, -1), map('k', null),
  named_struct('x', null, 'y', null)),
 (0, 1L, 1e300D, cast(0.01 as decimal(10,2)), '', true, date'9999-12-31',
  timestamp'1970-01-01 00:00:00', cast(1 as tinyint), cast(1 as smallint),
  cast('NaN' as float), timestamp_ntz'9999-12-31 23:59:59', cast('é' as binary),
  array(), map(), named_struct('x', 7, 'y', named_struct('z', null)))
"""
COLUMNS = "n l d m s b dt ts ti si f nt bin a mp st".split()


def pairs():
    numbers = "n l d m ti si f".split()
    for op in "+", "-", "*":
        for a in numbers:
            for b in numbers:
                yield "%s %s %s" % (a, op, b)
    for op in "/", "%", "div":
        for a in numbers:
            for b in numbers:
                yield "%s %s nullif(%s, 0)" % (a, op, b)
        yield from ("%s %s 0" % (a, op) for a in numbers)
        yield from ("%s %s 3" % (a, op) for a in numbers)
        yield from ("%s %s 0.7" % (a, op) for a in numbers)
    for op in "&", "|", "^":
        for a in numbers:
            yield "%s %s 6" % (a, op)
            yield "n %s %s" % (op, a)
    others = "b dt ts nt s bin a".split()
    for op in "=", "<", ">=", "<=>", "<>":
        for a in numbers:
            for b in numbers + ["1", "1.5", "2147483648", "2.5D"]:
                yield "%s %s %s" % (a, op, b)
        for a in others:
            yield "%s %s %s" % (a, op, a)
    for op in "=", "<":
        yield from ("%s %s %s" % (a, op, b) for a in ("dt", "ts", "nt")
                    for b in ("dt", "ts", "nt"))
    for a in numbers + others:
        for b in numbers + others:
            if ("s" in (a, b) and (a in numbers + ["dt", "ts", "nt", "b"] or
                                   b in numbers + ["dt", "ts", "nt", "b"])):
                continue
            yield "coalesce(%s, %s)" % (a, b)
    types = ("boolean tinyint smallint int bigint float double decimal(10,2) decimal(38,0) "
             "decimal(4,3) string binary date timestamp timestamp_ntz").split()
    for a in numbers + others + ["mp", "st"]:
        for t in types:
            yield "cast(%s as %s)" % (a, t)
            yield "try_cast(%s as %s)" % (a, t)
    for f in "upper", "lower", "length", "trim", "ltrim", "rtrim", "octet_length", "reverse":
        yield from ("%s(%s)" % (f, a) for a in numbers + ["s", "b", "dt", "ts", "bin"])
    for i in -10, -6, -3, -1, 0, 1, 2, 3, 6, 9:
        yield "substring(s, %d)" % i
        yield from ("substring(s, %d, %d)" % (i, k) for k in (-1, 0, 1, 3, 2147483647))
        yield "substring(bin, %d, 1)" % i
        yield "left(s, %d)" % i
        yield "right(s, %d)" % i
    logic = "true", "false", "null"
    for a in logic:
        yield "not %s" % a
        for b in logic:
            yield from ("%s %s %s" % (a, op, b) for op in ("and", "or", "=", "<=>", "<"))
    for f in "abs(%s)", "-%s", "round(%s)", "round(%s, 1)", "round(%s, -1)", "round(%s, -2)":
        yield from (f % a for a in numbers)


def spark():
    from pyspark.sql import SparkSession
    s = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
         .config("spark.sql.ansi.enabled", "true")
         .config("spark.sql.session.timeZone", "UTC")
         .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
         .config("spark.sql.codegen.wholeStage", "false")
         .config("spark.driver.host", "127.0.0.1").getOrCreate())
    s.sparkContext.setLogLevel("OFF")
    s.sql("select * from values %s as t(%s)" % (ROWS, ", ".join(COLUMNS))) \
        .createOrReplaceTempView("t")
    return s


def describe(s, text):
    """Name and type of an expression, None where Spark refuses it."""
    try:
        field = s.sql("select %s from t" % text).schema.fields[0]
        return field.name, field.dataType.simpleString()
    except Exception:
        return None


def values(s, wanted):
    """The values of many (expression, type) at once, halved where one of them fails."""
    # The bytes of binary, whatever they are, are shown in hexadecimal.
    shown = ["%s(%s%s)" % (("hex", text, "") if kind == "binary" else
                           ("cast", text, " as string")) for text, kind in wanted]
    try:
        rows = s.sql("select %s from t" % ", ".join(shown)).collect()
        return ["|".join("NULL" if r[i] is None else r[i] for r in rows)
                for i in range(len(wanted))]
    except Exception:
        if len(wanted) == 1:
            return [None]
        half = len(wanted) // 2
        return values(s, wanted[:half]) + values(s, wanted[half:])


def answers(s, texts):
    known = [describe(s, text) for text in texts]
    good = [i for i, k in enumerate(known) if k]
    found = values(s, [(texts[i], known[i][1]) for i in good]) if good else []
    out = [("", "", "ERROR")] * len(texts)
    for i, v in zip(good, found):
        if v is not None:
            out[i] = known[i] + (v,)
    return out


if sys.argv[1:] == ["pairs"]:
    print("\n".join(pairs()))
else:
    session = spark()
    lines = [line.rstrip("\n") for line in sys.stdin]
    asked = [line.split("\t")[0] for line in lines if line and line[0] != "#"]
    known = {}
    for at in range(0, len(asked), 64):
        known.update(zip(asked[at:at + 64], answers(session, asked[at:at + 64])))
    for line in lines:
        if line and line[0] != "#":
            line = line.split("\t")[0]
            line = "\t".join((line,) + known[line])
        print(line)
