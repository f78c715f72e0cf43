package dev.smc.core.internal.guest.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.guest.DirectoryTree;
import dev.smc.core.internal.guest.GuestDevices;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.edit.Edit;
import dev.smc.core.internal.guest.edit.EditPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitramfsToolTest {
    private static final List<String> DRIVERS = List.of("virtio_pci", "virtio_blk");

    @TempDir
    private Path directory;

    private void file(String path, String text) throws Exception {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private EditPlan plan(String image) {
        GuestRoot root = GuestRoot.mounted(GuestDevices.of(new DirectoryTree(directory)), List.of());
        EditPlan plan = new EditPlan(root);
        InitramfsTool.of(root).orElseThrow().plan(plan, "6.1.0-9", image, DRIVERS, "ECS has VirtIO");
        return plan;
    }

    private static List<String> commands(EditPlan plan) {
        return plan.edits().stream()
                .flatMap(edit -> edit.commands().stream())
                .map(Object::toString)
                .toList();
    }

    @Test
    void plan_debian_namesModulesThatAreMissing() throws Exception {
        file("usr/sbin/update-initramfs", "");
        file("etc/initramfs-tools/modules", "# more\nvirtio_blk");

        EditPlan plan = plan("/boot/initrd.img-6.1.0-9");

        assertThat(plan.text("/etc/initramfs-tools/modules")).contains("# more\nvirtio_blk\nvirtio_pci\n");
        assertThat(commands(plan)).containsExactly("update-initramfs -u -k 6.1.0-9");
        assertThat(plan.edits().get(1))
                .extracting(Edit::path, Edit::diff)
                .containsExactly("/boot/initrd.img-6.1.0-9", "runs: update-initramfs -u -k 6.1.0-9\n");
    }

    @Test
    void plan_dracut_isToldOnItsCommandLine() throws Exception {
        file("usr/bin/dracut", "");
        file("usr/lib/dracut/dracut-init.sh", "");

        assertThat(plan("/boot/initramfs-6.1.0-9.img").edits())
                .singleElement()
                .satisfies(edit -> assertThat(edit.commands().get(0).command())
                        .containsExactly(
                                "dracut",
                                "-f",
                                "--no-hostonly",
                                "--add-drivers",
                                "virtio_pci virtio_blk",
                                "/boot/initramfs-6.1.0-9.img",
                                "6.1.0-9"));
    }

    @Test
    void plan_oldDracut_isNotToldWhatItDoesNotKnow() throws Exception {
        file("sbin/dracut", "");

        assertThat(commands(plan("/boot/i")))
                .containsExactly("dracut -f --add-drivers virtio_pci virtio_blk /boot/i 6.1.0-9");
    }

    @Test
    void plan_arch_addsToTheArray() throws Exception {
        file("usr/bin/mkinitcpio", "");
        file("etc/mkinitcpio.conf", "# MODULES=(a)\nMODULES=(ext4 virtio_pci)\nHOOKS=(base)\n");

        EditPlan plan = plan("/boot/initramfs-linux.img");

        assertThat(plan.text("/etc/mkinitcpio.conf"))
                .contains("# MODULES=(a)\nMODULES=(ext4 virtio_pci virtio_blk)\nHOOKS=(base)\n");
        assertThat(commands(plan)).containsExactly("mkinitcpio -S autodetect -k 6.1.0-9 -g /boot/initramfs-linux.img");
    }

    @Test
    void plan_alpine_addsTheFeature() throws Exception {
        file("sbin/mkinitfs", "");
        file("etc/mkinitfs/mkinitfs.conf", "features=\"ata base ext4\"\n");

        EditPlan plan = plan("/boot/initramfs-lts");

        assertThat(plan.text("/etc/mkinitfs/mkinitfs.conf")).contains("features=\"ata base ext4 virtio\"\n");
        assertThat(commands(plan)).containsExactly("mkinitfs -o /boot/initramfs-lts 6.1.0-9");
    }

    @Test
    void of_noKnownProgram_isEmpty() {
        GuestRoot root = GuestRoot.mounted(GuestDevices.of(new DirectoryTree(directory)), List.of());

        assertThat(InitramfsTool.of(root)).isEmpty();
    }
}
