package io.transcoder;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What may know what. Every rule twice: it holds for the application, and it finds what was planted. */
class ArchitectureTest {
    /** The flow is one way: each package, and those of ours that it may use. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("config", Set.of()),
            Map.entry("upload", Set.of()),
            Map.entry("aws", Set.of("config", "upload")),
            Map.entry("cli.common", Set.of("config", "lint.model", "upload")),
            Map.entry("failure", Set.of("upload")),
            Map.entry("ledger.records", Set.of("upload")),
            Map.entry("ledger", Set.of("ledger.records", "ledger.s3", "upload")),
            Map.entry("lint.model", Set.of("config")),
            Map.entry("ledger.s3", Set.of("upload")),
            Map.entry("lint", Set.of("bitmovin", "config", "lint.model")),
            Map.entry("reload", Set.of("config", "failure", "lint.model")),
            Map.entry("job", Set.of("ledger", "ledger.records", "ledger.s3", "upload")),
            Map.entry("job.view", Set.of("job", "ledger", "ledger.records", "ledger.s3", "upload")),
            Map.entry("bitmovin", Set.of("failure", "job", "ledger", "ledger.records", "upload")),
            Map.entry("deadletter", Set.of("failure", "job", "ledger", "ledger.records", "ledger.s3", "upload")),
            Map.entry("setup.step", Set.of("aws", "bitmovin", "config", "upload")),
            Map.entry("tree", Set.of("bitmovin")),
            Map.entry("watch", Set.of("bitmovin", "failure", "job", "ledger", "ledger.records", "ledger.s3", "upload")),
            Map.entry("notify", Set.of("job", "job.view", "ledger", "ledger.records", "ledger.s3", "upload")),
            Map.entry("mam", Set.of("job", "ledger", "ledger.records", "ledger.s3", "upload")),
            Map.entry(
                    "observe",
                    Set.of(
                            "bitmovin",
                            "config",
                            "failure",
                            "job",
                            "ledger",
                            "ledger.records",
                            "mam",
                            "upload",
                            "watch")),
            Map.entry("setup.aws", Set.of("config", "setup.step", "upload")),
            Map.entry("setup.vidispine", Set.of("config", "setup.step")),
            Map.entry(
                    "setup.live",
                    Set.of(
                            "bitmovin",
                            "config",
                            "failure",
                            "ledger",
                            "ledger.records",
                            "ledger.s3",
                            "setup.step",
                            "setup.vidispine",
                            "upload")),
            Map.entry("intake", Set.of("bitmovin", "failure", "job", "observe", "upload")),
            Map.entry(
                    "setup.bitmovin",
                    Set.of("bitmovin", "config", "failure", "lint.model", "setup.aws", "setup.step", "upload")),
            Map.entry(
                    "reconcile",
                    Set.of(
                            "bitmovin",
                            "config",
                            "deadletter",
                            "intake",
                            "job",
                            "job.view",
                            "ledger",
                            "ledger.records",
                            "ledger.s3",
                            "upload")),
            Map.entry("trace", Set.of("config", "failure", "job", "ledger", "ledger.records", "observe", "upload")),
            Map.entry(
                    "boot",
                    Set.of(
                            "aws",
                            "bitmovin",
                            "config",
                            "deadletter",
                            "failure",
                            "intake",
                            "job",
                            "job.view",
                            "ledger",
                            "ledger.records",
                            "ledger.s3",
                            "lint",
                            "lint.model",
                            "mam",
                            "notify",
                            "observe",
                            "reconcile",
                            "reload",
                            "setup.live",
                            "trace",
                            "tree",
                            "upload",
                            "watch")),
            Map.entry(
                    "operate",
                    Set.of(
                            "aws",
                            "bitmovin",
                            "boot",
                            "config",
                            "deadletter",
                            "failure",
                            "intake",
                            "job",
                            "job.view",
                            "ledger",
                            "ledger.records",
                            "ledger.s3",
                            "lint.model",
                            "rehearsal",
                            "setup.aws",
                            "setup.bitmovin",
                            "setup.live",
                            "setup.step",
                            "setup.vidispine",
                            "upload")),
            Map.entry(
                    "console",
                    Set.of(
                            "boot",
                            "config",
                            "deadletter",
                            "job",
                            "job.view",
                            "ledger",
                            "ledger.records",
                            "lint",
                            "lint.model",
                            "operate",
                            "upload")),
            Map.entry(
                    "console.html",
                    Set.of(
                            "boot",
                            "config",
                            "console",
                            "deadletter",
                            "job",
                            "job.view",
                            "ledger",
                            "ledger.records",
                            "lint.model",
                            "operate",
                            "upload")),
            Map.entry(
                    "cli.jobs",
                    Set.of(
                            "bitmovin",
                            "boot",
                            "cli.common",
                            "config",
                            "failure",
                            "job",
                            "job.view",
                            "ledger",
                            "ledger.records",
                            "operate",
                            "upload")),
            Map.entry(
                    "rehearsal",
                    Set.of("bitmovin", "boot", "config", "ledger", "ledger.records", "lint", "observe", "upload")),
            Map.entry(
                    "cli.letters",
                    Set.of(
                            "boot",
                            "cli.common",
                            "cli.jobs",
                            "config",
                            "deadletter",
                            "job",
                            "job.view",
                            "operate",
                            "rehearsal",
                            "upload")),
            Map.entry(
                    "cli.validate",
                    Set.of(
                            "bitmovin",
                            "boot",
                            "cli.common",
                            "config",
                            "failure",
                            "lint",
                            "lint.model",
                            "rehearsal",
                            "upload")),
            Map.entry(
                    "cli",
                    Set.of(
                            "bitmovin",
                            "boot",
                            "cli.common",
                            "cli.jobs",
                            "cli.letters",
                            "cli.validate",
                            "config",
                            "console",
                            "deadletter",
                            "failure",
                            "job",
                            "job.view",
                            "ledger",
                            "ledger.records",
                            "lint",
                            "notify",
                            "operate",
                            "reconcile",
                            "rehearsal",
                            "setup.aws",
                            "setup.live",
                            "setup.step",
                            "upload")));

    static final List<String> PACKAGES = MAY_USE.keySet().stream().sorted().toList();

    private static final String OURS = "io.transcoder";
    private static final String PLANTED = "io.transcoder.planted";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(OURS);
    private static final JavaClasses BAD = new ClassFileImporter().importPackages(PLANTED);

    /** What jte makes of templates is not counted. */
    private static final Map<String, Integer> FILES_OF_PACKAGES = filesOfPackages();

    private static Map<String, Integer> filesOfPackages() {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toMap(file -> file.getParent().toString(), file -> 1, Integer::sum));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theWholeApplicationIsLookedAt() {
        assertThat(MAIN).hasSizeGreaterThan(60).noneMatch(type -> type.getPackageName()
                .startsWith(OURS + ".sandbox"));
    }

    @ParameterizedTest
    @FieldSource("PACKAGES")
    void aPackageUsesOnlyWhatLiesBelowIt(String name) {
        usesOnlyWhatLiesBelow(OURS, name).check(MAIN);
    }

    @Test
    void aUseOfWhatLiesAboveIsFound() {
        assertThat(violations(usesOnlyWhatLiesBelow(PLANTED, "upload"), BAD))
                .isNotEmpty()
                .allMatch(line -> line.contains("LooksUp") && line.contains("Neighbour"));
        assertThat(violations(usesOnlyWhatLiesBelow(PLANTED, "job"), BAD))
                .isNotEmpty()
                .allMatch(line -> line.contains("Neighbour") && line.contains("Leaf"));
        assertThat(violations(usesOnlyWhatLiesBelow(PLANTED, "config"), BAD)).isEmpty();
    }

    @Test
    void everyClassIsInAPackageOfTheDesign() {
        isInAPackageOfTheDesign(OURS).check(MAIN);
    }

    @Test
    void aClassElsewhereIsFound() {
        assertThat(violations(isInAPackageOfTheDesign(PLANTED), BAD))
                .singleElement()
                .asString()
                .contains("Stray");
    }

    @Test
    void uploadUsesOnlyTheJdkAndJackson() {
        uploadUsesOnlyTheJdkAndJackson(OURS).check(MAIN);
    }

    @Test
    void anotherLibraryInUploadIsFound() {
        assertThat(violations(uploadUsesOnlyTheJdkAndJackson(PLANTED), BAD))
                .anyMatch(line -> line.contains("org.slf4j.Logger"))
                .allMatch(line -> line.contains("LooksUp"));
    }

    /** What a page does, a command does too, by the same classes. */
    @Test
    void theConsoleCallsNoServiceItself() {
        CONSOLE_CALLS_NO_SERVICE.check(MAIN);
    }

    @Test
    void aPackageHasAtMostTwentyFiles() {
        assertThat(FILES_OF_PACKAGES.entrySet()).hasSizeGreaterThan(20).allSatisfy(entry -> assertThat(entry.getValue())
                .as(entry.getKey())
                .isLessThanOrEqualTo(20));
    }

    @Test
    void nothingOfTheTestsIsUsed() {
        NOTHING_OF_THE_TESTS.check(MAIN);
    }

    @Test
    void aUseOfTheSandboxIsFound() {
        assertThat(violations(NOTHING_OF_THE_TESTS, BAD)).anyMatch(line -> line.contains("ofTheSandbox"));
    }

    @Test
    void nothingStaticChanges() {
        NOTHING_STATIC_CHANGES.check(MAIN);
    }

    @Test
    void aStaticFieldThatChangesIsFound() {
        assertThat(violations(NOTHING_STATIC_CHANGES, BAD))
                .hasSize(3)
                .anyMatch(line -> line.contains("count"))
                .anyMatch(line -> line.contains("COUNTER"))
                .anyMatch(line -> line.contains("NUMBERS"));
    }

    @Test
    void onlyTheCommandLinePrints() {
        onlyTheCommandLinePrints(OURS).check(MAIN);
    }

    @Test
    void printingIsFound() {
        assertThat(violations(onlyTheCommandLinePrints(PLANTED), BAD))
                .hasSize(3)
                .anyMatch(line -> line.contains("System.out"))
                .anyMatch(line -> line.contains("System.err"))
                .anyMatch(line -> line.contains("printStackTrace"));
    }

    @Test
    void nobodyLogsPastTheLog() {
        NOBODY_LOGS_PAST_THE_LOG.check(MAIN);
    }

    @Test
    void loggingPastTheLogIsFound() {
        assertThat(violations(NOBODY_LOGS_PAST_THE_LOG, BAD)).isNotEmpty().allMatch(line -> line.contains("logs()"));
    }

    @Test
    void nobodySleeps() {
        NOBODY_SLEEPS.check(MAIN);
    }

    @Test
    void sleepIsFound() {
        assertThat(violations(NOBODY_SLEEPS, BAD)).singleElement().asString().contains("sleeps()");
    }

    private static final ArchRule CONSOLE_CALLS_NO_SERVICE = noClasses()
            .that()
            .resideInAPackage(OURS + ".console..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk..", "java.net.http..", "org.apache.hc..", "org.apache.camel..");

    private static final ArchRule NOTHING_OF_THE_TESTS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    OURS + ".sandbox..",
                    OURS + ".lab..",
                    "org.junit..",
                    "org.assertj..",
                    "org.awaitility..",
                    "com.tngtech..",
                    "com.networknt..",
                    "org.apache.camel.test..",
                    "org.elasticmq..",
                    "org.apache.pekko..",
                    "org.gaul..",
                    "org.jclouds..",
                    "com.bitmovin..",
                    "ws.schild..");

    private static final ArchRule NOBODY_LOGS_PAST_THE_LOG =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    private static final ArchRule NOBODY_SLEEPS = noClasses()
            .should()
            .callMethodWhere(target(owner(name(Thread.class.getName()))).and(target(name("sleep"))));

    private static final ArchRule NOTHING_STATIC_CHANGES = fields().that()
            .areStatic()
            .and(describe(
                    "are written by hand",
                    field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                            && !field.getOwner().getPackageName().equals(OURS + ".console.html")))
            .should(new ArchCondition<JavaField>("never change") {
                @Override
                public void check(JavaField field, ConditionEvents events) {
                    boolean fixed = field.getModifiers().contains(JavaModifier.FINAL);
                    if (!fixed || isMutable(field.getRawType())) {
                        events.add(SimpleConditionEvent.violated(field, field.getFullName() + " can change"));
                    }
                }
            });

    /** As far as a type tells; a List or a Map may be either. */
    private static boolean isMutable(JavaClass type) {
        return type.isArray()
                || List.of(AtomicInteger.class, AtomicLong.class, AtomicBoolean.class, AtomicReference.class).stream()
                        .anyMatch(type::isAssignableTo)
                || type.isAssignableTo(ThreadLocal.class)
                || type.isAssignableTo(StringBuilder.class)
                || (!type.isInterface()
                        && type.getPackageName().startsWith("java.util")
                        && (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class)));
    }

    private static ArchRule usesOnlyWhatLiesBelow(String root, String name) {
        Set<String> others = new TreeSet<>(MAY_USE.keySet());
        others.remove(name);
        others.removeAll(MAY_USE.get(name));
        // above the top one is the root itself, which starts it
        String[] forbidden = Stream.concat(Stream.of(root), others.stream().map(other -> root + "." + other))
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(root + "." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true);
    }

    private static ArchRule isInAPackageOfTheDesign(String root) {
        return classes()
                .that()
                .resideOutsideOfPackage(root)
                .should()
                .resideInAnyPackage(
                        PACKAGES.stream().map(name -> root + "." + name).toArray(String[]::new));
    }

    private static ArchRule uploadUsesOnlyTheJdkAndJackson(String root) {
        return classes()
                .that()
                .resideInAPackage(root + ".upload..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(root + ".upload..", "java..", "com.fasterxml.jackson..");
    }

    private static ArchRule onlyTheCommandLinePrints(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethodWhere(target(name("printStackTrace")));
    }

    private static List<String> violations(ArchRule rule, JavaClasses in) {
        return rule.evaluate(in).getFailureReport().getDetails();
    }
}
