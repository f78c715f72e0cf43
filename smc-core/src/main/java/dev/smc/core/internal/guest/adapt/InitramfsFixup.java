package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestFile;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.boot.BootFiles;
import dev.smc.core.internal.guest.edit.Content;
import dev.smc.core.internal.guest.edit.Editors;
import dev.smc.core.internal.guest.initramfs.InitramfsAddition;
import dev.smc.core.internal.guest.initramfs.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gives the initramfs of every kernel the drivers of the disks and networks of ECS: by the guest's own tool where that may be run, or
 * else by an archive behind it, for which no program of the guest is run.
 */
final class InitramfsFixup implements Fixup {
    private static final String REASON = "the kernel finds no disk of ECS without these drivers";

    @Override
    public String step() {
        return "initramfs";
    }

    @Override
    public void plan(Adaptation adaptation) {
        GuestRoot guest = adaptation.guest().root();
        Optional<InitramfsTool> tool = InitramfsTool.of(guest);
        boolean mayRun = adaptation.rights().mayRunGuest()
                && Editors.obstacleOfPrograms(guest, adaptation.rights()).isEmpty();
        boolean isByPlaces = BootFiles.isByPlaces(adaptation.plan());
        Map<GuestDevice, Long> free = new HashMap<>();
        for (KernelDrivers drivers : adaptation.kernels()) {
            Kernel kernel = drivers.kernel();
            List<String> missing = drivers.missing();
            if (missing.isEmpty() || kernel.initramfs().isEmpty()) {
                continue;
            }
            if (isByPlaces) {
                adaptation.notDone(
                        kernel.initramfs().get(),
                        "LILO finds it by where its bytes lie, so that it must not be edited from outside; add "
                                + String.join(", ", missing) + " to it on the server and run lilo, or install GRUB");
                continue;
            }
            if (mayRun && tool.isPresent()) {
                tool.get()
                        .plan(
                                adaptation.plan(),
                                kernel.release(),
                                kernel.initramfs().get(),
                                missing,
                                REASON);
            } else {
                tool.ifPresent(found -> found.remember(adaptation.plan(), missing, REASON));
                Stream.concat(kernel.initramfs().stream(), kernel.fallbacks().stream())
                        .forEach(path -> plan(adaptation, drivers, path, free));
            }
        }
    }

    private static void plan(Adaptation adaptation, KernelDrivers drivers, String path, Map<GuestDevice, Long> free) {
        GuestRoot guest = adaptation.guest().root();
        guest.find(path).filter(GuestFile::isFile).ifPresent(file -> {
            InitramfsAddition planned = drivers.addition(guest, path, file);
            if (planned instanceof InitramfsAddition.Addition addition) {
                add(adaptation, file, addition, free);
            } else if (planned instanceof InitramfsAddition.Impossible impossible) {
                adaptation.notDone(path, impossible.reason() + "; " + impossible.remedy());
            }
        });
    }

    private static void add(
            Adaptation adaptation, GuestFile file, InitramfsAddition.Addition addition, Map<GuestDevice, Long> free) {
        long left =
                free.computeIfAbsent(file.device(), device -> device.freeBytes().orElse(Long.MAX_VALUE));
        long needed = addition.size()
                + (Editors.keepsOldMeanwhile(file.device()) ? file.node().size() : 0);
        if (needed > left) {
            adaptation.notDone(
                    file.path(),
                    "it takes " + needed + " bytes more, but the file system that it is on, "
                            + file.device().place() + ", has only " + left + " free; remove old kernels there");
            return;
        }
        addition.build()
                .ifPresentOrElse(
                        tail -> {
                            free.put(file.device(), left - addition.size());
                            byte[] bytes = new byte[tail.bytes().remaining()];
                            tail.bytes().duplicate().get(bytes);
                            List<String> summary = new ArrayList<>();
                            addition.added().forEach(module -> summary.add("+ module " + module));
                            adaptation.plan().write(file.path(), Content.of(file, tail.keep(), bytes), summary, REASON);
                        },
                        () -> adaptation.notDone(
                                file.path(), "its drivers cannot be read; reinstall the kernel's packages"));
    }
}
