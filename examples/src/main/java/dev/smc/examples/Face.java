package dev.smc.examples;

import dev.smc.api.MigrationCenter;
import dev.smc.api.ProgressListener;
import dev.smc.api.Replication;
import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.Target;
import java.nio.file.Path;

/** Makes an image of {@code web01.qcow2} in the current directory. The README shows what is between the tags. */
public final class Face {
    private Face() {}

    /** Runs it. */
    public static void main(String[] args) {
        // tag::face
        try (MigrationCenter center = MigrationCenter.open(Path.of("smc-home"))) {            // embedded store + local cloud
            SourceServer web01 = center.sources().register(s -> s.name("web01").addDisk(Path.of("web01.qcow2")));

            ReplicationJob job = center.jobs().create(j -> j
                    .name("web01-to-image")
                    .sourceId(web01.id())
                    .target(Target.image("local", "web01"))                                    // region, image name prefix
                    .transfer(t -> t.compressionLevel(7).bandwidthLimit(Bandwidth.ofMbps(200)).verifyChecksums(true)));

            Replication run = center.jobs().start(job.id());
            run.addListener(ProgressListener.logging());
            ReplicationResult result = run.completion().join();
            System.out.println(result.imageId());
        }
        // end::face
    }
}
