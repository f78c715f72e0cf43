package dev.smc.core.internal.bootcode;

import dev.smc.api.model.PartitionTable;
import dev.smc.core.internal.partition.Partition;
import dev.smc.core.internal.partition.PartitionScheme;
import dev.smc.testkit.MemoryDisk;
import dev.smc.testkit.Programs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A disk of 16 MiB with a partition at 1 MiB and another at 4 MiB, each of 1 MiB, and boot loaders put on it as their installers do. */
final class BootDisk {
    static final int SECTOR = 512;
    static final int MIB = 1 << 20;
    static final int FIRST = 2048;
    private static final Path GRUB = Path.of("/usr/lib/grub/i386-pc");

    final ByteBuffer bytes = ByteBuffer.allocate(16 * MIB).order(ByteOrder.LITTLE_ENDIAN);

    MemoryDisk disk() {
        return new MemoryDisk(bytes.array());
    }

    static PartitionScheme scheme() {
        return new PartitionScheme(
                PartitionTable.GPT,
                Optional.empty(),
                SECTOR,
                List.of(partition(1, MIB), partition(2, 4 * MIB)),
                List.of(),
                Optional.empty(),
                List.of());
    }

    private static Partition partition(int index, long start) {
        return new Partition(index, start, MIB, "", Optional.empty(), Optional.empty(), 0);
    }

    /** Puts GRUB 2 there: what is started first into one sector, and the rest where lists say: first sectors and counts. */
    BootDisk grub(Path temp, int boot, int core, int... list) throws Exception {
        Assumptions.assumeTrue(Files.exists(GRUB.resolve("boot.img")), "needs grub-pc-bin");
        Path image = temp.resolve("core.img");
        Programs.run(
                "grub-mkimage", "-O", "i386-pc", "-p", "(,gpt2)/boot/grub", "-o", image.toString(), "biosdisk", "ext2");
        byte[] first = Files.readAllBytes(GRUB.resolve("boot.img"));
        byte[] rest = Files.readAllBytes(image);
        bytes.put(boot * SECTOR, first, 0, 440);
        bytes.putLong(boot * SECTOR + 92, core);
        bytes.put(core * SECTOR, rest, 0, Math.min(rest.length, 4 * SECTOR));
        for (int i = 0; i < list.length; i += 2) {
            int entry = core * SECTOR + 500 - i / 2 * 12;
            bytes.putLong(entry, list[i]).putShort(entry + 8, (short) list[i + 1]);
        }
        return this;
    }

    /** Puts the few bytes of GRUB Legacy there by which it is known: its programs do not matter here. */
    BootDisk legacy(int next, int start, int count) {
        bytes.putShort(0, (short) 0x48eb).put(64, (byte) 0xff).putShort(66, (short) 0x2000);
        bytes.putInt(68, next);
        bytes.put(0x17f, "GRUB ".getBytes(StandardCharsets.US_ASCII));
        bytes.putShort(next * SECTOR + 9, (short) 0xf8bf).put(next * SECTOR + 11, (byte) 0x21);
        bytes.putInt(next * SECTOR + 504, start).putShort(next * SECTOR + 508, (short) count);
        return this;
    }

    /** Lets the first partition move to 8 MiB, and the second one to 2 MiB. */
    static Moves moves() {
        return new Moves(List.of(new Moves.Move(MIB, MIB, 8 * MIB), new Moves.Move(4 * MIB, MIB, 2 * MIB)));
    }
}
