package dev.smc.core.internal.image.nbd;

import dev.smc.testkit.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real NBD server in a process of its own. */
public final class NbdServer implements AutoCloseable {
    private static final int START_TRIES = 1000;

    private final Path directory;
    private final List<String> command;
    private final List<String> address;
    private final String scheme;
    private final String authority;
    private final String query;
    private Process process;

    private NbdServer(
            Path directory, List<String> command, List<String> address, String scheme, String authority, String query)
            throws IOException, InterruptedException {
        this.directory = directory;
        this.command = command;
        this.address = address;
        this.scheme = scheme;
        this.authority = authority;
        this.query = query;
        this.process = launch();
    }

    /** Serves on a Unix domain socket by nbdkit. */
    public static NbdServer nbdkit(Path directory, String... arguments) throws IOException, InterruptedException {
        Path socket = directory.resolve("nbdkit.sock");
        return new NbdServer(
                directory,
                list(List.of("nbdkit", "-f", "-P", pidFile(directory)), List.of("-U", socket.toString()), arguments),
                List.of(socket.toString()),
                "nbd+unix",
                "",
                "?socket=" + encoded(socket));
    }

    /** Serves on a TCP port by nbdkit. */
    public static NbdServer nbdkitTcp(Path directory, String... arguments) throws IOException, InterruptedException {
        int port = freePort();
        return new NbdServer(
                directory,
                list(
                        List.of("nbdkit", "-f", "-P", pidFile(directory)),
                        List.of("-i", "127.0.0.1", "-p", "" + port),
                        arguments),
                List.of(),
                "nbd",
                "127.0.0.1:" + port,
                "");
    }

    /** Serves on a Unix domain socket by qemu-nbd, read-only; what it traces can be read. */
    public static NbdServer qemu(Path directory, String... arguments) throws IOException, InterruptedException {
        Path socket = directory.resolve("qemu.sock");
        return new NbdServer(
                directory,
                list(
                        List.of("qemu-nbd", "-r", "-t", "--pid-file", pidFile(directory)),
                        List.of("-k", socket.toString()),
                        arguments),
                List.of(socket.toString()),
                "nbd+unix",
                "",
                "?socket=" + encoded(socket));
    }

    private static String pidFile(Path directory) {
        return directory.resolve("server.pid").toString();
    }

    private static List<String> list(List<String> program, List<String> listen, String... arguments) {
        List<String> all = new ArrayList<>(program);
        all.addAll(listen);
        all.addAll(List.of(arguments));
        return all;
    }

    private static String encoded(Path path) {
        return URLEncoder.encode(path.toString(), StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process launch() throws IOException, InterruptedException {
        Path pid = Path.of(pidFile(directory));
        Files.deleteIfExists(pid);
        for (String socket : address) {
            Files.deleteIfExists(Path.of(socket));
        }
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        for (int i = 0; !Files.exists(pid) || Files.readString(pid).isBlank(); i++) {
            if (i == START_TRIES || !started.isAlive()) {
                started.destroyForcibly();
                throw new IOException(command + " did not start: " + Files.readString(log()));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return started;
    }

    private Path log() {
        return directory.resolve("server.log");
    }

    /** Returns what the server has said so far. */
    public String said() throws IOException {
        return Files.readString(log());
    }

    /** Returns the address of an export. */
    public String address(String export) {
        return scheme + "://" + authority + "/" + export + query;
    }

    /** Returns the address of the default export with more parameters. */
    public String addressWith(String parameters) {
        return address("") + (query.isEmpty() ? "?" : "&") + parameters;
    }

    /** Returns the TCP port. */
    int port() {
        return Integer.parseInt(authority.substring(authority.indexOf(':') + 1));
    }

    /** Ends the server as a crash would. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts the server again where it was. */
    public void start() throws IOException, InterruptedException {
        process = launch();
    }

    /** Copies an export to a file by another client. */
    Path copy(Path to) throws IOException, InterruptedException {
        Programs.run("nbdcopy", address(""), to.toString());
        return to;
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
