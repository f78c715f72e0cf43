package dev.smc.transfer.internal.wire;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.api.error.TransportException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The payload of an ERROR frame: an exception that one side throws and the other one throws again. */
public final class ErrorMessage {
    private static final int MAX_CODE = 64;
    private static final int MAX_MESSAGE = 4096;
    private static final int MAX_REMEDY = 2048;

    private ErrorMessage() {}

    /** Appends an exception. */
    public static void encode(MigrationException error, ByteBuffer out) {
        String message = String.valueOf(error.getMessage());
        String suffix = "; " + error.remedy();
        String what = message.endsWith(suffix) ? message.substring(0, message.length() - suffix.length()) : message;
        Text.put(out, error.code().name(), MAX_CODE);
        Text.put(out, what, MAX_MESSAGE);
        Text.put(out, error.remedy(), MAX_REMEDY);
    }

    /** Returns the exception of a payload, of the class that belongs to its code. */
    public static MigrationException decode(ByteBuffer payload) {
        String name = Text.get(payload, MAX_CODE);
        String what = Text.get(payload, MAX_MESSAGE);
        String remedy = Text.get(payload, MAX_REMEDY);
        Text.end(payload, "ERROR");
        Optional<ErrorCode> code = Arrays.stream(ErrorCode.values())
                .filter(known -> known.name().equals(name))
                .findFirst();
        if (code.isEmpty()) {
            return WireErrors.violation("the other side failed with the unknown code " + name + ": " + what);
        }
        return switch (code.get()) {
            case TARGET_FULL, TARGET_UNWRITABLE -> new TargetWriteException(code.get(), what, remedy);
            case SOURCE_UNREADABLE, SOURCE_TRUNCATED, SOURCE_RESIZED ->
                new SourceReadException(code.get(), what, remedy);
            default -> new TransportException(code.get(), what, remedy);
        };
    }
}
