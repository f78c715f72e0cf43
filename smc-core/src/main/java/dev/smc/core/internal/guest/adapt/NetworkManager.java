package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Key files of NetworkManager. */
final class NetworkManager implements NetworkStack {
    private static final String PROGRAM = "/usr/sbin/NetworkManager";
    private static final String DIRECTORY = "/etc/NetworkManager/system-connections";
    private static final String FILE = DIRECTORY + "/smc-dhcp.nmconnection";
    private static final String SETTINGS = "/etc/NetworkManager/NetworkManager.conf";
    private static final List<String> MORE_SETTINGS =
            List.of("/etc/NetworkManager/conf.d", "/usr/lib/NetworkManager/conf.d");

    @Override
    public String name() {
        return "NetworkManager";
    }

    @Override
    public boolean isUsed(Adaptation adaptation) {
        return !wired(adaptation.plan()).isEmpty()
                || (isInstalled(adaptation.plan())
                        && new InterfaceFiles("/etc/sysconfig/network-scripts")
                                .paths(adaptation.plan())
                                .isEmpty()
                        && adaptation.plan().root().names("/etc/netplan").isEmpty());
    }

    static boolean isInstalled(EditPlan plan) {
        return plan.root().exists(PROGRAM);
    }

    private static List<String> wired(EditPlan plan) {
        return plan.names(DIRECTORY).stream()
                .map(name -> DIRECTORY + "/" + name)
                .filter(path -> profile(plan, path).isWired())
                .toList();
    }

    private static ConnectionProfile profile(EditPlan plan, String path) {
        return ConnectionProfile.parse(plan.text(path).orElse(""));
    }

    private static void noteDevice(Adaptation adaptation, String path) {
        ConnectionProfile profile = profile(adaptation.plan(), path);
        profile.interfaceName().ifPresent(adaptation::lose);
        profile.madeOfCards()
                .ifPresent(kind ->
                        GivenUp.device(adaptation, kind, profile.interfaceName().orElse("without a name"), path));
    }

    @Override
    public boolean isDhcp(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        List<String> wired = wired(plan);
        return wired.isEmpty()
                ? isDhcpByItself(plan)
                : wired.stream().allMatch(path -> profile(plan, path).isDhcp());
    }

    /** Returns whether it makes a connection with DHCP for each card that has none, as it does unless it is told not to. */
    static boolean isDhcpByItself(EditPlan plan) {
        return settings(plan)
                .noneMatch(settings -> Stream.of("no-auto-default", "no-auto-default+")
                        .anyMatch(key -> settings.get("main", key)
                                .filter(NetworkManager::namesMoreThanAddresses)
                                .isPresent()));
    }

    private static Stream<KeyFile> settings(EditPlan plan) {
        Stream<String> more = MORE_SETTINGS.stream()
                .flatMap(directory -> plan.names(directory).stream()
                        .filter(name -> name.endsWith(".conf"))
                        .map(name -> directory + "/" + name));
        return Stream.concat(Stream.of(SETTINGS), more)
                .map(path -> KeyFile.parse(plan.text(path).orElse("")));
    }

    /** Addresses are those of old cards. */
    private static boolean namesMoreThanAddresses(String devices) {
        return Stream.of(devices.split("[,;]", -1))
                .anyMatch(device ->
                        !device.isBlank() && !device.strip().matches("(?i)(?:mac:)?[0-9a-f]{2}(?::[0-9a-f]{2}){5}"));
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        List<String> given = wired(plan);
        Optional<String> zone = FirewallZones.common(
                adaptation,
                given.stream()
                        .map(path -> profile(plan, path))
                        .filter(profile -> !profile.isPort())
                        .map(ConnectionProfile::zone)
                        .toList());
        for (String path : given) {
            GivenUp.addresses(adaptation, path);
            noteDevice(adaptation, path);
            plan.setAside(path, REASON);
        }
        String text = """
                # Written by SMC
                [connection]
                id=smc-dhcp
                type=ethernet
                autoconnect=true
                %s
                [ipv4]
                method=auto

                [ipv6]
                method=auto
                """.formatted(zone.map(name -> "zone=" + name + "\n").orElse(""));
        plan.write(FILE, text, 0600, REASON);
    }
}
