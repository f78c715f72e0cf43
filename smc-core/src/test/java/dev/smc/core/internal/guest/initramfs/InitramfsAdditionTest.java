package dev.smc.core.internal.guest.initramfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.GuestRoots;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresTool({"cpio", "gzip", "bzip2", "xz", "zstd", "lz4"})
class InitramfsAdditionTest {
    private static final String MODULES = "lib/modules/" + Images.RELEASE + "/";
    private static final List<String> WANTED = List.of("virtio_pci", "virtio-blk");

    @TempDir
    private Path directory;

    private GuestRoot guest;

    @BeforeEach
    void makeGuest() throws Exception {
        guest = guest(".ko");
    }

    private GuestRoot guest(String suffix) throws Exception {
        Path root = Files.createTempDirectory(directory, "guest");
        Map<String, String> files = new TreeMap<>();
        files.put("lib", "->usr/lib");
        files.put("boot/config-" + Images.RELEASE, "CONFIG_RD_GZIP=y\n");
        String list = """
                kernel/virtio.ko:
                kernel/virtio_ring.ko: kernel/virtio.ko
                kernel/virtio_pci.ko: kernel/virtio_ring.ko kernel/virtio.ko
                kernel/block/virtio_blk.ko: kernel/virtio_ring.ko kernel/virtio.ko
                kernel/fs/ext4.ko:
                """;
        files.put("usr/" + MODULES + "modules.dep", list.replace(".ko", suffix));
        files.put("usr/" + MODULES + "modules.dep.bin", "the whole index");
        files.put("usr/" + MODULES + "modules.builtin", "kernel/block/loop.ko\n");
        for (String path : List.of("virtio", "virtio_ring", "virtio_pci", "block/virtio_blk", "fs/ext4")) {
            files.put("usr/" + MODULES + "kernel/" + path + suffix, path + " as the guest has it");
        }
        Images.write(root, files);
        return GuestRoots.of(root);
    }

    private KernelModules modules() {
        return KernelModules.of(guest, Images.RELEASE).orElseThrow();
    }

    private static Map<String, String> debian() {
        return new TreeMap<>(Map.of(
                "init",
                "#!/bin/sh\n",
                "conf/modules",
                "ext4",
                "conf/arch.conf",
                "",
                "scripts/functions",
                "",
                "lib",
                "->usr/lib",
                "usr/" + MODULES + "kernel/fs/ext4.ko",
                "ext4 of the image",
                "usr/" + MODULES + "kernel/virtio.ko",
                "virtio of the image",
                "usr/" + MODULES + "modules.dep.bin",
                "a short index"));
    }

    private byte[] archive(Map<String, String> files) throws Exception {
        Path root = Files.createTempDirectory(directory, "root");
        Images.write(root, files);
        return Images.cpio(root);
    }

    private InitramfsAddition plan(byte[] image) {
        ImageBytes bytes = ImageBytes.of(image);
        return InitramfsAddition.plan(guest, modules(), Initramfs.read(bytes), bytes, WANTED);
    }

    private byte[] added(byte[] image) {
        InitramfsAddition.Addition addition = (InitramfsAddition.Addition) plan(image);
        byte[] whole = Images.with(addition.build().orElseThrow(), image);
        assertThat(whole.length - image.length).isLessThanOrEqualTo((int) addition.size());
        assertThat(Initramfs.read(ImageBytes.of(whole)).problem()).isEmpty();
        assertThat(plan(whole)).as("once more").isEqualTo(new InitramfsAddition.Nothing(List.of()));
        return whole;
    }

    @ParameterizedTest
    @CsvSource({
        "cat, cat",
        "gzip, gzip -dc",
        "bzip2, bzip2 -dc",
        "xz, xz -dc",
        "xz --format=lzma, gzip -dc",
        "zstd -q, zstd -q -dc",
        "lz4 -q -l, lz4 -q -dc",
    })
    void build_ofEachCompression_isUnpackedOverTheImage(String pack, String unpack) throws Exception {
        byte[] image = Images.through(pack, archive(debian()));

        byte[] whole = added(image);

        List<Segment> segments = Initramfs.read(ImageBytes.of(whole)).segments();
        Segment first = segments.get(0);
        byte[] head = Arrays.copyOf(whole, (int) first.end());
        byte[] rest = Arrays.copyOfRange(whole, (int) first.end(), whole.length);
        assertThat(segments).hasSize(pack.contains("lz") && !pack.equals("bzip2") ? 1 : 2);
        Path unpacked = directory.resolve("unpacked");
        Images.unpack(Images.joined(Images.through(unpack, head), rest), unpacked);
        assertThat(unpacked.resolve("lib")).isSymbolicLink();
        Path release = unpacked.resolve("usr").resolve(MODULES);
        assertThat(release.resolve("kernel/virtio_pci.ko")).hasContent("virtio_pci as the guest has it");
        assertThat(release.resolve("kernel/block/virtio_blk.ko")).hasContent("block/virtio_blk as the guest has it");
        assertThat(release.resolve("kernel/virtio.ko")).hasContent("virtio of the image");
        assertThat(release.resolve("modules.dep.bin")).hasContent("the whole index");
        assertThat(unpacked.resolve("conf/modules")).hasContent("ext4\nvirtio_pci\nvirtio_blk\n");
        assertThat(unpacked.resolve("init")).hasContent("#!/bin/sh\n");
    }

    @Test
    void plan_ofAnImage_listsModulesInTheOrderOfLoading() throws Exception {
        InitramfsAddition.Addition addition =
                (InitramfsAddition.Addition) plan(Images.through("gzip", archive(debian())));

        assertThat(addition.added()).containsExactly("virtio_ring", "virtio_pci", "virtio_blk");
    }

    @Test
    void build_whereTheImageHasDecompressedModules_linksThemFromTheIndex() throws Exception {
        guest = guest(".ko.xz");

        byte[] whole = added(archive(debian()));

        Path unpacked = directory.resolve("unpacked");
        Images.unpack(whole, unpacked);
        Path module = unpacked.resolve("usr").resolve(MODULES).resolve("kernel/fs/ext4.ko.xz");
        assertThat(Files.readSymbolicLink(module)).hasToString("/" + MODULES + "kernel/fs/ext4.ko");
    }

    @Test
    void build_forDracut_namesTheDriversInItsCommandLine() throws Exception {
        byte[] whole =
                added(Images.through("xz", archive(Map.of("usr/lib/dracut/hooks/x", "", "etc/fstab.empty", ""))));

        Initramfs image = Initramfs.read(ImageBytes.of(whole));
        assertThat(image.text("etc/cmdline.d/90-smc.conf"))
                .contains("rd.driver.pre=virtio_pci rd.driver.pre=virtio_blk\n");
        assertThat(image.text("etc/modules-load.d/90-smc.conf")).contains("virtio_pci\nvirtio_blk\n");
    }

    @Test
    void build_forOldDracut_keepsItsCommandLine() throws Exception {
        byte[] whole = added(archive(Map.of("dracut-004-411.el6", "", "etc/cmdline", "rd_NO_MD\n")));

        assertThat(Initramfs.read(ImageBytes.of(whole)).text("etc/cmdline"))
                .contains("rd_NO_MD\n rdloaddriver=virtio_pci rdloaddriver=virtio_blk\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MODULES=\"ext4\"\nX=1\n", "MODULES='ext4'\nX=1\n", "MODULES=ext4\nX=1\n"})
    void build_forMkinitcpio_addsToItsModules(String config) throws Exception {
        byte[] whole = added(archive(Map.of("config", config, "init_functions", "")));

        assertThat(Initramfs.read(ImageBytes.of(whole)).text("config"))
                .contains("MODULES=\"virtio_pci virtio_blk ext4\"\nX=1\n");
    }

    @Test
    void build_forMkinitrdOfSuse_addsToItsModules() throws Exception {
        String script =
                "[ \"$RESOLVED_INITRD_MODULES\" ] || RESOLVED_INITRD_MODULES='mptspi ext3'\nmodules=\" $RESOLVED_INITRD_MODULES\"\n";
        byte[] whole =
                added(archive(Map.of("run_all.sh", script, "config/start.sh", "RESOLVED_INITRD_MODULES='mptspi'\n")));

        Initramfs image = Initramfs.read(ImageBytes.of(whole));
        assertThat(image.text("run_all.sh"))
                .contains(script.replace("'mptspi ext3'", "'virtio_pci virtio_blk mptspi ext3'"));
        assertThat(image.text("config/start.sh")).contains("RESOLVED_INITRD_MODULES='virtio_pci virtio_blk mptspi'\n");
    }

    @ParameterizedTest
    @CsvSource({
        "etc/booster.init.yaml, booster",
        "squashfs-root.img, squashfs",
        "lib/modules/5.0/a.ko, modules of 5.0",
    })
    void plan_ofImagesThatCannotBeChanged_saysWhy(String file, String reason) throws Exception {
        InitramfsAddition.Impossible impossible = (InitramfsAddition.Impossible) plan(archive(Map.of(file, "")));

        assertThat(impossible.reason()).contains(reason);
        assertThat(impossible.remedy()).isNotEmpty();
    }

    @Test
    void plan_ofADamagedImage_isImpossible() {
        assertThat(plan(new byte[100])).isInstanceOf(InitramfsAddition.Impossible.class);
    }

    @Test
    void plan_ofWhatTheKernelHasNot_namesIt() throws Exception {
        byte[] image = archive(debian());
        ImageBytes bytes = ImageBytes.of(image);

        InitramfsAddition plan =
                InitramfsAddition.plan(guest, modules(), Initramfs.read(bytes), bytes, List.of("loop", "nvme", "ext4"));

        assertThat(plan).isEqualTo(new InitramfsAddition.Nothing(List.of("nvme")));
    }
}
