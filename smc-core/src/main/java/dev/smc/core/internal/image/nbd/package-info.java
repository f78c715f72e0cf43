/** Exports of NBD servers as block sources: a client of fixed newstyle NBD with TLS, block status, and reconnection. */
@NullMarked
package dev.smc.core.internal.image.nbd;

import org.jspecify.annotations.NullMarked;
