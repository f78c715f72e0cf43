package dev.smc.core.internal.center;

import dev.smc.api.Guests;
import dev.smc.api.Jobs;
import dev.smc.api.MigrationCenter;
import dev.smc.api.Resources;
import dev.smc.api.Sources;
import java.util.concurrent.atomic.AtomicBoolean;

/** The services of a centre, and what to close with it. */
final class DefaultMigrationCenter implements MigrationCenter {
    private final Sources sources;
    private final Jobs jobs;
    private final Guests guests;
    private final Resources resources;
    private final Closer owned;
    private final AtomicBoolean closed = new AtomicBoolean();

    DefaultMigrationCenter(Sources sources, Jobs jobs, Guests guests, Resources resources, Closer owned) {
        this.sources = sources;
        this.jobs = jobs;
        this.guests = guests;
        this.resources = resources;
        this.owned = owned;
    }

    @Override
    public Sources sources() {
        return sources;
    }

    @Override
    public Jobs jobs() {
        return jobs;
    }

    @Override
    public Guests guests() {
        return guests;
    }

    @Override
    public Resources resources() {
        return resources;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            owned.close();
        }
    }
}
