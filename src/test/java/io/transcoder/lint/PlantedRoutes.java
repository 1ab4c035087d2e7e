package io.transcoder.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.config.EffectiveProperties;
import io.transcoder.lint.model.Finding;
import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.UnreadableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The shipped routes, or a few of one's own, with edits. Nothing of it is written anywhere. */
public final class PlantedRoutes {
    /** By name and text: most files of most examples are the shipped ones. Nobody changes one. */
    private static final Map<String, RouteFile> READ = new ConcurrentHashMap<>();

    private final Map<String, String> texts = new TreeMap<>();
    private final Map<String, String> properties = new HashMap<>(EffectiveProperties.of(Map.of(), Map.of(), Map.of()));

    public static PlantedRoutes shipped() {
        var planted = new PlantedRoutes();
        Path folder = Path.of("routes");
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                planted.texts.put(folder.relativize(path).toString(), Files.readString(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return planted;
    }

    static PlantedRoutes none() {
        return new PlantedRoutes();
    }

    PlantedRoutes edit(String file, String old, String edited) {
        assertThat(texts.get(file).contains(old)).as(file + " holds " + old).isTrue();
        texts.put(file, texts.get(file).replace(old, edited));
        return this;
    }

    /** In every file, with groups as in {@link String#replaceAll}. */
    PlantedRoutes editAll(String pattern, String edited) {
        texts.replaceAll((name, text) -> text.replaceAll(pattern, edited));
        return this;
    }

    PlantedRoutes add(String file, String text) {
        texts.merge(file, text, String::concat);
        return this;
    }

    PlantedRoutes remove(String file) {
        assertThat(texts.remove(file)).isNotNull();
        return this;
    }

    PlantedRoutes property(String key, String value) {
        properties.put(key, value);
        return this;
    }

    RouteFolder folder() {
        List<RouteFile> files = new ArrayList<>();
        Map<String, UnreadableFileException> unreadable = new HashMap<>();
        List<String> notLoaded = texts.keySet().stream()
                .filter(name -> !RouteFolder.isLoaded(name))
                .toList();
        texts.keySet().stream().filter(RouteFolder::isLoaded).forEach(name -> {
            try {
                files.add(read(name, texts.get(name)));
            } catch (UnreadableFileException e) {
                unreadable.put(name, e);
            }
        });
        return new RouteFolder(files, unreadable, notLoaded, properties);
    }

    private static RouteFile read(String name, String text) {
        return READ.computeIfAbsent(name + '\n' + text, key -> RouteFile.of(name, text));
    }

    public List<RouteFile> files() {
        return folder().files();
    }

    List<Finding> findings() {
        return Rules.check(folder());
    }

    /** Those of one rule. No other rule is tried, but for the two that judge which waivers the others have used. */
    List<Finding> findings(String ruleId) {
        if (ruleId.endsWith("-waiver")) {
            return findings().stream()
                    .filter(finding -> finding.rule().id().equals(ruleId))
                    .toList();
        }
        var rule = Rules.all().stream()
                .filter(one -> one.id().equals(ruleId))
                .findFirst()
                .orElseThrow();
        var findings = new Findings(rule);
        rule.check().look(folder(), findings);
        return List.copyOf(findings.found());
    }

    /** The line of the file that a finding names, as it is written there. */
    String lineOf(Finding finding) {
        return texts.get(finding.file())
                .lines()
                .skip(finding.line() - 1L)
                .findFirst()
                .orElse("")
                .strip();
    }

    public void write(Path folder) {
        texts.forEach((name, text) -> {
            try {
                Files.createDirectories(folder.resolve(name).getParent());
                Files.writeString(folder.resolve(name), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
