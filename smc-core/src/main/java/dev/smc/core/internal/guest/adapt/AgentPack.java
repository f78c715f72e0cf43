package dev.smc.core.internal.guest.adapt;

import dev.smc.api.model.ModelJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which agents belong to a platform that a guest leaves; data, in the format of {@code docs/formats/agents.md}.
 *
 * @param version of the format, 1
 */
record AgentPack(int version, List<PlatformAgents> platforms) {
    private static final String OWN = "agents.json";

    /**
     * The agents of a platform.
     *
     * @param note what users should know of these agents; shown where one of them is disabled
     * @param keep modules and units that are never touched, because a guest may boot from them
     */
    record PlatformAgents(String id, @Nullable String note, List<Agent> agents, List<String> keep, String keepReason) {}

    /**
     * An agent.
     *
     * @param units of systemd
     * @param initScripts names in {@code /etc/init.d}
     * @param upstart names of jobs
     * @param files to set aside, such as those of cron; their last names may have {@code *} and {@code ?}
     * @param evidence a path that tells that it is installed; its last name may have {@code *} and {@code ?}
     * @param source where this is known from
     */
    record Agent(
            String name,
            List<String> units,
            List<String> initScripts,
            List<String> upstart,
            List<String> files,
            String evidence,
            String source) {}

    /** Returns the pack that the library brings. */
    static AgentPack own() {
        try (InputStream stream = AgentPack.class.getResourceAsStream(OWN)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + OWN + " is missing");
            }
            return ModelJson.read(new String(stream.readAllBytes(), StandardCharsets.UTF_8), AgentPack.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
