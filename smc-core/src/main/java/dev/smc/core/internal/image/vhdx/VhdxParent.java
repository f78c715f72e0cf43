package dev.smc.core.internal.image.vhdx;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.MigrationException;
import dev.smc.core.internal.image.file.Backing;
import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import dev.smc.core.internal.image.file.ParentPaths;
import dev.smc.spi.disk.BlockSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the parent of a differencing image: the first file under one of the known paths whose content has the right identifier. */
final class VhdxParent {
    private static final Logger LOG = LoggerFactory.getLogger(VhdxParent.class);

    private VhdxParent() {}

    static Backing open(ImageFile child, VhdxLocator locator, int sectorSize, ImageOpener opener) {
        List<String> seen = new ArrayList<>();
        for (Path candidate : ParentPaths.of(child.path(), locator.paths())) {
            if (Files.exists(candidate)) {
                VhdxHeader parent = peek(candidate);
                if (parent != null && locator.linkage().contains(parent.dataWriteId())) {
                    return Backing.of(checkSectors(child, sectorSize, opener.open(candidate, DiskFormat.VHDX)));
                }
                seen.add(candidate
                        + (parent == null
                                ? " is no VHDX image"
                                : " has content " + parent.dataWriteId()
                                        + ": it was changed since, or is another disk"));
            }
        }
        throw ImageErrors.missingParent(
                child.location(),
                "the VHDX image with content " + locator.linkage(),
                seen.isEmpty() ? "nothing is at any of " + locator.paths() : String.join(", ", seen),
                "Convert-VHD -Path '" + child.location() + "' -DestinationPath merged.vhdx -VHDType Dynamic");
    }

    private static BlockSource checkSectors(ImageFile child, int sectorSize, BlockSource parent) {
        if (parent.sectorSize() != sectorSize) {
            int found = parent.sectorSize();
            parent.close();
            throw new CorruptDiskException(
                    child.location(),
                    0,
                    "a parent, " + parent.location() + ", with sectors of " + found + " bytes",
                    "the image's own " + sectorSize);
        }
        return parent;
    }

    private static @Nullable VhdxHeader peek(Path path) {
        try (ImageFile file = ImageFile.open(path)) {
            return VhdxHeader.read(file);
        } catch (MigrationException e) {
            LOG.debug("{} is passed over", path, e);
            return null;
        }
    }
}
