package dev.smc.core.internal.image.vhd;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.Structure;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the footer of a VHD image: at its end, or its copy at the start, which all images but fixed ones have, if the end is
 * damaged or missing.
 */
final class VhdFooters {
    private static final Logger LOG = LoggerFactory.getLogger(VhdFooters.class);

    private VhdFooters() {}

    /**
     * Returns the footer.
     *
     * @throws CorruptDiskException if there is none, or neither it nor its copy is right
     */
    static VhdFooter find(ImageFile file) {
        Optional<VhdFooter> end = findAtEnd(file);
        if (end.isPresent()) {
            return end.get();
        }
        long offset = Math.max(0, file.size() - VhdFooter.LENGTH);
        Optional<Structure> copy = readValid(file, 0, VhdFooter.LENGTH);
        if (copy.isEmpty()) {
            throw new CorruptDiskException(
                    file.location(),
                    offset,
                    "neither a VHD footer here nor a copy of it at the start with a right checksum",
                    "one of them");
        }
        LOG.warn(
                "{} does not end in a VHD footer as it must; the copy of the footer at its start is used",
                file.location());
        VhdFooter footer = VhdFooter.parse(file, copy.get());
        copy.get().check(footer.type() != VhdFooter.FIXED, 60, "a fixed disk", "a dynamic or differencing one");
        return footer;
    }

    /** Returns the footer at the end of a file, if it is right and describes this file. */
    static Optional<VhdFooter> findAtEnd(ImageFile file) {
        for (int length : new int[] {VhdFooter.LENGTH, VhdFooter.OLD_LENGTH}) {
            Optional<VhdFooter> footer = readValid(file, file.size() - length, length)
                    .map(f -> VhdFooter.parse(file, f))
                    .filter(f -> describes(f, file, length));
            if (footer.isPresent()) {
                return footer;
            }
        }
        return Optional.empty();
    }

    private static boolean describes(VhdFooter footer, ImageFile file, int length) {
        if (footer.type() != VhdFooter.FIXED) {
            return VhdHeader.isAt(file, footer.headerOffset());
        }
        boolean right = footer.currentSize() == file.size() - length;
        if (!right) {
            LOG.warn(
                    "{} ends in the footer of a VHD image of {} bytes, but has {} bytes: it is taken as a disk that contains one",
                    file.location(),
                    footer.currentSize() + length,
                    file.size());
        }
        return right;
    }

    private static Optional<Structure> readValid(ImageFile file, long offset, int length) {
        if (offset < 0 || offset > file.size() - length) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(VhdFooter.LENGTH);
        file.read(offset, bytes.limit(length));
        return Optional.of(new Structure(file.location(), offset, bytes.clear()))
                .filter(VhdFooter::isValid);
    }
}
