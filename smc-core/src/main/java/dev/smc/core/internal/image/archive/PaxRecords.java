package dev.smc.core.internal.image.archive;

import dev.smc.api.error.CorruptDiskException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an extended header of a tar archive says of the member behind it: records such as {@code 20 path=disk.raw}, each led by
 * its own length. Not thread-safe.
 */
final class PaxRecords {
    private static final int LONGEST_LENGTH = 10;
    private static final String SPARSE = "GNU.sparse.";

    private final String location;
    private final long position;
    private final Map<String, String> values = new HashMap<>();
    /** Of the formats 0.0 and 0.1, which keep the map here. */
    private final SparseMap.Builder pieces = new SparseMap.Builder();

    private @Nullable String pieceOffset;
    private boolean hasPieces;

    /**
     * Reads records; what is not known is passed over.
     *
     * @param position of the records in the archive
     */
    PaxRecords(String location, long position, byte[] bytes) {
        this.location = location;
        this.position = position;
        int start = 0;
        while (start < bytes.length && bytes[start] != 0) {
            start += readRecord(bytes, start);
        }
    }

    private int readRecord(byte[] bytes, int start) {
        int digits = start;
        long length = 0;
        while (digits < bytes.length && digits < start + LONGEST_LENGTH && Character.isDigit(bytes[digits])) {
            length = length * 10 + bytes[digits++] - '0';
        }
        if (digits == start || length <= digits + 1 - start || length > bytes.length - start) {
            throw corrupt("an extended header with a record of a wrong length");
        }
        String record = new String(bytes, digits + 1, (int) length - (digits + 1 - start) - 1, StandardCharsets.UTF_8);
        int equals = record.indexOf('=');
        if (bytes[digits] != ' ' || bytes[start + (int) length - 1] != '\n' || equals < 1) {
            throw corrupt("an extended header with a record that is none");
        }
        take(record.substring(0, equals), record.substring(equals + 1));
        return (int) length;
    }

    private void take(String key, String value) {
        switch (key) {
            case SPARSE + "offset" -> pieceOffset = value;
            case SPARSE + "numbytes" -> {
                addPiece(pieceOffset == null ? "" : pieceOffset, value);
                pieceOffset = null;
            }
            case SPARSE + "map" -> {
                String[] numbers = value.split(",", -1);
                for (int i = 0; i < numbers.length; i += 2) {
                    addPiece(numbers[i], i + 1 < numbers.length ? numbers[i + 1] : "");
                }
            }
            default -> {
                // Records of no use here must not take memory.
                if (key.startsWith(SPARSE) || key.equals("path") || key.equals("size")) {
                    values.put(key, value);
                }
            }
        }
    }

    private void addPiece(String offset, String length) {
        hasPieces = true;
        if (!pieces.add(number("sparse map", offset), number("sparse map", length))) {
            throw corrupt("a sparse map whose pieces overlap, are not in order, or are too many");
        }
    }

    /** Returns the real name of the member, if it is given. */
    @Nullable
    String name() {
        return values.getOrDefault(SPARSE + "name", values.get("path"));
    }

    /** Returns how many bytes are stored, or the number of the header. */
    long stored(long fromHeader) {
        String size = values.get("size");
        return size == null ? fromHeader : number("size", size);
    }

    /** Returns whether the map is not here but in front of the data (format 1.0). */
    boolean mapBeforeData() {
        return "1".equals(values.get(SPARSE + "major"));
    }

    /** Returns the real size of a sparse member, or -1 if it is not sparse. */
    long realSize() {
        String size = values.getOrDefault(SPARSE + "realsize", values.get(SPARSE + "size"));
        return size == null ? -1 : number("sparse size", size);
    }

    /** Returns the map if it is here, or null. */
    SparseMap.@Nullable Builder map() {
        return hasPieces || (realSize() >= 0 && !mapBeforeData()) ? pieces : null;
    }

    private long number(String what, String digits) {
        try {
            long value = Long.parseLong(digits);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below, as every other wrong number is.
        }
        throw corrupt("an extended header with the " + what + " '" + digits.substring(0, Math.min(digits.length(), 30))
                + "'");
    }

    private CorruptDiskException corrupt(String found) {
        return new CorruptDiskException(location, position, found, "an extended header as POSIX and GNU define it");
    }
}
