package dev.smc.core.internal.boot;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Turns the bytes of a terminal into lines of plain text: escape sequences are left out, and moving the cursor to another
 * column begins a new line. SeaBIOS often moves it to where it is, within words. Lines are UTF-8 and end after {@value #LONGEST} bytes at the latest. Not thread-safe.
 */
final class PlainText {
    static final int LONGEST = 4096;
    private static final int ESCAPE = 0x1b;
    private static final int BELL = 7;
    private static final int DELETE = 0x7f;

    private final byte[] line = new byte[LONGEST];
    private final Consumer<String> lines;
    private int length;
    /** Where the next character is expected, from 1. */
    private int column = 1;
    /** Where the cursor was moved since the last character; 0 if it was not. */
    private int target;
    /** The last number of a control sequence so far. */
    private int parameter;

    private State state = State.TEXT;

    private enum State {
        TEXT,
        /** Behind an ESC. */
        ESCAPE,
        /** In {@code ESC [ ... letter}. */
        CONTROL,
        /** In {@code ESC ] ...}, up to BEL or {@code ESC \}. */
        STRING,
        /** One more byte belongs to it, such as the B of {@code ESC ( B}. */
        ONE_MORE
    }

    /** Creates one that hands over each line as soon as it ends. */
    PlainText(Consumer<String> lines) {
        this.lines = lines;
    }

    /** Takes what the terminal got next. */
    void add(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            add(bytes[i] & 0xff);
        }
    }

    /** Returns the line that has not ended yet. */
    String pending() {
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    private void add(int b) {
        switch (state) {
            case TEXT -> text(b);
            case ESCAPE -> state = escape(b);
            case CONTROL -> control(b);
            case STRING -> {
                // A line never ends within one, so that what follows one that is broken is not lost for ever.
                if (b == BELL || b == '\n') {
                    state = State.TEXT;
                } else if (b == ESCAPE) {
                    state = State.ESCAPE;
                }
            }
            case ONE_MORE -> state = State.TEXT;
        }
    }

    private void text(int b) {
        if (b == ESCAPE) {
            state = State.ESCAPE;
        } else if (b == '\n' || b == '\r') {
            end();
        } else if (b == '\b') {
            length = Math.max(0, length - 1);
            column = Math.max(1, column - 1);
        } else if (b == '\t' || (b >= ' ' && b != DELETE)) {
            put(b);
        }
    }

    private void put(int b) {
        int moved = target;
        if (moved != 0 && moved != column) {
            end();
            column = moved;
        }
        target = 0;
        line[length++] = (byte) b;
        column += isWithinCharacter(b) ? 0 : 1;
        if (length == LONGEST) {
            end();
        }
    }

    private static boolean isWithinCharacter(int b) {
        return (b & 0xc0) == 0x80;
    }

    private State escape(int b) {
        parameter = 0;
        if (b == 'c') {
            end(); // all is cleared
        }
        return switch (b) {
            case '[' -> State.CONTROL;
            case ']', 'P', 'X', '^', '_' -> State.STRING;
            case '(', ')', '*', '+', '#', '%', ' ' -> State.ONE_MORE;
            case ESCAPE -> State.ESCAPE;
            default -> State.TEXT;
        };
    }

    private void control(int b) {
        if (b == ESCAPE) {
            state = State.ESCAPE;
        } else if (b == '\n' || b == '\r') {
            state = State.TEXT;
            end();
        } else if (b == ';') {
            parameter = 0;
        } else if (b >= '0' && b <= '9') {
            parameter = Math.min(10 * parameter + b - '0', LONGEST);
        } else if (b >= '@' && b < DELETE) {
            state = State.TEXT;
            if (b == 'H' || b == 'f') {
                target = Math.max(1, parameter);
            } else if (b == 'J') {
                end();
            }
        }
    }

    private void end() {
        if (length > 0) {
            lines.accept(pending());
            length = 0;
        }
        column = 1;
        target = 0;
    }
}
