/** What an engine needs of a cloud: temporary disks, an intermediate instance, snapshots and images. */
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
package dev.smc.spi.cloud;

import org.immutables.value.Value;
import org.jspecify.annotations.NullMarked;
