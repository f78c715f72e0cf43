package dev.smc.core.internal.guest.initramfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.testkit.RequiresTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresTool({"cpio", "gzip", "bzip2", "xz", "zstd", "lz4"})
class InitramfsTest {
    private static final Map<String, String> FILES = Map.of(
            "init",
            "#!/bin/sh\n",
            "conf/modules",
            "ext4\n",
            "conf/arch.conf",
            "DPKG_ARCH=amd64\n",
            "scripts/functions",
            "",
            "etc/modprobe.d/a.conf",
            "blacklist b\n",
            "lib/modules/" + Images.RELEASE + "/kernel/fs/ext4.ko",
            "\0\1",
            "lib/modules/" + Images.RELEASE + "/kernel/drivers/net/ne2k-pci.ko.xz",
            "\0\2",
            "bin",
            "->usr/bin");

    @TempDir
    private Path directory;

    private byte[] archive(Map<String, String> files) throws Exception {
        Path root = Files.createTempDirectory(directory, "root");
        Images.write(root, files);
        return Images.cpio(root);
    }

    private static Initramfs read(byte[] image) {
        return Initramfs.read(ImageBytes.of(image));
    }

    @ParameterizedTest
    @CsvSource({
        "cat, NONE",
        "gzip, GZIP",
        "bzip2, BZIP2",
        "xz --check=crc32, XZ",
        "xz --format=lzma, LZMA",
        "zstd -q -19 -T0, ZSTD",
        "zstd -q --ultra -22 --long=27, ZSTD",
        "lz4 -q -l -9, LZ4",
    })
    void read_ofEachCompression_tellsAll(String program, Compression compression) throws Exception {
        byte[] archive = archive(FILES);
        byte[] packed = Images.through(program, archive);

        Initramfs image = read(packed);

        assertThat(image.problem()).isEmpty();
        assertThat(image.segments()).hasSize(1);
        Segment segment = image.segments().get(0);
        assertThat(segment.compression()).isEqualTo(compression);
        assertThat(segment.offset()).isZero();
        if (compression != Compression.NONE) {
            assertThat(segment).isEqualTo(new Segment(compression, 0, packed.length, archive.length));
        }
        assertThat(image.entries())
                .containsKeys(FILES.keySet().toArray(String[]::new))
                .containsKeys("conf", "lib/modules");
        assertThat(image.entries().get("bin").target()).isEqualTo("usr/bin");
        assertThat(image.text("conf/modules")).contains("ext4\n");
        assertThat(image.text("etc/modprobe.d/a.conf")).contains("blacklist b\n");
        assertThat(image.modules(Images.RELEASE))
                .isEqualTo(Map.of("ext4", "kernel/fs/ext4.ko", "ne2k_pci", "kernel/drivers/net/ne2k-pci.ko.xz"));
        assertThat(image.releases()).containsExactly(Images.RELEASE);
        assertThat(image.generator()).isEqualTo(Generator.INITRAMFS_TOOLS);
    }

    @Test
    void read_ofSeveralParts_tellsWhereEachIs() throws Exception {
        byte[] early = archive(Map.of("kernel/x86/microcode/GenuineIntel.bin", "x".repeat(5000)));
        byte[] main = Images.through("gzip", archive(FILES));
        byte[] late = archive(Map.of("conf/modules", "xfs\n"));
        int gap = -main.length & 3;
        byte[] whole = Images.joined(
                early, new byte[512], main, new byte[gap + 8], late, Images.through("xz", late), new byte[77]);

        Initramfs image = read(whole);

        assertThat(image.problem()).isEmpty();
        assertThat(image.segments())
                .extracting(Segment::compression)
                .containsExactly(Compression.NONE, Compression.GZIP, Compression.NONE, Compression.XZ);
        assertThat(image.segments().get(1).offset()).isEqualTo(early.length + 512);
        assertThat(image.segments().get(1).length()).isEqualTo(main.length);
        assertThat(image.segments().get(2).offset()).isEqualTo(early.length + 512 + main.length + gap + 8);
        assertThat(image.text("conf/modules")).contains("xfs\n");
        assertThat(image.entries()).containsKey("kernel/x86/microcode/GenuineIntel.bin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd -q", "lz4 -q -l"})
    void read_ofSeveralFrames_goesOn(String program) throws Exception {
        Map<String, String> files = new HashMap<>(FILES);
        byte[] noise = new byte[9 << 20];
        new SplittableRandom(1).nextBytes(noise);
        files.put("noise", new String(noise, StandardCharsets.ISO_8859_1));
        byte[] archive = archive(files);
        int middle = archive.length / 2 + 1;
        byte[] packed = Images.joined(
                Images.through(program, Arrays.copyOf(archive, middle)),
                Images.through(program, Arrays.copyOfRange(archive, middle, archive.length)));

        Initramfs image = read(packed);

        assertThat(image.problem()).isEmpty();
        assertThat(image.segments()).hasSize(1);
        assertThat(image.segments().get(0).contentLength()).isEqualTo(archive.length);
        assertThat(image.entries().get("noise").size()).isEqualTo(noise.length);
    }

    @Test
    void read_ofFilesWithSeveralNames_keepsTheTextOfEach() throws Exception {
        Path root = Files.createDirectories(directory.resolve("linked"));
        Images.write(root, Map.of("etc/modprobe.d/a.conf", "one text\n"));
        Files.createLink(root.resolve("etc/modprobe.d/b.conf"), root.resolve("etc/modprobe.d/a.conf"));
        Files.createLink(root.resolve("z"), root.resolve("etc/modprobe.d/a.conf"));

        Initramfs image = read(Images.cpio(root));

        assertThat(image.text("etc/modprobe.d/a.conf")).contains("one text\n");
        assertThat(image.text("etc/modprobe.d/b.conf")).contains("one text\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "gzip", "bzip2", "xz", "xz --format=lzma", "zstd -q", "lz4 -q -l"})
    void read_ofACutOffImage_hasAProblem(String program) throws Exception {
        byte[] packed = Images.through(program, archive(FILES));
        // cpio pads its archives, which nothing needs.
        int whole = program.equals("cat") ? packed.length - 512 : packed.length;
        for (int length : List.of(0, 3, whole / 4, whole / 2, whole * 3 / 4, whole - 200, whole - 13)) {
            Initramfs image = read(Arrays.copyOf(packed, length));

            assertThat(image.problem())
                    .as("%s of %s bytes", length, packed.length)
                    .isPresent();
        }
    }

    @Test
    void read_ofDamagedContent_hasAProblem() throws Exception {
        byte[] packed = Images.through("gzip", archive(FILES));
        packed[packed.length / 2] ^= 0x55;

        assertThat(read(packed).problem()).isPresent();
    }

    @Test
    void read_ofOtherThings_saysWhatTheyAre() throws Exception {
        assertThat(read(new byte[4096]).problem()).contains("it is empty");
        assertThat(read("an ext2 image perhaps".getBytes(StandardCharsets.UTF_8))
                        .problem())
                .contains("what is at byte 0 is neither an archive nor compressed");
        assertThat(read(Images.through("gzip", new byte[2000])).problem().orElseThrow())
                .contains("no archive");
        assertThat(read(new byte[] {(byte) 0x89, 'L', 'Z', 'O', 0, 0}).problem().orElseThrow())
                .contains("lzo");
        assertThat(read(Images.joined(new byte[2], archive(FILES))).problem().orElseThrow())
                .contains("multiple of 4");
    }

    @Test
    void generator_ofEach_isKnownByItsFiles() throws Exception {
        Map<Generator, Map<String, String>> images = Map.of(
                Generator.DRACUT, Map.of("usr/lib/dracut/hooks/a", "", "lib", "->usr/lib"),
                Generator.MKINITCPIO, Map.of("config", "MODULES=\"\"\n", "buildconfig", ""),
                Generator.MKINITFS, Map.of("sbin/nlplug-findfs", ""),
                Generator.GENKERNEL, Map.of("etc/initrd.defaults", "", "etc/initrd.scripts", ""),
                Generator.SUSE_MKINITRD, Map.of("run_all.sh", "", "config/start.sh", ""),
                Generator.NASH_MKINITRD, Map.of("init", "#!/bin/nash\n"),
                Generator.BOOSTER, Map.of("etc/booster.init.yaml", ""),
                Generator.UNKNOWN, Map.of("init", "#!/bin/sh\n"));
        for (Map.Entry<Generator, Map<String, String>> image : images.entrySet()) {
            assertThat(read(archive(image.getValue())).generator()).isEqualTo(image.getKey());
        }
    }

    @Test
    void resolved_behindLinks_isWhereThingsAre() throws Exception {
        Initramfs image =
                read(archive(Map.of("lib", "->usr/lib", "usr/lib/a", "", "abs", "->/usr/lib", "loop", "->loop/x")));

        assertThat(image.resolved("lib/modules/x")).isEqualTo("usr/lib/modules/x");
        assertThat(image.resolved("abs/../b")).isEqualTo("usr/b");
        assertThat(image.resolved("loop/y")).startsWith("loop");
    }
}
