package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import dev.smc.core.internal.guest.system.Distribution;
import dev.smc.core.internal.guest.system.Distribution.Family;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells cloud-init, where it is installed, that it is on Alibaba Cloud now, and what to leave as the server has it: to cloud-init it is a
 * new instance, whose users it would make anew. A key pair of ECS goes to root alone, whose other keys stay; what ECS sends as user or
 * vendor data, such as a password, is stronger than this.
 */
public final class CloudInitFixup implements Fixup {
    /** Who made it wants no cloud-init; it is left. */
    public static final String DISABLED = "/etc/cloud/cloud-init.disabled";

    private static final String MAIN = "/etc/cloud/cloud.cfg";
    private static final String DIRECTORY = "/etc/cloud/cloud.cfg.d";
    /** The last in order, so that nothing is stronger: letters come behind digits. */
    private static final String FILE = DIRECTORY + "/zz_smc.cfg";
    /** What it was called before. */
    private static final String OLD_FILE = DIRECTORY + "/99_smc.cfg";

    private static final String WRITTEN = "# Written by SMC. This server was moved to Alibaba Cloud ECS.\n";
    /** What a line of YAML begins with at the top. */
    private static final Pattern KEY = Pattern.compile("[\"']?([A-Za-z_]+)[\"']?[ \\t]*:.*");

    private static final Pattern PASSWORDS = Pattern.compile("(?m)^(?=[\"']?ssh_pwauth[\"']?\\s*:)");

    @Override
    public String step() {
        return "cloud-init";
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        if (!plan.exists(MAIN)) {
            return;
        }
        if (plan.text(OLD_FILE).filter(text -> text.startsWith(WRITTEN)).isPresent()) {
            plan.remove(OLD_FILE, "it has another name");
        }
        others(plan).stream()
                .filter(path -> isOfDataSources(plan.text(path).orElse("")))
                .forEach(path -> plan.setAside(path, "it names the data sources of the old platform"));
        plan.setAside("/etc/cloud/ds-identify.cfg", "it names the data source of the old platform");
        // Up to 0.7.6 cloud-init takes any value for a change, even "unchanged".
        Stream.concat(Stream.of(MAIN), others(plan).stream())
                .forEach(path -> plan.text(path)
                        .ifPresent(text -> plan.write(
                                path,
                                PASSWORDS.matcher(text).replaceAll("#"),
                                "cloud-init would set anew whether sshd takes passwords")));
        plan.write(FILE, configuration(adaptation), "cloud-init must ask Alibaba Cloud, not the old platform");
    }

    /** Returns whether a file is about data sources alone; in others, what they say of them is overruled by ours, the last in order. */
    private static boolean isOfDataSources(String text) {
        List<String> keys = text.lines()
                .map(KEY::matcher)
                .filter(Matcher::matches)
                .map(key -> key.group(1))
                .toList();
        return keys.contains("datasource_list")
                && Set.of("datasource_list", "datasource").containsAll(keys);
    }

    private static List<String> others(EditPlan plan) {
        return plan.names(DIRECTORY).stream()
                .filter(name -> name.endsWith(".cfg"))
                .map(name -> DIRECTORY + "/" + name)
                .filter(path -> !path.equals(FILE))
                .toList();
    }

    private static String configuration(Adaptation adaptation) {
        StringBuilder text = new StringBuilder(WRITTEN);
        text.append("""
                datasource_list: [ AliYun, None ]
                # Its users, passwords and keys are those that it had: no user is made or locked.
                # A key pair of ECS is added to root's keys.
                users: []
                user: ~
                disable_root: false
                ssh_deletekeys: false
                """);
        Distribution distribution = adaptation.guest().distribution();
        if (distribution.family() == Family.DEBIAN) {
            text.append("apt: { preserve_sources_list: true }\n");
            text.append(isBeforeApt(distribution) ? "apt_preserve_sources_list: true\n" : "");
        }
        if (!NetworkFixup.names(adaptation).isEmpty()) {
            text.append("# Its network is configured by its own files.\nnetwork: { config: disabled }\n");
        }
        if (adaptation.options().keepHostname()) {
            text.append("preserve_hostname: true\n");
        }
        return text.toString();
    }

    /** Returns whether its cloud-init may be older than 0.7.8, which knows the key {@code apt}; later ones warn of the other. */
    private static boolean isBeforeApt(Distribution distribution) {
        return distribution.major() <= (distribution.id().equals("debian") ? 8 : 16);
    }
}
