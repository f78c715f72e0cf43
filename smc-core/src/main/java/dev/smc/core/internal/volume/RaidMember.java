package dev.smc.core.internal.volume;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.PaddedText;
import dev.smc.core.internal.disk.Uuids;
import dev.smc.core.internal.filesystem.FileSystem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A part of a RAID array, recognised by its superblock. Many have it at their end, where no file system overwrites it, and what
 * looks like a file system at their start may be one stripe of it, or an old copy.
 *
 * @param offset where the superblock lies
 * @param content what it is
 * @param array what it is a part of
 */
public record RaidMember(long offset, FileSystem content, String array) {
    private static final int MD_MAGIC = 0xa92b4efc;
    private static final int MD_LENGTH = 256;
    private static final int SECTOR = 512;

    /** The superblock of version 0.90 lies in the last whole 64 KiB, at their start. */
    private static final long MD_0_ALIGNMENT = 64 << 10;

    private record Mark(String content, String array, long fromEnd, ByteBuffer bytes) {
        static Mark text(String content, String array, long fromEnd, String text) {
            return new Mark(content, array, fromEnd, StandardCharsets.ISO_8859_1.encode(text));
        }

        static Mark hex(String content, String array, long fromEnd, String hex) {
            return new Mark(
                    content, array, fromEnd, ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
        }

        boolean matches(DiskRange range) {
            long offset = range.length() - fromEnd;
            int length = bytes.remaining();
            return range.contains(offset, length) && range.read(offset, length).equals(bytes);
        }
    }

    /** Those whose superblock lies at the end, by how far before it. */
    private static final List<Mark> OTHERS = List.of(
            Mark.text("isw_raid", "an Intel Matrix array", 2 * SECTOR, "Intel Raid ISM Cfg Sig. "),
            Mark.hex("ddf_raid", "a DDF array", SECTOR, "de11de11"),
            Mark.hex("ddf_raid", "a DDF array", SECTOR, "11de11de"),
            Mark.hex("ddf_raid", "a DDF array", 257 * SECTOR, "de11de11"),
            Mark.hex("ddf_raid", "a DDF array", 257 * SECTOR, "11de11de"),
            Mark.text("nvidia_raid", "an NVIDIA array", 2 * SECTOR, "NVIDIA"),
            Mark.text("lsi_raid", "an LSI MegaRAID array", SECTOR, "$XIDE$"),
            Mark.text("geom", "a GEOM class of FreeBSD", SECTOR, "GEOM::"),
            Mark.hex("drbd", "a DRBD resource", 4096 - 60, "8374026b"),
            Mark.hex("drbd", "a DRBD resource", 4096 - 60, "8374026c"),
            Mark.hex("drbd", "a DRBD resource", 4096 - 60, "8374026d"));

    /** Finds the superblock in a partition, or on a disk as a whole. */
    public static Optional<RaidMember> find(DiskRange range) {
        long sectors = range.length() / SECTOR;
        return Stream.<Optional<RaidMember>>of(
                        md1(range, 0),
                        md1(range, 4096),
                        md1(range, (sectors - 16 & ~7L) * SECTOR),
                        md0(range, (range.length() & -MD_0_ALIGNMENT) - MD_0_ALIGNMENT),
                        other(range))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Versions 1.0, 1.1 and 1.2, which differ only in where they lie. */
    private static Optional<RaidMember> md1(DiskRange range, long offset) {
        if (!range.contains(offset, MD_LENGTH)) {
            return Optional.empty();
        }
        ByteBuffer superblock = range.read(offset, MD_LENGTH);
        if (superblock.getInt(0) != MD_MAGIC || superblock.getInt(4) != 1) {
            return Optional.empty();
        }
        Optional<String> name = PaddedText.read(superblock, 32, 32);
        return Optional.of(md(offset, superblock.getInt(72), name, Uuids.read(superblock, 16)));
    }

    /** Version 0.90, in the byte order of the machine that made it. */
    private static Optional<RaidMember> md0(DiskRange range, long offset) {
        if (!range.contains(offset, MD_LENGTH)) {
            return Optional.empty();
        }
        ByteBuffer superblock = range.read(offset, MD_LENGTH);
        if (superblock.getInt(0) != MD_MAGIC) {
            superblock.order(ByteOrder.BIG_ENDIAN);
        }
        if (superblock.getInt(0) != MD_MAGIC || superblock.getInt(4) != 0) {
            return Optional.empty();
        }
        UUID uuid = new UUID(
                Integer.toUnsignedLong(superblock.getInt(20)) << 32 | Integer.toUnsignedLong(superblock.getInt(52)),
                Integer.toUnsignedLong(superblock.getInt(56)) << 32 | Integer.toUnsignedLong(superblock.getInt(60)));
        return Optional.of(md(offset, superblock.getInt(28), Optional.empty(), uuid));
    }

    private static RaidMember md(long offset, int level, Optional<String> name, UUID uuid) {
        String array =
                "an md array of " + level(level) + name.map(n -> ", " + n).orElse("");
        return member(offset, "mdraid", array, name, Optional.of(uuid.toString()));
    }

    private static String level(int level) {
        return switch (level) {
            case -1 -> "linear";
            case -4 -> "multipath";
            case -5 -> "faulty";
            default -> "RAID" + level;
        };
    }

    private static Optional<RaidMember> other(DiskRange range) {
        return OTHERS.stream()
                .filter(mark -> mark.matches(range))
                .findFirst()
                .map(mark -> member(
                        range.length() - mark.fromEnd(),
                        mark.content(),
                        mark.array(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static RaidMember member(
            long offset, String content, String array, Optional<String> label, Optional<String> uuid) {
        String reason = "it is a part of " + array + ", which is not understood";
        return new RaidMember(
                offset, new FileSystem(content, label, uuid, Optional.empty(), OptionalLong.empty(), reason), array);
    }
}
