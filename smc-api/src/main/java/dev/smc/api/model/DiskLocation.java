package dev.smc.api.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.smc.api.error.InvalidSpecException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a source disk is: an absolute path of a disk image file or block device, or an address with a scheme, such as
 * {@code nbd://host/export}, that a {@link dev.smc.spi.disk.BlockSourceFactory} understands. A path may lead to an archive, such as
 * {@code server.ova}, or to one disk in it: {@code server.ova#disk2.vmdk}.
 */
public final class DiskLocation {
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);

    /** A user with a password before the host. */
    private static final Pattern PASSWORD = Pattern.compile("[^/?#]*://[^/?#@]*:[^/?#@]*@.*", Pattern.DOTALL);

    private final String value;

    private DiskLocation(String value) {
        this.value = value;
    }

    /** Returns the location of a file or block device. */
    public static DiskLocation of(Path path) {
        return new DiskLocation(path.toAbsolutePath().normalize().toString());
    }

    /**
     * Returns the location written as {@code value}: a path, or an address with a scheme.
     *
     * @throws InvalidSpecException if it is neither, or an address with a password, which would show wherever the disk is named
     */
    @JsonCreator
    public static DiskLocation of(String value) {
        if (!value.isBlank() && value.indexOf('\0') < 0) {
            if (ADDRESS.matcher(value).matches()) {
                if (PASSWORD.matcher(value).matches()) {
                    throw new InvalidSpecException("disk", "an address must not hold a password");
                }
                return new DiskLocation(value);
            }
            try {
                return of(Path.of(value));
            } catch (InvalidPathException e) {
                // Reported below, like every other text that is no location.
            }
        }
        throw new InvalidSpecException("disk", "a location must be a path or an address, but is \"" + value + "\"");
    }

    /** Returns whether this is a path rather than an address. */
    public boolean isPath() {
        return !ADDRESS.matcher(value).matches();
    }

    /**
     * Returns the path, if {@link #isPath()}.
     *
     * @throws IllegalStateException if this is an address
     */
    public Path path() {
        if (!isPath()) {
            throw new IllegalStateException(value + " is not a path");
        }
        return Path.of(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DiskLocation location && value.equals(location.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Returns the location as it can be given to {@link #of(String)}. */
    @Override
    @JsonValue
    public String toString() {
        return value;
    }
}
