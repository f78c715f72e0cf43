package dev.smc.core.internal.image.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.ImageOracle;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads disks in archives that the real tools made. */
@RequiresTool({"qemu-img", "tar", "gzip"})
class ArchiveOracleTest {
    private static final int LARGEST = 16 << 20;

    @TempDir
    private static Path shared;

    private static byte[] content;

    @TempDir
    private Path directory;

    private Path cache;

    @BeforeAll
    static void makeRawDisk() throws Exception {
        try (InputStream in = Files.newInputStream(ImageOracle.disk(shared))) {
            content = in.readNBytes(LARGEST);
        }
        Path whole = Files.write(shared.resolve("whole"), content);
        Path sparse = shared.resolve("disk.raw");
        Programs.run("cp", "--sparse=always", whole.toString(), sparse.toString());
        Files.delete(whole);
    }

    @BeforeEach
    void makeCache() {
        cache = directory.resolve("cache");
    }

    private static void tar(Path archive, Path from, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tar", "-C", from.toString()));
        command.addAll(List.of(arguments));
        command.addAll(command.indexOf("--") + 1, List.of("-f", archive.toString()));
        command.remove("--");
        Programs.run(command.toArray(String[]::new));
    }

    private void check(Path path, String format) throws IOException {
        try (BlockSource source = DiskImages.open(path, new Unpacking(cache, CopyListener.NONE), false)) {
            assertThat(source.format()).isEqualTo(format);
            assertThat(source.size()).isEqualTo(content.length);
            ByteBuffer whole = ByteBuffer.allocate(content.length);
            source.read(0, whole);
            assertThat(whole.flip().mismatch(ByteBuffer.wrap(content))).isEqualTo(-1);
            long data = 0;
            for (Extent extent : source.extents(0, source.size())) {
                data += extent.isData() ? extent.length() : 0;
                for (long i = extent.offset(); !extent.isData() && i < extent.end(); i++) {
                    assertThat(content[(int) i]).isZero();
                }
            }
            assertThat(data).isLessThanOrEqualTo(content.length);
            if (Files.exists(cache)) {
                try (Stream<Path> files = Files.list(cache)) {
                    assertThat(files).isEmpty();
                }
            }
        }
    }

    /** Google exports disks by {@code tar --format=oldgnu -Sczf}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=oldgnu -Sc",
                "--format=gnu -Sc",
                "--format=ustar -c",
                "--format=posix -c",
                "--format=posix --sparse-version=0.0 -Sc",
                "--format=posix --sparse-version=0.1 -Sc",
                "--format=posix --sparse-version=1.0 -Sc"
            })
    void read_ofATarArchive_isDoneInPlaceAndOfACompressedOneUnpacked(String options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.addAll(List.of("--", "disk.raw"));
        Path archive = directory.resolve("export.tar");
        tar(archive, shared, arguments.toArray(String[]::new));
        check(archive, "raw");
        assertThat(cache).doesNotExist();
        Programs.run("gzip", "-1", archive.toString());
        check(directory.resolve("export.tar.gz"), "raw");
        assertThat(cache).isEmptyDirectory();
        check(directory.resolve("export.tar.gz#disk.raw"), "raw");
    }

    @Test
    void read_ofACompressedDiskAlone_isDoneUnpacked() throws Exception {
        Path packed = directory.resolve("disk.raw.gz");
        Programs.run("sh", "-c", "gzip -c1 '" + shared.resolve("disk.raw") + "' > '" + packed + "'");
        check(packed, "raw");
        Path image = directory.resolve("disk.qcow2");
        Programs.run(
                "qemu-img", "convert", "-O", "qcow2", shared.resolve("disk.raw").toString(), image.toString());
        Programs.run("gzip", "-1", image.toString());
        check(directory.resolve("disk.qcow2.gz"), "qcow2");
    }

    @Test
    void read_ofASparseQcow2InATarArchive_isDoneUnpacked() throws Exception {
        Path image = directory.resolve("disk.qcow2");
        Programs.run(
                "qemu-img",
                "convert",
                "-O",
                "qcow2",
                "-o",
                "cluster_size=2M",
                shared.resolve("disk.raw").toString(),
                image.toString());
        tar(directory.resolve("disk.tar"), directory, "-Sc", "--", "disk.qcow2");
        check(directory.resolve("disk.tar"), "qcow2");
    }

    /** Returns an appliance of four disks: VMDK, compressed raw, qcow2 and a blank one. */
    private Path appliance() throws Exception {
        String raw = shared.resolve("disk.raw").toString();
        Path parts = Files.createDirectory(directory.resolve("parts"));
        Programs.run(
                "qemu-img",
                "convert",
                "-O",
                "vmdk",
                "-o",
                "subformat=streamOptimized",
                raw,
                parts.resolve("system disk.vmdk").toString());
        Programs.run("sh", "-c", "gzip -c1 '" + raw + "' > '" + parts.resolve("data.img") + "'");
        Programs.run(
                "qemu-img",
                "convert",
                "-O",
                "qcow2",
                raw,
                parts.resolve("more.qcow2").toString());
        Files.writeString(parts.resolve("app.mf"), "SHA256(app.ovf)= 00\n");
        Files.writeString(parts.resolve("app.ovf"), OvfFixture.appliance());
        Path ova = directory.resolve("app.ova");
        tar(
                ova,
                parts,
                "--format=ustar",
                "-c",
                "--",
                "app.ovf",
                "app.mf",
                "data.img",
                "system disk.vmdk",
                "more.qcow2");
        return ova;
    }

    @Test
    void read_ofAnAppliance_findsEveryDisk() throws Exception {
        Path ova = appliance();
        assertThat(DiskImages.disks(ova))
                .map(path -> path.getFileName().toString())
                .containsExactly(
                        "app.ova#system%20disk.vmdk", "app.ova#data.img", "app.ova#more.qcow2", "app.ova#scratch");
        check(directory.resolve("app.ova#system%20disk.vmdk"), "vmdk");
        assertThat(cache).doesNotExist();
        check(directory.resolve("app.ova#more.qcow2"), "qcow2");
        assertThat(cache).doesNotExist();
        check(directory.resolve("app.ova#data.img"), "raw");
        try (BlockSource blank = DiskImages.open(directory.resolve("app.ova#scratch"))) {
            assertThat(blank.size()).isEqualTo(3L << 30);
            assertThat(blank.extents(0, blank.size())).containsExactly(Extent.zero(0, blank.size()));
        }
        assertThatThrownBy(() -> DiskImages.open(ova))
                .isInstanceOf(SourceReadException.class)
                .hasMessageContaining("app.ova holds 4 disks: system%20disk.vmdk, data.img, more.qcow2, scratch");
        assertThatThrownBy(() -> DiskImages.open(directory.resolve("app.ova#x")))
                .isInstanceOf(SourceReadException.class)
                .hasMessageContaining("holds no disk 'x', but: system%20disk.vmdk");
    }

    @Test
    void read_ofAnUnpackedAppliance_findsItsDisksBesideTheDescriptor() throws Exception {
        appliance();
        Path parts = directory.resolve("parts");
        assertThat(DiskImages.disks(parts.resolve("app.ovf"))).hasSize(4);
        check(parts.resolve("app.ovf#system%20disk.vmdk"), "vmdk");
        check(parts.resolve("app.ovf#data.img"), "raw");
    }
}
