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
        Optional<String> rootName = fstab.at("/").map(Fstab.Entry::device);
        for (Fstab.Entry entry : fstab.entries()) {
            if (entry.path().equals("/") || rootName.equals(Optional.of(entry.device()))) {
                found.put(entry, root);
            } else if (!DeviceNames.isUnstable(entry.device())) {
                DeviceNames.called(devices, entry.device(), content(entry))
                        .ifPresent(device -> found.put(entry, device));
            }
        }
        List<Fstab.Entry> guessed = new ArrayList<>();
        // Where the root has another letter than it should, the disks are in another order.
        if (rootName.filter(name -> DeviceNames.isNumber(name) && !root.isCalled(name))
                .isEmpty()) {
            byNumber(root, devices, fstab, found, guessed);
        }
        List<GuestDevice> free = new ArrayList<>(devices);
        free.remove(root);
        free.removeAll(found.values());
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

    private static void byNumber(
            GuestDevice root,
            List<GuestDevice> devices,
            Fstab fstab,
            Map<Fstab.Entry, GuestDevice> found,
            List<Fstab.Entry> guessed) {
        List<GuestDevice> others =
                devices.stream().filter(device -> !device.equals(root)).toList();
        List<GuestDevice> unnamed =
                others.stream().filter(device -> !found.containsValue(device)).toList();
        for (Fstab.Entry entry : fstab.entries()) {
            if (!found.containsKey(entry)) {
                DeviceNames.called(others, entry.device(), content(entry)).ifPresent(device -> {
                    found.put(entry, device);
                    if (DeviceNames.isNumber(entry.device())
                            && DeviceNames.guess(unnamed, entry.device(), content(entry))
                                    .isEmpty()) {
                        guessed.add(entry); // by the order of the disks alone
                    }
                });
            }
        }
    }

    private static String content(Fstab.Entry entry) {
        return entry.isSwap() ? "swap" : entry.type();
    }

    /** Returns what an entry means. */
    public Optional<GuestDevice> device(Fstab.Entry entry) {
        return Optional.ofNullable(all.get(entry));
    }
}
