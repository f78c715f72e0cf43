package dev.smc.core.internal.boot;

import dev.smc.api.model.Firmware;
import dev.smc.api.model.ImageFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A virtual machine to start disks in.
 *
 * @param architecture the guest's, as in {@code uname -m}
 * @param disks the system disk first
 * @param firmware what starts the guest
 * @param diskBus how the guest sees its disks
 * @param networkCard which network card it sees
 * @param memoryMib its memory in MiB
 * @param cpus how many processors it sees
 * @param limit how long it may take to come up; if empty, as long as the accelerator asks for
 * @param settle how long it is watched after it came up, for the network and for late failures
 */
public record BootMachine(
        String architecture,
        List<Disk> disks,
        Firmware firmware,
        DiskBus diskBus,
        NetworkCard networkCard,
        int memoryMib,
        int cpus,
        Optional<Duration> limit,
        Duration settle) {

    /** The one architecture that can be started. */
    public static final String X86_64 = "x86_64";

    /** Creates one. */
    public BootMachine {
        disks = List.copyOf(disks);
    }

    /**
     * A disk.
     *
     * @param file the image, which is only read; a snapshot's backing files must be in their places
     */
    public record Disk(Path file, ImageFormat format) {}

    /** Returns a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link BootMachine}: with virtio, 1 GiB of memory and 2 processors unless told otherwise. Not thread-safe. */
    public static final class Builder {
        private final List<Disk> disks = new ArrayList<>();
        private String architecture = X86_64;
        private Firmware firmware = Firmware.UNKNOWN;
        private DiskBus diskBus = DiskBus.VIRTIO;
        private NetworkCard networkCard = NetworkCard.VIRTIO;
        private int memoryMib = 1024;
        private int cpus = 2;
        private Optional<Duration> limit = Optional.empty();
        private Duration settle = Duration.ofSeconds(20);

        private Builder() {}

        /** Sets the guest's architecture. */
        public Builder architecture(String value) {
            architecture = value;
            return this;
        }

        /** Adds a disk; the first one is the system disk. */
        public Builder addDisk(Path file, ImageFormat format) {
            disks.add(new Disk(file, format));
            return this;
        }

        /** Sets what starts the guest. */
        public Builder firmware(Firmware value) {
            firmware = value;
            return this;
        }

        /** Sets how the guest sees its disks. */
        public Builder diskBus(DiskBus value) {
            diskBus = value;
            return this;
        }

        /** Sets which network card the guest sees. */
        public Builder networkCard(NetworkCard value) {
            networkCard = value;
            return this;
        }

        /** Sets the memory in MiB. */
        public Builder memoryMib(int value) {
            memoryMib = value;
            return this;
        }

        /** Sets the number of processors. */
        public Builder cpus(int value) {
            cpus = value;
            return this;
        }

        /** Sets how long the guest may take to come up. */
        public Builder limit(Duration value) {
            limit = Optional.of(value);
            return this;
        }

        /** Sets how long the guest is watched after it came up. */
        public Builder settle(Duration value) {
            settle = value;
            return this;
        }

        /** Returns the machine. */
        public BootMachine build() {
            return new BootMachine(architecture, disks, firmware, diskBus, networkCard, memoryMib, cpus, limit, settle);
        }
    }
}
