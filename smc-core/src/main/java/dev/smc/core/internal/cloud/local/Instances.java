package dev.smc.core.internal.cloud.local;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.spi.cloud.CloudResource;
import dev.smc.spi.cloud.InstanceRequest;
import dev.smc.spi.cloud.IntermediateInstance;
import dev.smc.spi.transport.Receiver;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.spi.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The intermediate instances of this process: receivers on loopback, with the disks that they write. Thread-safe. */
final class Instances implements AutoCloseable {
    private final ResourceDirectory<Description.Disk> disks;
    private final SharedFiles sharedFiles;
    private final Transport transport;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private boolean closed; // guarded by this

    Instances(ResourceDirectory<Description.Disk> disks, SharedFiles sharedFiles, Transport transport) {
        this.disks = disks;
        this.sharedFiles = sharedFiles;
        this.transport = transport;
    }

    /** Starts an instance. One of the same token ends first: its identity and epoch are those of an earlier run. */
    synchronized IntermediateInstance launch(InstanceRequest request) {
        if (closed) {
            throw new CloudException(
                    ErrorCode.INVALID_STATE, "the local cloud is closed", "open the migration center again");
        }
        String id = Kind.INSTANCE.id(request.creation().clientToken());
        Running old = running.get(id);
        if (old != null && old.request.creation().epoch() > request.creation().epoch()) {
            throw new CloudException(
                    ErrorCode.STALE_EPOCH,
                    "instance " + id + " runs with epoch "
                            + old.request.creation().epoch() + ", asked for "
                            + request.creation().epoch(),
                    "leave the job to its newer owner");
        }
        delete(id);
        Running started = start(request);
        running.put(id, started);
        return IntermediateInstance.of(i -> i.id(id).address(started.receiver.address()));
    }

    private Running start(InstanceRequest request) {
        List<AttachedDisk> attached = new ArrayList<>();
        try {
            ReceiverSpec.Builder spec = ReceiverSpec.builder()
                    .jobId(request.creation().jobId())
                    .epoch(request.creation().epoch())
                    .identity(request.identity())
                    .encryption(request.encryption())
                    .bindAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            new TreeMap<>(request.diskIds()).forEach((index, diskId) -> {
                AttachedDisk disk = AttachedDisk.attach(disks, diskId, sharedFiles);
                attached.add(disk);
                spec.addDisk(ReceiverDisk.of(
                        d -> d.index(index).target(disk.target()).stateDirectory(disk.stateDirectory())));
            });
            return new Running(request, transport.receive(spec.build()), attached);
        } catch (Throwable e) {
            attached.forEach(AttachedDisk::close);
            throw e;
        }
    }

    /** Returns the instances of a job. */
    List<CloudResource> find(String jobId) {
        return running.entrySet().stream()
                .filter(entry -> entry.getValue().request.creation().jobId().equals(jobId))
                .map(entry -> new CloudResource(
                        Kind.INSTANCE.type(),
                        entry.getKey(),
                        entry.getValue().request.creation().clientToken()))
                .toList();
    }

    /** Ends an instance unless it is gone already. */
    synchronized void delete(String id) {
        Running ended = running.remove(Kind.INSTANCE.check(id));
        if (ended != null) {
            ended.close();
        }
    }

    /** Ends all instances. */
    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(running.keySet()).forEach(this::delete);
    }

    private record Running(InstanceRequest request, Receiver receiver, List<AttachedDisk> disks) {
        void close() {
            receiver.close();
            disks.forEach(AttachedDisk::close);
        }
    }
}
