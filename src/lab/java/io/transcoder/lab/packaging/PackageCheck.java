package io.transcoder.lab.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Looks at what is shipped, so it is no test among the others: the build runs it in {@code verify}, when the jar is there. */
@EnabledIfSystemProperty(named = "package.timestamp", matches = ".+")
@Tag("slow")
class PackageCheck {
    static final Path KNOWN_WEAKNESSES = Path.of(".ci", "known-weaknesses.csv");

    private static final Path TARGET = Path.of("target");
    private static final Path LIB = TARGET.resolve("lib");

    @Test
    void theBillOfMaterialsListsWhatShipsAndNothingElse() throws IOException {
        assertThat(BillOfMaterials.read(TARGET.resolve("bom.json")).problems(LIB))
                .isEmpty();
    }

    @Test
    void everyLibraryMayBeShipped() throws IOException {
        assertThat(BillOfMaterials.read(TARGET.resolve("bom.json")).withoutKnownLicence())
                .isEmpty();
    }

    @Test
    void noLibraryShipsInAVersionWithAKnownWeakness() throws IOException {
        assertThat(KnownWeaknesses.read(KNOWN_WEAKNESSES).in(BillOfMaterials.read(TARGET.resolve("bom.json"))))
                .isEmpty();
    }

    @Test
    void theClassPathOfTheJarIsTheLibraries() throws IOException {
        try (JarFile jar = jar();
                Stream<Path> libraries = Files.list(LIB)) {
            String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");

            assertThat(classPath.split(" "))
                    .containsExactlyInAnyOrderElementsOf(libraries
                            .map(library -> "lib/" + library.getFileName())
                            .toList());
        }
    }

    /** Else two builds of one commit would differ. */
    @Test
    void nothingInTheJarIsOfTheMachineOrTheHour() throws IOException {
        LocalDateTime time =
                LocalDateTime.ofInstant(Instant.parse(System.getProperty("package.timestamp")), ZoneOffset.UTC);
        try (JarFile jar = jar()) {
            List<String> others = jar.stream()
                    .filter(entry -> !entry.getTimeLocal().equals(time))
                    .map(ZipEntry::getName)
                    .toList();

            assertThat(others).isEmpty();
            assertThat(jar.getManifest().getMainAttributes().keySet())
                    .extracting(Object::toString)
                    .doesNotContain("Built-By", "Build-Jdk", "Build-Time", "Bnd-LastModified");
            assertThat(jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith("pom.properties")))
                    .allSatisfy(name -> assertThat(lines(jar, name)).noneMatch(line -> line.startsWith("#")));
        }
    }

    private static JarFile jar() throws IOException {
        return new JarFile(TARGET.resolve("transcoder.jar").toFile());
    }

    private static List<String> lines(JarFile jar, String name) throws IOException {
        return Arrays.asList(new String(jar.getInputStream(jar.getEntry(name)).readAllBytes()).split("\n"));
    }
}
