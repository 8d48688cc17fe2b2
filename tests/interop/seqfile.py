#!/usr/bin/env python3
"""SequenceFiles between the command seqfile, Hadoop and Spark, both ways; in an empty
folder:

    seqfile.py hadoop GOLDEN CLASSPATH    CLASSPATH holds SeqRead and Make, compiled
    seqfile.py spark GOLDEN

GOLDEN is the folder of samples. Each asks one JVM for everything. Prints a line per
check that fails, and at the end how many there were.
"""
import glob
import hashlib
import os
import random
import shutil
import struct
import subprocess
import sys

import pyarrow as pa

sys.dont_write_bytecode = True           # nothing is written into the sources
import seqfile_read
from tally import check, say

LAYOUTS = ('record', 'block')
CODECS = ('deflate', 'gzip', 'bzip2', 'lz4', 'snappy', 'zstd')
# Libraries that are unpacked go where the test's folder is.
JAVA = ['java', '-XX:TieredStopAtLevel=1', '-Djava.io.tmpdir=.', '-cp']


def run(*args, data=None, status=0):
    p = subprocess.run(args, input=data, capture_output=True)
    check(p.returncode == status and (status or not p.stderr), ' '.join(args)[:300],
          'status', p.returncode, p.stderr.decode(errors='replace')[:300])
    return p.stdout


def slurp(path):
    with open(path, 'rb') as f:
        return f.read()


# ---- what is packed --------------------------------------------------------

def contents(r, i):
    if i == 20:
        return bytes(530000)            # more than one chunk of Hadoop's framing
    if i == 21:
        return r.randbytes(30000)
    if i == 22:
        return b'line\n' * 50000
    n = r.choice((0, 1, 7, r.randrange(200), r.randrange(5000)))
    return r.randbytes(n) if i % 3 else bytes(r.choice(b'abc \n') for _ in range(n))


def large(r):
    return b'0123456789' * 899999 + r.randbytes(10)         # packed in pieces


def make_tree(top, more=()):
    """Files below top; gives path -> bytes as pack -C . TOP names them, sorted."""
    r, files = random.Random(4), {}
    for i in range(120):
        name = ['f%d', 'deep/er/f%d', 'with space %d', 'na\u00efve-\u20ac-\U0001f600-%d'][i % 4] % i
        files['%s/%s' % (top, name)] = contents(r, i)
    files.update(('%s/%s' % (top, name), data) for name, data in more)
    for path, data in files.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as f:
            f.write(data)
    return sorted((k.encode(), v) for k, v in files.items())


def text(b):
    n = len(b)
    if n <= 127:
        return bytes([n]) + b
    size = (n.bit_length() + 7) // 8
    return bytes([256 - 112 - size]) + n.to_bytes(size, 'big') + b


def serialized(files):
    return [(text(k), len(v).to_bytes(4, 'big') + v) for k, v in files]


# ---- what seqfile writes ---------------------------------------------------

def forms():
    yield 'plain', ('--compression', 'none')
    for layout in LAYOUTS:
        for codec in CODECS:
            yield layout + '-' + codec, ('--compression', layout, '--codec', codec)


def write_all():
    """All layouts and codecs, by pack and by recode; gives the names of the files."""
    names = []
    for name, args in forms():
        small = ('--block-size', '60000') if name in ('block-deflate', 'block-zstd') else ()
        run('seqfile', 'pack', '-q', '-O', 'p-%s.seq' % name, *args, *small, 'tree')
        run('seqfile', 'recode', '-q', '-O', 'r-%s.seq' % name, *args, 'p-plain.seq')
        names += ['p-%s.seq' % name, 'r-%s.seq' % name]
    for name, args in (('m-none', ('--compression', 'none')), ('m-block', ('--block-size', '60000')),
                       ('m-record', ('--compression', 'record', '--codec', 'snappy'))):
        run('seqfile', 'pack', '-q', '-O', name, '--mapfile', *args, 'tree')
        names.append(name)
    run('seqfile', 'pack', '-q', '-O', 'parts', '--compression', 'none', '--max-size', '200000', 'tree')
    return names


def layout_of(name):
    """Layout and codec class that the name of a file says."""
    layout, _, codec = name[2:].replace('.seq', '').partition('-')
    layout = 'none' if layout == 'plain' else layout
    codec = codec or {'record': 'snappy'}.get(layout, 'deflate')
    classes = {'deflate': 'Default', 'gzip': 'Gzip', 'bzip2': 'BZip2', 'lz4': 'Lz4', 'snappy': 'Snappy',
               'zstd': 'ZStandard'}
    return layout, None if layout == 'none' else 'org.apache.hadoop.io.compress.%sCodec' % classes[codec]


def judge_ours(names, want):
    """By the reader here; gives what Hadoop's should say of each."""
    listings = {}
    for name in names:
        try:
            f = seqfile_read.read(name)
        except Exception as e:
            check(False, name, repr(e))
            continue
        check((f.layout, f.codec) == layout_of(name), name, f.layout, f.codec)
        check(f.records == want, name, 'has other records')
        listings[name] = seqfile_read.listing(f)
    parts = sorted(glob.glob('parts/part-*'))
    check(os.path.exists('parts/_SUCCESS') and len(parts) > 2, 'parts', os.listdir('parts'))
    check(sum((seqfile_read.read(p).records for p in parts), []) == want, 'parts have other records')
    return listings


# ---- frames ----------------------------------------------------------------

def frame_columns():
    """Columns of frames, the class each becomes, and the serialized items."""
    def number(n):
        return lambda v: v.to_bytes(n, 'big', signed=True)
    whole = [0, 1, -1, 100, -128]
    return [
        ('boolean', pa.bool_(), 'BooleanWritable', [True, False, True, True, False], lambda v: bytes([v])),
        ('tinyint', pa.int8(), 'ByteWritable', whole, number(1)),
        ('smallint', pa.int16(), 'ShortWritable', whole, number(2)),
        ('int', pa.int32(), 'IntWritable', whole, number(4)),
        ('bigint', pa.int64(), 'LongWritable', whole + [1 << 62], number(8)),
        ('float', pa.float32(), 'FloatWritable', [0.0, 1.5, -0.25, float('inf')], lambda v: struct.pack('>f', v)),
        ('double', pa.float64(), 'DoubleWritable', [0.0, 0.1, -1e300], lambda v: struct.pack('>d', v)),
        ('string', pa.string(), 'Text', ['', 'x', 'na\u00efve \U0001f600', 'y' * 300], lambda v: text(v.encode())),
        ('binary', pa.binary(), 'BytesWritable', [b'', b'\0\xff', bytes(1000)],
         lambda v: len(v).to_bytes(4, 'big') + v),
        ('array', pa.list_(pa.int32()), 'ArrayPrimitiveWritable', [[], [1, -2]],
         lambda v: b'\0\3int' + struct.pack('>i%di' % len(v), len(v), *v)),
        ('map', pa.map_(pa.string(), pa.int64()), 'MapWritable', [[], [('a', 1)]],
         lambda v: struct.pack('>bi', 0, len(v)) + b''.join(
             b'\x8c' + text(a.encode()) + b'\x86' + b.to_bytes(8, 'big') for a, b in v)),
    ]


def write_frames():
    """From frames, each type as key and as value; gives name -> class, items."""
    out = {}
    for name, kind, cls, values, pack in frame_columns():
        batch = pa.record_batch([pa.array(values, kind), pa.array(values, kind)], ['k', 'v'])
        run('seqfile', 'pack', '-q', '--from-frames', '--allow-unmarked', '--key', 'k', '--value', 'v',
            '--codec', 'snappy', '-O', 'f-%s.seq' % name, data=stream(batch))
        out['f-%s.seq' % name] = ('org.apache.hadoop.io.' + cls, [(pack(v), pack(v)) for v in values], values)
    return out


def write_maps():
    """MapFiles with keys of every class that has an order; gives their names."""
    r, out = random.Random(8), []
    low, high = -1 << 31, 1 << 31
    kinds = [
        ('ByteWritable', pa.int8(), range(-128, 128)),
        ('ShortWritable', pa.int16(), range(-700, 700, 3)),
        ('IntWritable', pa.int32(), [r.randrange(low, high) for _ in range(500)]),
        ('VIntWritable', pa.int32(), [r.randrange(low, high) >> r.randrange(31) for _ in range(500)]),
        ('LongWritable', pa.int64(), [r.randrange(low, high) << 32 for _ in range(500)]),
        ('VLongWritable', pa.int64(), [r.randrange(low, high) << r.randrange(32) for _ in range(500)]),
        ('FloatWritable', pa.float32(), [x / 8 for x in range(-500, 500)]),
        ('DoubleWritable', pa.float64(), [r.gauss(0, 1000) for _ in range(500)]),
        ('BytesWritable', pa.binary(), [r.randbytes(r.randrange(1, 9)) for _ in range(500)]),
        ('MD5Hash', pa.binary(), [r.randbytes(16) for _ in range(500)]),
    ]
    for cls, kind, keys in kinds:
        keys = sorted(set(keys))
        data = stream(pa.record_batch([pa.array(keys, kind), pa.array(range(len(keys)), pa.int32())],
                                      ['key', 'value']))
        for layout in ('none', 'block'):
            name = 'k-%s-%s' % (cls, layout)
            run('seqfile', 'pack', '-q', '--from-frames', '--allow-unmarked', '--key-class', cls, '--mapfile',
                '--compression', layout, '--block-size', '900', '-O', name, data=data)
            out.append((name, len(keys)))
    return out


def stream(batch):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as w:
        w.write_batch(batch)
    return sink.getvalue().to_pybytes()


def judge_frames(frames):
    listings = {}
    for name, (cls, items, _) in frames.items():
        try:
            f = seqfile_read.read(name)
        except Exception as e:
            check(False, name, repr(e))
            continue
        check((f.key, f.value) == (cls, cls), name, f.key, f.value)
        check(f.records == items, name, 'has other records', f.records[:3])
        listings[name] = seqfile_read.listing(f)
    return listings


# ---- Hadoop ----------------------------------------------------------------

def cuts(name, size):
    """Ranges of bytes: a partition at random places, and others at random."""
    r = random.Random(name)
    at = sorted({0, size} | {r.randrange(size) for _ in range(9)})
    out = [(a, b - a) for a, b in zip(at, at[1:])]
    for _ in range(12):
        a = r.randrange(size)
        out.append((a, r.choice((1, 20, 1000, 60000, size))))
    with open(name, 'w') as f:
        f.writelines('%d %d\n' % c for c in out)


def java(classpath, commands):
    p = subprocess.run([*JAVA, classpath, 'SeqRead'],
                       input=''.join('\t'.join(c) + '\n' for c in commands).encode(), capture_output=True)
    check(p.returncode == 0, 'SeqRead', p.returncode, p.stdout.decode()[:2000], p.stderr.decode()[:2000])


# Each of these gives commands for SeqRead, and what judges its answers.

def ask_records(ours):
    asked = [n for n in ours if 'zstd' not in n]    # Hadoop has no Java for zstd

    def judge():
        for n in asked:
            check(slurp(n + '.tsv').decode() == ours[n], n, 'Hadoop reads something else')
    return [['records', n, n + '.tsv'] for n in asked], judge


def ask_texts(names, large, frames):
    asked = ['p-plain.seq', 'large-plain.seq', *frames]
    like = dict.fromkeys(names, 'p-plain.seq') | dict.fromkeys(large, 'large-plain.seq')

    def judge():
        for n in names + large + frames:
            check(run('seqfile', 'cat', n) == slurp(like.get(n, n) + '.text'), n,
                  'cat prints other than hadoop fs -text')
    return [['text', n, n + '.text'] for n in asked], judge


def ask_splits(names):
    for n in names:
        cuts(n + '.cuts', os.path.getsize(n))

    def judge():
        for n in names:
            for line in slurp(n + '.splits').decode().splitlines():
                offset, length, count, md5 = line.split(' ')
                out = run('seqfile', 'cat', '--split', offset + ':' + length, n)
                check(hashlib.md5(out).hexdigest() == md5, n, 'split', offset, length,
                      'is not what Hadoop gives, which are', count, 'records')
    return [['splits', n, n + '.cuts', n + '.splits'] for n in names], judge


def ask_gets(names, files):
    """Look-ups in our MapFiles of files."""
    keys = [k.decode() for k, v in files[::7]] + ['a', 'tree/f', 'zz']
    values = {k.decode(): v for k, v in files}
    want = ''.join(k + ('\t' + values[k].hex(' ') if k in values else '') + '\n' for k in keys)

    def judge():
        for n in names:
            check(slurp(n + '.get').decode() == want, n, 'Hadoop finds other values')
    return [['get', n, n + '.get', *keys] for n in names], judge


def ask_finds(ordered):
    """Look-ups in our MapFiles of all classes."""
    def judge():
        for n, count in ordered:
            check(slurp(n + '.find').decode() == '%d\n' % count, n, slurp(n + '.find')[:200])
    return [['find', n, n + '.find'] for n, _ in ordered], judge


def ask_golden_gets(golden):
    """Look-ups with the index that Hadoop wrote, also of keys that are there twice."""
    maps = ('map-plain', 'map-record', 'map-block')
    keys = ['k%03d' % k for k in range(0, 303, 7)]

    def judge():
        for m in maps:
            for line in slurp(m + '.get').decode().splitlines():
                key, _, value = line.partition('\t')
                out = run('seqfile', 'get', golden + '/' + m, key, status=0 if value else 1)
                check(out.decode().rstrip('\n') == value, m, 'get', key, out, value)
    return [['get', golden + '/' + m, m + '.get', *keys] for m in maps], judge


def ask_appends(names):
    for n in names:
        shutil.copyfile(n, 'a-' + n)

    def judge():
        for n in names:
            check(run('seqfile', 'cat', 'a-' + n) == run('seqfile', 'cat', n) + b'appended\t\n', n,
                  'with what Hadoop appended')
    return [['append', 'a-' + n, 'a-' + n + '.out'] for n in names], judge


def hadoop(golden, classpath):
    tree = make_tree('tree', [('large', large(random.Random(5)))])
    names = write_all()
    ours = judge_ours(names, serialized(tree))
    frames = judge_frames(write_frames())
    subprocess.run([*JAVA, classpath, 'Make', 'large', '.'], check=True)
    by_java = sorted(glob.glob('large-*.seq'))
    asked = [
        ask_records(ours | frames),
        # Of an array of numbers Hadoop prints the address.
        ask_texts(names, by_java, [n for n in frames if n != 'f-array.seq']),
        ask_splits(['p-plain.seq', 'r-record-lz4.seq', 'p-block-deflate.seq'] + by_java),
        ask_gets([n for n in names if n[0] == 'm'], tree),
        ask_finds(write_maps()),
        ask_golden_gets(golden),
        ask_appends(['p-plain.seq', 'r-record-snappy.seq', 'p-block-lz4.seq']),
    ]
    java(classpath, [c for commands, _ in asked for c in commands])
    for _, judge in asked:
        judge()
    judge_golden(golden)


def arrow(*args):
    return pa.ipc.open_stream(run('seqfile', 'cat', '-o', 'arrow', *args)).read_all()


def judge_golden(golden):
    """Keys and values as frames are those of the samples."""
    for path in sorted(glob.glob(golden + '/*.tsv')):
        name = path[:-4]
        name = name if os.path.isdir(name) else name + '.seq'
        f = seqfile_read.read(name)
        if (f.key, f.value) != ('org.apache.hadoop.io.Text', 'org.apache.hadoop.io.BytesWritable'):
            continue
        t = arrow(name)
        check([text(k.encode()) for k in t['key'].to_pylist()] == [k for k, v in f.records] and
              t['value'].to_pylist() == [v[4:] for k, v in f.records], name, 'as frames')


# ---- Spark -----------------------------------------------------------------

def spark(golden):
    from pyspark import SparkConf, SparkContext
    os.environ['JAVA_TOOL_OPTIONS'] = '-Djava.io.tmpdir=' + os.getcwd()
    tree = make_tree('tree')
    names = write_all()
    frames = write_frames()
    sc = SparkContext(conf=SparkConf().setMaster('local[1]').set('spark.ui.enabled', 'false')
                      .set('spark.driver.host', 'localhost').set('spark.driver.bindAddress', '127.0.0.1')
                      .set('spark.ui.showConsoleProgress', 'false').set('spark.local.dir', '.'))

    def partitions(paths):
        return sc.sequenceFile(','.join(os.path.abspath(p) for p in paths), minSplits=1).glom().collect()

    want = [(k.decode(), bytearray(v)) for k, v in tree]
    asked = [n + '/data' if n[0] == 'm' else n for n in names if 'zstd' not in n]
    got = partitions(asked)
    check(len(got) == len(asked), 'Spark reads', len(got), 'files of', len(asked))
    for i, records in enumerate(got):
        check(records == want, 'Spark reads something else, partition', i)
    # Not in bzip2: its reader in the Hadoop of Spark 3.5 fails on long values, whoever wrote them.
    data = large(random.Random(5))
    with open('large', 'wb') as f:
        f.write(data)
    asked = ['large-%s-%s.seq' % (l, c) for l in LAYOUTS for c in ('deflate', 'snappy', 'lz4')]
    for name in asked:
        run('seqfile', 'pack', '-q', '-O', name, '--compression', name.split('-')[1],
            '--codec', name[:-4].split('-')[2], 'large')
    check(partitions(asked) == [[('large', bytearray(data))]] * len(asked), 'large values')
    check(sorted(sum(partitions(['parts']), [])) == want, 'the directory of parts')
    check(sc.sequenceFile(os.path.abspath('r-block-deflate.seq'), minSplits=9).collect() == want, 'in splits')
    del frames['f-array.seq']           # a class that PySpark cannot hand to Python
    for name, (_, _, values) in frames.items():
        (got,) = partitions([name])
        values = [dict(v) for v in values] if name == 'f-map.seq' else values
        check(got == [(v, v) for v in values], name, 'Spark reads', str(got)[:200])

    pairs = [('key %04d' % i, 'value ' * (i % 9)) for i in range(2000)]
    sc.parallelize(pairs, 3).saveAsSequenceFile(os.path.abspath('by-spark'),
                                                'org.apache.hadoop.io.compress.SnappyCodec')
    t = arrow('by-spark')
    check(list(zip(t['key'].to_pylist(), t['value'].to_pylist())) == pairs, 'what Spark wrote')
    sc.stop()


if __name__ == '__main__':
    {'hadoop': hadoop, 'spark': spark}[sys.argv[1]](*sys.argv[2:])
    say()
