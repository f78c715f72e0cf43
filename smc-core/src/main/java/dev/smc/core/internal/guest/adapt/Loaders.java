package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.GuestFile;
import dev.smc.core.internal.guest.GuestRoot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The boot loaders in the directory {@code EFI} of an EFI system partition.
 *
 * <p>A copy of one finds its configuration: systemd-boot and GRUB as {@code grub-install} makes it by paths or identifiers that they
 * have in them, the signed GRUB of Debian and of Red Hat in the directory of the distribution, by a path in it, and that of SUSE
 * beside itself. So what is beside the original is copied, too. Shim starts the GRUB beside itself; its {@code fbx64.efi} is not
 * copied, for that would make variables of the firmware and start anew instead.
 *
 * @param root the files of the guest
 * @param directory their path in the guest
 * @param machine what file names call the processor, such as {@code x64}
 */
record Loaders(GuestRoot root, String directory, String machine) {
    private static final Set<String> OTHERS = Set.of("boot", "microsoft", "dell", "hp", "lenovo", "tools");

    /** Returns the path of what UEFI starts unasked. */
    String fallback() {
        return fallback(".EFI");
    }

    private String fallback(String extension) {
        return directory + "/BOOT/BOOT" + machine.toUpperCase(Locale.ROOT) + extension;
    }

    boolean hasFallback() {
        return root.find(fallback()).filter(GuestFile::isFile).isPresent();
    }

    /** Returns the files that make a fallback, by the paths where they are to be; none if no loader is known. */
    Map<String, GuestFile> copies(String distribution) {
        return candidates(distribution).stream()
                .map(name -> copiesOf(directory + "/" + name))
                .filter(copies -> !copies.isEmpty())
                .findFirst()
                .orElse(Map.of());
    }

    /** Those that a distribution would have come first; other systems have theirs there as well. */
    private List<String> candidates(String distribution) {
        List<String> names = new ArrayList<>(root.names(directory));
        names.removeIf(name -> OTHERS.contains(name.toLowerCase(Locale.ROOT)));
        names.sort(Comparator.comparing((String name) -> !belongs(name, distribution))
                .thenComparing(name -> name.equalsIgnoreCase("systemd")));
        return names;
    }

    private static boolean belongs(String name, String distribution) {
        String directory = name.toLowerCase(Locale.ROOT);
        return switch (distribution) {
            case "rhel", "ol" -> directory.equals("redhat");
            default -> distribution.startsWith(directory) || directory.startsWith(distribution);
        };
    }

    private Map<String, GuestFile> copiesOf(String from) {
        Optional<GuestFile> shim = first(from, "shim" + machine + ".efi", "shim.efi");
        Optional<GuestFile> grub = first(from, "grub" + machine + ".efi", "grub.efi");
        Map<String, GuestFile> copies = new LinkedHashMap<>();
        if (grub.isPresent()) {
            copies.put(fallback(), shim.or(() -> grub).get());
            beside(from, "grub.cfg").forEach(file -> put(copies, file));
            // GRUB 0.97 of Red Hat looks for a configuration of its own name.
            beside(from, "grub.conf").forEach(file -> copies.put(fallback(".conf"), file));
        }
        if (grub.isPresent() && shim.isPresent()) {
            beside(from, "grub" + machine + ".efi", "grub.efi", "mm" + machine + ".efi", "MokManager.efi")
                    .forEach(file -> put(copies, file));
        }
        if (grub.isEmpty()) {
            first(from, "systemd-boot" + machine + ".efi").ifPresent(file -> copies.put(fallback(), file));
        }
        return copies;
    }

    private void put(Map<String, GuestFile> copies, GuestFile file) {
        copies.put(directory + "/BOOT" + file.path().substring(file.path().lastIndexOf('/')), file);
    }

    private Optional<GuestFile> first(String from, String... names) {
        return beside(from, names).findFirst();
    }

    private Stream<GuestFile> beside(String from, String... names) {
        return Stream.of(names)
                .flatMap(name -> root.find(from + "/" + name).stream())
                .filter(GuestFile::isFile);
    }
}
