package dev.smc.core.internal.guest.initramfs;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.guest.GuestFile;
import dev.smc.core.internal.guest.GuestRoot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernels of a guest, by the names that distributions give them.
 *
 * @param kernels those it may boot
 * @param leftOut files that look like a kernel or an image for one, but are not taken for it, each with the reason
 */
public record Kernels(List<Kernel> kernels, List<String> leftOut) {
    private static final Pattern IMAGE = Pattern.compile("(?:vmlinuz|vmlinux|kernel|bzImage|Image)(?:-(.+))?");
    private static final Pattern RESCUE = Pattern.compile("0-rescue-.*|.*[-.]kdump|.*kdump.*");
    private static final Pattern RAM_DISK = Pattern.compile("initrd[.-].*|initramfs-.*|initrd");
    private static final Pattern OF_ENTRY = Pattern.compile("linux(?:-[0-9a-f]+)?");
    private static final List<String> MODULE_DIRECTORIES = List.of("/lib/modules", "/usr/lib/modules");
    private static final int MOST_DIRECTORIES = 256;
    private static final String BOOT = "/boot/";

    /** Returns those of a guest, the newest first, which boot loaders start unless they are told otherwise. */
    public static Kernels of(GuestRoot guest) {
        Finder finder = new Finder(guest);
        finder.inBoot();
        finder.byEntryToken();
        finder.besideModules();
        finder.nameOthers();
        finder.kernels.sort(Comparator.comparing(Kernel::release, new ReleaseOrder().reversed()));
        return new Kernels(List.copyOf(finder.kernels), List.copyOf(finder.leftOut));
    }

    private static final class Finder {
        private final GuestRoot guest;
        private final List<Kernel> kernels = new ArrayList<>();
        private final List<String> leftOut = new ArrayList<>();
        private final Set<String> images = new HashSet<>();
        private final Set<String> ramDisks = new LinkedHashSet<>();
        private final List<String> boot;
        private final Set<String> releases = new LinkedHashSet<>();

        Finder(GuestRoot guest) {
            this.guest = guest;
            this.boot = guest.names("/boot");
            MODULE_DIRECTORIES.forEach(directory -> releases.addAll(guest.names(directory)));
        }

        void inBoot() {
            for (String name : boot) {
                Matcher image = IMAGE.matcher(name);
                if (!image.matches() || name.endsWith(".gz") || name.endsWith(".old") || name.endsWith(".hmac")) {
                    continue;
                }
                String suffix = image.group(1) == null ? "" : image.group(1);
                if (RESCUE.matcher(suffix).matches()) {
                    leftOut.add(BOOT + name + ": a kernel for rescue or crash dumps");
                } else {
                    add(BOOT + name, suffix, ramDisks(suffix));
                }
            }
        }

        /**
         * The first type of the Boot Loader Specification: a directory named after the machine or the system, therein one of the
         * release, and therein files whose names may end in their checksum.
         */
        void byEntryToken() {
            for (String parent : List.of("/boot", "/boot/efi", "/efi")) {
                for (String token : directories(parent)) {
                    for (String release : directories(parent + "/" + token)) {
                        inEntryDirectory(parent + "/" + token + "/" + release, release);
                    }
                }
            }
        }

        private List<String> directories(String parent) {
            return guest.names(parent).stream()
                    .filter(name -> guest.find(parent + "/" + name)
                            .filter(GuestFile::isDirectory)
                            .isPresent())
                    .limit(MOST_DIRECTORIES)
                    .toList();
        }

        private void inEntryDirectory(String directory, String release) {
            List<String> names = guest.names(directory);
            List<String> ramDisks = names.stream()
                    .filter(name -> RAM_DISK.matcher(name).matches())
                    .map(name -> directory + "/" + name)
                    .toList();
            names.stream()
                    .filter(name -> OF_ENTRY.matcher(name).matches())
                    .forEach(name -> add(directory + "/" + name, release, ramDisks));
        }

        void besideModules() {
            for (String release : releases) {
                boolean isKnown =
                        kernels.stream().anyMatch(kernel -> kernel.release().equals(release));
                if (!isKnown) {
                    MODULE_DIRECTORIES.forEach(
                            directory -> add(directory + "/" + release + "/vmlinuz", release, ramDisks(release)));
                }
            }
        }

        void nameOthers() {
            for (String name : boot) {
                boolean isTaken = !RAM_DISK.matcher(name).matches()
                        || guest.find(BOOT + name)
                                .filter(file -> file.isFile() && !ramDisks.contains(file.path()))
                                .isEmpty();
                if (!isTaken) {
                    leftOut.add(BOOT + name + ": an initial RAM disk of none of the kernels");
                }
            }
        }

        private void add(String path, String suffix, List<String> ramDisks) {
            Optional<GuestFile> file = guest.find(path).filter(GuestFile::isFile);
            if (file.isEmpty() || !images.add(file.get().path())) {
                return;
            }
            if (file.get().node().size() == 0) {
                leftOut.add(path + ": an empty file");
                return;
            }
            KernelImage image = read(file.get());
            String own = file.get().path();
            String realSuffix = suffixOf(own).orElse(suffix);
            String release =
                    releases.contains(realSuffix) ? realSuffix : image.release().orElse(realSuffix);
            List<String> disks = ramDisks.isEmpty() ? ramDisks(realSuffix) : ramDisks;
            List<String> found = disks.isEmpty() ? ramDisks(release) : disks;
            if (release.isEmpty()) {
                leftOut.add(path + ": a kernel whose release is not known");
                return;
            }
            found.forEach(disk -> guest.find(disk).ifPresent(real -> this.ramDisks.add(real.path())));
            Optional<KernelModules> modules = KernelModules.of(guest, release);
            KernelConfig config = modules.map(KernelModules::config)
                    .orElseGet(() -> KernelModules.config(guest, release, "/lib/modules/" + release));
            kernels.add(new Kernel(
                    release,
                    own,
                    found.stream().findFirst(),
                    found.stream().skip(1).toList(),
                    image.architecture(),
                    config,
                    modules.isPresent()));
        }

        private static Optional<String> suffixOf(String path) {
            Matcher image = IMAGE.matcher(path.substring(path.lastIndexOf('/') + 1));
            return image.matches() ? Optional.ofNullable(image.group(1)) : Optional.empty();
        }

        private static KernelImage read(GuestFile file) {
            try {
                return KernelImage.read(ImageBytes.of(file));
            } catch (CorruptDiskException | SourceReadException e) {
                return new KernelImage(KernelImage.Architecture.UNKNOWN, Optional.empty());
            }
        }

        /** The image that is booted by default comes first. */
        private List<String> ramDisks(String suffix) {
            if (suffix.isEmpty()) {
                return List.of();
            }
            List<String> found = new ArrayList<>();
            for (String name : List.of(
                    "initrd.img-" + suffix,
                    "initramfs-" + suffix + ".img",
                    "initrd-" + suffix,
                    "initrd-" + suffix + ".img",
                    "initramfs-" + suffix,
                    "initramfs-genkernel-x86_64-" + suffix,
                    "initramfs-" + suffix + "-fallback.img")) {
                if (boot.contains(name)
                        && guest.find(BOOT + name).filter(GuestFile::isFile).isPresent()) {
                    found.add(guest.find(BOOT + name).map(GuestFile::path).orElse(BOOT + name));
                }
            }
            return found.stream().distinct().toList();
        }
    }
}
