package dev.smc.core.internal.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The store of a home directory, opened as one of its nodes. Several processes may have it open. Holds no secrets. Thread-safe.
 */
public final class Store implements AutoCloseable {
    private final Database database;
    private final Nodes nodes;
    private final SourceStore sources;
    private final JobStore jobs;
    private final ResourceStore resources;
    private final BaselineStore baselines;

    private Store(Database database, Nodes nodes, InstantSource clock) {
        this.database = database;
        this.nodes = nodes;
        this.sources = new SourceStore(database);
        this.jobs = new JobStore(database, nodes, clock);
        this.resources = new ResourceStore(database, clock);
        this.baselines = new BaselineStore(database);
    }

    /**
     * Opens the store of a home directory, which is created if missing.
     *
     * @param nodeIds gives names for this node, another one whenever asked
     * @throws dev.smc.api.error.StoreException if the directory or the store in it cannot be used
     */
    public static Store open(Path home, InstantSource clock, Supplier<String> nodeIds, CommitHook hook) {
        Home.create(home);
        Nodes nodes = Nodes.join(Home.create(home.resolve("nodes")), nodeIds);
        try {
            return new Store(Database.open(home.resolve("smc.db"), hook), nodes, clock);
        } catch (RuntimeException e) {
            nodes.close();
            throw e;
        }
    }

    /** Returns the name of this node among those that have the home directory open. */
    public String nodeId() {
        return nodes.id();
    }

    /** Returns the source servers. */
    public SourceStore sources() {
        return sources;
    }

    /** Returns the jobs. */
    public JobStore jobs() {
        return jobs;
    }

    /** Returns the resource ledger. */
    public ResourceStore resources() {
        return resources;
    }

    /** Returns the baselines of the disks of jobs. */
    public BaselineStore baselines() {
        return baselines;
    }

    /** Closes the store and leaves the nodes. Closing twice does nothing. */
    @Override
    public void close() {
        try {
            database.close();
        } finally {
            nodes.close();
        }
    }
}
