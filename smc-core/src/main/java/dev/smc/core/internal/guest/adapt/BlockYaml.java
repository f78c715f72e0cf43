package dev.smc.core.internal.guest.adapt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A node of YAML whose mappings are blocks, as those of netplan nearly always are. Lists and mappings in braces are values, as they are
 * written, for nothing within them is asked for. What else YAML has is not understood, which is better than to misunderstand it.
 *
 * @param value without quotes; empty if it is a mapping, or nothing
 * @param children of a mapping, by their keys
 */
record BlockYaml(String value, Map<String, BlockYaml> children) {
    private static final int MOST_LEVELS = 16;
    private static final String LIST = "-";

    /** Reads a text; empty if it is not understood. */
    static Optional<BlockYaml> parse(String text) {
        Reader reader = new Reader();
        return text.lines().allMatch(reader::read) ? Optional.of(reader.root) : Optional.empty();
    }

    private static BlockYaml of(String value) {
        return new BlockYaml(value, new LinkedHashMap<>());
    }

    Set<String> keys() {
        return children.keySet();
    }

    Optional<BlockYaml> get(String key) {
        return Optional.ofNullable(children.get(key));
    }

    /** Returns whether it is no mapping, but this value. */
    boolean is(String expected) {
        return children.isEmpty() && value.equals(expected);
    }

    boolean isTrue() {
        return children.isEmpty() && value.matches("(?i)true|yes|on|y");
    }

    /** A mapping that is being read, and how far its keys are indented. */
    private record Level(int indent, BlockYaml node) {}

    /** Reads line after line. Not thread-safe. */
    private static final class Reader {
        private final BlockYaml root = of("");
        private final Deque<Level> levels = new ArrayDeque<>();
        /** The key that was read last. */
        private String last = "";
        /** Whether the key that was read last may still become a mapping or a list. */
        private boolean isOpen;
        /** How far the list is indented whose lines are being passed over; -1 if there is none. */
        private int list = -1;

        Reader() {
            levels.push(new Level(0, root));
        }

        /** Returns whether a line is understood. */
        boolean read(String line) {
            String content = line.strip();
            if (content.isEmpty() || content.startsWith("#")) {
                return true;
            }
            int indent = 0;
            while (line.charAt(indent) == ' ') {
                indent++;
            }
            boolean isItem = content.equals("-") || content.startsWith("- ");
            if (list >= 0 && (indent > list || (indent == list && isItem))) {
                return true;
            }
            list = -1;
            if (isItem) {
                return startList(indent);
            }
            boolean isStart = content.equals("---") && root.children.isEmpty();
            return line.charAt(indent) != '\t' && (isStart || (level(indent) && entry(content)));
        }

        private boolean startList(int indent) {
            Level level = levels.element();
            if (!isOpen || indent < level.indent()) {
                return false;
            }
            isOpen = false;
            list = indent;
            level.node().children.put(last, of(LIST));
            return true;
        }

        /** Goes to the mapping whose keys are indented so far, one within the last key or one around it. */
        private boolean level(int indent) {
            if (isOpen && indent > levels.element().indent()) {
                levels.push(new Level(indent, levels.element().node().get(last).orElseThrow()));
            }
            while (levels.element().indent() > indent) {
                levels.pop();
            }
            return levels.element().indent() == indent && levels.size() <= MOST_LEVELS;
        }

        private boolean entry(String content) {
            int colon = content.endsWith(":") && !content.contains(": ") ? content.length() - 1 : content.indexOf(": ");
            if (colon < 0) {
                return false;
            }
            Optional<String> key = scalar(content.substring(0, colon).strip());
            Optional<String> value = scalar(withoutComment(content.substring(colon + 1)));
            if (key.isEmpty() || value.isEmpty()) {
                return false;
            }
            last = key.get();
            isOpen = value.get().isEmpty();
            return levels.element().node().children.putIfAbsent(last, of(value.get())) == null;
        }

        /** Where a comment follows, quotes may be in it: then the value is not understood. */
        private static String withoutComment(String value) {
            int comment = value.indexOf(" #");
            return (comment < 0 ? value : value.substring(0, comment)).strip();
        }

        private static Optional<String> scalar(String text) {
            if (text.isEmpty()) {
                return Optional.of(text);
            }
            char first = text.charAt(0);
            char end = text.charAt(text.length() - 1);
            if (first == '"' || first == '\'') {
                String inner = text.length() > 1 ? text.substring(1, text.length() - 1) : "\\";
                boolean isPlain = end == first && inner.indexOf(first) < 0 && inner.indexOf('\\') < 0;
                return isPlain && !inner.isEmpty() ? Optional.of(inner) : Optional.empty();
            }
            boolean isWhole = switch (first) {
                case '[' -> end == ']';
                case '{' -> end == '}';
                default -> "&*!|>%@`,]}?".indexOf(first) < 0 && !text.contains(": ");
            };
            return isWhole ? Optional.of(text) : Optional.empty();
        }
    }
}
