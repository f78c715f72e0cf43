package dev.smc.examples.sample;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

/** Makes up text and records such as a web server holds, from a source of pseudo-random numbers. */
final class ServerText {
    private static final List<String> WORDS = List.of(
            "order",
            "basket",
            "customer",
            "invoice",
            "delivery",
            "payment",
            "stock",
            "price",
            "return",
            "voucher",
            "account",
            "address",
            "warehouse",
            "supplier",
            "season",
            "offer",
            "catalogue",
            "parcel",
            "the",
            "of",
            "and",
            "with",
            "for",
            "new",
            "large",
            "small",
            "early",
            "late",
            "today",
            "tomorrow");
    private static final List<String> PROGRAMS = List.of("sshd", "nginx", "cron", "kernel", "shop", "systemd");

    /** A file of the configuration. */
    record Entry(String path, int permissions, String content) {}

    private final SplittableRandom random;

    ServerText(SplittableRandom random) {
        this.random = random;
    }

    static List<Entry> configuration() {
        return List.of(
                new Entry("/etc/hostname", 0644, "web01\n"),
                new Entry("/etc/hosts", 0644, "127.0.0.1 localhost\n127.0.1.1 web01\n"),
                new Entry(
                        "/etc/os-release",
                        0644,
                        "NAME=\"Sample Linux\"\nID=sample\nVERSION_ID=\"1\"\nPRETTY_NAME=\"Sample Linux 1\"\n"),
                new Entry("/etc/fstab", 0644, "LABEL=web01-root / ext4 defaults,errors=remount-ro 0 1\n"),
                new Entry("/etc/passwd", 0644, """
                        root:x:0:0:root:/root:/bin/sh
                        www-data:x:33:33::/var/www:/usr/sbin/nologin
                        anna:x:1000:1000::/home/anna:/bin/sh
                        """),
                new Entry("/etc/group", 0644, "root:x:0:\nwww-data:x:33:\nanna:x:1000:\n"),
                new Entry("/etc/shadow", 0640, "root:*:20000:0:99999:7:::\nanna:!:20000:0:99999:7:::\n"),
                new Entry("/etc/ssh/sshd_config", 0600, "Port 22\nPermitRootLogin no\nPasswordAuthentication no\n"),
                new Entry("/etc/crontab", 0644, "17 * * * * root run-parts /etc/cron.hourly\n"),
                new Entry("/etc/nginx/nginx.conf", 0644, """
                        user www-data;
                        worker_processes auto;
                        events { worker_connections 768; }
                        http { include /etc/nginx/sites-enabled/*; }
                        """));
    }

    static String nginxSite(String name) {
        return """
                server {
                    listen 443 ssl;
                    server_name %1$s.example.com;
                    root /srv/www/%1$s;
                    location /api { proxy_pass http://127.0.0.1:8080; }
                }
                """.formatted(name);
    }

    String page(String site, int number) {
        return "<!doctype html>\n<title>" + site + ", page " + number + "</title>\n<p>" + paragraphs(12);
    }

    String paragraphs(int count) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            for (int word = 30 + random.nextInt(60); word > 0; word--) {
                out.append(pick(WORDS)).append(word % 14 == 0 ? '\n' : ' ');
            }
            out.append("\n\n");
        }
        return out.toString();
    }

    String logLines(int day, int count) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            out.append(
                    "2026-%02d-%02dT%02d:%02d:%02d web01 %s[%d]: client 10.0.%d.%d asked for /%s/%s, %d bytes, %d ms\n"
                            .formatted(
                                    1 + day / 28 % 12,
                                    1 + day % 28,
                                    i * 24 / count,
                                    random.nextInt(60),
                                    random.nextInt(60),
                                    pick(PROGRAMS),
                                    300 + random.nextInt(30_000),
                                    random.nextInt(256),
                                    random.nextInt(256),
                                    pick(WORDS),
                                    pick(WORDS),
                                    random.nextInt(1 << 20),
                                    random.nextInt(900)));
        }
        return out.toString();
    }

    String orders(int count) {
        StringBuilder out = new StringBuilder("id,item,amount,price\n");
        for (int i = 0; i < count; i++) {
            out.append("%d,%s,%d,%d\n".formatted(i, pick(WORDS), 1 + random.nextInt(9), random.nextInt(100_000)));
        }
        return out.toString();
    }

    /** Returns a page of a made-up database: a header, rows of text and numbers, and room left at the end. */
    ByteBuffer databasePage(long number, int size) {
        ByteBuffer page = ByteBuffer.allocate(size);
        page.putInt(0x53484F50).putLong(number).putLong(random.nextLong());
        while (page.remaining() > size / 8) {
            page.putLong(random.nextLong()).putInt(random.nextInt(10_000));
            page.put(SampleDisk.bytes(pick(WORDS))).put((byte) 0);
        }
        return page.clear();
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
