package io.transcoder.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.boot.Application;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.sandbox.Ffmpeg;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.EncoderOptions;
import io.transcoder.sandbox.mam.MediaProbe;
import io.transcoder.sandbox.mam.MediaSummary;
import io.transcoder.sandbox.mam.MediaSummary.Audio;
import io.transcoder.sandbox.mam.MediaSummary.FieldOrder;
import io.transcoder.sandbox.mam.MediaSummary.Video;
import io.transcoder.sandbox.mam.Tones;
import io.transcoder.sandbox.mam.XdcamClip;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** The examples over the shipped files, on real recordings. */
@Tag("slow")
class ExampleProfilesTest {
    private static final Path EXAMPLES = Path.of("docs/examples");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final Ffmpeg ffmpeg = new Ffmpeg();
    private Site site;
    private Application application;

    @AfterEach
    void close() {
        if (application != null) {
            application.close();
        }
        if (site != null) {
            site.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shape-tags", "proxy-and-full", "by-metadata"})
    void itIsSound(String example) {
        var routes = over(example);
        var schema = new CanonicalSchema();
        routes.write(folder.resolve("routes"));
        Map<String, String> settings = new HashMap<>(overrides(example));
        settings.put("source.bucket", Site.SOURCES);
        settings.put("output.bucket", Site.OUTPUTS);

        assertThat(routes.findings()).isEmpty();
        assertThat(schema.faults(RouteFile.of("profiles.camel.yaml", text(example))))
                .isEmpty();
        Application.check(EffectiveProperties.of(settings, Map.of(), Map.of()), Path.of("application.properties"));
    }

    @Test
    void everyExampleIsTried() throws IOException {
        try (Stream<Path> all = Files.list(EXAMPLES)) {
            assertThat(all.filter(Files::isDirectory)
                            .map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("shape-tags", "proxy-and-full", "by-metadata");
        }
    }

    @Test
    void eachShapeTagHasItsOwnFile() {
        start("shape-tags", EncoderOptions::real);
        Path clip = XdcamClip.small().write(ffmpeg, folder.resolve("VX-7.mxf"));
        List<String> keys = List.of("in/lowres/VX-7.mxf", "in/web/VX-7.mxf", "in/sound/VX-7.mxf");
        keys.forEach(key -> upload(key, clip, put -> put));
        keys.forEach(this::awaitEnd);

        MediaSummary lowres = made("out/lowres/VX-7.mxf_bitmovin.mp4");
        assertThat(lowres.videos()).extracting(Video::height).containsExactly(360);
        assertThat(lowres.audios()).extracting(Audio::layout).containsExactly("mono");
        MediaSummary web = made("out/web/VX-7.mxf_bitmovin.mp4");
        assertThat(web.videos()).singleElement().satisfies(video -> {
            assertThat(video.height()).isEqualTo(720);
            assertThat(video.fieldOrder()).isEqualTo(FieldOrder.PROGRESSIVE);
        });
        assertThat(web.audios()).extracting(Audio::layout).containsExactly("stereo");
        MediaSummary sound = made("out/sound/VX-7.mxf_bitmovin.mp4");
        assertThat(sound.videos()).isEmpty();
        assertThat(sound.audios()).extracting(Audio::layout).containsExactly("stereo");
        var tones = new Tones(ffmpeg);
        Path file = folder.resolve("out/sound/VX-7.mxf_bitmovin.mp4");
        assertThat(tones.in(file, 0, 0)).containsExactly(XdcamClip.TONES.get(0));
        assertThat(tones.in(file, 0, 1)).containsExactly(XdcamClip.TONES.get(1));
    }

    @Test
    void aFileAndItsProxyComeOfOneEncoding() {
        start("proxy-and-full", EncoderOptions::real);
        Path clip = XdcamClip.small().write(ffmpeg, folder.resolve("VX-7.mxf"));
        upload("in/VX-7.mxf", clip, put -> put);
        awaitEnd("in/VX-7.mxf");

        assertThat(site.encodingsOf("in/VX-7.mxf")).hasSize(1);
        assertThat(site.names("out/")).containsExactlyInAnyOrder("out/VX-7.mxf_bitmovin.mp4", "out/VX-7.mxf_proxy.mp4");
        MediaSummary full = made("out/VX-7.mxf_bitmovin.mp4");
        MediaSummary proxy = made("out/VX-7.mxf_proxy.mp4");
        assertThat(full.videos()).extracting(Video::height).containsExactly(1080);
        assertThat(proxy.videos()).extracting(Video::height).containsExactly(360);
        assertThat(List.of(full, proxy))
                .allSatisfy(file -> assertThat(file.audios()).hasSize(1));
        assertThat(site.exists(Site.SOURCES, "in/VX-7.mxf")).isFalse();
    }

    @Test
    void theSourceStaysWhereOneOfTheTwoIsEmpty() {
        String lost = "out/VX-7.mxf_proxy.mp4";
        start("proxy-and-full", options -> options.withFinishLag(Duration.ofSeconds(4)));
        site.upload("in/VX-7.mxf", "media");
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> site.exists(Site.OUTPUTS, lost));
        site.s3().putObject(put -> put.bucket(Site.OUTPUTS).key(lost), RequestBody.empty());

        await().atMost(PATIENCE).until(() -> !site.deadLetters().isEmpty());
        assertThat(site.deadLetters()).singleElement().satisfies(letter -> assertThat(
                        letter.messageAttributes().get("reason").stringValue())
                .contains(lost, "is empty"));
        assertThat(site.exists(Site.SOURCES, "in/VX-7.mxf")).isTrue();
    }

    @Test
    void whatHeadSaysPicksTheProfile() {
        start("by-metadata", EncoderOptions::real);
        Path clip = XdcamClip.small().write(ffmpeg, folder.resolve("VX-7.mxf"));
        Path small = XdcamClip.small().lasting(Duration.ofMillis(200)).write(ffmpeg, folder.resolve("VX-8.mxf"));
        upload("in/any.mxf", clip, put -> put.contentType("application/mxf").metadata(Map.of("profile", "other")));
        upload("in/asked.mxf", clip, put -> put.metadata(Map.of("profile", "preview")));
        upload("in/sound.mxf", clip, put -> put.contentType("audio/mxf"));
        upload("in/small.mxf", small, put -> put);
        Stream.of("any", "asked", "sound", "small").forEach(name -> awaitEnd("in/" + name + ".mxf"));

        assertThat(made("out/any.mxf_bitmovin.mp4").videos())
                .extracting(Video::height)
                .containsExactly(1080);
        assertThat(made("out/asked.mxf_bitmovin.mp4").videos())
                .extracting(Video::height)
                .containsExactly(360);
        assertThat(made("out/sound.mxf_bitmovin.mp4").videos()).isEmpty();
        assertThat(made("out/small.mxf_bitmovin.mp4").videos())
                .extracting(Video::height)
                .containsExactly(360);
    }

    private void start(String example, UnaryOperator<EncoderOptions> options) {
        site = Site.start(options);
        site.encoder().addH264("h264-360p", 360, 600_000);
        site.encoder().addH264("h264-720p", 720, 2_400_000);
        over(example).write(folder.resolve("routes"));
        Map<String, String> overrides = overrides(example);
        overrides.put("bitmovin.timeout", "10s");
        overrides.put("queue.visibility", "60s");
        application = site.startApplication(overrides);
    }

    private static PlantedRoutes over(String example) {
        var routes = PlantedRoutes.shipped().remove("profiles.camel.yaml").add("profiles.camel.yaml", text(example));
        properties(example).forEach(routes::property);
        return routes;
    }

    private static String text(String example) {
        try {
            return Files.readString(EXAMPLES.resolve(example).resolve("routes/profiles.camel.yaml"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> overrides(String example) {
        Map<String, String> overrides = properties(example);
        overrides.put("routes.directory", folder.resolve("routes").toString());
        return overrides;
    }

    private static Map<String, String> properties(String example) {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(EXAMPLES.resolve(example).resolve("application.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Map<String, String> map = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> map.put(key, properties.getProperty(key)));
        return map;
    }

    private void upload(String key, Path file, UnaryOperator<PutObjectRequest.Builder> more) {
        site.s3()
                .putObject(
                        more.apply(PutObjectRequest.builder()
                                        .bucket(Site.SOURCES)
                                        .key(key))
                                .build(),
                        RequestBody.fromFile(file));
    }

    private void awaitEnd(String key) {
        await().atMost(PATIENCE).until(() -> {
            if (!site.deadLetters().isEmpty()) {
                throw new IllegalStateException(site.deadLetters().toString());
            }
            return site.records(key).contains("1.clean");
        });
    }

    private MediaSummary made(String key) {
        Path file = folder.resolve(key);
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        site.s3().getObject(get -> get.bucket(Site.OUTPUTS).key(key), file);
        return new MediaProbe(ffmpeg).verify(file);
    }
}
