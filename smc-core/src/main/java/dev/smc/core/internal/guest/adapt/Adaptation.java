package dev.smc.core.internal.guest.adapt;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.SkippedItem;
import dev.smc.core.internal.guest.edit.EditPlan;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.initramfs.Kernels;
import dev.smc.core.internal.guest.system.GuestSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The adaptation of a guest while it is being planned. Not thread-safe. */
public final class Adaptation {
    private final GuestSystem guest;
    private final AdaptationOptions options;
    private final EditingRights rights;
    private final EditPlan plan;
    private final List<SkippedItem> notDone = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable List<KernelDrivers> kernels;

    Adaptation(GuestSystem guest, AdaptationOptions options, EditingRights rights) {
        this.rights = rights;
        this.guest = guest;
        this.options = options;
        this.plan = new EditPlan(guest.root());
    }

    public GuestSystem guest() {
        return guest;
    }

    public AdaptationOptions options() {
        return options;
    }

    /** Returns the kernels of the guest as they are before any edit; each initramfs is read once. */
    public List<KernelDrivers> kernels() {
        List<KernelDrivers> known = kernels;
        if (known == null) {
            known = Kernels.of(guest.root()).kernels().stream()
                    .map(kernel -> KernelDrivers.of(guest.root(), kernel))
                    .toList();
            kernels = known;
        }
        return known;
    }

    EditingRights rights() {
        return rights;
    }

    public EditPlan plan() {
        return plan;
    }

    /** Notes what should be changed, but cannot be. */
    public void notDone(String name, String reason) {
        notDone.add(SkippedItem.of(s -> s.name(name).reason(reason)));
    }

    /** Notes what users should know. */
    public void note(String note) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    public List<SkippedItem> notDone() {
        return Stream.concat(notDone.stream(), plan.refused().stream()).toList();
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }
}
