package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.Wildcards;
import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names what a platform, or an administrator on it, wrote into files that hold other things too. It is not cut out, for who wrote what
 * is not known; but users should know before they wonder.
 */
final class LeftoversFixup implements Fixup {
    private static final int LONGEST_LINE = 4096;

    /**
     * Something that may be left over.
     *
     * @param path whose last name may have {@code *} and {@code ?}
     * @param pattern of a line that tells of it
     * @param note what it does on ECS
     */
    private record Leftover(String path, Pattern pattern, String note) {
        boolean isIn(String line) {
            // Patterns take the square of the length of a line.
            return line.length() <= LONGEST_LINE && pattern.matcher(line).lookingAt();
        }

        static Leftover of(String path, String pattern, String note) {
            return new Leftover(path, Pattern.compile("(?![ \\t]*#).*?" + pattern), note);
        }
    }

    private static final String CLOCK =
            "uses a clock of the old host, without which chronyd may not start; use ntp.cloud.aliyuncs.com or another server";
    private static final String TIME =
            "asks a time server of the old platform; use ntp.cloud.aliyuncs.com or another server";

    private static final List<Leftover> KNOWN = List.of(
            Leftover.of(
                    "/etc/nsswitch.conf",
                    "\\boslogin",
                    "asks OS Login of Google for users, which it waits for in vain; take oslogin and cache_oslogin out"),
            Leftover.of("/etc/pam.d/*", "pam_oslogin", "asks OS Login of Google at every login; take its lines out"),
            Leftover.of(
                    "/etc/ssh/sshd_config",
                    "google_authorized_keys",
                    "asks OS Login of Google for keys; users without a key of their own cannot log in"),
            Leftover.of(
                    "/etc/ssh/sshd_config",
                    "eic_run_authorized_keys",
                    "asks EC2 Instance Connect for keys; users without a key of their own cannot log in"),
            Leftover.of(
                    "/etc/hosts", "metadata\\.google\\.internal", "names a metadata service that ECS does not have"),
            Leftover.of("/etc/chrony.conf", "refclock\\s+PHC", CLOCK),
            Leftover.of("/etc/chrony/chrony.conf", "refclock\\s+PHC", CLOCK),
            Leftover.of("/etc/chrony.conf", "(?:169\\.254\\.169\\.\\d+|metadata\\.google)", TIME),
            Leftover.of("/etc/chrony/chrony.conf", "(?:169\\.254\\.169\\.\\d+|metadata\\.google)", TIME),
            Leftover.of(
                    "/etc/lvm/lvm.conf",
                    "\\bfilter\\s*=.*/dev/(?:sd|hd|xvd|nvme|disk|mapper/mpath)",
                    "looks for volumes on disks of certain names only; on ECS they are /dev/vda and so on, or /dev/nvme0n1:"
                            + " widen it, and make the initial RAM disk anew"));

    @Override
    public String step() {
        return "leftovers";
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        Dependents.note(adaptation);
        for (Leftover leftover : KNOWN) {
            Wildcards.expand(leftover.path(), plan::names).stream()
                    .filter(path -> !plan.isTooLong(path)
                            && plan.text(path).orElse("").lines().anyMatch(leftover::isIn))
                    .forEach(path -> adaptation.note(path + " " + leftover.note()));
        }
    }
}
