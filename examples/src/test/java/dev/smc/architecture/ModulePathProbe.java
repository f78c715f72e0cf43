package dev.smc.architecture;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.ReplicationResult;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs in a process of its own, where this library is on the module path and this class on the class path. */
final class ModulePathProbe {
    private ModulePathProbe() {}

    /** Migrates a small disk with what the service loader finds, then reaches for an internal class. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        Path disk = Files.write(directory.resolve("disk.raw"), new byte[1 << 20]);
        try (MigrationCenter center = MigrationCenter.open(directory.resolve("home"))) {
            String source = center.sources()
                    .register(s -> s.name("web01").addDisk(disk))
                    .id();
            String job =
                    center.jobs().create(j -> j.name("job1").sourceId(source)).id();
            ReplicationResult result = center.jobs().start(job).completion().join();
            Class<?> engine = center.getClass();
            System.out.println("engine: " + engine.getModule().getName());
            System.out.println("image: "
                    + (center.resources().image(result.imageId()).disks().size() == 1));
            System.out.println("internals: " + (isAccessible(engine) ? "open" : "closed"));
        }
    }

    private static boolean isAccessible(Class<?> internal) {
        return internal.getModule().isExported(internal.getPackageName(), ModulePathProbe.class.getModule())
                || internal.getDeclaredConstructors()[0].trySetAccessible();
    }
}
