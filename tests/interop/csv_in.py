#!/usr/bin/env python3
"""Random CSV texts as data frames, against Python's csv module and a model of the types; in
an empty folder:

    csv_in.py [SEED [COUNT]]

Python's reader says which cells a text has (it cannot tell NULL from empty text), ten lines
of Python which type a column has, and pyarrow reads what dfselect makes of it.
"""
import csv
import datetime
import io
import random
import re
import subprocess
import sys

sys.dont_write_bytecode = True           # nothing is written into the sources
from tally import check, say                        # noqa: E402

import pyarrow as pa                                # noqa: E402

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 1
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 300
rand = random.Random(SEED)

KINDS = {
    "int": ["0", "7", "-12", "9007199254740992"],
    "wide": ["9007199254740993", "-9223372036854775808", "5"],
    "huge": ["9223372036854775808", "-12345678901234567890123456789012345678", "1"],
    "double": ["0.5", "-1.25", "3", "1e5", "123456789.123456", "-0", "0.10"],
    "exact": ["0.1234567890123456", "-12345678901.1234567", "4", "1.5"],
    "odd": ["007", "+1", "1.", ".5", "1e400", "NaN", " 1", "2024-02-30", "TRUE", "-", "1e"],
    "bool": ["true", "false"],
    "date": ["2024-02-29", "1969-12-31", "0001-01-01"],
    "time": ["2024-02-29 12:30:00", "1969-12-31T23:59:59.123456", "2000-01-01 00:00"],
    "text": ["x", "a,b", "a\"b", "line\nfeed", "cr\rhere", "crlf\r\n", "é😀", "6\" pipe", "'", "a b"],
}


def cell(v):
    if any(c in v for c in ",\n\r") or v.startswith('"') or rand.random() < 0.2:
        return '"' + v.replace('"', '""') + '"'
    return v


def make():
    """A text, and the end of its lines."""
    kinds = [rand.choice(list(KINDS)) for _ in range(rand.randint(1, 5))]
    end = rand.choice(["\n", "\r\n", "\r"])
    rows = [",".join(f"c{i}" for i in range(len(kinds)))]
    for _ in range(rand.randint(0, 12)):
        cells = [cell(rand.choice(KINDS[k if rand.random() < 0.97 else rand.choice(list(KINDS))]))
                 if rand.random() < 0.9 else "" for k in kinds]
        rows.append(",".join(cells))
        if rand.random() < 0.1:
            rows.append("")
    return ("\ufeff" if rand.random() < 0.1 else "") + end.join(rows) + rand.choice([end, ""])


def kind(v):
    """What the text of a cell could be."""
    if v in ("true", "false"):
        return "boolean"
    m = re.fullmatch(r"(-?)(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", v)
    if m:
        sign, whole, fraction, exponent = m.groups()
        digits = len((whole + (fraction or ".")[1:]).lstrip("0"))
        if exponent or (sign and not digits):
            return "float" if digits <= 15 and abs(float(v)) not in (float("inf"),) else "string"
        if fraction:
            return "double" if digits <= 15 else "exact" if digits <= 38 else "string"
        n = abs(int(v))
        return "long" if n <= 2**53 else "wide" if n < 2**63 + bool(sign) else \
            "huge" if digits <= 38 else "string"
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", v):
            datetime.date.fromisoformat(v)
            return "date"
        if re.fullmatch(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?", v):
            return "time"
    except ValueError:
        pass
    return "string"


def type_of(values):
    kinds = {kind(v) for v in values}
    if not kinds or "string" in kinds:
        return "string"
    if kinds <= {"long", "wide"}:
        return "int64"
    if kinds <= {"long", "double", "float"}:
        return "double"
    if kinds <= {"long", "wide", "huge", "double", "exact"}:
        scale = max(len(v.partition(".")[2]) for v in values)
        whole = max(len(w) if w != "0" or "." not in v else 0 for v in values
                    for w in [v.lstrip("-").partition(".")[0]])
        return f"decimal128(38, {scale})" if whole + scale <= 38 else "string"
    return {("boolean",): "bool", ("date",): "date32[day]",
            ("time",): "timestamp[us, tz=UTC]"}.get(tuple(kinds), "string")


def value(t, v):
    """The value of a cell, as pyarrow has it."""
    if t == "string":
        return v
    if t == "int64":
        return int(v)
    if t == "double":
        return float(v)
    if t == "bool":
        return v == "true"
    if t.startswith("decimal"):
        return pa.scalar(v).cast(pa.decimal128(38, int(t[15:-1]))).as_py()
    if t.startswith("date"):
        return datetime.date.fromisoformat(v)
    return datetime.datetime.fromisoformat(v)


def run(name, jobs):
    p = subprocess.run(["dfselect", "*", "-o", "arrow", "-j", str(jobs), name],
                       capture_output=True, check=False)
    return p.returncode, p.stdout, p.stderr.decode()


def judge(i):
    text = make()
    with open("x.csv", "wb") as f:
        f.write(text.encode())
    lines = io.StringIO(text.lstrip("\ufeff"), newline="")
    rows = [r for r in csv.reader(lines) if r]
    # An empty cell in quotes is text, which Python does not tell: the texts have none.
    want = [[v if v else None for v in r] for r in rows[1:]]
    types = [type_of([r[c] for r in want if r[c] is not None]) for c in range(len(rows[0]))]
    code, out, err = run("x.csv", 1 + i % 3)
    check(code == 0, i, "exit", code, err, repr(text))
    if code != 0:
        return
    table = pa.ipc.open_stream(out).read_all()
    check(table.column_names == rows[0], i, "names", table.column_names, rows[0])
    found = [str(t) for t in table.schema.types]
    check(found == types, i, "types", found, types, repr(text))
    if found != types:
        return
    # Python has several zones that are UTC.
    got = [tuple(v.replace(tzinfo=None) if isinstance(v, datetime.datetime) else v for v in r)
           for r in zip(*[table.column(c).to_pylist() for c in range(len(types))])]
    model = [tuple(None if v is None else value(t, v) for t, v in zip(types, r)) for r in want]
    check(repr(got) == repr(model), i, "rows", got, model, repr(text))


def main():
    for i in range(COUNT):
        judge(i)
    sys.exit(0 if say() else 1)


main()
