package dev.smc.core.internal.boot;

import dev.smc.api.model.BootOutcome;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges, from the signs so far, whether a guest has come up. Knows no clock: it is told how late it is. Not thread-safe. */
final class BootWatch {
    /** What explains a failure often comes just behind its first sign. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    /** A lease alone may be the initramfs's, so something better is waited for, in units of the time to settle. */
    private static final int LEASE_PATIENCE = 6;
    /** SELinux starts a guest anew once it has labelled files, and so do some installers of the first start. */
    private static final int MOST_STARTS = 3;

    private final ConsoleLog console;
    private final GuestNetwork network;
    private final Duration limit;
    private final Duration settle;
    private @Nullable Duration died;
    private @Nullable Duration alive;
    private @Nullable Duration leased;
    private @Nullable Duration login;
    /** How often the guest had been started when it came up. */
    private int startsUntilAlive;

    /** A judgement and why. */
    record Verdict(BootOutcome outcome, String reason) {}

    /**
     * Creates a watch.
     *
     * @param limit how long the guest may take to come up
     * @param settle how long it is watched after that
     */
    BootWatch(ConsoleLog console, GuestNetwork network, Duration limit, Duration settle) {
        this.console = console;
        this.network = network;
        this.limit = limit;
        this.settle = settle;
    }

    /** Returns when the login prompt was first seen. */
    Optional<Duration> login() {
        return Optional.ofNullable(login);
    }

    /** Looks at the signs; returns a judgement once there is no more to wait for. */
    Optional<Verdict> look(Duration now) {
        note(now);
        if (died != null) {
            return Optional.of(failed(console.death().orElseThrow())).filter(v -> passed(died, LAST_WORDS, now));
        }
        if (console.starts() > MOST_STARTS) {
            return Optional.of(failed("the guest starts over and over" + lastWarning()));
        }
        if (alive != null && console.starts() > startsUntilAlive) {
            return Optional.of(failed("the guest restarted after it had come up"));
        }
        if (alive != null) {
            return Optional.of(booted()).filter(v -> passed(alive, settle, now));
        }
        boolean late = now.compareTo(limit) >= 0;
        if (leased != null && (late || passed(leased, settle.multipliedBy(LEASE_PATIENCE), now))) {
            return Optional.of(booted());
        }
        return late ? Optional.of(failed(nothing())) : Optional.empty();
    }

    /** Returns the judgement on a guest that switched itself off. */
    Verdict ended(Duration now) {
        note(now);
        if (died == null && (alive != null || leased != null)) {
            return failed("the guest switched itself off after it had come up");
        }
        return failed(console.death()
                .orElse("the guest switched itself off after " + now.toSeconds() + " s, before it came up"
                        + lastWarning()));
    }

    private void note(Duration now) {
        login = login == null && console.hasLogin() ? now : login;
        leased = leased == null && network.lease().isPresent() ? now : leased;
        died = died == null && console.death().isPresent() ? now : died;
        boolean lives =
                console.hasLogin() || console.hasMarker() || network.banner().isPresent();
        if (alive == null && lives) {
            alive = now;
            startsUntilAlive = console.starts();
        }
    }

    private static boolean passed(@Nullable Duration since, Duration time, Duration now) {
        return since != null && now.compareTo(since.plus(time)) >= 0;
    }

    private Verdict booted() {
        if (console.hasLogin()) {
            return new Verdict(BootOutcome.BOOTED, "the serial console asks for a login");
        }
        if (console.hasMarker()) {
            return new Verdict(BootOutcome.BOOTED, "the first boot was reported as done on the serial console");
        }
        return new Verdict(
                BootOutcome.BOOTED,
                network.banner().isPresent()
                        ? "its SSH port answers, though its serial console shows no login prompt"
                        : "it took an address by DHCP; nothing else tells that it came up, as its serial console shows no login prompt");
    }

    private static Verdict failed(String reason) {
        return new Verdict(BootOutcome.FAILED, reason);
    }

    private String nothing() {
        String within = " within " + limit.toSeconds() + " s";
        String seen = console.lastLine()
                .map(line -> "no login prompt came" + within + "; the last line of the serial console is " + line
                        + lastWarning())
                .orElse("neither the serial console nor the network showed a sign of life" + within);
        return network.evidence()
                .map(evidence -> seen + "; on the network, " + evidence)
                .orElse(seen);
    }

    private String lastWarning() {
        return console.warnings().stream()
                .reduce((first, second) -> second)
                .map(line -> "; the last warning is \"" + line + "\"")
                .orElse("");
    }
}
