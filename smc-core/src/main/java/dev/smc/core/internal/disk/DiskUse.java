package dev.smc.core.internal.disk;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether somebody on this machine uses a disk that is to be changed behind all file systems' backs: as far as Linux tells, a file
 * system of it is mounted, it is swapped to, or another device is built on it.
 */
public final class DiskUse {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path SWAPS = Path.of("/proc/swaps");
    private static final Path BLOCK = Path.of("/sys/class/block");

    private DiskUse() {}

    /**
     * Refuses a disk that somebody uses.
     *
     * @throws InvalidStateException code {@code INVALID_STATE}, with what uses it
     */
    public static void requireUnused(Path disk) {
        user(disk).ifPresent(user -> {
            throw new InvalidStateException(
                    ErrorCode.INVALID_STATE,
                    disk + " is in use: " + user,
                    "unmount, detach or shut down what uses it, and try again");
        });
    }

    private static Optional<String> user(Path disk) {
        try {
            Path real = disk.toRealPath();
            Optional<String> device = Files.isRegularFile(real)
                    ? Optional.empty()
                    : device(real.getFileName().toString());
            return device.or(() -> loop(real));
        } catch (IOException e) {
            return Optional.empty(); // opening it says what is wrong
        }
    }

    /** Returns what uses a block device, or one of its partitions. */
    private static Optional<String> device(String name) {
        List<String> parts = new ArrayList<>(List.of(name));
        for (String entry : names(BLOCK.resolve(name))) {
            if (Files.exists(BLOCK.resolve(name).resolve(entry).resolve("partition"))) {
                parts.add(entry);
            }
        }
        return parts.stream().flatMap(part -> part(part).stream()).findFirst();
    }

    private static Optional<String> part(String name) {
        String number = lines(BLOCK.resolve(name).resolve("dev")).findFirst().orElse("?");
        Optional<String> mounted = lines(MOUNTS)
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > 4 && fields[2].equals(number))
                .map(fields -> "/dev/" + name + " is mounted on " + fields[4])
                .findFirst();
        return mounted.or(() -> names(BLOCK.resolve(name).resolve("holders")).stream()
                        .map(holder -> "/dev/" + holder + " is built on /dev/" + name)
                        .findFirst())
                .or(() -> lines(SWAPS)
                        .filter(line -> line.startsWith("/dev/" + name + " "))
                        .map(line -> "/dev/" + name + " is swap space")
                        .findFirst());
    }

    /** Returns the loop device whose bytes lie in a file or device. */
    private static Optional<String> loop(Path real) {
        return names(BLOCK).stream()
                .filter(name -> name.startsWith("loop"))
                .filter(name ->
                        lines(BLOCK.resolve(name).resolve("loop/backing_file")).anyMatch(real.toString()::equals))
                .map(name -> "it is attached as /dev/" + name)
                .findFirst();
    }

    private static List<String> names(Path directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (IOException e) {
            return names; // there is none
        }
        return names;
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readString(file).lines();
        } catch (IOException e) {
            return Stream.empty(); // there is none, or not on this system
        }
    }
}
