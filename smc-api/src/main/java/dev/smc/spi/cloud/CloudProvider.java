package dev.smc.spi.cloud;

import dev.smc.api.model.BootOptions;
import dev.smc.api.model.BootOutcome;
import dev.smc.api.model.BootReport;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.Image;
import dev.smc.api.model.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A cloud: makes and releases what a migration needs there. Found by {@link java.util.ServiceLoader}, or handed to
 * {@link dev.smc.api.MigrationCenter.Builder#addCloud}. Thread-safe.
 *
 * <p>Rules of every {@code create} and {@code launch} call:
 *
 * <ol>
 *   <li>It is idempotent by {@link Creation#clientToken()}: asked again with the same token, also by another process after a
 *       crash, it returns the same thing, and never a second one.
 *   <li>It returns when the thing is usable, and what it returned survives a crash.
 *   <li>If it throws, the thing may exist or not; asking again with the same token finds out.
 *   <li>What it made carries the job's id, so that {@link #find} lists it.
 * </ol>
 *
 * <p>A third party shows that its implementation keeps this contract with {@code CloudProviderContractTest}, published in the
 * {@code tests} jar of this module.
 */
public interface CloudProvider extends AutoCloseable {

    /** Returns the name of the cloud, for messages. */
    String id();

    /** Connects the cloud to its host. Called once, before anything else. */
    void open(CloudContext context);

    /** Returns the regions; no two clouds of a centre may share one. */
    Set<String> regions();

    /** Returns what this cloud can do, and how. */
    CloudCapabilities capabilities();

    /**
     * Creates a temporary disk that reads as zeros.
     *
     * @return its identifier
     * @throws dev.smc.api.error.CloudException if it cannot be created
     * @throws dev.smc.api.error.TargetWriteException code {@code TARGET_FULL} if there is no space for it
     */
    String createDisk(DiskRequest request);

    /**
     * Starts the intermediate instance with its disks attached and the receiver listening. If one of that token runs already, it
     * goes on with the identity and epoch given now.
     *
     * @throws dev.smc.api.error.CloudException if it cannot be started
     */
    IntermediateInstance launchInstance(InstanceRequest request);

    /**
     * Creates a snapshot of a temporary disk, as it is on stable storage now.
     *
     * @return its identifier
     * @throws dev.smc.api.error.CloudException if it cannot be created
     */
    String createSnapshot(SnapshotRequest request);

    /**
     * Creates an image of snapshots.
     *
     * @throws dev.smc.api.error.CloudException if it cannot be created; code {@code INVALID_STATE} if the name is taken
     */
    Image createImage(ImageRequest request);

    /** Returns all images of the region that this library made, oldest first. */
    List<Image> images(String region);

    /**
     * Starts a copy of an image to see whether it comes up; the image stays as it is, and nothing is left. Default: a report that the
     * proof was not made.
     *
     * @param stop tells, when asked, that the proof is to end early
     * @throws dev.smc.api.error.CloudException if there is no such image
     */
    default BootReport boot(String region, String imageId, BootOptions options, BooleanSupplier stop) {
        return BootReport.of(report -> report.outcome(BootOutcome.NOT_MADE)
                .reason("the cloud " + id() + " starts no images for a proof")
                .firmware(options.firmware().orElse(Firmware.UNKNOWN))
                .diskBus(options.diskBus())
                .networkCard("virtio"));
    }

    /**
     * Releases something. What is gone already is no error. An image's snapshots may go with it.
     *
     * @throws dev.smc.api.error.CloudException if it cannot be released
     */
    void delete(ResourceType type, String region, String id);

    /** Returns what exists in a region with a job's id on it, images included. */
    List<CloudResource> find(String region, String jobId);

    /** Returns what it costs to keep something, for people; empty if it costs nothing or is gone. */
    Optional<String> costToKeep(ResourceType type, String region, String id);

    /** Stops what runs in this process and closes what this provider opened. Releases no resource. Closing twice does nothing. */
    @Override
    void close();
}
