// Make.java - SequenceFiles as Hadoop's own classes write them.
//
//   Make golden DIR     the samples of this folder
//   Make large DIR      larger ones, for reading by splits: see large() below
//
// Contents come from java.util.Random with fixed seeds; only the sync markers differ
// from run to run, since Hadoop chooses them.
import java.io.*;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.*;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.SequenceFile.Writer;
import org.apache.hadoop.io.compress.*;

public class Make {
	static final Configuration conf = new Configuration();
	static final String[] CODECS = {"deflate", "gzip", "bzip2", "snappy", "lz4"};
	static String dir;
	static int interval = 200;

	/** An ArrayWritable as users make them: the class alone knows its elements. */
	public static class TextArray extends ArrayWritable {
		public TextArray() { super(Text.class); }
		TextArray(String[] s) {
			super(Text.class);
			Writable[] t = new Writable[s.length];
			for (int i = 0; i < s.length; i++)
				t[i] = new Text(s[i]);
			set(t);
		}
	}

	/** A value class that nobody else knows. */
	public static class Point implements Writable {
		int x, y;
		public void write(DataOutput out) throws IOException { out.writeInt(x); out.writeInt(y); }
		public void readFields(DataInput in) throws IOException { x = in.readInt(); y = in.readInt(); }
		public String toString() { return "(" + x + ", " + y + ")"; }
	}

	static CompressionCodec codec(String name) {
		CompressionCodec c;
		switch (name) {
		case "bzip2": c = new BZip2Codec(); break;
		case "snappy": c = new SnappyCodec(); break;
		case "lz4": c = new Lz4Codec(); break;
		case "gzip": c = new GzipCodec(); break;
		case "zlib": c = new DeflateCodec(); break;
		default: c = new DefaultCodec(); break;
		}
		((org.apache.hadoop.conf.Configurable)c).setConf(conf);
		return c;
	}

	static Writer open(String name, Class<?> key, Class<?> value, CompressionType type,
			String codec, String... meta) throws IOException {
		SequenceFile.Metadata m = new SequenceFile.Metadata();
		for (int i = 0; i < meta.length; i += 2)
			m.set(new Text(meta[i]), new Text(meta[i + 1]));
		return SequenceFile.createWriter(conf, Writer.file(new Path(dir, name)),
				Writer.keyClass(key), Writer.valueClass(value), Writer.metadata(m),
				Writer.compression(type, codec(codec)), Writer.syncInterval(interval));
	}

	static BytesWritable bytes(Random r, int n) {
		byte[] b = new byte[n];
		for (int i = 0; i < n; i++)
			b[i] = (byte)(r.nextInt(4) == 0 ? r.nextInt(256) : 'a');
		return new BytesWritable(b);
	}

	/** Files of a folder, as pack would put them: Text paths, BytesWritable contents. */
	static void files(String name, CompressionType type, String codec, int n, int max,
			String... meta) throws IOException {
		Random r = new Random(n);
		try (Writer w = open(name, Text.class, BytesWritable.class, type, codec, meta)) {
			for (int i = 0; i < n; i++)
				w.append(new Text(String.format("dir/%04d.bin", i)),
						bytes(r, i % 7 == 3 ? 0 : r.nextInt(max)));
		}
	}

	/** All of one class, key and value: w[i] -> w[n - 1 - i]. */
	static void all(String name, Writable... w) throws IOException {
		try (Writer out = open(name, w[0].getClass(), w[0].getClass(), CompressionType.NONE, "")) {
			for (int i = 0; i < w.length; i++)
				out.append(w[i], w[w.length - 1 - i]);
		}
	}

	/** Values of one class, keys 0, 1, 2... */
	static void values(String name, Writable... w) throws IOException {
		try (Writer out = open(name, IntWritable.class, w[0].getClass(), CompressionType.NONE, "")) {
			for (int i = 0; i < w.length; i++)
				out.append(new IntWritable(i), w[i]);
		}
	}

	static MapWritable map(Writable... kv) {
		MapWritable m = new MapWritable();
		for (int i = 0; i < kv.length; i += 2)
			m.put(kv[i], kv[i + 1]);
		return m;
	}

	static SortedMapWritable<Text> sorted(Writable... kv) {
		SortedMapWritable<Text> m = new SortedMapWritable<>();
		for (int i = 0; i < kv.length; i += 2)
			m.put((Text)kv[i], kv[i + 1]);
		return m;
	}

	static TextArray array(String... s) { return new TextArray(s); }
	static Text t(String s) { return new Text(s); }
	static IntWritable i(int n) { return new IntWritable(n); }

	static void classes() throws IOException {
		NullWritable nil = NullWritable.get();
		all("class-null.seq", nil, nil, nil);
		all("class-boolean.seq", new BooleanWritable(true), new BooleanWritable(false));
		all("class-byte.seq", new ByteWritable((byte)0), new ByteWritable((byte)127),
				new ByteWritable((byte)-128), new ByteWritable((byte)-1));
		all("class-short.seq", new ShortWritable((short)0), new ShortWritable((short)-32768),
				new ShortWritable((short)32767));
		all("class-int.seq", i(0), i(7), i(-1), i(Integer.MIN_VALUE), i(Integer.MAX_VALUE));
		all("class-long.seq", new LongWritable(0), new LongWritable(-1),
				new LongWritable(Long.MIN_VALUE), new LongWritable(Long.MAX_VALUE));
		long[] v = {0, 1, -1, -112, 127, 128, -113, 255, 256, 65535, -256, -257, 1 << 24,
				Integer.MAX_VALUE, Integer.MIN_VALUE};
		Writable[] w = new Writable[v.length];
		for (int k = 0; k < v.length; k++)
			w[k] = new VIntWritable((int)v[k]);
		all("class-vint.seq", w);
		v[13] = Long.MAX_VALUE;
		v[14] = Long.MIN_VALUE;
		v[12] = 1L << 40;
		w = new Writable[v.length];
		for (int k = 0; k < v.length; k++)
			w[k] = new VLongWritable(v[k]);
		all("class-vlong.seq", w);
		all("class-text.seq", t(""), t("hi"), t("tab\there"), t("line\nend"), t("\u00e4\u20ac\ud83d\ude00"),
				t("nul\0x"), new Text(new byte[] {'a', (byte)0xff, (byte)0xc3, 'b', (byte)0xe2, (byte)0x82}));
		all("class-bytes.seq", new BytesWritable(), new BytesWritable(new byte[] {(byte)0xca, (byte)0xfe}),
				new BytesWritable("text".getBytes()), bytes(new Random(1), 40));
		MD5Hash zero = new MD5Hash(new byte[16]);
		all("class-md5.seq", zero, MD5Hash.digest("a"), MD5Hash.digest(""));
		Writable[] u = {utf8(""), utf8("plain"), utf8("\u00e4\u20ac"), utf8("\ud83d\ude00"), utf8("\0")};
		all("class-utf8.seq", u);
		floats();
		maps();
	}

	@SuppressWarnings("deprecation")
	static Writable utf8(String s) { return new UTF8(s); }

	/** Numbers that all releases of Java print alike: before 19 some have a digit too many. */
	static void floats() throws IOException {
		double[] special = {0, -0.0, 1, -1, 1.5, 0.1, 100, 1e-3, 9.99e-4, 9999999, 1e7, 12345678, 1e21,
				1e22, 123456.789, 3.141592653589793, Double.MAX_VALUE, 1e-300, Double.NaN,
				Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
		Random r = new Random(5);
		Writable[] d = new Writable[special.length + 60], f = new Writable[special.length + 60];
		for (int k = 0; k < d.length; k++) {
			boolean s = k < special.length;
			d[k] = new DoubleWritable(s ? special[k] : k % 2 == 0 ? r.nextGaussian() * 1000
					: Double.longBitsToDouble(r.nextLong()));
			f[k] = new FloatWritable(s ? (float)special[k] : k % 2 == 0 ? (float)r.nextGaussian() * 1000
					: Float.parseFloat(String.format("%.5e", Float.intBitsToFloat(r.nextInt() & 0xbfffffff))));
		}
		values("class-double.seq", d);
		values("class-float.seq", f);
	}

	static void maps() throws IOException {
		values("class-map.seq", map(), map(t("one"), i(1)),
				map(t("a"), i(1), t("b"), new LongWritable(2), t("c"), t("three"), t("d"), NullWritable.get()),
				map(i(1), new FloatWritable(1.5f), i(2), new BooleanWritable(true), i(3), new VIntWritable(300),
						i(4), new VLongWritable(-300), i(5), MD5Hash.digest("a")),
				map(t("inner"), map(t("x"), i(9)), t("bytes"), new BytesWritable(new byte[] {1, 2})),
				map(t("sorted"), sorted(t("x"), i(9))), map(t("key"), t("value"), NullWritable.get(), t("null key")));
		// Classes without a number of Hadoop's: named in front of the map. Hadoop fails at a
		// second record that gives such a number to another class.
		values("class-map-double.seq", map(t("d"), new DoubleWritable(1.5), t("s"), new ShortWritable((short)7),
				t("b"), new ByteWritable((byte)-1)));
		values("class-map-own.seq", map(t("self made"), point(3, 4), t("list"), array("p", "q")));
		values("class-sorted-map.seq", sorted(), sorted(t("b"), i(2), t("a"), i(1), t("c"), t("three")),
				sorted(t("deep"), sorted(t("x"), new FloatWritable(0.5f))));
		values("class-array-text.seq", array(), array("one"), array("", "two", "\u00e4"));
		values("class-array-primitive.seq", new ArrayPrimitiveWritable(new int[] {1, -2, 3}),
				new ArrayPrimitiveWritable(new int[0]), new ArrayPrimitiveWritable(new long[] {1L << 40}),
				new ArrayPrimitiveWritable(new byte[] {1, 2, -1}), new ArrayPrimitiveWritable(new short[] {7}),
				new ArrayPrimitiveWritable(new double[] {1.5, -0.25}), new ArrayPrimitiveWritable(new float[] {2.5f}),
				new ArrayPrimitiveWritable(new boolean[] {true, false}),
				new ArrayPrimitiveWritable(new char[] {'x', '\u20ac'}));
		values("class-own.seq", point(1, 2), point(-1, Integer.MIN_VALUE));
		enums();
	}

	static Point point(int x, int y) {
		Point p = new Point();
		p.x = x;
		p.y = y;
		return p;
	}

	/** The array classes that carry the names of what they hold. */
	static void enums() throws IOException {
		values("class-object.seq", new ObjectWritable("string"), new ObjectWritable(int.class, 7),
				new ObjectWritable(t("text")));
		Writable[][] two = {{i(1), i(2)}, {i(3)}};
		values("class-array-2d.seq", new TwoDArrayWritable(IntWritable.class, two));
		values("class-array-plain.seq", new ArrayWritable(IntWritable.class, new Writable[] {i(1), i(2)}),
				new ArrayWritable(IntWritable.class, new Writable[0]));
	}

	static void layouts() throws IOException {
		String[] meta = {"made by", "Hadoop", "", "", "\u00e4", "b\tc"};
		files("plain.seq", CompressionType.NONE, "", 24, 120, meta);
		for (String c : CODECS) {
			files("record-" + c + ".seq", CompressionType.RECORD, c, 24, 120, meta);
			conf.setInt("io.seqfile.compress.blocksize", 500);
			files("block-" + c + ".seq", CompressionType.BLOCK, c, 24, 120, meta);
			conf.unset("io.seqfile.compress.blocksize");
		}
		files("record-zlib.seq", CompressionType.RECORD, "zlib", 3, 40);
		for (CompressionType type : CompressionType.values()) {
			String s = type == CompressionType.NONE ? "plain" : type.name().toLowerCase();
			files("empty-" + s + ".seq", type, "deflate", 0, 1);
			try (Writer w = open("nulls-" + s + ".seq", NullWritable.class, NullWritable.class, type, "deflate")) {
				for (int k = 0; k < 40; k++)
					w.append(NullWritable.get(), NullWritable.get());
			}
			try (Writer w = open("blank-" + s + ".seq", Text.class, BytesWritable.class, type, "lz4")) {
				for (int k = 0; k < 20; k++)
					w.append(t(""), new BytesWritable());
			}
			for (String c : new String[] {"snappy", "lz4"}) {
				if (type == CompressionType.NONE)
					continue;
				try (Writer w = open("over-" + s + "-" + c + ".seq", Text.class, BytesWritable.class, type, c)) {
					w.append(t("before"), new BytesWritable("x".getBytes()));
					w.append(t("over"), new BytesWritable(new byte[270000]));
					w.append(t("after"), new BytesWritable("y".getBytes()));
				}
			}
		}
	}

	/** An appender begins with a sync, even when it adds nothing. */
	static void append(String name, int... counts) throws IOException {
		files(name, CompressionType.NONE, "", 5, 60);
		for (int n : counts)
			try (Writer w = SequenceFile.createWriter(conf, Writer.file(new Path(dir, name)),
					Writer.keyClass(Text.class), Writer.valueClass(BytesWritable.class),
					Writer.compression(CompressionType.NONE), Writer.appendIfExists(true))) {
				for (int k = 0; k < n; k++)
					w.append(t("appended " + k), new BytesWritable(new byte[] {(byte)k}));
			}
	}

	static void syncs() throws Exception {
		interval = 2000;
		files("old-interval.seq", CompressionType.NONE, "", 60, 200);
		interval = 200;
		append("append.seq", 3);
		append("append-twice.seq", 0, 3);
		Field f = Writer.class.getDeclaredField("sync");
		f.setAccessible(true);
		try (Writer w = open("sync-in-value.seq", Text.class, BytesWritable.class, CompressionType.NONE, "")) {
			byte[] sync = (byte[])f.get(w), both = new byte[44];
			Arrays.fill(both, 4, 8, (byte)-1);
			System.arraycopy(sync, 0, both, 8, 16);
			Arrays.fill(both, 24, 28, (byte)-1);
			System.arraycopy(sync, 0, both, 28, 16);
			for (int k = 0; k < 12; k++)
				w.append(t("k" + k), new BytesWritable(k % 3 == 0 ? both : k % 3 == 1 ? sync : new byte[50]));
		}
	}

	static void hive() throws IOException {
		interval = 2000;
		for (CompressionType type : CompressionType.values())
			try (Writer w = open("hive-" + (type == CompressionType.NONE ? "plain" : type.name().toLowerCase())
					+ ".seq", BytesWritable.class, Text.class, type, "snappy")) {
				for (int k = 0; k < 20; k++)
					w.append(new BytesWritable(), t(k + "\u0001name " + k + "\u0001" + (k % 5 == 0 ? "\\N" : k * 1.5)));
			}
		interval = 200;
	}

	static void mapFiles() throws IOException {
		for (CompressionType type : CompressionType.values()) {
			String s = type == CompressionType.NONE ? "plain" : type.name().toLowerCase();
			conf.setInt("io.seqfile.compress.blocksize", 900);
			try (MapFile.Writer w = new MapFile.Writer(conf, new Path(dir, "map-" + s),
					MapFile.Writer.keyClass(Text.class), MapFile.Writer.valueClass(LongWritable.class),
					MapFile.Writer.compression(type, codec("deflate")))) {
				if (type == CompressionType.BLOCK)
					w.setIndexInterval(16);
				for (int k = 0; k < 300; k++)
					w.append(t(String.format("k%03d", k - k % 50 % 7 / 6)), new LongWritable(k));
			}
			conf.unset("io.seqfile.compress.blocksize");
		}
		try (MapFile.Writer w = new MapFile.Writer(conf, new Path(dir, "map-empty"),
				MapFile.Writer.keyClass(Text.class), MapFile.Writer.valueClass(Text.class))) {
		}
		SetFile.Writer set = new SetFile.Writer(conf, new Path(dir).getFileSystem(conf),
				dir + "/set", LongWritable.class, CompressionType.NONE);
		for (int k = 0; k < 10; k++)
			set.append(new LongWritable(k * k - 20));
		set.close();
		ArrayFile.Writer array = new ArrayFile.Writer(conf, new Path(dir).getFileSystem(conf),
				dir + "/array", Text.class);
		for (int k = 0; k < 10; k++)
			array.append(t("element " + k));
		array.close();
		BloomMapFile.Writer bloom = new BloomMapFile.Writer(small(), new Path(dir, "bloom"),
				MapFile.Writer.keyClass(IntWritable.class), MapFile.Writer.valueClass(Text.class));
		for (int k = -5; k < 5; k++)
			bloom.append(i(k), t("value " + k));
		bloom.close();
	}

	static Configuration small() {
		Configuration c = new Configuration(conf);
		c.setInt("io.mapfile.bloom.size", 64);
		return c;
	}

	/** About 300 KB each, with the intervals that Hadoop uses unless told. */
	static void large() throws IOException {
		for (CompressionType type : CompressionType.values())
			for (String c : CODECS) {
				boolean plain = type == CompressionType.NONE;
				if (plain && c != CODECS[0])
					continue;
				String s = plain ? "plain" : type.name().toLowerCase() + "-" + c;
				interval = plain ? 102400 : 5000;
				conf.setInt("io.seqfile.compress.blocksize", 50000);
				files("large-" + s + ".seq", type, c, 300, 3000);
			}
	}

	public static void main(String[] args) throws Exception {
		dir = args[1];
		if (args[0].equals("large")) {
			large();
			return;
		}
		conf.setClass("fs.file.impl", org.apache.hadoop.fs.RawLocalFileSystem.class,
				org.apache.hadoop.fs.FileSystem.class); // no .crc files, and append
		layouts();
		classes();
		syncs();
		hive();
		mapFiles();
	}
}
