package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.regex.Pattern;

/** Drops rules that name network interfaces by addresses of the old machine. */
final class HardwareNamesFixup implements Fixup {
    private static final List<String> RULES = List.of(
            "/etc/udev/rules.d/70-persistent-net.rules",
            "/etc/udev/rules.d/30-net_persistent_names.rules",
            "/etc/iftab");
    private static final String LINKS = "/etc/systemd/network";
    private static final Pattern NAME = Pattern.compile("(?m)(?:\\bNAME=\"|^[ \\t]*+Name[ \\t]*=[ \\t]*)([\\w.-]+)");
    private static final Pattern BY_ADDRESS = Pattern.compile("(?mi)^[ \\t]*+(?:Permanent)?MACAddress[ \\t]*=");

    @Override
    public String step() {
        return "hardware names";
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        String reason = "it names network interfaces by addresses of the old machine";
        RULES.forEach(path -> setAside(adaptation, path, reason));
        plan.names(LINKS).stream()
                .filter(name -> name.endsWith(".link"))
                .map(name -> LINKS + "/" + name)
                .filter(path -> BY_ADDRESS.matcher(plan.text(path).orElse("")).find())
                .forEach(path -> setAside(adaptation, path, reason));
    }

    private static void setAside(Adaptation adaptation, String path, String reason) {
        EditPlan plan = adaptation.plan();
        NAME.matcher(plan.text(path).orElse("").replaceAll("(?m)^[ \\t]*+#.*", ""))
                .results()
                .forEach(name -> adaptation.lose(name.group(1)));
        plan.setAside(path, reason);
    }
}
