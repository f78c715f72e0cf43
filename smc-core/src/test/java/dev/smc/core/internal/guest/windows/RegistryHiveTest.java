package dev.smc.core.internal.guest.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads hives that hivex wrote and, of what it does not write, those that the test wrote. */
class RegistryHiveTest {
    private static final int NONE = -1;
    private static final int PIECE = 16344;

    @TempDir
    private Path directory;

    @Test
    @RequiresTool("hivexregedit")
    void value_ofEveryType_isWhatHivexWrote() throws Exception {
        Path file = Hives.make(directory.resolve("SYSTEM"), """
                [\\Select]
                "Current"=dword:00000002
                "High"=dword:ffffffff

                [\\ControlSet002\\Control\\Class\\{4D36E967}]
                @="the default"
                "Class"="DiskDrive"
                "UpperFilters"=hex(7):61,00,62,00,00,00,63,00,00,00,00,00
                "Path"=str(2):"%SystemRoot%\\\\x.sys"
                "Raw"=hex:01,02,03,04,05
                "Long"=hex(b):01,00,00,00,00,00,00,80
                "Empty"=""
                "Nothing"=hex(0):
                """);
        RegistryHive hive = Hives.open(file);
        assertThat(hive.isDirty()).isFalse();
        assertThat(hive.key("select").orElseThrow().number("CURRENT")).hasValue(2);
        assertThat(hive.key("Select").orElseThrow().number("High")).hasValue(0xffffffffL);
        RegistryKey key = hive.key("ControlSet002\\control\\Class\\{4d36e967}").orElseThrow();
        assertThat(key.name()).isEqualTo("{4D36E967}");
        assertThat(key.text("")).contains("the default");
        assertThat(key.text("class")).contains("DiskDrive");
        assertThat(key.texts("Class")).containsExactly("DiskDrive");
        assertThat(key.texts("UpperFilters")).containsExactly("ab", "c");
        assertThat(key.text("Path")).contains("%SystemRoot%\\x.sys");
        assertThat(key.value("Raw").orElseThrow().data()).containsExactly(1, 2, 3, 4, 5);
        assertThat(key.number("Long")).hasValue(Long.MIN_VALUE + 1);
        assertThat(key.text("Empty")).isEmpty();
        assertThat(key.value("Nothing").orElseThrow().data()).isEmpty();
        assertThat(key.number("Class")).isEmpty();
        assertThat(key.text("Raw")).isEmpty();
        assertThat(key.value("missing")).isEmpty();
        assertThat(hive.key("ControlSet001")).isEmpty();
    }

    /** Lists of keys that hivex has to divide. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    @RequiresTool({"hivexregedit", "hivexget"})
    void keys_ofALargeHive_areWhatHivexFinds(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            String name = "key-" + random.nextInt(1_000_000) + "-" + i;
            names.add(name);
            byte[] data = new byte[random.nextInt(i % 50 == 0 ? 9000 : 60)];
            random.nextBytes(data);
            text.append("[\\Many\\").append(name).append("]\n\"Number\"=dword:");
            text.append(String.format("%08x", i)).append("\n\"Data\"=hex:");
            text.append(HexFormat.ofDelimiter(",").formatHex(data)).append("\n\n");
        }
        Path file = Hives.make(directory.resolve("SOFTWARE"), text.toString());
        RegistryKey many = Hives.open(file).key("Many").orElseThrow();
        assertThat(many.keys()).extracting(RegistryKey::name).containsExactlyInAnyOrderElementsOf(names);
        for (int i = 0; i < names.size(); i += 61) {
            RegistryKey key = many.key(names.get(i)).orElseThrow();
            assertThat(key.number("number")).hasValue(i);
            String said = Programs.run("hivexget", file.toString(), "\\Many\\" + names.get(i), "Data");
            String found = new String(key.value("Data").orElseThrow().data(), StandardCharsets.ISO_8859_1);
            assertThat(said).isEqualTo(found);
        }
    }

    @Test
    void keys_ofEveryKindOfList_areFound() {
        HiveBuilder builder = new HiveBuilder(1 << 16);
        List<Integer> lists = new ArrayList<>();
        for (String mark : List.of("li", "lf", "lh")) {
            lists.add(builder.list(
                    mark,
                    IntStream.range(0, 5)
                            .mapToObj(i -> builder.key(mark + i, i % 2 * 0x20, 0, NONE, 0, NONE))
                            .toList()));
        }
        RegistryKey root = open(builder.root(builder.key("root", 0x2c, 15, builder.list("ri", lists), 0, NONE)))
                .root();
        assertThat(root.keys())
                .extracting(RegistryKey::name)
                .containsExactlyElementsOf(Stream.of("li", "lf", "lh")
                        .flatMap(mark -> IntStream.range(0, 5).mapToObj(i -> mark + i))
                        .toList());
        assertThat(root.key("LH3")).isPresent();
        assertThat(root.key("lh5")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {PIECE, PIECE + 1, 2 * PIECE, 100_000})
    void data_ofManyBytes_isPutTogether(int length) {
        byte[] data = new byte[length];
        new SplittableRandom(length).nextBytes(data);
        HiveBuilder builder = new HiveBuilder(1 << 18);
        List<Integer> pieces = new ArrayList<>();
        for (int start = 0; start < length; start += PIECE) {
            pieces.add(builder.cell(Arrays.copyOfRange(data, start, Math.min(length, start + PIECE))));
        }
        int stored = pieces.size() == 1 ? pieces.get(0) : builder.pieces(pieces);
        int value = builder.value("Large", RegistryValue.BINARY, length, stored);
        RegistryHive hive =
                open(builder.root(builder.key("root", 0x2c, 0, NONE, 1, builder.references(List.of(value)))));
        assertThat(hive.root().value("large").orElseThrow().data()).isEqualTo(data);
    }

    @Test
    void open_ofAHiveInUse_isDirty() {
        byte[] hive = HiveBuilder.empty();
        hive[4]++;
        HiveBuilder.seal(hive);
        assertThat(open(hive).isDirty()).isTrue();
    }

    @Test
    void open_ofADamagedHeader_isCorrupt() {
        byte[] hive = HiveBuilder.empty();
        hive[100]++;
        assertThatThrownBy(() -> open(hive))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("hive is corrupt")
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> open(new byte[100])).isInstanceOf(CorruptDiskException.class);
        assertThatThrownBy(() -> open(new byte[8192])).hasMessageContaining("regf");
    }

    @Test
    void keys_ofAListThatLeadsToItself_isCorrupt() {
        HiveBuilder builder = new HiveBuilder(4096);
        int key = builder.key("a", 0x20, 0, NONE, 0, NONE);
        int leaf = builder.list("lf", List.of(key));
        int inner = builder.list("ri", List.of(leaf));
        int outer = builder.list("ri", List.of(inner));
        RegistryHive hive = open(builder.root(builder.key("root", 0x2c, 1, outer, 0, NONE)));
        assertThatThrownBy(() -> hive.root().keys())
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("a list of keys");
    }

    private static RegistryHive open(byte[] hive) {
        return RegistryHive.open("hive", HiveBuilder.in(hive));
    }
}
