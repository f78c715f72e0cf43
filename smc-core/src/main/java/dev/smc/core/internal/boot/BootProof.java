package dev.smc.core.internal.boot;

import dev.smc.api.model.BootOutcome;
import dev.smc.api.model.BootReport;
import dev.smc.api.model.Firmware;
import dev.smc.core.internal.disk.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Starts disks in QEMU on this machine and tells whether the guest came up. Thread-safe; each call runs a machine of its own in the
 * calling thread, which should not be a virtual one: QEMU is told to end with it.
 */
public final class BootProof {
    private static final int TRIES = 3;
    /** Another program took the port between our look and QEMU's. */
    private static final String PORT_TAKEN = "Could not set up host forwarding rule";

    private final Path directory;

    /**
     * Creates a proof.
     *
     * @param directory where each run has a temporary directory, with room for all that the guest writes
     */
    public BootProof(Path directory) {
        this.directory = directory;
    }

    /** Returns why a machine cannot be started here; empty if nothing is known to be in the way. */
    public Optional<String> obstacle(BootMachine machine) {
        if (!machine.architecture().equals(BootMachine.X86_64)) {
            return Optional.of("a guest for " + machine.architecture() + " cannot be started, only one for x86_64");
        }
        if (machine.firmware() == Firmware.UNKNOWN) {
            return Optional.of("the disks have neither a boot sector nor an EFI system partition");
        }
        Optional<BootMachine.Disk> unreadable = machine.disks().stream()
                .filter(disk -> !Files.isReadable(disk.file()))
                .findFirst();
        if (machine.disks().isEmpty() || unreadable.isPresent()) {
            return Optional.of(
                    unreadable.map(disk -> disk.file() + " cannot be read").orElse("there is no disk"));
        }
        if (Qemu.program().isEmpty()) {
            return Optional.of("QEMU is not installed; install qemu-system-x86 or qemu-kvm");
        }
        return machine.firmware() == Firmware.UEFI && UefiCode.find().isEmpty()
                ? Optional.of("UEFI for QEMU is not installed; install ovmf or edk2-ovmf")
                : Optional.empty();
    }

    /**
     * Starts a machine, watches it until it has come up or failed, and ends it. Nothing that goes wrong is thrown: it is in the
     * report, as {@link BootOutcome#NOT_MADE} unless it is the guest's failure. An interrupt ends it within a second and stays set.
     *
     * @param stop asked several times per second; true ends it
     */
    public BootReport boot(BootMachine machine, BooleanSupplier stop) {
        Optional<String> obstacle = obstacle(machine);
        BootReport.Builder report;
        try {
            report = obstacle.isPresent() ? notMade(obstacle.get()) : inScratch(machine, stop);
        } catch (IOException | UncheckedIOException e) {
            report = notMade("it could not be started: " + e);
        }
        return report.firmware(machine.firmware())
                .diskBus(machine.diskBus().toString())
                .networkCard(machine.networkCard().toString())
                .build();
    }

    private static BootReport.Builder notMade(String reason) {
        return BootReport.builder().outcome(BootOutcome.NOT_MADE).reason(reason);
    }

    private BootReport.Builder inScratch(BootMachine machine, BooleanSupplier stop) throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.in(directory.toAbsolutePath())) {
            Path work = scratch.path();
            Qemu qemu = Qemu.examine(Qemu.program().orElseThrow(), work);
            for (int i = 1; ; i++) {
                BootRun run = new BootRun(machine, qemu);
                BootReport.Builder report = run.run(uefi(machine, work), freePort(), work, stop);
                boolean portTaken = run.messages().contains(PORT_TAKEN);
                boolean kvmFailed = qemu.kvm() && run.qemuFailed();
                if (i == TRIES || !(portTaken || kvmFailed)) {
                    return report;
                }
                qemu = portTaken ? qemu : qemu.withoutKvm();
            }
        }
    }

    /** Returns UEFI with fresh variables. */
    private static Optional<UefiCode> uefi(BootMachine machine, Path work) throws IOException {
        if (machine.firmware() != Firmware.UEFI) {
            return Optional.empty();
        }
        UefiCode found = UefiCode.find().orElseThrow();
        Path variables = work.resolve("uefi-variables");
        Files.deleteIfExists(variables);
        Files.write(variables, Files.readAllBytes(found.variables())); // a copy would keep that nobody may write to it
        return Optional.of(new UefiCode(found.code(), variables, found.smm()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, SshProbe.host())) {
            return socket.getLocalPort();
        }
    }
}
