package io.transcoder.lab.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BillOfMaterialsTest {
    /** Of the three bytes "jar". */
    private static final String DIGEST = "0163f1eea7894350060624d315234d40c508ab251ba121714e234503045faadd";

    @TempDir
    Path directory;

    @BeforeEach
    void oneLibrary() throws IOException {
        Files.createDirectory(lib());
        Files.writeString(lib().resolve("known-1.0.jar"), "jar");
    }

    @Test
    void whatShipsAndIsListedIsRight() throws IOException {
        assertThat(bill("known", DIGEST, "MIT").problems(lib())).isEmpty();
    }

    @Test
    void aJarThatIsNotListedIsFound() throws IOException {
        Files.writeString(lib().resolve("stray-2.0.jar"), "jar");

        assertThat(bill("known", DIGEST, "MIT").problems(lib()))
                .containsExactly("stray-2.0.jar ships, and is not listed");
    }

    @Test
    void aTestLibraryThatIsListedIsFound() throws IOException {
        assertThat(bill("junit", DIGEST, "EPL-2.0").problems(lib()))
                .containsExactly(
                        "junit-1.0.jar is listed, and does not ship", "known-1.0.jar ships, and is not listed");
    }

    @Test
    void aJarWithOtherBytesIsFound() throws IOException {
        assertThat(bill("known", "0123", "MIT").problems(lib()))
                .containsExactly("known-1.0.jar is listed with another SHA-256 than it has");
    }

    @Test
    void aLicenceThatIsNotKnownToAllowItIsFound() throws IOException {
        assertThat(bill("known", DIGEST, "GPL-3.0-only").withoutKnownLicence())
                .containsExactly("known: [GPL-3.0-only]");
        assertThat(bill("known", DIGEST, "").withoutKnownLicence()).containsExactly("known: []");
    }

    @Test
    void oneOfSeveralLicencesIsEnough() throws IOException {
        assertThat(bill("known", DIGEST, "GPL-3.0-only", "Apache-2.0").withoutKnownLicence())
                .isEmpty();
    }

    private Path lib() {
        return directory.resolve("lib");
    }

    private BillOfMaterials bill(String name, String digest, String... licences) throws IOException {
        var list = new StringBuilder();
        for (String licence : licences) {
            if (!licence.isEmpty()) {
                list.append(list.isEmpty() ? "" : ",").append("{\"license\":{\"id\":\"" + licence + "\"}}");
            }
        }
        Path file = directory.resolve("bom.json");
        Files.writeString(file, """
                {"components": [{"name": "%s", "version": "1.0",
                  "hashes": [{"alg": "MD5", "content": "0"}, {"alg": "SHA-256", "content": "%s"}],
                  "licenses": [%s]}]}
                """.formatted(name, digest, list));
        return BillOfMaterials.read(file);
    }
}
