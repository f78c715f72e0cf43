package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.GuestFile;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.initramfs.ImageBytes;
import dev.smc.core.internal.guest.initramfs.Initramfs;
import dev.smc.core.internal.guest.initramfs.InitramfsAddition;
import dev.smc.core.internal.guest.initramfs.Kernel;
import dev.smc.core.internal.guest.initramfs.KernelModules;
import dev.smc.core.internal.guest.initramfs.Kernels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a kernel has of the drivers that it needs on ECS when it starts.
 *
 * @param kernel the kernel
 * @param missing names of drivers that are neither built in nor in its initramfs, though it has them as modules
 * @param unavailable names of drivers that it does not have at all
 * @param initramfs what is in it; empty if there is none
 * @param modules its modules, if the guest has a list of them
 * @param isCertain whether everything could be looked into that could have a driver
 */
public record KernelDrivers(
        Kernel kernel,
        List<String> missing,
        List<String> unavailable,
        Optional<Initramfs> initramfs,
        Optional<KernelModules> modules,
        boolean isCertain) {
    /** Without one of these no disk of ECS is found. */
    public static final List<String> DISK = List.of("virtio_pci", "virtio_blk");

    /** All that are wanted at the start: disks of every family of instances, and the network for roots that come over it. */
    static final List<String> WANTED = List.of("virtio_pci", "virtio_blk", "virtio_scsi", "virtio_net", "nvme");

    private static final int MOST_KERNELS = 32;
    private static final long MOST_WEIGHT = 64 << 20;

    private static final List<String> BUILT_IN = List.of("CONFIG_VIRTIO_PCI", "CONFIG_VIRTIO_BLK");

    /**
     * Finds out what the kernels of a guest have, the newest first, as far as there is memory for.
     *
     * @param notes takes what users should know
     */
    static List<KernelDrivers> ofAll(GuestRoot guest, Consumer<String> notes) {
        List<KernelDrivers> found = new ArrayList<>();
        Map<String, Initramfs> images = new HashMap<>();
        for (Kernel kernel : Kernels.of(guest).kernels()) {
            long weight = images.values().stream().mapToLong(Initramfs::weight).sum();
            if (found.size() == MOST_KERNELS || weight > MOST_WEIGHT) {
                notes.accept("kernel " + kernel.release() + " and older ones were not looked into: there are more than "
                        + MOST_KERNELS + ", or very many files in their initial RAM disks; remove old kernels");
                break;
            }
            found.add(of(guest, kernel, images));
        }
        return found;
    }

    /** Finds out what a kernel has; each image is read once. */
    private static KernelDrivers of(GuestRoot guest, Kernel kernel, Map<String, Initramfs> images) {
        Optional<KernelModules> modules = KernelModules.of(guest, kernel.release());
        Optional<GuestFile> file = kernel.initramfs().flatMap(guest::find).filter(GuestFile::isFile);
        Optional<Initramfs> image =
                file.map(found -> images.computeIfAbsent(found.path(), path -> Initramfs.read(ImageBytes.of(found))));
        Set<String> inside = new LinkedHashSet<>();
        image.ifPresent(read -> inside.addAll(read.modules(kernel.release()).keySet()));
        List<String> missing = new ArrayList<>();
        List<String> unavailable = new ArrayList<>();
        for (String driver : WANTED) {
            switch (modules.map(found -> found.state(driver)).orElse(KernelModules.State.MISSING)) {
                case BUILT_IN -> {}
                case MODULE -> {
                    if (!inside.contains(driver)) {
                        missing.add(driver);
                    }
                }
                case MISSING -> {
                    if (!inside.contains(driver)) {
                        unavailable.add(driver);
                    }
                }
            }
        }
        boolean isRead = image.map(read -> read.problem().isEmpty() && !read.isNested())
                .orElse(kernel.initramfs().isEmpty());
        boolean isCertain = modules.isPresent() && isRead;
        if (modules.isEmpty() && BUILT_IN.stream().allMatch(kernel.config()::isBuiltIn)) {
            unavailable.removeAll(DISK);
        }
        return new KernelDrivers(kernel, List.copyOf(missing), List.copyOf(unavailable), image, modules, isCertain);
    }

    /** Returns what it has when all that is missing is added. */
    public KernelDrivers withAllAdded() {
        return new KernelDrivers(kernel, List.of(), unavailable, initramfs, modules, isCertain);
    }

    /** Returns whether its initramfs cannot be read to its end. */
    public boolean isDamaged() {
        return initramfs.filter(image -> image.problem().isPresent()).isPresent();
    }

    /** Returns whether the kernel finds a virtio disk when it starts. */
    public boolean findsDisk() {
        return DISK.stream().noneMatch(driver -> missing.contains(driver) || unavailable.contains(driver));
    }

    /** Returns whether it has an NVMe driver when it starts. */
    public boolean findsNvme() {
        return !missing.contains("nvme") && !unavailable.contains("nvme");
    }

    /**
     * Plans what an initramfs of the kernel lacks.
     *
     * @param path that of the kernel's own, or of a fallback
     */
    InitramfsAddition addition(GuestRoot guest, String path, GuestFile file) {
        ImageBytes bytes = ImageBytes.of(file);
        Initramfs image = initramfs
                .filter(own -> kernel.initramfs().equals(Optional.of(path)))
                .orElseGet(() -> Initramfs.read(bytes));
        return modules.map(found -> InitramfsAddition.plan(guest, found, image, bytes, WANTED))
                .orElseGet(() -> new InitramfsAddition.Impossible(
                        "the modules of kernel " + kernel.release() + " are not on the disks",
                        "install the packages of that kernel again, or remove it"));
    }
}
