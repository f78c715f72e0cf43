package dev.smc.core.internal.boot;

import dev.smc.api.model.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What QEMU is told. The serial console is its standard output. */
final class QemuArguments {
    private final List<String> arguments = new ArrayList<>();

    private QemuArguments() {}

    /**
     * Returns the arguments for a machine.
     *
     * @param uefi if it is started by UEFI, with variables that it may change
     * @param sshPort a port of this machine that leads to port 22 of the guest
     * @param dump a file for the frames on the guest's network
     */
    static List<String> of(BootMachine machine, Optional<UefiCode> uefi, boolean kvm, int sshPort, Path dump) {
        QemuArguments all = new QemuArguments();
        all.add("-nodefaults", "-no-user-config", "-display", "none");
        // If KVM is there but does not work, the second one is taken.
        if (kvm) {
            all.add("-accel", "kvm");
        }
        all.add("-accel", "tcg,thread=multi", "-cpu", "max");
        all.add("-m", machine.memoryMib() + "M", "-smp", Integer.toString(machine.cpus()));
        all.add("-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console");
        // Guests expect a screen; without its "graphics" SeaBIOS and all that prints with its help speak on the serial
        // console, too.
        all.add("-vga", "std");
        uefi.ifPresentOrElse(all::uefi, () -> all.add("-machine", "pc,graphics=off"));
        for (int i = 0; i < machine.disks().size(); i++) {
            all.disk(i, machine.disks().get(i), machine.diskBus());
        }
        all.network(machine.networkCard(), sshPort, dump);
        all.add("-object", "rng-random,id=random,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=random");
        return List.copyOf(all.arguments);
    }

    private void uefi(UefiCode uefi) {
        String drive = "if=pflash,format=" + uefi.format() + ",";
        if (uefi.smm()) {
            add("-machine", "q35,smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on");
        } else {
            add("-machine", "q35");
        }
        add("-drive", drive + "unit=0,readonly=on," + file(uefi.code()));
        add("-drive", drive + "unit=1," + file(uefi.variables()));
    }

    private void disk(int index, BootMachine.Disk disk, DiskBus bus) {
        String format = disk.format() == ImageFormat.QCOW2 ? "qcow2" : "raw";
        add("-drive", "if=none,id=disk" + index + ",format=" + format + ",snapshot=on," + file(disk.file()));
        String serial = bus == DiskBus.NVME ? ",serial=disk" + index : "";
        add("-device", bus.device() + ",drive=disk" + index + ",bootindex=" + index + serial);
    }

    /** Nothing but the SSH port passes: the copy of a server must not do the server's work. No ROM, so that it cannot boot from there. */
    private void network(NetworkCard card, int sshPort, Path dump) {
        add("-netdev", "user,id=net,restrict=on,ipv6=off,hostfwd=tcp:127.0.0.1:" + sshPort + "-:22");
        add("-device", card.device() + ",netdev=net,romfile=");
        add("-object", "filter-dump,id=dump,netdev=net,maxlen=" + NetworkDump.LONGEST_FRAME + "," + file(dump));
    }

    private static String file(Path file) {
        return "file=" + file.toAbsolutePath().toString().replace(",", ",,");
    }

    private void add(String... more) {
        arguments.addAll(List.of(more));
    }
}
