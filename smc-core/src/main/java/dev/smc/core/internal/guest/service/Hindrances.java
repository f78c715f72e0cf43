package dev.smc.core.internal.guest.service;

import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.edit.Edit;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.edit.Editors;
import dev.smc.core.internal.guest.edit.UneditableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What keeps edits from being made: known before, or met when they were tried, so that the rest can be made without them. Not
 * thread-safe.
 */
final class Hindrances {
    private final Map<String, String> places = new HashMap<>();
    private final Map<String, String> paths = new HashMap<>();
    private EditingRights rights;
    private @Nullable String programs;

    Hindrances(EditingRights rights) {
        this.rights = rights;
    }

    /** Returns what may still be done. */
    EditingRights rights() {
        return rights;
    }

    /** Returns why no program of the guest is run any more; empty if none has failed. */
    Optional<String> programs() {
        return Optional.ofNullable(programs);
    }

    /** Returns why an edit cannot be made; empty if nothing is known to be in the way. */
    Optional<String> of(GuestRoot root, Edit edit) {
        return Optional.ofNullable(paths.get(edit.path()))
                .or(() -> Editors.devices(root, edit).stream()
                        .flatMap(device -> Optional.ofNullable(places.get(device.place())).stream())
                        .findFirst())
                .or(() -> Editors.obstacle(root, edit, rights));
    }

    /** Takes note of what failed; returns false if all of that was known already. */
    boolean met(UneditableException failure) {
        String why = String.valueOf(failure.getMessage());
        return failure.device()
                .map(device -> places.put(
                                device.place(),
                                "the file system on " + device.place() + " cannot be edited: " + why
                                        + "; if it is damaged, check it with fsck on the server, if it is full, make room")
                        == null)
                .orElseGet(() -> programsFailed(why));
    }

    /** Leaves a file system alone whose journal is not replayed: what it holds is not what its guest will see. */
    void leave(GuestDevice device) {
        places.putIfAbsent(
                device.place(),
                "the file system on " + device.place()
                        + " was not unmounted cleanly, and is not part of the system, so that it is left alone; read it"
                        + " again when it is unmounted or the server is stopped");
    }

    /** Takes note of edits that did not come out as wanted; returns false if all of that was known already. */
    boolean notAsWanted(GuestRoot root, List<Edit> edits) {
        return met(edits, edit -> notRead(root, edit), " is not there afterwards");
    }

    private static String notRead(GuestRoot root, Edit edit) {
        String room = Editors.devices(root, edit).stream()
                .filter(device -> device.freeBytes().isPresent())
                .map(device ->
                        "; " + device.place() + " had " + device.freeBytes().getAsLong() + " bytes free")
                .collect(Collectors.joining());
        return "it does not read back as written" + room;
    }

    /** Takes note of edits that would be made again after they were made, with the same answer. */
    boolean notTheLast(List<Edit> edits) {
        return met(edits, edit -> "editing it does not bring what was wanted", " lacks afterwards what was wanted");
    }

    private boolean met(List<Edit> edits, Function<Edit, String> why, String whyOfPrograms) {
        boolean isNew = false;
        for (Edit edit : edits) {
            isNew |= edit.commands().isEmpty()
                    ? paths.put(edit.path(), why.apply(edit)) == null
                    : programsFailed(edit.path() + whyOfPrograms);
        }
        return isNew;
    }

    private boolean programsFailed(String why) {
        boolean isNew = rights.mayRunGuest();
        programs = programs == null ? why : programs;
        rights = new EditingRights(rights.mayMount(), false);
        return isNew;
    }
}
