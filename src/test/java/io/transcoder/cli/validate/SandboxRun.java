package io.transcoder.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.cli.common.Configuration;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.ledger.records.Bill;
import io.transcoder.rehearsal.Rehearsal;
import io.transcoder.rehearsal.Rehearsed;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Tests of profiles, played twice: to the routes as the command {@code test} does, and to a running application whose encoder, buckets
 * and queues are those of the sandbox. Both have to do the same, and what the tests expect.
 */
public final class SandboxRun {
    private static final Path FILE = Path.of("application.properties");
    private static final String MADE = "00000000-0000-4000-8000-9%011d";
    private static final Pattern BUILDING = Pattern.compile("POST /encoding/(encodings|manifests)\\b.*");
    private static final Pattern DESCRIBED = Pattern.compile("POST /encoding/(configurations|filters)/.*");

    private final Site site;
    private final Configuration configuration;
    private final List<ProfileTest> tests;

    /**
     * @param overrides as the application has them
     * @param tests a file or a folder
     */
    public SandboxRun(Site site, Map<String, String> overrides, Path tests) {
        this.site = site;
        var settings = new HashMap<>(EffectiveProperties.read(FILE));
        settings.putAll(site.settings());
        settings.putAll(overrides);
        configuration = new Configuration(FILE, EffectiveProperties.of(settings, Map.of(), Map.of()));
        this.tests = ProfileTests.read(List.of(tests), configuration.effective()).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    /** Uploads all that the tests tell of and is not there yet, and waits until the application is done with it. */
    public SandboxRun upload() {
        tests.stream()
                .map(ProfileTest::upload)
                .filter(source -> site.records(source.key()).isEmpty())
                .forEach(this::upload);
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> site.queues().depth(Site.EVENTS) == 0
                        && tests.stream()
                                .noneMatch(test -> site.isOpen(test.upload().key())));
        return this;
    }

    private void upload(ProfileTest.Source source) {
        byte[] content = Arrays.copyOf(
                media(source.media()).getBytes(StandardCharsets.UTF_8),
                source.size().intValue());
        if (source.media() != null) {
            site.encoder().lasts(source.key(), source.media().seconds());
        }
        site.s3()
                .putObject(
                        put -> put.bucket(Site.SOURCES)
                                .key(source.key())
                                .contentType(source.contentType())
                                .metadata(source.metadata()),
                        RequestBody.fromBytes(content));
    }

    /** In the words of ffmpeg, as the encoder's double reads them. */
    private static String media(ProfileTest.Media media) {
        var text = new StringBuilder("media\n");
        if (media != null && media.height() > 0) {
            text.append("Stream #0:0: Video: h264, yuv420p, %dx%d [SAR 1:1 DAR 16:9], 25 fps\n"
                    .formatted(media.width(), media.height()));
        }
        for (int i = 0; media != null && i < media.audioTracks(); i++) {
            text.append("Stream #0:%d: Audio: aac, 48000 Hz, stereo\n".formatted(i + 1));
        }
        return text.toString();
    }

    /** Holds each test against what the application did, and that against what the rehearsal says. */
    public void requireTheSame() {
        assertThat(tests).isNotEmpty();
        try (var rehearsal = new Rehearsal(configuration.effective(), configuration.file())) {
            for (ProfileTest test : tests) {
                Rehearsed rehearsed = TestCommand.play(rehearsal, test, configuration);
                Rehearsed real = real(test.upload().key(), describing(rehearsed));

                assertThat(new Verdict(withoutSteps(test), real).differences())
                        .as("what the application did, where the test expects: " + test.test())
                        .isEmpty();
                assertThat(building(real))
                        .as("the calls of the application, and those that 'test' has seen: " + test.test())
                        .isEqualTo(building(rehearsed));
                assertThat(real.jobs()).isEqualTo(rehearsed.jobs());
                assertThat(real.letters()).isEqualTo(rehearsed.letters());
                if (test.expect().estimate() != null) {
                    assertThat(billed(test.upload().key()))
                            .as("the minutes that the encoder bills: " + test.test())
                            .isEqualByComparingTo(test.expect().estimate().minutes());
                }
            }
        }
    }

    /** The encoder's double does not know of the steps. */
    private static ProfileTest withoutSteps(ProfileTest test) {
        ProfileTest.Expected expected = test.expect();
        var expect = new ProfileTest.Expected(
                expected.profile(),
                expected.outputs(),
                expected.calls().stream()
                        .map(call -> new ProfileTest.Call(call.call(), null, call.body()))
                        .toList(),
                expected.skipped(),
                expected.letters(),
                null);
        return new ProfileTest(test.test(), test.upload(), test.event(), test.codecs(), expect);
    }

    /** The calls for configurations and filters: at the sandbox most of these are there already. */
    private static List<Rehearsed.Call> describing(Rehearsed rehearsed) {
        return rehearsed.calls().stream()
                .filter(call -> DESCRIBED.matcher(call.call()).matches())
                .map(call ->
                        new Rehearsed.Call(null, call.call(), call.path(), call.headers(), call.body(), call.madeId()))
                .toList();
    }

    private Rehearsed real(String key, List<Rehearsed.Call> described) {
        List<String> records = site.records(key);
        JsonNode claim = records.contains("1.claim") ? json(site.record(key, "1.claim")) : null;
        JsonNode end = records.contains("1.end") ? json(site.record(key, "1.end")) : NullNode.getInstance();
        List<String> outputs = new ArrayList<>();
        if (claim != null) {
            claim.path("outputs")
                    .forEach(output -> outputs.add(output.path("key").asText()));
        }
        var job = new Rehearsed.Job(
                key,
                claim == null ? null : claim.path("profile").textValue(),
                outputs,
                end.path("outcome").asText().equalsIgnoreCase("skipped")
                        ? end.path("reason").asText()
                        : null);
        return new Rehearsed(
                List.of(job),
                claim == null ? List.of() : calls(claim.path("encodingId").asText(), described),
                site.deadLetters().stream()
                        .filter(letter -> letter.body().contains(S3Events.encoded(key)))
                        .map(SandboxRun::letter)
                        .toList(),
                null);
    }

    private BigDecimal billed(String key) {
        String folder = "_jobs/bills/";
        return await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> site.names(folder).stream()
                                .map(name -> name.substring(folder.length()))
                                .filter(name -> name.contains(Upload.keyHash(Site.SOURCES, key)))
                                .map(name -> Bill.of(name).minutes())
                                .filter(Objects::nonNull)
                                .map(minutes -> BigDecimal.valueOf(minutes).setScale(3, RoundingMode.HALF_UP))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** @param described put before the first call that uses what they make */
    private List<Rehearsed.Call> calls(String encodingId, List<Rehearsed.Call> described) {
        Map<String, String> made = new HashMap<>();
        described.forEach(call -> made.put(json(call.body()).path("name").asText(), call.madeId()));
        Map<String, String> ids = new HashMap<>();
        site.encoder().names().forEach((id, name) -> ids.put(id, made.getOrDefault(name, name)));
        List<Rehearsed.Call> left = new ArrayList<>(described);
        List<Rehearsed.Call> calls = new ArrayList<>();
        for (Encoder.Call call : site.encoder().calls()) {
            boolean isOfIt = call.path().contains(encodingId)
                    || call.body().contains(encodingId)
                    || encodingId.equals(call.madeId());
            if (call.method().equals("POST") && isOfIt) {
                String madeId = call.madeId() == null ? "" : MADE.formatted(ids.size());
                ids.put(call.madeId(), madeId);
                String body = call.body().isEmpty() ? null : call.body();
                for (Map.Entry<String, String> id : ids.entrySet()) {
                    body = body == null || id.getKey() == null ? body : body.replace(id.getKey(), id.getValue());
                }
                String sent = body == null ? "" : body;
                left.stream().filter(one -> sent.contains(one.madeId())).forEach(calls::add);
                left.removeAll(calls);
                calls.add(new Rehearsed.Call(
                        null, "POST " + call.template(), call.path(), new TreeMap<>(), body, madeId));
            }
        }
        return calls;
    }

    private static Rehearsed.Letter letter(Message letter) {
        var attributes = letter.messageAttributes();
        return new Rehearsed.Letter(
                attributes.get("kind").stringValue(),
                attributes.get("step").stringValue(),
                attributes.get("reason").stringValue());
    }

    /** The calls that build and start the encoding, without the labels, which have the version of the source in them. */
    private static List<String> building(Rehearsed rehearsed) {
        return Verdict.named(rehearsed.calls()).stream()
                .filter(call -> BUILDING.matcher(call.call()).matches())
                .map(call -> {
                    JsonNode body = json(call.body());
                    if (body instanceof ObjectNode object) {
                        object.remove("labels");
                    }
                    return call.call() + " " + body;
                })
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return text == null
                    ? NullNode.getInstance()
                    : JsonMapper.builder().build().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
