package dev.smc.core.internal.boot;

import dev.smc.api.model.BootOutcome;
import dev.smc.api.model.BootReport;
import dev.smc.core.internal.boot.BootWatch.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One QEMU from its start to its end, which comes at the latest when {@link #run} returns. The one thread that runs it asks ten times
 * per second for what is new, so that nothing of it ever waits for the guest.
 */
final class BootRun {
    private static final Duration LIMIT_KVM = Duration.ofMinutes(5);
    private static final Duration LIMIT_TCG = Duration.ofMinutes(15);
    private static final int TICK_MILLIS = 100;
    private static final int KILL_SECONDS = 10;
    /** A guest that never stops talking must not keep us from looking at the clock. */
    private static final int MOST_PER_TICK = 4 << 20;

    private static final int PIECE = 64 << 10;
    private static final int MOST_MESSAGES = 4000;

    private final ConsoleLog console = new ConsoleLog();
    private final byte[] piece = new byte[PIECE];
    private final StringBuilder messages = new StringBuilder();
    private final BootMachine machine;
    private final Qemu qemu;
    private boolean qemuFailed;

    BootRun(BootMachine machine, Qemu qemu) {
        this.machine = machine;
        this.qemu = qemu;
    }

    /** Returns what QEMU itself had to say. */
    String messages() {
        return messages.toString().strip().replaceAll("\\s+", " ");
    }

    /** Returns whether QEMU ended as it does when something is wrong with itself. */
    boolean qemuFailed() {
        return qemuFailed;
    }

    /**
     * Starts the machine, watches it and ends it.
     *
     * @param uefi with variables that it may change
     * @param sshPort a free port
     * @param work a directory for temporary files, among them the overlays of the disks
     * @param stop asked ten times per second
     */
    BootReport.Builder run(Optional<UefiCode> uefi, int sshPort, Path work, BooleanSupplier stop) throws IOException {
        Path dump = work.resolve("network.pcap");
        List<String> arguments = QemuArguments.of(machine, uefi, qemu.kvm(), sshPort, dump);
        long start = System.nanoTime();
        try (GuestNetwork network = new GuestNetwork(dump, sshPort)) {
            Duration limit = machine.limit().orElse(qemu.kvm() ? LIMIT_KVM : LIMIT_TCG);
            BootWatch watch = new BootWatch(console, network, limit, machine.settle());
            Verdict verdict = watch(qemu.start(arguments, work), network, watch, start, stop);
            return BootReport.builder()
                    .outcome(verdict.outcome())
                    .reason(verdict.reason())
                    .accelerator(accelerator())
                    .elapsed(since(start))
                    .timeToLogin(watch.login())
                    .kernelVersion(console.kernel())
                    .rootDevice(console.root().or(() -> rootIfUp(verdict)))
                    .networkUp(network.lease().isPresent() || network.banner().isPresent())
                    .networkEvidence(network.evidence())
                    .failedUnits(console.failedUnits())
                    .warnings(console.warnings())
                    .consoleTail(console.tail());
        }
    }

    private Optional<String> rootIfUp(Verdict verdict) {
        return verdict.outcome() == BootOutcome.BOOTED ? ToldRoot.of(machine.disks()) : Optional.empty();
    }

    private String accelerator() {
        return qemu.kvm() && messages.indexOf("falling back to tcg") < 0 ? "kvm" : "tcg";
    }

    private Verdict watch(Process process, GuestNetwork network, BootWatch watch, long start, BooleanSupplier stop)
            throws IOException {
        Thread end = new Thread(process::destroyForcibly, "smc-boot-end");
        try {
            Runtime.getRuntime().addShutdownHook(end);
            while (true) {
                boolean ended = process.waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS);
                read(process);
                network.poll();
                if (ended) {
                    qemuFailed = process.exitValue() != 0;
                    return ended(process.exitValue(), watch, since(start));
                }
                Optional<Verdict> verdict = watch.look(since(start));
                if (verdict.isPresent()) {
                    return verdict.get();
                }
                if (stop.getAsBoolean()) {
                    return notMade("it was stopped");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notMade("it was interrupted");
        } finally {
            kill(process);
            forget(end);
        }
    }

    /** Waits for its end, interrupted or not, so that nothing of it is left in the directory that is deleted next. */
    private static void kill(Process process) {
        process.destroyForcibly()
                .onExit()
                .completeOnTimeout(process, KILL_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // this machine is being shut down, and the hook does its work
        }
    }

    /** What is the fault of QEMU and its surroundings says nothing of the guest. */
    private Verdict ended(int status, BootWatch watch, Duration now) {
        return status == 0 ? watch.ended(now) : notMade("QEMU ended with " + status + ": " + messages());
    }

    private static Verdict notMade(String reason) {
        return new Verdict(BootOutcome.NOT_MADE, reason);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void read(Process process) throws IOException {
        InputStream said = process.getInputStream();
        for (int total = 0; total < MOST_PER_TICK; ) {
            int read = said.read(piece, 0, Math.min(PIECE, said.available()));
            if (read <= 0) {
                break;
            }
            console.add(piece, read);
            total += read;
        }
        InputStream errors = process.getErrorStream();
        int read = errors.read(piece, 0, Math.min(PIECE, errors.available()));
        if (read > 0 && messages.length() < MOST_MESSAGES) {
            messages.append(new String(Arrays.copyOf(piece, Math.min(read, MOST_MESSAGES)), StandardCharsets.UTF_8));
        }
    }
}
