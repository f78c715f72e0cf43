package dev.smc.core.internal.image.nbd;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that is sent until it succeeds: again at once when its connection breaks, and with growing pauses while no connection can
 * be had or the server answers with an error. Belongs to one thread.
 */
final class Call<R extends Request> {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private final NbdClient client;
    private final Maker<R> maker;
    private @Nullable Connection connection;
    private @Nullable R request;
    private IOException failure = new IOException("it was not sent");
    private int failures;
    private int errors;

    /** Makes a request for a connection; each try needs a new one. */
    interface Maker<R> {
        R make(Export export) throws IOException;
    }

    Call(NbdClient client, Maker<R> maker) {
        this.client = client;
        this.maker = maker;
    }

    /** Sends the request. What goes wrong is met when it is awaited. */
    void send() throws InterruptedException {
        connection = null;
        request = null;
        try {
            Connection picked = client.connections().pick();
            Export export = picked.export();
            if (export != null) {
                R made = maker.make(export);
                picked.send(made);
                connection = picked;
                request = made;
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /**
     * Waits until the request has succeeded, and returns it.
     *
     * @throws dev.smc.api.error.SourceReadException if it does not
     */
    R await() throws InterruptedException {
        while (true) {
            R sent = request;
            if (connection != null && sent != null) {
                try {
                    connection.await(sent, client.timing().silence());
                    return sent;
                } catch (IOException e) {
                    failure = e;
                }
            }
            judge();
            send();
        }
    }

    /** Returns if it makes sense to try again, after a pause. */
    private void judge() throws InterruptedException {
        Timing timing = client.timing();
        boolean answered = failure instanceof ServerError error && !error.isShutdown();
        boolean again;
        if (answered) {
            again = ((ServerError) failure).isTransient() && ++errors < timing.errorTries();
        } else {
            again = !(failure instanceof NbdException refusal && !refusal.retryable()) && ++failures < timing.tries();
        }
        if (!again) {
            throw client.failed(errors + failures, failure);
        }
        LOG.debug("{}: {}; trying again", client.location(), failure.toString());
        client.pause(timing.pause(answered ? errors + 1 : failures));
    }

    /** Returns when nobody touches the request any more, without caring for how it ends. */
    void abandon() {
        if (connection != null && request != null && !request.isDone()) {
            connection.abandon(request);
        }
    }
}
