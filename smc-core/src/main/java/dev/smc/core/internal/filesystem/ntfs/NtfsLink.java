package dev.smc.core.internal.filesystem.ntfs;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads where a reparse point leads to if it is a symbolic link or a junction:
 *
 * <pre>
 *  0  what it is, 4 bytes
 *  8  offset of the path from the start of the names, 2 bytes; 10 its length in bytes
 * 16  names of a junction; of a symbolic link flags, 4 bytes: 1 the path is relative; 20 its names
 * </pre>
 */
final class NtfsLink {
    private static final int JUNCTION = 0xa0000003;
    private static final int SYMBOLIC_LINK = 0xa000000c;
    private static final int FLAG_RELATIVE = 1;
    private static final int JUNCTION_NAMES = 16;
    private static final int LINK_NAMES = 20;
    private static final Pattern ON_A_DRIVE = Pattern.compile("(?:/\\?\\?/)?[A-Za-z]:(/.*)");

    private NtfsLink() {}

    /**
     * Returns the path with slashes. One on a drive is taken as one of this volume, as which letter that has is not known; other
     * reparse points, such as those of compressed system files, and links to other volumes or hosts give none.
     */
    static Optional<String> target(ByteBuffer reparsePoint) {
        int tag = reparsePoint.capacity() < LINK_NAMES ? 0 : reparsePoint.getInt(0);
        if (tag != JUNCTION && tag != SYMBOLIC_LINK) {
            return Optional.empty();
        }
        boolean isRelative = tag == SYMBOLIC_LINK && (reparsePoint.getInt(JUNCTION_NAMES) & FLAG_RELATIVE) != 0;
        int offset = (tag == JUNCTION ? JUNCTION_NAMES : LINK_NAMES) + Short.toUnsignedInt(reparsePoint.getShort(8));
        int length = Short.toUnsignedInt(reparsePoint.getShort(10));
        if (length > reparsePoint.capacity() - offset) {
            return Optional.empty();
        }
        String path = NtfsAttribute.text(reparsePoint.slice(offset, length)).replace('\\', '/');
        if (isRelative) {
            return Optional.of(path);
        }
        Matcher onADrive = ON_A_DRIVE.matcher(path);
        return onADrive.matches() ? Optional.of(onADrive.group(1)) : Optional.empty();
    }
}
