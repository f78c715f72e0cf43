package dev.smc.core.internal.volume;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.PaddedText;
import dev.smc.core.internal.filesystem.FileSystem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The start of an encrypted container, as far as it tells what it is:
 *
 * <pre>
 *   0  "LUKS" BA BE
 *   6  version, big-endian
 *  24  label, 48 bytes, in version 2
 * 168  UUID in letters, 40 bytes
 * </pre>
 */
public final class LuksHeader {
    private static final int LENGTH = 208;

    private LuksHeader() {}

    /** Describes a container that starts with the mark of one. */
    public static FileSystem read(DiskRange range) {
        if (!range.contains(0, LENGTH)) {
            return FileSystem.unmapped("luks", "it is encrypted");
        }
        ByteBuffer header = range.read(0, LENGTH).order(ByteOrder.BIG_ENDIAN);
        int version = Short.toUnsignedInt(header.getShort(6));
        Optional<String> label = version == 2 ? PaddedText.read(header, 24, 48) : Optional.empty();
        return new FileSystem(
                "luks",
                label,
                PaddedText.read(header, 168, 40),
                Optional.empty(),
                OptionalLong.empty(),
                "it is encrypted (LUKS version " + version + ")");
    }
}
