package io.transcoder.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteTextsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectory(folder.resolve("kamelets"));
        write("a.camel.yaml", "a");
        write("b.camel.yaml", "b");
        write("kamelets/k.kamelet.yaml", "k");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private RouteTexts read() {
        return RouteTexts.read(folder);
    }

    @Test
    void whatIsNotEditedIsEqual() {
        assertThat(read()).isEqualTo(read());
        assertThat(read().changesSince(read())).isEmpty();
    }

    @Test
    void anEditInPlaceIsSeenThoughSizeAndTimeAreTheSame() throws IOException {
        FileTime time = Files.getLastModifiedTime(folder.resolve("a.camel.yaml"));
        RouteTexts before = read();
        write("a.camel.yaml", "A");
        Files.setLastModifiedTime(folder.resolve("a.camel.yaml"), time);

        assertThat(read().changesSince(before)).isEqualTo("a.camel.yaml");
    }

    @Test
    void aFileThatIsRenamedOverAnotherIsAnEditOfThat() throws IOException {
        RouteTexts before = read();
        write("a.camel.yaml.tmp", "A");
        assertThat(read()).isEqualTo(before);
        Files.move(folder.resolve("a.camel.yaml.tmp"), folder.resolve("a.camel.yaml"), StandardCopyOption.ATOMIC_MOVE);

        assertThat(read().changesSince(before)).isEqualTo("a.camel.yaml");
    }

    @Test
    void newAndDeletedFilesAreSeenAlsoAmongTheKamelets() throws IOException {
        RouteTexts before = read();
        Files.delete(folder.resolve("b.camel.yaml"));
        Files.move(folder.resolve("kamelets/k.kamelet.yaml"), folder.resolve("kamelets/l.kamelet.yaml"));

        assertThat(read().changesSince(before))
                .isEqualTo("b.camel.yaml (deleted), kamelets/k.kamelet.yaml (deleted), kamelets/l.kamelet.yaml (new)");
    }

    @Test
    void whatEditorsLeaveBesideIsNoEdit() throws IOException {
        RouteTexts before = read();
        write(".a.camel.yaml", "hidden");
        write("a.camel.yaml~", "backup");
        write(".a.camel.yaml.swp", "swap");
        Files.createSymbolicLink(folder.resolve(".#b.camel.yaml"), Path.of("nobody@nowhere"));

        assertThat(read()).isEqualTo(before);
    }

    @Test
    void aConfigMapThatIsSwappedIsOneEdit() throws IOException {
        Path mount = Files.createDirectory(folder.resolve("mount"));
        version(mount, "..1", "old");
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(mount.resolve("a.camel.yaml"), Path.of("..data/a.camel.yaml"));
        Files.createSymbolicLink(mount.resolve("kamelets"), Path.of("..data/kamelets"));
        RouteTexts before = RouteTexts.read(mount);
        assertThat(before.texts()).containsOnlyKeys("a.camel.yaml", "kamelets/k.kamelet.yaml");

        version(mount, "..2", "new");
        Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2"));
        assertThat(RouteTexts.read(mount)).isEqualTo(before);
        Files.move(mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        assertThat(RouteTexts.read(mount).changesSince(before)).isEqualTo("a.camel.yaml, kamelets/k.kamelet.yaml");
    }

    private static void version(Path mount, String name, String text) throws IOException {
        Files.createDirectories(mount.resolve(name).resolve("kamelets"));
        Files.writeString(mount.resolve(name).resolve("a.camel.yaml"), text);
        Files.writeString(mount.resolve(name).resolve("kamelets/k.kamelet.yaml"), text);
    }

    @Test
    void aFolderThatIsGoneIsAChange() {
        RouteTexts before = read();

        assertThat(RouteTexts.read(folder.resolve("gone"))).isNotEqualTo(before);
        assertThat(RouteTexts.read(folder.resolve("gone")).loaded()).isEmpty();
    }

    @Test
    void onlyWhatCamelReadsIsLoaded() throws IOException {
        write("notes.yaml", "other");
        write("kamelets/x.camel.yaml", "misplaced");

        assertThat(read().loaded()).containsOnlyKeys("a.camel.yaml", "b.camel.yaml", "kamelets/k.kamelet.yaml");
    }
}
