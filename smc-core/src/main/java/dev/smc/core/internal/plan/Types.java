package dev.smc.core.internal.plan;

import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionTable;
import java.util.List;
import java.util.Optional;

/** The types of partitions that both kinds of partition tables have. */
final class Types {
    private static final String BASIC_DATA = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7";

    private record Pair(String mbr, String gpt) {}

    private static final List<Pair> PAIRS = List.of(
            new Pair("83", "0FC63DAF-8483-4772-8E79-3D69D8477DE4"),
            new Pair("82", "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F"),
            new Pair("8E", "E6D6D379-F507-44C2-A23C-238F2A3DF928"),
            new Pair("FD", "A19D880F-05FC-4D3B-A006-743F0F84911E"),
            new Pair("EF", "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"),
            new Pair("07", BASIC_DATA),
            new Pair("0C", BASIC_DATA),
            new Pair("0B", BASIC_DATA),
            new Pair("0E", BASIC_DATA),
            new Pair("06", BASIC_DATA),
            new Pair("01", BASIC_DATA),
            new Pair("04", BASIC_DATA));

    private Types() {}

    /** Returns the type of a partition in the words of another kind of table, if there is one. */
    static Optional<String> translate(PartitionInfo partition, PartitionTable from, PartitionTable to) {
        if (from == to) {
            return Optional.of(partition.type());
        }
        if (to == PartitionTable.GPT) {
            return PAIRS.stream()
                    .filter(pair -> pair.mbr().equals(partition.type()))
                    .map(Pair::gpt)
                    .findFirst();
        }
        if (partition.type().equals(BASIC_DATA)) {
            return Optional.of(partition.content().equals("vfat") ? "0C" : "07");
        }
        return PAIRS.stream()
                .filter(pair -> pair.gpt().equals(partition.type()))
                .map(Pair::mbr)
                .findFirst();
    }
}
