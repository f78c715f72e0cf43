package dev.smc.core.internal.image.archive;

import static dev.smc.core.internal.image.archive.TarFixture.BLOCK;
import static dev.smc.core.internal.image.archive.TarFixture.checked;
import static dev.smc.core.internal.image.archive.TarFixture.header;
import static dev.smc.core.internal.image.archive.TarFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {
    @TempDir
    private Path directory;

    private Path cache() {
        return directory.resolve("cache");
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    private static byte[] disk(int value, int size) {
        byte[] disk = new byte[size];
        Arrays.fill(disk, (byte) value);
        return disk;
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private byte[] read(Path path) {
        return read(path, CopyListener.NONE);
    }

    private byte[] read(Path path, CopyListener listener) {
        try (BlockSource source = DiskImages.open(path, new Unpacking(cache(), listener), false)) {
            ByteBuffer target = ByteBuffer.allocate((int) source.size());
            source.read(0, target);
            return target.array();
        }
    }

    private void assertRefused(Path path, ErrorCode code, String... parts) {
        assertThatThrownBy(() -> read(path))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(parts);
    }

    private static List<String> names(List<Path> paths) {
        return paths.stream().map(path -> path.getFileName().toString()).toList();
    }

    @Test
    void disks_ofATarArchive_areAllFilesThatAreNotKnownToBeSomethingElse() throws Exception {
        Path tar = write(
                "server.tar",
                new TarFixture()
                        .file("README.txt", disk('a', 10))
                        .raw(header("dir/", '5', "0"))
                        .file("./dir/a.img", disk(1, BLOCK))
                        .file("._a.img", disk(9, BLOCK))
                        .file("strange", disk(2, 700))
                        .file("a.img.sha256", disk('b', 64))
                        .bytes());
        assertThat(names(DiskImages.disks(tar))).containsExactly("server.tar#a.img", "server.tar#strange");
        assertThat(read(directory.resolve("server.tar#a.img"))).isEqualTo(disk(1, BLOCK));
        assertThat(read(directory.resolve("server.tar#strange"))).isEqualTo(disk(2, 700));
        assertRefused(tar, ErrorCode.DISK_UNSUPPORTED, "holds 2 disks: a.img, strange", "server.tar#a.img");
        assertThat(cache()).doesNotExist();
    }

    @Test
    void disks_ofTheSameName_areToldApartByTheirDirectories() throws Exception {
        Path tar = write(
                "server.tar",
                new TarFixture()
                        .file("a/disk.raw", disk(1, BLOCK))
                        .file("b/disk.raw", disk(2, BLOCK))
                        .bytes());
        List<Path> disks = DiskImages.disks(tar);
        assertThat(disks).containsExactly(Path.of(tar + "#a/disk.raw"), Path.of(tar + "#b/disk.raw"));
        assertThat(read(disks.get(1))).isEqualTo(disk(2, BLOCK));
    }

    /** Names of two disks that are not names in a path, or of both. */
    @ParameterizedTest
    @CsvSource({"a\0b, c", "a/../b/x, b/x", "a, a", "a/, a/x", "./a, a"})
    void disks_ofOddNames_areNumbered(String first, String second) throws Exception {
        Path tar = write(
                "server.tar",
                new TarFixture()
                        .pax("path=" + first)
                        .file("x", disk(1, BLOCK))
                        .pax("path=" + second)
                        .file("x", disk(2, BLOCK))
                        .bytes());
        assertThat(names(DiskImages.disks(tar))).containsExactly("server.tar#disk-1", "server.tar#disk-2");
        assertThat(read(directory.resolve("server.tar#disk-2"))).isEqualTo(disk(2, BLOCK));
    }

    @Test
    void disks_ofAnythingElse_areItself() throws Exception {
        Path raw = write("disk#1.raw", disk(1, BLOCK));
        assertThat(DiskImages.disks(raw)).containsExactly(raw);
        assertThat(read(raw)).isEqualTo(disk(1, BLOCK));
        assertRefused(directory.resolve("disk#1.raw#x"), ErrorCode.SOURCE_UNREADABLE, "disk#1.raw is no archive");
        assertRefused(directory.resolve("missing#x"), ErrorCode.SOURCE_UNREADABLE, "missing#x does not exist");
    }

    @Test
    void read_ofAMemberWithHoles_isDoneInPlace() throws Exception {
        byte[] block = header("disk.raw", 'S', Integer.toOctalString(3 * BLOCK));
        put(block, 257, "ustar  \0");
        put(
                block,
                386,
                "00000001000\0" + "00000001000\0" + "00000004000\0" + "00000002000\0" + "00000010000\0"
                        + "00000000000\0");
        put(block, 483, "00000010000\0");
        Path tar = write(
                "sparse.tar",
                new TarFixture().raw(checked(block)).raw(disk(5, 3 * BLOCK)).bytes());
        byte[] expected = new byte[8 * BLOCK];
        Arrays.fill(expected, BLOCK, 2 * BLOCK, (byte) 5);
        Arrays.fill(expected, 4 * BLOCK, 6 * BLOCK, (byte) 5);
        assertThat(read(tar)).isEqualTo(expected);
        try (BlockSource source = DiskImages.open(tar)) {
            assertThat(source.extents(100, 7 * BLOCK))
                    .containsExactly(
                            Extent.zero(100, BLOCK - 100),
                            Extent.data(BLOCK, BLOCK),
                            Extent.zero(2 * BLOCK, 2 * BLOCK),
                            Extent.data(4 * BLOCK, 2 * BLOCK),
                            Extent.zero(6 * BLOCK, BLOCK + 100));
        }
        assertThat(cache()).doesNotExist();
    }

    @Test
    void read_ofACompressedArchive_tellsHowFarItIs() throws Exception {
        Path packed = write(
                "disk.tar.gz",
                gzip(new TarFixture().file("disk.raw", disk(3, 9000)).bytes()));
        long[] told = new long[2];
        assertThat(read(packed, (done, total) -> {
                    told[0] = done;
                    told[1] = total;
                }))
                .isEqualTo(disk(3, 9000));
        assertThat(told).containsExactly(Files.size(packed), Files.size(packed));
        assertThat(cache()).isEmptyDirectory();
    }

    @Test
    void read_thatIsCancelled_leavesNothingBehind() throws Exception {
        Path packed = write("disk.raw.gz", gzip(disk(3, 9000)));
        assertThatThrownBy(() -> read(packed, (done, total) -> {
                    throw new CancellationException("enough");
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(cache()).isEmptyDirectory();
    }

    @Test
    void read_whereNothingCanBeUnpacked_saysSo() throws Exception {
        Path packed = write("disk.raw.gz", gzip(disk(3, 9000)));
        Path file = write("file", new byte[0]);
        assertThatThrownBy(() -> DiskImages.open(packed, new Unpacking(file.resolve("x"), CopyListener.NONE), false))
                .isInstanceOf(TargetWriteException.class)
                .hasMessageContaining("no file can be created in " + file.resolve("x"));
    }

    @Test
    void read_ofSeveralStreams_isAllOfThem() throws Exception {
        byte[] streams = join(join(gzip(disk(1, BLOCK)), gzip(new byte[0])), join(gzip(disk(2, BLOCK)), new byte[99]));
        assertThat(read(write("disk.gz", streams))).isEqualTo(join(disk(1, BLOCK), disk(2, BLOCK)));
    }

    @Test
    void read_ofADamagedStream_saysWhatIsWrong() throws Exception {
        byte[] good = gzip(disk(1, BLOCK));
        assertRefused(write("cut.gz", Arrays.copyOf(good, good.length - 1)), ErrorCode.SOURCE_TRUNCATED, "cut off");
        assertRefused(write("cut2.gz", Arrays.copyOf(good, 14)), ErrorCode.SOURCE_TRUNCATED, "cut off");
        assertRefused(write("cut3.gz", Arrays.copyOf(good, 4)), ErrorCode.SOURCE_TRUNCATED, "cut off");
        assertRefused(
                write("more.gz", join(good, new byte[] {0, 7, 7, 7, 7})),
                ErrorCode.DISK_CORRUPT,
                "start no gzip stream");
        byte[] wrong = good.clone();
        wrong[good.length - 6] ^= 1;
        assertRefused(write("checksum.gz", wrong), ErrorCode.DISK_CORRUPT, "checksum");
        wrong = good.clone();
        wrong[10] = 7;
        assertRefused(write("data.gz", wrong), ErrorCode.DISK_CORRUPT, "compressed data that is damaged");
    }

    @Test
    void read_ofACompressedArchiveOfSeveralDisks_asksForOne() throws Exception {
        Path packed = write(
                "server.tgz",
                gzip(new TarFixture()
                        .file("a.raw", disk(1, BLOCK))
                        .file("b.raw", disk(2, BLOCK))
                        .bytes()));
        assertRefused(packed, ErrorCode.DISK_UNSUPPORTED, "several disks", "server.tgz#a.raw", "b.raw");
        assertThat(read(directory.resolve("server.tgz#b.raw"))).isEqualTo(disk(2, BLOCK));
        assertRefused(
                directory.resolve("server.tgz#c.raw"), ErrorCode.SOURCE_UNREADABLE, "no disk of the name 'c.raw'");
        assertThat(cache()).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "app.ovf, DISK_UNSUPPORTED, compressed appliance",
        "ova.xml, DISK_UNSUPPORTED, XVA",
        "readme.md, SOURCE_UNREADABLE, holds no disk"
    })
    void read_ofACompressedArchiveThatCannotBeRead_saysWhy(String member, ErrorCode code, String part)
            throws Exception {
        byte[] tar = new TarFixture().file(member, disk('x', 30)).bytes();
        assertRefused(write("server.tgz", gzip(tar)), code, part);
    }

    @ParameterizedTest
    @CsvSource({"ova.xml, DISK_UNSUPPORTED, XVA", "readme.md, SOURCE_UNREADABLE, holds no disk"})
    void read_ofAnArchiveThatCannotBeRead_saysWhy(String member, ErrorCode code, String part) throws Exception {
        assertRefused(
                write("server.tar", new TarFixture().file(member, disk('x', 30)).bytes()), code, part);
    }

    @Test
    void read_ofAnArchiveInAnArchive_isRefused() throws Exception {
        byte[] inner = new TarFixture().file("disk.raw", disk(1, BLOCK)).bytes();
        Path tar = write("outer.tar", new TarFixture().file("inner.tar", inner).bytes());
        assertRefused(tar, ErrorCode.DISK_UNSUPPORTED, "outer.tar#inner.tar is an archive", "unpack it");
    }

    @Test
    void read_ofAnImageInAnArchiveThatNamesAnotherFile_isRefused() throws Exception {
        write("secret", disk(7, BLOCK));
        String descriptor = "# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\nRW 1 FLAT \"secret\" 0\n";
        Path tar = write(
                "outer.tar",
                new TarFixture()
                        .file("disk.vmdk", descriptor.getBytes(StandardCharsets.UTF_8))
                        .bytes());
        assertRefused(tar, ErrorCode.DISK_UNSUPPORTED, "needs the file 'secret'", "unpack");
    }

    /** Sizes of a member as they are written: what they lead to. */
    @ParameterizedTest
    @CsvSource({
        "00000002000, SOURCE_TRUNCATED, ends at byte",
        "77777777777, SOURCE_TRUNCATED, ends at byte",
        "0000000x000, DISK_CORRUPT, as a number"
    })
    void read_ofAMemberOfAWrongSize_saysWhatIsWrong(String size, ErrorCode code, String part) throws Exception {
        byte[] tar = new TarFixture()
                .raw(header("disk.raw", '0', size))
                .raw(disk(1, BLOCK))
                .bytes();
        assertRefused(write("x.tar", Arrays.copyOf(tar, 2 * BLOCK)), code, part);
    }

    @Test
    void read_ofAMemberOfAHugeSize_isRefused() throws Exception {
        byte[] large = header("disk.raw", '0', "");
        large[124] = (byte) 0x80;
        Arrays.fill(large, 128, 136, (byte) 0xff);
        Path tar = write("x.tar", new TarFixture().raw(checked(large)).bytes());
        assertRefused(tar, ErrorCode.DISK_CORRUPT, "more than 63 bits");
        large[128] = 0x7f;
        tar = write("x.tar", new TarFixture().raw(checked(large)).bytes());
        assertRefused(tar, ErrorCode.DISK_CORRUPT, "a member of 9223372036854775807 bytes");
    }

    @Test
    void read_ofAWrongChecksum_saysWhereItIs() throws Exception {
        byte[] tar = new TarFixture()
                .file("a.raw", disk(1, 100))
                .file("b.raw", disk(1, 100))
                .bytes();
        tar[2 * BLOCK + 3] = 'x';
        assertRefused(write("x.tar", tar), ErrorCode.DISK_CORRUPT, "at byte 1024", "checksum is wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GNU.sparse.map=0,10,5,10",
                "GNU.sparse.map=0",
                "GNU.sparse.map=x,1",
                "GNU.sparse.map=0,2000",
                "GNU.sparse.map=0,99",
                "GNU.sparse.numbytes=1"
            })
    void read_ofAWrongSparseMap_isRefused(String record) throws Exception {
        byte[] tar = new TarFixture()
                .pax("GNU.sparse.size=1000", record)
                .file("a.raw", disk(1, 100))
                .bytes();
        assertRefused(write("x.tar", tar), ErrorCode.DISK_CORRUPT, "x.tar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2\n0\n50\n40\n50\n",
                "1\n0\n101\n",
                "1\n0\n",
                "x\n",
                "\n",
                "99999999999999999999999\n",
                "1\n0\n99\n"
            })
    void read_ofAWrongSparseMapBeforeTheData_isRefused(String map) throws Exception {
        byte[] content = Arrays.copyOf(map.getBytes(StandardCharsets.UTF_8), BLOCK + 100);
        byte[] tar = new TarFixture()
                .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=1000")
                .file("a.raw", content)
                .bytes();
        assertRefused(write("x.tar", tar), ErrorCode.DISK_CORRUPT, "x.tar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99 path=x\n", "x path=x\n", "5 path=x\n", "10 pathx\n", "0 a=b\n", "9999999999 a=b\n"})
    void read_ofAWrongExtendedHeader_isRefused(String records) throws Exception {
        byte[] tar = new TarFixture()
                .raw(header("pax", 'x', Integer.toOctalString(records.length())))
                .raw(records.getBytes(StandardCharsets.UTF_8))
                .pad()
                .file("a.raw", disk(1, 100))
                .bytes();
        assertRefused(write("x.tar", tar), ErrorCode.DISK_CORRUPT, "extended header");
    }

    private Path ovf(String href) throws IOException {
        String file = "<File ovf:id='f' ovf:href='" + href + "'/>";
        String xml = OvfFixture.envelope(file, "<Disk ovf:diskId='d' ovf:fileRef='f'/>", "");
        return write("server.ovf", xml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_ofAnOvfDescriptor_isThatOfTheDiskBesideIt() throws Exception {
        write("disk 1.raw", disk(4, BLOCK));
        assertThat(read(ovf("disk%201.raw"))).isEqualTo(disk(4, BLOCK));
        assertThat(read(ovf("./disk 1.raw"))).isEqualTo(disk(4, BLOCK));
    }

    /** References, and what they lead to: none of them is a file of this machine. */
    @ParameterizedTest
    @CsvSource({
        "/etc/hostname, DISK_UNSUPPORTED, outside of its directory",
        "../x, DISK_UNSUPPORTED, outside of its directory",
        "%2e%2e/x, DISK_UNSUPPORTED, outside of its directory",
        "http://127.0.0.1:1/x, SOURCE_UNREADABLE, does not exist",
        "missing.vmdk, SOURCE_UNREADABLE, missing.vmdk does not exist",
        "server.ovf, DISK_UNSUPPORTED, is an archive"
    })
    void read_ofAnOvfDescriptorOfAnotherFile_isRefused(String href, ErrorCode code, String part) throws Exception {
        assertRefused(ovf(href), code, part);
    }

    @Test
    void read_ofAnOvaWithoutItsDisk_namesBoth() throws Exception {
        byte[] descriptor = Files.readAllBytes(ovf("gone.vmdk"));
        byte[] tar = new TarFixture()
                .file("server.ovf", descriptor)
                .file("here.vmdk", disk(1, BLOCK))
                .bytes();
        assertRefused(write("server.ova", tar), ErrorCode.DISK_CORRUPT, "'gone.vmdk'", "here.vmdk");
        tar = new TarFixture()
                .file("a.ovf", descriptor)
                .file("b.ovf", descriptor)
                .bytes();
        assertRefused(write("server.ova", tar), ErrorCode.DISK_UNSUPPORTED, "2 appliances");
    }
}
