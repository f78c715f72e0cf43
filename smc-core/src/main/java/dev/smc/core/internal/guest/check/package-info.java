/** Whether a guest will start and work on Alibaba Cloud ECS: the items of its image check, and more that tells before a migration. */
@NullMarked
package dev.smc.core.internal.guest.check;

import org.jspecify.annotations.NullMarked;
