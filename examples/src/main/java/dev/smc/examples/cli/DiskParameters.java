package dev.smc.examples.cli;

import dev.smc.api.model.DiskLocation;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The disks of a server that a command only looks at. */
final class DiskParameters {
    @Parameters(
            arity = "1..*",
            paramLabel = "DISK",
            description =
                    "A disk image file, an archive of some (OVA), a block device, or an NBD export (nbd://host[:port]/export), the"
                            + " system disk first.")
    private List<String> disks = List.of();

    /** Returns them as they were given. */
    List<String> names() {
        return disks;
    }

    List<DiskLocation> locations() {
        return disks.stream().map(DiskLocation::of).toList();
    }
}
