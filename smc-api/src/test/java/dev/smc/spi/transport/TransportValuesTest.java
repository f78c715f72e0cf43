package dev.smc.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.Encryption;
import dev.smc.api.model.TransferOptions;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockTarget;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TransportValuesTest {
    private static final byte[] SECRET = "hunter2".getBytes(StandardCharsets.US_ASCII);
    private static final PeerIdentity IDENTITY = new PeerIdentity(SECRET);
    private static final InetSocketAddress ADDRESS = InetSocketAddress.createUnresolved("receiver", 4711);

    @Test
    void peerIdentity_always_keepsItsBytesToItself() {
        byte[] given = SECRET.clone();
        PeerIdentity identity = new PeerIdentity(given);
        given[0] = 0;
        identity.encoded()[1] = 0;
        assertThat(identity.encoded()).isEqualTo(SECRET);
    }

    @Test
    void toString_ofEverythingThatHoldsASecret_hidesIt() {
        assertThat(IDENTITY).hasToString("PeerIdentity{redacted}");
        assertThat(new SessionIdentities(IDENTITY, IDENTITY).toString()).doesNotContain("hunter2");
        assertThat(channel().toString()).contains("jobId=j-1").doesNotContain("hunter2");
        assertThat(receiver().toString()).contains("jobId=j-1").doesNotContain("hunter2");
    }

    @Test
    void values_ofTheTransport_rebuildEqual() {
        DiskReplication replication = DiskReplication.of(
                r -> r.index(1).round(2).source(mock(BlockSource.class)).used(AllocationMap.full(5)));
        assertThat(replication.toBuilder().build()).isEqualTo(replication);
        assertThat(channel().toBuilder().build()).isEqualTo(channel());
        assertThat(receiver().toBuilder().build()).isEqualTo(receiver());
        assertThat(receiver().disks().get(0).toBuilder().build())
                .isEqualTo(receiver().disks().get(0));
    }

    @Test
    void receiver_withTheLeast_hasDefaults() {
        ReceiverSpec spec =
                ReceiverSpec.of(r -> r.jobId("j-1").epoch(1).identity(IDENTITY).bindAddress(ADDRESS));
        assertThat(spec.encryption()).isEqualTo(Encryption.AUTO);
        assertThat(receiver().disks().get(0).initiallyZero()).isTrue();
    }

    @Test
    void channel_withoutRequired_namesAll() {
        assertThatThrownBy(() -> ChannelSpec.builder().jobId("j-1").build())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage("epoch: is missing; identity: is missing; address: is missing; options: is missing; "
                        + "correct all 4 and try again");
    }

    @Test
    void observer_ofNothing_ignoresEverything() {
        TransferObserver.NONE.settled(1);
        TransferObserver.NONE.sent(1);
        TransferObserver.NONE.waited(dev.smc.api.model.Bottleneck.CPU, 1);
        TransferObserver.NONE.wire(1);
    }

    private static ChannelSpec channel() {
        return ChannelSpec.of(c -> c.jobId("j-1")
                .epoch(3)
                .identity(IDENTITY)
                .address(ADDRESS)
                .options(TransferOptions.builder().build()));
    }

    private static final BlockTarget TARGET = mock(BlockTarget.class);

    private static ReceiverSpec receiver() {
        return ReceiverSpec.of(r -> r.jobId("j-1")
                .epoch(3)
                .identity(IDENTITY)
                .encryption(Encryption.ON)
                .bindAddress(ADDRESS)
                .addDisk(ReceiverDisk.of(d -> d.index(0).target(TARGET).stateDirectory(Path.of("/var/state")))));
    }
}
