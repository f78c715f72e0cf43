package dev.smc.core.internal.center;

import dev.smc.api.JobWaiter;
import dev.smc.api.MigrationCenter;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidStateException;
import dev.smc.core.internal.guest.PlatformDetector;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.job.Clouds;
import dev.smc.core.internal.job.DiskOpener;
import dev.smc.core.internal.job.Environment;
import dev.smc.core.internal.job.JobEngine;
import dev.smc.core.internal.store.CommitHook;
import dev.smc.core.internal.store.Store;
import dev.smc.spi.cloud.CloudContext;
import dev.smc.spi.cloud.CloudProvider;
import dev.smc.spi.disk.BlockSourceFactory;
import dev.smc.spi.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Puts a centre together. Found by {@link ServiceLoader}. */
public final class CenterBuilder implements MigrationCenter.Builder {
    private static final List<Duration> RETRY_PAUSES =
            List.of(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(5));
    private static final Duration EXECUTOR_TIMEOUT = Duration.ofSeconds(5);

    private final List<CloudProvider> clouds = new ArrayList<>();
    private final List<BlockSourceFactory> sourceFactories = new ArrayList<>();
    private final List<Path> platformRules = new ArrayList<>();
    private @Nullable Path home;
    private @Nullable Transport transport;
    private @Nullable ExecutorService executor;
    private @Nullable DiskOpener diskOpener;
    private boolean mayMount;
    private boolean mayRunGuests;
    private boolean directReads;
    private InstantSource clock = InstantSource.system();
    private LongSupplier ticker = System::nanoTime;
    private List<Duration> retryPauses = RETRY_PAUSES;
    private CommitHook commitHook = CommitHook.NONE;
    private boolean findClouds = true;

    /** Creates a builder; for {@link ServiceLoader}. */
    public CenterBuilder() {}

    @Override
    public CenterBuilder home(Path directory) {
        home = directory;
        return this;
    }

    @Override
    public CenterBuilder addCloud(CloudProvider cloud) {
        clouds.add(cloud);
        return this;
    }

    @Override
    public CenterBuilder transport(Transport carrier) {
        transport = carrier;
        return this;
    }

    @Override
    public CenterBuilder addSourceFactory(BlockSourceFactory factory) {
        sourceFactories.add(factory);
        return this;
    }

    @Override
    public CenterBuilder platformRules(Path file) {
        platformRules.add(file);
        return this;
    }

    @Override
    public CenterBuilder mayRunGuests(boolean allowed) {
        mayRunGuests = allowed;
        return this;
    }

    @Override
    public CenterBuilder mayMount(boolean allowed) {
        mayMount = allowed;
        return this;
    }

    @Override
    public CenterBuilder directReads(boolean wanted) {
        directReads = wanted;
        return this;
    }

    @Override
    public CenterBuilder clock(InstantSource source) {
        clock = source;
        return this;
    }

    @Override
    public CenterBuilder executor(ExecutorService service) {
        executor = service;
        return this;
    }

    /** Replaces how disks are opened and inspected; for tests. */
    CenterBuilder diskOpener(DiskOpener opener) {
        diskOpener = opener;
        return this;
    }

    /** Sets what measures time; for tests. */
    CenterBuilder ticker(LongSupplier nanos) {
        ticker = nanos;
        return this;
    }

    /** Sets how long to wait before repetitions; for tests. */
    CenterBuilder retryPauses(List<Duration> pauses) {
        retryPauses = pauses;
        return this;
    }

    /** Sets what is called around commits; for tests. */
    CenterBuilder commitHook(CommitHook hook) {
        commitHook = hook;
        return this;
    }

    /** Takes the clouds handed in and no others; for tests. */
    CenterBuilder onlyGivenClouds() {
        findClouds = false;
        return this;
    }

    @Override
    public MigrationCenter open() {
        if (home == null) {
            throw new InvalidSpecException("home", "is missing; set the directory that the centre keeps everything in");
        }
        Path directory = home.toAbsolutePath().normalize();
        Closer opened = new Closer();
        try {
            return open(directory, opened);
        } catch (RuntimeException | Error e) {
            try {
                opened.close();
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private MigrationCenter open(Path directory, Closer opened) {
        PlatformDetector platforms = platforms();
        Ids ids = Ids.random();
        long pid = ProcessHandle.current().pid();
        Transport carrier = transport != null ? transport : findTransport();
        Store store = Store.open(directory, clock, () -> ids.next("n-" + pid + "-"), commitHook);
        opened.add(store::close);
        Clouds regions = openClouds(directory, carrier, opened);
        DiskOpener disks = diskOpener != null
                ? diskOpener
                : new InspectingDiskOpener(factories(), directory.resolve("unpacked"), directReads);
        EditingRights rights = new EditingRights(mayMount, mayRunGuests);
        ExecutorService threads = executor != null ? executor : ownThreads(opened);
        JobEngine engine = new JobEngine(
                new Environment(store, regions, carrier, disks, rights, threads, clock, ticker, retryPauses));
        opened.add(engine::close);
        DefaultGuests guests = new DefaultGuests(disks, rights, directory.resolve("scratch"));
        opened.add(guests::close);
        JobWaiter waiter = new PollingWaiter(store.jobs()::get, ticker, Sleeper.SYSTEM);
        return new DefaultMigrationCenter(
                new DefaultSources(store.sources(), disks, platforms, clock, ids),
                new DefaultJobs(store.jobs(), store.sources(), engine, regions, clock, ids, waiter),
                guests,
                new DefaultResources(store.resources(), regions),
                opened);
    }

    private static Transport findTransport() {
        return ServiceLoader.load(Transport.class)
                .findFirst()
                .orElseThrow(() -> new InvalidStateException(
                        ErrorCode.INVALID_STATE,
                        "no transport on the class path or module path",
                        "add the dependency dev.smc:smc-transfer, or hand one to the builder"));
    }

    private Clouds openClouds(Path directory, Transport carrier, Closer opened) {
        Map<String, CloudProvider> byId = new LinkedHashMap<>();
        if (findClouds) {
            for (CloudProvider found : ServiceLoader.load(CloudProvider.class)) {
                byId.put(found.id(), found);
            }
        }
        List<CloudProvider> found = List.copyOf(byId.values());
        clouds.forEach(cloud -> byId.put(cloud.id(), cloud));
        for (CloudProvider cloud : byId.values()) {
            if (found.contains(cloud)) {
                opened.add(cloud::close);
            }
            CloudContext.Builder context = CloudContext.builder();
            cloud.open(context.directory(directory.resolve("clouds").resolve(cloud.id()))
                    .transport(carrier)
                    .mayMount(mayMount)
                    .mayRunGuests(mayRunGuests)
                    .clock(clock)
                    .build());
        }
        return new Clouds(byId.values());
    }

    private PlatformDetector platforms() {
        PlatformDetector platforms = PlatformDetector.standard();
        for (Path file : platformRules) {
            try {
                platforms = platforms.with(Files.readString(file), file.toString());
            } catch (IOException e) {
                throw new InvalidSpecException("platformRules", file + " cannot be read: " + e);
            }
        }
        return platforms;
    }

    private List<BlockSourceFactory> factories() {
        List<BlockSourceFactory> factories = new ArrayList<>(sourceFactories);
        ServiceLoader.load(BlockSourceFactory.class).forEach(factories::add);
        return factories;
    }

    private static ExecutorService ownThreads(Closer opened) {
        ExecutorService threads = CenterThreads.create();
        opened.add(() -> {
            threads.shutdown();
            try {
                if (!threads.awaitTermination(EXECUTOR_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                    threads.shutdownNow();
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
            }
        });
        return threads;
    }
}
