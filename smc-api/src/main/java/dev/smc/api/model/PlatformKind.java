package dev.smc.api.model;

/** What kind of place a server runs on. */
public enum PlatformKind {
    /** A cloud, on whatever hypervisor. */
    CLOUD,
    /** A hypervisor of nobody in particular. */
    HYPERVISOR,
    /** Real hardware. */
    PHYSICAL,
    /** Nothing spoke for any of them. */
    UNKNOWN
}
