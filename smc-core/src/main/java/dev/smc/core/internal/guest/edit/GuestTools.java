package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.tool.Programs;
import dev.smc.core.internal.tool.Programs.FailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs programs of a guest on copies of its file systems: as root, but in name spaces of their own, in which there is nothing of this
 * machine but its kernel and processors. Thread-safe.
 */
final class GuestTools {
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final int ELF_MACHINE = 18;
    private static final int ELF_MACHINE_END = 20;

    private GuestTools() {}

    /** Returns why programs of a guest cannot be run here, and the way out; empty if they can. */
    static Optional<String> obstacle(GuestRoot root, EditingRights rights) {
        if (!rights.mayRunGuest()) {
            return Optional.of("programs of the guest would have to be run: if you trust it, run as root with"
                    + " mayMount(true) and mayRunGuests(true)");
        }
        if (!Programs.all("unshare", "setpriv", "chroot", "env", "mknod", "sync")) {
            return Optional.of(
                    "programs of the guest would have to be run, and unshare, setpriv, chroot, env, mknod or sync"
                            + " is not installed here; install util-linux and coreutils");
        }
        if (!isForThisProcessor(root)) {
            return Optional.of("programs of the guest would have to be run, and they are for another processor");
        }
        return root.systemDevices()
                .flatMap(device -> (Mounting.isKnown(device.content())
                                ? Mounting.obstacle(device.content(), rights)
                                : Optional.of("files of " + device.content() + " cannot be mounted"))
                        .stream())
                .findFirst();
    }

    private static boolean isForThisProcessor(GuestRoot root) {
        try (InputStream own = Files.newInputStream(Path.of("/proc/self/exe"))) {
            byte[] header = own.readNBytes(ELF_MACHINE_END);
            return root.bytes("/bin/sh", ELF_MACHINE_END)
                    .filter(guests -> guests.length == ELF_MACHINE_END
                            && Arrays.equals(
                                    guests, ELF_MACHINE, ELF_MACHINE_END, header, ELF_MACHINE, ELF_MACHINE_END))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Runs commands one after the other.
     *
     * @param files where the file systems of the guest are, with its files edited
     * @param work a directory for files of this call
     * @throws FailedException if one does not end with 0 or within half an hour, or damages a file system
     */
    static void run(GuestRoot root, List<GuestCommand> commands, WorkFiles files, Path work) throws FailedException {
        Path output = work.resolve("said.txt");
        Map<String, WorkFile> mounts = new TreeMap<>();
        for (Map.Entry<String, GuestDevice> mount : root.systemMounts().entrySet()) {
            WorkFile file = files.of(mount.getValue());
            FileSystemChecks.prepare(file.device().content(), file.file(), output);
            mounts.put(mount.getKey(), file);
        }
        for (GuestCommand command : commands) {
            GuestChroot chroot = new GuestChroot(directory(work), mounts);
            Programs.runHeld(chroot.command(command.command()), command + " in the guest", output, LIMIT);
        }
        for (WorkFile file : Set.copyOf(mounts.values())) {
            FileSystemChecks.verify(file.device().content(), file.file(), output);
        }
    }

    private static Path directory(Path work) {
        try {
            return Files.createDirectories(work.resolve("guest")).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
