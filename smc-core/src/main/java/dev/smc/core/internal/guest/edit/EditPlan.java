package dev.smc.core.internal.guest.edit;

import dev.smc.api.model.SkippedItem;
import dev.smc.core.internal.guest.GuestFile;
import dev.smc.core.internal.guest.GuestRoot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The edits of a guest while they are being planned: what later ones read is what earlier ones wrote. Asking for what is so already
 * plans nothing, so that planning an adapted guest anew comes to no edits. Not thread-safe.
 */
public final class EditPlan {
    /** Where originals are kept in the guest: beside them, programs that read whole directories would read them, too. */
    public static final String ORIGINALS = "/var/lib/smc/original";

    /** Configurations of real guests have a tenth of that. */
    private static final long MOST_TEXT = 4 << 20;

    private final GuestRoot root;
    private final Map<String, Boolean> tooLong = new HashMap<>();
    private long total;
    private final Map<String, PendingEdit> pending = new LinkedHashMap<>();
    private final Map<List<String>, Edit> commands = new LinkedHashMap<>();
    private final Set<SkippedItem> refused = new LinkedHashSet<>();
    private String step = "";

    public EditPlan(GuestRoot root) {
        this.root = root;
    }

    /** Returns the guest as it is before any edit. */
    public GuestRoot root() {
        return root;
    }

    /** Notes which part of the adaptation the next edits are for. */
    public void step(String name) {
        step = name;
    }

    /** Returns the text of a file, as edited so far; one that is too long is not there, and {@link #refuse}d. */
    public Optional<String> text(String path) {
        PendingEdit edit = pending.get(real(path));
        if (isTooLong(path)) {
            refuse(
                    path,
                    "it is longer than 1 MiB, or there are very many such files, so that it is neither read nor changed; look"
                            + " through it on the server");
        }
        return edit == null ? root.text(path) : edit.text();
    }

    /** Returns whether a file is too long to be read, alone or with all that was before. */
    public boolean isTooLong(String path) {
        String real = real(path);
        return !pending.containsKey(real) && tooLong.computeIfAbsent(real, p -> isTooMuch(root.find(p)));
    }

    private boolean isTooMuch(Optional<GuestFile> file) {
        boolean isText =
                file.filter(found -> found.isFile() && !found.isTooLong()).isPresent();
        total += isText ? file.get().node().size() : 0;
        return isText ? total > MOST_TEXT : file.filter(GuestFile::isTooLong).isPresent();
    }

    /** Notes what should be changed in a file, but cannot be. */
    public void refuse(String path, String reason) {
        refused.add(SkippedItem.of(item -> item.name(path).reason(reason)));
    }

    /** Returns what was refused, each once. */
    public List<SkippedItem> refused() {
        return List.copyOf(refused);
    }

    /** Returns whether there is something at a path, as edited so far; a link counts, wherever it leads. */
    public boolean exists(String path) {
        PendingEdit edit = pending.get(own(path));
        return edit == null ? root.findLink(path).isPresent() : edit.isThere();
    }

    /** Returns whether something is planned for what a path leads to. */
    public boolean isEdited(String path) {
        return pending.containsKey(real(path));
    }

    /** Drops what is planned for a path, because it cannot be done. */
    public void discard(String path) {
        pending.remove(path);
    }

    /** Returns the names in a directory in order, as edited so far. */
    public List<String> names(String directory) {
        TreeSet<String> names = new TreeSet<>(root.names(directory));
        String prefix = root.find(directory).map(GuestFile::path).orElse(directory) + "/";
        pending.forEach((path, edit) -> {
            if (path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0) {
                String name = path.substring(prefix.length());
                boolean ignored = edit.isThere() ? names.add(name) : names.remove(name);
            }
        });
        return List.copyOf(names);
    }

    /**
     * Plans a text; the file keeps its owner and permissions, or is root's and everybody may read it. What is too long to be read is
     * not written, unless it was set aside.
     */
    public void write(String path, String text, String reason) {
        write(path, text, 0644, reason);
    }

    /**
     * Plans a text.
     *
     * @param permissions of the file if it is new
     */
    public void write(String path, String text, int permissions, String reason) {
        boolean isThere = text(path).equals(Optional.of(text));
        if (!isThere && !isTooLong(path)) {
            edit(real(path), reason).write(text, permissions);
        }
    }

    /**
     * Plans a content that is no text.
     *
     * @param summary what changes in it, a line for each thing
     */
    public void write(String path, Content content, List<String> summary, String reason) {
        edit(real(path), reason).write(content, summary);
    }

    /** Plans a symbolic link in place of what is there. */
    public void link(String path, String target, String reason) {
        if (!target(path).equals(Optional.of(target))) {
            edit(own(path), reason).link(target);
        }
    }

    private Optional<String> target(String path) {
        PendingEdit edit = pending.get(own(path));
        return edit == null ? root.findLink(path).flatMap(GuestFile::target) : edit.target();
    }

    /** Plans that a file or link is gone. */
    public void remove(String path, String reason) {
        if (exists(path)) {
            edit(own(path), reason).remove();
        }
    }

    /** Plans that a file or link is kept under {@link #ORIGINALS} only; something else may be written in its place later. */
    public void setAside(String path, String reason) {
        if (exists(path)) {
            PendingEdit edit = edit(own(path), reason);
            edit.keepOriginal();
            edit.remove();
        }
    }

    /**
     * Plans that a program of the guest is run in it, after all edits of files, and once however often it is asked for. Whether it
     * still has to be is for the caller to find out.
     *
     * @param changedPaths the files that it makes or changes, one or more
     */
    public void run(List<String> command, String reason, List<String> changedPaths) {
        commands.putIfAbsent(command, new GuestCommand(command, reason, changedPaths).edit(step));
    }

    private PendingEdit edit(String path, String reason) {
        PendingEdit edit =
                pending.computeIfAbsent(path, p -> new PendingEdit(step, p, own(ORIGINALS + p), root.findLink(p)));
        edit.addReason(reason);
        return edit;
    }

    /** Returns the edits, those that run programs last, in the order in which they were first asked for; those that come to nothing are not among them. */
    public List<Edit> edits() {
        List<Edit> edits = new ArrayList<>();
        pending.values().forEach(edit -> edit.finish().ifPresent(edits::add));
        edits.addAll(commands.values());
        return List.copyOf(edits);
    }

    /** Returns where what is written to a path goes: behind all links, unless the last one was taken away. */
    private String real(String path) {
        String own = own(path);
        return pending.containsKey(own)
                ? own
                : root.find(path).map(GuestFile::path).orElse(own);
    }

    /** Returns where a path itself is, behind the links of its directories. */
    private String own(String path) {
        int last = path.lastIndexOf('/');
        String directory = last <= 0
                ? "/"
                : root.find(path.substring(0, last)).map(GuestFile::path).orElseGet(() -> own(path.substring(0, last)));
        return directory.equals("/") ? path.substring(last) : directory + path.substring(last);
    }
}
