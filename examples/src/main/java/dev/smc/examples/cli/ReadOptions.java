package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import picocli.CommandLine.Option;

/** What commands take that read a source's disks. */
final class ReadOptions {
    @Option(
            names = "--direct-io",
            description = "Read disks past the page cache, which the programs of a busy server keep.")
    private boolean direct;

    MigrationCenter.Builder applyTo(MigrationCenter.Builder center) {
        return center.directReads(direct);
    }
}
