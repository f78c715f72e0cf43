package dev.smc.core.internal.image.vhdx;

import dev.smc.core.internal.image.file.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * A small VHDX image made by hand, from [MS-VHDX]: header section, log, block allocation table, metadata, each of one mebibyte,
 * then blocks in the order in which they are added.
 */
final class VhdxFixture {
    static final int MEBIBYTE = 1 << 20;
    static final int HEADER_1 = 64 << 10;
    static final int HEADER_2 = 128 << 10;
    static final int REGIONS_1 = 192 << 10;
    static final int REGIONS_2 = 256 << 10;
    static final int LOG = MEBIBYTE;
    static final int TABLE = 2 * MEBIBYTE;
    static final int METADATA = 3 * MEBIBYTE;

    static final int ZERO = 2;
    static final int FULL = 6;
    static final int PARTIAL = 7;
    static final byte LAST = 9;
    static final UUID LOG_ID = new UUID(77, 88);

    private static final int ITEMS = METADATA + (64 << 10);
    private static final int ROOM = 32 * MEBIBYTE;
    private static final int PAGE = 4096;

    final ByteBuffer bytes = ByteBuffer.allocate(ROOM).order(ByteOrder.LITTLE_ENDIAN);
    private final int blockSize;
    private final int sectorSize;
    private final int blocksPerChunk;
    private int end = 4 * MEBIBYTE;
    private int items;
    private int itemEnd = ITEMS;

    VhdxFixture(int blockSize, int sectorSize, long size) {
        this.blockSize = blockSize;
        this.sectorSize = sectorSize;
        this.blocksPerChunk = (int) ((8L * MEBIBYTE) * sectorSize / blockSize);
        bytes.put(0, ascii("vhdxfile"));
        header(HEADER_1, 5);
        header(HEADER_2, 6);
        regions(REGIONS_1);
        regions(REGIONS_2);
        bytes.put(METADATA, ascii("metadata"));
        item("caa16737-fa36-4d43-b3b6-33f0aa44e76b", 4, buffer(8).putInt(0, blockSize));
        item("2fa54224-cd1b-4876-b211-5dbed83bf4b8", 6, buffer(8).putLong(0, size));
        item("beca12ab-b2e6-4523-93ef-c309e000c746", 6, buffer(16));
        item("8141bf1d-a96f-4709-ba47-f233a8faab5f", 6, buffer(4).putInt(0, sectorSize));
        item("cda348c7-445d-4471-9cc9-e9885251c556", 6, buffer(4).putInt(0, 4096));
    }

    static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void header(int at, long sequence) {
        bytes.put(at, ascii("head")).putLong(at + 8, sequence).putShort(at + 66, (short) 1);
        bytes.putInt(at + 68, MEBIBYTE).putLong(at + 72, LOG);
    }

    private void regions(int at) {
        bytes.put(at, ascii("regi")).putInt(at + 8, 2);
        region(at + 16, "2dc27766-f623-4200-9d64-115e9bfd4a08", TABLE);
        region(at + 48, "8b7ca206-4790-4b9a-b8fe-575f050f886e", METADATA);
    }

    private void region(int at, String id, long offset) {
        putId(bytes, at, UUID.fromString(id));
        bytes.putLong(at + 16, offset).putInt(at + 24, MEBIBYTE).putInt(at + 28, 1);
    }

    static void putId(ByteBuffer target, int at, UUID id) {
        long high = id.getMostSignificantBits();
        target.putInt(at, (int) (high >>> 32));
        target.putShort(at + 4, (short) (high >>> 16));
        target.putShort(at + 6, (short) high);
        target.putLong(at + 8, Long.reverseBytes(id.getLeastSignificantBits()));
    }

    /** Adds a metadata item; the flags are those of the table: 1 user, 2 virtual disk, 4 required. */
    VhdxFixture item(String id, int flags, ByteBuffer content) {
        int at = METADATA + 32 + items * 32;
        putId(bytes, at, UUID.fromString(id));
        bytes.putInt(at + 16, itemEnd - METADATA)
                .putInt(at + 20, content.capacity())
                .putInt(at + 24, flags);
        bytes.put(itemEnd, content, 0, content.capacity());
        itemEnd += content.capacity();
        bytes.putShort(METADATA + 10, (short) ++items);
        return this;
    }

    VhdxFixture dataWriteId(UUID id) {
        putId(bytes, HEADER_1 + 32, id);
        putId(bytes, HEADER_2 + 32, id);
        return this;
    }

    /** Makes it a differencing image. */
    VhdxFixture parent(Map<String, String> entries) {
        bytes.putInt(ITEMS + 4, 2);
        ByteBuffer locator = buffer(4096);
        putId(locator, 0, UUID.fromString("b04aefb7-d19e-4a81-b789-25b8e9445913"));
        locator.putShort(18, (short) entries.size());
        int at = 20;
        int text = 20 + entries.size() * 12;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            byte[] key = entry.getKey().getBytes(StandardCharsets.UTF_16LE);
            byte[] value = entry.getValue().getBytes(StandardCharsets.UTF_16LE);
            locator.putInt(at, text).putShort(at + 8, (short) key.length).put(text, key);
            text += key.length;
            locator.putInt(at + 4, text).putShort(at + 10, (short) value.length).put(text, value);
            text += value.length;
            at += 12;
        }
        return item("a8d35f2d-b30b-454d-abf7-d3d84834ab0c", 4, locator);
    }

    /** Returns where the entry of a block lies. */
    int entryOffset(int block) {
        return TABLE + 8 * (block + block / blocksPerChunk);
    }

    private int bitmapEntryOffset(int block) {
        return TABLE + 8 * (block / blocksPerChunk * (blocksPerChunk + 1) + blocksPerChunk);
    }

    VhdxFixture entry(int block, long entry) {
        bytes.putLong(entryOffset(block), entry);
        return this;
    }

    VhdxFixture block(int block, byte[] data) {
        bytes.put(end, data);
        entry(block, end | FULL);
        end += blockSize;
        return this;
    }

    /** Adds a block that holds nothing yet but what its parent must be asked for, and the bitmap of its chunk. */
    VhdxFixture partialBlock(int block) {
        if (bytes.getLong(bitmapEntryOffset(block)) == 0) {
            bytes.putLong(bitmapEntryOffset(block), end | FULL);
            end += MEBIBYTE;
        }
        Arrays.fill(bytes.array(), end, end + blockSize, (byte) 0xee);
        entry(block, end | PARTIAL);
        end += blockSize;
        return this;
    }

    /** Puts whole sectors into a partial block. */
    VhdxFixture sectors(int block, int first, byte[] data) {
        int bitmap = (int) bytes.getLong(bitmapEntryOffset(block)) & -MEBIBYTE;
        for (int i = 0; i < data.length / sectorSize; i++) {
            int bit = block % blocksPerChunk * (blockSize / sectorSize) + first + i;
            bytes.put(bitmap + bit / 8, (byte) (bytes.get(bitmap + bit / 8) | (1 << (bit % 8))));
        }
        bytes.put(((int) bytes.getLong(entryOffset(block)) & -MEBIBYTE) + first * sectorSize, data);
        return this;
    }

    /** Says that the log is to be replayed. */
    VhdxFixture withLog() {
        putId(bytes, HEADER_1 + 48, LOG_ID);
        putId(bytes, HEADER_2 + 48, LOG_ID);
        return this;
    }

    /** Puts an entry into the log, which is a ring, and returns where the next one goes. */
    int logEntry(int start, LogEntryFixture entry) {
        byte[] content = entry.bytes(end);
        for (int i = 0; i < content.length; i++) {
            bytes.put(LOG + (start + i) % MEBIBYTE, content[i]);
        }
        return (start + content.length) % MEBIBYTE;
    }

    int end() {
        return end;
    }

    static void putChecksum(ByteBuffer target, int start, int length) {
        target.putInt(start + 4, 0);
        CRC32C crc = new CRC32C();
        crc.update(target.slice(start, length));
        target.putInt(start + 4, (int) crc.getValue());
    }

    Path write(Path file) throws IOException {
        putChecksum(bytes, HEADER_1, 4096);
        putChecksum(bytes, HEADER_2, 4096);
        putChecksum(bytes, REGIONS_1, 64 << 10);
        putChecksum(bytes, REGIONS_2, 64 << 10);
        return writeAsIs(file, end);
    }

    /** Writes with checksums as they are, and with holes. */
    Path writeAsIs(Path file, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (int start = 0; start < length; start += PAGE) {
                int count = Math.min(PAGE, length - start);
                if (start + count == length || !Zeros.isZero(bytes, start, count)) {
                    channel.write(bytes.slice(start, count), start);
                }
            }
        }
        return file;
    }

    /** Writes with a hole behind what there is, and a last byte of {@link #LAST}. */
    Path writeWithLength(Path file, long length) throws IOException {
        write(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {LAST}), length - 1);
        }
        return file;
    }
}
