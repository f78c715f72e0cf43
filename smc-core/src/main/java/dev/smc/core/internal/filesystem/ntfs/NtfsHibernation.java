package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds out whether Windows hibernates: then its memory, kept in {@code hiberfil.sys} in the root directory, knows more of the
 * volume than the disk does.
 */
public final class NtfsHibernation {
    /** What Windows keeps its memory in, in the root directory. */
    public static final String FILE = "hiberfil.sys";

    /** How many bytes at the start of the file tell whether it holds a memory. */
    public static final int MARK = 4;

    private static final int FILE_HEADER = 4096;
    private static final Set<String> HIBERNATED = Set.of("HIBR", "hibr");
    private static final long NONE = -1;

    private final NtfsMft mft;

    NtfsHibernation(NtfsMft mft) {
        this.mft = mft;
    }

    /** Returns whether a file of {@code size} bytes that starts with {@code mark} holds the memory of a Windows that hibernates. */
    public static boolean isHibernated(byte[] mark, long size) {
        return size < FILE_HEADER || HIBERNATED.contains(new String(mark, StandardCharsets.ISO_8859_1));
    }

    void checkAwake() throws UnmappableException {
        OptionalLong file = findFile();
        if (file.isPresent()) {
            NtfsStream data = mft.open(file.getAsLong(), NtfsAttribute.DATA, "");
            byte[] mark = new byte[(int) Math.min(MARK, data.length())];
            data.read(0, mark.length).get(mark);
            UnmappableException.check(!isHibernated(mark, data.length()), "Windows hibernates on it");
        }
    }

    private OptionalLong findFile() throws UnmappableException {
        AtomicLong found = new AtomicLong(NONE);
        new NtfsIndex(mft, NtfsMft.ROOT).scan((name, isShort, reference) -> {
            if (name.equalsIgnoreCase(FILE)) {
                found.set(NtfsMft.number(reference));
            }
            return found.get() == NONE;
        });
        return found.get() == NONE ? OptionalLong.empty() : OptionalLong.of(found.get());
    }
}
