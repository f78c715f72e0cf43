// Start-up script: what every snippet needs. See README.md.
import dev.smc.api.*;
import dev.smc.api.error.*;
import dev.smc.api.model.*;
import dev.smc.examples.sample.SampleDisk;

/** Opens a centre whose jobs and images are kept in a directory. Close it at the end. */
MigrationCenter center(String home) {
    return MigrationCenter.open(Path.of(home));
}

/** Makes a small sample server disk in a file, which is replaced. */
SampleDisk sample(String file) throws IOException {
    return SampleDisk.create(Path.of(file), 256L << 20, 16L << 20, 1);
}

/** Writes a number of bytes for people. */
String mib(long bytes) {
    return String.format("%.1f MiB", bytes / 1048576.0);
}
