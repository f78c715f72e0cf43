/** DHCP for the first network interface, in whichever system a guest configures its network with. */
@NullMarked
package dev.smc.core.internal.guest.adapt.network;

import org.jspecify.annotations.NullMarked;
