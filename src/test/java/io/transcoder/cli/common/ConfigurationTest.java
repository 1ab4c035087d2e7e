package io.transcoder.cli.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    private Path folder;

    /** An operator has to be able to pause, whatever somebody is editing. */
    @Test
    void aCommandThatLoadsNoRoutesIsNotKeptByOneOddFileAmongThem() throws IOException {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        Files.createSymbolicLink(routes.resolve(".#profiles.camel.yaml"), Path.of("nobody@nowhere"));
        Files.writeString(routes.resolve("a.camel.yaml"), "# für {{profile.mine}}\n", StandardCharsets.ISO_8859_1);
        Path file = Files.writeString(
                folder.resolve("application.properties"),
                "source.bucket=mam-in\noutput.bucket=mam-out\nbitmovin.api-key=k\nprofile.mine=x\nroutes.directory="
                        + routes + "\n");

        assertThat(Configuration.load(file).problems()).isEmpty();
        assertThatCode(() -> Configuration.load(file).requireWithoutSecrets()).doesNotThrowAnyException();
    }

    @Test
    void norByAFolderThatCanNotBeWalked() throws IOException {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        Files.createSymbolicLink(routes.resolve("loop"), Path.of("."));
        Path file = Files.writeString(
                folder.resolve("application.properties"),
                "source.bucket=mam-in\noutput.bucket=mam-out\nbitmovin.api-key=k\nprofile.mine=x\nroutes.directory="
                        + routes + "\n");

        assertThat(Configuration.load(file).problems()).isEmpty();
    }
}
