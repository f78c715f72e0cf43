package dev.smc.core.internal.image;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.FileKind;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.vhd.VhdSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Tells disk image formats apart by their content, never by a file's name. */
final class FormatDetector {
    private static final int HEAD_BYTES = 512;

    /** What stands at a fixed place of every file of a format that is known but not read. */
    private record Signature(String format, int offset, ByteBuffer bytes) {
        static Signature text(String format, int offset, String text) {
            return new Signature(format, offset, StandardCharsets.ISO_8859_1.encode(text));
        }

        static Signature hex(String format, int offset, String hex) {
            return new Signature(format, offset, ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
        }

        boolean matches(ByteBuffer content) {
            return content.remaining() >= offset + bytes.remaining()
                    && content.slice(offset, bytes.remaining()).equals(bytes);
        }
    }

    private static final Signature QCOW = Signature.hex("qcow", 0, "514649fb");
    private static final Signature QCOW1 = Signature.hex("qcow (version 1)", 0, "514649fb00000001");
    private static final Signature VDI = Signature.hex("VDI", 0x40, "7f10dabe");
    private static final Signature VHD = Signature.text("VHD", 0, "conectix");
    private static final Signature VHDX = Signature.text("VHDX", 0, "vhdxfile");

    private static final List<Signature> VMDK = List.of(
            Signature.text("VMDK", 0, "KDMV"),
            Signature.text("VMDK", 0, "COWD"),
            Signature.hex("VMDK", 0, "bebafeca00000000"),
            Signature.text("VMDK", 0, "# Disk DescriptorFile"));

    private static final List<Signature> DISK_FORMATS = List.of(
            QCOW1,
            Signature.text("QED", 0, "QED\0"),
            Signature.text("Parallels", 0, "WithoutFreeSpace"),
            Signature.text("Parallels", 0, "WithouFreSpacExt"));

    private static final List<Signature> PACKED_FORMATS = List.of(
            Signature.hex("xz", 0, "fd377a585a00"),
            Signature.hex("zstd", 0, "28b52ffd"),
            Signature.text("bzip2", 0, "BZh"),
            Signature.text("zip", 0, "PK\3\4"),
            Signature.hex("7z", 0, "377abcaf271c"));

    private static final Signature GZIP = Signature.hex("gzip", 0, "1f8b08");
    private static final Signature TAR = Signature.text("tar", 257, "ustar");
    private static final List<Signature> OVF =
            List.of(Signature.text("OVF", 0, "<?xml"), Signature.hex("OVF", 0, "efbbbf3c3f786d6c"));

    private FormatDetector() {}

    /**
     * Returns the format of a file.
     *
     * @throws SourceReadException with code {@code DISK_UNSUPPORTED} if it is one that is known but cannot be read
     */
    static DiskFormat detect(ImageFile file) {
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(HEAD_BYTES, file.size()));
        file.read(0, head);
        head.flip();
        // First of all: what such an image starts with was written by its guest.
        if (file.kind() == FileKind.REGULAR && VhdSource.endsInFooter(file)) {
            return DiskFormat.VHD;
        }
        for (Signature signature : DISK_FORMATS) {
            if (signature.matches(head)) {
                throw ImageErrors.unsupportedFormat(file.location(), signature.format());
            }
        }
        if (QCOW.matches(head)) {
            return DiskFormat.QCOW2;
        }
        if (VMDK.stream().anyMatch(signature -> signature.matches(head))) {
            return DiskFormat.VMDK;
        }
        if (VDI.matches(head)) {
            return DiskFormat.VDI;
        }
        if (VHD.matches(head)) {
            return DiskFormat.VHD;
        }
        if (VHDX.matches(head)) {
            return DiskFormat.VHDX;
        }
        if (file.kind() == FileKind.REGULAR) {
            refusePacked(file, head);
            if (GZIP.matches(head)) {
                return DiskFormat.GZIP;
            }
            if (TAR.matches(head)) {
                return DiskFormat.TAR;
            }
            if (OVF.stream().anyMatch(signature -> signature.matches(head))) {
                return DiskFormat.OVF;
            }
        }
        return DiskFormat.RAW;
    }

    private static void refusePacked(ImageFile file, ByteBuffer head) {
        for (Signature signature : PACKED_FORMATS) {
            if (signature.matches(head)) {
                throw new SourceReadException(
                        ErrorCode.DISK_UNSUPPORTED,
                        file.location() + " is no disk image but a file of format " + signature.format(),
                        "unpack it and give the disk image inside");
            }
        }
    }
}
