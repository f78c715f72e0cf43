package dev.smc.api.model;

/** Whether the data stream is encrypted. Without encryption both sides still prove that they belong to the job. */
public enum Encryption {
    /** The transport decides; the default transport encrypts. */
    AUTO,
    /** TLS 1.3, both sides pinned. */
    ON,
    /** Plain: only for networks that nobody else can listen to. */
    OFF
}
