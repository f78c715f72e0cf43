package dev.smc.core.internal.boot;

import java.util.Locale;

/** Which network card a guest sees. */
public enum NetworkCard {
    /** As on instances. */
    VIRTIO("virtio-net-pci"),
    /** What nearly every guest knows. */
    E1000("e1000");

    private final String device;

    NetworkCard(String device) {
        this.device = device;
    }

    String device() {
        return device;
    }

    /** Returns the name in reports. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
