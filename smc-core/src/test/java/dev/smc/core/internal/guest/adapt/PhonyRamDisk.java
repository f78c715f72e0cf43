package dev.smc.core.internal.guest.adapt;

import com.github.luben.zstd.Zstd;
import dev.smc.testkit.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Images of initial RAM disks of phony guests: the marks of what made them, and modules that are none. */
final class PhonyRamDisk {
    /** Files by which a generator is known. */
    private static final Map<String, List<String>> MARKS = Map.of(
            "initramfs-tools", List.of("scripts/functions", "conf/initramfs.conf"),
            "dracut", List.of("lib/dracut-lib.sh"),
            "mkinitcpio", List.of("config", "init_functions"),
            "mkinitfs", List.of("sbin/nlplug-findfs"),
            "genkernel", List.of("etc/initrd.defaults", "etc/initrd.scripts"),
            "suse-mkinitrd", List.of("run_all.sh"),
            "nash", List.of("bin/nash"));

    private PhonyRamDisk() {}

    /**
     * Returns an image.
     *
     * @param modules paths below the directory of the release
     */
    static byte[] of(String generator, String compression, String release, List<String> modules) {
        List<String> paths = new ArrayList<>(MARKS.get(generator));
        paths.add("init");
        modules.forEach(module -> paths.add("lib/modules/" + release + "/" + module));
        return compressed(compression, archive(paths));
    }

    /** Writes a newc archive, in which almost every file holds its own path. */
    private static byte[] archive(List<String> paths) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        for (String path : paths) {
            // SUSE's names what it loads.
            String content = path.equals("run_all.sh") ? "RESOLVED_INITRD_MODULES='ata_piix'\n" : path;
            add(archive, path, content.getBytes(StandardCharsets.UTF_8));
        }
        add(archive, "TRAILER!!!", new byte[0]);
        return archive.toByteArray();
    }

    private static void add(ByteArrayOutputStream archive, String name, byte[] content) {
        int mode = content.length == 0 ? 0 : 0100644;
        int[] fields = {archive.size() + 1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length() + 1, 0};
        StringBuilder header = new StringBuilder("070701");
        for (int field : fields) {
            header.append("%08x".formatted(field));
        }
        archive.writeBytes((header + name + "\0").getBytes(StandardCharsets.ISO_8859_1));
        pad(archive);
        archive.writeBytes(content);
        pad(archive);
    }

    private static void pad(ByteArrayOutputStream archive) {
        archive.writeBytes(new byte[-archive.size() & 3]);
    }

    private static byte[] compressed(String compression, byte[] archive) {
        return switch (compression) {
            case "gzip" -> gzip(archive);
            case "zstd" -> Zstd.compress(archive);
            case "lz4" -> lz4(archive);
            case "xz" -> xz(archive);
            default -> archive;
        };
    }

    private static byte[] gzip(byte[] archive) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream stream = new GZIPOutputStream(bytes)) {
            stream.write(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Linux takes the legacy frame of LZ4; here, with one block, all of literals. */
    private static byte[] lz4(byte[] archive) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0xf0);
        int rest = archive.length - 15;
        for (; rest >= 255; rest -= 255) {
            block.write(255);
        }
        block.write(rest);
        block.writeBytes(archive);
        ByteBuffer frame = ByteBuffer.allocate(8 + block.size()).order(ByteOrder.LITTLE_ENDIAN);
        return frame.putInt(0x184C2102)
                .putInt(block.size())
                .put(block.toByteArray())
                .array();
    }

    /** The JDK has no xz; Linux takes no other check than CRC-32. */
    private static byte[] xz(byte[] archive) {
        try {
            Path file = Files.createTempFile("phony", ".cpio");
            Files.write(file, archive);
            Programs.run("xz", "-f", "--check=crc32", file.toString());
            Path packed = Path.of(file + ".xz");
            byte[] bytes = Files.readAllBytes(packed);
            Files.delete(packed);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
