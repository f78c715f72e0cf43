package dev.smc.core.internal.plan;

import static dev.smc.core.internal.plan.PlanFixtures.FREE;
import static dev.smc.core.internal.plan.PlanFixtures.MIB;
import static dev.smc.core.internal.plan.PlanFixtures.plan;
import static dev.smc.core.internal.plan.PlanFixtures.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.SourceServer;
import dev.smc.api.model.TargetLayout;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.DiskInspector;
import dev.smc.core.internal.inspect.InspectedDisk;
import dev.smc.core.internal.plan.PlannedDisks.Source;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that moves the partition that GRUB lies in. */
@RequiresTool({"grub-mkimage", "sfdisk"})
class MovedBootTest {
    private static final Path GRUB = Path.of("/usr/lib/grub/i386-pc/boot.img");
    private static final int SECTOR = 512;

    @TempDir
    Path temp;

    private byte[] core = new byte[0];

    /** A BIOS boot partition, and another one behind it. */
    private Path disk() throws Exception {
        Assumptions.assumeTrue(Files.exists(GRUB), "needs grub-pc-bin");
        Path image = temp.resolve("core.img");
        Programs.run("grub-mkimage", "-O", "i386-pc", "-p", "(,gpt2)/grub", "-o", image.toString(), "biosdisk", "ext2");
        core = Files.readAllBytes(image);
        Path disk = temp.resolve("disk.raw");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(16 * MIB);
        }
        Programs.run(0, List.of("sfdisk", "-q", disk.toString()), """
                label: gpt
                start=1MiB, size=1MiB, type=21686148-6449-6E6F-744E-656564454649
                start=2MiB, size=8MiB, type=L
                """);
        ByteBuffer boot = ByteBuffer.wrap(Files.readAllBytes(GRUB)).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer.wrap(core).order(ByteOrder.LITTLE_ENDIAN).putLong(500, MIB / SECTOR + 1);
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.write(boot.putLong(92, MIB / SECTOR).array(), 0, 440);
            file.seek(MIB);
            file.write(core);
        }
        return disk;
    }

    @Test
    void compose_whereGrubMoves_tellsItWhereItIs() throws Exception {
        try (BlockSource disk = DiskImages.openRaw(disk())) {
            InspectedDisk found = DiskInspector.inspect(disk);
            assertThat(found.layout().relocatable()).isTrue();
            SourceServer source = server(found.layout());
            TargetLayout layout = plan(source, FREE, p -> p.disk(0, d -> d.order(2, 1)));
            Source open = new Source(disk, found.layout(), found.scheme(), found.used());
            BlockSource moved = new PlannedDisks(source, List.of(open))
                    .compose(layout, layout.disks().get(0))
                    .disk();
            long sector = read(moved, 92, Long.BYTES).getLong(0);
            assertThat(sector * SECTOR)
                    .isEqualTo(layout.disks().get(0).partitions().get(1).startBytes())
                    .isEqualTo(10 * MIB);
            ByteBuffer there = read(moved, sector * SECTOR, core.length);
            assertThat(there.getLong(500)).isEqualTo(sector + 1);
            there.putLong(500, MIB / SECTOR + 1);
            assertThat(there.rewind().equals(ByteBuffer.wrap(core)))
                    .as("all else")
                    .isTrue();
            assertThat(DiskInspector.inspect(moved).layout().relocatable()).isTrue();
        }
    }

    private static ByteBuffer read(BlockSource disk, long offset, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        disk.read(offset, bytes);
        return bytes;
    }
}
