package dev.smc.core.internal.store;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.Extent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Packs an allocation map: its size, then for each extent the gap before it and its length, as numbers of 7 bits a byte; deflated. */
final class PackedMap {
    /** Longer ones are not worth their space. */
    static final int LONGEST = 16 << 20;

    private static final int BITS = 7;
    private static final int MORE = 1 << BITS;

    private PackedMap() {}

    static byte[] pack(AllocationMap map) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(packed))) {
            put(out, map.size());
            long end = 0;
            for (Extent extent : map.extents()) {
                put(out, extent.offset() - end);
                put(out, extent.length());
                end = extent.end();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static void put(DataOutputStream out, long value) throws IOException {
        long left = value;
        for (; left >= MORE; left >>>= BITS) {
            out.write((int) (left & (MORE - 1)) | MORE);
        }
        out.write((int) left);
    }

    /** Returns the map, or nothing if this is none. */
    static Optional<AllocationMap> unpack(byte[] packed) {
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(packed)))) {
            long size = get(in, in.readUnsignedByte());
            AllocationMap.Builder map = AllocationMap.builder(size);
            long end = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                long offset = Math.addExact(end, get(in, next));
                long length = get(in, in.readUnsignedByte());
                map.add(offset, length);
                end = offset + length;
            }
            return Optional.of(map.build());
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static long get(DataInputStream in, int first) throws IOException {
        long value = first & (MORE - 1);
        int next = first;
        for (int shift = BITS; (next & MORE) != 0; shift += BITS) {
            next = in.readUnsignedByte();
            if (shift > Long.SIZE - BITS - 1) {
                throw new IOException("a number is too long");
            }
            value |= (long) (next & (MORE - 1)) << shift;
        }
        return value;
    }
}
