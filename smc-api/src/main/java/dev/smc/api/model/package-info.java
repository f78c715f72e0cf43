/** Immutable values with fluent builders. All of them can be written as JSON and read back with {@link dev.smc.api.model.ModelJson}. */
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
package dev.smc.api.model;

import org.immutables.value.Value;
import org.jspecify.annotations.NullMarked;
