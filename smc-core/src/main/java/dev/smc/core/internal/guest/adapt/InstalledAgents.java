package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.Wildcards;
import dev.smc.core.internal.guest.adapt.AgentPack.Agent;
import dev.smc.core.internal.guest.adapt.AgentPack.PlatformAgents;
import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;

/** Which agents of platforms a guest has. */
public final class InstalledAgents {
    private static final AgentPack PACK = AgentPack.own();

    private InstalledAgents() {}

    static List<PlatformAgents> platforms() {
        return PACK.platforms();
    }

    /** Returns the agents of a platform that are installed. */
    static List<Agent> of(EditPlan plan, PlatformAgents platform) {
        return platform.agents().stream()
                .filter(agent -> isInstalled(plan, agent.evidence()))
                .toList();
    }

    /** Returns the names of those that are installed, each once. */
    public static List<String> names(EditPlan plan) {
        return platforms().stream()
                .flatMap(platform -> of(plan, platform).stream())
                .map(Agent::name)
                .distinct()
                .toList();
    }

    private static boolean isInstalled(EditPlan plan, String evidence) {
        return Wildcards.expand(evidence, plan.root()::names).stream().anyMatch(plan.root()::exists);
    }
}
