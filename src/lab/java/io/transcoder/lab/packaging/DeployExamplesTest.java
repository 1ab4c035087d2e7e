package io.transcoder.lab.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Problem;
import io.transcoder.config.Setting;
import io.transcoder.config.SettingsCheck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/** The examples of deploy/ are held to what the application and its image really have. */
class DeployExamplesTest {
    private static final Path COMPOSE = Path.of("deploy", "compose.yaml");
    private static final Path KUBERNETES = Path.of("deploy", "kubernetes.yaml");
    private static final Path SYSTEMD = Path.of("deploy", "transcoder.service");
    private static final String MANAGEMENT_PORT = Setting.CAMEL_MANAGEMENT_PORT.defaultValue();

    /**
     * What each example configures.
     *
     * @param environment without the secrets
     * @param secrets names of files, and the directory where the application finds them
     * @param grace seconds between SIGTERM and the kill
     */
    private record Example(Map<String, String> environment, Map<String, String> secrets, int grace) {}

    private enum Platform {
        DOCKER,
        KUBERNETES,
        SYSTEMD
    }

    @ParameterizedTest
    @EnumSource
    void everyVariableIsASettingOfTheApplicationAndNoSecret(Platform platform) throws IOException {
        Map<String, Setting> known = new HashMap<>();
        Arrays.stream(Setting.values()).forEach(setting -> known.put(setting.environmentName(), setting));

        assertThat(example(platform).environment())
                .isNotEmpty()
                .allSatisfy((name, value) ->
                        assertThat(known.get(name)).as(name).isNotNull().matches(setting -> !setting.isSecret()));
    }

    @ParameterizedTest
    @EnumSource
    void withItsSecretsTheExampleIsACompleteConfiguration(Platform platform, @TempDir Path secrets) throws IOException {
        Example example = example(platform);
        Map<String, String> file = new HashMap<>(EffectiveProperties.read(Path.of("application.properties")));
        example.secrets().keySet().forEach(key -> file.put(key, "a-secret"));

        var environment = new HashMap<>(example.environment());
        environment.put(Setting.SECRETS_DIRECTORY.environmentName(), secrets.toString());

        assertThat(SettingsCheck.check(EffectiveProperties.of(file, Map.of(), environment), Set.of()))
                .filteredOn(Problem::isError)
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theSecretsAreFilesNamedAsTheirPropertyInTheSecretsDirectory(Platform platform) throws IOException {
        Example example = example(platform);

        assertThat(example.secrets().keySet())
                .containsExactly(Setting.BITMOVIN_API_KEY.key())
                .allMatch(key -> Setting.ofKey(key).orElseThrow().isSecret());
        assertThat(example.secrets().values())
                .containsOnly(example.environment().get(Setting.SECRETS_DIRECTORY.environmentName()));
    }

    @ParameterizedTest
    @EnumSource
    void theStopWaitsLongerThanTheApplicationNeeds(Platform platform) throws IOException {
        int needed = Integer.parseInt(defaults().getProperty("camel.main.shutdownTimeout"));

        assertThat(example(platform).grace()).isGreaterThanOrEqualTo(needed + 10);
    }

    @Test
    void theProbesAskForWhatIsServed() throws IOException {
        String health = defaults().getProperty("camel.management.healthPath");
        Map<?, ?> container = container();

        assertThat(at(container, "ports", 0, "containerPort")).hasToString(MANAGEMENT_PORT);
        for (String probe : List.of("startupProbe", "livenessProbe")) {
            assertThat(at(container, probe, "httpGet", "path")).isEqualTo(health + "/live");
            assertThat(at(container, probe, "httpGet", "port")).isEqualTo(at(container, "ports", 0, "name"));
        }
        assertThat(at(container, "readinessProbe", "httpGet", "path")).isEqualTo(health + "/ready");
        assertThat(at(yaml(COMPOSE), "services", "transcoder", "ports", 0).toString())
                .isEqualTo("127.0.0.1:" + MANAGEMENT_PORT + ":" + MANAGEMENT_PORT);
        assertThat(Files.readString(Path.of("Dockerfile")))
                .contains("EXPOSE " + MANAGEMENT_PORT)
                .contains("GET " + health + "/live");
    }

    @Test
    void nothingRunsAsRootOrCanWriteToItsFileSystem() throws IOException {
        Map<?, ?> pod = pod();
        String user = first("USER (\\d+):\\d+", Files.readString(Path.of("Dockerfile")))
                .group(1);

        assertThat(at(pod, "securityContext", "runAsUser")).hasToString(user);
        assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
        assertThat(at(container(), "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
        assertThat(at(container(), "securityContext", "allowPrivilegeEscalation"))
                .isEqualTo(false);
        assertThat(at(yaml(COMPOSE), "services", "transcoder", "read_only")).isEqualTo(true);
        assertThat(unit())
                .containsEntry("DynamicUser", List.of("yes"))
                .containsEntry("ProtectSystem", List.of("strict"));
    }

    @Test
    void severalReplicasAreTold() throws IOException {
        assertThat((Integer) at(deployment(), "spec", "replicas")).isGreaterThan(1);
    }

    @Test
    void whatIsMountedOverTheImageIsThere() throws IOException {
        assertThat(mounts())
                .filteredOn(path -> path.startsWith("/app/"))
                .isNotEmpty()
                .allMatch(path -> Files.exists(Path.of(path.substring("/app/".length()))));
        for (Object volume : (List<?>) at(yaml(COMPOSE), "services", "transcoder", "volumes")) {
            String[] parts = volume.toString().split(":");
            assertThat(Path.of("deploy", parts[0]).normalize()).isDirectory();
            assertThat(parts[1]).isEqualTo("/app/" + Path.of(parts[0]).getFileName());
        }
    }

    /** A start with options that are not there, or that this JVM does not know, would fail. */
    @Test
    void theUnitStartsTheJarWithTheOptionsOfTheImage() throws IOException {
        String start = unit().get("ExecStart").get(0);

        assertThat(start).contains(" @jvm.options ", " -jar transcoder.jar");
        assertThat(Path.of("jvm.options")).exists();
        assertThat(Files.readString(Path.of("Dockerfile")))
                .contains("\"@jvm.options\"", "jvm.options application.properties");
        assertThat(unit()).containsEntry("SuccessExitStatus", List.of("143"));
    }

    private static Example example(Platform platform) throws IOException {
        return switch (platform) {
            case DOCKER -> docker();
            case KUBERNETES -> kubernetes();
            case SYSTEMD -> systemd();
        };
    }

    private static Example docker() throws IOException {
        Map<?, ?> service = (Map<?, ?>) at(yaml(COMPOSE), "services", "transcoder");
        Map<String, String> secrets = new HashMap<>();
        for (Object secret : (List<?>) at(service, "secrets")) {
            assertThat(texts((Map<?, ?>) at(yaml(COMPOSE), "secrets")))
                    .containsKey(at(secret, "source").toString());
            secrets.put(at(secret, "target").toString(), "/run/secrets");
        }
        return new Example(
                texts((Map<?, ?>) at(service, "environment")),
                secrets,
                Integer.parseInt(at(service, "stop_grace_period").toString().replace("s", "")));
    }

    private static Example kubernetes() throws IOException {
        Map<String, String> secrets = new HashMap<>();
        String name = first("create secret generic (\\S+) ", Files.readString(KUBERNETES))
                .group(1);
        String mount = null;
        for (Object volume : (List<?>) at(container(), "volumeMounts")) {
            if (at(volume, "name").equals("secrets")) {
                mount = at(volume, "mountPath").toString();
            }
        }
        assertThat((List<?>) at(pod(), "volumes")).anyMatch(volume -> name.equals(at(volume, "secret", "secretName")));
        secrets.put(
                first("--from-file=([^=\\s]+)=FILE", Files.readString(KUBERNETES))
                        .group(1),
                mount);
        return new Example(texts((Map<?, ?>) at(document("ConfigMap"), "data")), secrets, (Integer)
                at(pod(), "terminationGracePeriodSeconds"));
    }

    private static Example systemd() throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (String line : unit().get("Environment")) {
            for (String variable : line.split(" ")) {
                environment.put(variable.split("=")[0], variable.split("=")[1]);
            }
        }
        // systemd's name for the directory of the credentials
        Map<String, String> secrets = Map.of(unit().get("LoadCredential").get(0).split(":")[0], "%d");
        return new Example(
                environment,
                secrets,
                Integer.parseInt(unit().get("TimeoutStopSec").get(0)));
    }

    private static List<String> mounts() throws IOException {
        List<String> paths = new ArrayList<>();
        ((List<?>) at(container(), "volumeMounts"))
                .forEach(volume -> paths.add(at(volume, "mountPath").toString()));
        return paths;
    }

    private static Map<?, ?> deployment() throws IOException {
        return document("Deployment");
    }

    private static Map<?, ?> pod() throws IOException {
        return (Map<?, ?>) at(deployment(), "spec", "template", "spec");
    }

    private static Map<?, ?> container() throws IOException {
        return (Map<?, ?>) at(pod(), "containers", 0);
    }

    private static Map<?, ?> document(String kind) throws IOException {
        for (Object document : new Yaml().loadAll(Files.readString(KUBERNETES))) {
            if (kind.equals(at(document, "kind"))) {
                return (Map<?, ?>) document;
            }
        }
        throw new AssertionError("no " + kind);
    }

    private static Map<?, ?> yaml(Path file) throws IOException {
        return new Yaml().load(Files.readString(file));
    }

    private static Map<String, List<String>> unit() throws IOException {
        Map<String, List<String>> unit = new HashMap<>();
        for (String line : Files.readAllLines(SYSTEMD)) {
            int equals = line.indexOf('=');
            if (!line.startsWith("#") && equals > 0) {
                unit.computeIfAbsent(line.substring(0, equals), key -> new ArrayList<>())
                        .add(line.substring(equals + 1));
            }
        }
        return unit;
    }

    /** Null where there is none. */
    private static Object at(Object node, Object... path) {
        Object found = node;
        for (Object step : path) {
            found = found instanceof List<?> list
                    ? list.get((Integer) step)
                    : found instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return found;
    }

    private static Map<String, String> texts(Map<?, ?> map) {
        Map<String, String> texts = new HashMap<>();
        map.forEach((key, value) -> texts.put(key.toString(), value.toString()));
        return texts;
    }

    private static MatchResult first(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().findFirst().orElseThrow();
    }

    private static Properties defaults() throws IOException {
        try (InputStream in = DeployExamplesTest.class.getResourceAsStream("/defaults.properties")) {
            var defaults = new Properties();
            defaults.load(in);
            return defaults;
        }
    }
}
