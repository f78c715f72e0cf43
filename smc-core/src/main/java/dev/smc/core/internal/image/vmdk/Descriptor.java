package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The text that describes a VMDK: who its parent is, and of which extents it is made.
 *
 * @param cid identifies the content, as 32 bits in hexadecimal digits; changes with the first write after the image is opened
 * @param parentCid the {@code cid} that the parent had when this image was made; {@link #NO_PARENT} if there is none
 * @param parentHint path of the parent as written; empty if there is none
 * @param extents of the disk, in order
 */
record Descriptor(String cid, String parentCid, String parentHint, List<ExtentLine> extents) {
    static final String NO_PARENT = "ffffffff";

    private static final int SECTOR = HostedHeader.SECTOR;
    private static final int LARGEST = 1 << 20;
    private static final int NEWEST_VERSION = 4;
    private static final int MOST_EXTENTS = 4096;
    private static final int LONGEST_QUOTE = 200;
    private static final Set<String> DEVICE_TYPES = Set.of(
            "fulldevice",
            "partitioneddevice",
            "vmfsraw",
            "vmfsrdm",
            "vmfsrdmp",
            "vmfsrawdevicemap",
            "vmfspassthroughrawdevicemap");

    boolean hasParent() {
        return !parentCid.equals(NO_PARENT) || !parentHint.isEmpty();
    }

    /** Reads the descriptor of an image: the text that its file is, or that it has inside. */
    static Descriptor of(ImageFile file) {
        return switch (SparseExtents.magic(file)) {
            case HostedHeader.MAGIC -> {
                HostedHeader header = HostedHeader.read(file);
                if (header.descriptorOffset() == 0) {
                    throw loneExtent(file);
                }
                yield read(file, header.descriptorOffset() * SECTOR, header.descriptorSize() * SECTOR);
            }
            case CowdExtent.MAGIC, SeSparseExtent.MAGIC -> throw loneExtent(file);
            default -> read(file, 0, file.size());
        };
    }

    private static SourceReadException loneExtent(ImageFile file) {
        return new SourceReadException(
                ErrorCode.DISK_UNSUPPORTED,
                file.location() + " is one extent of a VMDK, not the whole disk",
                "give the descriptor, the small .vmdk text file beside it");
    }

    /** Reads the descriptor that a range of a file holds; it ends with the range or with the first NUL. */
    private static Descriptor read(ImageFile file, long offset, long length) {
        if (length > LARGEST) {
            throw new CorruptDiskException(
                    file.location(), offset, "a descriptor of " + length + " bytes", "at most " + LARGEST);
        }
        if (offset > file.size() - length) {
            throw file.truncated(offset + length);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        file.read(offset, bytes);
        int end = 0;
        while (end < length && bytes.get(end) != 0) {
            end++;
        }
        return new Parser(file, offset).parse(bytes.array(), end);
    }

    /** Reads the lines; nothing is believed before it was checked. */
    private static final class Parser {
        private final ImageFile file;
        private final long offset;
        private final Map<String, String> values = new HashMap<>();
        private final List<ExtentLine> extents = new ArrayList<>();

        Parser(ImageFile file, long offset) {
            this.file = file;
            this.offset = offset;
        }

        Descriptor parse(byte[] bytes, int length) {
            // The names of keys are ASCII in every encoding that is in use, so the encoding can be read before it is
            // known.
            readLines(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
            Charset encoding = encoding(values.getOrDefault("encoding", "UTF-8"));
            values.clear();
            extents.clear();
            readLines(new String(bytes, 0, length, encoding));
            refuseVersion(values.getOrDefault("version", "1"));
            refuseEncrypted();
            refuseDevice(values.getOrDefault("createtype", ""));
            return new Descriptor(
                    cid("cid"), cid("parentcid"), values.getOrDefault("parentfilenamehint", ""), List.copyOf(extents));
        }

        private void readLines(String text) {
            text.lines().map(String::strip).forEach(line -> {
                if (ExtentLine.startsLike(line)) {
                    addExtent(line);
                } else if (!line.startsWith("#") && line.indexOf('=') > 0) {
                    int equals = line.indexOf('=');
                    String key = line.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                    values.putIfAbsent(key, unquoted(line.substring(equals + 1).strip()));
                }
            });
        }

        private static String unquoted(String value) {
            boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
            return quoted ? value.substring(1, value.length() - 1) : value;
        }

        private void addExtent(String line) {
            ExtentLine extent = ExtentLine.parse(line);
            if (extent == null || extent.sectors() == 0) {
                throw corrupt(
                        "the extent line '" + shortened(line) + "'",
                        "access, sectors, type, and the file's name in quotes");
            }
            if (extents.size() == MOST_EXTENTS) {
                throw corrupt("more than " + MOST_EXTENTS + " extents", "at most " + MOST_EXTENTS);
            }
            extents.add(extent);
        }

        private Charset encoding(String name) {
            try {
                return Charset.forName(name);
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                throw ImageErrors.unsupported(
                        file.location(),
                        "is a VMDK whose descriptor has the encoding '" + shortened(name) + "', which is not known");
            }
        }

        private void refuseVersion(String version) {
            if (!version.matches("[1-" + NEWEST_VERSION + "]")) {
                throw ImageErrors.unsupported(
                        file.location(),
                        "is a VMDK of descriptor version " + shortened(version) + ", which is not supported");
            }
        }

        /** Workstation notes keys of its own; vSphere names the filter that encrypts. */
        private void refuseEncrypted() {
            boolean encrypted = values.entrySet().stream()
                    .anyMatch(e -> e.getKey().contains("encryption")
                            || (e.getKey().endsWith("iofilters") && e.getValue().contains("crypt")));
            if (encrypted) {
                throw new SourceReadException(
                        ErrorCode.DISK_UNSUPPORTED,
                        file.location() + " is an encrypted VMDK",
                        "decrypt the virtual machine in VMware, then copy its disks again");
            }
        }

        private void refuseDevice(String createType) {
            if (DEVICE_TYPES.contains(createType.toLowerCase(Locale.ROOT))) {
                throw new SourceReadException(
                        ErrorCode.DISK_UNSUPPORTED,
                        file.location() + " maps a physical disk (" + createType + "), and holds nothing of it",
                        "give that disk itself, or convert the mapping to a virtual disk in VMware");
            }
        }

        private String cid(String key) {
            String value = values.getOrDefault(key, NO_PARENT).toLowerCase(Locale.ROOT);
            if (!value.matches("[0-9a-f]{1,8}")) {
                throw corrupt(key + " '" + shortened(value) + "'", "up to eight hexadecimal digits");
            }
            return "0".repeat(8 - value.length()) + value;
        }

        private static String shortened(String text) {
            return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
        }

        private CorruptDiskException corrupt(String found, String expected) {
            return new CorruptDiskException(file.location(), offset, found, expected);
        }
    }
}
