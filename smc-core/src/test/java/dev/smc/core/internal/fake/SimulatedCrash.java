package dev.smc.core.internal.fake;

/** The process dies here: nothing after it has any effect. An error, so that no code handles it. */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String place) {
        super(place);
    }
}
