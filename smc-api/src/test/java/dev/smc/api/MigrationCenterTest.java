package dev.smc.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.InvalidStateException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** This module has no engine, so the entry must say what to do about it. */
class MigrationCenterTest {
    private static final String MESSAGE =
            "no engine on the class path or module path; add the dependency dev.smc:smc-core";

    @Test
    void builder_withoutAnEngine_namesTheDependency() {
        assertThatThrownBy(MigrationCenter::builder)
                .isInstanceOf(InvalidStateException.class)
                .hasMessage(MESSAGE);
    }

    @Test
    void open_withoutAnEngine_namesTheDependency() {
        assertThatThrownBy(() -> MigrationCenter.open(Path.of("home")))
                .isInstanceOf(InvalidStateException.class)
                .hasMessage(MESSAGE);
    }
}
