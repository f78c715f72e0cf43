package dev.smc.spi.cloud;

import dev.smc.api.model.ResourceType;

/**
 * Something that exists in a cloud.
 *
 * @param type what it is
 * @param id its identifier
 * @param clientToken the token it was created under
 */
public record CloudResource(ResourceType type, String id, String clientToken) {}
