package dev.smc.core.internal.fake;

import dev.smc.core.internal.store.CommitHook;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where things can go wrong: at every commit and around every call of a cloud or transport. Can let the process "die" at the n-th
 * of these points, after which every further point dies too; or throw at a place of a given name.
 */
public final class Faults implements CommitHook {
    private final List<String> passed = new ArrayList<>();
    private final List<Planned> planned = new ArrayList<>();
    private int crashAt = Integer.MAX_VALUE;

    private static final class Planned {
        final String place;
        final Supplier<? extends RuntimeException> error;
        int skip;
        int times;

        Planned(String place, int skip, int times, Supplier<? extends RuntimeException> error) {
            this.place = place;
            this.skip = skip;
            this.times = times;
            this.error = error;
        }
    }

    /** Returns faults that let the process die at the point of a number, from 1. */
    public static Faults crashAt(int point) {
        Faults faults = new Faults();
        faults.crashAt = point;
        return faults;
    }

    /** Throws at a place, some times. */
    public synchronized Faults fail(String place, int times, Supplier<? extends RuntimeException> error) {
        return fail(place, 0, times, error);
    }

    /** Lets a place pass some times, then throws some times. */
    public synchronized Faults fail(String place, int skip, int times, Supplier<? extends RuntimeException> error) {
        planned.add(new Planned(place, skip, times, error));
        return this;
    }

    /** Dies from now on. */
    public synchronized void crash() {
        crashAt = passed.size();
    }

    /** Passes a point, or does not. */
    public synchronized void at(String place) {
        passed.add(place);
        if (passed.size() >= crashAt) {
            throw new SimulatedCrash(place);
        }
        @Nullable
        Planned hit = planned.stream()
                .filter(p -> p.place.equals(place) && p.times > 0 && p.skip-- <= 0)
                .findFirst()
                .orElse(null);
        if (hit != null) {
            hit.times--;
            throw hit.error.get();
        }
    }

    public synchronized List<String> passed() {
        return List.copyOf(passed);
    }

    public synchronized long count(String place) {
        return passed.stream().filter(place::equals).count();
    }

    @Override
    public boolean forcesCommits() {
        return false;
    }

    @Override
    public void beforeCommit() {
        at("before commit");
    }

    @Override
    public void afterCommit() {
        at("after commit");
    }
}
