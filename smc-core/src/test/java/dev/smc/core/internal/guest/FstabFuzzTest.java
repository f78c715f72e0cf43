package dev.smc.core.internal.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an fstab holds, it is read, and its entries are lines of it. */
class FstabFuzzTest {
    @FuzzTest
    void parse_ofAnyBytes_givesLinesOfIt(byte[] content) {
        parse(new String(content, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/dev/sda1 / ext4\r/dev/sda2 /a ext4\n/dev/sda3 /b ext4",
                "/dev/sda1 /a\\040b\\777 ext4 defaults 0 0\r\n",
                "/dev/sda99999999999 /a ext4",
                "/dev/disk/by-id/a-part99999999999 /a ext4",
                "/dev/disk/by-id/a-part1 /a auto \u0085 0 0",
            })
    void parse_ofOddTexts_givesLinesOfIt(String text) {
        parse(text);
    }

    private static void parse(String text) {
        Fstab fstab = Fstab.parse(text);
        String[] lines = text.split("\n", -1);
        assertThat(fstab.entries())
                .allSatisfy(entry -> assertThat(lines[entry.line()]).contains(entry.device()));
        GuestDevice root = GuestDevices.of("ext4", 1, Optional.empty());
        FstabDevices.of(root, List.of(root, GuestDevices.of("xfs", 2, Optional.empty())), fstab);
    }
}
