package dev.smc.core.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExclusiveLockTest {
    @TempDir
    private Path directory;

    @Test
    void tryAcquire_held_isEmptyUntilClosed() throws Exception {
        Path file = directory.resolve("lock");
        ExclusiveLock lock = ExclusiveLock.acquire(file);

        assertThat(ExclusiveLock.tryAcquire(file)).isEmpty();
        assertThat(ExclusiveLock.tryAcquire(directory.resolve("x/../lock").normalize()))
                .isEmpty();
        lock.close();

        try (ExclusiveLock second = ExclusiveLock.tryAcquire(file).orElseThrow()) {
            assertThat(second).isNotNull();
        }
        assertThat(file).exists();
    }

    @Test
    void tryAcquire_throughSymbolicLink_isTheSameLock() throws Exception {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("real")));
        try (ExclusiveLock lock = ExclusiveLock.acquire(directory.resolve("real/lock"))) {
            assertThat(lock).isNotNull();
            assertThat(ExclusiveLock.tryAcquire(link.resolve("lock"))).isEmpty();
        }
    }

    @Test
    void close_twice_leavesTheNextHolderAlone() throws Exception {
        Path file = directory.resolve("lock");
        ExclusiveLock first = ExclusiveLock.acquire(file);
        first.close();
        try (ExclusiveLock second = ExclusiveLock.acquire(file)) {
            first.close();

            assertThat(second).isNotNull();
            assertThat(ExclusiveLock.tryAcquire(file)).isEmpty();
        }
    }

    @Test
    void acquire_held_waits() throws Exception {
        Path file = directory.resolve("lock");
        ExclusiveLock first = ExclusiveLock.acquire(file);
        AtomicReference<Thread> waiter = new AtomicReference<>();
        CompletableFuture<ExclusiveLock> second = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return ExclusiveLock.acquire(file);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                task -> {
                    waiter.set(new Thread(task));
                    waiter.get().start();
                });
        await().until(() -> waiter.get().getState() == Thread.State.WAITING);
        assertThat(second).isNotDone();

        first.close();

        second.get().close();
    }

    @Test
    void acquire_interruptedWhileHeld_fails() throws Exception {
        Path file = directory.resolve("lock");
        ExclusiveLock first = ExclusiveLock.acquire(file);
        try {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> ExclusiveLock.acquire(file)).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            first.close();
        }
        ExclusiveLock.acquire(file).close();
    }

    @Test
    void acquire_missingDirectory_fails() {
        assertThatThrownBy(() -> ExclusiveLock.tryAcquire(directory.resolve("gone/lock")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void acquire_lockIsADirectory_failsAndCanBeTriedAgain() throws Exception {
        Path file = Files.createDirectory(directory.resolve("lock"));
        assertThatThrownBy(() -> ExclusiveLock.acquire(file)).isInstanceOf(java.io.IOException.class);
        Files.delete(file);

        ExclusiveLock.acquire(file).close();
    }
}
