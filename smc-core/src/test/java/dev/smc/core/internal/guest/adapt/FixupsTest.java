package dev.smc.core.internal.guest.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.Firmware;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestDevices;
import dev.smc.core.internal.guest.MemoryTree;
import dev.smc.core.internal.guest.check.ImageChecker;
import dev.smc.core.internal.guest.edit.EditPlan;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.edit.FileChange;
import dev.smc.core.internal.guest.system.GuestFinder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edge cases of single fix-ups, in guests of a few files. */
class FixupsTest {
    private final MemoryTree tree = new MemoryTree()
            .file("/etc/os-release", "ID=debian\nVERSION_ID=12\n")
            .file("/sbin/init", "init\n")
            .file("/sbin/dhclient", "dhclient\n")
            .file("/lib/systemd/systemd", "systemd\n")
            .file("/etc/fstab", "UUID=root / ext4 defaults 0 1\n");

    private Adaptation plan() {
        return plan(AdaptationOptions.builder().build());
    }

    private Adaptation plan(AdaptationOptions options) {
        List<GuestDevice> devices = List.of(
                device("ext4", "root", 0, 1, Optional.of(tree)),
                device("swap", "swap", 0, 2, Optional.empty()),
                device("ext4", "data", 1, 1, Optional.empty()),
                device("luks", "vault", 2, 0, Optional.empty()));
        return Planner.plan(GuestFinder.find(devices, Firmware.BIOS).orElseThrow(), options, EditingRights.NONE);
    }

    private static GuestDevice device(String content, String uuid, int disk, int partition, Optional<MemoryTree> tree) {
        return new GuestDevice(
                content,
                Optional.of(uuid),
                Optional.empty(),
                Optional.of("part-" + uuid),
                disk,
                partition,
                Optional.empty(),
                GuestDevices.nowhere(),
                OptionalLong.empty(),
                tree.map(files -> files));
    }

    private String edited(String path, String text) {
        tree.file(path, text);
        return plan().plan().text(path).orElse("none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /dev/sdb1 /data ext4 defaults 0 2           | UUID=data /data ext4 defaults 0 2
            /dev/sdb1 /data ext4                        | UUID=data /data ext4
            UUID=data /data ext4 noauto 0 2             | UUID=data /data ext4 noauto 0 2
            UUID=data /data ext4 ro,nofail 0 2          | UUID=data /data ext4 ro,nofail 0 2
            UUID=data /var ext4 defaults 0 2            | UUID=data /var ext4 defaults 0 2
            /dev/sda2 none swap sw 0 0                  | UUID=swap none swap sw 0 0
            UUID=gone /x xfs defaults 0 2               | UUID=gone /x xfs defaults,nofail 0 2
            srv:/x /x nfs rw 0 0                        | srv:/x /x nfs rw,_netdev,nofail 0 0
            srv:/x /x nfs4 _netdev,nofail 0 0           | srv:/x /x nfs4 _netdev,nofail 0 0
            //srv/x /x cifs noauto 0 0                  | //srv/x /x cifs noauto,_netdev 0 0
            /dev/sr0 /media iso9660 ro 0 0              | # not on ECS: /dev/sr0 /media iso9660 ro 0 0
            /dev/hdc /media udf,iso9660 ro 0 0          | # not on ECS: /dev/hdc /media udf,iso9660 ro 0 0
            .host:/ /mnt fuse.vmhgfs-fuse rw 0 0        | # not on ECS: .host:/ /mnt fuse.vmhgfs-fuse rw 0 0
            tmpfs /tmp tmpfs size=1g 0 0                | tmpfs /tmp tmpfs size=1g 0 0
            /swapfile none swap sw 0 0                  | /swapfile none swap sw 0 0
            # /dev/sdb1 /data ext4 defaults 0 2         | # /dev/sdb1 /data ext4 defaults 0 2
            """)
    void fstab_ofALine_isAsExpected(String line, String expected) {
        String root = "UUID=root / ext4 defaults 0 1\n";

        assertThat(edited("/etc/fstab", root + line + "\n")).isEqualTo(root + expected + "\n");
    }

    @Test
    void fstab_withoutSystemd_isNotCheckedForWhatIsNotThere() {
        tree.remove("/lib/systemd/systemd");

        assertThat(edited("/etc/fstab", "UUID=root / ext4 defaults 0 1\nUUID=gone /x ext3 defaults 1 2\n"))
                .contains("UUID=root / ext4 defaults 0 1\n", "UUID=gone /x ext3 defaults,nofail 1 0\n");
    }

    @Test
    void fstab_ofUpstart_hasItsOwnWord() {
        tree.file("/sbin/mountall", "");

        assertThat(edited("/etc/fstab", "UUID=root / ext4 defaults 0 1\nUUID=gone /x ext3 defaults 0 2\n"))
                .contains("/x ext3 defaults,nofail,nobootwait 0 2\n");
    }

    @Test
    void crypttab_byAnUnstableName_isByUuid() {
        assertThat(edited("/etc/crypttab", "vault /dev/vdc none luks\n")).isEqualTo("vault UUID=vault none luks\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            linux /v root=/dev/sda1 resume=/dev/sda2;initrd /i | root=UUID=root resume=UUID=swap
            linux /v root=/dev/sda1                            | root=PARTUUID=part-root
            linux /v root=UUID=root resume=UUID=gone;initrd /i | root=UUID=root console
            linux /v root=LABEL=x console=ttyS0;initrd /i      | root=LABEL=x console=ttyS0 net.ifnames=0
            linux /v root=UUID=root console=hvc0;initrd /i     | root=UUID=root console=tty0 console=ttyS0
            linux /v root=UUID=root net.ifnames=1;initrd /i    | net.ifnames=0
            """)
    void kernelArguments_ofAnEntry_areAsExpected(String entry, String expected) {
        String changed = edited("/boot/grub/grub.cfg", "menuentry x {\n" + entry.replace(';', '\n') + "\n}\n");

        assertThat(changed).contains(expected).doesNotContain("hvc0", "net.ifnames=1", "UUID=gone");
    }

    @Test
    void kernelArguments_ofDefaults_areNotAddedTwice() {
        assertThat(edited("/etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"console=ttyS0 net.ifnames=0\"\n"))
                .isEqualTo("GRUB_CMDLINE_LINUX_DEFAULT=\"console=ttyS0 net.ifnames=0\"\n");
        assertThat(edited("/etc/default/grub", "GRUB_TIMEOUT=5"))
                .isEqualTo(
                        "GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX=\"console=tty0 console=ttyS0,115200n8 net.ifnames=0\"\n");
    }

    @Test
    void network_ofAFileThatOnlyNamesTheOldCard_keepsTheRest() {
        String directory = "/etc/sysconfig/network-scripts/";
        tree.file(directory + "ifcfg-ens192", "DEVICE=ens192\nBOOTPROTO=dhcp\nHWADDR=00:50:56:01:02:03\nPEERDNS=no\n");
        Adaptation adaptation = plan();

        assertThat(adaptation.plan().names(directory)).containsExactly("ifcfg-eth0");
        assertThat(adaptation.plan().text(directory + "ifcfg-eth0"))
                .contains("DEVICE=eth0\nBOOTPROTO=dhcp\nPEERDNS=no\n");
        assertThat(adaptation.notes()).isEmpty();
    }

    @Test
    void network_madeOfOthers_isNamedWithAllItsAddresses() {
        tree.file("/etc/netplan/01.yaml", """
                network:
                  version: 2
                  ethernets:
                    eno1: {}
                  bonds:
                    bond0:
                      interfaces: [eno1]
                      addresses:
                      - 10.0.0.2/24
                      nameservers:
                        addresses:
                        - 10.0.0.1
                  vlans:
                    bond0.7:
                      id: 7
                      link: bond0
                      addresses: [10.7.0.2/24]
                """);

        assertThat(plan().notes())
                .containsExactly(
                        "the static addresses 10.0.0.2/24, 10.7.0.2/24 of /etc/netplan/01.yaml are given up for DHCP;"
                                + " in the VPC, give the instance that private address if others rely on it",
                        "the bond bond0 of /etc/netplan/01.yaml is given up: eth0 gets its address by DHCP itself",
                        "the vlan bond0.7 of /etc/netplan/01.yaml is given up: eth0 gets its address by DHCP itself");
    }

    @Test
    void network_ofNetworkdForAnotherDriver_getsAFileOfItsOwn() {
        tree.file("/usr/lib/systemd/network/80-ec2.network", "[Match]\nDriver=ena\n[Network]\nDHCP=yes\n");
        tree.link("/etc/systemd/system/multi-user.target.wants/systemd-networkd.service", "/usr/lib/x.service");

        assertThat(plan().plan().exists("/etc/systemd/network/10-smc.network")).isTrue();
    }

    @Test
    void network_withoutDhcpAsked_staysAsItIs() {
        tree.file("/sbin/ifup", "");
        tree.file("/etc/network/interfaces", "auto ens3\niface ens3 inet static\n address 10.0.0.2\n");

        Adaptation adaptation = plan(AdaptationOptions.of(options -> options.dhcp(false)));

        assertThat(adaptation.plan().edits()).isEmpty();
    }

    @Test
    void cloudInit_withoutAnyNetwork_makesItItself() {
        tree.file("/etc/cloud/cloud.cfg", "users: []\n");

        assertThat(plan().plan().text("/etc/cloud/cloud.cfg.d/zz_smc.cfg").orElseThrow())
                .contains("datasource_list: [ AliYun, None ]")
                .doesNotContain("config: disabled");
        assertThat(plan().notes()).anyMatch(note -> note.contains("not known what configures the network"));
    }

    @Test
    void selinux_withoutEdits_isNotRelabelled() {
        tree.file("/etc/selinux/config", "SELINUX=enforcing\n");

        assertThat(plan().plan().edits()).isEmpty();
    }

    @Test
    void leftovers_inComments_areNone() {
        tree.file("/etc/chrony.conf", "# refclock PHC /dev/ptp0\npool pool.ntp.org\n");
        assertThat(plan().notes()).noneMatch(note -> note.startsWith("/etc/chrony.conf"));

        tree.file("/etc/chrony.conf", "refclock PHC /dev/ptp0\n");
        assertThat(plan().notes()).anyMatch(note -> note.startsWith("/etc/chrony.conf uses a clock"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            /sbin/halt                              | none
            /usr/sbin/halt                          | none
            /usr/sbin/httpd                         | none
            /usr/sbin/hypervkvpd                    | Hyper-V daemons
            /usr/sbin/hv_kvp_daemon                 | Hyper-V daemons
            /etc/cloud/cloud.cfg.d/91-azure_ds.cfg  | cloud-init bound to Azure
            /etc/cloud/cloud.cfg.d/10-azure-kvp.cfg | none
            /opt/VBoxGuestAdditions-7.0.14          | VirtualBox guest additions
            /CloudResetPwdAgent                     | password reset
            """)
    void agents_byTheirEvidence_areThoseThatMatchAllOfIt(String evidence, String agent) {
        tree.file(evidence, "");

        assertThat(InstalledAgents.names(plan().plan()))
                .isEqualTo(Optional.ofNullable(agent).stream().toList());
    }

    @Test
    void agents_withFilesByWildcards_loseThoseThatMatch() {
        String directory = "/etc/cloud/cloud.cfg.d/";
        tree.file(directory + "05_logging.cfg", "output: {}\n");
        tree.file(directory + "90-azure.cfg", "system_info: {}\n");
        tree.file(directory + "91-azure_datasource.cfg", "datasource: {}\n");

        assertThat(plan().plan().names("/etc/cloud/cloud.cfg.d")).containsExactly("05_logging.cfg");
    }

    @Test
    void kernelArguments_thatDoNotFitIntoTheEnvironment_areNotDoneAndNoGoodBoot() {
        tree.file("/boot/vmlinuz-6.1", "kernel");
        tree.file("/boot/grub2/grub.cfg", "  set kernelopts=\"root=/dev/sda1 ro\"\n");
        tree.file("/boot/loader/entries/6.1.conf", "linux /vmlinuz-6.1\ninitrd /i\noptions $kernelopts\n");
        String start = "# GRUB Environment Block\nkernelopts=root=/dev/sda ";
        tree.file("/boot/grub2/grubenv", start + "b".repeat(1023 - start.length()) + "\n");

        Adaptation adaptation = plan();

        assertThat(adaptation.notDone())
                .anySatisfy(item -> assertThat(item.name() + ": " + item.reason())
                        .startsWith("/boot/grub2/grubenv: GRUB's environment block has no room for other arguments,"
                                + " but the root and swap devices have other names on ECS"));
        assertThat(ImageChecker.check(adaptation).items())
                .filteredOn(item -> item.code().equals("GUESTOS.Grub"))
                .singleElement()
                .satisfies(item -> assertThat(item.status()).isEqualTo(CheckStatus.CRITICAL));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            GRUB_CMDLINE_LINUX="a=\\"b c\\""       | console=tty0 console=ttyS0,115200n8 net.ifnames=0
            GRUB_CMDLINE_LINUX="$(f) net.ifnames=1" | console=tty0 console=ttyS0,115200n8 net.ifnames=0
            GRUB_CMDLINE_LINUX+=" quiet"            | console=tty0 console=ttyS0,115200n8 net.ifnames=0
            """)
    void kernelArguments_ofALineThatIsNotUnderstood_areAddedBehindIt(String line, String added) {
        String text = line + "\nGRUB_TIMEOUT=5\n";
        String changed = edited("/etc/default/grub", text);

        assertThat(changed).isEqualTo(text + "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX " + added + "\"\n");
        assertThat(edited("/etc/default/grub", changed)).isEqualTo(changed);
        assertThat(plan().notDone()).isEmpty();
    }

    @Test
    void kernelArguments_thatOnlyPeopleCanChange_areNotDone() {
        tree.file("/etc/sysconfig/bootloader", "DEFAULT_APPEND=\"a=\\\"b c\\\"\"\nFAILSAFE_APPEND=\"quiet\"\n");
        tree.file("/etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"$(f) resume=UUID=gone\"\n");

        assertThat(plan().notDone())
                .extracting(item -> item.name())
                .contains("/etc/sysconfig/bootloader", "/etc/default/grub");
        assertThat(plan().plan().text("/etc/sysconfig/bootloader").orElseThrow())
                .contains("FAILSAFE_APPEND=\"quiet console=tty0");
    }

    @Test
    void cloudInit_forANewInstance_locksNobodyOut() {
        tree.file("/etc/cloud/cloud.cfg", "users:\n - default\ndisable_root: true\nssh_pwauth: false\n");
        tree.file("/etc/cloud/cloud.cfg.d/50_x.cfg", "# ssh_pwauth: true\n\"ssh_pwauth\" : 0\n");
        EditPlan plan = plan().plan();

        assertThat(plan.text("/etc/cloud/cloud.cfg.d/zz_smc.cfg").orElseThrow())
                .contains("\nusers: []\nuser: ~\ndisable_root: false\nssh_deletekeys: false\n")
                .contains("\napt: { preserve_sources_list: true }\n")
                .doesNotContain("ssh_pwauth", "apt_preserve_sources_list");
        assertThat(plan.text("/etc/cloud/cloud.cfg"))
                .contains("users:\n - default\ndisable_root: true\n#ssh_pwauth: false\n");
        assertThat(plan.text("/etc/cloud/cloud.cfg.d/50_x.cfg")).contains("# ssh_pwauth: true\n#\"ssh_pwauth\" : 0\n");
    }

    @Test
    void cloudInit_ofOldReleases_keepsPackageSourcesByTheOldKey() {
        tree.file("/etc/os-release", "ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"14.04\"\n");
        tree.file("/etc/cloud/cloud.cfg", "users: []\n");

        assertThat(plan().plan().text("/etc/cloud/cloud.cfg.d/zz_smc.cfg").orElseThrow())
                .contains("\napt_preserve_sources_list: true\n");
    }

    @Test
    void cloudInit_withOtherDataSources_asksAlibabaCloudAlone() {
        String directory = "/etc/cloud/cloud.cfg.d/";
        tree.file("/etc/cloud/cloud.cfg", "users: []\n");
        tree.file("/etc/cloud/ds-identify.cfg", "datasource: Ec2\n");
        tree.file(directory + "05_logging.cfg", "output: {}\n");
        tree.file(directory + "90_dpkg.cfg", "# datasource_list: [ Ec2 ]\n");
        tree.file(directory + "99_smc.cfg", """
                # Written by SMC. This server was moved to Alibaba Cloud ECS.
                datasource_list: [ AliYun, None ]
                """);
        tree.file(directory + "custom.cfg", "datasource_list: [ Ec2 ]\n");
        tree.file(directory + "README", "datasource_list\n");
        EditPlan plan = plan().plan();

        assertThat(plan.names("/etc/cloud/cloud.cfg.d"))
                .containsExactly("05_logging.cfg", "90_dpkg.cfg", "README", "zz_smc.cfg");
        assertThat(plan.exists("/etc/cloud/ds-identify.cfg")).isFalse();
        assertThat(plan.edits().stream()
                        .flatMap(edit -> edit.changes().stream())
                        .map(FileChange::path))
                .contains(EditPlan.ORIGINALS + directory + "custom.cfg")
                .doesNotContain(EditPlan.ORIGINALS + directory + "99_smc.cfg");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', nullValues = "none", textBlock = """
            /etc/ssh/sshd_config           | ListenAddress 10.1.2.3:22             | listens on 10.1.2.3,
            /etc/ssh/sshd_config.d/x.conf  | Match LocalAddress 10.1.2.3           | names 10.1.2.3,
            /etc/ssh/sshd_config           | ListenAddress 10.1.2.34               | none
            /etc/ssh/sshd_config           | # ListenAddress 10.1.2.3              | none
            /etc/iptables/rules.v4         | -A INPUT -d 10.1.2.3/32 -j ACCEPT     | names 10.1.2.3,
            /etc/sysconfig/iptables        | -A INPUT -i ens192 -j ACCEPT          | names ens192,
            /etc/sysconfig/iptables        | -A INPUT -i ens1921 -s 110.1.2.3      | none
            /etc/nftables.conf             | iifname "ens192" ip daddr 10.1.2.3   | names 10.1.2.3, ens192,
            /etc/ufw/user.rules            | -A ufw-user-input -d 10.1.2.3.4       | none
            /etc/firewalld/zones/work.xml  | <interface name="ens192"/>            | names ens192,
            /etc/sysctl.d/9.conf           | net.ipv4.conf.ens192.rp_filter = 0    | names ens192,
            /etc/hosts                     | 10.1.2.3 ens192                       | names 10.1.2.3,
            /etc/keepalived/keepalived.conf| interface ens192                      | names ens192,
            """)
    void leftovers_thatNameWhatIsNotKept_areNoted(String path, String line, String note) {
        tree.file("/etc/network/interfaces", "auto ens192\niface ens192 inet static\n address 10.1.2.3/24\n");
        tree.file(path, line + "\n");
        Adaptation adaptation = plan();

        assertThat(adaptation.notes().stream().filter(each -> each.startsWith(path)))
                .hasSize(note == null ? 0 : 1)
                .allMatch(each -> each.startsWith(path + " " + note + " which the server does not keep: "));
        assertThat(adaptation.plan().isEdited(path)).isFalse();
    }

    @Test
    void cloudInit_withASiteFileThatNamesSources_leavesIt() {
        tree.file("/etc/cloud/cloud.cfg", "users: []\n");
        tree.file(
                "/etc/cloud/cloud.cfg.d/95_site.cfg",
                "datasource_list: [ NoCloud ]\ngrowpart: { mode: \"off\" }\nmounts: []\n");
        assertThat(plan().plan().isEdited("/etc/cloud/cloud.cfg.d/95_site.cfg")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "LABEL=gone, CRITICAL",
        "PARTUUID=1234-01, CRITICAL",
        "/dev/disk/by-label/gone, CRITICAL",
        "/dev/mapper/vg1-var, WARNING", // volumes of some kinds are not seen
        "/dev/vg1/var, WARNING",
    })
    void check_ofADeviceThatIsNotThere_saysSo(String device, CheckStatus status) {
        tree.file("/boot/vmlinuz-6.1", "kernel");
        tree.file("/etc/fstab", "/dev/sda / ext4 defaults 0 1\n" + device + " /var ext4 defaults 0 2\n");
        Adaptation adaptation = Planner.plan(
                GuestFinder.find(List.of(GuestDevices.of(tree)), Firmware.BIOS).orElseThrow(),
                AdaptationOptions.builder().build(),
                EditingRights.NONE);
        assertThat(ImageChecker.check(adaptation).items())
                .filteredOn(item -> item.code().equals("GUESTOS.Fstab"))
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.status()).isEqualTo(status);
                    assertThat(item.detail()).contains(device);
                });
    }

    @Test
    void kernels_inGreatNumber_areLookedIntoFromTheNewestOn() {
        for (int i = 0; i < 40; i++) {
            tree.file("/boot/vmlinuz-6." + i, "kernel");
        }
        Adaptation adaptation = plan();

        assertThat(adaptation.kernels())
                .hasSize(32)
                .first()
                .satisfies(newest -> assertThat(newest.kernel().release()).isEqualTo("6.39"));
        assertThat(adaptation.notes()).anyMatch(note -> note.startsWith("kernel 6.7 and older ones were not looked"));
    }

    @Test
    void leftovers_inFilesThatAreTooLong_areNotTakenForEditsThatFailed() {
        tree.file("/etc/network/interfaces", "auto ens192\niface ens192 inet static\n address 10.1.2.3/24\n");
        tree.file("/etc/hosts", "0.0.0.0 tracker.example\n".repeat(60_000));
        Adaptation adaptation = plan();

        assertThat(adaptation.notDone()).isEmpty();
        assertThat(adaptation.notes()).anyMatch(note -> note.startsWith("/etc/hosts is longer than 1 MiB"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /etc/ssh/sshd_config   | ListenAddress 10.1.2.3  | WARNING
            /etc/ssh/sshd_config   | ListenAddress 0.0.0.0   | OK
            /etc/iptables/rules.v4 | -A INPUT -i lan0 -j DROP | WARNING
            /etc/hosts             | 10.1.2.3 db             | OK
            """)
    void leftovers_thatMayShutTheServerOff_areWarnedOf(String path, String line, CheckStatus status) {
        tree.file("/usr/sbin/sshd", "");
        tree.file("/etc/network/interfaces", "auto eth0\niface eth0 inet static\n address 10.1.2.3/24\n");
        tree.file("/etc/udev/rules.d/70-persistent-net.rules", "ATTR{address}==\"00:50:56:01:02:03\", NAME=\"lan0\"\n");
        tree.file(path, line + "\n");

        assertThat(ImageChecker.check(plan()).items())
                .filteredOn(item -> item.code().equals("SOURCE.Ssh"))
                .singleElement()
                .satisfies(item -> assertThat(item.status()).isEqualTo(status));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            /etc/netplan/1.yaml                                 | network:;  ethernets:;    lan0:;      addresses: [10.1.2.3/24]
            /etc/netplan/1.yaml                                 | network:;  ethernets:;    x:;      set-name: lan0;      dhcp4: true
            /etc/netplan/1.yaml                                 | network:;  bridges:;    lan0:;      addresses: [10.1.2.3/24]
            /etc/sysconfig/network-scripts/ifcfg-lan0           | BOOTPROTO=none;IPADDR=10.1.2.3
            /etc/sysconfig/network-scripts/ifcfg-x              | DEVICE=lan0;IPADDR=10.1.2.3
            /etc/sysconfig/network/ifcfg-lan0                   | BOOTPROTO='static';IPADDR='10.1.2.3/24'
            /etc/systemd/network/1.network                      | [Match];Name=eth1 lan0;[Network];Address=10.1.2.3/24
            /etc/NetworkManager/system-connections/x            | [connection];type=ethernet;interface-name=lan0;[ipv4];method=manual
            """)
    void network_ofEachKind_tellsWhichInterfacesAreLost(String path, String text) {
        tree.file(path, text.replace(';', '\n') + "\n");
        tree.file("/etc/nftables.conf", "iifname lan0 accept\n");

        assertThat(plan().unreachable()).singleElement().asString().startsWith("/etc/nftables.conf names lan0,");
    }
}
