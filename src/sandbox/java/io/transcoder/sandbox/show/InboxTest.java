package io.transcoder.sandbox.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxTest {
    @TempDir
    private Path folder;

    private Inbox inbox;

    @BeforeEach
    void open() throws IOException {
        inbox = new Inbox(folder);
    }

    @Test
    void aFileIsGivenOnceAndNotBeforeItStoppedGrowing() throws IOException {
        Path file = Files.writeString(folder.resolve("a.mxf"), "some");
        assertThat(inbox.look()).isEmpty();
        Files.writeString(file, "more", StandardOpenOption.APPEND);
        assertThat(inbox.look()).isEmpty();

        assertThat(inbox.look()).containsExactly(file);
        assertThat(inbox.look()).isEmpty();
    }

    @Test
    void aFileThatIsWrittenAnewIsGivenAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("a.mxf"), "first");
        inbox.look();
        inbox.look();

        Files.writeString(file, "another");
        inbox.look();

        assertThat(inbox.look()).containsExactly(file);
    }

    @Test
    void anEmptyFileAndOtherFilesAreNotRecordings() throws IOException {
        Files.createFile(folder.resolve("empty.mxf"));
        Files.writeString(folder.resolve("notes.txt"), "notes");
        inbox.look();

        assertThat(inbox.look()).isEmpty();
    }

    @Test
    void theFolderBelongsToTheName() throws IOException {
        Path file = Files.writeString(folder.resolve("xdcam").resolve("B.MXF"), "media");
        inbox.look();

        assertThat(inbox.look()).containsExactly(file);
        assertThat(inbox.name(file)).isEqualTo("xdcam/B.MXF");
    }
}
