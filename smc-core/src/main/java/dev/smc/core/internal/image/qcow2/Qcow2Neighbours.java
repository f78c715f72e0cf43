package dev.smc.core.internal.image.qcow2;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.Backing;
import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens what a qcow2 image names: the image behind it and the file with its data. Errors say which image named it. */
final class Qcow2Neighbours {
    private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final String FILE_PROTOCOL = "file:";

    private final ImageFile file;
    private final Qcow2Header header;

    Qcow2Neighbours(ImageFile file, Qcow2Header header) {
        this.file = file;
        this.header = header;
    }

    /** Returns the file with the clusters, which may be the image's own. */
    ImageFile openData() {
        if (!header.externalData()) {
            return file;
        }
        String wayOut = "make one file of both with: qemu-img convert --image-opts 'driver=qcow2,file.filename="
                + file.location().replace(",", ",,") + ",data-file.filename=PATH' -O qcow2 whole.qcow2";
        String name = header.extensions().dataFile();
        if (name == null) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_UNREADABLE,
                    file.location() + " keeps its data in another file, and does not say in which",
                    wayOut);
        }
        Path path = path(name, "data file", wayOut);
        try {
            return ImageFile.open(path);
        } catch (SourceReadException e) {
            throw failed("keeps its data in another file", "put that back there, or " + wayOut, e);
        }
    }

    Backing openBacking(ImageOpener opener) {
        String name = header.backingFile();
        if (name == null) {
            return Backing.NONE;
        }
        String wayOut = "name it with: qemu-img rebase -u -F FORMAT -b PATH '" + file.location() + "'";
        Path path = path(name, "backing file", wayOut);
        try {
            return Backing.of(opener.open(path, backingFormat()));
        } catch (SourceReadException e) {
            if (e.getCause() instanceof SourceReadException) {
                // An image further behind in the chain has said so already.
                throw e;
            }
            throw failed("stands on a backing file", "put it back there, or " + wayOut, e);
        }
    }

    private Path path(String name, String what, String wayOut) {
        String path = name.startsWith(FILE_PROTOCOL) ? name.substring(FILE_PROTOCOL.length()) : name;
        if (PROTOCOL.matcher(path).matches()) {
            throw new SourceReadException(
                    ErrorCode.DISK_UNSUPPORTED,
                    file.location() + " names the " + what + " '" + path + "', which is no path and not supported",
                    "copy it to a file and " + wayOut);
        }
        return file.sibling(path);
    }

    /** What cannot be opened is not where it should be; what can, but is no good, has a way out of its own. */
    private SourceReadException failed(String what, String wayOut, SourceReadException e) {
        String message = String.valueOf(e.getMessage());
        String end = "; " + e.remedy();
        String reason = message.endsWith(end) ? message.substring(0, message.length() - end.length()) : message;
        return new SourceReadException(
                e.code(),
                file.location() + " " + what + ", but " + reason,
                e.code() == ErrorCode.SOURCE_UNREADABLE ? wayOut : e.remedy(),
                e);
    }

    private @Nullable DiskFormat backingFormat() {
        String format = header.extensions().backingFormat();
        if (format == null) {
            return null;
        }
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "raw", "file", "host_device" -> DiskFormat.RAW;
            case "qcow2" -> DiskFormat.QCOW2;
            case "vmdk" -> DiskFormat.VMDK;
            default ->
                throw ImageErrors.unsupported(
                        file.location(), "has a backing file of format '" + format + "', which is not supported");
        };
    }
}
