package dev.smc.core.internal.bootcode;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.bootcode.BootCode.Sector;

/** Whatever a boot loader has for the numbers of sectors, nothing fails, and nothing is written outside of where it was moved to. */
class BootCodeFuzzTest {
    @FuzzTest
    void moved_ofAnyNumbers_staysInPlace(byte[] changes) {
        BootDisk disk = new BootDisk().legacy(BootDisk.FIRST, BootDisk.FIRST + 1, 20);
        int[] starts = {64, BootDisk.MIB + 480, 0, BootDisk.MIB};
        for (int i = 0; i + 2 < changes.length; i += 3) {
            disk.bytes.put(starts[changes[i] & 3] + (changes[i + 1] & 31), changes[i + 2]);
        }
        BootCode.isRelocatable(disk.disk(), BootDisk.scheme());
        for (Sector sector : BootCode.moved(disk.disk(), BootDisk.scheme(), BootDisk.moves())) {
            long offset = sector.offset();
            boolean known = offset < BootDisk.MIB
                    || (offset >= 2 * BootDisk.MIB && offset < 3 * BootDisk.MIB)
                    || (offset >= 8 * BootDisk.MIB && offset < 9 * BootDisk.MIB);
            if (!known || sector.bytes().remaining() != BootDisk.SECTOR) {
                throw new AssertionError("a sector at " + offset);
            }
        }
    }
}
