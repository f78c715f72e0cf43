package dev.smc.core.internal.guest.initramfs;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.guest.GuestFile;
import dev.smc.core.internal.guest.initramfs.InitramfsAddition.Tail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the new end of an image. Normally that is zeros up to a multiple of 512 and an archive that is not compressed. Two kinds of
 * last parts allow nothing behind them:
 *
 * <ul>
 *   <li>lz4: its blocks go on to the end of the image, and before Linux 5.14 (2c484419efc0) a zero or anything else behind them
 *       stops the unpacking. The archive becomes further blocks, which every kernel takes.
 *   <li>lzma: where its stream ends is not exactly known to the kernel. The last part is replaced by one of gzip.
 * </ul>
 */
final class TailBuilder {
    private static final int MOST_TAIL = 32 << 20;

    private final Initramfs image;
    private final ImageBytes bytes;
    private final Segment last;
    private final List<Item> items;

    /**
     * What the archive gets.
     *
     * @param path as the image's programs know it
     * @param file whose content it has; null for a link or a text
     * @param text its content, or the target of a link, where there is no file
     */
    record Item(String path, @Nullable GuestFile file, String text, boolean isLink, boolean isProgram) {
        static Item file(String path, GuestFile file) {
            return new Item(path, file, "", false, false);
        }

        static Item link(String path, String target) {
            return new Item(path, null, target, true, false);
        }

        static Item text(String path, String text) {
            return new Item(path, null, text, false, path.endsWith(".sh"));
        }

        long size() {
            return file == null ? text.length() : file.node().size();
        }
    }

    TailBuilder(Initramfs image, ImageBytes bytes, Segment last, List<Item> items) {
        this.image = image;
        this.bytes = bytes;
        this.last = last;
        this.items = List.copyOf(items);
    }

    /** Returns the most that the image grows by. */
    long largestSize() {
        long archive = 4L * CpioWriter.BLOCK;
        for (String directory : directories()) {
            archive += CpioWriter.sizeOf(directory, 0);
        }
        for (Item item : items) {
            archive += CpioWriter.sizeOf(image.resolved(item.path()), item.size());
        }
        return switch (last.compression()) {
            case LZ4 -> archive + archive / 255 + 64;
            // Gzip packs about a third less.
            case LZMA -> archive + archive / 1000 + last.length() / 2;
            default -> archive;
        };
    }

    Optional<Tail> build() {
        try {
            byte[] archive = archive();
            return switch (last.compression()) {
                case LZ4 -> Optional.of(new Tail(last.end(), ByteBuffer.wrap(lz4(archive))));
                case LZMA -> Optional.of(new Tail(last.offset(), ByteBuffer.wrap(gzip(archive))));
                default -> Optional.of(new Tail(image.length(), ByteBuffer.wrap(padded(archive))));
            };
        } catch (IOException | CorruptDiskException | SourceReadException e) {
            return Optional.empty();
        }
    }

    /** Those on the way to what is added, as far as the image has none. */
    private Set<String> directories() {
        Set<String> directories = new LinkedHashSet<>();
        for (Item item : items) {
            String path = image.resolved(item.path());
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                String directory = path.substring(0, slash);
                if (!image.entries().containsKey(directory)) {
                    directories.add(directory);
                }
            }
        }
        return directories;
    }

    private byte[] archive() throws IOException {
        CpioWriter writer = new CpioWriter();
        directories().forEach(writer::directory);
        long total = 0;
        for (Item item : items) {
            total += item.size();
            if (total > MOST_TAIL) {
                throw new IOException("more than " + MOST_TAIL + " bytes");
            }
            String path = image.resolved(item.path());
            if (item.isLink()) {
                writer.link(path, item.text());
            } else if (item.isProgram()) {
                writer.program(path, item.text().getBytes(StandardCharsets.ISO_8859_1));
            } else {
                writer.file(path, content(item));
            }
        }
        return writer.finish();
    }

    private static byte[] content(Item item) throws IOException {
        GuestFile file = item.file();
        if (file == null) {
            return item.text().getBytes(StandardCharsets.ISO_8859_1);
        }
        byte[] content = file.read(0, (int) file.node().size());
        if (content.length != file.node().size()) {
            throw new IOException(file.path() + " is cut off");
        }
        return content;
    }

    private byte[] padded(byte[] archive) {
        int zeros = (int) (-image.length() & CpioWriter.BLOCK - 1);
        return ByteBuffer.allocate(zeros + archive.length)
                .position(zeros)
                .put(archive)
                .array();
    }

    private byte[] lz4(byte[] archive) {
        int zeros = (int) (-last.contentLength() & 3);
        byte[] content = ByteBuffer.allocate(zeros + archive.length)
                .position(zeros)
                .put(archive)
                .array();
        ByteArrayOutputStream tail = new ByteArrayOutputStream();
        for (int done = 0; done < content.length; done += Lz4Stream.BLOCK) {
            writeBlock(tail, content, done, Math.min(Lz4Stream.BLOCK, content.length - done));
        }
        return tail.toByteArray();
    }

    /** Writes a block that holds its content as it is: one run of literals ({@code lz4_Block_format.md}). */
    private static void writeBlock(ByteArrayOutputStream tail, byte[] content, int offset, int length) {
        boolean isShort = length < 15;
        int more = length - 15;
        int head = isShort ? 1 : 1 + more / 255 + 1;
        ByteBuffer start = ByteBuffer.allocate(Integer.BYTES + head).order(ByteOrder.LITTLE_ENDIAN);
        start.putInt(head + length).put((byte) (isShort ? length << 4 : 0xf0));
        for (int i = 0; !isShort && i < more / 255; i++) {
            start.put((byte) 0xff);
        }
        if (!isShort) {
            start.put((byte) (more % 255));
        }
        tail.writeBytes(start.array());
        tail.write(content, offset, length);
    }

    private byte[] gzip(byte[] archive) throws IOException {
        ImageInput input = new ImageInput(bytes);
        input.seek(last.offset());
        ByteArrayOutputStream tail = new ByteArrayOutputStream();
        try (InputStream old = Decompressor.open(Compression.LZMA, input, last.contentLength());
                GZIPOutputStream packed = new GZIPOutputStream(tail)) {
            old.transferTo(packed);
            packed.write(new byte[(int) (-last.contentLength() & 3)]);
            packed.write(archive);
        }
        return tail.toByteArray();
    }
}
