"""plain.py - what Arrow of other programs becomes in a stream of ours: types and values."""
import decimal
import io

import pyarrow as pa
from tally import check

def stream(schema, batches, codec=None, deltas=False):
    out = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=codec, emit_dictionary_deltas=deltas)
    with pa.ipc.new_stream(out, schema, options=options) as w:
        for b in batches:
            w.write_batch(b)
    return out.getvalue()


def read(data, what):
    """The table in a stream of ours, with everything checked that can be."""
    buf = pa.py_buffer(data)
    batches, last = [], None
    with pa.ipc.open_stream(buf) as r:
        for b, meta in r.iter_batches_with_custom_metadata():
            b.validate(full=True)
            for column in b.columns:
                for part in column.buffers():
                    if part is not None and part.size > 0 and part.address % 64 != buf.address % 64:
                        check(False, what + ": a buffer that is not aligned to 64")
            if meta is not None and b"sluice.end" in meta:
                last = meta[b"sluice.end"].decode()
            else:
                batches.append(b)
        schema = r.schema
        words = dict(schema.metadata or {})
        check(words.pop(b"sluice.trailer", None) == b"1", what + ": no sluice.trailer=1")
        table = pa.Table.from_batches(batches, schema.with_metadata(words or None))
    check(last == "%d %d" % (table.num_rows, len(batches)), what + ": trailer " + repr(last))
    return table


WIDER = {pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64(),
         pa.uint64(): pa.decimal128(20, 0), pa.float16(): pa.float32(),
         pa.large_string(): pa.string(), pa.large_binary(): pa.binary(),
         pa.date64(): pa.date32(), pa.string_view(): pa.string(), pa.binary_view(): pa.binary()}


def plain_type(t):
    """The type of ours that t becomes."""
    if pa.types.is_dictionary(t):
        return plain_type(t.value_type)
    if pa.types.is_timestamp(t):
        return pa.timestamp("us", t.tz)
    if pa.types.is_list(t) or pa.types.is_large_list(t):
        return pa.list_(plain_field(t.value_field))
    if pa.types.is_struct(t):
        return pa.struct([plain_field(f) for f in t])
    if pa.types.is_map(t):
        return pa.map_(plain_type(t.key_type), plain_field(t.item_field), t.keys_sorted)
    return WIDER.get(t, t)


def plain_field(f):
    return f.with_type(plain_type(f.type))


def plain_schema(s):
    return pa.schema([plain_field(f) for f in s], s.metadata)


def values(v):
    """What to_pylist() gives, the same for numbers that have become decimals."""
    if isinstance(v, (list, tuple)):
        return [values(x) for x in v]
    if isinstance(v, dict):
        return {k: values(x) for k, x in v.items()}
    return int(v) if isinstance(v, decimal.Decimal) and v == int(v) else v


def same(a, b):
    """Equal as values, NaN included, which equals() leaves out inside nested types."""
    return a.equals(b) or str(values(a.to_pylist())) == str(values(b.to_pylist()))
