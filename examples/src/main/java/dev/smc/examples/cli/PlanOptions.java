package dev.smc.examples.cli;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.ModelJson;
import dev.smc.api.model.PartitionPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads plans that users wrote. */
final class PlanOptions {
    private PlanOptions() {}

    static PartitionPlan read(Path file) {
        try {
            return ModelJson.read(Files.readString(file), PartitionPlan.class);
        } catch (InvalidSpecException e) {
            throw e.within(file + ": ");
        } catch (IOException e) {
            throw new InvalidSpecException("--plan", file + " cannot be read: " + e);
        }
    }
}
