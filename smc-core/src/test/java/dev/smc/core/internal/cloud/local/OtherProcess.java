package dev.smc.core.internal.cloud.local;

import dev.smc.api.error.CloudException;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageFormat;
import dev.smc.api.model.ResourceType;
import dev.smc.spi.cloud.IntermediateInstance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second process on a directory, which tests kill. */
final class OtherProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private OtherProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static OtherProcess start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1", // starts sooner
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                OtherProcess.class.getName()));
        command.addAll(List.of(arguments));
        return new OtherProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Waits for the next line that the process prints. */
    String nextLine() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the other process ended");
        }
        return line;
    }

    /** Returns what it printed before it ended, if there is more. */
    String remainingLine() throws IOException {
        return output.readLine();
    }

    /** Kills the process as kill -9 does, and returns when it is dead. */
    void kill() {
        process.toHandle().destroyForcibly(); // unlike Process.destroyForcibly, leaves its output to be read
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** Runs as the other process. */
    public static void main(String[] arguments) throws IOException {
        TestCloud cloud = new TestCloud(Path.of(arguments[1]));
        if (arguments[0].equals("attach")) {
            attach(cloud, System.out);
        } else {
            churn(cloud, arguments[2], System.out);
        }
    }

    private static void attach(TestCloud cloud, PrintStream out) throws IOException {
        try {
            cloud.launch("instance", 1, cloud.createDisk("disk"));
            out.println("attached");
        } catch (CloudException e) {
            out.println(e.getMessage());
        }
        while (System.in.read() >= 0) {
            // until killed
        }
    }

    /** Makes and deletes things for ever, and says what it is about to do and what it has done. */
    private static void churn(TestCloud cloud, String prefix, PrintStream out) {
        for (int i = 0; ; i++) {
            String token = prefix + i;
            out.println("making disk " + token);
            String disk = cloud.createDisk(token);
            out.println("made disk " + token);
            IntermediateInstance instance = cloud.launch(token, 1, disk);
            cloud.write(instance, 0, token.getBytes(StandardCharsets.UTF_8));
            cloud.delete(ResourceType.INSTANCE, instance.id());
            String snapshot = cloud.createSnapshot(token, disk, i % 2 == 0);
            out.println("made snapshot " + token);
            Image image = cloud.createImage(
                    token, "image-" + token, i % 3 == 0 ? ImageFormat.QCOW2 : ImageFormat.RAW, snapshot);
            out.println("made image " + token);
            out.println("deleting disk " + token);
            cloud.delete(ResourceType.DISK, disk);
            out.println("deleting snapshot " + token);
            cloud.delete(ResourceType.SNAPSHOT, snapshot);
            if (i % 2 == 1) {
                out.println("deleting image " + token);
                cloud.delete(ResourceType.IMAGE, image.id());
            }
        }
    }

    /** Returns the bytes that a churned disk of a token starts with. */
    static ByteBuffer content(String token) {
        return ByteBuffer.wrap(token.getBytes(StandardCharsets.UTF_8));
    }
}
