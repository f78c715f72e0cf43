package dev.smc.core.internal.guest.windows;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.partition.Partition;
import dev.smc.core.internal.partition.PartitionScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for what starts Windows. File systems that are damaged have nothing of it. */
final class BootFiles {
    private static final Logger LOG = LoggerFactory.getLogger(BootFiles.class);

    private static final String EFI_MANAGER = "EFI/Microsoft/Boot/bootmgfw.efi";
    private static final List<String> EFI_FALLBACKS =
            List.of("EFI/Boot/bootx64.efi", "EFI/Boot/bootaa64.efi", "EFI/Boot/bootia32.efi");
    private static final List<String> BIOS_MANAGERS = List.of("bootmgr", "ntldr");
    private static final List<String> STORES = List.of("EFI/Microsoft/Boot/BCD", "Boot/BCD");

    private BootFiles() {}

    static WindowsBoot find(List<PartitionScheme> schemes, List<FileTree> trees) {
        List<String> found = new ArrayList<>();
        List<HiveFile> stores = new ArrayList<>();
        for (FileTree tree : trees) {
            WindowsFiles files = new WindowsFiles(tree);
            try {
                Stream.of(List.of(EFI_MANAGER), EFI_FALLBACKS, BIOS_MANAGERS)
                        .flatMap(List::stream)
                        .filter(files::has)
                        .forEach(found::add);
                STORES.stream()
                        .filter(files::has)
                        .map(path -> HiveReader.read(files, path, hive -> true, false)
                                .file())
                        .forEach(stores::add);
            } catch (CorruptDiskException e) {
                LOG.debug("a file system is damaged and cannot be looked through for what starts Windows", e);
            }
        }
        return new WindowsBoot(
                found.contains(EFI_MANAGER),
                EFI_FALLBACKS.stream().anyMatch(found::contains),
                BIOS_MANAGERS.stream().anyMatch(found::contains),
                activePartition(schemes),
                List.copyOf(stores));
    }

    private static OptionalInt activePartition(List<PartitionScheme> schemes) {
        return schemes.stream()
                .limit(1)
                .flatMap(scheme -> scheme.partitions().stream())
                .filter(Partition::isActive)
                .mapToInt(Partition::index)
                .findFirst();
    }
}
