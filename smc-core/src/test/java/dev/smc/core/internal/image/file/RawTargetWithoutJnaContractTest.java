package dev.smc.core.internal.image.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.disk.BlockTargetContractTest;
import dev.smc.spi.disk.Extent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawTargetWithoutJnaContractTest extends BlockTargetContractTest {
    private static final Class<?> RAW_TARGET = WithoutJna.load(RawTarget.class);

    @Override
    protected BlockTarget create(Path directory, long size) throws Exception {
        return (BlockTarget) RAW_TARGET
                .getMethod("create", Path.class, long.class)
                .invoke(null, directory.resolve("disk.raw"), size);
    }

    @Override
    protected BlockTarget reopen(Path directory) throws Exception {
        return (BlockTarget) RAW_TARGET.getMethod("open", Path.class).invoke(null, directory.resolve("disk.raw"));
    }

    @Test
    void extents_withoutJna_areOneOfData(@TempDir Path directory) throws Exception {
        try (BlockTarget target = create(directory, 1 << 20)) {
            assertThat(target.extents(5, 1000)).isEqualTo(List.of(Extent.data(5, 1000)));
        }
    }
}
