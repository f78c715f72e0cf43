package dev.smc.core.internal.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.ImageOracle;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares images with zstd, subclusters, external data files, longer chains and encryption with what QEMU makes of them, and
 * follows the ways out that errors name.
 */
@RequiresTool({"qemu-img", "qemu-io"})
class Qcow2VariantsOracleTest {
    /** Ways out that are commands. */
    private static final Pattern COMMAND = Pattern.compile(".*with: (qemu-img .*)");

    @TempDir
    private static Path shared;

    private static Path raw;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeRawDisk() throws Exception {
        raw = ImageOracle.disk(shared);
    }

    private Path convert(String name, String... options) throws Exception {
        Path image = directory.resolve(name);
        List<String> command = new ArrayList<>(List.of("qemu-img", "convert", "-O", "qcow2"));
        command.addAll(List.of(options));
        command.addAll(List.of(raw.toString(), image.toString()));
        Programs.run(command.toArray(String[]::new));
        return image;
    }

    private Path overlay(String name, String backing, String format, String options, String size) throws Exception {
        Path image = directory.resolve(name);
        Programs.run(
                "qemu-img",
                "create",
                "-f",
                "qcow2",
                "-b",
                backing,
                "-F",
                format,
                "-o",
                options,
                image.toString(),
                size);
        return image;
    }

    private static void write(Path image, String... commands) throws Exception {
        List<String> line = new ArrayList<>(List.of("qemu-io"));
        for (String command : commands) {
            line.addAll(List.of("-c", command));
        }
        line.add(image.toString());
        Programs.run(line.toArray(String[]::new));
    }

    private static void check(Path image) throws Exception {
        ImageOracle.check(image, "qcow2", "qcow2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cluster_size=512", "cluster_size=4k", "cluster_size=64k", "cluster_size=2M", "extended_l2=on"})
    void read_ofZstdClusters_equalsItsDisk(String options) throws Exception {
        check(convert("disk", "-c", "-o", "compression_type=zstd," + options));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "extended_l2=on,cluster_size=16k",
                "extended_l2=on,cluster_size=128k",
                "extended_l2=on,cluster_size=2M",
                "extended_l2=on,preallocation=metadata",
                "extended_l2=on,preallocation=falloc,lazy_refcounts=on",
                "lazy_refcounts=on,refcount_bits=64",
                "compression_type=zstd"
            })
    void read_ofAnImageOfAnyOptions_equalsItsDisk(String options) throws Exception {
        Path image = convert("disk", "-o", options);
        check(image);
        write(image, "write -P 5 5000 9000", "write -z 1M 70k", "write -z -u 2M 300k", "discard 3M 1M");
        check(image);
    }

    @Test
    void read_ofCompressedAndPlainSubclusters_equalsItsDisk() throws Exception {
        Path image = convert("disk", "-c", "-o", "extended_l2=on");
        write(image, "write -P 5 5000 9000", "write -z 1M 70k", "write -P 7 4M 3k");
        check(image);
    }

    @ParameterizedTest
    @CsvSource({"off, off", "on, off", "off, metadata", "off, falloc", "on, full"})
    void read_ofAnExternalDataFile_equalsItsDisk(String isRaw, String preallocation) throws Exception {
        String options = "data_file=" + directory.resolve("data.raw") + ",data_file_raw=" + isRaw;
        Path image = convert("disk", "-o", options + ",preallocation=" + preallocation);
        check(image);
        write(image, "write -P 5 5000 9000", "write -z 1M 70k", "discard 3M 1M");
        check(image);
    }

    @Test
    void read_ofAnExternalDataFileInAChain_equalsItsDisk() throws Exception {
        convert("base", "-c", "-o", "compression_type=zstd");
        String options = "data_file=" + directory.resolve("data.raw") + ",extended_l2=on,cluster_size=32k";
        Path image = overlay("top", "base", "qcow2", options, "20M");
        write(image, "write -P 5 5000 9000", "write -z 1M 70k", "write -P 6 19M 1M");
        check(image);
    }

    @Test
    void extents_ofAPreallocatedImage_leaveOutWhatWasNeverWritten() throws Exception {
        Path image = directory.resolve("disk");
        Programs.run("qemu-img", "create", "-f", "qcow2", "-o", "preallocation=metadata", image.toString(), "64M");
        write(image, "write -P 1 10M 1M");
        try (BlockSource source = DiskImages.open(image)) {
            assertThat(source.extents(0, source.size()))
                    .containsExactly(
                            Extent.zero(0, 10 << 20), Extent.data(10 << 20, 1 << 20), Extent.zero(11 << 20, 53 << 20));
        }
        check(image);
    }

    @Test
    void read_ofAChainOfFour_equalsItsDisk() throws Exception {
        Programs.run(
                "qemu-img",
                "convert",
                "-O",
                "raw",
                raw.toString(),
                directory.resolve("base").toString());
        Path first = overlay("first", "base", "raw", "compat=0.10", "13M");
        write(first, "write -P 1 1M 100k", "write -P 3 12M 512");
        Path second = overlay("second", "first", "qcow2", "extended_l2=on,cluster_size=16k", "30M");
        write(second, "write -P 4 1050k 5k", "write -z 2M 1M", "write -P 5 25M 512");
        Path third = overlay("third", second.toString(), "qcow2", "cluster_size=2M,compression_type=zstd", "29M");
        write(third, "write -P 2 1100k 70k", "write -z -u 12M 65k", "write -c -P 6 20M 2M");
        check(first);
        check(second);
        check(third);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vmdk"})
    void read_ofAnImageOnOneOfAnotherFormat_equalsItsDisk(String format) throws Exception {
        Path base = directory.resolve("base");
        Programs.run("qemu-img", "convert", "-O", format, raw.toString(), base.toString());
        Path image = overlay("top", "base", format, "cluster_size=4k", "20M");
        write(image, "write -P 1 1M 100k", "write -z 2M 1M");
        check(image);
    }

    @Test
    void read_ofAResizedImage_equalsItsDisk() throws Exception {
        Path image = convert("disk");
        Programs.run("qemu-img", "resize", image.toString(), "+6M");
        write(image, "write -P 1 " + (Files.size(raw) + (5 << 20)) + " 1M");
        check(image);
        Programs.run("qemu-img", "resize", "--shrink", image.toString(), "5M");
        check(image);
    }

    @Test
    void read_ofAnImageThatWasAmended_equalsItsDisk() throws Exception {
        Path image = convert("disk");
        write(image, "write -z 1M 1M");
        Programs.run("qemu-img", "amend", "-f", "qcow2", "-o", "compat=0.10", image.toString());
        check(image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes", "luks"})
    void open_ofAnEncryptedImage_namesACommandThatWorks(String encryption) throws Exception {
        Files.writeString(directory.resolve("PASSPHRASE_FILE"), "open sesame");
        Path image = directory.resolve("a, b");
        String secret = "secret,id=key,file=" + directory.resolve("PASSPHRASE_FILE");
        String options = "encrypt.format=" + encryption + ",encrypt.key-secret=key";
        if (encryption.equals("luks")) {
            options += ",encrypt.iter-time=10";
        }
        try {
            Programs.run(
                    "qemu-img", "create", "--object", secret, "-f", "qcow2", "-o", options, image.toString(), "3M");
        } catch (IOException e) {
            assumeTrue(false, "this QEMU does not encrypt: " + e.getMessage());
        }
        runWayOut(image, "encrypted (" + encryption.toUpperCase(Locale.ROOT));
        check(directory.resolve("decrypted.qcow2"));
    }

    @Test
    void open_ofAMissingBackingFile_namesACommandThatWorks() throws Exception {
        Path base = convert("base");
        Path image = overlay("top", "base", "qcow2", "cluster_size=64k", "20M");
        Files.move(base, directory.resolve("PATH"));
        runWayOut(image, "stands on a backing file");
        check(image);
    }

    @Test
    void open_ofAMissingDataFile_namesACommandThatWorks() throws Exception {
        Path image = convert("disk", "-o", "data_file=" + directory.resolve("data.raw"));
        Files.move(directory.resolve("data.raw"), directory.resolve("PATH"));
        runWayOut(image, "keeps its data in another file");
        check(directory.resolve("whole.qcow2"));
    }

    /** Runs the command of an error as a user would, in the directory of the image. */
    private void runWayOut(Path image, String message) throws Exception {
        try (BlockSource source = DiskImages.open(image)) {
            fail("opened " + source);
        } catch (SourceReadException e) {
            assertThat(e).hasMessageContaining(message).hasMessageContaining(image.toString());
            Matcher command = COMMAND.matcher(e.remedy().replace("FORMAT", "qcow2"));
            assertThat(command.matches()).as(e.remedy()).isTrue();
            Programs.run("sh", "-c", "cd '" + directory + "' && " + command.group(1));
        }
    }
}
