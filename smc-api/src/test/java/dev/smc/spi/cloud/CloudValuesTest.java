package dev.smc.spi.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.smc.api.model.Encryption;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.ImageFormat;
import dev.smc.spi.transport.PeerIdentity;
import dev.smc.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CloudValuesTest {
    private static final Creation CREATION = Creation.of(
            c -> c.clientToken("abc").region("local").jobId("j-1").epoch(3).name("SMC_Temp_Disk"));

    @Test
    void capabilities_ofNothingSaid_allowEverySize() {
        CloudCapabilities capabilities = CloudCapabilities.builder().build();
        assertThat(capabilities.imagesKeepSnapshots()).isFalse();
        assertThat(capabilities.minDiskBytes()).isEqualTo(1);
        assertThat(capabilities.maxDiskBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(capabilities.diskSizeUnit()).isEqualTo(1);
        assertThat(capabilities.minSystemDiskBytes()).isEqualTo(1);
        assertThat(capabilities.maxSystemDiskBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(capabilities.growableFileSystems()).isEmpty();
    }

    @Test
    void values_ofTheCloud_rebuildEqual() {
        CloudCapabilities capabilities = CloudCapabilities.of(c -> c.imagesKeepSnapshots(true)
                .minDiskBytes(20L << 30)
                .maxDiskBytes(32768L << 30)
                .maxSystemDiskBytes(2048L << 30)
                .growableFileSystems(Set.of("ext4"))
                .diskSizeUnit(1 << 30));
        assertThat(capabilities.toBuilder().build()).isEqualTo(capabilities);
        CloudContext context = CloudContext.of(c ->
                c.directory(Path.of("/home")).transport(mock(Transport.class)).clock(InstantSource.system()));
        assertThat(context.toBuilder().build()).isEqualTo(context);
        assertThat(CREATION.toBuilder().build()).isEqualTo(CREATION);
        DiskRequest disk = DiskRequest.of(d -> d.creation(CREATION).index(1).sizeBytes(1000));
        assertThat(disk.toBuilder().build()).isEqualTo(disk);
        SnapshotRequest snapshot = SnapshotRequest.of(s -> s.creation(CREATION)
                .diskId("d-1")
                .last(true)
                .addGrowth(new FileSystemGrowth(1, "ext4", 1 << 20, 1 << 30)));
        assertThat(snapshot.toBuilder().build()).isEqualTo(snapshot);
        ImageRequest image = ImageRequest.of(i -> i.creation(CREATION)
                .addDisk(ImageRequestDisk.of(d -> d.index(0)
                        .snapshotId("sn-1")
                        .sizeBytes(1000)
                        .usedBytes(500)
                        .digest("ab12")))
                .format(ImageFormat.RAW)
                .firmware(Firmware.UEFI)
                .sourceId("s-1")
                .sourceName("web01")
                .round(1));
        assertThat(image.toBuilder().build()).isEqualTo(image);
        assertThat(image.disks().get(0).toBuilder().build())
                .isEqualTo(image.disks().get(0));
        IntermediateInstance instance =
                IntermediateInstance.of(i -> i.id("i-1").address(InetSocketAddress.createUnresolved("receiver", 4711)));
        assertThat(instance.toBuilder().build()).isEqualTo(instance);
    }

    @Test
    void instanceRequest_always_hidesItsIdentity() {
        InstanceRequest request = InstanceRequest.of(i -> i.creation(CREATION)
                .diskIds(Map.of(0, "d-1"))
                .identity(new PeerIdentity(new byte[] {42}))
                .encryption(Encryption.ON));
        assertThat(request.toString())
                .contains("diskIds={0=d-1}", "PeerIdentity{redacted}")
                .doesNotContain("42");
        assertThat(request.toBuilder().build()).isEqualTo(request);
    }
}
