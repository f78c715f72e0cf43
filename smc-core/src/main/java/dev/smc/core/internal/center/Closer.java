package dev.smc.core.internal.center;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened, to be closed in the opposite order; what fails to close does not keep the rest open. */
final class Closer {
    private final Deque<Runnable> opened = new ArrayDeque<>();

    void add(Runnable close) {
        opened.push(close);
    }

    void close() {
        RuntimeException first = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
