package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads grain directories. */
final class GrainDirectory {
    /** Enough for 64 TiB of every format with its usual sizes; takes 32 MiB. */
    private static final int MOST_TABLES = 1 << 22;

    private static final int PIECE = 1 << 16;
    /** Where a table can be at the earliest: behind the header, and whatever the header leads to. */
    private static final long FIRST_TABLE = 2 * HostedHeader.SECTOR;

    private GrainDirectory() {}

    /** Understands entries of a directory. */
    interface Entries {
        /** Returns where in the file a grain table is, 0 if there is none, or a negative number if the entry is none. */
        long position(long entry);
    }

    /** Returns where each grain table of an extent is in its file; 0 where there is none. */
    static long[] read(ImageFile file, GrainLayout layout, long offset, int entryBytes, Entries entries) {
        long count = layout.tables();
        if (count > MOST_TABLES) {
            throw new CorruptDiskException(
                    file.location(), offset, "a directory of " + count + " grain tables", "at most " + MOST_TABLES);
        }
        if (offset > file.size() - count * entryBytes) {
            throw file.truncated(offset + count * entryBytes);
        }
        long[] directory = new long[(int) count];
        ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        long tables = 0;
        for (int i = 0; i < count; i++) {
            int at = i * entryBytes % PIECE;
            if (at == 0) {
                piece.clear().limit((int) Math.min(PIECE, (count - i) * entryBytes));
                file.read(offset + (long) i * entryBytes, piece);
            }
            long entry = entryBytes == Integer.BYTES ? Integer.toUnsignedLong(piece.getInt(at)) : piece.getLong(at);
            directory[i] = check(file, offset + (long) i * entryBytes, entry, entries.position(entry));
            tables += directory[i] == 0 ? 0 : 1;
        }
        checkTables(file, layout, offset, tables);
        return directory;
    }

    private static long check(ImageFile file, long offset, long entry, long position) {
        if (position != 0 && (position < FIRST_TABLE || position >= file.size())) {
            throw new CorruptDiskException(
                    file.location(),
                    offset,
                    "grain directory entry 0x" + Long.toHexString(entry),
                    "0, or the place of a grain table in a file of " + file.size() + " bytes");
        }
        return position;
    }

    /**
     * No two entries share a table, so there cannot be more than fit into the file. Without this check a small file could describe
     * a disk that takes years to walk through.
     */
    private static void checkTables(ImageFile file, GrainLayout layout, long offset, long tables) {
        long most = file.size() / layout.tableBytes() + 1;
        if (tables > most) {
            throw new CorruptDiskException(
                    file.location(), offset, "a directory that names " + tables + " grain tables", "at most " + most);
        }
    }
}
