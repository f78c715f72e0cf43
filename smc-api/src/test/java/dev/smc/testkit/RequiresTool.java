package dev.smc.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test, or class of tests, that needs programs of the machine, such as {@code qemu-img}, as oracles. Where one is missing the
 * test is skipped and named when the build ends; with the system property {@code smc.requireTools} it fails.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(RequiresToolCondition.class)
public @interface RequiresTool {
    /** Returns the programs. */
    String[] value();
}
