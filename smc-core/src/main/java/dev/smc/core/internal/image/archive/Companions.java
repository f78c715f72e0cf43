package dev.smc.core.internal.image.archive;

import java.util.Locale;
import java.util.Set;

/**
 * The files that come with disks in an archive and are none. It is a list of these and not of disks: a disk by an unexpected name
 * must not be lost.
 */
final class Companions {
    private static final Set<String> EXTENSIONS = Set.of(
            "asc", "cert", "cfg", "json", "log", "md", "md5", "mf", "nvram", "sha1", "sha256", "sha512", "sig", "txt",
            "vmx", "vmxf", "vmsd", "xml", "yaml", "yml");
    /** What macOS adds to archives for each file. */
    private static final String APPLE_DOUBLE = "._";

    private Companions() {}

    static boolean isDisk(TarMember member) {
        String name = member.fileName();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return !name.startsWith(APPLE_DOUBLE) && !(name.contains(".") && EXTENSIONS.contains(extension));
    }

    /** Returns whether this is the description of an appliance. */
    static boolean isOvf(TarMember member) {
        return member.fileName().toLowerCase(Locale.ROOT).endsWith(".ovf")
                && !member.fileName().startsWith(APPLE_DOUBLE);
    }

    /** Returns whether this is the description of a XenServer export, which cuts disks into files of a mebibyte. */
    static boolean isXva(TarMember member) {
        return member.name().equals("ova.xml");
    }
}
