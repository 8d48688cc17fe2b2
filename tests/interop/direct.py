#!/usr/bin/env python3
"""What a select takes out of a file itself, and what it takes of all columns that came
through a pipe, are the same; in an empty folder:

    direct.py [SEED]

Random tables as JSON, CSV, frames and a SequenceFile; random lists and conditions, of
which some fail at a row; any number of workers. Rows, status and the place of a failure
must be equal. A source that is told what is wanted may leave out nothing that counts.
"""
import json
import os
import random
import re
import subprocess
import sys

sys.dont_write_bytecode = True
from tally import check, say                        # noqa: E402

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 1009
TABLES = 24 if os.environ.get("SLUICE_TEST_ALL") else 4
SELECTS = 60
rand = random.Random(SEED)

NUMBERS = ["n", "st.x", "st.in.y", "length(s)", "get(ar, 0).x"]
TEXTS = ["s", "t", "st.z", "st.in.w", "get(ar, 1).k", "st2.z"]
OTHERS = ["b", "st", "st.in", "ar", "ar[0]", "get(ar, 0)", "st2", "ar.k"]
FLAT = {"n", "length(s)", "s", "t", "b"}


def text():
    kind = rand.random()
    if kind < 0.5:
        return rand.choice(["a", "bé", "", "x,y", 'q"q', "17", "-3", "two\nlines", "😀"])
    return "v" * rand.choice([3, 40, 300]) + str(rand.randrange(1000))


def or_null(v, p=0.15):
    return None if rand.random() < p else v


def row():
    inner = or_null({"y": or_null(rand.randrange(-5, 100)), "w": or_null(text())})
    pair = {"x": or_null(rand.randrange(9)), "k": or_null(text())}
    return {
        "n": or_null(rand.randrange(-1000, 1000)), "s": or_null(text()), "t": str(rand.randrange(50)),
        "b": or_null(rand.random() < 0.5),
        "st": or_null({"x": or_null(rand.randrange(40)), "in": inner, "z": or_null(text())}),
        "ar": or_null([pair, or_null({"x": 1, "k": text()})][:rand.randrange(3)]),
        "st2": {"z": text()},
    }


def pick(fields, flat):
    return rand.choice([f for f in fields if not flat or f in FLAT])


def number(flat):
    f = pick(NUMBERS, flat)
    return rand.choice([f, f"{f} + 1", f"coalesce({f}, 7)", f"CAST({pick(['t'], flat)} AS INT)",
                        f"CASE WHEN {f} > 3 THEN {f} ELSE 0 END"])


def word(flat):
    f = pick(TEXTS, flat)
    return rand.choice([f, f"upper({f})", f"{f} || 'x'", f"substring({f}, 2, 3)"])


def condition(flat, deep=0):
    kind = rand.randrange(8 if deep < 2 else 5)
    if kind == 0:
        return f"{number(flat)} {rand.choice(['=', '<', '>=', '<>'])} {rand.randrange(-5, 60)}"
    if kind == 1:
        return f"{word(flat)} {rand.choice(['LIKE', 'NOT LIKE'])} '%{rand.choice(['v', '1', 'é'])}%'"
    if kind == 2:
        return f"{pick(NUMBERS + TEXTS, flat)} IS {rand.choice(['', 'NOT '])}NULL"
    if kind == 3:
        return "b"
    if kind == 4:                       # now and then a value that is no number
        return f"CAST({pick(['t'] * 9 + ['s'], flat)} AS INT) < {rand.randrange(60)}"
    if kind == 5:
        return f"NOT ({condition(flat, deep + 1)})"
    return f"({condition(flat, deep + 1)} {rand.choice(['AND', 'OR'])} {condition(flat, deep + 1)})"


def columns(flat):
    n = rand.randrange(1, 5)
    made = [rand.choice([number, word, lambda f: pick(OTHERS, f)])(flat) for _ in range(n)]
    return ", ".join(f"{x} AS c{i}" for i, x in enumerate(made))


def run(line):
    out = subprocess.run(["bash", "-o", "pipefail", "-c", line], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    place = re.findall(rb"(?:row |t\.jsonl:)(\d+)", out.stderr)
    return out.returncode, out.stdout, place[:1]


def tables(i):
    """Files of one table: name, whether it has flat columns only, what reads it."""
    n = rand.choice([1, 700, 9000])
    with open("t.jsonl", "w", encoding="utf-8") as f:
        for _ in range(n):
            f.write(json.dumps(row(), ensure_ascii=rand.random() < 0.3) + "\n")
    flat = "n, s, t, b"
    for line in (["dfselect", "*", "t.jsonl", "-O", "t.arrow"],
                 ["dfselect", flat, "t.jsonl", "-O", "t.csv", "-o", "csv"],
                 ["dfselect", "CAST(t AS BINARY) AS key, coalesce(s, '') AS value", "t.jsonl", "-O", "kv.arrow"]):
        subprocess.run(line, check=True)
    subprocess.run("seqfile pack -q --from-frames -O t.seq --overwrite --compression "
                   + rand.choice(["none", "record", "block"]) + " kv.arrow", shell=True, check=True)
    # A column that is null or true alone has no type that the list counts on.
    return [("t.jsonl", False), ("t.arrow", False), ("t.csv", True)] if n > 1 else [("t.arrow", False)]


for table in range(TABLES):
    files = tables(table)
    for i in range(SELECTS):
        name, flat = rand.choice(files)
        j = rand.choice([1, 2, 4])
        q = lambda x: "'" + x.replace("'", "'\\''") + "'"
        rest = f"{q(columns(flat))} -j {j} -o json"
        if rand.random() < 0.8:
            rest += f" -w {q(condition(flat))}"
        what = f"seed {SEED}, table {table}, select {i}: dfselect {rest} {name}"
        check(run(f"dfselect {rest} {name}") ==
              run(f"dfselect '*' -o arrow {name} | dfselect {rest}"), what, "not the same")
    for what in ("key", "length(value) AS n", "value, key", "key, length(value) > 10 AS l"):
        rest = f"'{what}' -o json -w \"length(key) {rand.choice(['=', '<>'])} 2\""
        check(run(f"dfselect {rest} t.seq") == run(f"dfselect '*' -o arrow t.seq | dfselect {rest}"),
              f"seed {SEED}, table {table}: dfselect {rest} t.seq", "not the same")
sys.exit(0 if say() else 1)
