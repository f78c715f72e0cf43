package dev.smc.core.internal.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.testkit.MemoryDisk;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RaidMemberTest {
    private static final int SIZE = (4 << 20) + 5 * 512;
    private static final String UUID = "00010203-0405-0607-0809-0a0b0c0d0e0f";

    @TempDir
    private Path directory;

    private static Optional<RaidMember> find(byte[] content) {
        return RaidMember.find(new DiskRange(new MemoryDisk(content), 0, content.length));
    }

    /** The kernel here has no arrays, so that mdadm cannot make any; but it judges what is made by hand. */
    @ParameterizedTest
    @RequiresTool({"mdadm", "blkid"})
    @ValueSource(ints = {0, 1, 2})
    void find_ofVersion1_isWhatMdadmFinds(int minor) throws Exception {
        byte[] content = new RaidDisk(new byte[SIZE]).version1(minor, 1, "web:0").content;
        RaidMember member = find(content).orElseThrow();
        assertThat(member.array()).isEqualTo("an md array of RAID1, web:0");
        assertThat(member.content().uuid()).contains(UUID);
        assertThat(member.content().label()).contains("web:0");
        assertThat(member.content().allocation()).isEmpty();
        assertThat(member.content().reason())
                .isEqualTo("it is a part of an md array of RAID1, web:0, which is not understood");
        assertOracles(content, "1." + minor, "raid1");
    }

    @Test
    @RequiresTool({"mdadm", "blkid"})
    void find_ofVersion0_isWhatMdadmFinds() throws Exception {
        byte[] content = new RaidDisk(new byte[SIZE]).version0(1, ByteOrder.LITTLE_ENDIAN).content;
        RaidMember member = find(content).orElseThrow();
        assertThat(member.array()).isEqualTo("an md array of RAID1");
        assertThat(member.content().uuid()).contains(UUID);
        assertOracles(content, "0.90.0", "raid1");
        byte[] big = new RaidDisk(new byte[SIZE]).version0(1, ByteOrder.BIG_ENDIAN).content;
        assertThat(find(big)).contains(member);
    }

    private void assertOracles(byte[] content, String version, String level) throws Exception {
        Path file = Files.write(directory.resolve("member"), content);
        assertThat(Programs.run("mdadm", "--examine", file.toString()))
                .contains("Raid Level : " + level)
                .containsPattern("Checksum : \\w+ - correct");
        assertThat(Programs.run("blkid", "-p", "-o", "export", file.toString()))
                .contains("TYPE=linux_raid_member", "VERSION=" + version, "UUID=" + UUID);
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 496e74656c20526169642049534d20436667205369672e20, isw_raid",
        "512, de11de11, ddf_raid",
        "512, 11de11de, ddf_raid",
        "131584, de11de11, ddf_raid",
        "1024, 4e5649444941, nvidia_raid",
        "512, 245849444524, lsi_raid",
        "512, 47454f4d3a3a, geom",
        "4036, 8374026b, drbd",
        "4036, 8374026d, drbd"
    })
    void find_ofAMarkAtTheEnd_namesIt(int fromEnd, String hex, String content) {
        byte[] bytes = new byte[SIZE];
        byte[] mark = HexFormat.of().parseHex(hex);
        System.arraycopy(mark, 0, bytes, SIZE - fromEnd, mark.length);
        assertThat(find(bytes)).map(m -> m.content().content()).contains(content);
        bytes[SIZE - fromEnd] ^= 1;
        assertThat(find(bytes)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 511, 512, 4096, 8192, 65535, 65536, 131_072})
    void find_ofZeros_findsNothing(int size) {
        assertThat(find(new byte[size])).isEmpty();
    }
}
