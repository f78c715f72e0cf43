package dev.smc.core.internal.volume.lvm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.core.internal.image.ImageFuzz;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.core.internal.inspect.ServerInspector;
import dev.smc.spi.disk.AllocationMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever physical volumes hold, they are understood or count as used in full; nothing is thrown, and metadata is always in use. */
class LvmFuzzTest {
    private static final String TEXT = LvmFixture.text(LvmFixture.volume("a", LvmFixture.linear("pv0", 0, 2))
            + LvmFixture.volume("b", LvmFixture.striped(6, 2, 4, 4))
            + LvmFixture.volume("c", "extent_count = 1 type = \"cache\" cache_pool = \"d\" origin = \"e\"")
            + LvmFixture.volume("d", LvmFixture.linear("pv1", 9, 1)).replace("\"VISIBLE\"", "")
            + LvmFixture.volume("e", LvmFixture.linear("pv1", 10, 1)).replace("\"VISIBLE\"", "\"FIXED_MINOR\""));

    /** The text itself, so that its grammar is found out soon. */
    @FuzzTest
    void parse_ofAnyText_failsCleanlyIfAtAll(byte[] text) {
        try {
            LvmMetadata.parse(LvmGroupCopy.parse(new String(text, StandardCharsets.ISO_8859_1)));
        } catch (UnmappableException expected) {
            if (expected.reason().isBlank()) {
                throw new AssertionError("an error without a reason", expected);
            }
        }
    }

    /** Changes to one of two physical volumes, whose checksums are made right. */
    @FuzzTest
    void inspect_ofAnyChange_neverFails(byte[] changes) {
        LvmFixture changed = new LvmFixture(0, TEXT);
        int[] starts = {
            LvmFixture.LABEL, LvmFixture.AREA, LvmFixture.AREA + 512, LvmFixture.AREA + 1024, LvmFixture.START
        };
        ImageFuzz.change(changed.bytes, starts, changes);
        inspect(changed.seal(), new LvmFixture(1, TEXT));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void inspect_ofRandomChanges_neverFails(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            byte[] text = TEXT.getBytes(StandardCharsets.ISO_8859_1);
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                String nearly = "0123456789\"[]{}=,# \nabpv";
                text[random.nextInt(text.length)] = (byte) nearly.charAt(random.nextInt(nearly.length()));
            }
            parse_ofAnyText_failsCleanlyIfAtAll(text);
            inspect(
                    new LvmFixture(0, new String(text, StandardCharsets.ISO_8859_1)),
                    new LvmFixture(1, random.nextBoolean() ? TEXT : new String(text, StandardCharsets.ISO_8859_1)));
            byte[] changes = new byte[random.nextInt(5, 24)];
            random.nextBytes(changes);
            inspect_ofAnyChange_neverFails(changes);
        }
    }

    private static void inspect(LvmFixture one, LvmFixture other) {
        InspectedServer found = ServerInspector.inspect(List.of(one.disk(), other.disk()));
        for (int i = 0; i < 2; i++) {
            AllocationMap used = found.used().get(i);
            if (used.size() != LvmFixture.SIZE
                    || !used.intersects(LvmFixture.LABEL, 512)
                    || !used.intersects(LvmFixture.AREA, 512)) {
                throw new AssertionError("metadata of disk " + i + " is not in use: " + found);
            }
        }
        found.layout().volumes().forEach(volume -> {
            if (volume.usedBytes() > 2L * LvmFixture.SIZE) {
                throw new AssertionError("a volume that uses more than there is: " + volume);
            }
        });
    }
}
