package dev.smc.core.internal.guest.initramfs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Collects what the archives of an image hold: names of all files, and the text of those that say how it works. Not thread-safe. */
final class ImageFiles implements CpioReader.Visitor {
    /** What tells how an image loads drivers and finds its root. */
    private static final Pattern KEPT =
            Pattern.compile("init|config|run_all\\.sh|conf/.*|config/.*|(?:usr/)?(?:etc|lib)/modprobe\\.d/.*"
                    + "|(?:usr/)?(?:etc|lib)/modules-load\\.d/.*|etc/(?:modprobe\\.conf|modules|crypttab|cmdline|fstab|initrd-release"
                    + "|os-release|mdadm\\.conf|mdadm/mdadm\\.conf)|etc/(?:cmdline|conf)\\.d/.*|cryptroot/crypttab"
                    + "|(?:usr/)?lib/dracut/[^/]*\\.txt|(?:usr/)?lib/initrd-release");

    private static final int MOST_ENTRIES = 100_000;
    private static final long MOST_NAMES = 16L << 20;
    private static final int LONGEST_TEXT = 64 << 10;
    private static final long MOST_TEXT = 8L << 20;
    private static final int LONGEST_LINK = 4096;

    private final Map<String, ImageEntry> entries = new TreeMap<>();
    private final Map<String, String> texts = new TreeMap<>();
    /** Names of files that are kept, but whose content comes under another name. */
    private final Map<String, List<String>> linked = new HashMap<>();

    private long nameLength;
    private long textLength;

    Map<String, ImageEntry> entries() {
        return entries;
    }

    Map<String, String> texts() {
        return texts;
    }

    /** Tells that an archive ended, within which alone a file may have several names. */
    void endArchive() {
        linked.clear();
    }

    @Override
    public int wanted(CpioEntry entry) {
        if (entry.is(CpioEntry.LINK)) {
            return LONGEST_LINK;
        }
        boolean isKept =
                entry.is(CpioEntry.FILE) && (KEPT.matcher(entry.name()).matches() || linked.containsKey(entry.file()));
        return isKept && textLength < MOST_TEXT ? LONGEST_TEXT : 0;
    }

    @Override
    public void accept(CpioEntry entry, byte[] content) throws DamagedImageException {
        nameLength += entry.name().length();
        if (entries.size() >= MOST_ENTRIES || nameLength > MOST_NAMES) {
            throw new DamagedImageException("it has more than " + MOST_ENTRIES + " files");
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        entries.put(entry.name(), new ImageEntry(type(entry), entry.size(), entry.is(CpioEntry.LINK) ? text : ""));
        texts.remove(entry.name());
        if (entry.is(CpioEntry.FILE)) {
            keep(entry, text);
        }
    }

    private void keep(CpioEntry entry, String text) {
        List<String> names = new ArrayList<>();
        if (KEPT.matcher(entry.name()).matches()) {
            names.add(entry.name());
        }
        if (entry.links() > 1 && entry.size() == 0) {
            linked.computeIfAbsent(entry.file(), file -> new ArrayList<>()).addAll(names);
        } else if (entry.links() > 1) {
            names.addAll(linked.getOrDefault(entry.file(), List.of()));
        }
        for (String name : names) {
            texts.put(name, text);
            textLength += text.length();
        }
    }

    private static ImageEntry.Type type(CpioEntry entry) {
        if (entry.is(CpioEntry.FILE)) {
            return ImageEntry.Type.FILE;
        }
        if (entry.is(CpioEntry.DIRECTORY)) {
            return ImageEntry.Type.DIRECTORY;
        }
        return entry.is(CpioEntry.LINK) ? ImageEntry.Type.LINK : ImageEntry.Type.OTHER;
    }
}
