package dev.smc.transfer.internal.chunk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** An entry of a manifest inside a page of them: {@code docs/formats/manifest.md}, section 2. */
final class ManifestEntry {
    static final int LENGTH = 48;
    static final byte ABSENT = 0;
    static final byte DATA = 1;
    static final byte ZERO = 2;
    static final byte DIRTY = 3;

    private static final int SESSION_AT = 32;
    private static final int STATE_AT = 40;
    private static final int CRC_AT = 44;

    private ManifestEntry() {}

    /** Appends an entry; {@code digests} is null unless the state is {@link #DATA}. */
    static void put(ByteBuffer page, long chunk, byte state, long session, byte[] digests, int digestOffset) {
        int at = page.position();
        page.put(digests, digestOffset, Sha256.LENGTH).putLong(session).put(state);
        page.put((byte) 0).put((byte) 0).put((byte) 0);
        page.putInt(checksum(page, at, chunk));
    }

    /** Returns the state of the entry at {@code at}; {@link #DIRTY} if it is damaged. */
    static byte state(ByteBuffer page, int at, long chunk) {
        if (isAbsent(page, at)) {
            return ABSENT;
        }
        byte state = page.get(at + STATE_AT);
        boolean whole = state >= DATA && state <= DIRTY && page.getInt(at + CRC_AT) == checksum(page, at, chunk);
        return whole ? state : DIRTY;
    }

    static long session(ByteBuffer page, int at) {
        return page.getLong(at + SESSION_AT);
    }

    private static boolean isAbsent(ByteBuffer page, int at) {
        for (int i = 0; i < LENGTH; i += 8) {
            if (page.getLong(at + i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(ByteBuffer page, int at, long chunk) {
        CRC32C crc = new CRC32C();
        for (int shift = 56; shift >= 0; shift -= 8) {
            crc.update((int) (chunk >>> shift) & 0xff);
        }
        crc.update(page.slice(at, CRC_AT));
        return (int) crc.getValue();
    }
}
