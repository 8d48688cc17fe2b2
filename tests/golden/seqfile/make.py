#!/usr/bin/env python3
"""make.py DIR - SequenceFiles put together byte by byte from the format's description,
for what Hadoop's Java classes do not write, each with NAME.tsv and NAME.text.

It shares no code with anything that reads or writes SequenceFiles. Needs the command
zstd. The sync marker is a0 a1 ... af.
"""
import bz2
import gzip
import os
import random
import struct
import subprocess
import sys
import zlib

P = 'org.apache.hadoop.io.'
CODEC = P + 'compress.'
MARKER = bytes(range(0xa0, 0xb0))
SYNC = b'\xff' * 4 + MARKER


def vint(v):
    if -112 <= v <= 127:
        return struct.pack('b', v)
    m, first = (v, -112) if v >= 0 else (~v, -120)
    n = (m.bit_length() + 7) // 8
    return struct.pack('b', first - n) + m.to_bytes(n, 'big')


def string(s):
    b = s.encode() if isinstance(s, str) else s
    return vint(len(b)) + b


def text(s):
    return string(s)


def bytes_writable(b):
    return struct.pack('>i', len(b)) + b


def header(version, layout, key, value, codec, meta=()):
    h = b'SEQ' + bytes([version]) + string(key) + string(value)
    h += {'none': b'\0\0', 'record': b'\1\0', 'block': b'\1\1'}[layout]
    if layout != 'none' and version >= 5:
        h += string(codec)
    if version >= 6:
        h += struct.pack('>i', len(meta)) + b''.join(string(x) for p in meta for x in p)
    return h + MARKER


def body(layout, records, pack, syncs=(), per_block=8):
    """syncs: how many stand before each record; the last number is for the end."""
    out = b''
    if layout == 'block':
        for i in range(0, len(records), per_block):
            part = records[i:i + per_block]
            out += SYNC + vint(len(part))
            for raw in (b''.join(vint(len(k)) for k, v in part), b''.join(k for k, v in part),
                        b''.join(vint(len(v)) for k, v in part), b''.join(v for k, v in part)):
                b = pack(raw)
                out += vint(len(b)) + b
        return out
    for i, (k, v) in enumerate(records):
        out += SYNC * (syncs[i] if i < len(syncs) else 0)
        if layout == 'record':
            v = pack(v)
        out += struct.pack('>ii', len(k) + len(v), len(k)) + k + v
    return out + SYNC * (syncs[len(records)] if len(records) < len(syncs) else 0)


def zstd(raw):
    return subprocess.run(['zstd', '-q', '-c'], input=raw, check=True, capture_output=True).stdout


def halves(pack):
    """Two streams back to back."""
    return lambda raw: pack(raw[:len(raw) // 2]) + pack(raw[len(raw) // 2:])


def stored_blocks(chunk, sizes, end):
    """Hadoop's framing: blocks of chunks of raw data; a literal-only raw block each."""
    def pack(raw):
        out, at, k = b'', 0, 0
        while at < len(raw) or not out:
            whole = raw[at:at + sizes[k % len(sizes)]]
            out += struct.pack('>I', len(whole))
            for i in range(0, len(whole), 7):
                c = chunk(whole[i:i + 7])
                out += struct.pack('>I', len(c)) + c
            at += len(whole)
            k += 1
        return out + (b'\0' * 4 if end else b'')
    return pack


def snappy(raw):
    return bytes([len(raw), (len(raw) - 1) << 2]) + raw


def lz4(raw):
    return bytes([len(raw) << 4]) + raw


def item(b):
    return b.hex() if len(b) <= 2048 else 'crc32:%d:%08x' % (len(b), zlib.crc32(b))


def show(cls, b):
    if cls == P + 'Text':
        n = 1 if b[0] < 128 else 2
        return b[n:]
    if cls == P + 'BytesWritable':
        return b[4:].hex(' ').encode()
    return b'%d' % struct.unpack('>i', b)


def save(dir, name, version, layout, records, key='Text', value='BytesWritable', codec='DefaultCodec',
         pack=zlib.compress, meta=(), keep_text=True, **more):
    key, value, codec = P + key, P + value, CODEC + codec
    with open(os.path.join(dir, name + '.seq'), 'wb') as f:
        f.write(header(version, layout, key, value, codec, meta) + body(layout, records, pack, **more))
    with open(os.path.join(dir, name + '.tsv'), 'w') as f:
        print('# key', key, file=f)
        print('# value', value, file=f)
        print('# layout', layout, file=f)
        if layout != 'none':
            print('# codec', codec, file=f)
        for k, v in sorted(dict(meta).items()):
            print('# meta', k.encode().hex(), v.encode().hex(), file=f)
        for k, v in records:
            print(item(k) + '\t' + item(v), file=f)
    if keep_text:
        with open(os.path.join(dir, name + '.text'), 'wb') as f:
            for k, v in records:
                f.write(show(key, k) + b'\t' + show(value, v) + b'\n')


def files(n, size):
    r = random.Random(n)
    return [(text('dir/%04d.bin' % i),
             bytes_writable(bytes(r.choice(b'aaaaaaabcd\n') for _ in range(0 if i % 7 == 3 else r.randrange(size)))))
            for i in range(n)]


def main(dir):
    some = files(20, 120)
    for layout in ('record', 'block'):
        save(dir, 'spec-%s-zstd' % layout, 6, layout, some, codec='ZStandardCodec', pack=zstd)
        save(dir, 'spec-%s-zstd-frames' % layout, 6, layout, some[:6], codec='ZStandardCodec', pack=halves(zstd))
        save(dir, 'spec-%s-gzip-members' % layout, 6, layout, some[:6], codec='GzipCodec',
             pack=halves(lambda b: gzip.compress(b, mtime=0)))
        save(dir, 'spec-%s-deflate-streams' % layout, 6, layout, some[:6], pack=halves(zlib.compress))
        save(dir, 'spec-%s-bzip2-streams' % layout, 6, layout, some[:6], codec='BZip2Codec',
             pack=halves(bz2.compress))
        for name, chunk in (('snappy', snappy), ('lz4', lz4)):
            codec = name.capitalize() + 'Codec'
            save(dir, 'spec-%s-%s-blocks' % (layout, name), 6, layout, some[:6], codec=codec,
                 pack=stored_blocks(chunk, (20, 1, 33), False))
            save(dir, 'spec-%s-%s-end' % (layout, name), 6, layout, some[:6], codec=codec,
                 pack=stored_blocks(chunk, (1 << 20,), True))
    big = [(text('before'), bytes_writable(b'x')), (text('big'), bytes_writable(bytes(3000000))),
           (text('after'), bytes_writable(b'y'))]
    save(dir, 'spec-record-zstd-big', 6, 'record', big, codec='ZStandardCodec', pack=zstd, keep_text=False)
    save(dir, 'spec-block-zstd-big', 6, 'block', big, codec='ZStandardCodec', pack=zstd, keep_text=False)
    for version in (4, 5):
        save(dir, 'spec-v%d-plain' % version, version, 'none', some, syncs=(0, 0, 0, 1, 0, 0, 0, 0, 1))
        save(dir, 'spec-v%d-record' % version, version, 'record', some, syncs=(0, 0, 0, 1, 0, 0, 0, 0, 1))
        save(dir, 'spec-v%d-block' % version, version, 'block', some)
    save(dir, 'spec-v5-block-bzip2', 5, 'block', some[:8], codec='BZip2Codec', pack=bz2.compress)
    save(dir, 'spec-syncs', 6, 'none', some[:4], syncs=(1, 2, 0, 3, 2))
    save(dir, 'spec-only-syncs', 6, 'none', [], syncs=(2,))
    save(dir, 'spec-meta-order', 6, 'none', some[:1], meta=(('z', 'last'), ('a', 'lost'), ('m', ''), ('a', 'kept')))
    save(dir, 'spec-minus-one', 6, 'none', [(text('hi'), struct.pack('>i', 7)), (text(''), struct.pack('>i', -1)),
         (text(''), struct.pack('>i', -1))], value='IntWritable', syncs=(0, 1), meta=(('a', 'b'),))


main(sys.argv[1])
