package dev.smc.core.internal.store;

import dev.smc.api.model.ResourceType;

/**
 * The place in a job that a cloud resource fills; at most one resource fills it at a time.
 *
 * @param type what the resource is
 * @param ordinal the number of the disk that it belongs to, or 0
 * @param round the number of the sync round that it belongs to, or 0 if it outlives rounds
 */
public record Slot(ResourceType type, int ordinal, int round) {}
