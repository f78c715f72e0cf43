package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.adapt.AgentPack.Agent;
import dev.smc.core.internal.guest.adapt.AgentPack.PlatformAgents;
import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps agents of the platforms that a guest leaves from being started. Their files stay, and so does every driver: one that has no
 * device does nothing, and one that is missing can keep a guest from starting at all.
 */
final class AgentsFixup implements Fixup {
    private static final AgentPack PACK = AgentPack.own();
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
        for (PlatformAgents platform : PACK.platforms()) {
            for (Agent agent : platform.agents()) {
                if (isInstalled(adaptation.plan(), agent.evidence())) {
                    disable(adaptation, platform, agent);
                }
            }
        }
    }

    private static boolean isInstalled(EditPlan plan, String evidence) {
        int star = evidence.indexOf('*');
        if (star < 0) {
            return plan.root().exists(evidence);
        }
        int slash = evidence.lastIndexOf('/');
        String start = evidence.substring(slash + 1, star);
        return plan.root().names(evidence.substring(0, slash)).stream().anyMatch(name -> name.startsWith(start));
    }

    private static void disable(Adaptation adaptation, PlatformAgents platform, Agent agent) {
        EditPlan plan = adaptation.plan();
        String reason = agent.name() + " belongs to the platform that the server leaves (" + platform.id() + ")";
        if (adaptation.guest().hasSystemd()) {
            agent.units().forEach(unit -> mask(plan, unit, reason));
            agent.initScripts().stream()
                    .filter(script -> plan.root().exists("/etc/init.d/" + script))
                    .forEach(script -> plan.link(OWN_UNITS + script + ".service", "/dev/null", reason));
        }
        agent.initScripts().forEach(script -> unlinkFromRunLevels(plan, script, reason));
        agent.upstart().stream()
                .filter(job -> plan.root().exists("/etc/init/" + job + ".conf"))
                .forEach(job -> plan.write("/etc/init/" + job + ".override", "manual\n", reason));
        agent.files().stream()
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
            adaptation.notDone(path, platform.keepReason());
        }
        return free;
    }
}
