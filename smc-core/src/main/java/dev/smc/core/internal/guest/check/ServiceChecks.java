package dev.smc.core.internal.guest.check;

import dev.smc.api.model.CheckStatus;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.adapt.CloudInitFixup;
import dev.smc.core.internal.guest.adapt.NetworkFixup;
import java.util.List;

/** Whether the guest can be reached, and takes what ECS tells it. */
final class ServiceChecks {
    private static final List<String> GROWPART = List.of("/usr/bin/growpart", "/usr/sbin/growpart");
    private static final List<String> ASSISTANT = List.of("/usr/local/share/aliyun-assist", "/usr/sbin/aliyun-service");
    private static final List<String> SECURITY_CENTER = List.of("/usr/local/aegis");

    private ServiceChecks() {}

    static void check(Checked guest) {
        List<String> stacks = NetworkFixup.names(guest.adaptation());
        List<String> withoutClient = NetworkFixup.withoutClient(guest.adaptation());
        if (!withoutClient.isEmpty()) {
            guest.add("GUESTOS.Dhcp", CheckStatus.WARNING, String.join("; ", withoutClient), NetworkFixup.INSTALL);
        } else if (NetworkFixup.isDhcp(guest.adaptation())) {
            guest.ok("GUESTOS.Dhcp", "by " + String.join(", ", stacks));
        } else {
            guest.add(
                    "GUESTOS.Dhcp",
                    CheckStatus.WARNING,
                    stacks.isEmpty()
                            ? "it is not known what configures the network"
                            : String.join(", ", stacks) + " does not get the first interface its address by DHCP",
                    guest.orByMigration("have it use DHCP"));
        }
        GuestRoot root = guest.guest().root();
        guest.info("GUESTOS.Selinux", GuestFacts.selinux(root).orElse("not installed"));
        boolean cloudInit = GuestFacts.has(root, "cloudInit");
        boolean isDisabled = cloudInit && root.exists(CloudInitFixup.DISABLED);
        if (isDisabled) {
            guest.add(
                    "GUESTOS.CloudInit",
                    CheckStatus.WARNING,
                    "cloud-init does not run, because there is " + CloudInitFixup.DISABLED
                            + ": keys, passwords and host names set in ECS do nothing",
                    "remove that file on the server if ECS is to set them");
        } else {
            wanted(
                    guest,
                    "GUESTOS.CloudInit",
                    cloudInit,
                    "cloud-init",
                    "keys, passwords and host names set in ECS do nothing");
        }
        wanted(
                guest,
                "GUESTOS.OnlineResizeFS",
                cloudInit && !isDisabled && isThere(root, GROWPART),
                "cloud-init with growpart",
                "the root file system does not grow with its disk by itself");
        boolean ssh = GuestFacts.has(root, "ssh");
        if (!ssh || guest.adaptation().unreachable().isEmpty()) {
            wanted(guest, "SOURCE.Ssh", ssh, "an SSH server", "the guest cannot be reached over the network");
        }
        guest.adaptation()
                .unreachable()
                .forEach(why -> guest.add(
                        "SOURCE.Ssh",
                        CheckStatus.WARNING,
                        why,
                        "change it before the migration, or by the console of ECS after it"));
        offered(guest, "GUESTOS.CloudAssistant", isThere(root, ASSISTANT), "Cloud Assistant");
        offered(guest, "GUESTOS.SecurityCenterAgent", isThere(root, SECURITY_CENTER), "the agent of Security Center");
    }

    private static boolean isThere(GuestRoot root, List<String> paths) {
        return paths.stream().anyMatch(root::exists);
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
