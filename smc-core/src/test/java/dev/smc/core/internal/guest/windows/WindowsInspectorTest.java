package dev.smc.core.internal.guest.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.Firmware;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at disks on which directories and hives are as those of Windows. */
@RequiresTool({"mkntfs", "ntfs-3g", "mkfs.fat", "mcopy", "hivexregedit", "sfdisk"})
class WindowsInspectorTest {
    private static final String SYSTEM = """
            [\\Select]
            "Current"=dword:00000002

            [\\ControlSet001]

            [\\ControlSet002\\Control\\ComputerName\\ComputerName]
            "ComputerName"="WEB01"

            [\\ControlSet002\\Control\\Session Manager]
            "PendingFileRenameOperations"=hex(7):61,00,00,00,00,00

            [\\ControlSet002\\Control\\Session Manager\\Environment]
            "PROCESSOR_ARCHITECTURE"="AMD64"

            [\\ControlSet002\\Control\\TimeZoneInformation]
            "RealTimeIsUniversal"=dword:00000001

            [\\ControlSet002\\Control\\Class\\{4d36e967-e325-11ce-bfc1-08002be10318}]
            "Class"="DiskDrive"
            "LowerFilters"=hex(7):6f,00,6c,00,64,00,00,00,70,00,61,00,72,00,74,00,6d,00,67,00,72,00,00,00,00,00

            [\\ControlSet002\\Services\\partmgr]
            "ImagePath"=str(2):"System32\\\\drivers\\\\partmgr.sys"
            "Start"=dword:00000000

            [\\ControlSet002\\Services\\viostor]
            "ImagePath"=str(2):"\\\\SystemRoot\\\\System32\\\\drivers\\\\viostor.sys"
            "Start"=dword:00000000

            [\\ControlSet002\\Services\\vioscsi]
            "Start"=dword:00000000

            [\\ControlSet002\\Services\\stornvme]
            "ImagePath"=str(2):"\\\\??\\\\C:\\\\Windows\\\\System32\\\\drivers\\\\stornvme.sys"
            "Start"=dword:00000000

            [\\ControlSet002\\Services\\stornvme\\StartOverride]
            "0"=dword:00000003

            [\\ControlSet002\\Services\\xenvbd]
            "Start"=dword:00000004

            [\\ControlSet002\\Services\\AliyunService]
            "Start"=dword:00000002

            [\\DriverDatabase\\DeviceIds\\PCI\\VEN_1AF4&DEV_1001&SUBSYS_00021AF4&REV_00]

            [\\DriverDatabase\\DeviceIds\\PCI\\VEN_8086&DEV_1237]

            [\\Setup]
            "SystemSetupInProgress"=dword:00000000

            """;

    private static final String SOFTWARE = """
            [\\Microsoft\\Windows NT\\CurrentVersion]
            "ProductName"="Windows Server 2019 Datacenter"
            "CurrentVersion"="6.3"
            "CurrentMajorVersionNumber"=dword:0000000a
            "CurrentMinorVersionNumber"=dword:00000000
            "CurrentBuild"="17763"
            "EditionID"="ServerDatacenter"
            "InstallationType"="Server Core"

            [\\Microsoft\\Windows\\CurrentVersion\\Setup\\State]
            "ImageState"="IMAGE_STATE_COMPLETE"

            [\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending]

            [\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages\\Package_for_KB5009557~31bf3856ad364e35~amd64~~1.1]

            [\\Policies\\Microsoft\\Windows\\DeviceInstall\\Restrictions]
            "DenyUnspecified"=dword:00000001

            """;

    @TempDir
    private Path work;

    private WindowsDisks disks;

    @BeforeEach
    void start() {
        disks = new WindowsDisks(work);
    }

    @Test
    void inspect_ofAWindowsWithUefi_tellsAllOfIt() throws Exception {
        Path system = disks.ntfs(root -> {
            fill(root);
            Files.writeString(
                    Files.createDirectory(root.resolve("Windows/WinSxS")).resolve("pending.xml"), "<x/>");
        });
        Path efi = disks.fat(root -> {
            Path boot = Files.createDirectories(root.resolve("EFI/Microsoft/Boot"));
            Files.writeString(boot.resolve("bootmgfw.efi"), "MZ");
            Hives.make(boot.resolve("BCD"), "[\\Objects]\n\n");
            Files.writeString(Files.createDirectory(root.resolve("EFI/BOOT")).resolve("BOOTX64.EFI"), "MZ");
        });
        List<WindowsGuest> found = WindowsDisks.inspect(system, efi);
        assertThat(found).hasSize(1);
        WindowsGuest guest = found.get(0);
        assertThat(guest.directory()).isEqualTo("Windows");
        assertThat(guest.hives()).extracting(HiveFile::state).containsOnly(HiveFile.State.CLEAN);
        checkSystem(guest.system());
        checkSoftware(guest.software());
        assertThat(guest.virtioFiles()).containsExactly("NETKVM.sys", "viostor.sys");
        assertThat(guest.pending())
                .containsExactlyInAnyOrder(
                        PendingWork.FILE_RENAMES, PendingWork.COMPONENTS_RESTART, PendingWork.COMPONENTS_FILES);
        assertThat(guest.isHibernated()).isFalse();
        assertThat(guest.boot().firmware()).isEqualTo(Firmware.UEFI);
        assertThat(guest.boot().hasEfiFallback()).isTrue();
        assertThat(guest.boot().stores())
                .containsExactly(new HiveFile("EFI/Microsoft/Boot/BCD", HiveFile.State.CLEAN, ""));
        assertThat(guest.volumes()).isEqualTo(new WindowsVolumes(List.of(), List.of()));
    }

    private static void checkSystem(WindowsSystem system) {
        assertThat(system.controlSet()).isEqualTo(2);
        assertThat(system.hostName()).contains("WEB01");
        assertThat(system.architecture()).contains("AMD64");
        assertThat(system.isClockUtc()).isTrue();
        Optional<WindowsDriver.Start> boot = Optional.of(WindowsDriver.Start.BOOT);
        assertThat(system.drivers())
                .containsExactlyInAnyOrder(
                        new WindowsDriver("viostor", DriverKind.VIRTIO_STORAGE, boot, false, true),
                        new WindowsDriver("vioscsi", DriverKind.VIRTIO_STORAGE, boot, false, false),
                        new WindowsDriver("stornvme", DriverKind.NVME, boot, true, true),
                        new WindowsDriver(
                                "xenvbd", DriverKind.XEN, Optional.of(WindowsDriver.Start.DISABLED), false, false));
        assertThat(system.drivers().stream().filter(WindowsDriver::startsWithKernel))
                .extracting(WindowsDriver::name)
                .containsExactly("viostor");
        assertThat(system.services()).contains("aliyunservice", "partmgr").hasSize(6);
        assertThat(system.virtioDevices()).containsExactly("VEN_1AF4&DEV_1001&SUBSYS_00021AF4&REV_00");
        assertThat(system.filters())
                .hasSize(2)
                .allMatch(filter -> filter.className().equals("DiskDrive"));
        assertThat(system.filters().stream().filter(ClassFilter::isLeftOver))
                .extracting(ClassFilter::driver)
                .containsExactly("old");
    }

    private static void checkSoftware(WindowsSoftware software) {
        assertThat(software.productName()).contains("Windows Server 2019 Datacenter");
        assertThat(software.version()).contains("10.0");
        assertThat(software.build()).contains("17763");
        assertThat(software.edition()).contains("ServerDatacenter");
        assertThat(software.installationType()).contains("Server Core");
        assertThat(software.imageState()).contains("IMAGE_STATE_COMPLETE");
        assertThat(software.updates()).containsExactly("KB5009557");
        assertThat(software.deniesDrivers()).isTrue();
    }

    @Test
    void inspect_ofAWindowsWithBios_findsItsActivePartition() throws Exception {
        Path volume = disks.ntfs(root -> {
            fill(root);
            Files.writeString(root.resolve("bootmgr"), "boot");
            Files.writeString(Files.createDirectory(root.resolve("Boot")).resolve("BCD"), "no hive");
            Files.write(root.resolve("hiberfil.sys"), hibernated());
        });
        Path disk = disks.withMbr(volume, "7");
        WindowsGuest guest = WindowsDisks.inspect(disk).get(0);
        assertThat(guest.boot().firmware()).isEqualTo(Firmware.BIOS);
        assertThat(guest.boot().activePartition()).hasValue(1);
        assertThat(guest.boot().stores()).singleElement().satisfies(store -> {
            assertThat(store.path()).isEqualTo("Boot/BCD");
            assertThat(store.state()).isEqualTo(HiveFile.State.DAMAGED);
        });
        assertThat(guest.isHibernated()).isTrue();
    }

    @Test
    void inspect_ofDamagedHives_saysSo() throws Exception {
        Path system = disks.ntfs(root -> {
            Path configuration = Files.createDirectories(root.resolve("WINNT/system32/config"));
            Files.write(configuration.resolve("system"), new byte[20_000]);
            byte[] hive = Files.readAllBytes(Hives.make(work.resolve("SOFTWARE"), SOFTWARE));
            hive[4]++;
            HiveBuilder.seal(hive);
            Files.write(configuration.resolve("software"), hive);
        });
        WindowsGuest guest = WindowsDisks.inspect(system).get(0);
        assertThat(guest.directory()).isEqualTo("WINNT");
        assertThat(guest.hives())
                .extracting(HiveFile::state)
                .containsExactly(HiveFile.State.DAMAGED, HiveFile.State.DIRTY);
        assertThat(guest.hives().get(0).reason())
                .contains("WINNT/System32/config/SYSTEM")
                .contains("regf");
        assertThat(guest.system()).isEqualTo(WindowsSystem.UNKNOWN);
        assertThat(guest.software().build()).contains("17763");
        assertThat(guest.boot().firmware()).isEqualTo(Firmware.UNKNOWN);
    }

    @Test
    void inspect_ofOtherDisks_findsNone() throws Exception {
        Path data = disks.ntfs(root -> Files.createDirectories(root.resolve("Windows/System32")));
        assertThat(WindowsDisks.inspect(data)).isEmpty();
    }

    @Test
    void volumes_ofBitLockerAndDynamicDisks_areNamed() throws Exception {
        Path volume = disks.ntfs(root -> {});
        Path disk = disks.withMbr(volume, "42");
        assertThat(WindowsDisks.volumes(disk)).isEqualTo(new WindowsVolumes(List.of(), List.of("disk 0 partition 1")));
        WindowsDisks.overwrite(volume, 3, "-FVE-FS-");
        Path encrypted = disks.withMbr(volume, "7");
        assertThat(WindowsDisks.volumes(encrypted))
                .isEqualTo(new WindowsVolumes(List.of("disk 0 partition 1"), List.of()));
        assertThat(WindowsDisks.inspect(encrypted)).isEmpty();
    }

    private static void fill(Path root) throws IOException, InterruptedException {
        Path system = Files.createDirectories(root.resolve("Windows/System32"));
        Path drivers = Files.createDirectory(system.resolve("drivers"));
        for (String name : List.of("viostor.sys", "NETKVM.sys", "partmgr.sys", "stornvme.sys")) {
            Files.writeString(drivers.resolve(name), name);
        }
        Path configuration = Files.createDirectory(system.resolve("config"));
        Hives.make(configuration.resolve("SYSTEM"), SYSTEM);
        Hives.make(configuration.resolve("SOFTWARE"), SOFTWARE);
    }

    private static byte[] hibernated() {
        byte[] memory = new byte[8192];
        System.arraycopy(new byte[] {'H', 'I', 'B', 'R'}, 0, memory, 0, 4);
        return memory;
    }
}
