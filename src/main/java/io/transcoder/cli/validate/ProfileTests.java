package io.transcoder.cli.validate;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.config.ConfigurationException;
import io.transcoder.rehearsal.EventSet;
import io.transcoder.upload.LogText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the files with tests of profiles. */
final class ProfileTests {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private ProfileTests() {}

    /**
     * The tests by their files, in the order of the names.
     *
     * @param effective what stands for <code>{{key}}</code> in a file
     * @throws ConfigurationException where a file can't be read, or there is none
     */
    static Map<Path, List<ProfileTest>> read(List<Path> places, Map<String, String> effective) {
        Map<Path, List<ProfileTest>> tests = new LinkedHashMap<>();
        for (Path place : places) {
            try (Stream<Path> all = Files.walk(place)) {
                all.filter(Files::isRegularFile)
                        .filter(file -> file.equals(place) || file.toString().endsWith(".yaml"))
                        .sorted()
                        .forEach(file -> tests.put(file, read(file, effective)));
            } catch (IOException e) {
                throw new ConfigurationException("There are no tests in " + place + ": " + e.getMessage());
            }
        }
        if (tests.values().stream().allMatch(List::isEmpty)) {
            throw new ConfigurationException(
                    "There is no test in " + places + "; 'jobs events --tests' prints the first ones, of past uploads");
        }
        return tests;
    }

    private static List<ProfileTest> read(Path file, Map<String, String> effective) {
        try {
            String text = EventSet.filled(Files.readString(file), effective);
            Object yaml =
                    new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromString(text);
            List<ProfileTest> tests = JSON.convertValue(yaml, new TypeReference<>() {});
            if (tests != null && tests.contains(null)) {
                throw new ConfigurationException(file + ": not the tests of profiles: an entry of the list is empty");
            }
            return tests == null ? List.of() : tests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (YamlEngineException | IllegalArgumentException e) {
            throw new ConfigurationException(
                    file + ": not the tests of profiles: " + LogText.line(e.getMessage(), LogText.LIMIT));
        }
    }
}
