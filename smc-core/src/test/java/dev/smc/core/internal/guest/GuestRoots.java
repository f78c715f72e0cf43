package dev.smc.core.internal.guest;

import java.nio.file.Path;

/** Guests whose files are in a directory of this machine, for tests of other packages. */
public final class GuestRoots {
    private GuestRoots() {}

    public static GuestRoot of(Path directory) {
        return GuestRoot.alone(GuestDevices.of(new DirectoryTree(directory)));
    }
}
