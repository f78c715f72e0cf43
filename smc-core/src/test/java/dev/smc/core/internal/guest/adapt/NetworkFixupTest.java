package dev.smc.core.internal.guest.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.CheckItem;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.Firmware;
import dev.smc.core.internal.guest.GuestDevices;
import dev.smc.core.internal.guest.MemoryTree;
import dev.smc.core.internal.guest.check.ImageChecker;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.system.GuestFinder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as DHCP for whatever card is the first, and what is written where something does not. */
class NetworkFixupTest {
    private static final String NETPLAN = "/etc/netplan/01.yaml";
    private static final String PROFILES = "/etc/NetworkManager/system-connections/";
    private static final String INTERFACES = "/etc/network/interfaces";
    private static final String SCRIPTS = "/etc/sysconfig/network-scripts/";

    private final MemoryTree tree = new MemoryTree()
            .file("/etc/os-release", "ID=debian\nVERSION_ID=12\n")
            .file("/sbin/init", "init\n")
            .file("/sbin/dhclient", "dhclient\n")
            .file("/lib/systemd/systemd", "systemd\n");

    private Adaptation plan() {
        return Planner.plan(
                GuestFinder.find(List.of(GuestDevices.of(tree)), Firmware.BIOS).orElseThrow(),
                AdaptationOptions.builder().build(),
                EditingRights.NONE);
    }

    /** Lines are separated by bars. */
    private static String lines(String text) {
        return text.replace('|', '\n') + "\n";
    }

    private boolean isKept(String path, String text) {
        tree.file(path, text);
        Adaptation adaptation = plan();
        assertThat(NetworkFixup.isDhcp(adaptation)).isTrue();
        return adaptation.plan().edits().isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    eth0:|      dhcp4: true",
                "    \"eth0\": # the first|      dhcp4: 'yes'|      dhcp6: no|      optional: true",
                "    all:|      match: |        name: \"e*\"|      dhcp4: on|      dhcp4-overrides:|        route-metric: 100",
                "    all:|        match:|            name: eth0|        dhcp4: true|        renderer: networkd",
                "    all:|      match:|        name: '*'|      dhcp4: true",
                "    eth0:|      dhcp4: true|      nameservers:|        addresses:|        - 8.8.8.8|        search: [a.example]",
            })
    void netplan_withDhcpForTheFirst_isKept(String card) {
        assertThat(isKept(NETPLAN, "network:\n  version: 2\n  ethernets:\n" + lines(card)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    all:|      match:|        name: \"en*\"|      dhcp4: true",
                "    all:|      match:|        name: \"ens*\"|      dhcp4: true",
                "    eth0:|      match: {driver: vmxnet3}|      dhcp4: true",
                "    eth0: {match: {driver: vmxnet3}, dhcp4: true}",
                "    eth0:|      match:|        driver: vmxnet3|        name: eth0|      dhcp4: true",
                "    eth0:|      match:|        path: pci-0000:03:00.0|      dhcp4: true",
                "    eth0:|      match: {macaddress: '00:50:56:01:02:03'}|      dhcp4: true",
                "    eth0:|      dhcp4: true|      macaddress: 00:50:56:01:02:03",
                "    eth0:|      dhcp4: true|      match:|        name: eth0|      set-name: lan0",
                "    eth0:|      dhcp4: true|      routes:|      - to: default|        via: 10.0.0.1",
                "    eth0:|      dhcp4: true|      dhcp4-overrides:|        use-routes: false",
                "    eth0:|      dhcp6: true",
                "    eth0:|      addresses: [10.0.0.2/24]|    eth1:|      dhcp4: true",
                "    eth0:|      dhcp4: true|    eth1:|      dhcp4: true",
                "    ens3:|      dhcp4: true|      # eth0:",
                "    eth0: &first|      dhcp4: true",
                "    eth0:|      dhcp4: true|  bonds:|    bond0:|      interfaces: [eth0]",
            })
    void netplan_withoutDhcpForWhateverCard_isReplaced(String card) {
        tree.file(NETPLAN, "network:\n  version: 2\n  ethernets:\n" + lines(card));

        Adaptation adaptation = plan();

        assertThat(adaptation.plan().names("/etc/netplan")).containsExactly("50-smc.yaml");
        assertThat(adaptation.plan().text("/etc/netplan/50-smc.yaml").orElseThrow())
                .endsWith("  ethernets:\n    eth0:\n      dhcp4: true\n");
        assertThat(NetworkFixup.isDhcp(adaptation)).isTrue();
    }

    @Test
    void netplan_thatLeavesAllToNetworkManager_isKeptUnlessThatMakesNoConnection() {
        String text = "network:\n  version: 2\n  renderer: \"NetworkManager\"\n";
        assertThat(isKept(NETPLAN, text)).isTrue();
        tree.file(NETPLAN, text + "  ethernets: {ens3: {addresses: [10.0.0.2/24]}}\n");
        assertThat(plan().plan().exists("/etc/netplan/50-smc.yaml")).isTrue();

        tree.file(NETPLAN, text);
        tree.file("/etc/NetworkManager/NetworkManager.conf", "[main]\nplugins=keyfile\nno-auto-default=*\n");

        assertThat(plan().plan().text("/etc/netplan/50-smc.yaml").orElseThrow())
                .contains("  renderer: NetworkManager\n", "    eth0:\n");
    }

    @Test
    void netplan_ofSeveralFiles_isJoined() {
        tree.file("/etc/netplan/00.yaml", "network:\n  ethernets:\n    eth0:\n      dhcp4: true\n");
        assertThat(isKept(NETPLAN, "network: {}\n")).isFalse();
        assertThat(isKept(NETPLAN, "network:\n  version: 2\n")).isTrue();

        tree.file(NETPLAN, "network:\n  ethernets:\n    eth0:\n      addresses: [10.0.0.2/24]\n");

        assertThat(plan().plan().names("/etc/netplan")).containsExactly("50-smc.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[connection]|type=ethernet|[ipv4]|method=auto",
                "[connection]|id=x|type = 802-3-ethernet|interface-name=eth0|autoconnect=true|[ethernet]|mac-address=|[ipv4]|method = auto",
                "[connection]|type=ethernet|[ethernet]|cloned-mac-address=preserve|[match]|[ipv4]|method=auto|[ipv6]|method=disabled",
            })
    void profile_withDhcpForTheFirst_isKept(String profile) {
        assertThat(isKept(PROFILES + "a.nmconnection", lines(profile))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[connection]|type=ethernet|[ipv4]|method=disabled|[ipv6]|method=auto",
                "[connection]|type=ethernet|[ipv6]|method=auto",
                "[connection]|type=ethernet|autoconnect=false|[ipv4]|method=auto",
                "[connection]|type=ethernet|permissions=user:ann:;|[ipv4]|method=auto",
                "[connection]|type=ethernet|interface-name=ens3|[ipv4]|method=auto",
                "[connection]|type=ethernet|master=bond0|[ipv4]|method=auto",
                "[connection]|type=bond|[ipv4]|method=auto",
                "[connection]|type=ethernet|[ethernet]|mac-address=00:50:56:01:02:03|[ipv4]|method=auto",
                "[connection]|type=ethernet|[802-3-ethernet]|cloned-mac-address=00:50:56:01:02:03|[ipv4]|method=auto",
                "[connection]|type=ethernet|[match]|driver=vmxnet3;|[ipv4]|method=auto",
                "[connection]|type=ethernet|[ipv4]|method=auto|never-default=true",
                "[connection]|type=ethernet|[ipv4]|method=auto|ignore-auto-routes=1",
                "[connection]|type=ethernet|[ipv4]|method=auto|address1=10.0.0.2/24,10.0.0.1",
            })
    void profile_withoutDhcpForWhateverCard_isReplaced(String profile) {
        tree.file(PROFILES + "a.nmconnection", lines(profile));

        Adaptation adaptation = plan();

        assertThat(adaptation.plan().names(PROFILES)).containsExactly("smc-dhcp.nmconnection");
        assertThat(NetworkFixup.isDhcp(adaptation)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/lib/NetworkManager/conf.d/00-server.conf, no-auto-default=*, true",
        "/etc/NetworkManager/conf.d/a.conf, no-auto-default+=eth0, true",
        "/etc/NetworkManager/NetworkManager.conf, no-auto-default=00:50:56:01:02:03;, false",
        "/etc/NetworkManager/NetworkManager.conf, #no-auto-default=*, false",
    })
    void networkManager_withoutProfiles_getsOneIfItMakesNoneItself(String path, String setting, boolean isWritten) {
        tree.file("/usr/sbin/NetworkManager", "");
        tree.file(path, "[main]\n" + setting + "\n");

        assertThat(plan().plan().exists(PROFILES + "smc-dhcp.nmconnection")).isEqualTo(isWritten);
    }

    @Test
    void zone_ofAProfile_isThatOfTheNewOne() {
        tree.file(PROFILES + "a.nmconnection", "[connection]\ntype=bond\nzone=internal\n[ipv4]\nmethod=manual\n");
        tree.file(PROFILES + "b.nmconnection", "[connection]\ntype=ethernet\nmaster=bond0\n");

        Adaptation adaptation = plan();

        assertThat(adaptation.plan().text(PROFILES + "smc-dhcp.nmconnection").orElseThrow())
                .contains("autoconnect=true\nzone=internal\n\n[ipv4]\nmethod=auto\n");
        assertThat(adaptation.notes()).noneMatch(note -> note.contains("zone"));
    }

    @Test
    void zone_ofAFileOfScripts_isThatOfTheNewOne() {
        tree.file(SCRIPTS + "ifcfg-ens3", "DEVICE=ens3\nBOOTPROTO=static\nIPADDR=10.0.0.2\nZONE=\"trusted\"\n");

        assertThat(plan().plan().text(SCRIPTS + "ifcfg-eth0").orElseThrow()).endsWith("ONBOOT=yes\nZONE=trusted\n");
    }

    @Test
    void zone_thatDiffers_isTheDefaultOneAndNoted() {
        tree.file(SCRIPTS + "ifcfg-ens3", "DEVICE=ens3\nIPADDR=10.0.0.2\n");
        tree.file(SCRIPTS + "ifcfg-ens4", "DEVICE=ens4\nIPADDR=10.1.0.2\nZONE=internal\n");

        Adaptation adaptation = plan();

        assertThat(adaptation.plan().text(SCRIPTS + "ifcfg-eth0").orElseThrow()).doesNotContain("ZONE");
        assertThat(adaptation.notes()).anyMatch(note -> note.contains("zones of the firewall, among them internal"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auto eth0|iface eth0 inet dhcp",
                "auto lo eth0|iface lo inet loopback|iface eth0 inet dhcp|  up ip route add 10.9.0.0/16 dev eth0",
                "allow-hotplug eth0|iface eth0 inet \\|  dhcp|iface eth0 inet6 auto",
            })
    void ifupdown_withDhcpForTheFirst_isKept(String text) {
        assertThat(isKept(INTERFACES, lines(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auto eth0|iface eth0 inet dhcp|  hwaddress ether 00:50:56:01:02:03",
                "iface eth0 inet dhcp",
                "# auto eth0|iface eth0 inet dhcp",
                "auto ens3|iface eth0 inet dhcp",
                "auto eth0|iface eth0 inet dhcp|iface eth0 inet static|  address 10.0.0.2/24",
            })
    void ifupdown_withoutDhcpForWhateverCardAtTheStart_isReplaced(String text) {
        tree.file(INTERFACES, "source /etc/network/interfaces.d/*\n" + lines(text));

        Adaptation adaptation = plan();

        assertThat(adaptation.plan().text(INTERFACES).orElseThrow())
                .contains("source /etc/network/interfaces.d/*\n\nauto lo")
                .endsWith("auto eth0\niface eth0 inet dhcp\n");
        assertThat(NetworkFixup.isDhcp(adaptation)).isTrue();
    }

    @Test
    void ifupdown_withDhcpForAnotherCard_keepsWhatIsNotOfTheCard() {
        tree.file(INTERFACES, """
                source /etc/network/interfaces.d/*
                auto lo lo:0
                iface lo inet loopback
                    up ip addr add 10.255.0.1/32 dev lo
                iface lo:0 inet static
                    address 10.9.9.9/32
                auto tun0
                iface tun0 inet tunnel
                    mode gre
                allow-hotplug ens192
                iface ens192 inet dhcp
                    hwaddress 00:50:56:00:00:01
                    pre-up iptables-restore < /etc/iptables.up.rules
                    post-up ethtool -K ens192 gro off
                """);
        Adaptation adaptation = plan();

        assertThat(adaptation.plan().text(INTERFACES)).contains("""
                # Written by SMC; the original is /var/lib/smc/original/etc/network/interfaces
                source /etc/network/interfaces.d/*

                auto lo
                iface lo inet loopback
                    up ip addr add 10.255.0.1/32 dev lo
                auto lo lo:0
                iface lo:0 inet static
                    address 10.9.9.9/32
                auto tun0
                iface tun0 inet tunnel
                    mode gre

                auto eth0
                iface eth0 inet dhcp
                    pre-up iptables-restore < /etc/iptables.up.rules
                    post-up ethtool -K eth0 gro off
                """);
        assertThat(adaptation.notes()).noneMatch(note -> note.contains("10.9.9.9"));
        assertThat(NetworkFixup.isDhcp(adaptation)).isTrue();
    }

    @Test
    void ifupdown_withCommandsOfAStaticInterface_namesThem() {
        tree.file(INTERFACES, lines("auto ens3|iface ens3 inet static|address 10.1.2.3/24|pre-up /sbin/firewall"));
        assertThat(plan().notes()).anyMatch(note -> note.contains("does not run \"pre-up /sbin/firewall\" any more"));
    }

    @Test
    void ifupdown_withTheLoopbackAlone_leavesCardsToNetworkManager() {
        tree.file("/sbin/ifup", "").file("/usr/sbin/NetworkManager", "").file(INTERFACES, "iface lo inet loopback\n");
        Adaptation adaptation = plan();
        assertThat(adaptation.plan().isEdited(INTERFACES)).isFalse();
        assertThat(NetworkFixup.names(adaptation)).containsExactly("NetworkManager");
    }

    @Test
    void redHat_withAliasesOfTheLoopbackAndTunnels_keepsThem() {
        tree.file(SCRIPTS + "ifcfg-eth0", "DEVICE=eth0\nBOOTPROTO=dhcp\nONBOOT=yes\nPEERDNS=no\n");
        tree.file(SCRIPTS + "ifcfg-lo:0", "DEVICE=lo:0\nIPADDR=10.0.0.100\nNETMASK=255.255.255.255\n");
        tree.file(SCRIPTS + "ifcfg-tun0", "DEVICE=tun0\nTYPE=IPIP\nMY_INNER_IPADDR=10.8.0.1\n");
        tree.file(SCRIPTS + "route-tun0", "10.9.0.0/16 dev tun0\n");
        Adaptation adaptation = plan();
        assertThat(NetworkFixup.isDhcp(adaptation)).isTrue();
        assertThat(adaptation.plan().edits()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEVICE=ens192\nNAME=eth0\n", "DEVICE=eth0\nDEFROUTE=no\n"})
    void redHat_thatIsNotForTheFirstCardOrHasNoWayOut_isMended(String text) {
        tree.file(SCRIPTS + "ifcfg-eth0", text + "BOOTPROTO=dhcp\nONBOOT=yes\n");
        Adaptation adaptation = plan();
        assertThat(adaptation.plan().text(SCRIPTS + "ifcfg-eth0").orElseThrow())
                .contains("DEVICE=eth0")
                .doesNotContain("DEFROUTE");
        assertThat(NetworkFixup.isDhcp(adaptation)).isTrue();
    }

    @Test
    void networkd_ofAnyAge_knowsWhatIsWritten() {
        tree.file("/etc/systemd/network/a.network", "[Match]\nName=ens3 !eth0\n[Network]\nDHCP=yes\n");

        assertThat(plan().plan().text("/etc/systemd/network/10-smc.network").orElseThrow())
                .endsWith("[Network]\nDHCP=yes\n");
    }

    @Test
    void netifrc_withAnAddressOfTheCard_isReplaced() {
        tree.file("/etc/init.d/net.lo", "").link("/etc/runlevels/default/net.eth0", "/etc/init.d/net.eth0");
        assertThat(isKept("/etc/conf.d/net", "config_eth0=( \"dhcp\" )\n")).isTrue();

        tree.file("/etc/conf.d/net", "config_eth0=\"dhcp\"\nmac_eth0=\"00:50:56:01:02:03\"\n");

        assertThat(plan().plan().text("/etc/conf.d/net").orElseThrow()).doesNotContain("mac_eth0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            debian | /etc/network/interfaces                  | /usr/sbin/dhcpcd        | true
            debian | /etc/network/interfaces                  | /usr/sbin/wickedd       | false
            debian | /etc/network/interfaces                  | /bin/busybox            | false
            alpine | /etc/network/interfaces                  | /bin/busybox            | true
            rhel   | /etc/sysconfig/network-scripts/ifcfg-lan | /sbin/dhclient          | true
            rhel   | /etc/sysconfig/network-scripts/ifcfg-lan | /usr/sbin/NetworkManager | true
            rhel   | /etc/sysconfig/network-scripts/ifcfg-lan | /sbin/pump              | false
            sles   | /etc/sysconfig/network/ifcfg-lan         | /usr/sbin/wickedd       | true
            sles   | /etc/sysconfig/network/ifcfg-lan         | /bin/busybox            | false
            gentoo | /etc/conf.d/net                          | /bin/busybox            | true
            gentoo | /etc/conf.d/net                          | /sbin/wickedd           | false
            """)
    void dhcpClient_ofAGuest_isMissedIfThereIsNone(String id, String path, String program, boolean isThere) {
        tree.remove("/sbin/dhclient");
        tree.file("/etc/os-release", "ID=" + id + "\n").file(program, "").file("/etc/init.d/net.lo", "");
        tree.file(path, "iface eth0 inet static\n");

        Adaptation adaptation = plan();
        CheckItem check = ImageChecker.check(adaptation).items().stream()
                .filter(item -> item.code().equals("GUESTOS.Dhcp"))
                .findFirst()
                .orElseThrow();

        if (isThere) {
            assertThat(adaptation.notes()).noneMatch(note -> note.contains("DHCP clients"));
            assertThat(check.status()).isEqualTo(CheckStatus.OK);
        } else {
            assertThat(adaptation.notes())
                    .anyMatch(note -> note.contains("none of the DHCP clients that it can use (")
                            && note.contains("install one on the server before it is moved"));
            assertThat(check.status()).isEqualTo(CheckStatus.WARNING);
            assertThat(check.detail()).contains("none of the DHCP clients");
            assertThat(check.remedy()).contains("install one");
        }
    }

    @Test
    void dhcpClient_ofOldRedHat_isNotNetworkManager() {
        tree.remove("/sbin/dhclient");
        tree.remove("/lib/systemd/systemd");
        tree.file("/etc/os-release", "ID=rhel\nVERSION_ID=6\n").file("/usr/sbin/NetworkManager", "");
        tree.file(SCRIPTS + "ifcfg-eth0", "DEVICE=eth0\nBOOTPROTO=dhcp\nONBOOT=yes\n");

        assertThat(plan().notes()).anyMatch(note -> note.contains("DHCP clients that it can use (dhclient)"));
    }
}
