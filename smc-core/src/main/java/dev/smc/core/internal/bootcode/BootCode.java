package dev.smc.core.internal.bootcode;

import dev.smc.api.model.PartitionTable;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.partition.PartitionScheme;
import dev.smc.spi.disk.BlockSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * The programs in the sectors of a disk that a BIOS starts. They read what they go on with by its sectors, and break where those
 * move. Of GRUB it is known where it has their numbers, see {@link Grub}; other programs are left as they are.
 */
public final class BootCode {
    private static final int LENGTH = 440;

    private BootCode() {}

    /**
     * A sector that is to be another on the target.
     *
     * @param offset its first byte there
     * @param bytes what is to be in it
     */
    public record Sector(long offset, ByteBuffer bytes) {}

    /** Returns whether a disk has no such program, or one that still starts after partitions were moved and {@link #moved}. */
    public static boolean isRelocatable(BlockSource disk, PartitionScheme scheme) {
        if (scheme.table() == PartitionTable.NONE || disk.size() < Grub.SECTOR) {
            return false;
        }
        ByteBuffer first = sector(disk, 0);
        boolean empty = true;
        for (int i = 0; i < LENGTH; i++) {
            empty &= first.get(i) == 0;
        }
        return empty
                || (scheme.sectorSize() == Grub.SECTOR
                        && moved(disk, 0, Moves.none(scheme)).isPresent());
    }

    /**
     * Returns the sectors to write anew where partitions move: those with the numbers of others, of the disk and of its partitions.
     * What is not understood, or leads to what does not come along, is left out.
     */
    public static List<Sector> moved(BlockSource disk, PartitionScheme scheme, Moves moves) {
        if (scheme.sectorSize() != Grub.SECTOR) {
            return List.of();
        }
        return LongStream.concat(LongStream.of(0), moves.partitions().stream().mapToLong(Moves.Move::from))
                .boxed()
                .flatMap(start -> moved(disk, start, moves).stream())
                .flatMap(List::stream)
                .toList();
    }

    private static Optional<List<Sector>> moved(BlockSource disk, long start, Moves moves) {
        ByteBuffer first = sector(disk, start);
        OptionalLong firstTarget = moves.target(start, Grub.SECTOR);
        Optional<Grub> found = Grub.of(first);
        if (found.isEmpty() || firstTarget.isEmpty()) {
            return Optional.empty();
        }
        Grub grub = found.get();
        OptionalLong nextTarget = target(disk, moves, grub, grub.next(first), 1);
        if (nextTarget.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer next = sector(disk, grub.next(first) * Grub.SECTOR);
        grub.setNext(first, nextTarget.getAsLong() / Grub.SECTOR);
        if (!grub.isNext(next) || !moveList(disk, moves, grub, next)) {
            return Optional.empty();
        }
        List<Sector> sectors = new ArrayList<>();
        sectors.add(new Sector(firstTarget.getAsLong(), first));
        sectors.add(new Sector(nextTarget.getAsLong(), next));
        return Optional.of(sectors);
    }

    /** Changes the list in a sector; returns false if that cannot be done. */
    private static boolean moveList(BlockSource disk, Moves moves, Grub grub, ByteBuffer sector) {
        int entries = grub.entries(sector).orElse(0);
        for (int i = 0; i < entries; i++) {
            OptionalLong target = target(disk, moves, grub, grub.start(sector, i), grub.count(sector, i));
            if (target.isEmpty()) {
                return false;
            }
            grub.setStart(sector, i, target.getAsLong() / Grub.SECTOR);
        }
        return entries > 0;
    }

    /** Returns the first byte where sectors come to lie. */
    private static OptionalLong target(BlockSource disk, Moves moves, Grub grub, long first, int count) {
        long sectors = disk.size() / Grub.SECTOR;
        if (first <= 0 || first >= sectors || count > sectors - first) {
            return OptionalLong.empty();
        }
        OptionalLong target = moves.target(first * Grub.SECTOR, (long) count * Grub.SECTOR);
        return target.isPresent() && grub.holds(target.getAsLong() / Grub.SECTOR) ? target : OptionalLong.empty();
    }

    private static ByteBuffer sector(BlockSource disk, long offset) {
        return new DiskRange(disk, offset, Grub.SECTOR).read(0, Grub.SECTOR);
    }
}
