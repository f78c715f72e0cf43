package dev.smc.core.internal.guest.windows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * A key of a hive. Names are found whatever the case of their letters. Its cell:
 *
 * <pre>
 *  0  "nk"
 *  2  flags, 2 bytes: 20 (hexadecimal) the name is in Latin-1, not in UTF-16
 * 20  how many keys are below it, 4 bytes; 28 reference to the list of them
 * 36  how many values it has, 4 bytes; 40 reference to the list of references to them
 * 72  length of the name in bytes, 2 bytes; 76 name
 * </pre>
 *
 * <p>Lists of keys start with a mark, 2 bytes, and the number of elements, 2 bytes. "li" has references to keys, "lf" and "lh" have
 * something about the name after each of them, 4 bytes, and "ri" has references to lists of the other kinds. Not thread-safe.
 */
public final class RegistryKey {
    private static final int HEADER = 76;
    private static final int LONGEST_NAME = 1024;
    private static final int FLAG_LATIN = 0x20;
    private static final int LIST_HEADER = 4;
    private static final int LONGEST_LIST = LIST_HEADER + 8 * 0xffff;
    private static final int MOST_KEYS = 1 << 20;
    private static final int MOST_VALUES = 1 << 16;

    private final HiveCells cells;
    private final ByteBuffer cell;
    private final String name;

    private RegistryKey(HiveCells cells, ByteBuffer cell, String name) {
        this.cells = cells;
        this.cell = cell;
        this.name = name;
    }

    static RegistryKey read(HiveCells cells, int reference) {
        ByteBuffer cell = cells.read(reference, HEADER + LONGEST_NAME);
        cells.check(
                reference,
                cell.capacity() >= HEADER && mark(cell).equals("nk"),
                "another cell",
                "one of a key, \"nk\"");
        int length = Short.toUnsignedInt(cell.getShort(72));
        cells.check(reference, length <= cell.capacity() - HEADER, "a name of " + length + " bytes", "one in its cell");
        boolean latin = (cell.getShort(2) & FLAG_LATIN) != 0;
        return new RegistryKey(cells, cell, name(cell.slice(HEADER, length), latin));
    }

    static String mark(ByteBuffer cell) {
        return cell.capacity() < 2 ? "" : "" + (char) cell.get(0) + (char) cell.get(1);
    }

    static String name(ByteBuffer bytes, boolean latin) {
        return (latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE)
                .decode(bytes)
                .toString();
    }

    public String name() {
        return name;
    }

    /** Returns the keys below it, in the order of the hive. */
    public List<RegistryKey> keys() {
        List<RegistryKey> keys = new ArrayList<>();
        scan(key -> {
            keys.add(key);
            return true;
        });
        return keys;
    }

    /** Returns a key below it by its path from here, with backslashes. */
    public Optional<RegistryKey> key(String path) {
        Optional<RegistryKey> found = Optional.of(this);
        for (String step : path.split("\\\\", -1)) {
            found = found.flatMap(key -> key.below(step));
        }
        return found;
    }

    private Optional<RegistryKey> below(String wanted) {
        List<RegistryKey> found = new ArrayList<>();
        scan(key -> {
            if (key.name.equalsIgnoreCase(wanted)) {
                found.add(key);
            }
            return found.isEmpty();
        });
        return found.stream().findFirst();
    }

    private void scan(Predicate<RegistryKey> visitor) {
        if (cell.getInt(20) != 0) {
            scanList(cell.getInt(28), visitor);
        }
    }

    private void scanList(int reference, Predicate<RegistryKey> visitor) {
        ByteBuffer list = cells.read(reference, LONGEST_LIST);
        if (!mark(list).equals("ri")) {
            scanLeaf(reference, list, MOST_KEYS, visitor);
            return;
        }
        int left = MOST_KEYS;
        for (int i = 0; i < count(reference, list, Integer.BYTES); i++) {
            int leaf = list.getInt(LIST_HEADER + i * Integer.BYTES);
            int scanned = scanLeaf(leaf, cells.read(leaf, LONGEST_LIST), left, visitor);
            if (scanned < 0) {
                return;
            }
            left -= scanned;
        }
    }

    /** Returns how many keys a list has, or -1 if the visitor wants no more. */
    private int scanLeaf(int reference, ByteBuffer list, int most, Predicate<RegistryKey> visitor) {
        int element = switch (mark(list)) {
            case "li" -> 4;
            case "lf", "lh" -> 8;
            default -> 0;
        };
        cells.check(reference, element > 0, "another cell", "a list of keys");
        int count = count(reference, list, element);
        cells.check(reference, count <= most, "more than " + MOST_KEYS + " keys", "fewer");
        for (int i = 0; i < count; i++) {
            if (!visitor.test(read(cells, list.getInt(LIST_HEADER + i * element)))) {
                return -1;
            }
        }
        return count;
    }

    private int count(int reference, ByteBuffer list, int element) {
        int room = (list.capacity() - LIST_HEADER) / element;
        int count = list.capacity() < LIST_HEADER ? -1 : Short.toUnsignedInt(list.getShort(2));
        cells.check(reference, count >= 0 && count <= room, "a list of " + count, "one that fits into its cell");
        return count;
    }

    /** Returns its values. */
    public List<RegistryValue> values() {
        int count = cell.getInt(36);
        if (count == 0) {
            return List.of();
        }
        int reference = cell.getInt(40);
        cells.check(reference, count > 0 && count <= MOST_VALUES, count + " values", "at most " + MOST_VALUES);
        ByteBuffer list = cells.readFully(reference, count * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        List<RegistryValue> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(RegistryValue.read(cells, list.getInt(i * Integer.BYTES)));
        }
        return values;
    }

    /** Returns a value by its name; the one that Windows shows as "(Default)" has the empty one. */
    public Optional<RegistryValue> value(String wanted) {
        return values().stream().filter(v -> v.name().equalsIgnoreCase(wanted)).findFirst();
    }

    /** Returns the text of a value, if it is one and not empty. */
    public Optional<String> text(String wanted) {
        return value(wanted).flatMap(RegistryValue::text).filter(text -> !text.isEmpty());
    }

    /** Returns the texts of a value; none if it is none of texts. */
    public List<String> texts(String wanted) {
        return value(wanted).map(RegistryValue::texts).orElse(List.of());
    }

    /** Returns the number of a value, if it is one. */
    public OptionalLong number(String wanted) {
        return value(wanted).map(RegistryValue::number).orElse(OptionalLong.empty());
    }
}
