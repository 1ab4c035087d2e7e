package io.transcoder.sandbox.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.sandbox.Ffmpeg;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaToolTest {
    private final MediaTool ffmpeg = new MediaTool(new Ffmpeg());

    @Test
    void progressGrowsWithTheOutput(@TempDir Path folder) throws Exception {
        List<Integer> seen = new CopyOnWriteArrayList<>();

        ffmpeg.run(
                List.of(
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=size=320x180:rate=25:duration=2",
                        folder.resolve("a.mp4").toString()),
                2,
                seen::add);

        assertThat(seen).isSorted().last().satisfies(percent -> assertThat(percent)
                .isGreaterThan(80));
    }

    @Test
    void aFailureCarriesTheWordsOfFfmpeg() {
        assertThatThrownBy(() -> ffmpeg.run(List.of("-i", "/nowhere.mxf", "-f", "null", "-")))
                .isInstanceOf(MediaTool.Failed.class)
                .hasMessageContaining("/nowhere.mxf: No such file or directory");
    }

    @Test
    void whatIsNoMediaHasNoTracks(@TempDir Path folder) throws Exception {
        assertThat(ffmpeg.probe(Files.writeString(folder.resolve("a.mxf"), "text"))
                        .tracks())
                .isEmpty();
    }

    @Test
    void anInterruptKillsTheProcess() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread endless = new Thread(() -> {
            try {
                ffmpeg.run(List.of("-re", "-f", "lavfi", "-i", "testsrc2", "-f", "null", "-"));
            } catch (Exception e) {
                thrown.set(e);
            }
        });
        long others = ffmpegs();
        endless.start();
        Awaitility.await().until(() -> ffmpegs() > others);

        endless.interrupt();
        endless.join(5_000);

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> ffmpegs() == others);
    }

    private static long ffmpegs() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
    }
}
