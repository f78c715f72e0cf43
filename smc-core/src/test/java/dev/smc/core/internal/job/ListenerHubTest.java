package dev.smc.core.internal.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.ProgressListener;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.Progress;
import dev.smc.api.model.ReplicationResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The rules of {@link ProgressListener}, one by one. */
class ListenerHubTest {
    private static final ReplicationResult RESULT =
            ReplicationResult.of(r -> r.jobId("j-1").round(1).imageId("m-1").elapsed(Duration.ZERO));
    private final MigrationException error = new MigrationException(ErrorCode.CLOUD_FAILED, "no", "");

    private final ProgressMeter meter = new ProgressMeter("j-1", 1, JobPhase.PREPARING, new FakeTicker());
    private final ListenerHub hub = new ListenerHub(meter::snapshot);
    private final Recorder recorder = new Recorder();

    private static final class Recorder implements ProgressListener {
        final List<String> calls = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void started(Progress progress) {
            calls.add("started " + progress.phase());
        }

        @Override
        public void phaseChanged(Progress progress) {
            calls.add("phase " + progress.phase());
        }

        @Override
        public void progressed(Progress progress) {
            calls.add("progressed");
        }

        @Override
        public void completed(ReplicationResult result) {
            calls.add("completed " + result.imageId());
        }

        @Override
        public void failed(MigrationException error) {
            calls.add("failed " + error.code());
        }
    }

    @Test
    void started_addedBefore_isCalledOnceWhenTheRoundStarts() {
        hub.add(recorder);
        assertThat(recorder.calls).isEmpty();
        hub.started();
        assertThat(recorder.calls).containsExactly("started PREPARING");
    }

    @Test
    void started_addedLater_isCalledWhenAdded() {
        hub.started();
        meter.phase(JobPhase.SYNCING);
        hub.phaseChanged();
        hub.add(recorder);
        assertThat(recorder.calls).containsExactly("started SYNCING");
        hub.progressed();
        assertThat(recorder.calls).containsExactly("started SYNCING", "progressed");
    }

    @Test
    void calls_inOrder_endWithCompletedOnce() {
        hub.add(recorder);
        hub.started();
        meter.phase(JobPhase.SYNCING);
        hub.phaseChanged();
        hub.progressed();
        hub.completed(RESULT);
        hub.progressed();
        hub.failed(error);
        assertThat(recorder.calls).containsExactly("started PREPARING", "phase SYNCING", "progressed", "completed m-1");
    }

    @Test
    void add_afterTheEnd_isToldStartAndEnd() {
        hub.started();
        hub.failed(error);
        hub.add(recorder);
        assertThat(recorder.calls).containsExactly("started PREPARING", "failed CLOUD_FAILED");
    }

    @Test
    void listener_throws_isIgnoredAndCalledOn() {
        hub.add(new ProgressListener() {
            @Override
            public void started(Progress progress) {
                throw new IllegalStateException("listener");
            }

            @Override
            public void progressed(Progress progress) {
                throw new AssertionError("listener");
            }
        });
        hub.add(recorder);
        hub.started();
        hub.progressed();
        hub.completed(RESULT);
        assertThat(recorder.calls).containsExactly("started PREPARING", "progressed", "completed m-1");
    }

    @Test
    void listener_addsAnother_isNoDeadlock() {
        hub.add(new ProgressListener() {
            @Override
            public void progressed(Progress progress) {
                hub.add(recorder);
            }
        });
        hub.started();
        hub.progressed();
        assertThat(recorder.calls).containsExactly("started PREPARING");
    }

    @Test
    void calls_fromManyThreads_comeOneAtATime() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        hub.started();
        hub.add(new ProgressListener() {
            @Override
            public void progressed(Progress progress) {
                if (inside.incrementAndGet() > 1) {
                    overlaps.incrementAndGet();
                }
                Thread.onSpinWait();
                calls.incrementAndGet();
                inside.decrementAndGet();
            }
        });
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int n = 0; n < 500; n++) {
                    hub.progressed();
                }
            });
            thread.start();
            threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(calls).hasValue(2_000);
        assertThat(overlaps).hasValue(0);
    }
}
