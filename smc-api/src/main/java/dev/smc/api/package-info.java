/** The entry ({@link dev.smc.api.MigrationCenter}), its services, handles of running work, listeners and waiters. */
@NullMarked
package dev.smc.api;

import org.jspecify.annotations.NullMarked;
