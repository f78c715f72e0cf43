package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.filesystem.FileTree;

/** What is to become of one file of a guest; directories above it are made where they are missing. */
public sealed interface FileChange {
    /** Returns its path in the guest; nothing in it but the last name may be a link. */
    String path();

    /** A file is to be there with this content, in place of what is there. */
    record Written(String path, Content content, FileTree.Attributes attributes) implements FileChange {}

    /** A symbolic link is to be there, in place of what is there. */
    record Linked(String path, String target) implements FileChange {}

    /** A file or link is to be there no more. */
    record Removed(String path) implements FileChange {}
}
