package dev.smc.core.internal.guest.check;

import dev.smc.api.model.CheckStatus;
import dev.smc.core.internal.guest.adapt.NetworkFixup;
import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the guest can be reached, and takes what ECS tells it. */
final class ServiceChecks {
    private static final Pattern SELINUX = Pattern.compile("(?m)^\\s*SELINUX=(\\w+)");
    private static final List<String> SSH =
            List.of("/usr/sbin/sshd", "/sbin/sshd", "/usr/bin/sshd", "/usr/sbin/dropbear");
    private static final List<String> CLOUD_INIT = List.of("/usr/bin/cloud-init", "/etc/cloud/cloud.cfg");
    private static final List<String> GROWPART = List.of("/usr/bin/growpart", "/usr/sbin/growpart");
    private static final List<String> ASSISTANT = List.of("/usr/local/share/aliyun-assist", "/usr/sbin/aliyun-service");
    private static final List<String> SECURITY_CENTER = List.of("/usr/local/aegis");

    private ServiceChecks() {}

    static void check(Checked guest) {
        EditPlan files = guest.files();
        List<String> stacks = NetworkFixup.names(guest.adaptation());
        if (NetworkFixup.isDhcp(guest.adaptation())) {
            guest.ok("GUESTOS.Dhcp", "by " + String.join(", ", stacks));
        } else {
            guest.add(
                    "GUESTOS.Dhcp",
                    CheckStatus.WARNING,
                    stacks.isEmpty()
                            ? "it is not known what configures the network"
                            : String.join(", ", stacks) + " does not get the first interface its address by DHCP",
                    "have it use DHCP, or let the migration do so");
        }
        Matcher selinux = SELINUX.matcher(files.text("/etc/selinux/config").orElse(""));
        guest.info("GUESTOS.Selinux", selinux.find() ? selinux.group(1) : "not installed");
        boolean cloudInit = isThere(files, CLOUD_INIT);
        wanted(
                guest,
                "GUESTOS.CloudInit",
                cloudInit,
                "cloud-init",
                "keys, passwords and host names set in ECS do nothing");
        wanted(
                guest,
                "GUESTOS.OnlineResizeFS",
                cloudInit && isThere(files, GROWPART),
                "cloud-init with growpart",
                "the root file system does not grow with its disk by itself");
        wanted(
                guest,
                "SOURCE.Ssh",
                isThere(files, SSH),
                "an SSH server",
                "the guest cannot be reached over the network");
        offered(guest, "GUESTOS.CloudAssistant", isThere(files, ASSISTANT), "Cloud Assistant");
        offered(guest, "GUESTOS.SecurityCenterAgent", isThere(files, SECURITY_CENTER), "the agent of Security Center");
    }

    private static boolean isThere(EditPlan files, List<String> paths) {
        return paths.stream().anyMatch(files.root()::exists);
    }

    private static void wanted(Checked guest, String code, boolean isThere, String what, String without) {
        if (isThere) {
            guest.ok(code, what + " is installed");
        } else {
            guest.add(code, CheckStatus.WARNING, what + " is not installed: " + without, "install it on the server");
        }
    }

    private static void offered(Checked guest, String code, boolean isThere, String what) {
        guest.info(code, what + (isThere ? " is installed" : " is not installed; ECS offers to install it"));
    }
}
