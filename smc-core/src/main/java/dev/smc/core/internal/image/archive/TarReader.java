package dev.smc.core.internal.image.archive;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageErrors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive from its start: ustar and pax, with GNU's long names and all four of its ways to store sparse files. Not
 * thread-safe.
 */
final class TarReader {
    private static final int BLOCK = TarHeader.BYTES;
    private static final int LONGEST_EXTENSION = 16 << 20;
    private static final int SPARSE_ENTRY_BYTES = 24;

    private final ArchiveInput in;
    /** Where the next header is. */
    private long next;

    TarReader(ArchiveInput in) {
        this.in = in;
    }

    /** What extra headers say of the member behind them. */
    private static final class Extras {
        private @Nullable String name;
        private @Nullable PaxRecords pax;
    }

    /** Returns the next file, or null at the end; what else an archive can hold is passed over. */
    @Nullable
    TarMember next() {
        Extras extras = new Extras();
        TarHeader header;
        while ((header = nextHeader()) != null) {
            switch (header.type()) {
                case 'x' -> extras.pax = new PaxRecords(in.location(), in.position(), extension(header));
                case 'L' -> {
                    byte[] name = extension(header);
                    extras.name = TarHeader.text(name, 0, name.length);
                }
                case 'K', 'g' -> next = end(header, header.size());
                case '0', '\0', '7', 'S' -> {
                    return member(header, extras);
                }
                case '2', '3', '4', '5', '6' -> {
                    // Links, devices, directories and pipes have no data, whatever their size says.
                    next = in.position();
                    extras = new Extras();
                }
                case 'M' ->
                    throw ImageErrors.unsupported(
                            in.location(), "is one volume of a tar archive of several, which is not supported");
                default -> {
                    next = end(header, header.size());
                    extras = new Extras();
                }
            }
        }
        return null;
    }

    private @Nullable TarHeader nextHeader() {
        in.skipTo(next);
        byte[] block = new byte[BLOCK];
        int count = in.readUpTo(block, BLOCK);
        if (count == 0 || isZero(block)) {
            return null;
        }
        if (count < BLOCK) {
            throw new CorruptDiskException(
                    in.location(), next, "a tar header of " + count + " bytes", BLOCK + " bytes; the file was cut off");
        }
        return new TarHeader(in.location(), next, block);
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private long end(TarHeader header, long size) {
        long padded = size > Long.MAX_VALUE - BLOCK ? Long.MAX_VALUE : (size + BLOCK - 1) / BLOCK * BLOCK;
        if (padded > Long.MAX_VALUE - in.position()) {
            throw header.corrupt("a member of " + size + " bytes", "one that an archive can hold");
        }
        return in.position() + padded;
    }

    private byte[] extension(TarHeader header) {
        if (header.size() > LONGEST_EXTENSION) {
            throw header.corrupt("an extended header of " + header.size() + " bytes", "at most " + LONGEST_EXTENSION);
        }
        next = end(header, header.size());
        byte[] bytes = new byte[(int) header.size()];
        in.readFully(bytes, bytes.length);
        return bytes;
    }

    private TarMember member(TarHeader header, Extras extras) {
        PaxRecords pax = extras.pax;
        String name = pax == null ? null : pax.name();
        name = name != null ? name : extras.name != null ? extras.name : header.name();
        long stored = pax == null ? header.size() : pax.stored(header.size());
        SparseMap sparse = null;
        if (header.type() == 'S') {
            sparse = oldMap(header);
        } else if (pax != null && pax.mapBeforeData()) {
            long start = in.position();
            sparse = build(header, mapBeforeData(header, stored), pax.realSize());
            stored -= in.position() - start;
        } else if (pax != null && pax.map() != null) {
            sparse = build(header, pax.map(), pax.realSize());
        }
        if (sparse != null && sparse.stored() != stored) {
            throw header.corrupt(
                    "a sparse map of " + sparse.stored() + " bytes", "one of the " + stored + " that are stored");
        }
        next = end(header, stored);
        return new TarMember(name, in.position(), stored, sparse);
    }

    private static SparseMap build(TarHeader header, SparseMap.Builder map, long realSize) {
        if (!map.fits(realSize)) {
            throw header.corrupt("a sparse map that reaches behind byte " + realSize, "one that ends with the file");
        }
        return map.build(realSize);
    }

    /** Four pieces in the header, more of them in blocks behind it. */
    private SparseMap oldMap(TarHeader header) {
        SparseMap.Builder map = new SparseMap.Builder();
        addPieces(header, header.block(), 386, 4, map);
        boolean more = header.block()[482] != 0;
        byte[] block = new byte[BLOCK];
        while (more) {
            in.readFully(block, BLOCK);
            addPieces(header, block, 0, 21, map);
            more = block[504] != 0;
        }
        return build(header, map, header.number(483));
    }

    private static void addPieces(TarHeader header, byte[] block, int start, int count, SparseMap.Builder map) {
        for (int i = 0; i < count; i++) {
            int entry = start + i * SPARSE_ENTRY_BYTES;
            if (block[entry] == 0) {
                return;
            }
            add(header, map, header.number(block, entry), header.number(block, entry + SPARSE_ENTRY_BYTES / 2));
        }
    }

    private static void add(TarHeader header, SparseMap.Builder map, long offset, long length) {
        if (!map.add(offset, length)) {
            throw header.corrupt(
                    "a sparse map with the piece " + offset + ", " + length, "pieces in order, and not too many");
        }
    }

    /** Decimal numbers, each on a line: how many pieces, then offset and length of each; padded to a block. */
    private SparseMap.Builder mapBeforeData(TarHeader header, long stored) {
        long limit = in.position() + stored;
        Lines lines = new Lines(header, limit);
        SparseMap.Builder map = new SparseMap.Builder();
        for (long left = lines.number(); left > 0; left--) {
            add(header, map, lines.number(), lines.number());
        }
        return map;
    }

    /** Reads lines by whole blocks. */
    private final class Lines {
        private static final int LONGEST = 20;

        private final TarHeader header;
        private final long limit;
        private final byte[] block = new byte[BLOCK];
        private int at = BLOCK;

        Lines(TarHeader header, long limit) {
            this.header = header;
            this.limit = limit;
        }

        long number() {
            StringBuilder digits = new StringBuilder();
            for (char c = next(); c != '\n'; c = next()) {
                digits.append(c);
                if (c < '0' || c > '9' || digits.length() > LONGEST) {
                    throw header.corrupt("a sparse map with the line '" + digits + "'", "a decimal number");
                }
            }
            try {
                return Long.parseLong(digits, 0, digits.length(), 10);
            } catch (NumberFormatException e) {
                throw header.corrupt("a sparse map with the line '" + digits + "'", "a decimal number");
            }
        }

        private char next() {
            if (at == BLOCK) {
                if (in.position() > limit - BLOCK) {
                    throw header.corrupt("a sparse map that is longer than its member", "a shorter one");
                }
                in.readFully(block, BLOCK);
                at = 0;
            }
            return (char) Byte.toUnsignedInt(block[at++]);
        }
    }
}
