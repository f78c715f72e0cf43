package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;

/**
 * The log $LogFile, of which only this is asked: was it closed? Otherwise the volume's structures lag behind it. It is either
 * all ones, or starts with two restart pages, of which the one with the higher sequence number counts:
 *
 * <pre>
 *  0  "RSTR", or "CHKD" once chkdsk ran, and fixups
 *  8  sequence number if it is "CHKD", 8 bytes
 * 16  size of a page, 4 bytes
 * 24  offset of the restart area, 2 bytes
 * 28  major version, 2 bytes: 2 as long as Windows 8 or newer keeps metadata in memory
 * restart area:  0 sequence number; 12 first user of the log, 2 bytes, or FFFF; 14 flags, 2 bytes: 2 volume is clean
 * </pre>
 */
final class NtfsLogFile {
    private static final int SMALLEST_PAGE = 512;
    private static final int LARGEST_PAGE = 1 << 16;
    private static final int EMPTY = -1;
    private static final int NO_CLIENT = 0xffff;
    private static final int FLAG_CLEAN = 2;
    private static final int RESTART_AREA_LENGTH = 48;

    private record RestartPage(boolean ofChkdsk, int version, long sequence, boolean clean) {}

    private NtfsLogFile() {}

    static void checkClosed(NtfsStream log) throws UnmappableException {
        if (isEmpty(log)) {
            return;
        }
        int size = log.read(0, SMALLEST_PAGE).getInt(16);
        UnmappableException.check(
                size >= SMALLEST_PAGE && size <= LARGEST_PAGE && Integer.bitCount(size) == 1,
                "its log has pages of " + size + " bytes");
        RestartPage first = read(log.read(0, size));
        RestartPage second = read(log.read(size, size));
        RestartPage newer = second.sequence() > first.sequence() ? second : first;
        boolean disagree = second.sequence() == first.sequence() && second.clean() != first.clean();
        UnmappableException.check(
                newer.version() < 2,
                "Windows has not shut down in full (it hibernates, or uses fast startup), or was cut off");
        UnmappableException.check(newer.clean() && !disagree, "its log is in use: it was not unmounted cleanly");
    }

    /** Returns whether all places where a restart page could start hold ones. */
    private static boolean isEmpty(NtfsStream log) throws UnmappableException {
        for (long offset = 0; offset <= log.length() - Integer.BYTES; offset = Math.max(SMALLEST_PAGE, offset * 2)) {
            if (log.read(offset, Integer.BYTES).getInt(0) != EMPTY) {
                return false;
            }
        }
        return true;
    }

    private static RestartPage read(ByteBuffer page) throws UnmappableException {
        String magic = NtfsFixups.magic(page);
        boolean ofChkdsk = magic.equals("CHKD");
        UnmappableException.check(
                ofChkdsk || magic.equals("RSTR"), "its log has no restart page, but is not empty either");
        // chkdsk may leave the protection out.
        if (!ofChkdsk || page.getShort(6) != 0) {
            NtfsFixups.undo(page, "a restart page of its log");
        }
        int area = Short.toUnsignedInt(page.getShort(24));
        UnmappableException.check(
                area % 8 == 0 && area >= 30 && area <= page.capacity() - RESTART_AREA_LENGTH,
                "its log has a restart area at " + area);
        boolean unused = Short.toUnsignedInt(page.getShort(area + 12)) == NO_CLIENT;
        boolean clean = unused || (page.getShort(area + 14) & FLAG_CLEAN) != 0;
        long sequence = ofChkdsk ? page.getLong(8) : page.getLong(area);
        return new RestartPage(ofChkdsk, page.getShort(28), sequence, clean);
    }
}
