package dev.smc.core.internal.inspect;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.fat.FatFileSystem;
import dev.smc.core.internal.filesystem.swap.SwapArea;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The marks by which contents of partitions are recognised. */
final class Signatures {
    static final String EXT = "ext";
    static final String XFS = "xfs";
    static final String NTFS = "ntfs";
    static final String EXFAT = "exfat";
    static final String FAT = "vfat";
    static final String BTRFS = "btrfs";
    static final String SWAP = "swap";
    static final String LVM2 = "lvm2";
    static final String LUKS = "luks";

    private static final List<Signature> ALL = List.of(
            Signature.hex(EXT, 0x438, "53ef"),
            Signature.text(XFS, 0, "XFSB"),
            Signature.text(BTRFS, 0x10040, "_BHRfS_M"),
            Signature.text(NTFS, 3, "NTFS    "),
            Signature.text(EXFAT, 3, "EXFAT   "),
            Signature.text(FAT, 82, "FAT32   "),
            Signature.text(FAT, 54, "FAT16   "),
            Signature.text(FAT, 54, "FAT12   "),
            Signature.text("bitlocker", 3, "-FVE-FS-"),
            // BitLocker To Go hides behind FAT.
            Signature.hex("bitlocker", 424, "3bd66749292ed84a8399f6a339e3d001"),
            Signature.text(LVM2, 0, "LABELONE"),
            Signature.text(LVM2, 512, "LABELONE"),
            Signature.text(LVM2, 1024, "LABELONE"),
            Signature.text(LVM2, 1536, "LABELONE"),
            Signature.hex(LUKS, 0, "4c554b53babe"),
            Signature.text("integrity", 0, "integrt\0"),
            Signature.text("verity", 0, "verity\0\0"),
            Signature.text("vdo", 0, "dmvdo001"),
            Signature.hex("mdraid", 0, "fc4e2ba9"),
            Signature.hex("mdraid", 4096, "fc4e2ba9"),
            Signature.hex("bcache", 4096 + 24, "c68573f64e1a45ca8265f57f48ba6d81"),
            Signature.text("asm", 32, "ORCLDISK"),
            // These may leave the boot sector of what was there before.
            Signature.hex("f2fs", 0x400, "1020f5f2"),
            Signature.hex("nilfs2", 0x406, "3434"),
            Signature.hex("erofs", 0x400, "e2e1f5e0"),
            Signature.text("hfsplus", 0x400, "H+"),
            Signature.text("hfsplus", 0x400, "HX"),
            Signature.text("apfs", 32, "NXSB"),
            Signature.text("ocfs2", 0x400, "OCFSV2"),
            Signature.text("ocfs2", 0x800, "OCFSV2"),
            Signature.text("ocfs2", 0x1000, "OCFSV2"),
            Signature.text("ocfs2", 0x2000, "OCFSV2"),
            Signature.hex("bcachefs", 4096 + 24, "c68573f666ce90a9d96a60cf803df7ef"),
            Signature.text("stratis", 512 + 4, "!Stra0tis\u0086\u00ff\u0002^"),
            Signature.hex("ufs", 0x2000 + 0x55c, "54190100"),
            Signature.hex("ufs", 0x2000 + 0x55c, "19015419"),
            Signature.hex("ufs", 0x10000 + 0x55c, "19015419"),
            Signature.text("zfs", 0x4000 + 24, "version"),
            Signature.text("jfs", 0x8000, "JFS1"),
            Signature.text("iso9660", 0x8001, "CD001"),
            Signature.text("udf", 0x8001, "BEA01"),
            Signature.text("reiserfs", 0x2034, "ReIsErFs"),
            Signature.text("reiserfs", 0x10034, "ReIsEr"),
            Signature.text("reiser4", 0x10000, "ReIsEr4"),
            Signature.hex("gfs2", 0x10000, "01161970"),
            Signature.hex("vmfs", 0x100000, "0dd001c0"),
            Signature.hex("vmfs", 0x200000, "5ef1ab2f"));

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

    /** Returns every content whose mark is there; FAT often has none, and is known by its fields; swap has many. */
    static List<String> find(DiskRange range) {
        Stream<String> byMark = ALL.stream().filter(s -> s.matches(range)).map(Signature::content);
        Stream<String> byFields = FatFileSystem.isPlausible(range) ? Stream.of(FAT) : Stream.empty();
        Stream<String> byPageSize = SwapArea.isMarked(range) ? Stream.of(SWAP) : Stream.empty();
        return Stream.of(byMark, byFields, byPageSize)
                .flatMap(found -> found)
                .distinct()
                .toList();
    }
}
