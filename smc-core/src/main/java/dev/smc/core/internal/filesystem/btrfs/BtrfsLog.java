package dev.smc.core.internal.filesystem.btrfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.spi.disk.AllocationMap;
import java.nio.ByteBuffer;

/**
 * Collects what the tree of logs has. It holds what programs forced to disk since the last generation was written, to be replayed
 * when the file system is mounted, and neither its nodes nor the data it refers to are in the extent tree yet. A reference to data:
 *
 * <pre>
 * 20  1 data, 2 space reserved for it; others have no address
 * 21  address, or 0 for a hole; 29 length; 8 bytes each
 * </pre>
 */
final class BtrfsLog {
    private static final int TYPE_DATA = 108;
    private static final int DATA_LENGTH = 37;
    private static final int IN_PLACE = 0;
    private static final int MOST = 1 << 20;

    private final BtrfsSuperblock superblock;
    private final BtrfsChunks chunks;
    private final AllocationMap.Builder used = AllocationMap.builder(Long.MAX_VALUE);
    private int count;

    private BtrfsLog(BtrfsSuperblock superblock, BtrfsChunks chunks) {
        this.superblock = superblock;
        this.chunks = chunks;
    }

    /** Returns the map of addresses in use. */
    static AllocationMap read(BtrfsSuperblock superblock, BtrfsChunks chunks) throws UnmappableException {
        BtrfsLog log = new BtrfsLog(superblock, chunks);
        if (superblock.logTree().isPresent()) {
            log.walk(superblock.logTree().get(), (key, item) -> {
                if (key.type() == BtrfsRoots.TYPE) {
                    log.walk(BtrfsRoots.read(item), log::addData);
                }
            });
        }
        return log.used.build();
    }

    /** Takes an item of a log. */
    private interface Items {
        void item(BtrfsKey key, ByteBuffer item) throws UnmappableException;
    }

    private void walk(BtrfsTree.Root root, Items items) throws UnmappableException {
        BtrfsTree.walk(superblock, chunks, root, new BtrfsTree.Visitor() {
            @Override
            public void node(long address) throws UnmappableException {
                add(address, superblock.nodeSize());
            }

            @Override
            public void item(BtrfsKey key, ByteBuffer item) throws UnmappableException {
                items.item(key, item);
            }
        });
    }

    private void addData(BtrfsKey key, ByteBuffer item) throws UnmappableException {
        if (key.type() == TYPE_DATA && item.capacity() > 20 && item.get(20) != IN_PLACE) {
            UnmappableException.check(
                    item.capacity() >= DATA_LENGTH, "its log refers to data in " + item.capacity() + " bytes");
            if (item.getLong(21) != 0) {
                add(item.getLong(21), item.getLong(29));
            }
        }
    }

    private void add(long address, long length) throws UnmappableException {
        UnmappableException.check(length > 0, "its log refers to no data at " + Long.toUnsignedString(address));
        UnmappableException.check(++count <= MOST, "its log refers to more than " + MOST + " places");
        chunks.check(address, length);
        used.add(address, length);
    }
}
