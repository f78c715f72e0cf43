package dev.smc.core.internal.filesystem.xfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A record of the log: headers of a sector each, and operations. In hexadecimal offsets, big-endian, 4 bytes each unless said:
 *
 * <pre>
 * header      0 magic   4 cycle   8 version   c length of what follows the headers in bytes
 *            10 own place, 18 that of the first record to replay: cycle and sector, each of them   28 number of operations
 *            12c 1 if what is below is little-endian   140 size of the buffer it was written from, for each 32 KiB of which there is
 *            a header
 * operation   0 transaction   4 length of its data   8 client, 9 flags, 1 byte each   c data
 * </pre>
 *
 * <p>A transaction starts with an operation without data and one that names it, and ends with one without data. Between them, a
 * buffer takes two: one with its type, 2 bytes, 6 its length, 2 bytes, and 8 its place on the disk, 8 bytes, in 512 bytes, in the byte
 * order of the machine; and one with its bytes.
 *
 * @param header its first sector
 * @param sector where it starts, relative to the start of the cycle that the head is in
 * @param content the first sector behind its headers
 */
record XfsLogRecord(ByteBuffer header, long sector, ByteBuffer content) {
    static final int MAGIC = 0xfeedbabe;
    static final int SECTOR = 512;
    static final int LARGEST = 256 << 10;
    static final int MOST_HEADERS = 8;

    private static final int PER_HEADER = LARGEST / MOST_HEADERS;
    private static final int LITTLE_ENDIAN = 1;

    private static final int CLIENT_TRANSACTION = 0x69;
    private static final int CLIENT_LOG = 0xaa;
    private static final int FLAG_START = 0x1;
    private static final int FLAG_COMMIT = 0x2;
    private static final int FLAG_UNMOUNT = 0x20;

    private static final int OPERATION = 12;
    private static final int NAME_LENGTH = 16;
    private static final int BUFFER_LENGTH = 24;
    private static final short TYPE_BUFFER = 0x123c;

    /** Returns where the operations start of a record with a header, in sectors from its start on. */
    static int headers(ByteBuffer header) throws UnmappableException {
        int size = header.getInt(8) == 2 ? header.getInt(0x140) : 0;
        UnmappableException.check(
                size >= 0 && size <= LARGEST, "its log has a record of a buffer of " + size + " bytes");
        return Math.max(1, (size + PER_HEADER - 1) / PER_HEADER);
    }

    /** Checks that this is the record that belongs to a place: a cycle and a sector. */
    void check(long place) throws UnmappableException {
        int version = header.getInt(8);
        int length = header.getInt(0xc);
        UnmappableException.check(
                header.getInt(0) == MAGIC
                        && (version == 1 || version == 2)
                        && length > 0
                        && length <= LARGEST
                        && header.getLong(0x10) == place,
                "the last records of its log are damaged");
    }

    /** Returns the sector behind it. */
    long end() throws UnmappableException {
        return sector + headers(header) + (header.getInt(0xc) + SECTOR - 1) / SECTOR;
    }

    /** Returns the place of the first record that is to be replayed after this one was written. */
    long tail() {
        return header.getLong(0x18);
    }

    /** Returns whether it is what unmounting writes. */
    boolean isUnmount() {
        return header.getInt(0x28) == 1
                && Byte.toUnsignedInt(content.get(8)) == CLIENT_LOG
                && (content.get(9) & FLAG_UNMOUNT) != 0;
    }

    /** Returns whether all it has is a transaction that writes the superblock, and nothing else. */
    boolean isOfSuperblock(int sectorSize) {
        int buffer = 2 * OPERATION + NAME_LENGTH;
        int data = buffer + OPERATION + BUFFER_LENGTH;
        ByteBuffer fields = content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        boolean right = header.getInt(0x28) == 5
                && header.getInt(0x12c) == LITTLE_ENDIAN
                && isOperation(0, 0, FLAG_START)
                && isOperation(OPERATION, NAME_LENGTH, 0)
                && isOperation(buffer, BUFFER_LENGTH, 0)
                && fields.getShort(buffer + OPERATION) == TYPE_BUFFER
                && fields.getShort(buffer + OPERATION + 6) == sectorSize / SECTOR
                && fields.getLong(buffer + OPERATION + 8) == 0;
        int length = content.getInt(data + 4);
        return right
                && length > 0
                && length <= SECTOR - data - 2 * OPERATION
                && isOperation(data, length, 0)
                && isOperation(data + OPERATION + length, 0, FLAG_COMMIT);
    }

    private boolean isOperation(int offset, int length, int flags) {
        return content.getInt(offset + 4) == length
                && content.get(offset + 8) == CLIENT_TRANSACTION
                && content.get(offset + 9) == flags;
    }
}
