package dev.smc.core.internal.guest.adapt.network;

import dev.smc.core.internal.guest.adapt.Adaptation;
import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.function.Predicate;

/**
 * The {@code ifcfg-} files of a directory, one for each interface.
 *
 * @param directory without a slash at its end
 */
record InterfaceFiles(String directory) {
    private static final String PREFIX = "ifcfg-";

    /** Returns the files of interfaces that are not the loopback; copies that editors left are none. */
    List<String> paths(EditPlan plan) {
        return plan.names(directory).stream()
                .filter(name -> name.startsWith(PREFIX) && !name.equals(PREFIX + "lo"))
                .filter(name -> !name.matches(".*(?:~|\\.bak|\\.orig|\\.rpmnew|\\.rpmsave|\\.template)"))
                .map(name -> directory + "/" + name)
                .toList();
    }

    String first() {
        return directory + "/" + PREFIX + NetworkStack.INTERFACE;
    }

    /** Returns whether the first interface is configured as asked, by its name alone, and no other is. */
    boolean isOnly(EditPlan plan, Predicate<String> asked) {
        List<String> paths = paths(plan);
        String text = plan.text(first()).orElse("");
        return paths.equals(List.of(first()))
                && asked.test(text)
                && ShellValues.get(text, "HWADDR").isEmpty()
                && ShellValues.get(text, "LLADDR").isEmpty()
                && ShellValues.get(text, "MACADDR").isEmpty();
    }

    /** Plans one file in place of all. */
    void replace(Adaptation adaptation, String text) {
        EditPlan plan = adaptation.plan();
        for (String path : paths(plan)) {
            Addresses.note(adaptation, path);
            plan.setAside(path, NetworkStack.REASON);
        }
        plan.write(first(), text, NetworkStack.REASON);
    }
}
