package dev.smc.core.internal.guest;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the guest's kernel last wrote of the machine it ran on: {@code kernel.dmi}, its line of vendor, product and BIOS, and
 * {@code kernel.hypervisor}. Logs are read from their ends, since a server may have run elsewhere before.
 */
final class KernelLog {
    private static final Logger LOG = LoggerFactory.getLogger(KernelLog.class);

    /** In order of trust; journals hold messages as plain text. */
    private static final List<String> LOGS = List.of(
            "/var/log/dmesg",
            "/var/log/kern.log",
            "/var/log/messages",
            "/var/log/syslog",
            "/var/log/boot.msg",
            "/var/log/dmesg.0",
            "/var/log/kern.log.1",
            "/var/log/journal/*/system.journal",
            "/var/log/journal/*/system@*.journal");

    private static final Map<String, String> MARKS =
            Map.of("kernel.dmi", "DMI: ", "kernel.hypervisor", "Hypervisor detected: ");

    private static final int PIECE = 1 << 20;
    private static final int LONGEST_LINE = 256;
    private static final long MOST_OF_A_LOG = 16 << 20;

    private KernelLog() {}

    /** Returns the facts that the logs have. */
    static Map<String, String> facts(GuestFiles files) {
        Map<String, String> facts = new TreeMap<>();
        for (String log : LOGS) {
            for (GuestFiles.Found found : files.find(log)) {
                if (facts.size() < MARKS.size()) {
                    read(found, facts);
                }
            }
        }
        return facts;
    }

    private static void read(GuestFiles.Found log, Map<String, String> facts) {
        long size = log.file().node().size();
        long start = Math.max(0, size - MOST_OF_A_LOG);
        try {
            for (long end = size; end > start && facts.size() < MARKS.size(); end -= PIECE) {
                long from = Math.max(start, end - PIECE);
                // A line that starts in this piece may end in the next one.
                byte[] bytes = log.file().read(from, (int) Math.min(size - from, PIECE + LONGEST_LINE));
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                MARKS.forEach((fact, mark) -> {
                    String line = lastLine(text, mark);
                    if (!line.isEmpty()) {
                        facts.putIfAbsent(fact, line);
                    }
                });
            }
        } catch (CorruptDiskException | SourceReadException e) {
            LOG.debug("{} cannot be read", log.path(), e);
        }
    }

    private static String lastLine(String text, String mark) {
        int start = text.lastIndexOf(mark);
        if (start < 0) {
            return "";
        }
        int end = start + mark.length();
        while (end < text.length()
                && end - start < LONGEST_LINE
                && text.charAt(end) >= ' '
                && text.charAt(end) < 0x7f) {
            end++;
        }
        return text.substring(start + mark.length(), end).strip();
    }
}
