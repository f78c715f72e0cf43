package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.Wildcards;
import dev.smc.core.internal.guest.adapt.AgentPack.Agent;
import dev.smc.core.internal.guest.adapt.AgentPack.PlatformAgents;
import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps agents of the platforms that a guest leaves from being started. Their files stay, and so does every driver: one that has no
 * device does nothing, and one that is missing can keep a guest from starting at all.
 */
final class AgentsFixup implements Fixup {
    private static final List<String> UNITS = List.of("/usr/lib/systemd/system/", "/lib/systemd/system/");
    private static final String OWN_UNITS = "/etc/systemd/system/";
    private static final List<String> RUN_LEVELS = Stream.of("/etc/rc", "/etc/rc.d/rc", "/etc/init.d/rc")
            .flatMap(prefix -> Stream.of("2", "3", "4", "5", "S").map(level -> prefix + level + ".d"))
            .toList();
    private static final List<String> OPENRC = List.of("/etc/runlevels/boot", "/etc/runlevels/default");

    @Override
    public String step() {
        return "agents";
    }

    @Override
    public void plan(Adaptation adaptation) {
        for (PlatformAgents platform : InstalledAgents.platforms()) {
            List<Agent> installed = InstalledAgents.of(adaptation.plan(), platform);
            installed.forEach(agent -> disable(adaptation, platform, agent));
            boolean isOwn =
                    installed.stream().anyMatch(agent -> platforms(agent).equals(platform.id()));
            if (isOwn && platform.note() != null) {
                adaptation.note(platform.note());
            }
        }
    }

    /** Returns the platforms that have an agent of a name: some share theirs. */
    private static String platforms(Agent agent) {
        return InstalledAgents.platforms().stream()
                .filter(platform -> platform.agents().stream()
                        .anyMatch(other -> other.name().equals(agent.name())))
                .map(PlatformAgents::id)
                .collect(Collectors.joining(", "));
    }

    private static void disable(Adaptation adaptation, PlatformAgents platform, Agent agent) {
        EditPlan plan = adaptation.plan();
        String reason = agent.name() + " belongs to the platform that the server leaves (" + platforms(agent) + ")";
        if (adaptation.guest().hasSystemd()) {
            agent.units().stream()
                    .filter(unit -> !platform.keep().contains(unit))
                    .forEach(unit -> mask(plan, unit, reason));
            agent.initScripts().stream()
                    .filter(script -> plan.root().exists("/etc/init.d/" + script))
                    .forEach(script -> plan.link(OWN_UNITS + script + ".service", "/dev/null", reason));
        }
        agent.initScripts().forEach(script -> unlinkFromRunLevels(plan, script, reason));
        agent.upstart().stream()
                .filter(job -> plan.root().exists("/etc/init/" + job + ".conf"))
                .forEach(job -> plan.write("/etc/init/" + job + ".override", "manual\n", reason));
        // Where /lib leads to /usr/lib, a file named under both is one file.
        Set<String> real = new HashSet<>();
        agent.files().stream()
                .flatMap(path -> Wildcards.expand(path, plan.root()::names).stream())
                .filter(path -> plan.root()
                        .findLink(path)
                        .filter(file -> real.add(file.path()))
                        .isPresent())
                .filter(path -> isFree(adaptation, platform, path))
                .forEach(path -> plan.setAside(path, reason));
    }

    private static void mask(EditPlan plan, String unit, String reason) {
        boolean isOwn =
                plan.root().find(OWN_UNITS + unit).filter(file -> file.isFile()).isPresent();
        if (!isOwn && UNITS.stream().noneMatch(directory -> plan.root().exists(directory + unit))) {
            return;
        }
        if (isOwn
                && plan.root()
                        .findLink(OWN_UNITS + unit)
                        .filter(file -> file.isFile())
                        .isPresent()) {
            plan.setAside(OWN_UNITS + unit, reason);
        }
        plan.link(OWN_UNITS + unit, "/dev/null", reason);
    }

    private static void unlinkFromRunLevels(EditPlan plan, String script, String reason) {
        for (String directory : RUN_LEVELS) {
            plan.names(directory).stream()
                    .filter(name ->
                            name.matches("S\\d\\d.*") && name.substring(3).equals(script))
                    .forEach(name -> plan.remove(directory + "/" + name, reason));
        }
        for (String directory : OPENRC) {
            plan.remove(directory + "/" + script, reason);
        }
    }

    /** A file that also asks for a driver that the guest may boot from stays. */
    private static boolean isFree(Adaptation adaptation, PlatformAgents platform, String path) {
        Set<String> words =
                Set.copyOf(Arrays.asList(adaptation.plan().text(path).orElse("").split("[^A-Za-z0-9_.-]+")));
        boolean free = platform.keep().stream().noneMatch(words::contains);
        if (!free) {
            adaptation.note(path + " stays: " + platform.keepReason());
        }
        return free;
    }
}
