/** Identities of a run, and TLS 1.3 pinned to them. */
@NullMarked
package dev.smc.transfer.internal.tls;

import org.jspecify.annotations.NullMarked;
