package dev.smc.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.smc.examples.Tools;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** Runs the command line in this process. */
final class Smc {
    private Smc() {}

    static Tools.Outcome run(Object... arguments) {
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Main.run(words, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return new Tools.Outcome(exit, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** Returns the object on the last line of the output. */
    static JsonNode json(Tools.Outcome outcome) throws JsonProcessingException {
        return new ObjectMapper()
                .readTree(outcome.out().substring(outcome.out().stripTrailing().lastIndexOf('\n') + 1));
    }
}
