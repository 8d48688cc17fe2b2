// SeqRead.java - what Hadoop's own classes read from a SequenceFile.
//
// Commands come on stdin, one a line, words separated by tabs; OUT is written anew:
//
//   records FILE OUT        header lines "# name value", then a line per record: its
//                           serialized key and value in hexadecimal
//   text FILE OUT           what "hadoop fs -text FILE" prints
//   splits FILE CUTS OUT    CUTS has lines "OFFSET LENGTH"; a line for each with the
//                           number of records that the splitter gives to it and the MD5
//                           of their text
//   get DIR OUT KEY...      look-ups in a MapFile with Text keys: a line KEY TAB value
//                           each, without a TAB where there is none
//   find DIR OUT            every key of a MapFile of any class, looked up: the number
//                           of records, and a line for each that is not found, or stands
//                           before its place
//   append FILE OUT         an appender adds the record (appended, 0 bytes) to a file of
//                           Text keys and BytesWritable values
//
// Items of more than 2048 bytes are written crc32:LENGTH:CHECKSUM. A FILE that is a
// directory is a MapFile: its file data is read, and looked up by name.
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.MessageDigest;
import java.util.*;
import java.util.zip.CRC32;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsShell;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.io.*;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.mapred.FileSplit;
import org.apache.hadoop.mapred.SequenceFileRecordReader;
import org.apache.hadoop.util.ReflectionUtils;

public class SeqRead {
	static final Configuration conf = new Configuration();
	static final HexFormat hex = HexFormat.of();

	static String item(byte[] b, int n) {
		if (n <= 2048)
			return hex.formatHex(b, 0, n);
		CRC32 crc = new CRC32();
		crc.update(b, 0, n);
		return String.format("crc32:%d:%08x", n, crc.getValue());
	}

	static Path data(String name) {
		return new Path(new File(name).isDirectory() ? name + "/data" : name);
	}

	static void records(String file, PrintStream out) throws Exception {
		try (SequenceFile.Reader r = new SequenceFile.Reader(conf,
				SequenceFile.Reader.file(data(file)))) {
			out.println("# key " + r.getKeyClassName());
			out.println("# value " + r.getValueClassName());
			out.println("# layout " + r.getCompressionType().name().toLowerCase());
			if (r.getCompressionCodec() != null)
				out.println("# codec " + r.getCompressionCodec().getClass().getName());
			for (Map.Entry<Text, Text> e : r.getMetadata().getMetadata().entrySet())
				out.println("# meta " + hex.formatHex(e.getKey().copyBytes()) + " "
						+ hex.formatHex(e.getValue().copyBytes()));
			DataOutputBuffer key = new DataOutputBuffer();
			DataOutputBuffer value = new DataOutputBuffer();
			SequenceFile.ValueBytes v = r.createValueBytes();
			while (r.nextRaw(key, v) != -1) {
				// Not writeUncompressedBytes: it loses the first value of bzip2.
				if (r.getCompressionType() == CompressionType.RECORD)
					v.writeCompressedBytes(value);
				else
					v.writeUncompressedBytes(value);
				byte[] b = Arrays.copyOf(value.getData(), value.getLength());
				if (r.getCompressionType() == CompressionType.RECORD)
					try (InputStream in = r.getCompressionCodec().createInputStream(
							new ByteArrayInputStream(b))) {
						b = in.readAllBytes();
					}
				out.println(item(key.getData(), key.getLength()) + "\t" + item(b, b.length));
				key.reset();
				value.reset();
			}
		}
	}

	static void text(String file, PrintStream out) throws Exception {
		PrintStream was = System.out;
		System.setOut(out);
		int st = org.apache.hadoop.util.ToolRunner.run(conf, new FsShell(),
				new String[] {"-text", data(file).toString()});
		System.out.flush();
		System.setOut(was);
		if (st != 0)
			throw new IOException("fs -text " + file + ": status " + st);
	}

	/** As toString(), which takes a microsecond for each byte of a BytesWritable. */
	static String show(Writable w) {
		if (!(w instanceof BytesWritable))
			return w.toString();
		BytesWritable b = (BytesWritable)w;
		return HexFormat.ofDelimiter(" ").formatHex(b.getBytes(), 0, b.getLength());
	}

	static void splits(String file, String cuts, PrintStream out) throws Exception {
		Writable key = null, value = null;
		for (String line : Files.readAllLines(Paths.get(cuts))) {
			String[] w = line.split(" ");
			MessageDigest md = MessageDigest.getInstance("MD5");
			long n = 0;
			SequenceFileRecordReader<Writable, Writable> r = new SequenceFileRecordReader<>(conf,
					new FileSplit(data(file), Long.parseLong(w[0]), Long.parseLong(w[1]),
							new String[0]));
			key = r.createKey();
			value = r.createValue();
			for (; r.next(key, value); n++)
				md.update((show(key) + "\t" + show(value) + "\n").getBytes(StandardCharsets.UTF_8));
			r.close();
			out.println(line + " " + n + " " + hex.formatHex(md.digest()));
		}
	}

	static void get(String dir, PrintStream out, String[] keys) throws Exception {
		try (MapFile.Reader r = new MapFile.Reader(new Path(dir), conf)) {
			Writable value = (Writable)ReflectionUtils.newInstance(r.getValueClass(), conf);
			for (String k : keys)
				out.println(r.get(new Text(k), value) == null ? k : k + "\t" + value);
		}
	}

	static void find(String dir, PrintStream out) throws Exception {
		try (MapFile.Reader all = new MapFile.Reader(new Path(dir), conf);
				MapFile.Reader one = new MapFile.Reader(new Path(dir), conf)) {
			WritableComparable<?> key = (WritableComparable<?>)ReflectionUtils.newInstance(
					all.getKeyClass(), conf);
			WritableComparable<?> last = (WritableComparable<?>)ReflectionUtils.newInstance(
					all.getKeyClass(), conf);
			WritableComparator order = WritableComparator.get(
					all.getKeyClass().asSubclass(WritableComparable.class));
			Writable value = (Writable)ReflectionUtils.newInstance(all.getValueClass(), conf);
			Writable found = (Writable)ReflectionUtils.newInstance(all.getValueClass(), conf);
			long n = 0;
			for (; all.next(key, value); n++) {
				if (n > 0 && order.compare(last, key) > 0)
					out.println(key + " after " + last);
				if (one.get(key, found) == null || !found.toString().equals(value.toString()))
					out.println(key + " not found");
				ReflectionUtils.copy(conf, key, last);
			}
			out.println(n);
		}
	}

	static void append(String file) throws Exception {
		CompressionType type;
		org.apache.hadoop.io.compress.CompressionCodec codec;
		try (SequenceFile.Reader r = new SequenceFile.Reader(conf,
				SequenceFile.Reader.file(new Path(file)))) {
			type = r.getCompressionType();
			codec = r.getCompressionCodec();
		}
		Configuration raw = new Configuration(conf); // with checksums there is no append
		raw.setClass("fs.file.impl", RawLocalFileSystem.class, FileSystem.class);
		raw.setBoolean("fs.file.impl.disable.cache", true);
		try (SequenceFile.Writer w = SequenceFile.createWriter(raw,
				SequenceFile.Writer.file(new Path(file)), SequenceFile.Writer.keyClass(Text.class),
				SequenceFile.Writer.valueClass(BytesWritable.class),
				SequenceFile.Writer.compression(type, codec),
				SequenceFile.Writer.appendIfExists(true))) {
			w.append(new Text("appended"), new BytesWritable());
		}
	}

	static void command(String[] w) throws Exception {
		String to = w[w[0].equals("splits") ? 3 : 2];
		try (PrintStream out = new PrintStream(new BufferedOutputStream(
				new FileOutputStream(to)), false, StandardCharsets.UTF_8)) {
			switch (w[0]) {
			case "records": records(w[1], out); break;
			case "text": text(w[1], out); break;
			case "splits": splits(w[1], w[2], out); break;
			case "get": get(w[1], out, Arrays.copyOfRange(w, 3, w.length)); break;
			case "find": find(w[1], out); break;
			case "append": append(w[1]); break;
			default: throw new IOException("no command " + w[0]);
			}
			if (out.checkError())
				throw new IOException("cannot write " + to);
		}
	}

	public static void main(String[] args) throws Exception {
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in,
				StandardCharsets.UTF_8));
		int bad = 0;
		for (String line; (line = in.readLine()) != null; )
			try {
				command(line.split("\t"));
			} catch (Throwable e) {
				System.out.println(line.replace('\t', ' ') + ": " + e);
				bad++;
			}
		System.exit(bad == 0 ? 0 : 1);
	}
}
