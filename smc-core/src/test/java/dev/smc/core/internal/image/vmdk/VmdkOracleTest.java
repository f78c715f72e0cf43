package dev.smc.core.internal.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.ImageOracle;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with what QEMU makes of the same images. */
@RequiresTool({"qemu-img", "qemu-io"})
class VmdkOracleTest {
    @TempDir
    private static Path shared;

    private static Path raw;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeRawDisk() throws Exception {
        raw = ImageOracle.disk(shared);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subformat=monolithicSparse",
                "subformat=monolithicFlat",
                "subformat=twoGbMaxExtentSparse",
                "subformat=twoGbMaxExtentFlat",
                "subformat=streamOptimized",
                "zeroed_grain=on",
                "adapter_type=lsilogic,hwversion=8",
                "adapter_type=buslogic",
                "adapter_type=legacyESX,toolsversion=2147483647",
                "compat6=on",
                "subformat=twoGbMaxExtentSparse,zeroed_grain=on,adapter_type=lsilogic"
            })
    void read_ofAnImageOfAnyOptions_equalsItsDisk(String options) throws Exception {
        check(convert(raw, options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"streamOptimized", "monolithicSparse"})
    void read_ofACompressedImage_equalsItsDisk(String subformat) throws Exception {
        check(convert(raw, "subformat=" + subformat, "-c"));
    }

    @ParameterizedTest
    @ValueSource(longs = {512, 65536, 65536 - 512, 65536 + 512, 32 * 1024 * 1024 + 512})
    void read_ofADiskOfAnOddSize_equalsIt(long size) throws Exception {
        Path odd = directory.resolve("odd.raw");
        byte[] resized = new byte[(int) size];
        try (InputStream in = Files.newInputStream(raw)) {
            in.readNBytes(resized, 0, resized.length);
        }
        resized[0] = 1;
        resized[(int) size - 1] = 2;
        Files.write(odd, resized);
        for (String subformat : List.of("monolithicSparse", "streamOptimized", "monolithicFlat")) {
            check(convert(odd, "subformat=" + subformat));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"monolithicSparse", "monolithicFlat", "twoGbMaxExtentSparse", "streamOptimized"})
    void read_ofAChain_equalsItsDisk(String subformat) throws Exception {
        Path base = convert(raw, "subformat=" + subformat);
        Path middle = delta("middle.vmdk", base.getFileName().toString(), "zeroed_grain=on");
        io(middle, "write -P 1 1M 100k", "write -z 2M 1M", "write -P 3 10M 512");
        Path top = delta("top.vmdk", middle.toString(), "subformat=twoGbMaxExtentSparse,zeroed_grain=on");
        io(top, "write -P 2 1100k 70k", "write -z 11M 64k");
        check(middle);
        check(top);
    }

    @Test
    void read_ofADeltaOfSeveralExtents_equalsItsDisk() throws Exception {
        Path base = join("base.vmdk", part("a", "8M"), part("b", "5M"), "ffffffff", "");
        io(base, "write -P 1 0 100k", "write -P 2 8000k 500k", "write -P 3 12M 1M");
        String cid = Files.readAllLines(base).stream()
                .filter(line -> line.startsWith("CID="))
                .findFirst()
                .orElseThrow()
                .substring(4);
        Path top = join("top.vmdk", part("c", "5M"), part("d", "8M"), cid, "base.vmdk");
        io(top, "write -P 4 64k 64k", "write -P 5 5000k 300k", "write -P 6 12500k 10k");
        check(base);
        check(top);
    }

    /** Returns the extent line of an empty sparse extent. */
    private String part(String name, String size) throws Exception {
        Path descriptor = directory.resolve(name + ".vmdk");
        Programs.run(
                "qemu-img",
                "create",
                "-f",
                "vmdk",
                "-o",
                "subformat=twoGbMaxExtentSparse",
                descriptor.toString(),
                size);
        return Files.readAllLines(descriptor).stream()
                .filter(line -> line.startsWith("RW "))
                .findFirst()
                .orElseThrow();
    }

    private Path join(String name, String first, String second, String parentCid, String parent) throws Exception {
        return Files.writeString(directory.resolve(name), """
                # Disk DescriptorFile
                version=1
                CID=12345678
                parentCID=%s
                createType="twoGbMaxExtentSparse"
                %s
                # Extent description
                %s
                %s
                """.formatted(
                        parentCid, parent.isEmpty() ? "" : "parentFileNameHint=\"" + parent + "\"", first, second));
    }

    /** QEMU reads what ESX writes but does not write it. */
    @Test
    void read_ofACowdExtent_isAsQemuReadsIt() throws Exception {
        ByteBuffer file = ByteBuffer.allocate(64 * 512).order(ByteOrder.LITTLE_ENDIAN);
        file.put("COWD".getBytes(StandardCharsets.US_ASCII));
        file.putInt(1).putInt(3).putInt(8192).putInt(1).putInt(4).putInt(2).putInt(40);
        file.putInt(4 * 512, 6);
        file.putInt(6 * 512 + 5 * 4, 50).putInt(6 * 512 + 6 * 4, 51).putInt(6 * 512 + 4095 * 4, 52);
        fill(file, 50 * 512, 3 * 512);
        Files.write(directory.resolve("extent.vmdk"), file.array());
        check(descriptor("vmfsSparse", "RW 8192 VMFSSPARSE \"extent.vmdk\""));
    }

    @Test
    void read_ofASeSparseExtent_isAsQemuReadsIt() throws Exception {
        ByteBuffer file = ByteBuffer.allocate(512 * 512).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(0xcafebabeL)
                .putLong(0x2_0000_0001L)
                .putLong(8192)
                .putLong(8)
                .putLong(64);
        file.putLong(80, 1).putLong(88, 1).putLong(512, 0xcafecafeL);
        file.putLong(128, 2)
                .putLong(136, 1)
                .putLong(144, 8)
                .putLong(152, 128)
                .putLong(192, 256)
                .putLong(200, 256);
        file.putLong(2 * 512, 0x1000_0000_0000_0001L);
        int table = (8 + 64) * 512;
        file.putLong(table, 0x3001_0000_0000_0000L).putLong(table + 8, 0x3002_0000_0000_0000L);
        file.putLong(table + 16, 0x2000_0000_0000_0000L).putLong(table + 24, 0x1000_0000_0000_0000L);
        file.putLong(table + 1023 * 8, 0x3005_0000_0000_0000L);
        fill(file, 256 * 512, 256 * 512);
        Files.write(directory.resolve("extent.vmdk"), file.array());
        check(descriptor("seSparse", "RW 8192 SESPARSE \"extent.vmdk\""));
        Files.write(directory.resolve("extent.vmdk"), file.putLong(512 + 24, 1).array());
        assertThatThrownBy(() -> DiskImages.open(directory.resolve("disk.vmdk")))
                .isInstanceOf(SourceReadException.class)
                .hasMessageContaining("journal is not replayed");
    }

    private static void fill(ByteBuffer file, int offset, int length) {
        byte[] random = new byte[length];
        new SplittableRandom(offset).nextBytes(random);
        file.put(offset, random);
    }

    private Path descriptor(String type, String extent) throws Exception {
        return Files.writeString(directory.resolve("disk.vmdk"), """
                # Disk DescriptorFile
                version=1
                CID=12345678
                parentCID=ffffffff
                createType="%s"
                %s
                """.formatted(type, extent));
    }

    @Test
    void extents_ofAThinDisk_areThoseOfItsData() throws Exception {
        Path image = directory.resolve("thin.vmdk");
        Programs.run("qemu-img", "create", "-f", "vmdk", image.toString(), "3G");
        io(image, "write -P 1 1G 64k", "write -P 2 2900M 1M");
        try (BlockSource source = DiskImages.open(image)) {
            long data = source.extents(0, source.size()).stream()
                    .filter(Extent::isData)
                    .mapToLong(Extent::length)
                    .sum();
            assertThat(data).isEqualTo((1 << 20) + (64 << 10));
        }
    }

    private Path convert(Path from, String options, String... more) throws Exception {
        Path image = directory.resolve(options.replaceAll("[^A-Za-z0-9]", "-") + more.length + ".vmdk");
        String[] command = {
            "qemu-img", "convert", "-f", "raw", "-O", "vmdk", "-o", options, from.toString(), image.toString()
        };
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(2, List.of(more));
        Programs.run(arguments.toArray(String[]::new));
        return image;
    }

    private Path delta(String name, String backing, String options) throws Exception {
        Path image = directory.resolve(name);
        Programs.run("qemu-img", "create", "-f", "vmdk", "-b", backing, "-F", "vmdk", "-o", options, image.toString());
        return image;
    }

    private static void io(Path image, String... commands) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("qemu-io", "-f", "vmdk"));
        for (String command : commands) {
            arguments.add("-c");
            arguments.add(command);
        }
        arguments.add(image.toString());
        Programs.run(arguments.toArray(String[]::new));
    }

    private static void check(Path image) throws Exception {
        ImageOracle.check(image, "vmdk", "vmdk");
    }
}
