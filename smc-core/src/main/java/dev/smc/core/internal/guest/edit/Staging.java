package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.tool.Programs.FailedException;
import dev.smc.core.internal.undo.JournalDisk;
import dev.smc.core.internal.undo.JournalWriter;
import dev.smc.spi.disk.BlockSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Makes edits on copies of the file systems concerned, and writes what changes on the disks to a journal; they stay as they are. */
public final class Staging {
    private static final Set<String> JOURNALED = Set.of("ext3", "ext4", "xfs");

    private Staging() {}

    /**
     * Makes the edits.
     *
     * @param disks of the server, in their order
     * @param work an empty directory
     * @param journal where the journal is to be
     * @throws UneditableException if one cannot be made
     */
    public static void stage(GuestRoot root, List<Edit> edits, List<BlockSource> disks, Path work, Path journal)
            throws UneditableException {
        WorkFiles files = new WorkFiles(work);
        for (Map.Entry<GuestDevice, List<FileChange>> device :
                Placement.of(root, Editors.changes(edits)).entrySet()) {
            edit(files, device.getKey(), device.getValue());
        }
        List<GuestCommand> commands = Editors.commands(edits);
        if (!commands.isEmpty()) {
            try {
                GuestTools.run(root, commands, files, work);
            } catch (FailedException e) {
                throw UneditableException.ofPrograms(e);
            }
        }
        write(files, disks, journal);
    }

    /**
     * Returns the file systems that were not unmounted cleanly, of those that can be edited here: what they hold is not what their
     * guest will see.
     */
    public static List<GuestDevice> unclean(Stream<GuestDevice> devices, EditingRights rights) {
        return devices.filter(device -> JOURNALED.contains(device.content())
                        && device.freeBytes().isEmpty()
                        && Editors.obstacle(device, rights).isEmpty())
                .toList();
    }

    /** Replays the journals of file systems on copies, as {@link #stage} makes edits. */
    public static void replay(List<GuestDevice> devices, List<BlockSource> disks, Path work, Path journal)
            throws UneditableException {
        WorkFiles files = new WorkFiles(work);
        for (GuestDevice device : devices) {
            edit(files, device, List.of());
        }
        write(files, disks, journal);
    }

    private static void edit(WorkFiles files, GuestDevice device, List<FileChange> changes) throws UneditableException {
        WorkFile file = files.of(device);
        try {
            Editors.of(device).edit(file.file(), changes, files.directory(file));
        } catch (FailedException e) {
            throw UneditableException.of(device, e);
        }
    }

    private static void write(WorkFiles files, List<BlockSource> disks, Path journal) {
        List<JournalDisk> described = disks.stream()
                .map(disk -> new JournalDisk(disk.location(), disk.size()))
                .toList();
        try (JournalWriter writer = new JournalWriter(journal, described)) {
            files.all().forEach(file -> file.addChanges(disks, writer));
            writer.commit();
        }
    }
}
