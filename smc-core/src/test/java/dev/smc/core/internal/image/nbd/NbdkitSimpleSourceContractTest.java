package dev.smc.core.internal.image.nbd;

import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceContractTest;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

/** An export of a server that knows neither structured replies nor block status. */
@RequiresTool("nbdkit")
class NbdkitSimpleSourceContractTest extends BlockSourceContractTest {
    private NbdServer server;

    @Override
    protected BlockSource open(Path directory, byte[] content) throws Exception {
        Path file = Files.write(directory.resolve("disk"), content);
        server = NbdServer.nbdkit(directory, "--no-sr", "file", file.toString());
        return NbdSource.open(NbdAddress.parse(server.address("")), Timing.DEFAULT);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }
}
