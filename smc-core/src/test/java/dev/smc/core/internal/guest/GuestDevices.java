package dev.smc.core.internal.guest;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Devices of guests that have files, but no disks. */
public final class GuestDevices {
    private static final BlockSource NOTHING = new BlockSource() {
        @Override
        public String location() {
            return "nowhere";
        }

        @Override
        public String format() {
            return "none";
        }

        @Override
        public long size() {
            return 0;
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            throw new IndexOutOfBoundsException(offset);
        }

        @Override
        public List<Extent> extents(long offset, long length) {
            return List.of();
        }

        @Override
        public void close() {}
    };

    private GuestDevices() {}

    /** Returns a place for devices that have files only. */
    public static DiskRange nowhere() {
        return new DiskRange(NOTHING, 0, 0);
    }

    /** Returns a disk without partitions that has files. */
    public static GuestDevice of(FileTree tree) {
        return of("ext4", 0, Optional.of(tree));
    }

    /** Returns a partition of the first disk, or that disk for number 0. */
    public static GuestDevice of(String content, int partition, Optional<FileTree> tree) {
        return new GuestDevice(
                content,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                partition,
                Optional.empty(),
                nowhere(),
                OptionalLong.empty(),
                tree);
    }
}
