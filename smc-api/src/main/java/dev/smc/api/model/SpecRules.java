package dev.smc.api.model;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of specifications. All rules of one specification are tried before any violation is reported. */
final class SpecRules {
    static final int MAX_DISKS = 17;
    private static final Pattern NAME = Pattern.compile("\\p{L}[\\p{L}\\p{N}:_.\\-]{1,127}");

    private final List<Violation> violations = new ArrayList<>();

    private SpecRules() {}

    static void check(SourceSpec spec) {
        SpecRules rules = new SpecRules();
        rules.name("name", spec.name());
        rules.text("description", spec.description(), 256);
        rules.range("disks", spec.disks().size(), 1, MAX_DISKS, "disks");
        Set<DiskLocation> seen = new HashSet<>();
        for (DiskLocation disk : spec.disks()) {
            rules.require(seen.add(disk), "disks", disk + " is listed twice");
        }
        rules.finish();
    }

    static void check(JobSpec spec) {
        SpecRules rules = new SpecRules();
        rules.name("name", spec.name());
        rules.text("description", spec.description(), 128);
        rules.require(!spec.sourceId().isBlank(), "sourceId", "is missing; register a source and pass its id");
        rules.require(!spec.target().region().isBlank(), "target.region", "is missing; \"local\" is the local cloud");
        if (spec.target() instanceof ImageTarget image && !image.imageName().equals(spec.name())) {
            rules.name("target.imageName", image.imageName());
        }
        rules.range("transfer.compressionLevel", spec.transfer().compressionLevel(), 0, 10, "");
        rules.range("transfer.streams", spec.transfer().streams(), 1, 8, "");
        spec.maxImagesToKeep().ifPresent(keep -> {
            rules.range("maxImagesToKeep", keep, 1, 10, "images");
            rules.require(
                    !spec.runOnce(), "maxImagesToKeep", "needs runOnce(false): a job that runs once makes one image");
        });
        rules.finish();
    }

    static void check(BootOptions options) {
        SpecRules rules = new SpecRules();
        rules.require(
                Set.of("virtio", "nvme", "ide").contains(options.diskBus()),
                "diskBus",
                "must be virtio, nvme or ide, but is \"" + options.diskBus() + "\"");
        rules.range("memoryMib", options.memoryMib(), 256, 65536, "MiB");
        options.timeLimit()
                .ifPresent(limit -> rules.require(
                        limit.compareTo(Duration.ZERO) > 0,
                        "timeLimit",
                        "must be more than 0 s, but is " + limit.toSeconds() + " s"));
        rules.finish();
    }

    private void name(String path, String value) {
        require(
                NAME.matcher(value).matches() && !value.startsWith("http://") && !value.startsWith("https://"),
                path,
                value.isEmpty()
                        ? "is missing"
                        : "must be 2 to 128 characters, start with a letter, and hold only letters, digits and : _ . -, but is \""
                                + value + "\"");
    }

    private void text(String path, String value, int max) {
        require(value.length() <= max, path, "must be at most " + max + " characters, but has " + value.length());
    }

    private void range(String path, int value, int min, int max, String unit) {
        require(
                value >= min && value <= max,
                path,
                "must be " + min + " to " + max + (unit.isEmpty() ? "" : " " + unit) + ", but is " + value);
    }

    private void require(boolean holds, String path, String message) {
        if (!holds) {
            violations.add(new Violation(path, message));
        }
    }

    private void finish() {
        if (!violations.isEmpty()) {
            throw new InvalidSpecException(violations);
        }
    }
}
