package dev.smc.transfer.internal.chunk;

/**
 * A disk cut into chunks of a fixed size; the last one may be shorter.
 *
 * @param diskSize size of the disk in bytes
 * @param chunkSize size of a chunk in bytes, a power of two
 */
public record ChunkGrid(long diskSize, int chunkSize) {
    /** Smallest size of a chunk. */
    public static final int MIN_CHUNK_SIZE = 4096;
    /** Largest size of a chunk: what one DATA frame can carry. */
    public static final int MAX_CHUNK_SIZE = 1 << 20;
    /** Size of a chunk of a new manifest. */
    public static final int DEFAULT_CHUNK_SIZE = 1 << 20;
    /** Size of a grain: what of a chunk travels alone when the receiver holds an older version of it. The last one may be shorter. */
    public static final int GRAIN = 4096;
    /** Most grains of a chunk. */
    public static final int MAX_GRAINS = MAX_CHUNK_SIZE / GRAIN;
    /** Chunks of a span: what one stream works at, with a digest of its own. The last one may have fewer. */
    public static final int SPAN = 256;

    /** Checks both sizes. */
    public ChunkGrid {
        if (diskSize < 0 || !isChunkSize(chunkSize)) {
            throw new IllegalArgumentException("disk of " + diskSize + " bytes in chunks of " + chunkSize);
        }
    }

    /** Returns whether chunks may have this size. */
    public static boolean isChunkSize(int size) {
        return size >= MIN_CHUNK_SIZE && size <= MAX_CHUNK_SIZE && Integer.bitCount(size) == 1;
    }

    /** Returns how many chunks the disk has. */
    public long count() {
        return diskSize / chunkSize + (diskSize % chunkSize == 0 ? 0 : 1);
    }

    /** Returns the offset of a chunk, or the disk's size for the chunk behind the last one. */
    public long offset(long chunk) {
        return chunk == count() ? diskSize : chunk * chunkSize;
    }

    /** Returns the number of bytes of {@code count} chunks from {@code first} on. */
    public long length(long first, long count) {
        return offset(first + count) - offset(first);
    }

    /** Returns the chunk that holds the byte at {@code offset}. */
    public long chunkOf(long offset) {
        return offset / chunkSize;
    }

    /** Returns the number of bytes of a chunk. */
    public int length(long chunk) {
        return (int) (offset(chunk + 1) - offset(chunk));
    }

    /** Returns how many spans the disk has. */
    public long spans() {
        return (count() + SPAN - 1) / SPAN;
    }

    /** Returns the span that holds a chunk. */
    public static long spanOf(long chunk) {
        return chunk / SPAN;
    }

    /** Returns the first chunk of a span. */
    public static long spanStart(long span) {
        return span * SPAN;
    }

    /** Returns the chunk behind a span. */
    public long spanEnd(long span) {
        return Math.min(count(), spanStart(span + 1));
    }

    /** Returns how many grains {@code length} bytes from a chunk's border on touch. */
    public static int grains(int length) {
        return (length + GRAIN - 1) / GRAIN;
    }

    /** Returns how many bytes grain number {@code index} has, of a chunk of {@code length} bytes. */
    public static int grainLength(int index, int length) {
        return Math.min(GRAIN, length - index * GRAIN);
    }

    /** Returns whether the range is not empty, lies on the disk, starts on a chunk's border and ends on one or at the disk's end. */
    public boolean isAligned(long offset, long length) {
        return offset >= 0
                && length > 0
                && length <= diskSize - Math.min(offset, diskSize)
                && offset % chunkSize == 0
                && (length % chunkSize == 0 || offset + length == diskSize);
    }
}
