package dev.smc.core.internal.guest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which devices the entries of a guest's fstab mean. Names that only the old machine had are matched with what no other entry
 * names, if just one device can be meant.
 *
 * @param all those that were found
 * @param guessed those of them whose name does not tell by itself
 */
public record FstabDevices(Map<Fstab.Entry, GuestDevice> all, List<Fstab.Entry> guessed) {
    /**
     * Returns what a table means.
     *
     * @param root what the table lies on, which is the root file system, whatever it is called there
     */
    public static FstabDevices of(GuestDevice root, List<GuestDevice> devices, Fstab fstab) {
        Map<Fstab.Entry, GuestDevice> found = new LinkedHashMap<>();
        for (Fstab.Entry entry : fstab.entries()) {
            Optional<GuestDevice> device = entry.path().equals("/")
                    ? Optional.of(root)
                    : DeviceNames.called(devices, entry.device(), content(entry));
            device.ifPresent(known -> found.put(entry, known));
        }
        List<GuestDevice> free = new ArrayList<>(devices);
        free.remove(root);
        free.removeAll(found.values());
        List<Fstab.Entry> guessed = new ArrayList<>();
        for (Fstab.Entry entry : fstab.entries()) {
            if (!found.containsKey(entry)) {
                DeviceNames.guess(free, entry.device(), content(entry)).ifPresent(device -> {
                    found.put(entry, device);
                    guessed.add(entry);
                    free.remove(device);
                });
            }
        }
        return new FstabDevices(Map.copyOf(found), List.copyOf(guessed));
    }

    private static String content(Fstab.Entry entry) {
        return entry.isSwap() ? "swap" : entry.type();
    }

    /** Returns what an entry means. */
    public Optional<GuestDevice> device(Fstab.Entry entry) {
        return Optional.ofNullable(all.get(entry));
    }
}
