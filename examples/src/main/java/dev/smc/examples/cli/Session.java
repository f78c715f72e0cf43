package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.Replication;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.StoreException;
import dev.smc.api.model.ReplicationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A centre that is open while a command runs. When the process is asked to end (Ctrl-C), the centre is closed first, so that
 * jobs stop cleanly and {@code smc resume} goes on with them.
 */
final class Session implements AutoCloseable {
    private static final int SECONDS_TO_REPORT = 5;

    private final Path home;
    private final Console console;
    private final MigrationCenter center;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupted, "smc-interrupted");

    private Session(Path home, Console console, MigrationCenter center) {
        NativeLibrary.sweep(home);
        this.home = home;
        this.console = console;
        this.center = center;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Opens a centre in a directory, which is created if missing. */
    static Session open(Path home, Console console, UnaryOperator<MigrationCenter.Builder> settings) {
        NativeLibrary.unpackInto(home);
        MigrationCenter.Builder builder = MigrationCenter.builder().home(home);
        return new Session(home, console, settings.apply(builder).open());
    }

    /** Opens a centre with default settings in a directory that exists already. */
    static Session openExisting(Path home, Console console) {
        return openExisting(home, console, UnaryOperator.identity());
    }

    /** Opens a centre in a directory that exists already: a mistyped one is no reason to create another. */
    static Session openExisting(Path home, Console console, UnaryOperator<MigrationCenter.Builder> settings) {
        if (!Files.isDirectory(home)) {
            throw new StoreException(
                    ErrorCode.STORE_UNUSABLE,
                    "there is no directory " + home.toAbsolutePath().normalize(),
                    "pass the --home that migrate was called with");
        }
        return open(home, console, settings);
    }

    MigrationCenter center() {
        return center;
    }

    /** Shows how a round moves until it has ended, and returns its result; throws what made it fail. */
    ReplicationResult await(Replication round) {
        show(round, true);
        return round.completion().join();
    }

    /** Shows how a round moves; only one at a time can have the terminal for itself. */
    void show(Replication round, boolean alone) {
        round.addListener(
                alone && console.drawsBars()
                        ? new ProgressBar(console.err(), Terminal.width(), Terminal.isUnicode())
                        : new ProgressLines(console));
    }

    private void interrupted() {
        console.error("");
        console.error("Stopping; what was sent stays. Go on with: " + console.self() + " resume --home " + home);
        center.close();
        try {
            boolean ignored = closed.await(SECONDS_TO_REPORT, TimeUnit.SECONDS); // lets the command report what stopped
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, so the hook is at work.
        }
        center.close();
        closed.countDown();
    }
}
