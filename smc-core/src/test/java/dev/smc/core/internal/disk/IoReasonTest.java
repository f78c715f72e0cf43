package dev.smc.core.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoReasonTest {
    @TempDir
    private Path directory;

    private static String reason(ThrowingCallable action) {
        return IoReason.of(catchThrowableOfType(IOException.class, action));
    }

    @Test
    void of_whatJavaThrows_namesNoClass() throws Exception {
        Path missing = directory.resolve("missing");
        Path file = Files.createFile(directory.resolve("file"));
        Path loop = directory.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        FileChannel closed = FileChannel.open(file);
        closed.close();

        assertThat(reason(() -> Files.size(missing))).isEqualTo("no such file or directory: " + missing);
        assertThat(reason(() -> Files.newInputStream(loop)))
                .isEqualTo(
                        loop + ": Too many levels of symbolic links or unable to access attributes of symbolic link");
        assertThat(IoReason.of(new FileSystemException("disk", null, "odd"))).isEqualTo("disk: odd");
        assertThat(reason(closed::size)).isEqualTo("it was closed meanwhile");
        assertThat(IoReason.of(new UnknownHostException("web01"))).isEqualTo("there is no host web01");
        assertThat(IoReason.of(new EOFException())).isEqualTo("EOFException");
        assertThat(IoReason.of(new IOException("why"))).isEqualTo("why");
    }
}
