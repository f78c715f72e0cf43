/** What carries the blocks of a disk from a source to a receiver. */
@NullMarked
@Value.Style(
        typeAbstract = "*",
        typeImmutable = "Immutable*",
        visibility = Value.Style.ImplementationVisibility.PACKAGE,
        builderVisibility = Value.Style.BuilderVisibility.PUBLIC,
        overshadowImplementation = true,
        depluralize = true,
        jdkOnly = true,
        jdk9Collections = true,
        fallbackNullableAnnotation = org.jspecify.annotations.Nullable.class,
        throwForInvalidImmutableState = dev.smc.api.error.InvalidSpecException.class,
        defaults = @Value.Immutable(copy = false))
package dev.smc.spi.transport;

import org.immutables.value.Value;
import org.jspecify.annotations.NullMarked;
