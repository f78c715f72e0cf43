package dev.smc.core.internal.guest.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.boot.DebianDisks;
import dev.smc.core.internal.boot.DebianLayout;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.system.GuestFinder;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.core.internal.inspect.ServerInspector;
import dev.smc.core.internal.undo.OverlayDisk;
import dev.smc.core.internal.undo.UndoJournal;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lets Debian make its initramfs anew, with drivers that it had not. */
@RequiresTool({
    "mmdebstrap",
    "sfdisk",
    "losetup",
    "mkfs.ext4",
    "mkfs.xfs",
    "mkfs.fat",
    "mcopy",
    "mkswap",
    "lvm",
    "setpriv"
})
class GuestToolsIT {
    private static final String MODULES = "/etc/initramfs-tools/modules";
    private static final String LIST = "/var/lib/smc-list";

    @TempDir
    private Path directory;

    private static GuestRoot root(BlockSource disk) {
        InspectedServer server = ServerInspector.inspect(List.of(disk));
        return GuestFinder.find(server.devices(), server.layout().firmware())
                .orElseThrow()
                .root();
    }

    @ParameterizedTest
    @EnumSource
    void stage_updateInitramfs_bringsDriversOfVirtIo(DebianLayout layout) throws Exception {
        Path journal = directory.resolve("journal");
        try (BlockSource disk = DiskImages.openRaw(DebianDisks.of(layout))) {
            EditPlan plan = new EditPlan(root(disk));
            String kernel = plan.root().names("/lib/modules").get(0);
            String initramfs = "/boot/initrd.img-" + kernel;
            String modules = plan.text(MODULES).orElseThrow();
            plan.write(MODULES, modules + "virtio_pci\nvirtio_blk\nvirtio_net\n", "ECS has VirtIO");
            plan.run(List.of("update-initramfs", "-u", "-k", kernel), "ECS has VirtIO", List.of(initramfs));
            plan.run(List.of("sh", "-c", "lsinitramfs " + initramfs + " >" + LIST), "a test", List.of(LIST));
            assertThat(plan.edits())
                    .hasSize(3)
                    .allSatisfy(edit -> assertThat(Editors.obstacle(plan.root(), edit, new EditingRights(true, true)))
                            .isEmpty());

            Staging.stage(
                    plan.root(),
                    plan.edits(),
                    List.of(disk),
                    Files.createDirectory(directory.resolve("work")),
                    journal);

            try (UndoJournal changes = UndoJournal.open(journal)) {
                GuestRoot edited = root(new OverlayDisk(disk, changes, 0));
                assertThat(EditProof.wrong(edited, plan.edits())).isEmpty();
                assertThat(edited.text(LIST).orElseThrow())
                        .contains("virtio_pci.ko", "virtio_blk.ko", "virtio_net.ko", "ata_piix.ko");
            }
        }
    }
}
