package dev.smc.core.internal.guest.edit;

import java.util.List;

/**
 * What is to be done to one file of a guest, and why.
 *
 * @param step which part of the adaptation wants it, such as {@code fstab}
 * @param path of the file
 * @param reasons for people, one or more
 * @param diff what changes in it, as {@code diff -u} shows it
 * @param changes that carry it out, in their order
 */
public record Edit(String step, String path, List<String> reasons, String diff, List<FileChange> changes) {}
