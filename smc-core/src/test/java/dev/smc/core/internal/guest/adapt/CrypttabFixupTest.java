package dev.smc.core.internal.guest.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.Firmware;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestDevices;
import dev.smc.core.internal.guest.MemoryTree;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.system.GuestFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is overwritten with a new key at each start must be what it was, or nothing. */
class CrypttabFixupTest {
    private static final String SWAP = "swap /dev/vdb1 /dev/urandom swap,cipher=aes-xts-plain64\n";

    private static GuestDevice device(String content, String uuid, int disk, Optional<MemoryTree> tree) {
        return new GuestDevice(
                content,
                Optional.of(uuid),
                Optional.empty(),
                Optional.of("PART-" + uuid + disk),
                disk,
                1,
                Optional.empty(),
                GuestDevices.nowhere(),
                OptionalLong.empty(),
                tree.map(files -> files));
    }

    private static Adaptation plan(GuestDevice... others) {
        MemoryTree tree = new MemoryTree();
        tree.file("/etc/os-release", "ID=debian\nVERSION_ID=12\n");
        tree.file("/etc/fstab", "UUID=root / ext4 defaults 0 1\n");
        tree.file("/etc/crypttab", SWAP);
        tree.file("/sbin/init", "");
        List<GuestDevice> devices = new ArrayList<>(List.of(device("ext4", "root", 0, Optional.of(tree))));
        devices.addAll(List.of(others));
        return Planner.plan(
                GuestFinder.find(devices, Firmware.BIOS).orElseThrow(),
                AdaptationOptions.builder().build(),
                EditingRights.NONE);
    }

    @Test
    void plan_ofAPartitionThatHoldsNothingKnown_namesIt() {
        assertThat(plan(device("unknown", "x", 1, Optional.empty())).plan().text("/etc/crypttab"))
                .contains("swap /dev/disk/by-partuuid/part-x1 /dev/urandom swap,cipher=aes-xts-plain64\n");
    }

    @Test
    void plan_whereAFileSystemHasThatName_switchesItOff() {
        Adaptation adaptation = plan(device("ext4", "data", 1, Optional.empty()));
        assertThat(adaptation.plan().text("/etc/crypttab")).contains("# not on ECS: " + SWAP);
        assertThat(adaptation.notes()).anyMatch(note -> note.contains("/dev/vdb1"));
    }

    @Test
    void plan_ofARootWhoseUuidAnotherDiskHas_usesAnotherName() {
        Adaptation adaptation = plan(device("ext4", "root", 1, Optional.empty()));
        assertThat(adaptation.guest().stableName(adaptation.guest().root().device()))
                .contains("PARTUUID=part-root0");
    }
}
