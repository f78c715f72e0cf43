package dev.smc.core.internal.volume.lvm;

import dev.smc.testkit.MemoryDisk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A disk in memory that is a physical volume made by hand, from the description of the format; only the checksum is shared. */
final class LvmFixture {
    static final int LABEL = 512;
    static final int AREA = 4096;
    static final int AREA_SIZE = 28 << 10;
    static final int START = 32 << 10;
    static final int EXTENT = 4096;
    static final int EXTENTS = 32;
    static final int SIZE = START + EXTENTS * EXTENT + EXTENT;

    private static final int SECTOR = 512;

    final byte[] content = new byte[SIZE];
    final ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);

    /** Makes the physical volume of a number with a metadata text. */
    LvmFixture(int number, String text) {
        for (int i = START; i < SIZE; i++) {
            content[i] = (byte) (i % 251 + 1);
        }
        put(LABEL, "LABELONE");
        bytes.putLong(LABEL + 8, 1);
        bytes.putInt(LABEL + 20, 32);
        put(LABEL + 24, "LVM2 001");
        put(LABEL + 32, id(number).replace("-", ""));
        bytes.putLong(LABEL + 64, SIZE);
        bytes.putLong(LABEL + 72, START);
        bytes.putLong(LABEL + 104, AREA);
        bytes.putLong(LABEL + 112, AREA_SIZE);
        bytes.putInt(LABEL + 136, 2);
        bytes.putInt(LABEL + 140, 1);
        put(AREA + 4, " LVM2 x[5A%r0N*>");
        bytes.putInt(AREA + 20, 1);
        bytes.putLong(AREA + 24, AREA);
        bytes.putLong(AREA + 32, AREA_SIZE);
        bytes.putLong(AREA + 40, SECTOR);
        bytes.putLong(AREA + 48, text.length());
        put(AREA + SECTOR, text);
        seal();
    }

    private void put(int offset, String text) {
        bytes.put(offset, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Makes all checksums right, after a change. */
    LvmFixture seal() {
        bytes.putInt(LABEL + 16, LvmChecksum.of(bytes, LABEL + 20, SECTOR - 20));
        long offset = bytes.getLong(AREA + 40);
        long size = bytes.getLong(AREA + 48);
        if (offset > 0 && size > 0 && size <= AREA_SIZE && offset <= AREA_SIZE - size) {
            bytes.putInt(AREA + 56, LvmChecksum.of(bytes, (int) (AREA + offset), (int) size));
        }
        bytes.putInt(AREA, LvmChecksum.of(bytes, AREA + 4, SECTOR - 4));
        return this;
    }

    MemoryDisk disk() {
        return new MemoryDisk(content);
    }

    static String id(int number) {
        return "abcdef-ghij-klmn-opqr-stuv-wxyz-00000" + number;
    }

    /** Returns the text of a group of two physical volumes, {@code pv0} and {@code pv1}. */
    static String text(String volumes) {
        return """
                vg {
                id = "vgvgvg-0000-0000-0000-0000-0000-000000"
                seqno = 1
                status = ["RESIZEABLE", "READ", "WRITE"]
                extent_size = 8
                physical_volumes {
                pv0 { id = "%s" status = ["ALLOCATABLE"] pe_start = 64 pe_count = %d }
                pv1 { id = "%s" status = ["ALLOCATABLE"] pe_start = 64 pe_count = %d }
                }
                logical_volumes {
                %s
                }
                }
                # made by hand
                contents = "Text Format Volume Group"
                version = 1
                """.formatted(id(0), EXTENTS, id(1), EXTENTS, volumes);
    }

    /** Returns the text of a volume of one segment. */
    static String volume(String name, String segment) {
        return name + " { status = [\"READ\", \"WRITE\", \"VISIBLE\"] segment_count = 1 segment1 { start_extent = 0 "
                + segment + " } }\n";
    }

    static String linear(String pv, int extent, int count) {
        return "extent_count = " + count + " type = \"striped\" stripe_count = 1 stripes = [\"" + pv + "\", " + extent
                + "]";
    }

    static String striped(int count, int stripeSectors, int extent0, int extent1) {
        return "extent_count = " + count + " type = \"striped\" stripe_count = 2 stripe_size = " + stripeSectors
                + " stripes = [\"pv0\", " + extent0 + ", \"pv1\", " + extent1 + "]";
    }
}
