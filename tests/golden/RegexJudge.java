/*
 * RegexJudge.java - what java.util.regex finds: java RegexJudge.java < regex.tsv > new
 *
 * A line "= TEXT" gives a subject to all patterns after it, other lines are a pattern,
 * a tab, and for each subject 1 (found), 0, or ERROR where Java refuses the pattern or a
 * match fails; a third column ("refused": by us, though Java takes it) is kept, and so are
 * lines that begin with #. %XX stands for a byte; tabs, ends of lines and % need it.
 * "java RegexJudge.java random SEED COUNT" writes a table of random patterns instead.
 */
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.regex.*;

class RegexJudge {
    static String decode(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                out.write(Integer.parseInt(new String(in, i + 1, 2, StandardCharsets.US_ASCII), 16));
                i += 2;
            } else {
                out.write(in[i]);
            }
        }
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    static String encode(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < 32 || c == '%' || c == 127)
                out.append(String.format("%%%02X", c));
            else
                out.appendCodePoint(c);
        });
        return out.toString();
    }

    static String answers(String pattern, List<String> subjects) {
        StringBuilder out = new StringBuilder();
        try {
            Pattern p = Pattern.compile(pattern);
            for (String s : subjects)
                out.append(p.matcher(s).find(0) ? '1' : '0');
        } catch (PatternSyntaxException | StackOverflowError | IndexOutOfBoundsException e) {
            return "ERROR";
        } catch (IllegalArgumentException | NullPointerException e) {
            return "ERROR";
        }
        return out.toString();
    }

    static Random rand;

    static String one(String... of) {
        return of[rand.nextInt(of.length)];
    }

    static final String[] LETTERS = { "a", "b", "k", "i", "K", "s", "S", "é", "É", "ß", "I", "1",
        " ", "\n", "\r", "\u2028", "σ", "ς", "İ", "ı", "ſ", "-", "_", "&", "я", "Я", "ᾀ", "ᾈ", "\u0301" };

    static String letter() {
        return rand.nextInt(4) > 0 ? LETTERS[rand.nextInt(6)] : one(LETTERS);
    }

    static String escape() {
        return one("\\d", "\\w", "\\s", "\\W", "\\D", "\\S", "\\h", "\\v", "\\H", "\\V", "\\t",
            "\\n", "\\r", "\\x61", "\\x{e9}", "\\u00e9", "\\0101", "\\cA", "\\e", "\\.", "\\-",
            "\\p{L}", "\\p{Lu}", "\\P{L}", "\\pN", "\\p{Alpha}", "\\P{Alpha}", "\\p{Punct}",
            "\\p{Lower}", "\\p{IsAlphabetic}", "\\p{IsLatin}", "\\p{IsGreek}", "\\p{M}",
            "\\p{javaLowerCase}", "\\p{Space}", "\\Qa.b\\E", "\\Q]\\E", "\\]", "\\[", "\\é");
    }

    static String bracket(int d) {
        StringBuilder out = new StringBuilder("[");
        if (rand.nextInt(4) == 0)
            out.append('^');
        for (int n = rand.nextInt(4) + 1; n > 0; n--) {
            switch (rand.nextInt(10)) {
            case 0: out.append(escape()); break;
            case 1: out.append(one("a-z", "A-Z", "0-9", "a-k", "à-ï", "А-я", "J-L", "α-ω", "a-", "-a")); break;
            case 2: if (d > 0) out.append(bracket(d - 1)); break;
            case 3: out.append("&&").append(rand.nextBoolean() && d > 0 ? bracket(d - 1) :
                one("a-z", "b", "^a", "\\w", "ab")); break;
            case 4: out.append(one("]", "^", "&", "[", "-", ".", "$", "#", "&&")); break;
            default: out.append(letter());
            }
        }
        return out.append(']').toString();
    }

    static String atom(int d) {
        switch (rand.nextInt(14)) {
        case 0: case 1: return bracket(2);
        case 2: case 3: return escape();
        case 4: return ".";
        case 5: return one("^", "$", "\\b", "\\B", "\\A", "\\Z", "\\z", "\\R", "\\G", "\\1", "\\2", "\\k<n>", "\\12");
        case 6: case 7:
            if (d > 0)
                return "(" + one("", "", "?:", "?=", "?!", "?<=", "?<!", "?>", "?<n>", "?i:", "?s:", "?iu:",
                    "?-i:", "?m:", "?d:") + regex(d - 1) + ")";
            return letter();
        case 8: return rand.nextInt(4) == 0 ? one("(?i)", "(?s)", "(?m)", "(?iu)", "(?x)", "(?d)", "(?-i)", "(?i-s)", "(?U)") : letter();
        default: return letter();
        }
    }

    static String regex(int d) {
        StringBuilder out = new StringBuilder();
        for (int n = rand.nextInt(4) + 1; n > 0; n--) {
            out.append(atom(d));
            if (rand.nextInt(4) == 0)
                out.append(one("*", "+", "?", "*?", "+?", "??", "*+", "++", "{2}", "{1,2}", "{0,1}?", "{2,}", "{,2}", "?+"));
            if (rand.nextInt(8) == 0)
                out.append('|');
        }
        return out.toString();
    }

    static String subject() {
        StringBuilder out = new StringBuilder();
        for (int n = rand.nextInt(6); n > 0; n--)
            out.append(rand.nextInt(12) == 0 ? one("😀", "𝐀", "A", "\u0085", "\f", "\u00a0", "é", "K", "\r\n", "].", "ab") : letter());
        return out.toString();
    }

    static void random(long seed, int count) {
        List<String> subjects = new ArrayList<>();
        rand = new Random(seed);
        for (int i = 0; i < 40; i++) {
            subjects.add(subject());
            System.out.println("= " + encode(subjects.get(i)));
        }
        for (int i = 0; i < count; i++) {
            String p = (rand.nextInt(5) == 0 ? one("(?i)", "(?iu)", "(?m)", "(?s)") : "") + regex(2);
            System.out.println(encode(p) + "\t" + answers(p, subjects));
        }
    }

    public static void main(String[] args) throws IOException {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8"));
        if (args.length == 3 && args[0].equals("random")) {
            random(Long.parseLong(args[1]), Integer.parseInt(args[2]));
        } else {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
            List<String> subjects = new ArrayList<>();
            for (String line; (line = in.readLine()) != null; ) {
                String[] part = line.split("\t", -1);
                if (line.startsWith("= "))
                    subjects.add(decode(line.substring(2)));
                if (line.isEmpty() || line.startsWith("#") || line.startsWith("= "))
                    System.out.println(line);
                else
                    System.out.println(part[0] + "\t" + answers(decode(part[0]), subjects) +
                        (part.length > 2 ? "\t" + part[2] : ""));
            }
        }
        System.out.flush();
    }
}
