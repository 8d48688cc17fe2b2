#!/usr/bin/env python3
"""What pyarrow, Polars and our own reader say of a stream whose writer was killed.

    killed.py SEED

A writer is killed (kill -9) at rest, after each line that it was given, and at random
under load.  Whoever reads what came must fail.  Prints a line per check that fails, and
at the end how many there were.
"""
import io
import random
import subprocess
import sys

import polars as pl
import pyarrow as pa

from tally import check, say

rng = random.Random(int(sys.argv[1]))


def raises(what, read):
    try:
        got = read()
    except Exception:  # whatever it is, it is no success
        check(True)
    else:
        check(False, what, got)


def dfcount(data):
    p = subprocess.run(["dfcount"], input=data, capture_output=True, check=False)
    if p.returncode == 3 and p.stdout == b"":
        raise ValueError(p.stderr)
    return p.returncode, p.stdout


def judge(data, what):
    what = "%s, %d bytes" % (what, len(data))
    raises(what + ": pyarrow", lambda: pa.ipc.open_stream(io.BytesIO(data)).read_all().num_rows)
    raises(what + ": polars", lambda: pl.read_ipc_stream(io.BytesIO(data)).height)
    raises(what + ": dfcount", lambda: dfcount(data))


def at_rest(lines):
    """Each line comes out at once, as a batch of its own; then nothing more."""
    with subprocess.Popen(["dfselect", "*"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as p:
        data = b""
        for i in range(lines):
            p.stdin.write(b"line %d\n" % i)
            while b"line %d" % i not in data:
                data += p.stdout.read(1 << 16)
        p.kill()
        judge(data + p.stdout.read(), "at rest after %d lines" % lines)


def under_load(columns, some):
    """Killed as soon as so many bytes have been read, while it works or waits in write()."""
    with subprocess.Popen(["yes", "some text"], stdout=subprocess.PIPE) as yes:
        with subprocess.Popen(["dfselect", columns], stdin=yes.stdout, stdout=subprocess.PIPE, bufsize=0) as p:
            yes.stdout.close()
            data = b""
            while len(data) < some:
                data += p.stdout.read(some - len(data))
            p.kill()
            judge(data + p.stdout.read(), "under load, %s" % columns[:20])


for n in range(1, 5):
    at_rest(n)
for i in range(12):
    wide = ", ".join("length(value) + %d AS c%d" % (c, c) for c in range(rng.choice([1, 40, 700])))
    under_load(rng.choice(["*", wide]), rng.choice([1, 5000, rng.randrange(1 << 16), rng.randrange(1 << 22)]))
sys.exit(not say())
