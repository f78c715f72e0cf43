/** What users ask of guests: check, adapt, undo. */
@NullMarked
package dev.smc.core.internal.guest.service;

import org.jspecify.annotations.NullMarked;
