package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.BootReport;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.api.model.ImageDisk;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionPlan;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.ServerLayout;
import dev.smc.api.model.TargetLayout;
import dev.smc.api.model.VolumeInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The objects that {@code --json} prints. Fields may be added, never renamed. */
final class Json {
    private Json() {}

    /** Returns a server; one with a single disk has that disk's fields, too. */
    static Map<String, @Nullable Object> server(List<String> names, ServerLayout layout) {
        List<Map<String, @Nullable Object>> disks = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            disks.add(disk(names.get(i), layout.disks().get(i)));
        }
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        if (disks.size() == 1) {
            object.putAll(disks.get(0));
        }
        object.put("disks", disks);
        object.put("volumes", layout.volumes().stream().map(Json::volume).toList());
        object.put("usedBytes", layout.usedBytes());
        object.put("firmware", layout.firmware());
        object.put("platform", layout.platform());
        return object;
    }

    private static Map<String, @Nullable Object> disk(String name, DiskLayout layout) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("disk", name);
        object.put("format", layout.format());
        object.put("size", layout.sizeBytes());
        object.put("partitionTable", layout.partitionTable());
        object.put("content", layout.content().orElse(null));
        object.put("partOf", layout.partOf().orElse(null));
        object.put(
                "partitions", layout.partitions().stream().map(Json::partition).toList());
        object.put("usedBytes", layout.usedBytes());
        object.put("firmware", layout.firmware());
        object.put("warnings", layout.warnings());
        return object;
    }

    private static Map<String, @Nullable Object> partition(PartitionInfo partition) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("index", partition.index());
        object.put("startBytes", partition.startBytes());
        object.put("sizeBytes", partition.sizeBytes());
        object.put("type", partition.type());
        object.put("content", partition.content());
        object.put("label", partition.label().orElse(null));
        object.put("uuid", partition.uuid().orElse(null));
        object.put("partOf", partition.partOf().orElse(null));
        object.put("mountPath", partition.mountPath().orElse(null));
        object.put("role", partition.role());
        object.put("usedBytes", partition.usedBytes());
        return object;
    }

    private static Map<String, @Nullable Object> volume(VolumeInfo volume) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("name", volume.name());
        object.put("type", volume.type());
        object.put("sizeBytes", volume.sizeBytes());
        object.put("content", volume.content());
        object.put("label", volume.label().orElse(null));
        object.put("uuid", volume.uuid().orElse(null));
        object.put("usedBytes", volume.usedBytes());
        object.put("disks", volume.disks());
        object.put("usedInFullBecause", volume.usedInFullBecause().orElse(null));
        return object;
    }

    static Map<String, @Nullable Object> plan(PartitionPlan plan, TargetLayout layout) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("plan", plan);
        object.put("layout", layout);
        return object;
    }

    static Map<String, @Nullable Object> result(ReplicationResult result, MigrationCenter center) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("jobId", result.jobId());
        object.put("round", result.round());
        object.put("imageId", result.imageId());
        object.put("disks", paths(center, result.imageId()));
        object.put("usedBytes", result.usedBytes());
        object.put("transferredBytes", result.transferredBytes());
        object.put("wireBytes", result.wireBytes());
        object.put("changedBytes", result.changedBytes());
        object.put("seconds", result.elapsed().toMillis() / 1000.0);
        object.put("skipped", result.skipped());
        object.put("adaptation", result.adaptation().map(Json::adaptation).orElse(null));
        object.put("imageCheck", result.imageCheck().map(Json::check).orElse(null));
        object.put("boot", result.bootReport().map(Json::boot).orElse(null));
        return object;
    }

    static Map<String, @Nullable Object> check(ImageCheckReport report) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("status", report.status());
        object.put("guest", report.guest().orElse(null));
        object.put("items", report.items());
        return object;
    }

    static Map<String, @Nullable Object> adaptation(AdaptationReport report) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("applied", report.applied());
        object.put("changedBytes", report.changedBytes());
        object.put("guest", report.guest().orElse(null));
        object.put("edits", report.edits());
        object.put("notDone", report.notDone());
        object.put("notes", report.notes());
        return object;
    }

    static Map<String, @Nullable Object> boot(BootReport report) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("outcome", report.outcome());
        object.put("reason", report.reason());
        object.put("accelerator", report.accelerator().orElse(null));
        object.put("firmware", report.firmware());
        object.put("diskBus", report.diskBus());
        object.put("seconds", report.elapsed().toMillis() / 1000.0);
        object.put(
                "secondsToLogin",
                report.timeToLogin().map(time -> time.toMillis() / 1000.0).orElse(null));
        object.put("kernel", report.kernelVersion().orElse(null));
        object.put("rootDevice", report.rootDevice().orElse(null));
        object.put("networkUp", report.networkUp());
        object.put("networkEvidence", report.networkEvidence().orElse(null));
        object.put("failedUnits", report.failedUnits());
        object.put("warnings", report.warnings());
        object.put("consoleTail", report.consoleTail().orElse(null));
        return object;
    }

    static List<String> paths(MigrationCenter center, String imageId) {
        return center.resources().image(imageId).disks().stream()
                .map(ImageDisk::path)
                .flatMap(Optional::stream)
                .toList();
    }

    static Map<String, @Nullable Object> job(ReplicationJob job) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("jobId", job.id());
        object.put("name", job.name());
        object.put("status", job.status());
        object.put("phase", job.phase().orElse(null));
        object.put("sourceId", job.spec().sourceId());
        object.put("target", job.spec().target());
        object.put("createdAt", job.createdAt());
        object.put("rounds", job.rounds());
        object.put("error", job.error().orElse(null));
        return object;
    }

    static Map<String, @Nullable Object> error(MigrationException failure) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("code", failure.code());
        error.put("message", failure.getMessage());
        error.put("retryable", failure.retryable());
        error.put("jobId", failure.jobId().orElse(null));
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("error", error);
        return object;
    }
}
