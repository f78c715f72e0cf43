package dev.smc.core.internal.image.vdi;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.MigrationException;
import dev.smc.core.internal.image.file.Backing;
import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import dev.smc.core.internal.image.file.ParentPaths;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the parent of a differencing image. An image knows its parent by identifier only: VirtualBox looks that up in its
 * settings. Without those, the VDI files in the image's directory are asked, and those in the directory above, because
 * VirtualBox keeps the differencing images of a machine in a directory {@code Snapshots} beside the machine's first ones.
 */
final class VdiParent {
    private static final Logger LOG = LoggerFactory.getLogger(VdiParent.class);
    private static final int MOST_FILES = 1000;

    private VdiParent() {}

    static Backing open(ImageFile child, VdiHeader header, ImageOpener opener) {
        UUID wanted = header.parentModified();
        UUID found = null;
        List<Path> directories = directories(child.path());
        for (Path candidate : vdiFiles(directories)) {
            VdiHeader parent = peek(candidate);
            if (parent != null && parent.created().equals(header.parentCreated())) {
                if (wanted.equals(VdiHeader.NONE) || wanted.equals(parent.modified())) {
                    return Backing.of(opener.open(candidate, DiskFormat.VDI));
                }
                found = parent.modified();
            }
        }
        String parent = "the VDI image with UUID " + header.parentCreated();
        if (found != null) {
            throw new CorruptDiskException(
                    child.location(),
                    VdiHeader.PARENT_MODIFIED,
                    "a parent, " + parent + ", whose content has UUID " + found,
                    wanted + ": the parent was changed after this image was made of it, or is another copy");
        }
        throw ImageErrors.missingParent(
                child.location(),
                parent,
                "no VDI file in " + directories + " has it",
                "VBoxManage clonemedium disk '" + child.location() + "' merged.vdi");
    }

    private static List<Path> directories(Path child) {
        Set<Path> directories = new LinkedHashSet<>(ParentPaths.directories(child));
        for (Path directory : List.copyOf(directories)) {
            if (directory.getParent() != null) {
                directories.add(directory.getParent());
            }
        }
        return List.copyOf(directories);
    }

    private static List<Path> vdiFiles(List<Path> directories) {
        List<Path> files = new ArrayList<>();
        for (Path directory : directories) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, VdiParent::isVdi)) {
                for (Path file : stream) {
                    if (files.size() == MOST_FILES) {
                        LOG.warn("only the first {} VDI files of {} are looked at", MOST_FILES, directories);
                        return files;
                    }
                    files.add(file);
                }
            } catch (IOException | DirectoryIteratorException e) {
                LOG.debug("{} cannot be listed", directory, e);
            }
        }
        return files;
    }

    private static boolean isVdi(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".vdi") && Files.isRegularFile(file);
    }

    private static @Nullable VdiHeader peek(Path path) {
        try (ImageFile file = ImageFile.open(path)) {
            return VdiHeader.read(file);
        } catch (MigrationException e) {
            LOG.debug("{} is passed over", path, e);
            return null;
        }
    }
}
