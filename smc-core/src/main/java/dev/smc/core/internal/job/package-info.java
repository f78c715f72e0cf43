/** The job engine: leases, sync rounds as small steps that can be repeated, the use of the resource ledger, and progress. */
@NullMarked
package dev.smc.core.internal.job;

import org.jspecify.annotations.NullMarked;
