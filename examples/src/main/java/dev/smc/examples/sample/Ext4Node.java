package dev.smc.examples.sample;

import static dev.smc.examples.sample.Ext4Geometry.BLOCK;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file, directory or symbolic link while its file system is being written. */
final class Ext4Node {
    static final int DIRECTORY = 0x4000;
    static final int FILE = 0x8000;
    static final int LINK = 0xA000;

    /** Blocks that follow each other both in the file and on the disk. */
    record Run(int fileBlock, int diskBlock, int length) {}

    final int inode;
    final int mode;
    final int owner;
    final @Nullable Ext4Node parent;
    final Map<String, Ext4Node> children = new LinkedHashMap<>();
    final List<Run> runs = new ArrayList<>();
    /** The blocks of the extent tree's leaves; none while the runs fit into the inode. */
    final List<Integer> treeBlocks = new ArrayList<>();

    String linkTarget = "";
    long size;
    int modified;

    Ext4Node(int inode, int mode, int owner, @Nullable Ext4Node parent, int modified) {
        this.inode = inode;
        this.mode = mode;
        this.owner = owner;
        this.parent = parent;
        this.modified = modified;
    }

    int type() {
        return mode & 0xF000;
    }

    boolean isDirectory() {
        return type() == DIRECTORY;
    }

    /** Returns the number of names: a directory also counts as its own {@code .} and as {@code ..} of its subdirectories. */
    int links() {
        return isDirectory()
                ? 2
                        + (int) children.values().stream()
                                .filter(Ext4Node::isDirectory)
                                .count()
                : 1;
    }

    int blocks() {
        return runs.isEmpty() ? 0 : lastRun().fileBlock() + lastRun().length();
    }

    void addBlock(int diskBlock) {
        if (!runs.isEmpty()) {
            Run last = lastRun();
            if (last.diskBlock() + last.length() == diskBlock && last.length() < Ext4Geometry.BLOCKS_PER_GROUP) {
                runs.set(runs.size() - 1, new Run(last.fileBlock(), last.diskBlock(), last.length() + 1));
                return;
            }
        }
        runs.add(new Run(blocks(), diskBlock, 1));
    }

    /** Returns the run that holds a byte of the file. */
    Run runAt(long offset) {
        long block = offset / BLOCK;
        return runs.stream()
                .filter(run -> block >= run.fileBlock() && block < (long) run.fileBlock() + run.length())
                .findFirst()
                .orElseThrow(() -> new IndexOutOfBoundsException("byte " + offset + " of inode " + inode));
    }

    private Run lastRun() {
        return runs.get(runs.size() - 1);
    }
}
