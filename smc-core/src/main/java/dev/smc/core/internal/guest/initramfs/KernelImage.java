package dev.smc.core.internal.guest.initramfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the file of a kernel says of itself.
 *
 * @param release as {@code uname -r} shows it, where the file tells
 */
public record KernelImage(Architecture architecture, Optional<String> release) {
    /** What processors a kernel is for. */
    public enum Architecture {
        X86_64,
        X86_32,
        AARCH64,
        OTHER,
        UNKNOWN
    }

    private static final int HEAD = 4096;
    private static final int LONGEST_RELEASE = 128;
    /** The header of {@code Documentation/arch/x86/boot.rst}. */
    private static final int HEADER_MAGIC = 0x202;

    private static final int PROTOCOL = 0x206;
    private static final int VERSION_POINTER = 0x20e;
    private static final int LOAD_FLAGS = 0x236;
    private static final int KERNEL_64 = 1;
    private static final int PROTOCOL_WITH_FLAGS = 0x20c;
    /** That of {@code Documentation/arch/arm64/booting.rst}. */
    private static final int ARM64_MAGIC = 56;

    private static final int ELF_MACHINE = 18;
    private static final int PE_POINTER = 0x3c;

    private static final KernelImage NOTHING = new KernelImage(Architecture.UNKNOWN, Optional.empty());

    /** Reads the start of a kernel; what is none is of an unknown architecture. */
    static KernelImage read(ImageBytes image) {
        byte[] head = image.read(0, HEAD);
        if (Compression.startingWith(head).filter(Compression.GZIP::equals).isPresent()) {
            try (Decompressor content = Decompressor.open(Compression.GZIP, new ImageInput(image), Long.MAX_VALUE)) {
                return ofHead(content.readNBytes(HEAD), ImageBytes.of(new byte[0]));
            } catch (IOException e) {
                return NOTHING;
            }
        }
        return ofHead(head, image);
    }

    private static KernelImage ofHead(byte[] head, ImageBytes image) {
        ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        if (has(head, HEADER_MAGIC, "HdrS") && head.length > LOAD_FLAGS + 1) {
            return x86(bytes, image);
        }
        if (has(head, ARM64_MAGIC, "ARMd")) {
            return new KernelImage(Architecture.AARCH64, Optional.empty());
        }
        if (has(head, 1, "ELF") && head.length > ELF_MACHINE + 1) {
            return new KernelImage(elf(bytes.getShort(ELF_MACHINE)), Optional.empty());
        }
        if (has(head, 0, "MZ") && head.length > PE_POINTER + 3) {
            int pe = bytes.getInt(PE_POINTER);
            if (pe >= 0 && pe < head.length - 6 && has(head, pe, "PE\0\0")) {
                return new KernelImage(pe(bytes.getShort(pe + 4)), Optional.empty());
            }
        }
        return NOTHING;
    }

    private static KernelImage x86(ByteBuffer head, ImageBytes image) {
        int pointer = Short.toUnsignedInt(head.getShort(VERSION_POINTER));
        Optional<String> release =
                pointer == 0 ? Optional.empty() : release(image.read(pointer + 0x200L, LONGEST_RELEASE));
        if (Short.toUnsignedInt(head.getShort(PROTOCOL)) < PROTOCOL_WITH_FLAGS) {
            return new KernelImage(Architecture.UNKNOWN, release);
        }
        boolean is64 = (head.getShort(LOAD_FLAGS) & KERNEL_64) != 0;
        return new KernelImage(is64 ? Architecture.X86_64 : Architecture.X86_32, release);
    }

    /** The text goes on with who built the kernel, after a space. */
    private static Optional<String> release(byte[] text) {
        String all = new String(text, StandardCharsets.ISO_8859_1);
        int end = 0;
        while (end < all.length() && all.charAt(end) > ' ' && all.charAt(end) < 127 && all.charAt(end) != '/') {
            end++;
        }
        return end == 0 || end == all.length() ? Optional.empty() : Optional.of(all.substring(0, end));
    }

    private static Architecture elf(short machine) {
        return switch (Short.toUnsignedInt(machine)) {
            case 3 -> Architecture.X86_32;
            case 62 -> Architecture.X86_64;
            case 183 -> Architecture.AARCH64;
            default -> Architecture.OTHER;
        };
    }

    private static Architecture pe(short machine) {
        return switch (Short.toUnsignedInt(machine)) {
            case 0x14c -> Architecture.X86_32;
            case 0x8664 -> Architecture.X86_64;
            case 0xaa64 -> Architecture.AARCH64;
            default -> Architecture.OTHER;
        };
    }

    private static boolean has(byte[] head, int offset, String magic) {
        return head.length >= offset + magic.length()
                && new String(head, offset, magic.length(), StandardCharsets.ISO_8859_1).equals(magic);
    }
}
