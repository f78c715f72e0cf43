package dev.smc.core.internal.guest.system;

import dev.smc.api.model.Firmware;
import dev.smc.core.internal.guest.Fstab;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestRoot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the root file system of a Linux by its content over all disks and volumes, never by its place. */
public final class GuestFinder {
    private static final List<String> PROGRAMS =
            List.of("/sbin/init", "/usr/lib/systemd/systemd", "/lib/systemd/systemd");
    private static final List<String> SHELLS =
            List.of("/bin/sh", "/usr/bin/sh", "/bin/bash", "/bin/busybox", "/sbin/init");

    private GuestFinder() {}

    private record Candidate(GuestRoot root, Distribution distribution, int score) {}

    /** Returns the Linux on the disks of a server: the most complete one if there are several. */
    public static Optional<GuestSystem> find(List<GuestDevice> devices, Firmware firmware) {
        List<Candidate> candidates = new ArrayList<>();
        for (GuestDevice device : devices) {
            if (device.tree().isPresent()) {
                candidate(device, devices).ifPresent(candidates::add);
            }
        }
        candidates.sort(Comparator.comparingInt(Candidate::score).reversed());
        return candidates.stream()
                .findFirst()
                .map(best -> new GuestSystem(
                        best.root(),
                        devices,
                        best.distribution(),
                        architecture(best.root()),
                        firmware,
                        candidates.stream()
                                .skip(1)
                                .map(other -> other.distribution().name() + " on "
                                        + other.root().device().place())
                                .toList()));
    }

    /**
     * Returns whether a file system without a system may be found to have one when its journal is replayed: there are folders of one, or
     * nothing at all yet. Others hold data.
     */
    public static boolean mayBecomeRoot(GuestDevice device) {
        if (device.tree().isEmpty()) {
            return false;
        }
        List<String> names = GuestRoot.alone(device).names("/");
        return names.contains("etc") || List.of("lost+found").containsAll(names);
    }

    private static Optional<Candidate> candidate(GuestDevice device, List<GuestDevice> devices) {
        GuestRoot root = GuestRoot.mounted(device, devices);
        if (!root.exists("/etc/fstab") && PROGRAMS.stream().noneMatch(root::exists)) {
            return Optional.empty();
        }
        int score = points(
                        4,
                        root.text("/etc/fstab")
                                .map(Fstab::parse)
                                .flatMap(fstab -> fstab.at("/"))
                                .isPresent())
                + points(2, root.exists("/etc/passwd"))
                + points(2, PROGRAMS.stream().anyMatch(root::exists))
                + points(1, root.exists("/lib/modules"));
        return Distribution.of(root).map(distribution -> new Candidate(root, distribution, score));
    }

    private static int points(int points, boolean given) {
        return given ? points : 0;
    }

    private static Optional<String> architecture(GuestRoot root) {
        return SHELLS.stream()
                .flatMap(program -> root.bytes(program, Elf.HEADER).stream())
                .flatMap(header -> Elf.architecture(header).stream())
                .findFirst();
    }
}
