package io.transcoder.sandbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FfmpegTest {
    /** As on a machine for which the program is not built. */
    @Test
    void whereItCannotBeStartedItSaysForWhatItIsBuiltAndWhatThisIs(@TempDir Path folder) throws IOException {
        var ffmpeg = new Ffmpeg(folder);
        Files.delete(ffmpeg.binary());

        assertThatThrownBy(() -> ffmpeg.run(List.of("-version")))
                .hasMessageContainingAll(
                        "cannot run ffmpeg",
                        "Linux on x86-64",
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
    }
}
