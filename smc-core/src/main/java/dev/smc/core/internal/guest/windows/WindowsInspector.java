package dev.smc.core.internal.guest.windows;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.model.ServerLayout;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.filesystem.ntfs.NtfsHibernation;
import dev.smc.core.internal.partition.PartitionScheme;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds every Windows on the disks of a server, and what decides whether it starts elsewhere. A hive that is damaged is no error, but
 * part of what is found; only reads.
 */
public final class WindowsInspector {
    private static final Logger LOG = LoggerFactory.getLogger(WindowsInspector.class);

    private static final List<String> DIRECTORIES = List.of("Windows", "WINNT");
    private static final String CONFIGURATION = "/System32/config/";

    private final WindowsBoot boot;
    private final WindowsVolumes volumes;

    private WindowsInspector(WindowsBoot boot, WindowsVolumes volumes) {
        this.boot = boot;
        this.volumes = volumes;
    }

    /**
     * Returns every Windows, in the order of the file systems; none if there is no such, or BitLocker hides it.
     *
     * @param layout what is on the disks
     * @param schemes how each disk is divided
     * @param trees the files of the file systems that can be read; in one that is damaged nothing is found
     * @throws dev.smc.api.error.SourceReadException if a disk cannot be read
     */
    public static List<WindowsGuest> inspect(ServerLayout layout, List<PartitionScheme> schemes, List<FileTree> trees) {
        WindowsInspector inspector = new WindowsInspector(BootFiles.find(schemes, trees), WindowsVolumes.of(layout));
        List<WindowsGuest> guests = new ArrayList<>();
        for (FileTree tree : trees) {
            WindowsFiles files = new WindowsFiles(tree);
            try {
                DIRECTORIES.stream()
                        .filter(directory -> files.has(directory + CONFIGURATION + "SYSTEM"))
                        .map(directory -> inspector.read(files, directory))
                        .forEach(guests::add);
            } catch (CorruptDiskException e) {
                LOG.debug("a file system is damaged and cannot be looked through for Windows", e);
            }
        }
        return guests;
    }

    private WindowsGuest read(WindowsFiles files, String directory) {
        ServiceFiles drivers = new ServiceFiles(files, directory);
        HiveReader.Read<WindowsSystem> system = HiveReader.read(
                files,
                directory + CONFIGURATION + "SYSTEM",
                hive -> SystemHive.read(hive, drivers),
                WindowsSystem.UNKNOWN);
        HiveReader.Read<WindowsSoftware> software = HiveReader.read(
                files, directory + CONFIGURATION + "SOFTWARE", SoftwareHive::read, WindowsSoftware.UNKNOWN);
        Set<PendingWork> pending = EnumSet.noneOf(PendingWork.class);
        pending.addAll(system.facts().pending());
        pending.addAll(software.facts().pending());
        if (files.has(directory + "/winsxs/pending.xml")) {
            pending.add(PendingWork.COMPONENTS_FILES);
        }
        return new WindowsGuest(
                directory,
                List.of(system.file(), software.file()),
                system.facts(),
                software.facts(),
                files.names(directory + "/System32/drivers").stream()
                        .filter(KnownDrivers::isVirtioFile)
                        .sorted()
                        .toList(),
                pending,
                isHibernated(files),
                boot,
                volumes);
    }

    private static boolean isHibernated(WindowsFiles files) {
        return files.find(NtfsHibernation.FILE)
                .filter(file -> file.type() == FileTree.Type.FILE)
                .map(file -> NtfsHibernation.isHibernated(files.start(file, NtfsHibernation.MARK), file.size()))
                .orElse(false);
    }
}
