/** The embedded store: source servers, jobs with their leases, and the resource ledger, in one SQLite file of the home directory. */
@NullMarked
package dev.smc.core.internal.store;

import org.jspecify.annotations.NullMarked;
