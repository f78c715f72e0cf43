package dev.smc.core.internal.image.archive;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceContractTest;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;

class ArchivesContractTest {
    @Nested
    class Whole extends BlockSourceContractTest {
        @Override
        protected BlockSource open(Path directory, byte[] content) throws Exception {
            return DiskImages.open(Files.write(
                    directory.resolve("x.tar"),
                    new TarFixture().file("disk.raw", content).bytes()));
        }
    }

    @Nested
    class Sparse extends BlockSourceContractTest {
        @Override
        protected BlockSource open(Path directory, byte[] content) throws Exception {
            return DiskImages.open(Files.write(directory.resolve("x.tar"), sparse(content)));
        }
    }

    @Nested
    class Compressed extends BlockSourceContractTest {
        @Override
        protected BlockSource open(Path directory, byte[] content) throws Exception {
            Path file = directory.resolve("x.tar.gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(sparse(content));
            }
            return DiskImages.open(file, new Unpacking(directory.resolve("cache"), CopyListener.NONE), false);
        }
    }

    /** Stores the blocks that are not zeros, with a map in front of them. */
    private static byte[] sparse(byte[] content) {
        StringBuilder map = new StringBuilder();
        TarFixture stored = new TarFixture();
        int pieces = 0;
        for (int offset = 0; offset < content.length; offset += TarFixture.BLOCK) {
            byte[] block = Arrays.copyOfRange(content, offset, Math.min(content.length, offset + TarFixture.BLOCK));
            if (!Arrays.equals(block, new byte[block.length])) {
                map.append(offset).append('\n').append(block.length).append('\n');
                stored.raw(block);
                pieces++;
            }
        }
        byte[] text = new TarFixture()
                .raw((pieces + "\n" + map).getBytes(StandardCharsets.US_ASCII))
                .pad()
                .content();
        return new TarFixture()
                .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=" + content.length)
                .file(
                        "disk.raw",
                        new TarFixture().raw(text).raw(stored.content()).content())
                .bytes();
    }
}
