package dev.smc.core.internal.guest.edit;

import java.util.List;

/**
 * What is to be done to one file of a guest, and why.
 *
 * @param step which part of the adaptation wants it, such as {@code fstab}
 * @param path of the file
 * @param reasons for people, one or more
 * @param diff what changes in it, as {@code diff -u} shows it, or what is run
 * @param changes that carry it out, in their order
 * @param commands that carry it out, after the changes of all edits
 */
public record Edit(
        String step,
        String path,
        List<String> reasons,
        String diff,
        List<FileChange> changes,
        List<GuestCommand> commands) {
    Edit(String step, String path, List<String> reasons, String diff, List<FileChange> changes) {
        this(step, path, reasons, diff, changes, List.of());
    }
}
