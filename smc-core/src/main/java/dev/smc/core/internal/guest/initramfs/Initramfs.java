package dev.smc.core.internal.guest.initramfs;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the image of an initial RAM disk holds. An image that is damaged, cut off or of a kind that is not read has a problem, and
 * of its content what comes before that.
 *
 * @param length of the image in bytes
 * @param segments its parts in their order, those without a problem
 * @param entries its files by their paths, without {@code /} before them; of several with a path, the last
 * @param texts the content of files that say how it works, up to 64 KiB of each, byte by byte as ISO 8859-1 has it
 * @param problem what is wrong with it
 */
public record Initramfs(
        long length,
        List<Segment> segments,
        Map<String, ImageEntry> entries,
        Map<String, String> texts,
        Generator generator,
        Optional<String> problem) {
    private static final Pattern MODULE =
            Pattern.compile("(?:usr/)?lib/modules/([^/]+)/(.*?([^/]+)\\.ko(?:\\.gz|\\.xz|\\.zst)?)");

    private static final int MOST_LINKS = 40;
    private static final long ENTRY_WEIGHT = 200;

    public Initramfs {
        segments = List.copyOf(segments);
        entries = Collections.unmodifiableMap(entries);
        texts = Collections.unmodifiableMap(texts);
    }

    /** Reads an image; whatever it holds, no exception is thrown. */
    public static Initramfs read(ImageBytes image) {
        return new ImageReader(image).read();
    }

    /** Returns about how many bytes of memory this takes. */
    public long weight() {
        return entries.keySet().stream()
                        .mapToLong(name -> name.length() + ENTRY_WEIGHT)
                        .sum()
                + texts.values().stream().mapToLong(String::length).sum();
    }

    /** Returns the releases of kernels that it has modules of. */
    public Set<String> releases() {
        Set<String> releases = new TreeSet<>();
        for (String name : entries.keySet()) {
            Matcher module = MODULE.matcher(name);
            if (module.matches()) {
                releases.add(module.group(1));
            }
        }
        return releases;
    }

    /** Returns the paths of its modules of a release, below the directory of that release, by their names with {@code _} for {@code -}. */
    public Map<String, String> modules(String release) {
        Map<String, String> modules = new TreeMap<>();
        for (String name : entries.keySet()) {
            Matcher module = MODULE.matcher(name);
            if (module.matches() && module.group(1).equals(release)) {
                modules.put(KernelModules.normalized(module.group(3)), module.group(2));
            }
        }
        return modules;
    }

    /** Returns the text of a file that says how it works. */
    public Optional<String> text(String path) {
        return Optional.ofNullable(texts.get(path));
    }

    /** Returns whether its files are in another image within it, which is not read. */
    public boolean isNested() {
        return entries.keySet().stream()
                .anyMatch(name -> name.matches("(?:squashfs-root|squash/root|root)\\.(?:img|squashfs)"));
    }

    /**
     * Returns the path that a path really is, behind the links of directories on its way; what does not exist yet is taken as it
     * is called.
     */
    String resolved(String path) {
        Deque<String> names = new ArrayDeque<>(List.of(path.split("/")));
        Deque<String> done = new ArrayDeque<>();
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.removeFirst();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                done.pollLast();
                continue;
            }
            done.addLast(name);
            ImageEntry entry = entries.get(String.join("/", done));
            if (entry == null || entry.type() != ImageEntry.Type.LINK || names.isEmpty() || ++links > MOST_LINKS) {
                continue;
            }
            done.removeLast();
            if (entry.target().startsWith("/")) {
                done.clear();
            }
            String[] steps = entry.target().split("/", -1);
            for (int i = steps.length - 1; i >= 0; i--) {
                names.addFirst(steps[i]);
            }
        }
        return String.join("/", done);
    }
}
