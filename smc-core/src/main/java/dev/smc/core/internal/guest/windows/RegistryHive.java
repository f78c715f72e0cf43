package dev.smc.core.internal.guest.windows;

import dev.smc.api.error.CorruptDiskException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A file of the Windows registry, to be read. Its header:
 *
 * <pre>
 *   0  "regf"
 *   4  sequence number, 4 bytes, raised when a change begins; 8 raised when it ends
 *  20  version: major, 4 bytes, 1; 24 minor
 *  28  0 a hive, not a log of one; 4 bytes
 *  36  reference to the root key, 4 bytes
 *  40  length of what follows the header, which has 4096 bytes; 4 bytes
 * 508  exclusive or of the 127 numbers of four bytes before it
 * </pre>
 *
 * <p>What only the log of a hive has yet is not seen: then it is {@linkplain #isDirty dirty}. Not thread-safe.
 *
 * <p>Reading throws {@link CorruptDiskException} where the hive is damaged.
 */
public final class RegistryHive {
    private static final int SUMMED = 508;
    private static final int CHECKSUM_OF_ZEROS = 1;
    private static final int CHECKSUM_OF_ONES = -2;
    private static final String MARK = "regf";
    private static final String BIN_MARK = "hbin";
    private static final int BIN = 4096;

    private final String name;
    private final boolean dirty;
    private final RegistryKey root;

    private RegistryHive(String name, boolean dirty, RegistryKey root) {
        this.name = name;
        this.dirty = dirty;
        this.root = root;
    }

    /**
     * Opens a hive.
     *
     * @param name of the file, for messages
     */
    public static RegistryHive open(String name, HiveBytes bytes) {
        check(
                bytes.size() >= HiveCells.HEADER + BIN,
                name,
                "a hive of " + bytes.size() + " bytes",
                "a header and a bin of 4096 bytes each");
        ByteBuffer header = ByteBuffer.wrap(bytes.read(0, HiveCells.HEADER)).order(ByteOrder.LITTLE_ENDIAN);
        check(mark(header).equals(MARK), name, "another mark", "that of a registry hive, \"regf\"");
        int sum = checksum(header);
        check(header.getInt(SUMMED) == sum, name, "a header with another checksum", Integer.toHexString(sum));
        check(
                header.getInt(20) == 1 && header.getInt(28) == 0,
                name,
                "version " + header.getInt(20) + " of kind " + header.getInt(28),
                "a hive of version 1");
        long length = Integer.toUnsignedLong(header.getInt(40));
        check(
                length >= BIN && length <= bytes.size() - HiveCells.HEADER,
                name,
                "bins of " + length + " bytes in a file of " + bytes.size(),
                "all of them");
        check(mark(ByteBuffer.wrap(bytes.read(HiveCells.HEADER, BIN))).equals(BIN_MARK), name, "no bin", "\"hbin\"");
        HiveCells cells = new HiveCells(name, bytes, HiveCells.HEADER + length);
        boolean dirty = header.getInt(4) != header.getInt(8);
        return new RegistryHive(name, dirty, RegistryKey.read(cells, header.getInt(36)));
    }

    private static String mark(ByteBuffer bytes) {
        byte[] mark = new byte[4];
        bytes.get(0, mark);
        return new String(mark, StandardCharsets.ISO_8859_1);
    }

    private static int checksum(ByteBuffer header) {
        int sum = 0;
        for (int i = 0; i < SUMMED; i += Integer.BYTES) {
            sum ^= header.getInt(i);
        }
        return sum == 0 ? CHECKSUM_OF_ZEROS : sum == -1 ? CHECKSUM_OF_ONES : sum;
    }

    private static void check(boolean right, String name, String found, String expected) {
        if (!right) {
            throw new CorruptDiskException(name, 0, found, expected);
        }
    }

    /** Returns whether a change had begun but not ended when it was written last, so that its log may have more. */
    public boolean isDirty() {
        return dirty;
    }

    String name() {
        return name;
    }

    public RegistryKey root() {
        return root;
    }

    /** Returns a key by its path from the root, with backslashes. */
    public Optional<RegistryKey> key(String path) {
        return root.key(path);
    }
}
