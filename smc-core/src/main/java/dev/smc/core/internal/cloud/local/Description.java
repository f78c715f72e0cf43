package dev.smc.core.internal.cloud.local;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageDisk;
import dev.smc.api.model.SkippedItem;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** What a resource's JSON file says; see {@code docs/formats/local-cloud.md}. */
sealed interface Description {
    /** The version that is written, and the highest that is read. */
    int VERSION = 1;

    /** Returns the name of the format. */
    String format();

    /** Returns the version of the format. */
    int version();

    /** Returns the token that the resource was made under. */
    String clientToken();

    /** Returns the job that the resource was made for. */
    String jobId();

    /** A temporary disk. */
    record Disk(
            String format,
            int version,
            String clientToken,
            String jobId,
            String name,
            Instant createdAt,
            int index,
            long sizeBytes)
            implements Description {
        public Disk {
            present(clientToken, "clientToken");
            present(jobId, "jobId");
            positive(sizeBytes);
        }
    }

    /** A snapshot of a temporary disk. */
    record Snapshot(
            String format,
            int version,
            String clientToken,
            String jobId,
            String name,
            Instant createdAt,
            String diskId,
            long sizeBytes,
            List<Integer> grown,
            List<SkippedItem> notGrown)
            implements Description {
        public Snapshot {
            // Written since file systems are made larger.
            grown = Objects.requireNonNullElse(grown, List.of());
            notGrown = Objects.requireNonNullElse(notGrown, List.of());
            present(clientToken, "clientToken");
            present(jobId, "jobId");
            positive(sizeBytes);
        }
    }

    /** An image; the paths of its disks are names in its own directory. */
    record Manifest(String format, int version, String clientToken, long sequence, Image image) implements Description {
        private static final Pattern FILE = Pattern.compile("disk-[0-9]+\\.(raw|qcow2)");

        public Manifest {
            present(clientToken, "clientToken");
            present(image, "image");
            image.disks().forEach(Manifest::checkPath);
        }

        private static void checkPath(ImageDisk disk) {
            String path = disk.path().orElse("");
            if (!FILE.matcher(path).matches()) {
                throw new InvalidSpecException("image.disks.path", "must be like disk-0.raw, is '" + path + "'");
            }
        }

        @Override
        public String jobId() {
            return image.jobId();
        }
    }

    private static void present(Object value, String field) {
        if (Objects.isNull(value)) {
            throw new InvalidSpecException(field, "is missing");
        }
    }

    private static void positive(long sizeBytes) {
        if (sizeBytes <= 0) {
            throw new InvalidSpecException("sizeBytes", "must be more than 0, is " + sizeBytes);
        }
    }
}
