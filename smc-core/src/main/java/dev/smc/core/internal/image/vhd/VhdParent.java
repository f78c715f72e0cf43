package dev.smc.core.internal.image.vhd;

import dev.smc.api.error.MigrationException;
import dev.smc.core.internal.image.file.Backing;
import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import dev.smc.core.internal.image.file.ParentPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the parent of a differencing image: the first file under one of the known paths that has its identifier. */
final class VhdParent {
    private static final Logger LOG = LoggerFactory.getLogger(VhdParent.class);
    private static final long YEAR_2000 = 946_684_800;
    private static final UUID NONE = new UUID(0, 0);

    private VhdParent() {}

    static Backing open(ImageFile child, VhdHeader header, ImageOpener opener) {
        if (header.parentId().equals(NONE)) {
            throw ImageErrors.unsupported(
                    child.location(), "stands on a raw disk, as XenServer can make it, which is not supported");
        }
        List<String> seen = new ArrayList<>();
        for (Path candidate : ParentPaths.of(child.path(), header.parentPaths())) {
            if (Files.exists(candidate)) {
                VhdFooter parent = peek(candidate);
                if (parent != null && parent.id().equals(header.parentId())) {
                    checkTime(child, header, candidate, parent);
                    return Backing.of(opener.open(candidate, DiskFormat.VHD));
                }
                seen.add(candidate + (parent == null ? " is no VHD image" : " has UUID " + parent.id()));
            }
        }
        throw ImageErrors.missingParent(
                child.location(),
                "the VHD image with UUID " + header.parentId(),
                seen.isEmpty() ? "nothing is at any of " + header.parentPaths() : String.join(", ", seen),
                "Convert-VHD -Path '" + child.location() + "' -DestinationPath merged.vhdx -VHDType Dynamic");
    }

    /**
     * A parent that was written to after its child was made spoils the child, but keeps its identifier. Its time of change is the
     * only evidence of it, and often changes when files are copied; so this can only be a warning.
     */
    private static void checkTime(ImageFile child, VhdHeader header, Path path, VhdFooter parent) {
        try {
            long modified = Files.getLastModifiedTime(path).toMillis() / 1000 - YEAR_2000;
            if (header.parentTime() != modified && header.parentTime() != parent.time()) {
                LOG.warn(
                        "{} was made of {} as it was at second {} since 2000, but that file is of second {}: if it was written"
                                + " to since, and not just copied, the disk is damaged",
                        child.location(),
                        path,
                        header.parentTime(),
                        modified);
            }
        } catch (IOException e) {
            LOG.debug("{} has no time of change", path, e);
        }
    }

    private static @Nullable VhdFooter peek(Path path) {
        try (ImageFile file = ImageFile.open(path)) {
            return VhdFooters.find(file);
        } catch (MigrationException e) {
            LOG.debug("{} is passed over", path, e);
            return null;
        }
    }
}
