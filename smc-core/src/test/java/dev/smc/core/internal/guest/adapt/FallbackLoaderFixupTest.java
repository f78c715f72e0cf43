package dev.smc.core.internal.guest.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.GuestEdit;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.service.Adapter;
import dev.smc.core.internal.guest.service.OldNumbers;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.core.internal.undo.DiskChanges;
import dev.smc.core.internal.undo.UndoJournal;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapts whole disks, so that every edit is also read back, and planning it anew comes to nothing. */
@RequiresTool({"mkfs.ext4", "debugfs", "mkfs.fat", "fsck.fat", "mcopy", "mdir", "sfdisk"})
class FallbackLoaderFixupTest {
    @TempDir
    Path temp;

    private Path disk;

    /** Returns the files that it made, by their paths; all hold the names of what they are copies of. */
    private Map<String, String> adapt(UefiServer server) throws Exception {
        disk = server.disk();
        AdaptationReport report = plan();
        Path journal = temp.resolve("journal");
        if (Files.exists(journal)) {
            try (UndoJournal changes = UndoJournal.open(journal);
                    BlockTarget target = RawTarget.open(disk)) {
                DiskChanges.apply(changes, List.of(target));
            }
        }
        Path efi = UefiServer.efi(disk);
        Programs.run("fsck.fat", "-n", efi.toString());
        Map<String, String> made = new TreeMap<>();
        for (GuestEdit edit : report.edits()) {
            if (edit.step().equals("UEFI fallback loader")) {
                String path = edit.path().substring(edit.path().indexOf("/EFI/"));
                made.put(edit.path(), Programs.run("mcopy", "-i", efi.toString(), "::" + path, "-"));
            }
        }
        return made;
    }

    private AdaptationReport plan() throws Exception {
        Path work = Files.createTempDirectory(temp, "work");
        try (BlockSource source = DiskImages.open(disk, null, false)) {
            return new Adapter(
                            List.of(source), AdaptationOptions.builder().build(), EditingRights.NONE, OldNumbers.NONE)
                    .prepare(work, temp.resolve("journal"))
                    .adaptation();
        }
    }

    @Test
    void plan_ofGrub_copiesItWithItsConfiguration() throws Exception {
        UefiServer server = new UefiServer(temp, "debian").loaders("debian", "grubx64.efi", "grub.cfg");
        assertThat(adapt(server))
                .containsExactlyEntriesOf(new TreeMap<>(Map.of(
                        "/boot/efi/EFI/BOOT/BOOTX64.EFI", "debian/grubx64.efi",
                        "/boot/efi/EFI/BOOT/grub.cfg", "debian/grub.cfg")));
    }

    @Test
    void plan_ofAnAdaptedGuest_isEmpty() throws Exception {
        adapt(new UefiServer(temp, "debian").loaders("debian", "grubx64.efi"));
        Files.delete(temp.resolve("journal"));
        assertThat(plan().edits()).isEmpty();
    }

    @Test
    void plan_ofShim_copiesWhatItStarts() throws Exception {
        UefiServer server = new UefiServer(temp, "ubuntu")
                .loaders("ubuntu", "shimx64.efi", "grubx64.efi", "mmx64.efi", "grub.cfg", "BOOTX64.CSV");
        assertThat(adapt(server))
                .containsExactlyEntriesOf(new TreeMap<>(Map.of(
                        "/boot/efi/EFI/BOOT/BOOTX64.EFI", "ubuntu/shimx64.efi",
                        "/boot/efi/EFI/BOOT/grubx64.efi", "ubuntu/grubx64.efi",
                        "/boot/efi/EFI/BOOT/mmx64.efi", "ubuntu/mmx64.efi",
                        "/boot/efi/EFI/BOOT/grub.cfg", "ubuntu/grub.cfg")));
    }

    @Test
    void plan_ofSuse_copiesItsNames() throws Exception {
        UefiServer server = new UefiServer(temp, "opensuse-leap")
                .loaders("opensuse", "shim.efi", "grub.efi", "MokManager.efi", "grub.cfg");
        assertThat(adapt(server))
                .containsEntry("/boot/efi/EFI/BOOT/BOOTX64.EFI", "opensuse/shim.efi")
                .containsEntry("/boot/efi/EFI/BOOT/grub.efi", "opensuse/grub.efi")
                .hasSize(4);
    }

    @Test
    void plan_ofOldGrub_givesTheConfigurationItsName() throws Exception {
        UefiServer server = new UefiServer(temp, "centos").loaders("redhat", "grub.efi", "grub.conf");
        assertThat(adapt(server))
                .containsExactlyEntriesOf(new TreeMap<>(Map.of(
                        "/boot/efi/EFI/BOOT/BOOTX64.EFI", "redhat/grub.efi",
                        "/boot/efi/EFI/BOOT/BOOTX64.conf", "redhat/grub.conf")));
    }

    @Test
    void plan_ofSeveralLoaders_takesThatOfTheDistribution() throws Exception {
        UefiServer server = new UefiServer(temp, "rocky")
                .loaders("Microsoft", "grubx64.efi")
                .loaders("debian", "grubx64.efi")
                .loaders("rocky", "grubx64.efi")
                .loaders("systemd", "systemd-bootx64.efi");
        assertThat(adapt(server)).containsValue("rocky/grubx64.efi").hasSize(1);
    }

    @Test
    void plan_ofSystemdBoot_copiesIt() throws Exception {
        UefiServer server = new UefiServer(temp, "arch").loaders("systemd", "systemd-bootx64.efi");
        assertThat(adapt(server)).containsValue("systemd/systemd-bootx64.efi").hasSize(1);
    }

    @Test
    void plan_withFallback_leavesItWhateverItsLetters() throws Exception {
        UefiServer server =
                new UefiServer(temp, "debian").loaders("debian", "grubx64.efi").loaders("Boot", "bootx64.efi");
        assertThat(adapt(server)).isEmpty();
    }

    @Test
    void plan_withoutEntryInFstab_findsThePartition() throws Exception {
        UefiServer server = new UefiServer(temp, "debian")
                .write("etc/fstab", "/dev/sda2 / ext4 defaults 0 1\n")
                .loaders("debian", "grubx64.efi");
        assertThat(adapt(server)).containsOnlyKeys("/boot/efi/EFI/BOOT/BOOTX64.EFI");
    }

    @Test
    void plan_mountedElsewhere_namesThePathOfTheGuest() throws Exception {
        UefiServer server = new UefiServer(temp, "arch")
                .write("etc/fstab", "UUID=534D-4301 /efi vfat defaults 0 1\n")
                .write("efi/empty", "")
                .loaders("arch", "grubx64.efi");
        assertThat(adapt(server)).containsOnlyKeys("/efi/EFI/BOOT/BOOTX64.EFI");
    }

    @Test
    void plan_withoutKnownLoader_saysWhatToDo() throws Exception {
        assertThat(adapt(new UefiServer(temp, "debian").loaders("mine", "own.efi")))
                .isEmpty();
        assertThat(plan().notDone()).anySatisfy(item -> {
            assertThat(item.name()).isEqualTo("/boot/efi/EFI/BOOT/BOOTX64.EFI");
            assertThat(item.reason()).contains("grub-install --removable");
        });
    }

    @Test
    void plan_withoutRoom_saysWhatToDo() throws Exception {
        assertThat(adapt(new UefiServer(temp, "debian")
                        .loaders("debian", "grubx64.efi")
                        .fill()))
                .isEmpty();
        assertThat(plan().notDone())
                .anySatisfy(item -> assertThat(item.reason()).contains("free; remove"));
    }
}
