package dev.smc.core.internal.job;

import dev.smc.api.ProgressListener;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.Progress;
import dev.smc.api.model.ReplicationResult;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners how a round moves, by the rules of {@link ProgressListener}. Thread-safe. */
final class ListenerHub {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerHub.class);

    private final Supplier<Progress> progress;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private volatile boolean started;
    private volatile @Nullable Consumer<ProgressListener> end;

    ListenerHub(Supplier<Progress> progress) {
        this.progress = progress;
    }

    void add(ProgressListener listener) {
        Subscription subscription = new Subscription(listener);
        subscriptions.add(subscription);
        // Whatever happens between adding and these looks is told by one side or the other, and once.
        if (started) {
            subscription.start();
        }
        Consumer<ProgressListener> ended = end;
        if (ended != null) {
            subscription.end(ended);
        }
    }

    void started() {
        started = true;
        subscriptions.forEach(Subscription::start);
    }

    void phaseChanged() {
        tell(ProgressListener::phaseChanged);
    }

    void progressed() {
        tell(ProgressListener::progressed);
    }

    void completed(ReplicationResult result) {
        end(listener -> listener.completed(result));
    }

    void failed(MigrationException error) {
        end(listener -> listener.failed(error));
    }

    private void end(Consumer<ProgressListener> event) {
        end = event;
        subscriptions.forEach(subscription -> subscription.end(event));
    }

    private void tell(Event event) {
        if (!subscriptions.isEmpty()) {
            Progress now = progress.get();
            subscriptions.forEach(subscription -> subscription.tell(event, now));
        }
    }

    private interface Event {
        void tell(ProgressListener listener, Progress progress);
    }

    /** One listener. Its lock makes its calls come one at a time; nothing else is ever locked under it. */
    private final class Subscription {
        private final ProgressListener listener;
        private boolean begun;
        private boolean over;

        Subscription(ProgressListener listener) {
            this.listener = listener;
        }

        synchronized void start() {
            if (!begun) {
                begun = true;
                Progress now = progress.get();
                guard(l -> l.started(now));
            }
        }

        synchronized void tell(Event event, Progress now) {
            start();
            if (!over) {
                guard(l -> event.tell(l, now));
            }
        }

        synchronized void end(Consumer<ProgressListener> event) {
            start();
            if (!over) {
                over = true;
                guard(event);
            }
        }

        private void guard(Consumer<ProgressListener> call) {
            try {
                call.accept(listener);
            } catch (Exception | LinkageError | AssertionError e) {
                LOG.warn("a progress listener failed; its exception is ignored", e);
            }
        }
    }
}
