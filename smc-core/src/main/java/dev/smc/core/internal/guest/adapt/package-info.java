/**
 * What must change in a guest so that it starts and works on Alibaba Cloud ECS, planned as edits of its files. Each fix-up plans one
 * thing, and nothing where it is as it should be.
 */
@NullMarked
package dev.smc.core.internal.guest.adapt;

import org.jspecify.annotations.NullMarked;
