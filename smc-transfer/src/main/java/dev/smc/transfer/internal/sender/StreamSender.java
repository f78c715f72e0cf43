package dev.smc.transfer.internal.sender;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.error.TransportException;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.diff.KnownChunks;
import dev.smc.transfer.internal.wire.Buffers;
import dev.smc.transfer.internal.wire.WireErrors;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the connections over which a disk travels: takes spans until all are through, and dials again when the connection breaks;
 * what it had begun any stream may go on with. Used by one thread; {@link #stop} by any.
 */
final class StreamSender {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSender.class);
    private static final int REPAIRS = 3;
    /** Spans asked for ahead while nothing of those before must be read, so that the way there and back is not waited for each. */
    private static final int AHEAD = 16;
    /** How long a pause goes on after the end of the call. */
    private static final Duration NAP = Duration.ofMillis(100);

    private final int number;
    private final Errand errand;
    private final Map<Long, Ended> ended = new ConcurrentHashMap<>();
    private final Set<Span> held = ConcurrentHashMap.newKeySet();
    private volatile boolean progress;
    private volatile boolean stopped;
    private volatile Dialer.@Nullable Connection open;

    /** A span that was sent, and the digest that the receiver should find. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Ended(Span span, byte[] digest) {}

    /** What is to be done over a connection once all spans are through. */
    interface Last {
        /** Does it. */
        void over(Dialer.Connection connection, Inbox inbox) throws InterruptedException;
    }

    StreamSender(int number, Errand errand) {
        this.number = number;
        this.errand = errand;
    }

    /** Takes spans until all are through, then does the last thing. */
    void run(Spans spans, Last last) throws InterruptedException {
        int failures = 0;
        int attempts = 0;
        long progressAt = System.nanoTime();
        while (true) {
            progress = false;
            try {
                attempt(spans, last);
                return;
            } catch (TransportException e) {
                attempts = progress ? 1 : attempts + 1;
                progressAt = progress ? System.nanoTime() : progressAt;
                boolean patient = e instanceof UnreachableException
                        && System.nanoTime() - progressAt
                                < errand.tools().retry().patience().toNanos();
                failures = progress ? 0 : failures;
                failures += patient ? 0 : 1; // what is borne does not count against what is not
                if (stopped
                        || !canHeal(e.code())
                        || (!patient && failures >= errand.tools().retry().tries())) {
                    throw e;
                }
                Duration pause =
                        errand.tools().retry().pause(attempts, errand.tools().random());
                LOG.info(
                        "disk {}, stream {}: {}; trying again in {} ms",
                        errand.disk().index(),
                        number,
                        e.getMessage(),
                        pause.toMillis());
                pause(pause, spans);
            }
        }
    }

    /** Returns whether dialling again may help. */
    static boolean canHeal(ErrorCode code) {
        return code == ErrorCode.CONNECTION_LOST || code == ErrorCode.FRAME_CORRUPT;
    }

    private void pause(Duration pause, Spans spans) throws InterruptedException {
        for (Duration left = pause; left.compareTo(Duration.ZERO) > 0 && !stopped; left = left.minus(NAP)) {
            spans.requireNoFailure();
            errand.tools().pauser().pause(left.compareTo(NAP) > 0 ? NAP : left);
        }
    }

    /** Ends what the thread of this stream does. */
    void stop() {
        stopped = true;
        Dialer.Connection connection = open;
        if (connection != null) {
            connection.socket().close();
        }
    }

    private void attempt(Spans spans, Last last) throws InterruptedException {
        try (Dialer.Connection connection = errand.tools().dialer().dial(errand.hello(number), errand);
                Buffers.Share buffers = errand.tools().workshop().buffers().share(errand.streams())) {
            open = connection;
            if (stopped) {
                return;
            }
            requireSize(connection.grid());
            spans.cut(connection.grid());
            converse(connection, buffers, spans, last);
        } finally {
            open = null;
            held.forEach(Span::again);
            held.forEach(spans::giveBack);
            held.clear();
            ended.clear();
        }
    }

    private void requireSize(ChunkGrid grid) {
        long size = errand.disk().source().size();
        if (grid.diskSize() != size) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_RESIZED,
                    "source disk " + errand.disk().index() + " has " + size + " bytes, its target has "
                            + grid.diskSize(),
                    "give the source its former size back, or start a new job with a target of the new size");
        }
    }

    private void converse(Dialer.Connection connection, Buffers.Share buffers, Spans spans, Last last)
            throws InterruptedException {
        String name = errand.disk().index() + "-" + number;
        InFlight inFlight = new InFlight();
        Workshop workshop = errand.tools().workshop();
        Inbox inbox = new Inbox(
                connection.frames(),
                connection.grid(),
                frames -> {
                    progress = true;
                    inFlight.acknowledge(frames);
                },
                chunk -> workshop.execute(chunk::work),
                judgement -> judged(judgement, spans),
                "smc-inbox-" + name);
        try {
            Outbox outbox = new Outbox(
                    connection.frames(),
                    connection.grid(),
                    inbox,
                    inFlight,
                    errand,
                    (span, digest) -> ended.put(span.number(), new Ended(span, digest)),
                    "smc-outbox-" + name);
            SpanWalk walk = new SpanWalk(errand, connection.admission(), inbox, outbox, buffers);
            send(connection, inbox, outbox, walk, spans);
            last.over(connection, inbox);
        } finally {
            connection.socket().close();
            inbox.join();
        }
    }

    private void send(Dialer.Connection connection, Inbox inbox, Outbox outbox, SpanWalk walk, Spans spans)
            throws InterruptedException {
        boolean through = false;
        try {
            walkAll(inbox, walk, spans);
            outbox.end();
            through = true;
        } catch (TransportException e) {
            // Whoever notices first that the connection broke knows least: the receiver's reason may still be on its
            // way.
            inbox.fail(e);
            inbox.requireOpen();
        } finally {
            if (!through) {
                connection.socket().close();
            }
            outbox.close();
        }
        inbox.requireOpen();
    }

    private void walkAll(Inbox inbox, SpanWalk walk, Spans spans) throws InterruptedException {
        Queue<Span> asked = new ArrayDeque<>();
        while (!spans.isThrough()) {
            ask(inbox, walk, spans, asked);
            Span span = asked.poll();
            if (span == null) {
                inbox.requireOpen();
                spans.await();
            } else {
                KnownChunks known = inbox.answer();
                spans.passOver(walk.emptyUpTo(span, known));
                ask(inbox, walk, spans, asked); // answered while this one is worked on
                walk.walk(span, known);
            }
        }
    }

    /** Takes spans and asks what is known of them, until something is there to do. */
    private void ask(Inbox inbox, SpanWalk walk, Spans spans, Queue<Span> asked) {
        while (asked.size() < AHEAD && asked.stream().noneMatch(span -> walk.mustRead(span.number()))) {
            Span span = spans.poll();
            if (span == null) {
                return;
            }
            held.add(span);
            asked.add(span);
            inbox.ask(span.number());
        }
    }

    private void judged(Inbox.Judgement judgement, Spans spans) {
        Ended sent = ended.remove(judgement.number());
        if (sent == null) {
            throw WireErrors.violation("a RESULT frame tells of span " + judgement.number() + ", which was not sent");
        }
        Span span = sent.span();
        held.remove(span);
        progress = true;
        if (judgement.matches()) {
            spans.through(span, sent.digest());
            return;
        }
        LOG.warn("disk {}: span {} did not arrive as it was sent", errand.disk().index(), span.number());
        if (span.distrust() > REPAIRS) {
            spans.fail(new TransportException(
                    ErrorCode.VERIFICATION_FAILED,
                    "disk " + errand.disk().index() + ": span " + span.number()
                            + " does not arrive as it is sent, after " + REPAIRS + " repairs",
                    "check the target's storage, then run the job again"));
        }
        spans.giveBack(span);
    }
}
