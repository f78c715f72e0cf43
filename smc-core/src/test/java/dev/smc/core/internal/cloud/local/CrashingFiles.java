package dev.smc.core.internal.cloud.local;

import java.io.IOException;
import java.nio.file.Path;

/** Files of a process that dies after a number of steps: from then on no step has any effect. Not thread-safe. */
final class CrashingFiles extends DurableFiles {
    private int stepsLeft = Integer.MAX_VALUE;

    /** What a step of a dead process ends with; nobody catches it. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Lets so many further steps succeed. */
    void crashAfter(int steps) {
        stepsLeft = steps;
    }

    private void step() {
        if (stepsLeft == 0) {
            throw new Crash();
        }
        stepsLeft--;
    }

    @Override
    void createDirectory(Path directory) throws IOException {
        step();
        super.createDirectory(directory);
    }

    @Override
    void write(Path file, String text) throws IOException {
        step();
        super.write(file, text.substring(0, text.length() / 2));
        step();
        super.delete(file);
        super.write(file, text);
    }

    @Override
    void forceDirectory(Path directory) throws IOException {
        step();
        super.forceDirectory(directory);
    }

    @Override
    void move(Path from, Path to) throws IOException {
        step();
        super.move(from, to);
    }

    @Override
    void link(Path existing, Path link) throws IOException {
        step();
        super.link(existing, link);
    }

    @Override
    void delete(Path tree) throws IOException {
        step();
        super.delete(tree);
    }
}
