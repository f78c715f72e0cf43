package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.Backing;
import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds and opens the image that a delta stands on. */
final class ParentImage {
    private ParentImage() {}

    /** Opens the parent, if there is one, and checks that it is as it was when the delta was made. */
    static Backing open(ImageFile file, Descriptor descriptor, ImageOpener opener) {
        if (!descriptor.hasParent()) {
            return Backing.NONE;
        }
        String hint = descriptor.parentHint();
        if (hint.isEmpty()) {
            throw new CorruptDiskException(
                    file.location(),
                    0,
                    "a parent with CID " + descriptor.parentCid() + " without a parentFileNameHint",
                    "the path of the parent");
        }
        Path parent = find(file, hint);
        checkContent(file, descriptor.parentCid(), parent);
        return Backing.of(opener.open(parent, DiskFormat.VMDK));
    }

    /** The hint is often a path on another machine; then the parent was most likely copied together with the delta. */
    private static Path find(ImageFile file, String hint) {
        Path hinted = file.sibling(hint);
        if (Files.exists(hinted)) {
            return hinted;
        }
        Path beside = file.sibling(hint.substring(Math.max(hint.lastIndexOf('/'), hint.lastIndexOf('\\')) + 1));
        if (Files.exists(beside)) {
            return beside;
        }
        throw new SourceReadException(
                ErrorCode.SOURCE_UNREADABLE,
                file.location() + " stands on '" + hint + "', which is neither there nor beside it",
                "copy the whole chain of snapshots into one directory");
    }

    private static void checkContent(ImageFile file, String expected, Path parent) {
        String found;
        try (ImageFile parentFile = ImageFile.open(parent)) {
            found = Descriptor.of(parentFile).cid();
        }
        if (!found.equals(expected)) {
            throw new SourceReadException(
                    ErrorCode.DISK_CORRUPT,
                    file.location() + " was made on a parent with CID " + expected + ", but " + parent + " has CID "
                            + found + ": it is another image, or was changed since",
                    "give the right parent; if you are sure that it is, write its CID as parentCID into the descriptor");
        }
    }
}
