package dev.smc.core.internal.filesystem.btrfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.Uuids;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where on the device the addresses lie that everything in btrfs is found by. They come in chunks, each of which is on the device
 * once or several times. A chunk's key has its address as offset; its item:
 *
 * <pre>
 *  0  length, 8 bytes
 * 24  type, 8 bytes
 * 44  number of stripes, 2 bytes
 * 48  stripes of 32 bytes: 0 number of the device, 8 offset, 16 UUID of the device
 * </pre>
 */
final class BtrfsChunks {
    static final int TYPE = 228;

    private static final long OBJECT = 256;
    private static final int STRIPES = 48;
    private static final int STRIPE = 32;
    private static final int MOST_STRIPES = 16;
    private static final int MOST_CHUNKS = 1 << 18;

    private static final long PROFILES = 0x7f8;
    private static final long TYPES = 0x7;
    private static final long RAID0 = 0x8;
    /** Profiles in which every stripe is a copy: one device once; RAID1 with two, three and four copies; one device twice. */
    private static final long MIRRORED = 0x10 | 0x20 | 0x200 | 0x400;

    private record Chunk(long length, List<Long> stripes) {}

    /** A copy of a chunk: {@code length} bytes of {@code address}, at {@code offset} of the device. */
    record Copy(long address, long offset, long length) {}

    private final DiskRange range;
    private final BtrfsSuperblock superblock;
    private final NavigableMap<Long, Chunk> chunks = new TreeMap<>();

    BtrfsChunks(DiskRange range, BtrfsSuperblock superblock) throws UnmappableException {
        this.range = range;
        this.superblock = superblock;
        ByteBuffer array = superblock.chunkArray();
        for (int position = 0; position < array.capacity(); ) {
            int item = position + BtrfsKey.LENGTH;
            UnmappableException.check(item + STRIPES <= array.capacity(), "its array of chunks is cut off");
            int length = STRIPES + STRIPE * Short.toUnsignedInt(array.getShort(item + 44));
            UnmappableException.check(item + length <= array.capacity(), "its array of chunks is cut off");
            add(BtrfsKey.read(array, position), array.slice(item, length).order(array.order()));
            position = item + length;
        }
    }

    /** Adds a chunk, which may be known already. */
    void add(BtrfsKey key, ByteBuffer item) throws UnmappableException {
        UnmappableException.check(
                key.type() == TYPE && key.object() == OBJECT && item.capacity() >= STRIPES + STRIPE,
                "it has a chunk that is none");
        long address = key.offset();
        long length = item.getLong(0);
        String what = "its chunk at " + Long.toUnsignedString(address);
        UnmappableException.check(
                length > 0
                        && address >= 0
                        && address <= Long.MAX_VALUE - length
                        && address % superblock.sectorSize() == 0
                        && length % superblock.sectorSize() == 0,
                what + " has " + length + " bytes");
        Chunk chunk = new Chunk(length, stripes(item, length, what));
        Map.Entry<Long, Chunk> before = chunks.floorEntry(address + length - 1);
        if (before != null && before.getKey() == address && before.getValue().equals(chunk)) {
            return;
        }
        UnmappableException.check(
                before == null || before.getKey() + before.getValue().length() <= address,
                what + " overlaps another one");
        UnmappableException.check(chunks.size() < MOST_CHUNKS, "it has more than " + MOST_CHUNKS + " chunks");
        chunks.put(address, chunk);
    }

    private List<Long> stripes(ByteBuffer item, long length, String what) throws UnmappableException {
        long type = item.getLong(24);
        int count = Short.toUnsignedInt(item.getShort(44));
        UnmappableException.check(
                count > 0 && count <= MOST_STRIPES && item.capacity() == STRIPES + count * STRIPE,
                what + " has " + count + " stripes");
        long profile = type & PROFILES;
        boolean single = (profile == 0 || profile == RAID0) && count == 1;
        boolean mirrored = (profile & ~MIRRORED) == 0 && Long.bitCount(profile) == 1;
        UnmappableException.check(
                (type & ~(TYPES | PROFILES)) == 0 && (single || mirrored),
                what + " is of type 0x" + Long.toHexString(type) + " with " + count + " stripes, not understood");
        List<Long> stripes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int stripe = STRIPES + i * STRIPE;
            UnmappableException.check(
                    item.getLong(stripe) == superblock.device()
                            && Uuids.read(item, stripe + 16).equals(superblock.deviceUuid()),
                    what + " is on another device, too");
            long start = item.getLong(stripe + 8);
            UnmappableException.check(
                    start >= 0 && length <= superblock.size() && start <= superblock.size() - length,
                    what + " lies outside of the device");
            stripes.add(start);
        }
        return stripes;
    }

    /** Reads from an address, all of it in one chunk. */
    ByteBuffer read(long address, int length) throws UnmappableException {
        Map.Entry<Long, Chunk> found = chunk(address, length);
        return range.read(found.getValue().stripes().get(0) + address - found.getKey(), length);
    }

    /** Checks that a range of addresses lies in one chunk. */
    void check(long address, long length) throws UnmappableException {
        chunk(address, length);
    }

    private Map.Entry<Long, Chunk> chunk(long address, long length) throws UnmappableException {
        Map.Entry<Long, Chunk> found = chunks.floorEntry(address);
        if (found == null
                || length > found.getValue().length()
                || address - found.getKey() > found.getValue().length() - length) {
            throw new UnmappableException(
                    "there is no chunk for its " + length + " bytes at " + Long.toUnsignedString(address));
        }
        return found;
    }

    /** Returns all copies of all chunks in the order in which they lie on the device. */
    List<Copy> copies() throws UnmappableException {
        List<Copy> copies = new ArrayList<>();
        chunks.forEach((address, chunk) -> {
            for (long stripe : chunk.stripes()) {
                copies.add(new Copy(address, stripe, chunk.length()));
            }
        });
        copies.sort(Comparator.comparingLong(Copy::offset));
        for (int i = 1; i < copies.size(); i++) {
            Copy before = copies.get(i - 1);
            UnmappableException.check(
                    before.offset() + before.length() <= copies.get(i).offset(),
                    "its chunks at " + before.address() + " and "
                            + copies.get(i).address() + " overlap on the device");
        }
        return copies;
    }
}
