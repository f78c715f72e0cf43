package dev.smc.core.internal.image.vhdx;

import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.Structure;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * The header of a VHDX image: the newer one of two.
 *
 * @param dataWriteId identifies the content of the disk
 * @param logId which entries of the log count, or {@link #NO_LOG}
 * @param logOffset where the log lies; checked if there is one to be replayed
 * @param logLength of the log in bytes, checked likewise
 */
record VhdxHeader(UUID dataWriteId, UUID logId, long logOffset, long logLength) {
    static final UUID NO_LOG = new UUID(0, 0);
    static final int MEBIBYTE = 1 << 20;

    private static final String FILE_SIGNATURE = "vhdxfile";
    private static final String SIGNATURE = "head";
    private static final int FIRST = 64 << 10;
    private static final int SECOND = 128 << 10;
    private static final int LENGTH = 4096;
    private static final int VERSION = 1;

    boolean hasLog() {
        return !logId.equals(NO_LOG);
    }

    static VhdxHeader read(ImageFile file) {
        if (file.size() < MEBIBYTE) {
            throw file.truncated(MEBIBYTE);
        }
        Structure start = Structure.read(file, 0, FILE_SIGNATURE.length(), ByteOrder.LITTLE_ENDIAN);
        start.check(start.text(0, 8).equals(FILE_SIGNATURE), 0, "no VHDX file", "'" + FILE_SIGNATURE + "'");
        return parse(file, current(file));
    }

    private static Structure current(ImageFile file) {
        Structure first = Structure.read(file, FIRST, LENGTH, ByteOrder.LITTLE_ENDIAN);
        Structure second = Structure.read(file, SECOND, LENGTH, ByteOrder.LITTLE_ENDIAN);
        boolean firstValid = isValid(first);
        boolean secondValid = isValid(second);
        if (!firstValid && !secondValid) {
            throw first.corrupt(0, "two VHDX headers with wrong checksums", "one that is right");
        }
        if (firstValid && secondValid) {
            int newer = Long.compareUnsigned(first.i64(8), second.i64(8));
            // Some programs write the same header twice.
            boolean ambiguous = newer == 0 && !first.bytes().equals(second.bytes());
            first.check(!ambiguous, 8, "two different VHDX headers with the same sequence number", "a newer one");
            return newer >= 0 ? first : second;
        }
        return firstValid ? first : second;
    }

    private static boolean isValid(Structure header) {
        return header.text(0, 4).equals(SIGNATURE) && VhdxChecksum.isRight(header.bytes());
    }

    private static VhdxHeader parse(ImageFile file, Structure header) {
        if (header.u16(66) != VERSION) {
            throw ImageErrors.unsupportedFormat(file.location(), "VHDX version " + header.u16(66));
        }
        VhdxHeader parsed = new VhdxHeader(header.guid(32), header.guid(48), header.i64(72), header.u32(68));
        if (parsed.hasLog() && header.u16(64) != 0) {
            throw ImageErrors.unsupported(
                    file.location(), "has a log of version " + header.u16(64) + ", which is not supported");
        }
        boolean right = parsed.logLength > 0
                && parsed.logLength % MEBIBYTE == 0
                && parsed.logOffset % MEBIBYTE == 0
                && parsed.logOffset >= MEBIBYTE
                && parsed.logOffset <= file.size() - parsed.logLength;
        header.check(
                right || !parsed.hasLog(),
                68,
                "a log of " + parsed.logLength + " bytes at byte " + Long.toUnsignedString(parsed.logOffset),
                "whole mebibytes behind the first one and within the " + file.size() + " bytes of the file");
        return parsed;
    }
}
