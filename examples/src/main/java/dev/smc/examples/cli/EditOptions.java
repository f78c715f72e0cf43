package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import picocli.CommandLine.Option;

/** What commands take that edit guests. */
final class EditOptions {
    @Option(
            names = "--may-mount",
            description =
                    "File systems of the guest may be mounted here, which takes root: XFS can be edited only so. The kernel of this"
                            + " machine trusts what it mounts.")
    private boolean mayMount;

    @Option(
            names = "--may-run-guests",
            description =
                    "Programs of the guest may be run here, in a chroot without network, which takes root: its own tool rebuilds"
                            + " the initramfs. Only for guests that you trust.")
    private boolean mayRunGuests;

    MigrationCenter.Builder applyTo(MigrationCenter.Builder center) {
        return center.mayMount(mayMount || mayRunGuests).mayRunGuests(mayRunGuests);
    }
}
