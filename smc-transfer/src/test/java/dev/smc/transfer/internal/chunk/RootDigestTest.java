package dev.smc.transfer.internal.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class RootDigestTest {
    private static final ChunkGrid GRID = new ChunkGrid(10 * 4096, 4096);

    private static byte[] digests() {
        byte[] digests = new byte[64];
        for (int i = 0; i < 64; i++) {
            digests[i] = (byte) i;
        }
        return digests;
    }

    @Test
    void finish_mixedDisk_isTheDigestOfTheFormat() throws Exception {
        RootDigest root = new RootDigest(GRID);
        root.addZeros(3);
        root.addZeros(2);
        root.addData(digests(), 0);
        root.addData(digests(), 32);
        root.addZeros(3);

        ByteBuffer expected = ByteBuffer.allocate(200);
        expected.put("SMC root 1".getBytes(StandardCharsets.US_ASCII))
                .putLong(40960)
                .putInt(4096);
        expected.put((byte) 0).putLong(5);
        expected.put((byte) 1).put(digests(), 0, 32);
        expected.put((byte) 1).put(digests(), 32, 32);
        expected.put((byte) 0).putLong(3);
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(expected.flip());
        assertThat(root.finish()).isEqualTo(sha.digest());
    }

    @Test
    void copy_fedFurther_leavesTheOriginalAlone() {
        RootDigest root = new RootDigest(GRID);
        root.addData(digests(), 0);
        root.addZeros(1);
        RootDigest copy = root.copy();
        copy.addZeros(1);
        copy.addData(digests(), 0);
        RootDigest same = new RootDigest(GRID);
        same.addData(digests(), 0);
        same.addZeros(2);
        same.addData(digests(), 0);
        assertThat(copy.finish()).isEqualTo(same.finish());
        RootDigest alone = new RootDigest(GRID);
        alone.addData(digests(), 0);
        alone.addZeros(1);
        assertThat(root.finish()).isEqualTo(alone.finish());
    }
}
