package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.regex.Pattern;

/** Lets a guest with SELinux label the files that were edited at its first start; SELinux itself stays as it is. */
final class SelinuxFixup implements Fixup {
    private static final String FLAG = "/.autorelabel";
    private static final Pattern ON = Pattern.compile("(?m)^[ \\t]*+SELINUX=(?:enforcing|permissive)\\b");

    @Override
    public String step() {
        return "selinux";
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        boolean isOn = plan.text("/etc/selinux/config")
                .filter(text -> ON.matcher(text).find())
                .isPresent();
        if (isOn && !plan.edits().isEmpty()) {
            plan.write(
                    FLAG,
                    "",
                    "the edited files have lost their labels; the first start sets them, and starts once more");
        }
    }
}
