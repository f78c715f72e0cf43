package dev.smc.transfer.internal.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A file on a disk that fails: after a number of writes and forces every further call throws, and a crash keeps of the writes since
 * the last force what chance leaves, sector by sector, in any order.
 */
final class CrashingFile implements StableFile {
    private static final int SECTOR = 512;

    private byte[] stable;
    private byte[] current;
    private final List<Write> unforced = new ArrayList<>();
    private int callsLeft;

    private record Write(int offset, byte[] bytes) {}

    CrashingFile(byte[] stable, int callsLeft) {
        this.stable = stable.clone();
        this.current = stable.clone();
        this.callsLeft = callsLeft;
    }

    /** Returns a file with the first header of a manifest. */
    static CrashingFile fresh(ManifestHeader header, int callsLeft) {
        byte[] bytes = new byte[8192];
        header.encode().get(bytes, (int) header.slotOffset(), ManifestHeader.LENGTH);
        return new CrashingFile(bytes, callsLeft);
    }

    private void call() throws IOException {
        if (callsLeft-- <= 0) {
            throw new IOException("power failed");
        }
    }

    @Override
    public long size() {
        return current.length;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        for (int at = (int) offset; target.hasRemaining(); at++) {
            target.put(at < current.length ? current[at] : 0);
        }
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        Write write = new Write((int) offset, bytes);
        unforced.add(write);
        call();
        current = apply(current, write.offset, bytes, 0, bytes.length);
    }

    @Override
    public void force() throws IOException {
        call();
        stable = current.clone();
        unforced.clear();
    }

    private static byte[] apply(byte[] to, int offset, byte[] bytes, int from, int length) {
        byte[] result = to.length < offset + from + length ? Arrays.copyOf(to, offset + from + length) : to;
        System.arraycopy(bytes, from, result, offset + from, length);
        return result;
    }

    /** Returns what is on the disk after a power failure. */
    CrashingFile crash(SplittableRandom random, int nextCalls) {
        byte[] left = stable.clone();
        List<Write> order = new ArrayList<>(unforced);
        Collections.shuffle(order, new Random(random.nextLong()));
        for (Write write : order) {
            for (int from = 0; from < write.bytes.length; ) {
                int sectorEnd = ((write.offset + from) / SECTOR + 1) * SECTOR - write.offset;
                int length = Math.min(sectorEnd, write.bytes.length) - from;
                if (random.nextBoolean()) {
                    left = apply(left, write.offset, write.bytes, from, length);
                }
                from += length;
            }
        }
        return new CrashingFile(left, nextCalls);
    }

    byte[] content() {
        return current.clone();
    }

    @Override
    public void close() {}
}
