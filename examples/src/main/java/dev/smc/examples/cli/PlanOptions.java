package dev.smc.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.ModelJson;
import dev.smc.api.model.PartitionPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Plans in files, for users to edit. */
final class PlanOptions {
    /** Far more than the largest plan that there can be. */
    private static final int LARGEST = 1 << 24;

    private PlanOptions() {}

    static PartitionPlan read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(LARGEST + 1);
            if (text.length > LARGEST) {
                throw new InvalidSpecException("--plan", file + " is no plan: it has more than " + LARGEST + " bytes");
            }
            return ModelJson.read(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString(), PartitionPlan.class);
        } catch (InvalidSpecException e) {
            throw e.within(file + ": ");
        } catch (CharacterCodingException e) {
            throw new InvalidSpecException("--plan", file + " is no plan: it is not text in UTF-8");
        } catch (IOException e) {
            throw new InvalidSpecException("--plan", file + " cannot be read: " + NewFile.reason(e));
        }
    }

    static void write(Path file, PartitionPlan plan) {
        NewFile.write("--export", file, ModelJson.writeIndented(plan) + System.lineSeparator());
    }
}
