package dev.smc.core.internal.guest.initramfs;

import dev.smc.core.internal.guest.GuestRoot;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * How drivers get into an image: by an archive behind it, which Linux unpacks over what is before
 * ({@code Documentation/driver-api/early-userspace/buffer-format.rst}). Its parts are not touched, but for a last one that nothing
 * can follow; see {@link Tail}.
 */
public sealed interface InitramfsAddition {
    /** The image needs nothing: the kernel or the image has all that is wanted and that the kernel has at all. */
    record Nothing(List<String> unavailable) implements InitramfsAddition {}

    /**
     * The image cannot be changed so that it certainly works.
     *
     * @param reason what is in the way
     * @param remedy what to do instead
     */
    record Impossible(String reason, String remedy) implements InitramfsAddition {}

    /**
     * What to add.
     *
     * @param size the most that the image grows, in bytes
     * @param added the names of the modules that the image gets, in the order in which they can be loaded
     * @param unavailable the names that were wanted, but of no driver of the kernel
     */
    record Addition(long size, List<String> added, List<String> unavailable, TailBuilder builder)
            implements InitramfsAddition {
        /**
         * Reads the files and makes the new end of the image; empty if one of them or the image cannot be read.
         */
        public Optional<Tail> build() {
            return builder.build();
        }
    }

    /**
     * The new end of an image.
     *
     * @param keep how many bytes of the image come before it; less than the image has where its last part is replaced
     * @param bytes what follows them; cannot be written
     */
    record Tail(long keep, ByteBuffer bytes) {
        public Tail {
            bytes = bytes.asReadOnlyBuffer();
        }
    }

    /**
     * Finds out what an image lacks.
     *
     * @param modules those of the kernel that the image is for
     * @param image what {@code bytes} hold
     * @param wanted the names of drivers that it shall load
     */
    static InitramfsAddition plan(
            GuestRoot guest, KernelModules modules, Initramfs image, ImageBytes bytes, List<String> wanted) {
        return new AdditionPlanner(guest, modules, image, bytes).plan(wanted);
    }
}
