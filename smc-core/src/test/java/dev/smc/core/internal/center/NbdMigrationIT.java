package dev.smc.core.internal.center;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.Target;
import dev.smc.core.internal.image.nbd.NbdServer;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports as sources of whole migrations, with incremental rounds by QEMU's dirty bitmaps. */
@RequiresTool({"qemu-nbd", "qemu-img", "qemu-io"})
class NbdMigrationIT {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 48 * MIB;
    /** As QEMU traces each piece of data that it sends. */
    private static final Pattern SENT =
            Pattern.compile("nbd_co_send_structured_read .*offset = (\\d+), .*len = (\\d+)");

    @TempDir
    Path temp;

    private String image;

    @BeforeEach
    void makeDisk() throws Exception {
        byte[] content = new byte[SIZE];
        new SplittableRandom(1).nextBytes(content);
        Path raw = Files.write(temp.resolve("raw"), content);
        image = temp.resolve("disk.qcow2").toString();
        Programs.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw.toString(), image);
    }

    private NbdServer serve(String... options) throws Exception {
        String[] arguments = new String[options.length + 6];
        String[] fixed = {"--trace", "nbd_co_send_structured_read", "--shared=8", "-f", "qcow2", image};
        System.arraycopy(options, 0, arguments, 0, options.length);
        System.arraycopy(fixed, 0, arguments, options.length, fixed.length);
        return NbdServer.qemu(temp, arguments);
    }

    private long sentFrom(NbdServer server, int offset) throws IOException {
        long sent = 0;
        Matcher matcher = SENT.matcher(server.said().substring(offset));
        while (matcher.find()) {
            sent += Long.parseLong(matcher.group(2));
        }
        return sent;
    }

    private void assertImageIsTheDisk(MigrationCenter center, ReplicationResult result) throws Exception {
        Path made = Path.of(
                center.resources().image(result.imageId()).disks().get(0).path().orElseThrow());
        Path expected = temp.resolve("expected");
        Programs.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image, expected.toString());
        assertThat(Files.mismatch(made, expected)).isEqualTo(-1);
        assertThat(result.disks().get(0).verified()).isTrue();
    }

    private static ReplicationResult round(MigrationCenter center, String job) {
        return center.jobs().start(job).completion().join();
    }

    private static String job(MigrationCenter center, String address) {
        SourceServer source = center.sources().register(s -> s.name("web01").addDisk(address));
        DiskLayout layout = source.disks().get(0).layout();
        assertThat(layout.format()).isEqualTo("nbd");
        assertThat(layout.sizeBytes()).isEqualTo(SIZE);
        return center.jobs()
                .create(j -> j.name("web01-to-image")
                        .sourceId(source.id())
                        .target(Target.image("local", "web01"))
                        .runOnce(false)
                        .transfer(t -> t.verifyChecksums(true)))
                .id();
    }

    @Test
    void rounds_ofAnExportWithADirtyBitmap_readOnlyWhatIsDirty() throws Exception {
        NbdServer server = serve();
        try (MigrationCenter center = MigrationCenter.open(temp.resolve("home"))) {
            String job = job(center, server.addressWith("bitmap=since"));
            assertImageIsTheDisk(center, round(center, job));
            assertThat(sentFrom(server, 0)).isGreaterThanOrEqualTo(SIZE);
            server.close();

            Programs.run("qemu-img", "bitmap", "--add", "-g", "64k", image, "since");
            Programs.run(
                    "qemu-io",
                    "-f",
                    "qcow2",
                    "-c",
                    "write -P 7 5M 300k",
                    "-c",
                    "write -P 8 40M 1",
                    "-c",
                    "write -z 20M 2M",
                    image);
            server = serve("-B", "since");
            int before = server.said().length();
            ReplicationResult second = round(center, job);
            assertImageIsTheDisk(center, second);
            assertThat(second.changedBytes()).isBetween(2L * MIB, 3L * MIB);
            // 320 KiB + 64 KiB of data, and what inspection looks at; zeros are not sent as data.
            assertThat(sentFrom(server, before)).isBetween(384L << 10, 2L * MIB);
            assertThat(second.transferredBytes()).isLessThanOrEqualTo(384L << 10);
            server.close();

            Programs.run("qemu-io", "-f", "qcow2", "-c", "write -P 9 10M 64k", image);
            server = serve("-B", "since");
            before = server.said().length();
            ReplicationResult third = round(center, job);
            assertImageIsTheDisk(center, third);
            assertThat(third.changedBytes()).isEqualTo(64 << 10);
            assertThat(third.transferredBytes()).isEqualTo(64 << 10);
            assertThat(sentFrom(server, before)).isBetween(64L << 10, 2L * MIB);
        } finally {
            server.close();
        }
    }

    /** A bitmap of another name, or none, tells nothing: all is read, and the result is right. */
    @Test
    void rounds_withoutTheBitmap_readAll() throws Exception {
        NbdServer server = serve();
        try (MigrationCenter center = MigrationCenter.open(temp.resolve("home"))) {
            String job = job(center, server.addressWith("bitmap=since"));
            assertImageIsTheDisk(center, round(center, job));
            server.close();

            Programs.run("qemu-img", "bitmap", "--add", image, "other");
            Programs.run("qemu-io", "-f", "qcow2", "-c", "write -P 7 5M 64k", image);
            server = serve("-B", "other");
            int before = server.said().length();
            ReplicationResult second = round(center, job);
            assertImageIsTheDisk(center, second);
            assertThat(second.changedBytes()).isEqualTo(64 << 10);
            assertThat(sentFrom(server, before)).isGreaterThanOrEqualTo(SIZE);
        } finally {
            server.close();
        }
    }
}
