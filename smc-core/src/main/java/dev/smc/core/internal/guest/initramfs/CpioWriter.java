package dev.smc.core.internal.guest.initramfs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes an archive in the format {@code newc} of cpio; see {@link CpioReader}. All files are root's, of time 0. Not thread-safe. */
final class CpioWriter {
    /** As cpio pads its archives, and enough for whatever follows. */
    static final int BLOCK = 512;

    private static final int HEADER = 110;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int files;

    void directory(String path) {
        entry(path, CpioEntry.DIRECTORY | 0755, 2, new byte[0]);
    }

    void file(String path, byte[] content) {
        entry(path, CpioEntry.FILE | 0644, 1, content);
    }

    /** Writes an executable. */
    void program(String path, byte[] content) {
        entry(path, CpioEntry.FILE | 0755, 1, content);
    }

    void link(String path, String target) {
        entry(path, CpioEntry.LINK | 0777, 1, target.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the archive and returns it, its length a multiple of 512. */
    byte[] finish() {
        entry("TRAILER!!!", 0, 1, new byte[0]);
        pad(BLOCK);
        return bytes.toByteArray();
    }

    /** Returns how many bytes a file takes up in an archive. */
    static long sizeOf(String path, long contentLength) {
        int name = path.getBytes(StandardCharsets.UTF_8).length + 1;
        return (HEADER + name + 3 & ~3L) + (contentLength + 3 & ~3L);
    }

    private void entry(String path, int mode, int links, byte[] content) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        String header = "070701" + hex(++files) + hex(mode) + hex(0) + hex(0) + hex(links) + hex(0)
                + hex(content.length) + hex(0) + hex(0) + hex(0) + hex(0) + hex(name.length + 1) + hex(0);
        bytes.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(name);
        bytes.write(0);
        pad(4);
        bytes.writeBytes(content);
        pad(4);
    }

    private void pad(int multiple) {
        bytes.writeBytes(new byte[-bytes.size() & multiple - 1]);
    }

    private static String hex(int value) {
        return "%08x".formatted(value);
    }
}
