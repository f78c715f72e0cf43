package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What the file $Volume says: the label, and flags about the state. */
final class NtfsVolume {
    private static final int FLAG_DIRTY = 0x1;
    private static final int FLAG_CHKDSK_UNDERWAY = 0x4000;
    private static final int FLAG_MODIFIED_BY_CHKDSK = 0x8000;
    private static final int FLAGS_OFFSET = 10;
    private static final int INFORMATION_LENGTH = 12;

    private Optional<String> label = Optional.empty();
    private int flags = -1;

    NtfsVolume(NtfsMft mft) throws UnmappableException {
        mft.visit(NtfsMft.VOLUME, attribute -> {
            if (attribute.is(NtfsAttribute.VOLUME_NAME, "")) {
                label = Optional.of(NtfsAttribute.text(attribute.value())).filter(name -> !name.isEmpty());
            } else if (attribute.is(NtfsAttribute.VOLUME_INFORMATION, "")) {
                ByteBuffer information = attribute.value();
                UnmappableException.check(information.capacity() >= INFORMATION_LENGTH, "its $Volume is cut off");
                flags = Short.toUnsignedInt(information.getShort(FLAGS_OFFSET));
            }
        });
    }

    Optional<String> label() {
        return label;
    }

    void checkClean() throws UnmappableException {
        UnmappableException.check(flags >= 0, "its $Volume says nothing about its state");
        UnmappableException.check((flags & FLAG_DIRTY) == 0, "it is marked as dirty: chkdsk is to check it");
        UnmappableException.check(
                (flags & (FLAG_CHKDSK_UNDERWAY | FLAG_MODIFIED_BY_CHKDSK)) == 0, "chkdsk has not finished with it");
    }
}
