package dev.smc.core.internal.guest.adapt;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.SkippedItem;
import dev.smc.core.internal.guest.edit.EditPlan;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.system.GuestSystem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The adaptation of a guest while it is being planned. Not thread-safe. */
public final class Adaptation {
    /** So that searching for them takes seconds at most. */
    private static final int MOST_LOST = 1000;

    /** Names of interfaces that mean the same afterwards. */
    private static final Set<String> KEPT = Set.of(NetworkStack.INTERFACE, "lo", "all", "default");

    private final GuestSystem guest;
    private final AdaptationOptions options;
    private final EditingRights rights;
    private final EditPlan plan;
    private final List<SkippedItem> notDone = new ArrayList<>();
    /** With the path whose edit a note is of, or an empty text. */
    private final Map<String, String> notes = new LinkedHashMap<>();

    private final Set<String> lost = new LinkedHashSet<>();
    private final Set<String> dangers = new LinkedHashSet<>();
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
            known = KernelDrivers.ofAll(guest.root(), this::note);
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
        notes.putIfAbsent(note, "");
    }

    /** Notes what users should know if a path is edited. */
    void note(String note, String path) {
        notes.putIfAbsent(note, path);
    }

    /** Notes an address, or the name of an interface, that the guest does not keep; of very many, the first ones. */
    void lose(String addressOrName) {
        if (lost.size() < MOST_LOST && addressOrName.matches("[A-Za-z0-9][\\w.-]*") && !KEPT.contains(addressOrName)) {
            lost.add(addressOrName);
        }
    }

    /** Returns the addresses and names that the guest does not keep. */
    Set<String> lost() {
        return Collections.unmodifiableSet(lost);
    }

    /** Notes what may keep users from reaching the guest. */
    void unreachable(String why) {
        note(why);
        dangers.add(why);
    }

    /** Returns what may keep users from reaching the guest. */
    public Set<String> unreachable() {
        return Collections.unmodifiableSet(dangers);
    }

    /** Takes over what an edited guest does not tell any more. */
    public void remember(Adaptation beforeEdits) {
        dangers.addAll(beforeEdits.dangers);
    }

    public List<SkippedItem> notDone() {
        return Stream.concat(notDone.stream(), plan.refused().stream()).toList();
    }

    public List<String> notes() {
        return notes.entrySet().stream()
                .filter(note -> note.getValue().isEmpty() || plan.isEdited(note.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
