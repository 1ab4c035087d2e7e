package io.transcoder.lab.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownWeaknessesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "4.1.99.Final, false",
        "4.1.100.Final, true",
        "4.1.130.Final, true",
        "4.1.134.Final, true",
        "4.1.135.Final, false",
        "4.2.1.Final, false"
    })
    void aVersionIsBadFromTheFirstOneUntilTheMendedOne(String version, boolean bad) throws IOException {
        KnownWeaknesses known = list("io.netty:netty-codec-http|4.1.100|4.1.135|CVE-1|it breaks|https://where|");

        List<String> found = known.in(bill("io.netty", "netty-codec-http", version));

        assertThat(found).hasSize(bad ? 1 : 0);
        assertThat(found).allSatisfy(line -> assertThat(line)
                .isEqualTo(
                        "io.netty:netty-codec-http %s has CVE-1 (it breaks); it is mended in 4.1.135, see https://where",
                        version));
    }

    @Test
    void oneLineCanBeForAWholeGroupAndForNoOther() throws IOException {
        KnownWeaknesses known = list("io.netty:*|4.1.0|4.1.135|CVE-1|it breaks|https://where|");

        assertThat(known.in(bill("io.netty", "netty-handler", "4.1.130.Final"))).hasSize(1);
        assertThat(known.in(bill("io.vertx", "netty-handler", "4.1.130.Final"))).isEmpty();
    }

    @Test
    void whatIsAcceptedWithAReasonMayShip() throws IOException {
        KnownWeaknesses known = list("io.netty:*|4.1.0|4.1.135|CVE-1|it breaks|https://where|nothing reaches it");

        assertThat(known.in(bill("io.netty", "netty-handler", "4.1.130.Final"))).isEmpty();
    }

    @Test
    void aLineThatCannotBeReadStopsTheBuild() {
        assertThatThrownBy(() -> list("io.netty:*|4.1.0|4.1.135|CVE-1|it breaks||"))
                .hasMessageContaining("does not have the columns")
                .hasMessageContaining("CVE-1");
    }

    /** The list that the build judges by would have found the versions that shipped with Camel 4.18.0 as it is. */
    @ParameterizedTest
    @CsvSource({
        "io.netty, netty-codec-http, 4.1.130.Final",
        "io.vertx, vertx-core, 4.5.24",
        "org.apache.httpcomponents, httpclient, 4.5.13",
        "org.apache.httpcomponents.client5, httpclient5, 5.5.1",
        "org.apache.httpcomponents.core5, httpcore5, 5.3.6",
        "org.apache.logging.log4j, log4j-core, 2.25.3",
        "com.fasterxml.jackson.core, jackson-databind, 2.19.4",
    })
    void theListKnowsTheLibrariesThatWereReplaced(String group, String name, String version) throws IOException {
        KnownWeaknesses known = KnownWeaknesses.read(PackageCheck.KNOWN_WEAKNESSES);

        assertThat(known.in(bill(group, name, version))).isNotEmpty();
    }

    private KnownWeaknesses list(String line) throws IOException {
        Path file = directory.resolve("list.csv");
        Files.writeString(file, "# a head\n\n" + line + "\n");
        return KnownWeaknesses.read(file);
    }

    private static BillOfMaterials bill(String group, String name, String version) {
        return new BillOfMaterials(
                List.of(new ObjectMapper().valueToTree(Map.of("group", group, "name", name, "version", version))));
    }
}
