package dev.smc.api;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.spi.cloud.CloudProvider;
import dev.smc.spi.disk.BlockSourceFactory;
import dev.smc.spi.transport.Transport;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;

/**
 * The entry: knows source servers, runs replication jobs, keeps the ledger of what they created. Everything it knows is in its
 * home directory and survives crashes. Several centres, also of several processes, may share a home; each job is run by one of
 * them at a time. Thread-safe.
 */
public interface MigrationCenter extends AutoCloseable {

    /**
     * Opens a centre with an embedded store and the local cloud in a directory, which is created if missing.
     *
     * @throws dev.smc.api.error.StoreException if the directory cannot be used
     */
    static MigrationCenter open(Path home) {
        return builder().home(home).open();
    }

    /** Returns a builder of a centre with more of the host application's parts. */
    static Builder builder() {
        return ServiceLoader.load(Builder.class)
                .findFirst()
                .orElseThrow(() -> new InvalidStateException(
                        ErrorCode.INVALID_STATE,
                        "no engine on the class path or module path",
                        "add the dependency dev.smc:smc-core"));
    }

    /** Returns the source servers. */
    Sources sources();

    /** Returns the replication jobs. */
    Jobs jobs();

    /** Returns what can be done with operating systems on disks outside of jobs. */
    Guests guests();

    /** Returns the images, and the ledger of everything that jobs created. */
    Resources resources();

    /**
     * Stops the jobs that run here as {@link Replication#stop()} does, but leaves them marked as running, so that
     * {@link Jobs#resume()} goes on with them; waits for them at most a minute; and closes what this centre opened, never what
     * was handed in. Closing twice does nothing.
     */
    @Override
    void close();

    /** Builds a {@link MigrationCenter}. Not thread-safe. */
    interface Builder {
        /** Sets the home directory; created if missing. Required. */
        Builder home(Path home);

        /**
         * Adds a cloud. Default: those that {@link ServiceLoader} finds, which include the local cloud; a cloud added here
         * replaces a found one of the same {@link CloudProvider#id()}. The centre does not close it.
         */
        Builder addCloud(CloudProvider cloud);

        /** Sets the transport. Default: the one that {@link ServiceLoader} finds. */
        Builder transport(Transport transport);

        /** Adds a factory of block sources; asked before those that {@link ServiceLoader} finds and the built-in ones. */
        Builder addSourceFactory(BlockSourceFactory factory);

        /**
         * Adds rules that recognise platforms, from a file in the format of {@code docs/formats/platforms.md}; asked before those
         * added earlier and those that the library brings.
         */
        Builder platformRules(Path file);

        /**
         * Sets whether file systems of guests may be mounted on this machine, which takes root, so that XFS can be made to fill its
         * partition where a plan has made that larger, and guests on XFS can be adapted. The kernel trusts what it mounts: leave it
         * off for guests that you do not trust. Default: {@code false}.
         */
        Builder mayMount(boolean allowed);

        /**
         * Sets whether programs of guests may be run on this machine to adapt them, such as {@code update-initramfs}; takes
         * {@link #mayMount(boolean)} as well. They are run as root, on copies of the guest's file systems, in a {@code chroot}
         * with mount, process, network, IPC and host name spaces of their own and no network: allow it only for guests that you
         * trust. Default: {@code false}.
         */
        Builder mayRunGuests(boolean allowed);

        /**
         * Sets whether image files and block devices of sources are read past the system's page cache ({@code O_DIRECT}), where their
         * file systems can do that, so that what the programs of a busy server keep there stays. Slower where the cache would have
         * helped: the first time, by nothing on fast disks. Default: {@code false}.
         */
        Builder directReads(boolean wanted);

        /** Sets the clock. Default: the system's. */
        Builder clock(InstantSource clock);

        /** Sets what runs jobs, a thread for each running job and one for each of its disks. Default: threads of the centre. */
        Builder executor(ExecutorService executor);

        /**
         * Opens the centre.
         *
         * @throws dev.smc.api.error.InvalidSpecException if something required is missing, or rules of platforms are wrong
         * @throws dev.smc.api.error.StoreException if the home directory cannot be used
         */
        MigrationCenter open();
    }
}
