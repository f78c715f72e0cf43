package dev.smc.api.model;

/** What an item of an image check came to, from good to bad. */
public enum CheckStatus {
    /** A fact, neither good nor bad. */
    INFO,
    /** As it should be. */
    OK,
    /** It could not be found out. */
    UNKNOWN,
    /** The guest starts, but something does not work as it should. */
    WARNING,
    /** The guest does not start, or cannot be reached. */
    CRITICAL;

    /** Returns the worse of this and another. */
    public CheckStatus worse(CheckStatus other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
