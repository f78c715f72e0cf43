package dev.smc.core.internal.image.nbd;

import java.util.OptionalInt;

/**
 * What was negotiated with a server for a connection.
 *
 * @param size of the disk in bytes
 * @param multiConn whether several connections see the same disk
 * @param blocks how requests must be cut
 * @param structured whether replies are structured
 * @param allocation the context that tells which ranges read as zeros, if the server offers it
 * @param bitmap the context of the dirty bitmap that was asked for, if the server offers it
 */
record Export(
        long size,
        boolean multiConn,
        BlockSizes blocks,
        boolean structured,
        OptionalInt allocation,
        OptionalInt bitmap) {}
