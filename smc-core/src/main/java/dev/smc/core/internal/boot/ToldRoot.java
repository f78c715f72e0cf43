package dev.smc.core.internal.boot;

import dev.smc.api.error.MigrationException;
import dev.smc.api.model.ImageFormat;
import dev.smc.core.internal.guest.boot.BootFiles;
import dev.smc.core.internal.guest.edit.EditPlan;
import dev.smc.core.internal.guest.system.GuestFinder;
import dev.smc.core.internal.guest.system.GuestSystem;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.core.internal.inspect.ServerInspector;
import dev.smc.spi.disk.BlockSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The root file system that a guest's boot loader tells its kernel of: a quiet kernel says nothing of it. */
final class ToldRoot {
    private ToldRoot() {}

    /** Returns how it is named; empty if that is not known, or not the same for all kernels. */
    static Optional<String> of(List<BootMachine.Disk> disks) {
        List<BlockSource> open = new ArrayList<>();
        try {
            disks.forEach(disk -> open.add(
                    disk.format() == ImageFormat.RAW ? DiskImages.openRaw(disk.file()) : DiskImages.open(disk.file())));
            InspectedServer server = ServerInspector.inspect(open);
            return GuestFinder.find(server.devices(), server.layout().firmware())
                    .flatMap(ToldRoot::of);
        } catch (MigrationException e) {
            return Optional.empty(); // whether such a guest starts is found out by starting it
        } finally {
            open.forEach(BlockSource::close);
        }
    }

    private static Optional<String> of(GuestSystem guest) {
        List<String> roots = BootFiles.read(new EditPlan(guest.root())).stream()
                .filter(BootFiles.Line::isFull)
                .flatMap(line -> line.arguments().value("root").stream())
                .distinct()
                .toList();
        return roots.size() == 1 ? Optional.of(roots.get(0)) : Optional.empty();
    }
}
