package dev.smc.core.internal.image.nbd;

import dev.smc.api.error.ErrorCode;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to a server: one that is always wanted, and others that are welcome. The first is opened again whenever it is needed;
 * the others follow once it is open, and a place that the server does not fill is left empty until the first had to be opened
 * again. Thread-safe.
 */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Connection.Opener opener;
    private final Timing timing;
    private final @Nullable Connection[] places;
    private final boolean[] absent;
    private final Export export;
    private int next;
    private boolean closed;

    private Connections(Connection.Opener opener, Timing timing, int most, Connection first, Export export) {
        this.opener = opener;
        this.timing = timing;
        this.places = new Connection[export.multiConn() ? most : 1];
        this.absent = new boolean[places.length];
        this.export = export;
        places[0] = first;
    }

    /** Opens the first connection, in one try. */
    static Connections open(Connection.Opener opener, Timing timing, int most)
            throws IOException, InterruptedException {
        Connection first = start(opener, 0);
        try {
            return new Connections(opener, timing, most, first, first.awaitOpen(timing.handshake()));
        } catch (IOException | InterruptedException e) {
            first.close();
            throw e;
        }
    }

    private static Connection start(Connection.Opener opener, int place) {
        return Connection.start(opener, "smc-nbd-" + place);
    }

    /** Returns what was agreed on for the first connection; for the others it is the same where it matters. */
    Export export() {
        return export;
    }

    /** Returns how many connections there are at most. */
    int most() {
        return places.length;
    }

    /** Returns an open connection, the next in turn; opens one if there is none. */
    Connection pick() throws IOException, InterruptedException {
        Connection picked;
        synchronized (this) {
            if (closed) {
                throw new IOException("the source was closed");
            }
            picked = nextOpen(revive());
        }
        requireSame(picked.awaitOpen(timing.handshake()));
        return picked;
    }

    /** Starts to open what is missing, and returns the connection that is always wanted. */
    private Connection revive() {
        Connection first = places[0];
        if (first == null || first.end() != null) {
            int other = anyOpen();
            Connection instead = other < 0 ? null : places[other];
            if (instead == null) {
                Arrays.fill(absent, false);
                first = start(opener, 0);
            } else {
                places[other] = first;
                first = instead;
            }
            places[0] = first;
        }
        if (first.isOpen()) {
            for (int i = 1; i < places.length; i++) {
                reviveOther(i);
            }
        }
        return first;
    }

    private void reviveOther(int place) {
        Connection other = places[place];
        if (other != null && other.end() != null) {
            if (other.export() == null) {
                LOG.debug("no connection {} to the NBD server: {}", place, String.valueOf(other.end()));
                absent[place] = true;
            }
            other = null;
        }
        places[place] = other == null && !absent[place] ? start(opener, place) : other;
    }

    private int anyOpen() {
        for (int i = 0; i < places.length; i++) {
            Connection connection = places[i];
            if (connection != null && connection.isOpen()) {
                return i;
            }
        }
        return -1;
    }

    private Connection nextOpen(Connection otherwise) {
        for (int i = 0; i < places.length; i++) {
            int place = (next + i) % places.length;
            Connection connection = places[place];
            if (connection != null && connection.isOpen()) {
                next = place + 1;
                return connection;
            }
        }
        return otherwise;
    }

    /** A server that came back with another disk must not be read on. */
    private void requireSame(Export found) throws NbdException {
        if (found.size() != export.size()) {
            throw new NbdException(
                    ErrorCode.SOURCE_RESIZED,
                    "the export has " + found.size() + " bytes now, it had " + export.size() + " when it was opened",
                    "give it its old size back; or register the source anew, and create a new job");
        }
        if (found.blocks().minimum() > export.blocks().minimum()
                || found.blocks().maximum() < export.blocks().maximum()) {
            throw new NbdException(
                    ErrorCode.SOURCE_UNREADABLE,
                    "the server allows only " + found.blocks() + " now, it allowed " + export.blocks() + " before",
                    "start the job again");
        }
    }

    @Override
    public void close() {
        @Nullable Connection[] open;
        synchronized (this) {
            closed = true;
            open = places.clone();
        }
        for (Connection connection : open) {
            if (connection != null) {
                connection.quit();
            }
        }
    }
}
