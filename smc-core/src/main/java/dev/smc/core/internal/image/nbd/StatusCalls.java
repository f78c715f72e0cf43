package dev.smc.core.internal.image.nbd;

import dev.smc.api.error.SourceReadException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for a flag of a metadata context over any range. */
final class StatusCalls {
    private static final Logger LOG = LoggerFactory.getLogger(StatusCalls.class);
    private static final long WINDOW = 1 << 30;
    /** What one request moves on at least, whatever little the answer covers. */
    private static final long STEP = 1 << 20;

    private final NbdClient client;
    private final Function<Export, OptionalInt> context;
    private final int flag;

    StatusCalls(NbdClient client, Function<Export, OptionalInt> context, int flag) {
        this.client = client;
        this.context = context;
        this.flag = flag;
    }

    /**
     * Shows where the flag is set from {@code start}, or some bytes before, up to {@code end}, or some bytes behind it.
     *
     * @param otherwise what to show where the server does not say
     */
    void walk(long start, long end, boolean otherwise, StatusRequest.Runs runs) {
        Export export = client.connections().export();
        for (long at = export.blocks().down(start); at < end; ) {
            long to = export.blocks().up(Math.min(end, at + WINDOW), export.size());
            OptionalLong covered = ask(at, to, export, runs);
            if (covered.isEmpty()) {
                runs.run(at, end - at, otherwise);
                return;
            }
            long told = covered.getAsLong();
            long next = Math.max(told, Math.min(to, at + STEP));
            if (told < next) {
                runs.run(told, next - told, otherwise);
            }
            at = next;
        }
    }

    /** Asks for a range, shows what the server told, and returns up to where that is; nothing if the server does not answer. */
    private OptionalLong ask(long from, long to, Export export, StatusRequest.Runs runs) {
        Call<StatusRequest> call = new Call<>(client, now -> {
            int id = context.apply(now).orElseThrow(() -> ServerError.notSupported("no metadata context"));
            return new StatusRequest(id, flag, from, (int) (to - from));
        });
        try {
            call.send();
            StatusRequest answer = call.await();
            long covered = from + answer.covered();
            long told = covered < to ? export.blocks().down(covered) : to;
            answer.visit(told, runs);
            return OptionalLong.of(told);
        } catch (InterruptedException e) {
            throw NbdClient.interrupted(client.location());
        } catch (SourceReadException e) {
            if (e.getCause() instanceof ServerError) {
                LOG.debug("{}: no block status from {} to {}", client.location(), from, to, e);
                return OptionalLong.empty();
            }
            throw e;
        } finally {
            call.abandon();
        }
    }
}
