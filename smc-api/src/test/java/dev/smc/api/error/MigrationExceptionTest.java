package dev.smc.api.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.InvalidSpecException.Violation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationExceptionTest {
    /** Each exception that takes code, text, way out and, in the second row, a cause. */
    static Stream<Arguments> exceptions() {
        ErrorCode code = ErrorCode.CLOUD_FAILED;
        Throwable cause = new IOException("disk pulled");
        return Stream.of(
                Arguments.of(new MigrationException(code, "it broke", "mend it"), null),
                Arguments.of(new MigrationException(code, "it broke", "mend it", cause), cause),
                Arguments.of(new CloudException(code, "it broke", "mend it"), null),
                Arguments.of(new CloudException(code, "it broke", "mend it", cause), cause),
                Arguments.of(new InvalidStateException(code, "it broke", "mend it"), null),
                Arguments.of(new InvalidStateException(code, "it broke", "mend it", cause), cause),
                Arguments.of(new SourceReadException(code, "it broke", "mend it"), null),
                Arguments.of(new SourceReadException(code, "it broke", "mend it", cause), cause),
                Arguments.of(new StoreException(code, "it broke", "mend it"), null),
                Arguments.of(new StoreException(code, "it broke", "mend it", cause), cause),
                Arguments.of(new TargetWriteException(code, "it broke", "mend it"), null),
                Arguments.of(new TargetWriteException(code, "it broke", "mend it", cause), cause),
                Arguments.of(new TransportException(code, "it broke", "mend it"), null),
                Arguments.of(new TransportException(code, "it broke", "mend it", cause), cause));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void exception_ofAnyKind_tellsWhatAndTheWayOut(MigrationException error, Throwable cause) {
        assertThat(error).hasMessage("it broke; mend it");
        assertThat(error.getCause()).isSameAs(cause);
        assertThat(error.code()).isEqualTo(ErrorCode.CLOUD_FAILED);
        assertThat(error.retryable()).isTrue();
        assertThat(error.remedy()).isEqualTo("mend it");
        assertThat(error.jobId()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void exception_ofAnyKind_survivesSerialization(MigrationException error, Throwable cause) throws Exception {
        error.forJob("j-1");
        MigrationException copy = copy(error);
        assertThat(copy).isExactlyInstanceOf(error.getClass()).hasMessage("it broke; mend it");
        assertThat(copy.code()).isEqualTo(ErrorCode.CLOUD_FAILED);
        assertThat(copy.remedy()).isEqualTo("mend it");
        assertThat(copy.jobId()).contains("j-1");
        assertThat(copy.getCause() == null).isEqualTo(cause == null);
    }

    @Test
    void message_withoutAWayOut_standsAlone() {
        MigrationException error = new MigrationException(ErrorCode.INTERNAL, "it broke", "");
        assertThat(error).hasMessage("it broke");
        assertThat(error.remedy()).isEmpty();
        assertThat(error.retryable()).isFalse();
    }

    @Test
    void forJob_twice_keepsTheFirst() {
        MigrationException error = new MigrationException(ErrorCode.INTERNAL, "it broke", "");
        assertThat(error.forJob("j-1")).isSameAs(error);
        assertThat(error.forJob("j-2").jobId()).contains("j-1");
    }

    @Test
    void corruptDisk_always_saysWhereFoundAndExpected() throws Exception {
        CorruptDiskException error = new CorruptDiskException("/srv/a.qcow2", 72, "refcount order 9", "0 to 6");
        assertThat(error)
                .hasMessage("/srv/a.qcow2 is corrupt at byte 72: found refcount order 9, expected 0 to 6; "
                        + "repair or re-export the disk, then try again");
        assertThat(error.code()).isEqualTo(ErrorCode.DISK_CORRUPT);
        assertThat(error.retryable()).isFalse();
        CorruptDiskException copy = copy(error);
        assertThat(copy.location()).isEqualTo("/srv/a.qcow2");
        assertThat(copy.offset()).isEqualTo(72);
    }

    @Test
    void invalidSpec_ofSeveralViolations_namesAllInOrder() throws Exception {
        List<Violation> violations = List.of(new Violation("name", "is missing"), new Violation("disks", "is 0"));
        InvalidSpecException error = new InvalidSpecException(violations);
        assertThat(error).hasMessage("name: is missing; disks: is 0; correct all 2 and try again");
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_SPEC);
        assertThat(error.remedy()).isEqualTo("correct all 2 and try again");
        assertThat(error.violations()).isEqualTo(violations);
        assertThat(copy(error).violations()).isEqualTo(violations);
    }

    @Test
    void invalidSpec_ofOneViolation_readsInTheSingular() {
        assertThat(new InvalidSpecException("name", "is taken")).hasMessage("name: is taken; correct it and try again");
        InvalidSpecException advised = new InvalidSpecException("file", "a;b exists; name a new file");
        assertThat(advised).hasMessage("file: a;b exists; name a new file");
        assertThat(advised.remedy()).isEqualTo("name a new file");
        assertThat(new InvalidSpecException("bus", "is \"a; b\""))
                .hasMessage("bus: is \"a; b\"; correct it and try again");
        assertThat(new InvalidSpecException("is nonsense")).hasMessage("spec: is nonsense; correct it and try again");
        assertThat(new InvalidSpecException(new String[] {"name"}).violations())
                .containsExactly(new Violation("name", "is missing"));
    }

    @Test
    void invalidSpec_withoutViolation_isADefect() {
        assertThatThrownBy(() -> new InvalidSpecException(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "SOURCE_UNREADABLE",
                "TARGET_UNWRITABLE",
                "CONNECTION_LOST",
                "FRAME_CORRUPT",
                "LEASE_LOST",
                "VERIFICATION_FAILED",
                "CLOUD_FAILED",
                "RESOURCE_LOST",
                "STOPPED"
            })
    void retryable_ofWhatMayPassByItself_isTrue(ErrorCode code) {
        assertThat(code.retryable()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "SOURCE_UNREADABLE",
                "TARGET_UNWRITABLE",
                "CONNECTION_LOST",
                "FRAME_CORRUPT",
                "LEASE_LOST",
                "VERIFICATION_FAILED",
                "CLOUD_FAILED",
                "RESOURCE_LOST",
                "STOPPED"
            })
    void retryable_ofWhatNeedsAHand_isFalse(ErrorCode code) {
        assertThat(code.retryable()).isFalse();
    }

    @SuppressWarnings("unchecked") // A copy has the class of its original.
    private static <T> T copy(T original) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
