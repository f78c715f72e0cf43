/**
 * The boot proof: disks are started in QEMU on this machine, and what their console and network say decides whether the guest came
 * up. The disks are not changed, since whatever the guest writes goes to a temporary overlay; the guest reaches nothing but its own
 * DHCP server, since it may be the copy of a server that still works. {@link dev.smc.core.internal.boot.BootProof} is the entry;
 * {@code BootRun} holds the running machine; {@code ConsoleLog} and {@code DhcpWatch} turn what it says into signs; {@code BootWatch}
 * judges them.
 */
@NullMarked
package dev.smc.core.internal.boot;

import org.jspecify.annotations.NullMarked;
