package dev.smc.core.internal.filesystem.btrfs;

import java.nio.ByteBuffer;

/** What items of a tree are ordered by; on disk 17 bytes. All numbers are unsigned. */
record BtrfsKey(long object, int type, long offset) implements Comparable<BtrfsKey> {
    static final int LENGTH = 17;
    static final BtrfsKey FIRST = new BtrfsKey(0, 0, 0);
    static final BtrfsKey LAST = new BtrfsKey(-1, 0xff, -1);

    static BtrfsKey read(ByteBuffer bytes, int position) {
        return new BtrfsKey(
                bytes.getLong(position), Byte.toUnsignedInt(bytes.get(position + 8)), bytes.getLong(position + 9));
    }

    @Override
    public int compareTo(BtrfsKey other) {
        int byObject = Long.compareUnsigned(object, other.object);
        if (byObject != 0) {
            return byObject;
        }
        return type != other.type ? Integer.compare(type, other.type) : Long.compareUnsigned(offset, other.offset);
    }
}
