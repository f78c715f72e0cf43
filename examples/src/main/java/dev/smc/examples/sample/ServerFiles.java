package dev.smc.examples.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The files of a small web server: those of the running JDK, and configuration, sites, logs and a database made up here. */
final class ServerFiles {
    private static final int ROOT = 0;
    private static final int USER = 1000;
    private static final int WWW = 33;
    private static final int PAGE = 8192;
    /** How many pages next to each other change together: those of one busy table. */
    private static final int HOT_PAGES = 16;

    private static final int SITES = 12;
    private static final List<String> LOGS = List.of(
            "/var/log/syslog",
            "/var/log/auth.log",
            "/var/log/nginx/access.log",
            "/var/log/nginx/error.log",
            "/var/log/app/server.log");

    private final Ext4Writer fileSystem;
    private final SplittableRandom random;
    private final ServerText text;
    private final List<Ext4Node> logs = new ArrayList<>();
    private final List<Ext4Node> configuration = new ArrayList<>();
    private Ext4Node database;

    ServerFiles(Ext4Writer fileSystem, long seed) {
        this.fileSystem = fileSystem;
        this.random = new SplittableRandom(seed);
        this.text = new ServerText(random);
        this.database = fileSystem.file("/var/lib/shop/orders.db", 0640, USER);
    }

    /** Writes everything, with at most {@code jdkBytes} of the JDK's files. */
    void write(long jdkBytes) throws IOException {
        writeConfiguration();
        writeSites();
        Ext4Node upload = fileSystem.file("/tmp/upload.tar", 0600, USER);
        copyJdk(jdkBytes);
        writePages(database, Math.max(64, jdkBytes / 24 / PAGE));
        writeLogs();
        writePages(upload, Math.max(64, jdkBytes / 12 / PAGE));
        fileSystem.delete(upload);
    }

    private void writeConfiguration() throws IOException {
        for (ServerText.Entry entry : ServerText.configuration()) {
            Ext4Node file = fileSystem.file(entry.path(), entry.permissions(), ROOT);
            fileSystem.append(file, SampleDisk.bytes(entry.content()));
            configuration.add(file);
        }
        for (String directory : List.of("bin", "lib", "sbin")) {
            fileSystem.link("/" + directory, "usr/" + directory);
        }
    }

    private void writeSites() throws IOException {
        for (int site = 1; site <= SITES; site++) {
            String name = "shop%02d".formatted(site);
            put("/etc/nginx/sites-available/" + name + ".conf", ROOT, ServerText.nginxSite(name));
            fileSystem.link("/etc/nginx/sites-enabled/" + name + ".conf", "../sites-available/" + name + ".conf");
            for (int page = 0; page < 40; page++) {
                put("/srv/www/" + name + "/page%03d.html".formatted(page), WWW, text.page(name, page));
            }
        }
        for (String user : List.of("anna", "li", "omar")) {
            put("/home/" + user + "/.profile", USER, "export LANG=en_GB.UTF-8\nexport EDITOR=vi\n");
            put("/home/" + user + "/notes.txt", USER, text.paragraphs(30));
        }
    }

    private void put(String path, int owner, String content) throws IOException {
        fileSystem.append(fileSystem.file(path, 0644, owner), SampleDisk.bytes(content));
    }

    private void copyJdk(long limit) throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        List<Path> files;
        try (Stream<Path> tree = Files.walk(home, FileVisitOption.FOLLOW_LINKS)) {
            files = tree.filter(file -> Files.isRegularFile(file) && Files.isReadable(file))
                    .sorted()
                    .toList();
        }
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        long left = limit;
        for (Path source : files) {
            long size = source.toFile().length();
            if (size > left) {
                continue;
            }
            left -= size;
            String name = home.relativize(source).toString().replace('\\', '/');
            int permissions = Files.isExecutable(source) ? 0755 : 0644;
            Ext4Node file = fileSystem.file("/usr/lib/jvm/java/" + name, permissions, ROOT);
            try (InputStream in = Files.newInputStream(source)) {
                for (int n; (n = in.readNBytes(buffer.array(), 0, buffer.capacity())) > 0; ) {
                    fileSystem.append(file, buffer.clear().limit(n));
                }
            }
        }
    }

    /** Writes the logs side by side, a few blocks of each in turn, so that they lie in many pieces, as logs do. */
    private void writeLogs() throws IOException {
        for (String path : LOGS) {
            logs.add(fileSystem.file(path, 0640, ROOT));
        }
        for (int turn = 0; turn < 24; turn++) {
            for (Ext4Node log : logs) {
                fileSystem.append(log, SampleDisk.bytes(text.logLines(turn, 200)));
            }
        }
    }

    private void writePages(Ext4Node file, long pages) throws IOException {
        for (long page = 0; page < pages; page++) {
            fileSystem.append(file, text.databasePage(page, PAGE));
        }
    }

    /** Changes some of it and returns how many bytes were written. */
    long change(int number) throws IOException {
        long written = 0;
        for (Ext4Node log : logs) {
            ByteBuffer lines = SampleDisk.bytes(text.logLines(24 + number, 400));
            written += lines.remaining();
            fileSystem.append(log, lines);
        }
        long pages = database.size / PAGE;
        for (long i = 0; i < Math.max(1, pages / 400); i++) {
            long page = random.nextLong(pages - HOT_PAGES);
            for (long next = page; next < page + HOT_PAGES; next++) {
                fileSystem.overwrite(database, next * PAGE, text.databasePage(next, PAGE));
                written += PAGE;
            }
        }
        for (Ext4Node file : configuration) {
            ByteBuffer comment = SampleDisk.bytes("# changed on day %4d\n".formatted(number));
            written += comment.remaining();
            fileSystem.append(file, comment);
        }
        Ext4Node backup = fileSystem.file("/var/backups/orders-%d.csv".formatted(number), 0600, ROOT);
        fileSystem.append(backup, SampleDisk.bytes(text.orders(8_000)));
        return written + backup.size;
    }
}
