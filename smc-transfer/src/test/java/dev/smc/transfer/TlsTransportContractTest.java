package dev.smc.transfer;

import dev.smc.spi.transport.Transport;
import dev.smc.spi.transport.TransportContractTest;

/** The default transport keeps the contract. */
class TlsTransportContractTest extends TransportContractTest {
    @Override
    protected Transport transport() {
        return new TlsTransport();
    }
}
