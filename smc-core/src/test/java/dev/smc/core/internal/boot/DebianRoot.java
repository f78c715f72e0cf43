package dev.smc.core.internal.boot;

import dev.smc.testkit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a small Debian 12 server, as its packages leave them, with no initramfs yet. */
final class DebianRoot {
    /** Names another mirror than the one that this machine uses. */
    private static final String MIRROR = "smc.debianMirror";

    private static final String DEFAULT_MIRROR = "http://deb.debian.org/debian";
    private static final Pattern URI =
            Pattern.compile("(?m)^(?:URIs:|deb )\\s*(?:\\[.*]\\s*)?(https?://\\S+?/debian)/?(?=\\s)");

    private static final String PACKAGES =
            "linux-image-amd64,systemd-sysv,udev,initramfs-tools,ifupdown,isc-dhcp-client,iproute2,"
                    + "openssh-server,grub-pc-bin,grub-efi-amd64-bin,grub2-common,lvm2,xfsprogs,e2fsprogs,kmod,zstd,netbase";

    /** Drivers that no server needs, a third of the kernel's package. */
    private static final List<String> DRIVERS = List.of(
            "drivers/gpu",
            "drivers/iio",
            "drivers/infiniband",
            "drivers/media",
            "drivers/net/wireless",
            "drivers/staging",
            "sound");

    private DebianRoot() {}

    /** Makes an archive for tar. */
    static void make(Path tar) throws IOException, InterruptedException {
        Stream<String> command =
                Stream.of("env", "INITRD=No", "mmdebstrap", "--variant=minbase", "--include=" + PACKAGES);
        Stream<String> excluded =
                DRIVERS.stream().map(drivers -> "--dpkgopt=path-exclude=/lib/modules/*/kernel/" + drivers + "/*");
        Stream<String> rest = Stream.of("--dpkgopt=force-unsafe-io", "bookworm", tar.toString(), mirror());
        Programs.run(0, Stream.of(command, excluded, rest).flatMap(part -> part).toList(), "");
    }

    private static String mirror() throws IOException {
        String asked = System.getProperty(MIRROR);
        if (asked != null) {
            return asked;
        }
        Path apt = Path.of("/etc/apt");
        if (!Files.isDirectory(apt)) {
            return DEFAULT_MIRROR;
        }
        try (Stream<Path> files = Files.walk(apt, 2)) {
            for (Path file : files.filter(f -> f.toString().matches(".*\\.(list|sources)"))
                    .toList()) {
                Matcher found = URI.matcher(Files.readString(file));
                if (found.find()) {
                    return found.group(1);
                }
            }
        }
        return DEFAULT_MIRROR;
    }
}
