package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens the files that a descriptor lists as the extents of its disk. Not thread-safe. */
final class ExtentFiles {
    private static final int SECTOR = HostedHeader.SECTOR;
    private static final int CACHED_TABLES = 256;
    private static final int FEWEST_CACHED_TABLES = 4;

    private final ImageFile descriptorFile;
    private final Descriptor descriptor;
    private final Map<Path, ImageFile> files = new HashMap<>();

    private ExtentFiles(ImageFile descriptorFile, Descriptor descriptor) {
        this.descriptorFile = descriptorFile;
        this.descriptor = descriptor;
    }

    /** Opens all extents, which belong to what is returned; a descriptor that lists none is damaged. */
    static ExtentSequence open(ImageFile descriptorFile, Descriptor descriptor) {
        ExtentFiles files = new ExtentFiles(descriptorFile, descriptor);
        try {
            return files.open();
        } catch (Throwable e) {
            files.files.values().forEach(ImageFile::close);
            throw e;
        }
    }

    private ExtentSequence open() {
        List<ExtentLine> lines = descriptor.extents();
        if (lines.isEmpty()) {
            throw corrupt("a descriptor without extents", "one extent or more");
        }
        List<BlockMap> extents = new ArrayList<>();
        long[] ends = new long[lines.size()];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            ExtentLine line = lines.get(i);
            if (line.sectors() > (Long.MAX_VALUE - end) / SECTOR) {
                throw corrupt("extents that end behind byte " + Long.MAX_VALUE, "a disk that is smaller");
            }
            extents.add(open(line));
            end += line.sectors() * SECTOR;
            ends[i] = end;
        }
        return new ExtentSequence(extents, ends);
    }

    private BlockMap open(ExtentLine line) {
        if (line.type().equals("ZERO")) {
            return ZeroExtent.INSTANCE;
        }
        String name = line.file();
        if (name == null) {
            throw corrupt("the extent line '" + line.text() + "'", "the name of its file in quotes");
        }
        if (!line.readable()) {
            throw unsupported("may not read its extent " + name + " (NOACCESS)");
        }
        return switch (line.type()) {
            case "FLAT", "VMFS" -> openFlat(line, path(name));
            case "SPARSE", "VMFSSPARSE", "SESPARSE" -> openSparse(line, path(name));
            case "VMFSRDM", "VMFSRAW" -> throw unsupported("maps a raw device by its extent " + name);
            default -> throw unsupported("has the extent " + name + " of type " + line.type());
        };
    }

    /** Several flat extents may be in one file; it is opened once. */
    private BlockMap openFlat(ExtentLine line, Path path) {
        ImageFile file = files.computeIfAbsent(path, this::openFile);
        long end = line.startSector() + line.sectors();
        if (end > file.size() / SECTOR) {
            throw file.truncated(end * SECTOR);
        }
        return new FlatExtent(file, line.startSector() * SECTOR);
    }

    private BlockMap openSparse(ExtentLine line, Path path) {
        if (files.containsKey(path)) {
            throw corrupt("the extent " + line.file() + " twice", "each sparse extent once");
        }
        ImageFile file = openFile(path);
        files.put(path, file);
        int share = Math.max(
                FEWEST_CACHED_TABLES, CACHED_TABLES / descriptor.extents().size());
        GrainMap extent = SparseExtents.open(file, share);
        // Some writers round the capacity up to whole grains.
        long surplus = extent.size() - line.sectors() * SECTOR;
        if (surplus < 0 || surplus >= extent.grainSize()) {
            throw new CorruptDiskException(
                    file.location(),
                    0,
                    "a capacity of " + extent.size() / SECTOR + " sectors",
                    line.sectors() + " as " + descriptorFile.location() + " says");
        }
        return extent;
    }

    /**
     * Returns where an extent is. A descriptor may come from a stranger, and must not make the disk contain any file of this machine:
     * what it names elsewhere is looked for beside it, where it is if all files of a disk were copied into one directory.
     */
    private Path path(String name) {
        Path path = descriptorFile.sibling(name);
        if (isWithin(path)) {
            return path;
        }
        Path beside =
                descriptorFile.sibling(name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1));
        if (isWithin(beside) && Files.exists(beside)) {
            return beside;
        }
        throw new SourceReadException(
                ErrorCode.DISK_UNSUPPORTED,
                descriptorFile.location() + " has the extent '" + name
                        + "' outside of its directory, which is not read",
                "copy or link all files of the disk into one directory");
    }

    private boolean isWithin(Path path) {
        Path directory =
                descriptorFile.path().toAbsolutePath().resolveSibling("").normalize();
        Path normal = path.toAbsolutePath().normalize();
        return normal.startsWith(directory) && !normal.equals(directory);
    }

    private ImageFile openFile(Path path) {
        try {
            return ImageFile.open(path);
        } catch (SourceReadException e) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_UNREADABLE,
                    descriptorFile.location() + " has an extent that cannot be opened: " + e.getMessage(),
                    "all files of the disk belong into one directory",
                    e);
        }
    }

    private SourceReadException unsupported(String what) {
        return ImageErrors.unsupported(descriptorFile.location(), what + ", which is not supported");
    }

    private CorruptDiskException corrupt(String found, String expected) {
        return new CorruptDiskException(descriptorFile.location(), 0, found, expected);
    }
}
