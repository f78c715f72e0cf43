package dev.smc.core.internal.partition;

import dev.smc.api.model.PartitionTable;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A master boot record, with the chain of boot records that describe logical partitions:
 *
 * <pre>
 * 440  disk signature
 * 446  four entries of 16 bytes: 0 status, 4 type, 8 first sector, 12 number of sectors; little-endian
 * 510  55 AA
 * </pre>
 *
 * In the record of a logical partition one entry, usually the first, is the partition, relative to the record, and another names
 * the next record, relative to the extended partition.
 */
public final class Mbr {
    static final int LENGTH = 512;
    private static final int BOOT_CODE_LENGTH = 440;
    private static final int DISK_SIGNATURE_OFFSET = 440;
    static final int ENTRIES_OFFSET = 446;
    static final int ENTRY_LENGTH = 16;
    static final int ENTRIES = 4;
    private static final int FIRST_LOGICAL = 5;
    private static final int ENTRIES_OF_LOGICAL = 2;
    private static final int MOST_LOGICAL = 256;
    static final int TYPE_PROTECTIVE = 0xee;
    private static final Set<Integer> TYPES_EXTENDED = Set.of(0x05, 0x0f, 0x85);

    private record Entry(int status, int type, long first, long count) {
        boolean isEmpty() {
            return type == 0 || count == 0;
        }

        boolean isExtended() {
            return TYPES_EXTENDED.contains(type) && !isEmpty();
        }
    }

    private final DiskRange disk;
    private final ByteBuffer bytes;
    private final List<Entry> entries;
    private final int sectorSize;

    private final List<Partition> partitions = new ArrayList<>();
    private final List<Extent> reserved = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Mbr(DiskRange disk, ByteBuffer bytes) {
        this.disk = disk;
        this.bytes = bytes;
        this.entries = entries(bytes);
        this.sectorSize = disk.disk().sectorSize();
    }

    /** Returns the record if the disk has one: by its signature, and by the status of its entries, as Linux decides it. */
    public static Optional<Mbr> read(DiskRange disk) {
        if (disk.length() < LENGTH) {
            return Optional.empty();
        }
        ByteBuffer bytes = disk.read(0, LENGTH);
        boolean right =
                hasSignature(bytes) && entries(bytes).stream().allMatch(e -> e.status() == 0 || e.status() == 0x80);
        return right ? Optional.of(new Mbr(disk, bytes)) : Optional.empty();
    }

    private static boolean hasSignature(ByteBuffer bytes) {
        return Short.toUnsignedInt(bytes.getShort(LENGTH - Short.BYTES)) == 0xaa55;
    }

    private static List<Entry> entries(ByteBuffer bytes) {
        List<Entry> entries = new ArrayList<>();
        for (int offset = ENTRIES_OFFSET; offset < ENTRIES_OFFSET + ENTRIES * ENTRY_LENGTH; offset += ENTRY_LENGTH) {
            entries.add(new Entry(
                    Byte.toUnsignedInt(bytes.get(offset)),
                    Byte.toUnsignedInt(bytes.get(offset + 4)),
                    Integer.toUnsignedLong(bytes.getInt(offset + 8)),
                    Integer.toUnsignedLong(bytes.getInt(offset + 12))));
        }
        return List.copyOf(entries);
    }

    /** Returns whether an entry says that there is a GUID partition table. */
    public boolean isProtective() {
        return entries.stream().anyMatch(e -> e.type() == TYPE_PROTECTIVE);
    }

    /** Returns whether it announces a GUID partition table, but lists partitions of its own, too. */
    boolean isHybrid() {
        return isProtective() && entries.stream().anyMatch(e -> e.type() != TYPE_PROTECTIVE && !e.isEmpty());
    }

    /** Returns whether it lists anything. */
    public boolean hasEntries() {
        return !entries.stream().allMatch(Entry::isEmpty);
    }

    /** Returns whether there are entries, and all of them describe partitions that can be. */
    boolean isPlausible() {
        return hasEntries()
                && entries.stream()
                        .filter(e -> !e.isEmpty())
                        .allMatch(e -> e.first() > 0 && disk.contains(e.first() * sectorSize, e.count() * sectorSize));
    }

    /** Returns whether there is a program that a BIOS would start. */
    public boolean hasBootCode() {
        for (int i = 0; i < BOOT_CODE_LENGTH; i++) {
            if (bytes.get(i) != 0) {
                return true;
            }
        }
        return false;
    }

    public PartitionScheme scheme() {
        reserve(0);
        for (int i = 0; i < ENTRIES; i++) {
            Entry entry = entries.get(i);
            if (!entry.isEmpty() && !entry.isExtended()) {
                partitions.add(partition(i + 1, entry.first(), entry));
            }
        }
        entries.stream().filter(Entry::isExtended).forEach(this::addLogical);
        return new PartitionScheme(
                PartitionTable.MBR,
                diskId(),
                sectorSize,
                List.copyOf(partitions),
                List.copyOf(reserved),
                obstacle(),
                List.copyOf(warnings));
    }

    private Optional<String> obstacle() {
        return entries.stream().filter(Entry::isExtended).count() > 1
                ? Optional.of("it has several extended partitions")
                : warnings.stream().findFirst();
    }

    private Optional<String> diskId() {
        int signature = bytes.getInt(DISK_SIGNATURE_OFFSET);
        return signature == 0 ? Optional.empty() : Optional.of(String.format("%08x", signature));
    }

    /** A chain that breaks is no error: what it does not describe counts as used. */
    private void addLogical(Entry extended) {
        partition(entries.indexOf(extended) + 1, extended.first(), extended);
        Set<Long> seen = new HashSet<>();
        long record = extended.first();
        while (true) {
            long inExtended = record - extended.first();
            String problem = inExtended >= extended.count()
                    ? "lies outside of the extended partition"
                    : !seen.add(record) ? "is named twice" : seen.size() > MOST_LOGICAL ? "is one too many" : "";
            ByteBuffer next = problem.isEmpty() ? disk.read(record * sectorSize, LENGTH) : bytes;
            if (problem.isEmpty() && !hasSignature(next)) {
                problem = "has no signature";
            }
            if (!problem.isEmpty()) {
                warnings.add("the chain of logical partitions is broken: the boot record at sector " + record + " "
                        + problem + "; the rest of the extended partition counts as used in full");
                return;
            }
            reserve(record);
            Optional<Entry> link = addLogical(extended, record, entries(next));
            if (link.isEmpty()) {
                return;
            }
            record = extended.first() + link.get().first();
        }
    }

    /** Adds the partitions of a boot record, of which some tools write several, and returns what names the next. */
    private Optional<Entry> addLogical(Entry extended, long record, List<Entry> found) {
        for (int i = 0; i < ENTRIES; i++) {
            Entry entry = found.get(i);
            if (!entry.isEmpty() && !entry.isExtended()) {
                addLogical(extended, record, entry, i < ENTRIES_OF_LOGICAL);
            }
        }
        return found.stream().filter(Entry::isExtended).findFirst();
    }

    /** In the third and fourth entry there is often garbage, so that nobody need know of it. */
    private void addLogical(Entry extended, long record, Entry entry, boolean expected) {
        long first = record + entry.first();
        if (first + entry.count() > extended.first() + extended.count()) {
            if (!expected) {
                return;
            }
            warnings.add(
                    "the logical partition described at sector " + record + " ends outside of the extended partition; "
                            + "it is left out of the list and counts as used in full");
            return;
        }
        int index = Math.max(
                FIRST_LOGICAL,
                partitions.isEmpty() ? 0 : partitions.get(partitions.size() - 1).index() + 1);
        partitions.add(partition(index, first, entry));
    }

    private Partition partition(int index, long first, Entry entry) {
        String type = String.format("%02X", entry.type());
        return PartitionTables.checked(
                disk,
                new Partition(
                        index,
                        first * sectorSize,
                        entry.count() * sectorSize,
                        type,
                        Optional.empty(),
                        Optional.empty(),
                        entry.status()));
    }

    private void reserve(long sector) {
        reserved.add(Extent.data(sector * sectorSize, Math.min(sectorSize, disk.length() - sector * sectorSize)));
    }
}
