package dev.smc.core.internal.guest.initramfs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.XZOutputStream;

/** Whatever an image holds, it is read or has a problem. */
class InitramfsFuzzTest {
    private static final int TRIES = 400;

    @FuzzTest
    void read_ofAnyBytes_tellsOrHasAProblem(byte[] image) {
        check(image);
    }

    @Test
    void read_ofDamagedImages_tellsOrHasAProblem() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (byte[] image : images()) {
            for (int i = 0; i < TRIES; i++) {
                byte[] damaged = image.clone();
                for (int j = random.nextInt(4); j >= 0; j--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                check(damaged);
            }
        }
    }

    private static List<byte[]> images() throws IOException {
        CpioWriter writer = new CpioWriter();
        writer.directory("etc");
        writer.file("etc/crypttab", new byte[300]);
        writer.link("lib", "usr/lib");
        byte[] archive = writer.finish();
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(gzip)) {
            packed.write(archive);
        }
        ByteArrayOutputStream xz = new ByteArrayOutputStream();
        try (XZOutputStream packed = new XZOutputStream(xz, new LZMA2Options(0))) {
            packed.write(archive);
        }
        ByteArrayOutputStream lzma = new ByteArrayOutputStream();
        try (LZMAOutputStream packed = new LZMAOutputStream(lzma, new LZMA2Options(0), -1)) {
            packed.write(archive);
        }
        return List.of(archive, gzip.toByteArray(), xz.toByteArray(), lzma.toByteArray());
    }

    private static void check(byte[] image) {
        Initramfs read = Initramfs.read(ImageBytes.of(image));
        for (Segment segment : read.segments()) {
            if (segment.offset() < 0 || segment.length() <= 0 || segment.end() > image.length) {
                throw new AssertionError("a part outside of the image: " + segment);
            }
        }
        KernelImage.read(ImageBytes.of(image));
    }
}
