package dev.smc.core.internal.guest.windows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A value of a key. Its cell:
 *
 * <pre>
 *  0  "vk"
 *  2  length of the name in bytes, 2 bytes
 *  4  length of the data, 4 bytes; with the highest bit set the data, up to 4 bytes, is where its reference would be
 *  8  reference to the data
 * 12  type, 4 bytes
 * 16  flags, 2 bytes: 1 the name is in Latin-1, not in UTF-16
 * 20  name
 * </pre>
 *
 * <p>Data of more than 16344 bytes may be in pieces of so many: "db", their number, 2 bytes, and a reference to the list of references
 * to them. Not thread-safe.
 */
public final class RegistryValue {
    public static final int TEXT = 1;
    public static final int EXPANDABLE_TEXT = 2;
    public static final int BINARY = 3;
    public static final int NUMBER = 4;
    public static final int BIG_ENDIAN_NUMBER = 5;
    public static final int TEXTS = 7;
    public static final int LONG_NUMBER = 11;

    private static final int HEADER = 20;
    private static final int LONGEST_NAME = 1 << 15;
    private static final int FLAG_LATIN = 1;
    private static final int INLINE = 1 << 31;
    private static final int PIECE = 16344;
    private static final int LARGEST = 16 << 20;
    private static final int MOST_TEXTS = 4096;

    private final HiveCells cells;
    private final int reference;
    private final ByteBuffer cell;
    private final String name;

    private RegistryValue(HiveCells cells, int reference, ByteBuffer cell, String name) {
        this.cells = cells;
        this.reference = reference;
        this.cell = cell;
        this.name = name;
    }

    static RegistryValue read(HiveCells cells, int reference) {
        ByteBuffer cell = cells.read(reference, HEADER + LONGEST_NAME);
        cells.check(
                reference,
                cell.capacity() >= HEADER && RegistryKey.mark(cell).equals("vk"),
                "another cell",
                "one of a value, \"vk\"");
        int length = Short.toUnsignedInt(cell.getShort(2));
        cells.check(reference, length <= cell.capacity() - HEADER, "a name of " + length + " bytes", "one in its cell");
        boolean latin = (cell.getShort(16) & FLAG_LATIN) != 0;
        return new RegistryValue(cells, reference, cell, RegistryKey.name(cell.slice(HEADER, length), latin));
    }

    public String name() {
        return name;
    }

    /** Returns what it is: one of the constants of this class, or another number. */
    public int type() {
        return cell.getInt(12);
    }

    /** Returns its data, at most 16 MiB of which are read. */
    public byte[] data() {
        int length = cell.getInt(4) & ~INLINE;
        if ((cell.getInt(4) & INLINE) != 0) {
            cells.check(reference, length <= Integer.BYTES, length + " bytes within a value", "at most 4");
            byte[] data = new byte[length];
            cell.get(8, data);
            return data;
        }
        if (length == 0) {
            return new byte[0];
        }
        cells.check(reference, length <= LARGEST, "a value of " + length + " bytes", "at most " + LARGEST);
        ByteBuffer start = cells.read(cell.getInt(8), length);
        boolean isInPieces = length > PIECE && start.capacity() < length;
        return isInPieces
                ? pieces(start, length)
                : cells.readFully(cell.getInt(8), length).array();
    }

    private byte[] pieces(ByteBuffer header, int length) {
        int number = (length + PIECE - 1) / PIECE;
        boolean right = header.capacity() >= 8
                && RegistryKey.mark(header).equals("db")
                && Short.toUnsignedInt(header.getShort(2)) >= number;
        cells.check(reference, right, "data that is cut off", number + " pieces of it");
        ByteBuffer list = cells.readFully(header.getInt(4), number * Integer.BYTES);
        ByteBuffer data = ByteBuffer.allocate(length);
        for (int i = 0; i < number; i++) {
            int count = Math.min(PIECE, data.remaining());
            data.put(cells.readFully(list.getInt(i * Integer.BYTES), count));
        }
        return data.array();
    }

    /** Returns the text, up to the first zero in it, if it is one. */
    public Optional<String> text() {
        if (type() != TEXT && type() != EXPANDABLE_TEXT) {
            return Optional.empty();
        }
        String text = decoded();
        int end = text.indexOf('\0');
        return Optional.of(end < 0 ? text : text.substring(0, end));
    }

    /** Returns the texts, up to the first empty one, and 4096 at most; if it is a single text, that. */
    public List<String> texts() {
        if (type() != TEXTS) {
            return text().filter(text -> !text.isEmpty()).stream().toList();
        }
        List<String> texts = new ArrayList<>();
        for (String text : decoded().split("\0", -1)) {
            if (text.isEmpty() || texts.size() == MOST_TEXTS) {
                break;
            }
            texts.add(text);
        }
        return texts;
    }

    private String decoded() {
        return StandardCharsets.UTF_16LE.decode(ByteBuffer.wrap(data())).toString();
    }

    /** Returns the number, if it is one; those of four bytes have no sign. */
    public OptionalLong number() {
        byte[] data = data();
        ByteBuffer bytes = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        return switch (type()) {
            case NUMBER -> data.length == 4 ? unsigned(bytes) : OptionalLong.empty();
            case BIG_ENDIAN_NUMBER ->
                data.length == 4 ? unsigned(bytes.order(ByteOrder.BIG_ENDIAN)) : OptionalLong.empty();
            case LONG_NUMBER -> data.length == 8 ? OptionalLong.of(bytes.getLong(0)) : OptionalLong.empty();
            default -> OptionalLong.empty();
        };
    }

    private static OptionalLong unsigned(ByteBuffer bytes) {
        return OptionalLong.of(Integer.toUnsignedLong(bytes.getInt(0)));
    }
}
