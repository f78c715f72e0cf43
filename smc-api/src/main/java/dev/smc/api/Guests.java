package dev.smc.api;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.BootOptions;
import dev.smc.api.model.BootReport;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.ImageCheckReport;
import java.nio.file.Path;
import java.util.List;

/**
 * The operating systems on disks, with no source server or job: whether they will start on Alibaba Cloud ECS, what would be changed
 * for that, and whether they come up. Disks are named with the system disk first. Linux is adapted; Windows is recognised, but not
 * adapted yet. Thread-safe.
 */
public interface Guests {

    /**
     * Checks whether a guest starts as it is. Only reads.
     *
     * @throws dev.smc.api.error.SourceReadException if a disk cannot be read
     * @throws dev.smc.api.error.CorruptDiskException if the structures of a disk are damaged
     */
    ImageCheckReport check(List<DiskLocation> disks);

    /** As {@link #check(List)}, for the guest as it will be after an adaptation, which is worked out as {@link #preview} does. */
    ImageCheckReport check(List<DiskLocation> disks, AdaptationOptions options);

    /**
     * As {@link #check(List, AdaptationOptions)}, as far as can be told by reading what tells it, without making anything: in seconds,
     * also of disks that are large, in use, or far away. Jobs do this before the first byte is sent.
     */
    ImageCheckReport predict(List<DiskLocation> disks, AdaptationOptions options);

    /**
     * Works out an adaptation and proves it on copies: the edits are made, read back, and planned anew. The disks are only read, and
     * may be of any format.
     *
     * @throws dev.smc.api.error.MigrationException code {@code ADAPTATION_FAILED} if an edit cannot be made
     */
    AdaptationReport preview(List<DiskLocation> disks, AdaptationOptions options);

    /**
     * Adapts a guest in place, after doing what {@link #preview} does.
     *
     * @param disks raw files or block devices that nobody else uses
     * @param journal a file from which {@link #undo} restores every byte; it is on stable storage before the first byte changes, and
     *     none is written if nothing is to be changed. One that is there is replaced if its changes are not on the disks
     * @throws dev.smc.api.error.MigrationException code {@code ADAPTATION_FAILED} if an edit cannot be made; the disks are as they were
     * @throws dev.smc.api.error.InvalidSpecException if a disk is no raw one, or the journal is another file, that of other disks, of
     *     an adaptation that was cut off, or of one that was made where there is more to change
     * @throws dev.smc.api.error.InvalidStateException if a disk is in use on this machine: mounted, attached, or locked as by QEMU
     */
    AdaptationReport adapt(List<Path> disks, AdaptationOptions options, Path journal);

    /**
     * Undoes an adaptation, also one that was cut off. May be called again.
     *
     * @param disks in the order in which they were adapted
     * @throws dev.smc.api.error.InvalidStateException if a disk was changed since, as by starting it, or is in use; nothing is written
     *     then
     * @throws dev.smc.api.error.InvalidSpecException if there is no journal
     * @throws dev.smc.api.error.CorruptDiskException if the journal is damaged
     */
    void undo(List<Path> disks, Path journal);

    /**
     * Starts a guest in QEMU on this machine, and waits for a sign of life. The disks stay as they are. Where there is no QEMU, the
     * report says so.
     */
    BootReport boot(List<DiskLocation> disks, BootOptions options);
}
