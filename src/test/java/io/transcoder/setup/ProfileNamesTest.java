package io.transcoder.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileNamesTest {
    @TempDir
    private Path folder;

    @Test
    void namesAreFoundWithAndWithoutQuotes() throws IOException {
        assertThat(names("codecConfig: plain\n  codecConfig: \"quoted name\"\n  codecConfig: 'single' # why\n"))
                .containsExactly("plain", "quoted name", "single");
    }

    @Test
    void placeholdersAreResolvedWithTheSettings() throws IOException {
        assertThat(names("codecConfig: \"{{profile.own.video}}\"\n")).containsExactly("h265-4k");
    }

    @Test
    void whatOnlyARunKnowsIsLeftOut() throws IOException {
        assertThat(names("codecConfig: \"{{not.set}}\"\ncodecConfig: ${variable.x}\ncodecConfig:\n"))
                .isEmpty();
    }

    private Iterable<String> names(String yaml) throws IOException {
        Files.writeString(folder.resolve("own.camel.yaml"), yaml);
        return new ProfileNames(Map.of("routes.directory", folder.toString(), "profile.own.video", "h265-4k"))
                .of("codecConfig");
    }
}
