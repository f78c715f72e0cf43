package dev.smc.core.internal.boot;

import dev.smc.api.model.BootOptions;
import dev.smc.api.model.Firmware;
import java.util.List;
import java.util.Locale;

/** Machines as users ask for them. */
public final class BootMachines {
    private BootMachines() {}

    /**
     * Returns a machine.
     *
     * @param disks its disks, the system disk first
     * @param found what its system disk is started by, where the options do not say
     */
    public static BootMachine of(List<BootMachine.Disk> disks, Firmware found, BootOptions options) {
        BootMachine.Builder machine = BootMachine.builder()
                .firmware(options.firmware().orElse(found))
                .diskBus(DiskBus.valueOf(options.diskBus().toUpperCase(Locale.ROOT)))
                .memoryMib(options.memoryMib());
        disks.forEach(disk -> machine.addDisk(disk.file(), disk.format()));
        options.timeLimit().ifPresent(machine::limit);
        return machine.build();
    }
}
