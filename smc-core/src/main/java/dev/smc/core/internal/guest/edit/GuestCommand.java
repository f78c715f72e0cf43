package dev.smc.core.internal.guest.edit;

import java.util.List;

/**
 * A program of a guest that is to be run in it, after the edits of its files.
 *
 * @param command the program and its arguments, as root of the guest would give them
 * @param reason for people
 * @param changedPaths the files that it makes or changes, one or more; they are there afterwards
 */
public record GuestCommand(List<String> command, String reason, List<String> changedPaths) {
    public GuestCommand {
        command = List.copyOf(command);
        changedPaths = List.copyOf(changedPaths);
    }

    /** Returns the edit that consists in running this. */
    Edit edit(String step) {
        return new Edit(step, changedPaths.get(0), List.of(reason), "runs: " + this + "\n", List.of(), List.of(this));
    }

    /** Returns the command as people write it. */
    @Override
    public String toString() {
        return String.join(" ", command);
    }
}
