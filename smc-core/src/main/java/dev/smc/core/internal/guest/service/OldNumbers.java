package dev.smc.core.internal.guest.service;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.PartitionInfo;
import dev.smc.core.internal.guest.GuestDevice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The numbers that partitions had on the source. A plan leaves disks out, and puts partitions elsewhere; {@code /dev/sdb1} in a guest's
 * fstab still means what was there before.
 */
public final class OldNumbers {
    /** For disks that are the guest's own. */
    public static final OldNumbers NONE = new OldNumbers(List.of(), List.of());

    private record Place(int disk, int partition) {}

    private final Map<String, Place> byUuid = new HashMap<>();
    private final List<Integer> disks;

    /**
     * Remembers numbers.
     *
     * @param source what was on its disks
     * @param disks of each disk that is made, the number of the one that it was
     */
    public OldNumbers(List<DiskLayout> source, List<Integer> disks) {
        this.disks = List.copyOf(disks);
        Set<String> several = new HashSet<>();
        for (int disk = 0; disk < source.size(); disk++) {
            for (PartitionInfo partition : source.get(disk).partitions()) {
                Place place = new Place(disk, partition.index());
                partition.uuid().filter(uuid -> byUuid.put(uuid, place) != null).ifPresent(several::add);
            }
        }
        byUuid.keySet().removeAll(several);
    }

    /** Returns devices with the numbers that they had, as far as they can be told apart. */
    List<GuestDevice> of(List<GuestDevice> devices) {
        return devices.stream().map(this::of).toList();
    }

    private GuestDevice of(GuestDevice device) {
        if (disks.isEmpty() || device.volume().isPresent()) {
            return device;
        }
        Place own = new Place(disks.get(device.disk()), device.partition());
        Place old = device.uuid().map(byUuid::get).orElse(own);
        return device.numbered(old.disk(), old.partition());
    }
}
