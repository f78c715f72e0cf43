package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Parses metadata texts:
 *
 * <pre>
 * section = { name "{" section "}" | name "=" value }
 * value   = single | "[" { single [","] } "]"
 * single  = number | word | '"' string with \" and \\ '"'
 * </pre>
 *
 * {@code #} starts a comment up to the end of the line, and a zero byte ends the text. What LVM2 tolerates but does not write,
 * such as a name that is there twice, is an error: it would be understood in one way here and in another way there.
 */
final class LvmText {
    private static final int DEEPEST = 12;
    /** Together with the size of the text this bounds the memory for what is in it. */
    private static final int MOST_VALUES = 1 << 18;

    private static final int LONGEST_WORD = 256;
    private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,17}");
    private static final String WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+.-";
    private static final String SPACE = " \t\n\u000b\f\r";
    /** Not a character. */
    private static final int END = -1;

    private final String text;
    private int position;
    private int values;

    private LvmText(String text) {
        int end = text.indexOf('\0');
        this.text = end < 0 ? text : text.substring(0, end);
    }

    static LvmSection parse(String text) throws UnmappableException {
        LvmText parser = new LvmText(text);
        LvmSection root = parser.section(0);
        parser.check(parser.next() == END, "has a closing brace too many");
        return root;
    }

    private LvmSection section(int depth) throws UnmappableException {
        check(depth < DEEPEST, "has sections within sections too deep");
        LvmSection section = new LvmSection();
        while (next() != END && next() != '}') {
            String name = word();
            check(!section.values().containsKey(name) && !section.sections().containsKey(name), "has a name twice");
            count();
            if (next() == '{') {
                position++;
                section.sections().put(name, section(depth + 1));
                expect('}');
            } else {
                expect('=');
                section.values().put(name, value());
            }
        }
        return section;
    }

    private List<Object> value() throws UnmappableException {
        if (next() != '[') {
            return List.of(single());
        }
        position++;
        List<Object> elements = new ArrayList<>();
        while (next() != ']') {
            elements.add(single());
            if (next() == ',') {
                position++;
            }
        }
        position++;
        return List.copyOf(elements);
    }

    private Object single() throws UnmappableException {
        count();
        if (next() == '"') {
            return string();
        }
        String word = word();
        return NUMBER.matcher(word).matches() ? (Object) Long.valueOf(word) : word;
    }

    private String string() throws UnmappableException {
        StringBuilder string = new StringBuilder();
        for (position++; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == '"') {
                position++;
                return string.toString();
            }
            if (c == '\\' && position + 1 < text.length()) {
                position++;
            }
            string.append(text.charAt(position));
        }
        throw new UnmappableException("its metadata has a string without an end");
    }

    private String word() throws UnmappableException {
        int start = next() == END ? text.length() : position;
        while (position < text.length() && isOfWord(text.charAt(position))) {
            position++;
        }
        check(position > start && position - start <= LONGEST_WORD, "has no name where one must be");
        return text.substring(start, position);
    }

    private static boolean isOfWord(char c) {
        return WORD.indexOf(c) >= 0;
    }

    private void expect(char c) throws UnmappableException {
        check(next() == c, "lacks a " + c);
        position++;
    }

    /** Returns the next character that is neither space nor comment, and moves there. */
    private int next() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '#') {
                int end = text.indexOf('\n', position);
                position = end < 0 ? text.length() : end;
            } else if (SPACE.indexOf(c) >= 0) {
                position++;
            } else {
                return c;
            }
        }
        return END;
    }

    private void count() throws UnmappableException {
        check(++values <= MOST_VALUES, "has more than " + MOST_VALUES + " values");
    }

    private void check(boolean right, String otherwise) throws UnmappableException {
        if (!right) {
            throw new UnmappableException("its metadata " + otherwise + " at character " + position);
        }
    }
}
