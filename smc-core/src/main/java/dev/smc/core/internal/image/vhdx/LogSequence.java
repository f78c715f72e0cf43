package dev.smc.core.internal.image.vhdx;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the entries of a log that must be replayed, as [MS-VHDX] 2.3.3 describes it. */
final class LogSequence {
    private static final Logger LOG = LoggerFactory.getLogger(LogSequence.class);

    private LogSequence() {}

    /**
     * Returns the entries of the active sequence from its tail on, in order. There are none if the program that wrote the image
     * died when it had named the log, but before its first entry was complete: then nothing of it was carried out either.
     *
     * @throws CorruptDiskException if no entry is whole, in which case the image must not be opened
     */
    static List<LogEntry> active(ImageFile file, VhdxHeader header, LogReader log) {
        List<LogEntry> candidate = List.of();
        boolean begun = false;
        for (long tail = 0; tail < header.logLength(); ) {
            List<LogEntry> current = from(tail, header, log);
            List<LogEntry> valid = sinceTail(current);
            begun |= !current.isEmpty();
            if (!valid.isEmpty()
                    && (candidate.isEmpty() || Long.compareUnsigned(sequence(valid), sequence(candidate)) > 0)) {
                candidate = valid;
            }
            // If the newest entry's tail is not among these, then it is not among fewer of them either.
            tail += current.isEmpty()
                    ? LogReader.SECTOR
                    : current.stream().mapToLong(LogEntry::length).sum();
        }
        if (candidate.isEmpty() && !begun && !log.hasDamaged()) {
            LOG.warn("{} names a log to be replayed, but nothing complete is in it", file.location());
            return List.of();
        }
        if (candidate.isEmpty()) {
            throw new CorruptDiskException(
                    file.location(),
                    header.logOffset(),
                    "a log whose entries are damaged, or without the oldest that must be replayed",
                    "a complete one");
        }
        LogEntry head = candidate.get(candidate.size() - 1);
        if (head.flushedSize() > file.size()) {
            throw file.truncated(head.flushedSize());
        }
        return candidate;
    }

    /** Returns entries that follow each other in place and number. */
    private static List<LogEntry> from(long tail, VhdxHeader header, LogReader log) {
        List<LogEntry> entries = new ArrayList<>();
        long length = 0;
        long next = 0;
        while (length < header.logLength()) {
            Optional<LogEntry> entry = log.entry((tail + length) % header.logLength(), next);
            if (entry.isEmpty()) {
                break;
            }
            entries.add(entry.get());
            length += entry.get().length();
            next = entry.get().sequence() + 1;
        }
        return entries;
    }

    /** Returns the entries from the one on that the newest names as its tail; none if that is not among them. */
    private static List<LogEntry> sinceTail(List<LogEntry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).start() == entries.get(entries.size() - 1).tail()) {
                return entries.subList(i, entries.size());
            }
        }
        return List.of();
    }

    private static long sequence(List<LogEntry> entries) {
        return entries.get(entries.size() - 1).sequence();
    }
}
