package dev.smc.examples.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.util.concurrent.TimeUnit;

/** What is known of the terminal without native code: what {@code test} and {@code stty} say. */
final class Terminal {
    private static final int DEFAULT_WIDTH = 80;
    private static final int MIN_WIDTH = 40;

    private Terminal() {}

    /** Returns whether a file descriptor of this process, 1 or 2, is a terminal. */
    static boolean isTerminal(int descriptor) {
        try {
            Process test = new ProcessBuilder("test", "-t", Integer.toString(descriptor))
                    .redirectOutput(Redirect.INHERIT)
                    .redirectError(Redirect.INHERIT)
                    .start();
            return test.waitFor(1, TimeUnit.SECONDS) && test.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns the number of columns, or 80 if nobody says. */
    static int width() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), US_ASCII).strip();
            if (stty.waitFor(1, TimeUnit.SECONDS) && answer.matches("\\d+ \\d+")) {
                int columns = Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
                return columns == 0 ? DEFAULT_WIDTH : Math.max(MIN_WIDTH, columns);
            }
        } catch (IOException e) {
            return DEFAULT_WIDTH; // no such program, or no terminal
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return DEFAULT_WIDTH;
    }

    /** Returns whether the terminal shows more than ASCII. */
    static boolean isUnicode() {
        String encoding = System.getProperty("native.encoding", "US-ASCII");
        return Charset.isSupported(encoding)
                && Charset.forName(encoding).newEncoder().canEncode('█');
    }
}
