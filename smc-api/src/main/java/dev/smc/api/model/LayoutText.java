package dev.smc.api.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Draws the disks of a server before and after. */
final class LayoutText {
    private static final int BAR = 72;
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");
    private static final String ROW = "  %-9s %3s  %11s  %11s  %11s  %-9s  %s%n";

    private final SourceServer source;
    private final TargetLayout target;
    private final StringBuilder text = new StringBuilder();

    /** A partition as a piece of a bar; what is on a disk without a table has no name. */
    private record Piece(String name, long start, long end) {
        static Piece partition(int index, long start, long size) {
            return new Piece(Integer.toString(index), start, start + size);
        }
    }

    LayoutText(SourceServer source, TargetLayout target) {
        this.source = source;
        this.target = target;
    }

    @Override
    public String toString() {
        text.setLength(0);
        for (SourceDisk before : source.disks()) {
            Optional<TargetDisk> after = target.disks().stream()
                    .filter(disk -> disk.index() == before.index())
                    .findFirst();
            draw(before, after);
            table(before, after);
        }
        target.skipped().forEach(item -> line("left out: " + item.name() + ": " + item.reason()));
        target.notes().forEach(note -> line("note: " + note));
        return text.toString();
    }

    private void draw(SourceDisk before, Optional<TargetDisk> after) {
        long sizeBefore = before.layout().sizeBytes();
        line("disk %d (%s): %s -> %s"
                .formatted(
                        before.index(),
                        before.layout().partitionTable(),
                        bytes(sizeBefore),
                        after.map(disk -> bytes(disk.sizeBytes())).orElse("left out")));
        long scale = Math.max(sizeBefore, after.map(TargetDisk::sizeBytes).orElse(0L));
        line("  before " + bar(sizeBefore, scale, piecesBefore(before.layout())));
        after.ifPresent(disk -> line("  after  " + bar(disk.sizeBytes(), scale, piecesAfter(before.layout(), disk))));
    }

    private static List<Piece> piecesBefore(DiskLayout layout) {
        return layout.content().isPresent()
                ? List.of(new Piece("", 0, layout.sizeBytes()))
                : layout.partitions().stream()
                        .map(p -> Piece.partition(p.index(), p.startBytes(), p.sizeBytes()))
                        .toList();
    }

    private static List<Piece> piecesAfter(DiskLayout before, TargetDisk disk) {
        return before.content().isPresent()
                ? piecesBefore(before)
                : disk.partitions().stream()
                        .map(p -> Piece.partition(p.index(), p.startBytes(), p.sizeBytes()))
                        .toList();
    }

    /** Every partition gets at least the column of its number, so small ones are seen, too. */
    private static String bar(long size, long scale, List<Piece> pieces) {
        int width = Math.max(1, column(size, scale));
        StringBuilder bar = new StringBuilder(".".repeat(width));
        for (Piece piece : pieces) {
            int from = Math.min(width - 1, column(piece.start(), scale));
            int to = Math.min(width, Math.max(from + 1, column(piece.end(), scale)));
            String name = piece.name();
            for (int i = from; i < to; i++) {
                bar.setCharAt(i, i - from < name.length() ? name.charAt(i - from) : '=');
            }
        }
        return "[" + bar + "]";
    }

    private static int column(long offset, long scale) {
        return (int) Math.round((double) offset / Math.max(1, scale) * BAR);
    }

    private void table(SourceDisk before, Optional<TargetDisk> after) {
        text.append(ROW.formatted("", "#", "start", "before", "after", "content", "from, label"));
        long size = before.layout().sizeBytes();
        before.layout()
                .content()
                .ifPresent(content -> row(
                        after.isPresent() ? "kept" : "left out",
                        "-",
                        0,
                        size,
                        after.isPresent() ? size : -1,
                        content,
                        ""));
        for (PartitionInfo partition : before.layout().partitions()) {
            if (target(before.index(), partition.index()).isEmpty()) {
                row(
                        "left out",
                        Integer.toString(partition.index()),
                        partition.startBytes(),
                        partition.sizeBytes(),
                        -1,
                        partition.content(),
                        "");
            }
        }
        for (TargetPartition partition : after.map(TargetDisk::partitions).orElse(List.of())) {
            PartitionInfo from = from(partition);
            boolean moved = partition.fromDisk() != before.index();
            List<String> remarks = new ArrayList<>();
            if (moved || partition.fromIndex() != partition.index()) {
                remarks.add("disk " + partition.fromDisk() + " partition " + partition.fromIndex());
            }
            partition.label().ifPresent(remarks::add);
            row(
                    moved
                            ? "moved"
                            : from.sizeBytes() == partition.sizeBytes()
                                    ? "kept"
                                    : partition.grows() ? "grows" : "resized",
                    Integer.toString(partition.index()),
                    partition.startBytes(),
                    from.sizeBytes(),
                    partition.sizeBytes(),
                    partition.content(),
                    String.join(", ", remarks));
        }
    }

    private Optional<TargetPartition> target(int disk, int index) {
        return target.disks().stream()
                .flatMap(d -> d.partitions().stream())
                .filter(p -> p.fromDisk() == disk && p.fromIndex() == index)
                .findFirst();
    }

    private PartitionInfo from(TargetPartition partition) {
        return source.disks().get(partition.fromDisk()).layout().partitions().stream()
                .filter(p -> p.index() == partition.fromIndex())
                .findFirst()
                .orElseThrow();
    }

    private void row(String what, String index, long start, long before, long after, String content, String remark) {
        String row = ROW.formatted(
                what, index, bytes(start), bytes(before), after < 0 ? "-" : bytes(after), content, remark);
        line(row.stripTrailing());
    }

    private void line(String line) {
        text.append(line).append(System.lineSeparator());
    }

    private static String bytes(long bytes) {
        int unit = Math.min(UNITS.size() - 1, (63 - Long.numberOfLeadingZeros(Math.max(1, bytes))) / 10);
        return (unit == 0
                        ? Long.toString(bytes)
                        : String.format(Locale.ROOT, "%.1f", (double) bytes / (1L << (10 * unit))))
                + " "
                + UNITS.get(unit);
    }
}
