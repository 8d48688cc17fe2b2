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
import struct
import subprocess
import sys

import pyarrow as pa

sys.dont_write_bytecode = True           # nothing is written into the sources
import seqfile_read

LAYOUTS = ('record', 'block')
CODECS = ('deflate', 'gzip', 'bzip2', 'lz4', 'snappy', 'zstd')
checks = failed = 0


def check(ok, *what):
    global checks, failed
    checks += 1
    if not ok:
        failed += 1
        print('FAIL', *what)


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


def make_tree(top):
    """Files below top; gives path -> bytes as pack -C . TOP names them, sorted."""
    r, files = random.Random(4), {}
    for i in range(120):
        name = ['f%d', 'deep/er/f%d', 'with space %d', 'na\u00efve-\u20ac-\U0001f600-%d'][i % 4] % i
        files['%s/%s' % (top, name)] = contents(r, i)
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
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as w:
            w.write_batch(batch)
        run('seqfile', 'pack', '-q', '--from-frames', '--allow-unmarked', '--key', 'k', '--value', 'v', '--codec', 'snappy', '-O',
            'f-%s.seq' % name, data=sink.getvalue().to_pybytes())
        out['f-%s.seq' % name] = ('org.apache.hadoop.io.' + cls, [(pack(v), pack(v)) for v in values], values)
    return out


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
    p = subprocess.run(['java', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-cp', classpath, 'SeqRead'],
                       input=''.join('\t'.join(c) + '\n' for c in commands).encode(), capture_output=True)
    check(p.returncode == 0, 'SeqRead', p.returncode, p.stdout.decode()[:2000], p.stderr.decode()[:2000])


def hadoop(golden, classpath):
    tree = make_tree('tree')
    names = write_all()
    ours = judge_ours(names, serialized(tree))
    ours.update(judge_frames(write_frames()))
    subprocess.run(['java', '-XX:TieredStopAtLevel=1', '-cp', classpath, 'Make', 'large', '.'], check=True)
    large = sorted(glob.glob('large-*.seq'))

    # What Hadoop has no Java for is left to the reader here.
    asked = [n for n in ours if 'zstd' not in n]
    texts = ['p-plain.seq', 'large-plain.seq'] + [n for n in ours if n[0] == 'f' and n != 'f-array.seq']
    parted = ['p-plain.seq', 'r-record-lz4.seq', 'p-block-deflate.seq'] + large
    commands = [['records', n, n + '.tsv'] for n in asked] + [['text', n, n + '.text'] for n in texts]
    for n in parted:
        cuts(n + '.cuts', os.path.getsize(n))
        commands.append(['splits', n, n + '.cuts', n + '.splits'])
    keys = [k.decode() for k, v in tree[::7]] + ['a', 'tree/f', 'zz']
    commands += [['get', n, n + '.get', *keys] for n in names if n[0] == 'm']
    maps = {m: '%s/map-%s' % (golden, m) for m in ('plain', 'record', 'block')}
    few = ['k%03d' % k for k in range(0, 303, 7)]
    commands += [['get', path, m + '.get', *few] for m, path in maps.items()]
    java(classpath, commands)

    for n in asked:
        check(slurp(n + '.tsv').decode() == ours[n], n, 'Hadoop reads something else')
    for n in names + large + texts[2:]:
        want = n if n[0] == 'f' else 'large-plain.seq' if n[0] == 'l' else 'p-plain.seq'
        check(run('seqfile', 'cat', n) == slurp(want + '.text'), n, 'cat prints other than hadoop fs -text')
    for n in parted:
        judge_splits(n)
    values = dict(tree)
    for n in names:
        if n[0] != 'm':
            continue
        want = ''.join(k + ('\t' + values[k.encode()].hex(' ') if k.encode() in values else '') + '\n' for k in keys)
        check(slurp(n + '.get').decode() == want, n, 'Hadoop finds other values')
    for m, path in maps.items():
        judge_gets(path, m + '.get')
    judge_golden(golden)


def judge_gets(path, by_hadoop):
    """Look-ups with the index that Hadoop wrote, also of keys that are there twice."""
    for line in slurp(by_hadoop).decode().splitlines():
        key, _, value = line.partition('\t')
        out = run('seqfile', 'get', path, key, status=0 if value else 1)
        check(out.decode().rstrip('\n') == value, path, 'get', key, out, value)


def judge_splits(name):
    for line in slurp(name + '.splits').decode().splitlines():
        offset, length, count, md5 = line.split(' ')
        out = run('seqfile', 'cat', '--split', offset + ':' + length, name)
        check(hashlib.md5(out).hexdigest() == md5, name, 'split', offset, length, 'is not Hadoop\'s of', count)


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
    check(sum(partitions(sorted(glob.glob('parts/part-*'))), []) == want, 'parts')
    check(sc.sequenceFile(os.path.abspath('r-block-deflate.seq'), minSplits=9).collect() == want, 'in splits')
    del frames['f-array.seq']           # a class that PySpark cannot hand to Python
    for name, (_, _, values) in frames.items():
        (got,) = partitions([name])
        values = [dict(v) for v in values] if name == 'f-map.seq' else values
        check(got == [(v, v) for v in values], name, 'Spark reads', str(got)[:200])

    pairs = [('key %04d' % i, 'value ' * (i % 9)) for i in range(2000)]
    sc.parallelize(pairs, 3).saveAsSequenceFile(os.path.abspath('by-spark'),
                                                'org.apache.hadoop.io.compress.SnappyCodec')
    t = arrow(*sorted(glob.glob('by-spark/part-*')))
    check(list(zip(t['key'].to_pylist(), t['value'].to_pylist())) == pairs, 'what Spark wrote')
    sc.stop()


if __name__ == '__main__':
    {'hadoop': hadoop, 'spark': spark}[sys.argv[1]](*sys.argv[2:])
    print('%d checks, %d failed' % (checks, failed))
