package dev.smc.core.internal.filesystem.swap;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.spi.disk.AllocationMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what of a swap area is in use: its header, which is its first page. The pages behind that are memory of a system that no
 * longer runs, unless it hibernates: then they are the system.
 */
public final class SwapArea {
    private static final String CONTENT = "swap";
    private static final int[] PAGE_SIZES = {4096, 8192, 16384, 32768, 65536};
    /** How far before the end of its first page the mark stands. */
    private static final int MARK = 10;

    private static final String SWAP = "SWAPSPACE2";
    /** What it was before Linux 2.2, with a bitmap of bad pages and without a label. */
    private static final String OLD_SWAP = "SWAP-SPACE";
    /** What stands in place of the mark while a system hibernates: by the kernel, by uswsusp, and since a system was resumed by it. */
    private static final List<String> HIBERNATED = List.of("S1SUSPEND", "S2SUSPEND", "ULSUSPEND", "LINHIB0001");
    /** TuxOnIce leaves the mark of swap, and writes its own at the start. */
    private static final String TUX_ON_ICE = "\u00ed\u00c3\u0002\u00e9\u0098V\u00e5\f";

    private SwapArea() {}

    /** Returns whether any mark of swap is there, for any size of pages. */
    public static boolean isMarked(DiskRange range) {
        return isHibernated(range)
                || Arrays.stream(PAGE_SIZES)
                        .anyMatch(size -> has(range, size - MARK, SWAP) || has(range, size - MARK, OLD_SWAP));
    }

    /** Reads what has a mark of swap. */
    public static FileSystem read(DiskRange range) {
        if (isHibernated(range)) {
            return FileSystem.unmapped(CONTENT, "it holds the memory of a system that hibernates");
        }
        int[] pageSizes = Arrays.stream(PAGE_SIZES)
                .filter(size -> has(range, size - MARK, SWAP))
                .toArray();
        if (pageSizes.length != 1) {
            return FileSystem.unmapped(
                    CONTENT,
                    pageSizes.length == 0
                            ? "it is of the old kind, with bitmaps"
                            : "its pages may be of several sizes");
        }
        try {
            SwapHeader header = SwapHeader.read(range, pageSizes[0]);
            AllocationMap map = AllocationMap.builder(range.length())
                    .add(0, header.pageSize())
                    .add(header.size(), range.length() - header.size())
                    .build();
            OptionalLong size = OptionalLong.of(header.size());
            return new FileSystem(CONTENT, header.label(), header.uuid(), Optional.of(map), size, "");
        } catch (UnmappableException e) {
            return FileSystem.unmapped(CONTENT, e.reason());
        }
    }

    private static boolean isHibernated(DiskRange range) {
        return has(range, 0, TUX_ON_ICE)
                || Arrays.stream(PAGE_SIZES)
                        .anyMatch(size -> HIBERNATED.stream().anyMatch(mark -> has(range, size - MARK, mark)));
    }

    private static boolean has(DiskRange range, long offset, String mark) {
        return range.contains(offset, mark.length())
                && range.read(offset, mark.length()).equals(StandardCharsets.ISO_8859_1.encode(mark));
    }
}
