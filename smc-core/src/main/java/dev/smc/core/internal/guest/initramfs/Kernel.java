package dev.smc.core.internal.guest.initramfs;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A kernel that a guest may boot.
 *
 * @param release as {@code uname -r} shows it
 * @param image the path of its file
 * @param initramfs the path of the image of its initial RAM disk, if it has one
 * @param fallbacks paths of further such images, such as Arch's {@code initramfs-linux-fallback.img}
 * @param config how it was built, as far as known
 * @param hasModules whether the guest has a list of its modules
 */
public record Kernel(
        String release,
        String image,
        Optional<String> initramfs,
        List<String> fallbacks,
        KernelImage.Architecture architecture,
        KernelConfig config,
        boolean hasModules) {
    private static final Pattern XEN = Pattern.compile(".*[-.]xen|.*el[0-9]+xen");

    /** Returns whether it runs only as a guest of Xen that knows that it is one: built before Linux could decide that as it starts. */
    public boolean isOnlyForXen() {
        return config.isBuiltIn("CONFIG_X86_64_XEN")
                || config.isBuiltIn("CONFIG_X86_XEN")
                || (XEN.matcher(release).matches() && !config.isBuiltIn("CONFIG_PARAVIRT"));
    }

    /** Returns what processors it is for: what its file says, or else how it was built. */
    public KernelImage.Architecture processors() {
        if (architecture != KernelImage.Architecture.UNKNOWN) {
            return architecture;
        }
        if (config.isBuiltIn("CONFIG_X86_64")) {
            return KernelImage.Architecture.X86_64;
        }
        if (config.isBuiltIn("CONFIG_X86_32")) {
            return KernelImage.Architecture.X86_32;
        }
        return config.isBuiltIn("CONFIG_ARM64") ? KernelImage.Architecture.AARCH64 : architecture;
    }
}
