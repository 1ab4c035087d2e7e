package io.transcoder.lab.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.opentest4j.TestAbortedException;

class RequiredToolsTest {
    @Test
    void ciRequiresThemAndAPropertyBeatsIt() {
        assertThat(RequiredTools.areRequired(Map.of(), null)).isFalse();
        assertThat(RequiredTools.areRequired(Map.of("CI", "true"), null)).isTrue();
        assertThat(RequiredTools.areRequired(Map.of("CI", "true"), "false")).isFalse();
        assertThat(RequiredTools.areRequired(Map.of(), "true")).isTrue();
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void aMissingToolIsSkippedWithWhatTheScriptSaidUnlessItIsRequired() {
        try {
            System.setProperty("tools.required", "false");
            assertThatThrownBy(() -> RequiredTools.skipUnlessRequired(3, "There is no promtool."))
                    .isInstanceOf(TestAbortedException.class)
                    .hasMessageContaining("There is no promtool.");
            assertThatCode(() -> RequiredTools.skipUnlessRequired(1, "It failed."))
                    .doesNotThrowAnyException();

            System.setProperty("tools.required", "true");
            assertThatCode(() -> RequiredTools.skipUnlessRequired(3, "There is no promtool."))
                    .doesNotThrowAnyException();
        } finally {
            System.clearProperty("tools.required");
        }
    }

    /** A test may not install anything; {@code .ci/tools} is called by whoever wants that. */
    @Test
    void noScriptThatATestRunsInstallsAnything() throws IOException {
        for (Path folder : List.of(Path.of("src", "lab", "image"), Path.of("src", "lab", "alerts"))) {
            try (var scripts = Files.list(folder)) {
                assertThat(scripts).isNotEmpty().allSatisfy(script -> assertThat(Files.readString(script))
                        .doesNotContainPattern("(?m)^[^#\"]*\\b(apt-get|apt|dpkg|curl|wget)\\b"));
            }
        }
    }
}
