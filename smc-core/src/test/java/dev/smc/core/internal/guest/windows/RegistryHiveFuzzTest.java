package dev.smc.core.internal.guest.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.api.error.CorruptDiskException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a hive is damaged, reading it gives something or says that it is corrupt. */
class RegistryHiveFuzzTest {
    private static final int NONE = -1;
    private static final int CHANGE = 3;
    private static final byte[] HIVE = make();

    private static byte[] make() {
        HiveBuilder builder = new HiveBuilder(1 << 16);
        int pieces = builder.pieces(List.of(builder.cell(new byte[16344]), builder.cell(new byte[100])));
        int values = builder.references(List.of(
                builder.value("Large", RegistryValue.BINARY, 16444, pieces),
                builder.value("Text", RegistryValue.TEXT, 6, builder.cell(new byte[] {'a', 0, 'b', 0, 0, 0})),
                builder.value("Texts", RegistryValue.TEXTS, 8, builder.cell(new byte[] {'a', 0, 0, 0, 'c', 0, 0, 0})),
                builder.value("Number", RegistryValue.NUMBER, 4 | 1 << 31, 7)));
        int first = builder.list("lh", List.of(builder.key("a", 0x20, 0, NONE, 4, values)));
        int second = builder.list(
                "li", List.of(builder.key("b", 0, 0, NONE, 4, values), builder.key("c", 0x20, 1, first, 0, NONE)));
        int all = builder.list("ri", List.of(first, second));
        return builder.root(builder.key("root", 0x2c, 3, all, 0, NONE));
    }

    @FuzzTest
    void read_ofAnyDamage_neverFails(byte[] script) {
        byte[] damaged = HIVE.clone();
        ByteBuffer changes = ByteBuffer.wrap(script);
        while (changes.remaining() >= CHANGE) {
            damaged[Short.toUnsignedInt(changes.getShort()) % damaged.length] = changes.get();
        }
        HiveBuilder.seal(damaged);
        read(damaged);
    }

    /** The cells are in few places. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void read_ofRandomDamage_neverFails(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = HIVE.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int position = random.nextInt(8) == 0 ? random.nextInt(50) : 4096 + 16500 + random.nextInt(1200);
                damaged[position] = (byte) (random.nextBoolean() ? random.nextInt() : 1 << random.nextInt(8));
            }
            HiveBuilder.seal(damaged);
            read(damaged);
        }
    }

    private static void read(byte[] bytes) {
        try {
            read(RegistryHive.open("hive", HiveBuilder.in(bytes)).root(), 0);
        } catch (CorruptDiskException e) {
            assertThat(e).hasMessageContaining("found");
        }
    }

    private static void read(RegistryKey key, int depth) {
        for (RegistryValue value : key.values()) {
            assertThat(value.data()).isNotNull();
            assertThat(value.text()).isNotNull();
            assertThat(value.texts()).isNotNull();
            assertThat(value.number()).isNotNull();
        }
        if (depth < 4) {
            key.keys().forEach(below -> read(below, depth + 1));
        }
    }
}
