#!/usr/bin/env python3
"""Asks Spark for the answers in expr_scope.tsv: tests/golden/expr_scope.py < expr_scope.tsv > new

Each line is a select list, and after WHERE a condition, over tables l and r joined by
id; then the names and types that Spark gives the results, and their values in the rows
of the join, as cast to string; ERROR where Spark refuses it (ANSI mode, UTC, names with
their case). Lines that begin with # are kept. tests/unit/expr_scope_test.c holds the
same rows. Needs pyspark (made with 3.5.6).
"""
import os
import sys

LEFT = """
 (1, 10, 'a', named_struct('x', 1, 'y', named_struct('z', 'q')), named_struct('id', 5, 'w', 6),
  3, named_struct('z', 9), array(1, 2), map('k', 7), 42),
 (2, null, 'b', null, named_struct('id', null, 'w', 8), 4, null, array(), map(), -1)
"""
LEFT_COLUMNS = "id, n, s, st, r, `odd q`, l, a, mp, q"
RIGHT = """
 (1, 'bob', 20, named_struct('x', 2), 5, 8, named_struct('id', 77, 'only', 3)),
 (2, 'eve', 30, null, null, 9, null)
"""
RIGHT_COLUMNS = "id, name, n, st, `odd q`, only, q"


def main():
    os.environ["TZ"] = "UTC"
    from pyspark.sql import SparkSession
    spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
             .config("spark.sql.ansi.enabled", "true").config("spark.sql.caseSensitive", "true")
             .config("spark.sql.session.timeZone", "UTC").getOrCreate())
    spark.sparkContext.setLogLevel("OFF")
    for name, rows, columns in ("l", LEFT, LEFT_COLUMNS), ("r", RIGHT, RIGHT_COLUMNS):
        spark.sql("select * from values %s t(%s)" % (rows, columns)).createTempView("t" + name)
    for line in sys.stdin:
        line = line.rstrip("\n")
        if not line or line[0] == "#":
            print(line)
            continue
        text = line.split("\t")[0]
        what, _, where = text.partition(" WHERE ")
        try:
            rows = spark.sql("select %s from tl l join tr r on l.id = r.id where %s" %
                             (what, where or "true"))
            types = ",".join("%s:%s" % (f.name, f.dataType.simpleString())
                             for f in rows.schema.fields)
            rows = rows.toDF(*["c%d" % i for i in range(len(rows.columns))])
            values = rows.selectExpr(*["coalesce(cast(%s as string), 'NULL')" % c
                                       for c in rows.columns]).collect()
            print(text, types, ",".join("|".join(r) for r in values), sep="\t")
        except Exception:
            print(text, "", "ERROR", sep="\t")


main()
