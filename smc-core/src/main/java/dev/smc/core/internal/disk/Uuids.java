package dev.smc.core.internal.disk;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** UUIDs as they lie on disks: sixteen bytes in the order in which they are written. */
public final class Uuids {
    private static final int LENGTH = 16;
    private static final UUID NONE = new UUID(0, 0);

    private Uuids() {}

    /** Returns the UUID at an offset, whatever the order of the buffer. */
    public static UUID read(ByteBuffer bytes, int offset) {
        ByteBuffer uuid = bytes.slice(offset, LENGTH); // which is in the order that this needs
        return new UUID(uuid.getLong(), uuid.getLong());
    }

    /** Returns the UUID at an offset as text, or empty if none was written there. */
    public static Optional<String> find(ByteBuffer bytes, int offset) {
        return Optional.of(read(bytes, offset))
                .filter(uuid -> !uuid.equals(NONE))
                .map(UUID::toString);
    }
}
