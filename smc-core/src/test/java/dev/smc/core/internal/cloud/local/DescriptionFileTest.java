package dev.smc.core.internal.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.ImageFormat;
import dev.smc.api.model.ResourceType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionFileTest {
    @TempDir
    private Path directory;

    private TestCloud cloud;
    private String disk;
    private String snapshot;
    private Path diskJson;
    private Path imageJson;
    private String imageId;

    @BeforeEach
    void makeOneOfEach() {
        cloud = new TestCloud(directory);
        disk = cloud.createDisk("disk");
        snapshot = cloud.createSnapshot("snapshot", disk, true);
        imageId = cloud.createImage("image", "web", ImageFormat.RAW, snapshot).id();
        diskJson = directory.resolve("disks").resolve(disk).resolve("disk.json");
        imageJson = directory.resolve("images").resolve(imageId).resolve("image.json");
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void create_disk_writesTheDocumentedFields() {
        assertThat(diskJson).hasContent("""
                        {
                          "format" : "smc-local-disk",
                          "version" : 1,
                          "clientToken" : "disk",
                          "jobId" : "job1",
                          "name" : "disk",
                          "createdAt" : "2026-11-23T09:30:00Z",
                          "index" : 0,
                          "sizeBytes" : 1048576
                        }
                        """);
    }

    @Test
    void create_snapshot_writesTheDocumentedFields() {
        assertThat(directory.resolve("snapshots").resolve(snapshot).resolve("snapshot.json"))
                .hasContent("""
                        {
                          "format" : "smc-local-snapshot",
                          "version" : 1,
                          "clientToken" : "snapshot",
                          "jobId" : "job1",
                          "name" : "snapshot",
                          "createdAt" : "2026-11-23T09:30:00Z",
                          "diskId" : "%s",
                          "sizeBytes" : 1048576,
                          "grown" : [ ],
                          "notGrown" : [ ]
                        }
                        """.formatted(disk));
    }

    @Test
    void create_image_writesTheDocumentedFields() {
        assertThat(imageJson).hasContent("""
                        {
                          "format" : "smc-local-image",
                          "version" : 1,
                          "clientToken" : "image",
                          "sequence" : 1,
                          "image" : {
                            "id" : "%s",
                            "name" : "web",
                            "region" : "local",
                            "format" : "RAW",
                            "firmware" : "BIOS",
                            "disks" : [ {
                              "index" : 0,
                              "sizeBytes" : 1048576,
                              "usedBytes" : 5,
                              "digest" : "ab",
                              "grown" : [ ],
                              "notGrown" : [ ],
                              "path" : "disk-0.raw"
                            } ],
                            "sourceId" : "s-1",
                            "sourceName" : "web01",
                            "jobId" : "job1",
                            "round" : 1,
                            "createdAt" : "2026-11-23T09:30:00Z",
                            "adaptation" : null,
                            "check" : {
                              "guest" : null,
                              "items" : [ {
                                "code" : "GUESTOS.SystemImage",
                                "status" : "CRITICAL",
                                "detail" : "no operating system was recognised on the disks",
                                "remedy" : "name all disks of the server, the system disk first; a disk of data alone needs no check"
                              } ]
                            }
                          }
                        }
                        """.formatted(imageId));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"version\" : 1', '\"version\" : 0', has version 0",
        "'\"version\" : 1', '\"version\" : \"x\"', expected 1 to 1",
        "'\"version\" : 1,', '', expected 1 to 1",
        "smc-local-disk, smc-local-image, expected 'smc-local-disk'",
        "smc-local-disk, '', has the format ''",
        "'\"sizeBytes\" : 1048576', '\"sizeBytes\" : 0', sizeBytes: must be more than 0",
        "'\"sizeBytes\" : 1048576', '\"sizeBytes\" : -1', sizeBytes: must be more than 0",
        "'\"clientToken\" : \"disk\",', '', clientToken: is missing",
        "'\"jobId\" : \"job1\",', '', jobId: is missing",
        "'\"clientToken\" : \"disk\"', '\"clientToken\" : \"other\"', is the description of d-",
        "'\"name\"', '\"nickname\"', nickname",
        "'}', '', is damaged",
    })
    void read_damagedDisk_namesTheFileAndTheDamage(String right, String wrong, String message) throws Exception {
        String text = Files.readString(diskJson);
        assertThat(text).contains(right);
        Files.writeString(diskJson, text.replace(right, wrong));

        assertUnusable(() -> cloud.find(), diskJson, message);
        assertUnusable(() -> cloud.createDisk("disk"), diskJson, message);
    }

    @ParameterizedTest
    @CsvSource({
        "disk-0.raw, ../../../etc/passwd, must be like disk-0.raw",
        "disk-0.raw, '', must be like disk-0.raw",
        "'\"image\" : {', '\"image\" : null, \"x\" : {', is damaged",
    })
    void read_damagedImage_namesTheFileAndTheDamage(String right, String wrong, String message) throws Exception {
        Files.writeString(imageJson, Files.readString(imageJson).replace(right, wrong));

        assertUnusable(() -> cloud.images(), imageJson, message);
        assertUnusable(() -> cloud.createImage("image2", "other", ImageFormat.RAW, snapshot), imageJson, message);
    }

    @Test
    void read_noImageObject_namesTheFileAndTheDamage() throws Exception {
        Files.writeString(imageJson, """
                {"format":"smc-local-image","version":1,"clientToken":"image","sequence":1}
                """);

        assertUnusable(() -> cloud.images(), imageJson, "image: is missing");
    }

    @Test
    void read_newerVersion_saysWhichRelease() throws Exception {
        Files.writeString(
                imageJson,
                Files.readString(imageJson).replace("\"version\" : 1", "\"version\" : 2, \"colour\" : \"red\""));

        assertThatThrownBy(() -> cloud.images())
                .asInstanceOf(type(CloudException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNUSABLE))
                .satisfies(e -> assertThat(e).hasMessageContainingAll(imageJson.toString(), "version 2", "up to 1"))
                .satisfies(e -> assertThat(e.remedy()).contains("release"));
    }

    @Test
    void read_missingFile_namesIt() throws Exception {
        Files.delete(imageJson);

        assertUnusable(() -> cloud.images(), imageJson, "cannot be read");
    }

    @Test
    void read_hugeFile_isRefusedUnread() throws Exception {
        Files.write(imageJson, new byte[(1 << 20) + 1]);

        assertUnusable(() -> cloud.images(), imageJson, "1048577 bytes, more than 1048576");
    }

    @Test
    void read_notText_namesTheFile() throws Exception {
        Files.write(imageJson, new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertUnusable(() -> cloud.images(), imageJson, "cannot be read");
    }

    @Test
    void read_notAnObject_namesTheFile() throws Exception {
        Files.writeString(imageJson, "[1, 2]");

        assertUnusable(() -> cloud.images(), imageJson, "has the format ''");
    }

    @Test
    void delete_damaged_works() throws Exception {
        Files.delete(imageJson);

        cloud.delete(ResourceType.IMAGE, imageId);

        assertThat(cloud.images()).isEmpty();
    }

    private static void assertUnusable(ThrowingCallable call, Path file, String message) {
        assertThatThrownBy(call)
                .asInstanceOf(type(MigrationException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNUSABLE))
                .satisfies(e -> assertThat(e).hasMessageContainingAll(file.toString(), message))
                .satisfies(e -> assertThat(e.remedy()).contains(file.getParent().toString()));
    }
}
