package dev.smc.core.internal.volume.lvm;

import static dev.smc.core.internal.volume.lvm.LvmFixture.linear;
import static dev.smc.core.internal.volume.lvm.LvmFixture.striped;
import static dev.smc.core.internal.volume.lvm.LvmFixture.text;
import static dev.smc.core.internal.volume.lvm.LvmFixture.volume;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LvmGroupsTest {
    private static final int START = LvmFixture.START;
    private static final int EXTENT = LvmFixture.EXTENT;

    private static DiskRange range(LvmFixture fixture) {
        BlockSource disk = fixture.disk();
        return new DiskRange(disk, 0, disk.size());
    }

    private static List<DiskRange> ranges(String text) {
        return List.of(range(new LvmFixture(0, text)), range(new LvmFixture(1, text)));
    }

    private static void checkRefused(List<DiskRange> ranges, String reason) {
        LvmGroups groups = LvmGroups.read(ranges);
        assertThat(groups.volumes()).isEmpty();
        Map<DiskRange, FileSystem> found = groups.physicalVolumes(Map.of());
        assertThat(found).hasSize(ranges.size());
        assertThat(found.values()).allSatisfy(physical -> {
            assertThat(physical.allocation()).isEmpty();
            assertThat(physical.reason()).contains(reason);
        });
    }

    @Test
    void physicalVolumes_withAVolumeOfWhichLittleIsInUse_haveWhatIsMappedBack() {
        List<DiskRange> ranges = ranges(text(volume("a", striped(4, 2, 3, 5)) + volume("b", linear("pv1", 9, 1))));
        LvmGroups groups = LvmGroups.read(ranges);
        LvmVolume volume = groups.volumes().get(0);
        assertThat(volume.size()).isEqualTo(4 * EXTENT);
        AllocationMap little = AllocationMap.builder(4 * EXTENT)
                .add(512, 1024)
                .add(5 * 1024, 2 * 1024)
                .add(16 * 1024 - 1, 1)
                .build();
        FileSystem content =
                new FileSystem("x", Optional.empty(), Optional.empty(), Optional.of(little), OptionalLong.empty(), "");
        Map<DiskRange, FileSystem> found = groups.physicalVolumes(Map.of(volume, content));
        int end = START + LvmFixture.EXTENTS * EXTENT;
        int on0 = START + 3 * EXTENT;
        int on1 = START + 5 * EXTENT;
        assertThat(found.get(ranges.get(0)).allocation().orElseThrow().extents())
                .containsExactly(
                        Extent.data(0, START),
                        Extent.data(on0 + 512, 512),
                        Extent.data(on0 + 3 * 1024, 1024),
                        Extent.data(end, EXTENT));
        assertThat(found.get(ranges.get(1)).allocation().orElseThrow().extents())
                .containsExactly(
                        Extent.data(0, START),
                        Extent.data(on1, 512),
                        Extent.data(on1 + 2 * 1024, 1024),
                        Extent.data(on1 + 2 * EXTENT - 1, 1),
                        Extent.data(START + 9 * EXTENT, EXTENT),
                        Extent.data(end, EXTENT));
    }

    static Stream<Arguments> notUnderstood() {
        String ok = volume("ok", linear("pv0", 0, 2));
        return Stream.of(
                Arguments.of(
                        text(ok + volume("a", linear("pv0", 1, 2))),
                        "extent 1 of its physical volume pv0 is in use twice"),
                Arguments.of(text(ok + volume("a", linear("pv1", 31, 2))), "extent 33 of its physical volume pv1"),
                Arguments.of(text(ok + volume("a", linear("pv2", 0, 1))), "lies on pv2, which is not there"),
                Arguments.of(text(ok + volume("a", striped(3, 2, 4, 4))), "a segment of 3 extents in 2 stripes"),
                Arguments.of(text(ok + volume("a", "extent_count = 1 type = \"new\"")), "type new, which is not known"),
                Arguments.of(
                        text(ok + volume("a", "extent_count = 1 type = \"mirror\" mirrors = [\"pv0\", 4, \"pv1\", 0]")),
                        "of type mirror lies on a physical volume"),
                Arguments.of(
                        text(ok + volume("a", linear("pv0", 4, 1)).replace("start_extent = 0", "start_extent = 1")),
                        "has a gap or overlap at extent 0"),
                Arguments.of(
                        text(ok).replace("segment_count = 1", "segment_count = 2"),
                        "has 1 segments, not as many as it says"),
                Arguments.of(text(ok).replace("\"VISIBLE\"", "\"PVMOVE\""), "are being moved"),
                Arguments.of(text(ok).replace("RESIZEABLE", "CLUSTERED"), "is CLUSTERED"),
                Arguments.of(text(ok).replace("\"ALLOCATABLE\"", "\"STRANGE\""), "is STRANGE"),
                Arguments.of(text(ok).replace("extent_size = 8", "extent_size = 0"), "its extents have 0 bytes"),
                Arguments.of(text(ok).replace("extent_size = 8", "extent_size = 16"), "has extents up to byte"),
                Arguments.of(text(ok).replace("pe_start = 64", "pe_start = 40"), "where its label or metadata is"),
                Arguments.of(text(ok).replace("pe_start = 64", "pe_start = 2"), "where its label or metadata is"));
    }

    @ParameterizedTest
    @MethodSource("notUnderstood")
    void read_ofAGroupThatIsNotUnderstood_refusesAllOfIt(String text, String reason) {
        checkRefused(ranges(text), reason);
    }

    static Stream<Arguments> damaged() {
        String ok = text(volume("ok", linear("pv0", 0, 2)));
        return Stream.of(
                Arguments.of(ok.replace("version = 1", "version = 2"), "the version in its metadata is [2]"),
                Arguments.of(ok.replace("seqno = 1", "seqno = -1"), "the seqno in its metadata is [-1]"),
                Arguments.of(ok.replace("seqno = 1", "seqno = 010"), "the seqno in its metadata is [010]"),
                Arguments.of(ok.replace("seqno = 1", "seqno = 1 seqno = 2"), "has a name twice"),
                Arguments.of(ok.replace("seqno = 1", "seqno = \"1"), "lacks a ="),
                Arguments.of(ok.replace("\"WRITE\"]", "\"WRITE\""), "has no name where one must be"),
                Arguments.of(ok + "more = \"", "has a string without an end"),
                Arguments.of(ok + "}", "has a closing brace too many"),
                Arguments.of(ok + "more { }", "has 2 volume groups"),
                Arguments.of(
                        ok.replace("extent_size", "a{b{c{d{e{f{g{h{i{j{k{l{}}}}}}}}}}}} extent_size"), "too deep"));
    }

    /** It may be the newest, so that an older copy must not be believed. */
    @ParameterizedTest
    @MethodSource("damaged")
    void read_ofATextThatIsRightByItsChecksumAlone_refusesTheGroup(String text, String reason) {
        String ok = text(volume("ok", linear("pv0", 0, 2)));
        List<DiskRange> ranges = List.of(range(new LvmFixture(0, ok)), range(new LvmFixture(1, text)));
        checkRefused(ranges.subList(1, 2), reason);
        checkRefused(ranges, reason);
    }

    static Stream<Arguments> oddAreas() {
        return Stream.of(
                Arguments.of(20, 2, "the header of its area for metadata is not understood"),
                Arguments.of(48, LvmFixture.AREA_SIZE, "does not lie within the area for it"));
    }

    @ParameterizedTest
    @MethodSource("oddAreas")
    void read_ofAnAreaThatIsRightByItsChecksumAlone_refusesTheGroup(int field, int value, String reason) {
        String text = text(volume("a", linear("pv0", 0, 2)));
        LvmFixture odd = new LvmFixture(1, text);
        odd.bytes.putInt(LvmFixture.AREA + field, value);
        checkRefused(List.of(range(new LvmFixture(0, text)), range(odd.seal())), reason);
    }

    @Test
    void read_ofTwoCopiesOfOneNumberThatDiffer_refusesTheGroup() {
        LvmFixture one = new LvmFixture(0, text(volume("a", linear("pv0", 0, 2))));
        LvmFixture other = new LvmFixture(1, text(volume("a", linear("pv0", 0, 3))));
        checkRefused(List.of(range(one), range(other)), "two copies of its metadata, both of number 1, differ");
    }

    @Test
    void read_ofAVolumeInTwoGroups_refusesBoth() {
        String text = text(volume("a", linear("pv0", 0, 2)));
        LvmFixture other = new LvmFixture(1, text.replace("vgvgvg-", "VGVGVG-"));
        checkRefused(List.of(range(new LvmFixture(0, text)), range(other)), "it is in several volume groups");
    }

    @Test
    void read_ofACopyThatIsNotKeptUpToDate_passesItOver() {
        LvmFixture old = new LvmFixture(1, text(volume("a", linear("pv0", 0, 3))));
        old.bytes.putInt(LvmFixture.AREA + 60, 1);
        LvmFixture newest = new LvmFixture(0, text(volume("a", linear("pv0", 0, 2))));
        LvmGroups groups = LvmGroups.read(List.of(range(newest), range(old.seal())));
        assertThat(groups.volumes())
                .hasSize(1)
                .allMatch(v -> v.size() == 2 * EXTENT && v.problem().isEmpty());
    }

    @Test
    void read_ofAGroupThatWasChangedWithoutADisk_takesThatForOld() {
        String text = text(volume("a", striped(2, 2, 0, 0)) + volume("b", linear("pv0", 1, 1)));
        String changed = text.replace(
                "pe_start = 64 pe_count = 32 }\n}", "flags = [\"MISSING\"] pe_start = 64 pe_count = 32 }\n}");
        List<DiskRange> ranges = ranges(changed);
        LvmGroups groups = LvmGroups.read(ranges);
        assertThat(groups.volumes().get(0).problem().orElseThrow()).endsWith("is missing");
        assertThat(groups.volumes().get(1).problem()).isEmpty();
        Map<DiskRange, FileSystem> found = groups.physicalVolumes(Map.of());
        assertThat(found.get(ranges.get(0)).allocation()).isPresent();
        assertThat(found.get(ranges.get(1)).reason())
                .isEqualTo("its volume group vg was changed without it, so that it may be old");
    }

    static Stream<Arguments> volumesInFull() {
        return Stream.of(
                Arguments.of(volume("a", striped(2, 6, 0, 0)), "its stripes of 3072 bytes do not fit its extents"),
                Arguments.of(
                        volume("a", linear("b", 0, 1)) + volume("b", linear("pv0", 0, 1)),
                        "it is built on the logical volume b"),
                Arguments.of(
                        volume("a", linear("pv0", 0, 1))
                                + volume("b", "extent_count = 1 type = \"thin\" external_origin = \"a\""),
                        "another logical volume is built on it"),
                Arguments.of(
                        volume("a", linear("pv0", 0, 1)).replace("\"READ\"", "\"NOTSYNCED\""),
                        "its status is NOTSYNCED, WRITE, VISIBLE"),
                Arguments.of(
                        volume("a", linear("pv0", 0, 1)).replace("\"striped\"", "\"striped+NEW\""),
                        "it is of type striped+NEW, which is not understood"),
                Arguments.of(
                        volume("a", "extent_count = 4 type = \"error\""),
                        "it is of type error, which is not understood"));
    }

    @ParameterizedTest
    @MethodSource("volumesInFull")
    void volumes_thatAreNotUnderstood_haveAProblem(String volumes, String problem) {
        LvmVolume volume = LvmGroups.read(ranges(text(volumes))).volumes().get(0);
        assertThat(volume.problem()).contains(problem);
    }

    /** Names of types are no names of volumes. */
    @Test
    void volumes_thatAreCalledAsTypesAre_areNotTakenForThose() {
        String volumes =
                volume("striped", linear("pv0", 0, 1)) + volume("b", linear("pv0", 1, 1) + " tags = [\"striped\"]");
        assertThat(LvmGroups.read(ranges(text(volumes))).volumes())
                .hasSize(2)
                .allMatch(volume -> volume.problem().isEmpty());
    }

    /** Volumes built on each other in a ring, or in a long row, must not exhaust the stack or the time. */
    @Test
    void places_ofVolumesInARing_end() {
        StringBuilder volumes = new StringBuilder();
        int count = 150;
        for (int i = 0; i < count; i++) {
            String segment = "extent_count = 1 type = \"cache\" origin = \"v" + (i + 1) % count + "\"";
            volumes.append(volume("v" + i, segment).replace(i == 0 ? "unchanged" : "\"VISIBLE\"", ""));
        }
        assertThat(LvmGroups.read(ranges(text(volumes.toString()))).volumes()).hasSize(1);
    }
}
