"""A reader of SequenceFiles written from the format's description alone: the judge of
what Hadoop's Java classes cannot read (zstd), and of everything else besides them.

read(path) gives a File; what is wrong with the bytes is a ValueError. Snappy and LZ4
are those of pyarrow, zstd the command's.
"""
import bz2
import collections
import os
import subprocess
import struct
import zlib

import pyarrow as pa

File = collections.namedtuple('File', 'version layout key value codec meta records syncs')
ESCAPE = b'\xff' * 4


class Bytes:
    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def left(self):
        return len(self.data) - self.at

    def take(self, n):
        if n < 0 or n > self.left():
            raise ValueError('%d bytes wanted at %d, %d left' % (n, self.at, self.left()))
        self.at += n
        return self.data[self.at - n:self.at]

    def i32(self):
        return struct.unpack('>i', self.take(4))[0]

    def vint(self):
        first = struct.unpack('b', self.take(1))[0]
        if first >= -112:
            return first
        negative = first <= -121
        m = int.from_bytes(self.take(-(first + 120) if negative else -(first + 112)), 'big')
        return ~m if negative else m

    def string(self):
        return self.take(self.vint())


def inflate(data, wbits):
    out = b''
    while data:
        d = zlib.decompressobj(wbits)
        out += d.decompress(data)
        if not d.eof:
            raise ValueError('a compressed stream that does not end')
        data = d.unused_data
    return out


def zstd(data):
    return subprocess.run(['zstd', '-dcq'], input=data, check=True, capture_output=True).stdout


def framed(codec):
    def unpack(data):
        b, out = Bytes(data), b''
        while b.left():
            size, block = struct.unpack('>I', b.take(4))[0], b''
            if size == 0 and b.left():
                raise ValueError('bytes after the end of a framed buffer')
            while len(block) < size:
                chunk = b.take(struct.unpack('>I', b.take(4))[0])
                n = size - len(block)
                if codec == 'snappy':
                    v = Varint(chunk)
                    if v > n:
                        raise ValueError('a chunk larger than its block')
                    n = v
                    if n > 262144:
                        raise ValueError('a chunk larger than Hadoop takes')
                    block += pa.Codec('snappy').decompress(chunk, n).to_pybytes()
                else:
                    block += lz4_block(chunk, n)
            out += block
        return out
    return unpack


def Varint(b):
    v = 0
    for i, c in enumerate(b[:5]):
        v |= (c & 127) << (7 * i)
        if c < 128:
            break
    return v


def lz4_block(b, limit):
    """One raw LZ4 block; byte by byte, since its size need not be known."""
    out, at = bytearray(), 0
    while at < len(b):
        token = b[at]
        at += 1
        n = token >> 4
        if n == 15:
            while True:
                n += b[at]
                at += 1
                if b[at - 1] != 255:
                    break
        out += b[at:at + n]
        at += n
        if at >= len(b):
            break
        back = b[at] | b[at + 1] << 8
        at += 2
        n = token & 15
        if n == 15:
            while True:
                n += b[at]
                at += 1
                if b[at - 1] != 255:
                    break
        n += 4
        start = len(out) - back
        if back == 0 or start < 0:
            raise ValueError('an LZ4 match before the beginning')
        if back >= n:
            out += out[start:start + n]
        else:
            piece = bytes(out[start:])
            out += (piece * (n // back + 1))[:n]
    if at != len(b) or len(out) > limit or len(out) > 262144:
        raise ValueError('an LZ4 block of another size')
    return bytes(out)


UNPACK = {
    'DefaultCodec': lambda b: inflate(b, 15),
    'DeflateCodec': lambda b: inflate(b, 15),
    'GzipCodec': lambda b: inflate(b, 31),
    'BZip2Codec': bz2.decompress,
    'SnappyCodec': framed('snappy'),
    'Lz4Codec': framed('lz4'),
    'ZStandardCodec': zstd,
}


def read(path):
    if os.path.isdir(path):
        path = os.path.join(path, 'data')
    with open(path, 'rb') as f:
        b = Bytes(f.read())
    if b.take(3) != b'SEQ':
        raise ValueError('no SequenceFile')
    version = b.take(1)[0]
    key, value = b.string().decode(), b.string().decode()
    layout = {b'\0\0': 'none', b'\1\0': 'record', b'\1\1': 'block'}[b.take(2)]
    codec, meta = None, {}
    if layout != 'none':
        codec = b.string().decode() if version >= 5 else 'org.apache.hadoop.io.compress.DefaultCodec'
    if version >= 6:
        for _ in range(b.i32()):
            name = b.string()
            meta[name] = b.string()
    sync = ESCAPE + b.take(16)
    unpack = UNPACK[codec.rsplit('.', 1)[1]] if codec else bytes
    syncs = [b.at]
    body = blocks if layout == 'block' else singles
    return File(version, layout, key, value, codec, meta, body(b, sync, unpack, syncs), syncs)


def singles(b, sync, unpack, syncs):
    out = []
    while b.left():
        if b.data[b.at:b.at + 4] == ESCAPE:
            syncs.append(b.at)
            if b.take(20) != sync:
                raise ValueError('a wrong sync before %d' % b.at)
            continue
        size, nkey = b.i32(), b.i32()
        if nkey > size:
            raise ValueError('a key longer than its record before %d' % b.at)
        key = b.take(nkey)
        out.append((key, unpack(b.take(size - nkey))))
    return out


def blocks(b, sync, unpack, syncs):
    out = []
    while b.left():
        syncs.append(b.at)
        if b.take(20) != sync:
            raise ValueError('a block without a sync before %d' % b.at)
        n = b.vint()
        buffers = [Bytes(unpack(b.take(b.vint()))) for _ in range(4)]
        for _ in range(n):
            out.append((buffers[1].take(buffers[0].vint()), buffers[3].take(buffers[2].vint())))
        if any(x.left() for x in buffers):
            raise ValueError('bytes left over in a block before %d' % b.at)
    return out


def item(b):
    return b.hex() if len(b) <= 2048 else 'crc32:%d:%08x' % (len(b), zlib.crc32(b))


def listing(f):
    """The form of .tsv beside the golden samples."""
    out = ['# key ' + f.key, '# value ' + f.value, '# layout ' + f.layout]
    if f.codec:
        out.append('# codec ' + f.codec)
    out += ['# meta %s %s' % (k.hex(), v.hex()) for k, v in sorted(f.meta.items())]
    return ''.join(x + '\n' for x in out + [item(k) + '\t' + item(v) for k, v in f.records])
