package dev.smc.core.internal.center;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a centre that was given none. Not daemons: a process does not end under a running job. */
final class CenterThreads {
    private CenterThreads() {}

    static ExecutorService create() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> new Thread(task, "smc-job-" + number.incrementAndGet()));
    }
}
