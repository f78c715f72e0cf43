package dev.smc.core.internal.image.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports of real servers, held against what {@code nbdcopy} and {@code nbdinfo} make of them. */
@RequiresTool({"nbdkit", "nbdcopy", "nbdinfo", "qemu-nbd", "qemu-img", "qemu-io"})
class NbdOracleTest {
    private static final int PIECE = 3_000_001;
    private static final int SHORTEST_ZEROS = 4096;

    @TempDir
    Path temp;

    private static BlockSource open(String address) {
        return NbdSource.open(NbdAddress.parse(address), Timing.DEFAULT);
    }

    static Stream<List<String>> exports() {
        return Stream.of(
                List.of("data", "data=@100 0x55 @1048576 ( 0x1 0x2 0x3 )*99999 @4194300 0x99", "size=4195329"),
                List.of("memory", "5M"),
                List.of("sparse-random", "12M", "seed=3"),
                List.of("random", "3M", "seed=3"),
                List.of("pattern", "2M"),
                List.of("--filter=delay", "sparse-random", "4M", "seed=4", "rdelay=3ms"),
                List.of(
                        "--filter=blocksize-policy",
                        "sparse-random",
                        "4M",
                        "seed=5",
                        "blocksize-minimum=4096",
                        "blocksize-maximum=64K",
                        "blocksize-error-policy=error"),
                List.of("--filter=noparallel", "--filter=nozero", "sparse-random", "4M", "seed=6"),
                List.of("--filter=multi-conn", "sparse-random", "8M", "seed=7", "multi-conn-mode=disable"));
    }

    @ParameterizedTest
    @MethodSource("exports")
    void readAndExtents_ofAnExportOfNbdkit_agreeWithNbdcopyAndNbdinfo(List<String> export) throws Exception {
        try (NbdServer server = NbdServer.nbdkit(temp, export.toArray(String[]::new))) {
            checkContent(server, server.copy(temp.resolve("expected")));
            checkExtents(server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-sr", "--mask-handshake=0"})
    void readAndExtents_ofASimpleServer_haveTheContentAndNoZeros(String option) throws Exception {
        try (NbdServer server = NbdServer.nbdkit(temp, option, "sparse-random", "4M", "seed=8")) {
            checkContent(server, server.copy(temp.resolve("expected")));
            try (BlockSource source = open(server.address(""))) {
                assertThat(source.extents(5, 1000)).containsExactly(Extent.data(5, 1000));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "vmdk"})
    void readAndExtents_ofAnExportOfQemu_agreeWithNbdcopyAndNbdinfo(String format) throws Exception {
        Path raw = temp.resolve("raw");
        try (NbdServer server = NbdServer.nbdkit(temp, "sparse-random", "12M", "seed=10")) {
            server.copy(raw);
        }
        Path image = temp.resolve("image");
        Programs.run("qemu-img", "convert", "-f", "raw", "-O", format, raw.toString(), image.toString());
        try (NbdServer server = NbdServer.qemu(temp, "--shared=8", "-f", format, image.toString())) {
            checkContent(server, raw);
            checkExtents(server);
        }
    }

    @Test
    void read_ofOneOfSeveralExports_readsThatOne() throws Exception {
        Files.write(temp.resolve("a b"), new byte[5000]);
        try (NbdServer server = NbdServer.nbdkitTcp(temp, "file", "dir=" + temp)) {
            try (BlockSource source = open(server.address("a%20b"))) {
                assertThat(source.size()).isEqualTo(5000);
                assertThat(source.location()).isEqualTo("nbd://127.0.0.1:" + server.port() + "/a%20b");
            }
            assertThatThrownBy(() -> open(server.address("missing")))
                    .isInstanceOfSatisfying(
                            SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE))
                    .hasMessageContaining("the server refuses the export \"missing\"");
        }
    }

    @Test
    void read_withErrorsNowAndThen_triesAgain() throws Exception {
        Path disk = Files.write(temp.resolve("disk"), random(3 << 20));
        try (NbdServer server = NbdServer.nbdkit(
                temp, "--filter=error", "file", disk.toString(), "error-pread=EIO", "error-pread-rate=10%")) {
            Timing patient = timing(100, Duration.ofMillis(1));
            try (BlockSource source = NbdSource.open(NbdAddress.parse(server.address("")), patient)) {
                checkContent(source, disk);
            }
        }
    }

    @Test
    void read_withNothingButErrors_failsWithTheServersReason() throws Exception {
        try (NbdServer server =
                NbdServer.nbdkit(temp, "--filter=error", "memory", "1M", "error-pread=EIO", "error-pread-rate=100%")) {
            Timing hasty = timing(3, Duration.ofMillis(1));
            try (BlockSource source = NbdSource.open(NbdAddress.parse(server.address("")), hasty)) {
                assertThatThrownBy(() -> source.read(0, ByteBuffer.allocate(100)))
                        .isInstanceOf(SourceReadException.class)
                        .hasMessageContainingAll("in 3 tries", "EIO", "check the server and the network");
            }
        }
    }

    @Test
    void open_withoutAServer_namesTheWayOut() {
        assertThatThrownBy(() -> open("nbd+unix:///x?socket=" + temp.resolve("none")))
                .isInstanceOf(SourceReadException.class)
                .hasMessageContainingAll("cannot be opened", "check the server and the network");
    }

    /** {@code nbdinfo} shows the same bitmap, and what was written is in it. */
    @Test
    void changed_withADirtyBitmap_isWhatWasWrittenSinceItWasAdded() throws Exception {
        String image = temp.resolve("disk.qcow2").toString();
        Programs.run("qemu-img", "create", "-q", "-f", "qcow2", image, "40M");
        Programs.run("qemu-io", "-f", "qcow2", "-c", "write -P 1 0 20M", image);
        Programs.run("qemu-img", "bitmap", "--add", "-g", "64k", image, "since");
        Programs.run(
                "qemu-io",
                "-f",
                "qcow2",
                "-c",
                "write -P 2 3M 100k",
                "-c",
                "write -P 3 30M 1",
                "-c",
                "discard 10M 1M",
                image);
        try (NbdServer server = NbdServer.qemu(temp, "--shared=8", "-f", "qcow2", "-B", "since", image);
                BlockSource source = open(server.addressWith("bitmap=since"))) {
            AllocationMap changed = source.changed().orElseThrow();
            AllocationMap.Builder expected = AllocationMap.builder(40 << 20);
            String map = Programs.run("nbdinfo", "--map=qemu:dirty-bitmap:since", "--json", server.address(""));
            for (JsonNode extent : new ObjectMapper().readTree(map)) {
                if (extent.get("type").asInt() == 1) {
                    expected.add(
                            extent.get("offset").asLong(), extent.get("length").asLong());
                }
            }
            assertThat(changed).isEqualTo(expected.build());
            assertThat(changed.extents())
                    .containsExactly(
                            Extent.data(3 << 20, 128 << 10),
                            Extent.data(10 << 20, 1 << 20),
                            Extent.data(30 << 20, 64 << 10));
        }
    }

    @Test
    void changed_withoutTheBitmap_isEverything() throws Exception {
        try (NbdServer server = NbdServer.nbdkit(temp, "memory", "5M")) {
            try (BlockSource source = open(server.addressWith("bitmap=since"))) {
                assertThat(source.changed()).contains(AllocationMap.full(5 << 20));
            }
            try (BlockSource source = open(server.address(""))) {
                assertThat(source.changed()).isEmpty();
            }
        }
    }

    static byte[] random(int size) {
        byte[] content = new byte[size];
        new SplittableRandom(size).nextBytes(content);
        return content;
    }

    static Timing timing(int tries, Duration pause) {
        Timing d = Timing.DEFAULT;
        return new Timing(d.connect(), d.handshake(), d.silence(), tries, tries, pause, pause);
    }

    private void checkContent(NbdServer server, Path expected) throws IOException {
        try (BlockSource source = open(server.address(""))) {
            checkContent(source, expected);
        }
    }

    static void checkContent(BlockSource source, Path file) throws IOException {
        try (FileChannel expected = FileChannel.open(file, StandardOpenOption.READ)) {
            assertThat(source.size()).isEqualTo(expected.size());
            for (long at = 0; at < source.size(); at += PIECE) {
                ByteBuffer found = ByteBuffer.allocate((int) Math.min(PIECE, source.size() - at));
                source.read(at, found);
                ByteBuffer wanted = ByteBuffer.allocate(found.capacity());
                expected.read(wanted, at);
                assertThat(found.flip().mismatch(wanted.flip()))
                        .as("from %d on", at)
                        .isEqualTo(-1);
            }
        }
    }

    private void checkExtents(NbdServer server) throws Exception {
        try (BlockSource source = open(server.address(""))) {
            String map = Programs.run("nbdinfo", "--map", "--json", server.address(""));
            long zeros = 0;
            long zerosEnd = 0;
            AllocationMap.Builder data = AllocationMap.builder(source.size());
            for (JsonNode extent : new ObjectMapper().readTree(map)) {
                long offset = extent.get("offset").asLong();
                long length = extent.get("length").asLong();
                if ((extent.get("type").asInt() & 2) != 0) {
                    zeros = zerosEnd == offset ? zeros : offset;
                    zerosEnd = offset + length;
                    continue;
                }
                if (zerosEnd - zeros < SHORTEST_ZEROS) {
                    data.add(zeros, zerosEnd - zeros);
                }
                zeros = zerosEnd = offset + length;
                data.add(offset, length);
            }
            if (zerosEnd - zeros < SHORTEST_ZEROS) {
                data.add(zeros, zerosEnd - zeros);
            }
            assertThat(source.extents(0, source.size()).stream()
                            .filter(Extent::isData)
                            .toList())
                    .isEqualTo(data.build().extents());
        }
    }
}
