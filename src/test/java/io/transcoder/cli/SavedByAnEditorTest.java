package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CommentEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;

/**
 * An editor such as Kaoto reads a file into values and writes it anew: other order of the keys, other quotes, other line breaks, and
 * nothing that is no value. What Kaoto itself makes of the files is in docs/kaoto.md.
 */
@Tag("slow")
class SavedByAnEditorTest {
    @TempDir
    private Path folder;

    private static List<Path> files(Path routes) throws IOException {
        try (Stream<Path> all = Files.walk(routes)) {
            return all.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** What stands in the file and in no value: comments, anchors and aliases, more than one document. */
    private static List<String> lost(String text) {
        List<String> lost = new ArrayList<>();
        var settings = LoadSettings.builder().setParseComments(true).build();
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CommentEvent comment && !comment.getValue().isBlank()
                    || event instanceof AliasEvent
                    || event instanceof NodeEvent node && node.getAnchor().isPresent()
                    || event instanceof DocumentStartEvent start && start.isExplicit()) {
                lost.add(event.toString());
            }
        }
        return lost;
    }

    @Test
    void nothingInTheShippedFilesWouldBeLost() throws IOException {
        assertThat(files(Path.of("routes"))).hasSizeGreaterThan(20).allSatisfy(file -> assertThat(
                        lost(Files.readString(file)))
                .as(file.toString())
                .isEmpty());
    }

    @Test
    void whatWouldBeLostIsFound() {
        assertThat(lost("- a # why\n")).hasSize(1);
        assertThat(lost("- &b a\n- *b\n")).hasSize(2);
        assertThat(lost("---\n- a\n")).hasSize(1);
    }

    @Test
    void routesThatAreWrittenAnewInAnotherOrderSayTheSame() throws IOException {
        for (Path file : files(Path.of("routes"))) {
            Path copy = folder.resolve(file.toString());
            Files.createDirectories(copy.getParent());
            Object tree = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            String anew = new Dump(DumpSettings.builder()
                            .setDefaultFlowStyle(FlowStyle.BLOCK)
                            .setWidth(80)
                            .build())
                    .dumpToString(reordered(tree));
            assertThat(anew).isNotEqualTo(Files.readString(file));
            Files.writeString(copy, anew);
        }
        Map<String, String> settings = new HashMap<>(Map.of("source.bucket", "mam-in", "output.bucket", "mam-out"));
        String saved = folder.resolve("routes").toString();

        var difference = Cli.with(settings, folder).run("validate", "--diff", "routes", saved);
        assertThat(difference.exit()).as(difference.err()).isZero();
        assertThat(difference.lines()).containsExactly("No change in 14 events.");

        settings.put("routes.directory", saved);
        var sound = Cli.with(settings, folder).run("validate");
        assertThat(sound.lines()).singleElement().asString().contains("are sound");
    }

    private static Object reordered(Object tree) {
        if (tree instanceof List<?> list) {
            return list.stream().map(SavedByAnEditorTest::reordered).toList();
        }
        if (!(tree instanceof Map<?, ?> map)) {
            return tree;
        }
        Map<Object, Object> backwards = new LinkedHashMap<>();
        map.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<?, ?> entry) -> String.valueOf(entry.getKey()))
                        .reversed())
                .forEach(entry -> backwards.put(entry.getKey(), reordered(entry.getValue())));
        return backwards;
    }
}
