package dev.smc.core.internal.guest.initramfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.GuestRoots;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelsTest {
    @TempDir
    private Path directory;

    private GuestRoot guest(Map<String, String> files) throws Exception {
        Images.write(directory, files);
        return GuestRoots.of(directory);
    }

    /** The header of a kernel as Documentation/arch/x86/boot.rst has it. */
    private static String bzImage(String release, boolean is64) {
        ByteBuffer image = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
        image.position(0x202).put("HdrS".getBytes(StandardCharsets.US_ASCII));
        image.putShort(0x206, (short) 0x20f).putShort(0x20e, (short) 0x400).putShort(0x236, (short)
                (is64 ? 0x7f : 0x7e));
        image.position(0x600).put((release + " (builder@host) #1 SMP").getBytes(StandardCharsets.US_ASCII));
        return new String(image.array(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void of_debian_takesItsKernels() throws Exception {
        Kernels kernels = Kernels.of(guest(Map.of(
                "boot/vmlinuz-6.1.0-1-amd64", bzImage("6.1.0-1-amd64", true),
                "boot/initrd.img-6.1.0-1-amd64", "i",
                "boot/config-6.1.0-1-amd64", "CONFIG_VIRTIO_BLK=m\n# CONFIG_X is not set\nCONFIG_RD_GZIP=y\n",
                "boot/initrd.img-5.0", "old",
                "vmlinuz", "->boot/vmlinuz-6.1.0-1-amd64",
                "lib/modules/6.1.0-1-amd64/modules.dep", "")));

        assertThat(kernels.kernels()).hasSize(1);
        Kernel kernel = kernels.kernels().get(0);
        assertThat(kernel.release()).isEqualTo("6.1.0-1-amd64");
        assertThat(kernel.image()).isEqualTo("/boot/vmlinuz-6.1.0-1-amd64");
        assertThat(kernel.initramfs()).contains("/boot/initrd.img-6.1.0-1-amd64");
        assertThat(kernel.architecture()).isEqualTo(KernelImage.Architecture.X86_64);
        assertThat(kernel.config().option("CONFIG_VIRTIO_BLK")).contains("m");
        assertThat(kernel.config().isBuiltIn("CONFIG_RD_GZIP")).isTrue();
        assertThat(kernel.hasModules()).isTrue();
        assertThat(kernels.leftOut())
                .containsExactly("/boot/initrd.img-5.0: an initial RAM disk of none of the kernels");
    }

    /** Digits of other scripts are letters here. */
    @Test
    void of_releasesOfAnyDigits_ordersThem() {
        List<String> releases = new ArrayList<>(List.of("\u0663x", "6.10", "6.9", "x", "\u0663\u0663", "6.9a"));
        releases.sort(new ReleaseOrder());
        assertThat(releases).containsExactly("6.9", "6.9a", "6.10", "x", "\u0663x", "\u0663\u0663");
    }

    @Test
    void of_redHat_leavesOutRescueAndCrashDumps() throws Exception {
        Kernels kernels = Kernels.of(guest(Map.of(
                "boot/vmlinuz-4.18.0.el8.x86_64", bzImage("4.18.0.el8.x86_64", true),
                "boot/initramfs-4.18.0.el8.x86_64.img", "i",
                "boot/initramfs-4.18.0.el8.x86_64kdump.img", "k",
                "boot/vmlinuz-0-rescue-0123", bzImage("4.18.0.el8.x86_64", true),
                "boot/initramfs-0-rescue-0123.img", "r")));

        assertThat(kernels.kernels())
                .extracting(Kernel::initramfs)
                .containsExactly(Optional.of("/boot/initramfs-4.18.0.el8.x86_64.img"));
        assertThat(kernels.leftOut()).hasSize(3).anyMatch(left -> left.startsWith("/boot/vmlinuz-0-rescue-0123: "));
    }

    @Test
    void of_archAndAlpine_takesTheReleaseFromTheFile() throws Exception {
        Kernels kernels = Kernels.of(guest(Map.of(
                "boot/vmlinuz-linux", bzImage("6.9.1-arch1-1", true),
                "boot/initramfs-linux.img", "i",
                "boot/initramfs-linux-fallback.img", "f",
                "boot/vmlinuz-lts", bzImage("6.6.31-0-lts", false),
                "boot/initramfs-lts", "a",
                "usr/lib/modules/6.9.1-arch1-1/modules.dep", "")));

        assertThat(kernels.kernels()).extracting(Kernel::release).containsExactly("6.9.1-arch1-1", "6.6.31-0-lts");
        Kernel arch = kernels.kernels().get(0);
        assertThat(arch.initramfs()).contains("/boot/initramfs-linux.img");
        assertThat(arch.fallbacks()).containsExactly("/boot/initramfs-linux-fallback.img");
        assertThat(arch.hasModules()).isTrue();
        Kernel alpine = kernels.kernels().get(1);
        assertThat(alpine.initramfs()).contains("/boot/initramfs-lts");
        assertThat(alpine.architecture()).isEqualTo(KernelImage.Architecture.X86_32);
        assertThat(kernels.leftOut()).isEmpty();
    }

    @Test
    void of_bootLoaderSpecification_takesItsDirectories() throws Exception {
        String machine = "/0123456789abcdef0123456789abcdef/5.1/";
        Kernels kernels = Kernels.of(guest(
                Map.of("boot/efi" + machine + "linux", bzImage("5.1", true), "boot/efi" + machine + "initrd", "i")));

        assertThat(kernels.kernels()).extracting(Kernel::release).containsExactly("5.1");
        assertThat(kernels.kernels().get(0).initramfs()).contains("/boot/efi" + machine + "initrd");
    }

    @Test
    void isOnlyForXen_ofOldXenKernels_isTrue() throws Exception {
        Kernels kernels = Kernels.of(guest(Map.of(
                "boot/vmlinuz-2.6.18-194.el5xen",
                "\037\213old",
                "boot/vmlinuz-3.0.101-63-xen",
                bzImage("3.0.101-63-xen", true),
                "boot/vmlinuz-5.3.18-xen",
                bzImage("5.3.18-xen", true),
                "boot/config-5.3.18-xen",
                "CONFIG_PARAVIRT=y\nCONFIG_XEN=y\n")));

        assertThat(kernels.kernels()).extracting(Kernel::isOnlyForXen).containsExactly(false, true, true);
    }

    @Test
    void architecture_ofOtherFiles_isKnown() {
        byte[] arm = new byte[64];
        System.arraycopy("ARMd".getBytes(StandardCharsets.US_ASCII), 0, arm, 56, 4);
        byte[] elf = new byte[64];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F'}, 0, elf, 0, 4);
        elf[18] = 62;

        assertThat(KernelImage.read(ImageBytes.of(arm)).architecture()).isEqualTo(KernelImage.Architecture.AARCH64);
        assertThat(KernelImage.read(ImageBytes.of(elf)).architecture()).isEqualTo(KernelImage.Architecture.X86_64);
        assertThat(KernelImage.read(ImageBytes.of(new byte[3])).architecture())
                .isEqualTo(KernelImage.Architecture.UNKNOWN);
    }

    @Test
    void modules_ofARelease_areKnownByName() throws Exception {
        KernelModules modules = KernelModules.of(
                        guest(Map.of(
                                "lib/modules/2.6.18/modules.dep",
                                """
                                /lib/modules/2.6.18/kernel/a-b.ko: /lib/modules/2.6.18/kernel/c.ko
                                /lib/modules/2.6.18/kernel/c.ko: /lib/modules/2.6.18/kernel/a-b.ko
                                kernel/d.ko.zst: kernel/c.ko
                                ../../etc/e.ko:
                                no line
                                """,
                                "lib/modules/2.6.18/modules.builtin",
                                "kernel/f-g.ko\n",
                                "boot/config-2.6.18",
                                "CONFIG_VIRTIO_BLK=y\n")),
                        "2.6.18")
                .orElseThrow();

        assertThat(modules.state("a_b")).isEqualTo(KernelModules.State.MODULE);
        assertThat(modules.state("f-g")).isEqualTo(KernelModules.State.BUILT_IN);
        assertThat(modules.state("virtio_blk")).isEqualTo(KernelModules.State.BUILT_IN);
        assertThat(modules.state("e")).isEqualTo(KernelModules.State.MISSING);
        assertThat(modules.module("a-b").orElseThrow().path()).isEqualTo("kernel/a-b.ko");
        assertThat(modules.closure(List.of("d")))
                .extracting(KernelModules.Module::name)
                .containsExactly("a_b", "c", "d");
        assertThat(KernelModules.of(GuestRoots.of(directory), "../x")).isEmpty();
    }
}
