package dev.smc.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dependency rules of the design, held against the classes of all modules, tests left out. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/") && !location.contains("-tests.jar"))
            .importPackages("dev.smc");

    /** What reads the clock, sleeps, or is random, by class. SecureRandom is not among them: secrets must not be predictable. */
    private static final Map<String, Set<String>> IMPURE = Map.of(
            "java.lang.System", Set.of("currentTimeMillis"),
            "java.lang.Thread", Set.of("sleep"),
            "java.lang.Math", Set.of("random"),
            "java.util.concurrent.TimeUnit", Set.of("sleep"),
            "java.time.Clock", Set.of("system", "systemUTC", "systemDefaultZone"),
            "java.time.InstantSource", Set.of("system"),
            "java.util.UUID", Set.of("randomUUID"),
            "java.util.Random", Set.of("<init>"),
            "java.util.SplittableRandom", Set.of("<init>"),
            "java.util.concurrent.ThreadLocalRandom", Set.of("current"));

    /** Where the clock and sleep of the system come in: the defaults of what a host or a test may replace. */
    private static final Set<String> SEAMS = Set.of(
            "dev.smc.core.internal.center.CenterBuilder",
            "dev.smc.core.internal.center.Sleeper",
            "dev.smc.transfer.TlsTransport");

    @Test
    void classes_ofAllModules_areSeen() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName)).contains("dev.smc.api", "dev.smc.spi.disk");
    }

    @ParameterizedTest
    @CsvSource({
        "com.github.difflib.., dev.smc.core.internal.guest.edit",
        "com.github.luben.., dev.smc.[transfer.internal.compress|core.internal.image.qcow2|core.internal.guest.initramfs]",
        "org.apache.commons.compress.., dev.smc.core.internal.guest.initramfs",
        "org.tukaani.., dev.smc.core.internal.guest.initramfs",
        "org.bouncycastle.., dev.smc.transfer.internal.tls",
        "java.sql.., dev.smc.core.internal.store",
        "javax.sql.., dev.smc.core.internal.store",
        "org.sqlite.., dev.smc.core.internal.store",
        "com.sun.jna.., dev.smc.core.internal.image.file",
        "com.aliyuncs.., dev.smc.cloud.aliyun.internal..",
        "picocli.., dev.smc.examples..",
    })
    void thirdParty_ofAnyKind_isKeptInOnePlace(String library, String home) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "dev.smc.api.., dev.smc.core.., dev.smc.transfer.., dev.smc.cloud..",
        "dev.smc.spi.., dev.smc.core.., dev.smc.transfer.., dev.smc.cloud..",
        "dev.smc.core.., dev.smc.transfer.., dev.smc.cloud.., dev.smc.examples..",
        "dev.smc.transfer.., dev.smc.core.., dev.smc.cloud.., dev.smc.examples..",
        "dev.smc.cloud.., dev.smc.core.., dev.smc.transfer.., dev.smc.examples..",
    })
    void modules_sideBySide_doNotKnowEachOther(String module, String first, String second, String third) {
        noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(first, second, third)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void models_ofTheApi_doNotKnowItsServicesOrSpis() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.smc.api.model", "dev.smc.api.error")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.smc.api", "dev.smc.spi..")
                .check(CLASSES);
    }

    @Test
    void packages_ofAllModules_areFreeOfCycles() {
        slices().matching("dev.smc.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void classes_outsidePublishedPackages_areInternal() {
        classes()
                .should()
                .resideInAnyPackage(
                        "dev.smc.api..",
                        "dev.smc.spi..",
                        "dev.smc.transfer",
                        "dev.smc.cloud.aliyun",
                        "dev.smc.cloud.aliyun.emulator",
                        "dev.smc..internal..",
                        "dev.smc.examples..")
                .check(CLASSES);
    }

    @Test
    void implementations_inPublishedPackages_areNotPublic() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..internal..", "dev.smc.examples..")
                .and()
                .arePublic()
                .should()
                .haveNameMatching(".*[.$](Default|Immutable)[^.$]*|.*Impl")
                .check(CLASSES);
    }

    @Test
    void packages_ofAllModules_areNullMarked() {
        assertThat(CLASSES.stream()
                        .map(JavaClass::getPackage)
                        .filter(p -> !p.isAnnotatedWith(NullMarked.class))
                        .map(p -> p.getName())
                        .distinct())
                .isEmpty();
    }

    @Test
    void sizes_ofDisks_areNotAskedOfFiles() {
        noClasses()
                .should()
                .accessTargetWhere(calls(Files.class, "size"))
                .because("it is 0 for block devices; ask the FileChannel")
                .check(CLASSES);
    }

    @Test
    void serialization_ofJava_isNotUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectOutputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .check(CLASSES);
    }

    @Test
    void clockSleepAndRandomness_outsideSeams_areInjected() {
        noClasses()
                .that(are(describe("no seams", c -> !SEAMS.contains(c.getName()))))
                .and()
                .resideOutsideOfPackage("dev.smc.examples..")
                .should()
                .accessTargetWhere(target(describe("the clock, sleep or randomness", ArchitectureTest::isImpure)))
                .check(CLASSES);
    }

    @Test
    void standardStreams_outsideExamples_areLeftAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.smc.examples..")
                .should(ACCESS_STANDARD_STREAMS)
                .orShould(USE_JAVA_UTIL_LOGGING)
                .check(CLASSES);
    }

    @Test
    void asyncStages_always_nameTheirExecutor() {
        DescribedPredicate<AccessTarget> commonPool = describe(
                "an Async method without an executor",
                t -> t instanceof CodeUnitAccessTarget method
                        && method.getOwner().isAssignableTo(CompletableFuture.class)
                        && method.getName().endsWith("Async")
                        && method.getRawParameterTypes().stream().noneMatch(p -> p.isEquivalentTo(Executor.class)));
        noClasses().should().accessTargetWhere(target(commonPool)).check(CLASSES);
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String method) {
        return target(describe(
                owner.getSimpleName() + "." + method,
                t -> t.getOwner().isEquivalentTo(owner) && t.getName().equals(method)));
    }

    private static boolean isImpure(AccessTarget target) {
        if (!(target instanceof CodeUnitAccessTarget method)) {
            return false;
        }
        if (method.getOwner().getPackageName().equals("java.time")
                && method.getName().equals("now")) {
            return method.getRawParameterTypes().isEmpty();
        }
        Set<String> members = IMPURE.get(method.getOwner().getName());
        return members != null && members.contains(method.getName());
    }
}
