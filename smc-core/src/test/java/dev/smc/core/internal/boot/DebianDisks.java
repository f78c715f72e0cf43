package dev.smc.core.internal.boot;

import dev.smc.testkit.Programs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Disks of servers that run Debian 12, which start on {@code qemu-system-x86_64 -machine pc} with an IDE disk, and not on VirtIO:
 * their initramfs has no driver for it. Root's password is {@code root}. They are made when first asked for, and kept below
 * {@code target}; nobody writes to them.
 *
 * <p>Thread-safe, also between processes. A test that uses them needs root, loop devices and {@link #TOOLS}.
 */
public final class DebianDisks {
    /** The programs that make them, apart from those that every Linux has; for an annotation these have to be named again. */
    public static final List<String> TOOLS =
            List.of("mmdebstrap", "sfdisk", "losetup", "mkfs.ext4", "mkfs.xfs", "mkfs.fat", "mcopy", "mkswap", "lvm");

    private static final Path DIRECTORY = Path.of("target", "debian").toAbsolutePath();
    private static final Pattern KERNEL_LINE = Pattern.compile("(?m)^(\\s+linux\\s.*)$");
    private static final Map<String, Object> LOCKS = new ConcurrentHashMap<>();

    private DebianDisks() {}

    /** Makes something at a path that does not exist. */
    private interface Maker {
        void make(Path path) throws Exception;
    }

    /** Returns a disk that shows nothing on a serial port, as most servers do. */
    public static Path of(DebianLayout layout) throws Exception {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/loop-control")), "this needs root and loop devices");
        return once(name(layout) + ".raw", disk -> {
            Path tar = once("rootfs.tar", DebianRoot::make);
            Path work = Files.createTempDirectory(DIRECTORY, "work");
            new DebianBuild(layout, disk, work).run(tar);
            removeEmpty(work);
        });
    }

    /** Returns a disk that is the same but for {@code grub.cfg}: the kernel has a console on the first serial port as well. */
    public static Path withSerialConsole(DebianLayout layout) throws Exception {
        Path plain = of(layout);
        return once(name(layout) + "-serial.raw", disk -> {
            Programs.run("cp", "--sparse=always", "--reflink=auto", plain.toString(), disk.toString());
            Path work = Files.createTempDirectory(DIRECTORY, "work");
            DiskRegion boot = DiskRegion.partition(disk, layout.bootPartition());
            try (Mount mounted = new Mount(boot, work.resolve("boot"))) {
                Path menu = mounted.directory().resolve(layout.hasBoot() ? "grub/grub.cfg" : "boot/grub/grub.cfg");
                Matcher line = KERNEL_LINE.matcher(Files.readString(menu));
                Files.writeString(menu, line.replaceAll("$1 console=tty0 console=ttyS0,115200"));
            }
            removeEmpty(work);
        });
    }

    private static String name(DebianLayout layout) {
        return layout.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Path once(String name, Maker maker) throws Exception {
        Files.createDirectories(DIRECTORY);
        Path file = DIRECTORY.resolve(name);
        // A process may lock a file only once, so its threads take turns first.
        synchronized (LOCKS.computeIfAbsent(name, n -> new Object())) {
            try (FileChannel channel = FileChannel.open(
                    DIRECTORY.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                if (!Files.exists(file)) {
                    Path making = DIRECTORY.resolve("making-" + name);
                    Files.deleteIfExists(making);
                    maker.make(making);
                    Files.move(making, file, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
        return file;
    }

    /** Removes directories, and only directories: something may still be mounted on them. */
    private static void removeEmpty(Path work) throws IOException {
        for (String name : List.of("root", "boot", "data", "locks")) {
            Files.deleteIfExists(work.resolve(name));
        }
        Files.delete(work);
    }
}
