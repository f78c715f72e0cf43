package dev.smc.transfer.internal.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.smc.api.error.TargetWriteException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Cuts the power at every write and force of a receiver's life, with a target and a manifest that both lose and tear what was not
 * forced, and asks what the manifest claims afterwards.
 */
class ManifestCrashTest {
    private static final int WRITERS = 3;
    private static final int CHUNKS = 9000;
    private static final ChunkGrid GRID = new ChunkGrid(CHUNKS * 4096L, 4096);
    private static final long GARBAGE = -1;

    /** Contents of chunks as numbers, 0 for zeros; what was not forced may be there, be lost, or be garbage after a crash. */
    private static final class Target {
        private final Map<Long, Long> stable = new HashMap<>();
        private final Map<Long, Long> unforced = new HashMap<>();

        void write(long chunk, long content) {
            unforced.put(chunk, content);
        }

        void force() {
            stable.putAll(unforced);
            unforced.clear();
        }

        void crash(SplittableRandom random) {
            unforced.forEach((chunk, content) -> {
                switch (random.nextInt(3)) {
                    case 0 -> stable.put(chunk, content);
                    case 1 -> stable.put(chunk, GARBAGE);
                    default -> {}
                }
            });
            unforced.clear();
        }

        long content(long chunk) {
            return stable.getOrDefault(chunk, 0L);
        }
    }

    private final Target target = new Target();
    private final Set<Long> acknowledged = new HashSet<>();
    private long nextContent = 1;

    private static byte[] digest(long content) {
        byte[] digest = new byte[32];
        Arrays.fill(digest, (byte) content);
        digest[0] = (byte) (content >> 8);
        return digest;
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, false"})
    void anyCrash_leavesNoFalseClaim(long seed, boolean initiallyZero) {
        int crashes = 0;
        for (int calls = 1; calls < 120; calls += calls < 25 ? 1 : 7) {
            SplittableRandom random = new SplittableRandom(seed * 1000 + calls);
            target.stable.clear();
            target.unforced.clear();
            CrashingFile file = CrashingFile.fresh(ManifestHeader.first(GRID, initiallyZero, 1), calls);
            for (int life = 0; life < 3; life++) {
                acknowledged.clear();
                try {
                    live(Manifest.open(file, "test", life + 1), random);
                } catch (TargetWriteException e) {
                    assertThat(e).hasMessageContaining("power failed");
                    crashes++;
                }
                target.crash(random);
                file = file.crash(random, random.nextInt(1, 60));
                assertTrue(file, life, "seed " + seed + ", calls " + calls + ", life " + life);
            }
        }
        assertThat(crashes).isGreaterThan(40);
    }

    /** Writers take turns, each in every third span, from the front. */
    private void live(Manifest manifest, SplittableRandom random) {
        for (int pass = 0; pass < 3; pass++) {
            long[] next = new long[WRITERS];
            for (int i = 0; i < WRITERS; i++) {
                next[i] = ChunkGrid.spanStart(i) + random.nextInt(50);
            }
            for (int idle = 0; idle < WRITERS; ) {
                int writer = random.nextInt(WRITERS);
                idle = next[writer] < CHUNKS ? 0 : idle + 1;
                next[writer] = batch(manifest, manifest.window(writer), next[writer], random);
            }
            for (int i = 0; i < WRITERS; i++) {
                manifest.window(i).settle();
            }
            acknowledged.clear();
        }
    }

    private long batch(Manifest manifest, ManifestWindow window, long from, SplittableRandom random) {
        List<Manifest.Written> batch = new ArrayList<>();
        long chunk = from;
        for (int i = random.nextInt(3); i >= 0 && chunk < CHUNKS; i--) {
            long spanEnd = manifest.grid().spanEnd(ChunkGrid.spanOf(chunk));
            int count = (int) Math.min(spanEnd - chunk, random.nextInt(1, 100));
            if (!window.fits(chunk + count)) {
                break;
            }
            window.expect(chunk, chunk + count);
            batch.add(write(chunk, count, random.nextInt(4) == 0));
            chunk += count + random.nextInt(100);
            if (chunk >= spanEnd) { // to this writer's next span
                chunk = spanEnd + (WRITERS - 1) * ChunkGrid.SPAN + random.nextInt(50);
            }
        }
        target.force();
        window.commit(batch);
        for (Manifest.Written written : batch) {
            for (long c = written.first(); c < written.first() + written.count(); c++) {
                acknowledged.add(c);
            }
        }
        return chunk;
    }

    private Manifest.Written write(long first, int count, boolean zero) {
        byte[] digests = new byte[count * 32];
        for (int i = 0; i < count; i++) {
            long content = zero ? 0 : (nextContent++ & 0x7fff) | 1;
            acknowledged.remove(first + i);
            target.write(first + i, content);
            System.arraycopy(digest(content), 0, digests, i * 32, 32);
        }
        return new Manifest.Written(first, count, zero ? null : digests);
    }

    private void assertTrue(CrashingFile file, int life, String what) {
        CrashingFile copy = new CrashingFile(file.content(), Integer.MAX_VALUE);
        Manifest manifest = Manifest.open(copy, "test", life + 2);
        manifest.visit(0, CHUNKS, (state, first, count, written, digests, at) -> {
            for (long chunk = first; chunk < first + count; chunk++) {
                long content = target.content(chunk);
                boolean right = switch (state) {
                    case ZERO -> content == 0;
                    case DATA -> Arrays.equals(digest(content), 0, 32, digests, at, at + 32);
                    case UNKNOWN -> !acknowledged.contains(chunk);
                };
                if (!right) {
                    fail("%s: chunk %d is claimed to be %s and holds %d", what, chunk, state, content);
                }
            }
            return true;
        });
    }
}
