/** The default transport: only what differs travels, over TLS 1.3, and is resumed from the receiver's durable manifest. */
@NullMarked
package dev.smc.transfer;

import org.jspecify.annotations.NullMarked;
