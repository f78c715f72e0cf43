package dev.smc.core.internal.image.archive;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.ImageFile;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists the disks of a tar archive: those of its appliance if it is an OVA, else all files that are not known to be something
 * else. Digests of a manifest are not checked: that would read everything, and the job checks what it copies.
 */
final class TarDisks {
    private static final int MOST_MEMBERS = 10_000;
    private static final int LARGEST_DESCRIPTOR = 16 << 20;

    private final ImageFile tar;
    private final List<TarMember> members = new ArrayList<>();

    private TarDisks(ImageFile tar) {
        this.tar = tar;
    }

    /** Returns the disks, the system disk first; what they are opened from is {@code tar}. */
    static List<PackedDisk> list(ImageFile tar) {
        return new TarDisks(tar).list();
    }

    private List<PackedDisk> list() {
        readMembers();
        List<TarMember> descriptors = members.stream().filter(Companions::isOvf).toList();
        if (descriptors.size() > 1) {
            throw new SourceReadException(
                    ErrorCode.DISK_UNSUPPORTED,
                    tar.location() + " holds " + descriptors.size() + " appliances",
                    "unpack it, and give the disks of one");
        }
        return descriptors.isEmpty() ? plainDisks() : applianceDisks(descriptors.get(0));
    }

    private void readMembers() {
        TarReader reader = new TarReader(new FileInput(tar));
        for (TarMember member = reader.next(); member != null; member = reader.next()) {
            if (Companions.isXva(member)) {
                throw xva(tar.location());
            }
            if (members.size() == MOST_MEMBERS) {
                throw new CorruptDiskException(
                        tar.location(),
                        member.position(),
                        "more than " + MOST_MEMBERS + " files",
                        "an archive of disks");
            }
            if (member.position() > tar.size() - member.stored()) {
                throw tar.truncated(member.position() + member.stored());
            }
            members.add(member);
        }
    }

    static SourceReadException xva(String location) {
        return new SourceReadException(
                ErrorCode.DISK_UNSUPPORTED,
                location + " is a XenServer export (XVA), which is not supported",
                "export the server as OVF, or its disks as VHD");
    }

    private List<PackedDisk> plainDisks() {
        List<TarMember> disks = members.stream().filter(Companions::isDisk).toList();
        List<String> names = DiskNames.of(disks.stream().map(TarMember::name).toList());
        List<PackedDisk> packed = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            packed.add(packed(names.get(i), disks.get(i)));
        }
        return packed;
    }

    private PackedDisk packed(String name, TarMember member) {
        return new PackedDisk(
                name,
                () -> tar.part(DiskNames.location(tar, name), member.position(), member.stored()),
                member.sparse());
    }

    private List<PackedDisk> applianceDisks(TarMember descriptor) {
        List<PackedDisk> packed = new ArrayList<>();
        for (OvfDisk disk : OvfDescriptor.disks(DiskNames.location(tar, descriptor.name()), content(descriptor))) {
            packed.add(
                    disk.isBlank() ? blank(tar, disk) : packed(disk.name(), find(disk.file(), descriptor.position())));
        }
        return packed;
    }

    static PackedDisk blank(ImageFile file, OvfDisk disk) {
        return new PackedDisk(
                disk.name(),
                () -> file.part(DiskNames.location(file, disk.name()), 0, 0),
                SparseMap.hole(disk.blankSize()));
    }

    private byte[] content(TarMember descriptor) {
        if (descriptor.stored() > LARGEST_DESCRIPTOR || descriptor.sparse() != null) {
            throw new CorruptDiskException(
                    tar.location(),
                    descriptor.position(),
                    "an OVF descriptor of " + descriptor.stored() + " bytes",
                    "at most " + LARGEST_DESCRIPTOR + ", and without holes");
        }
        ByteBuffer content = ByteBuffer.allocate((int) descriptor.stored());
        tar.read(descriptor.position(), content);
        return content.array();
    }

    /** Names are references, in which some writers encode spaces and others do not. */
    private TarMember find(String reference, long position) {
        return member(reference)
                .or(() -> member(decoded(reference)))
                .orElseThrow(() -> new CorruptDiskException(
                        tar.location(),
                        position,
                        "an OVF descriptor of the file '" + reference + "', which is not there",
                        "one of " + members.stream().map(TarMember::name).toList()));
    }

    private Optional<TarMember> member(String name) {
        return members.stream()
                .filter(member -> DiskNames.plain(member.name()).equals(DiskNames.plain(name)))
                .findFirst();
    }

    static String decoded(String reference) {
        try {
            return URLDecoder.decode(reference.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return reference;
        }
    }
}
