package dev.smc.core.internal.guest.adapt;

import dev.smc.api.model.Firmware;
import dev.smc.core.internal.guest.GuestFile;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.edit.Content;
import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the boot loader where UEFI looks for it unasked. What starts a server is named by variables of its firmware, which stay behind
 * with the old machine: the new one only finds {@code EFI/BOOT/BOOTX64.EFI} on the EFI system partition.
 */
public final class FallbackLoaderFixup implements Fixup {
    private static final String NAME = "UEFI fallback loader";
    private static final String REASON =
            "the firmware of a new server has no boot entries, and starts only what has this name";
    /** Room for directories and the ends of clusters. */
    private static final long SLACK = 256 << 10;

    @Override
    public String step() {
        return NAME;
    }

    /** Returns whether the firmware will find a boot loader, with what is planned. */
    public static boolean isThere(Adaptation adaptation) {
        return directory(adaptation.plan().root())
                .map(directory -> loaders(adaptation, directory))
                .filter(loaders -> loaders.hasFallback() || adaptation.plan().exists(loaders.fallback()))
                .isPresent();
    }

    private static Loaders loaders(Adaptation adaptation, GuestFile directory) {
        GuestRoot root = adaptation.plan().root();
        Loaders arm = new Loaders(root, directory.path(), "aa64");
        Loaders other = new Loaders(root, directory.path(), "x64");
        boolean isArm = adaptation
                .guest()
                .architecture()
                .map("aarch64"::equals)
                .orElseGet(() -> arm.hasFallback() && !other.hasFallback());
        return isArm ? arm : other;
    }

    @Override
    public void plan(Adaptation adaptation) {
        if (adaptation.guest().firmware() != Firmware.UEFI) {
            return;
        }
        Optional<GuestFile> directory = directory(adaptation.plan().root());
        if (directory.isEmpty()) {
            adaptation.notDone(
                    NAME,
                    "no FAT file system with a directory EFI was found; make an EFI system partition before moving");
            return;
        }
        Loaders loaders = loaders(adaptation, directory.get());
        if (loaders.hasFallback()) {
            return;
        }
        Map<String, GuestFile> copies =
                loaders.copies(adaptation.guest().distribution().id());
        if (copies.isEmpty()) {
            adaptation.notDone(
                    loaders.fallback(),
                    "no boot loader that is known was found in "
                            + directory.get().path()
                            + "; make one in the server with grub-install --removable, or bootctl install");
            return;
        }
        copy(adaptation, directory.get(), copies);
    }

    /** Returns the directory of boot loaders, of the EFI system partition that is mounted at the first path. */
    private static Optional<GuestFile> directory(GuestRoot root) {
        return root.mounts().entrySet().stream()
                .filter(mount -> mount.getValue().isEfiSystem())
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing((String path) -> !path.equals(GuestRoot.EFI))
                        .thenComparing(Comparator.naturalOrder()))
                .flatMap(path -> root.find(path + "/EFI").stream())
                .filter(GuestFile::isDirectory)
                .findFirst();
    }

    private static void copy(Adaptation adaptation, GuestFile directory, Map<String, GuestFile> copies) {
        long needed =
                SLACK + copies.values().stream().mapToLong(f -> f.node().size()).sum();
        long free = directory.device().freeBytes().orElse(Long.MAX_VALUE);
        if (needed > free) {
            adaptation.notDone(
                    NAME,
                    "it needs " + needed + " bytes on " + directory.device().place() + ", which has " + free
                            + " free; remove what is not used from " + directory.path());
            return;
        }
        EditPlan plan = adaptation.plan();
        copies.forEach((path, file) -> {
            if (plan.isEdited(file.path())) {
                // The copy is of what the file will be.
                plan.text(file.path()).ifPresent(text -> plan.write(path, text, REASON));
                return;
            }
            Content content = Content.of(file, file.node().size(), new byte[0]);
            if (plan.root().find(path).filter(content::isIn).isEmpty()) {
                plan.write(path, content, List.of("a copy of " + file.path()), REASON);
            }
        });
    }
}
