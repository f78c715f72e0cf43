package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestRoot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What of a guest can be edited on this machine. Thread-safe. */
public final class Editors {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private Editors() {}

    /** Returns why an edit cannot be made on this machine, and the way out; empty if it can. */
    public static Optional<String> obstacle(GuestRoot root, Edit edit, EditingRights rights) {
        TreeSet<String> obstacles = devices(root, edit).stream()
                .flatMap(device -> obstacle(device, rights).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!edit.commands().isEmpty()) {
            obstacleOfPrograms(root, rights).ifPresent(obstacles::add);
        }
        edit.changes().stream()
                .filter(change ->
                        Placement.device(root, change.path()).content().startsWith("ext"))
                .flatMap(change -> ExtEditor.obstacle(change).stream())
                .forEach(obstacles::add);
        if (edit.changes().stream()
                .anyMatch(change -> CONTROL.matcher(change.path()).find())) {
            obstacles.add("its name has control characters; give it another one on the server");
        }
        return obstacles.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", obstacles));
    }

    /** Returns why programs of a guest cannot be run on this machine, and the way out; empty if they can. */
    public static Optional<String> obstacleOfPrograms(GuestRoot root, EditingRights rights) {
        return GuestTools.obstacle(root, rights);
    }

    /** Returns the devices whose file systems an edit changes. */
    public static Set<GuestDevice> devices(GuestRoot root, Edit edit) {
        return edit.changes().stream()
                .map(change -> Placement.device(root, change.path()))
                .collect(Collectors.toUnmodifiableSet());
    }

    static Optional<String> obstacle(GuestDevice device, EditingRights rights) {
        return switch (device.content()) {
            case "ext2", "ext3", "ext4" ->
                ExtEditor.isInstalled()
                                || Mounting.obstacle(device.content(), rights).isEmpty()
                        ? Optional.empty()
                        : Optional.of("debugfs and e2fsck are not installed here; install e2fsprogs");
            case "vfat" ->
                FatEditor.isInstalled() ? Optional.empty() : Optional.of("mcopy is not installed here; install mtools");
            default ->
                Mounting.isKnown(device.content())
                        ? Mounting.obstacle(device.content(), rights)
                        : Optional.of("files of " + device.content() + " cannot be edited");
        };
    }

    /** Returns whether a file that is replaced stays until the new one is whole, so that there has to be room for both. */
    public static boolean keepsOldMeanwhile(GuestDevice device) {
        return device.content().equals("xfs") || (device.content().startsWith("ext") && !ExtEditor.isInstalled());
    }

    /** Returns the editor of a device that has no {@link #obstacle}; nothing is mounted where that is not needed. */
    static FileEditor of(GuestDevice device) {
        return switch (device.content()) {
            case "ext2", "ext3", "ext4" ->
                ExtEditor.isInstalled() ? new ExtEditor() : new MountedEditor(device.content());
            case "vfat" -> new FatEditor();
            case "xfs" -> new MountedEditor(device.content());
            default -> throw new IllegalStateException("no editor for " + device.content());
        };
    }

    static List<GuestCommand> commands(List<Edit> edits) {
        return edits.stream().flatMap(edit -> edit.commands().stream()).toList();
    }

    static List<FileChange> changes(List<Edit> edits) {
        return edits.stream().flatMap(edit -> edit.changes().stream()).toList();
    }
}
