package dev.smc.core.internal.inspect;

import dev.smc.core.internal.disk.DiskRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** The marks by which contents of partitions are recognised. */
final class Signatures {
    static final String EXT = "ext";

    private static final List<Signature> ALL = List.of(
            Signature.hex(EXT, 0x438, "53ef"),
            Signature.text("xfs", 0, "XFSB"),
            Signature.text("btrfs", 0x10040, "_BHRfS_M"),
            Signature.text("ntfs", 3, "NTFS    "),
            Signature.text("exfat", 3, "EXFAT   "),
            Signature.text("vfat", 82, "FAT32   "),
            Signature.text("vfat", 54, "FAT16   "),
            Signature.text("vfat", 54, "FAT12   "),
            Signature.text("bitlocker", 3, "-FVE-FS-"),
            Signature.text("swap", 4096 - 10, "SWAPSPACE2"),
            Signature.text("swap", 65536 - 10, "SWAPSPACE2"),
            Signature.text("lvm2", 0, "LABELONE"),
            Signature.text("lvm2", 512, "LABELONE"),
            Signature.text("lvm2", 1024, "LABELONE"),
            Signature.text("lvm2", 1536, "LABELONE"),
            Signature.hex("luks", 0, "4c554b53babe"),
            Signature.hex("mdraid", 0, "fc4e2ba9"),
            Signature.hex("mdraid", 4096, "fc4e2ba9"),
            Signature.hex("bcache", 4096 + 24, "c68573f64e1a45ca8265f57f48ba6d81"),
            Signature.text("asm", 32, "ORCLDISK"));

    private record Signature(String content, int offset, ByteBuffer bytes) {
        static Signature text(String content, int offset, String text) {
            return new Signature(content, offset, StandardCharsets.ISO_8859_1.encode(text));
        }

        static Signature hex(String content, int offset, String hex) {
            return new Signature(content, offset, ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
        }

        boolean matches(DiskRange range) {
            int length = bytes.remaining();
            return range.contains(offset, length) && range.read(offset, length).equals(bytes);
        }
    }

    private Signatures() {}

    /** Returns every content whose mark is there. */
    static List<String> find(DiskRange range) {
        return ALL.stream()
                .filter(signature -> signature.matches(range))
                .map(Signature::content)
                .distinct()
                .toList();
    }
}
