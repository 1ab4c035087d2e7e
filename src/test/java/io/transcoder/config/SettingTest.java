package io.transcoder.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingTest {
    /** What users may rely on; written out here so that no default changes unnoticed. */
    private static final String PROMISED = """
            aws.region=eu-west-1
            aws.endpoint=
            aws.s3.endpoint=
            aws.sqs.endpoint=
            aws.access-key=
            aws.secret-key=
            source.bucket=
            source.delete=verified
            source.delete-after=0s
            source.ignore=._*, .DS_Store, Thumbs.db, desktop.ini, *.xml, *.md5, *.sha1, *.sha256, *.mhl, *.txt, *.srt, *.vtt, *.scc, *.ttml, *.tmp, *.part
            source.max-size=
            output.bucket=
            jobs.bucket=
            jobs.prefix=_jobs/
            queue.events=transcode-events
            queue.dead-letters=transcode-dead-letters
            queue.visibility=120s
            queue.consumers=10
            queue.deaf-after=
            queue.receives=4
            bitmovin.url=https://api.bitmovin.com/v1
            bitmovin.api-key=
            bitmovin.tenant-org-id=
            bitmovin.timeout=60s
            bitmovin.cloud-region=AUTO
            bitmovin.encoder-version=STABLE
            bitmovin.input=source-bucket
            bitmovin.output=output-bucket
            bitmovin.video-config=h264-1080p
            bitmovin.audio-config=aac-128k
            bitmovin.bucket-access-key=
            bitmovin.bucket-secret-key=
            profile.source-prefix=in/
            profile.output-prefix=out/
            profile.output-suffix=_bitmovin.mp4
            profile.xdcam.source-prefix=in/xdcam/
            profile.xdcam.deinterlace-filter=deinterlace
            encoding.attempts=2
            encoding.stuck-after=6h
            orphans.after=24h
            encoder.queue-target=
            encoder.shares=
            watch.period=15s
            verify.depth=looked-into
            verify.tolerance=1s
            reconcile.period=6h
            canary.period=0s
            price.per-minute=
            price.currency=
            budget.minutes-a-day=
            budget.minutes-a-month=
            notify.url=
            notify.queue=
            notify.secret=
            notify.types=
            vidispine.url=
            vidispine.user=
            vidispine.password=
            vidispine.shape-tag=
            vidispine.xdcam.shape-tag=
            vidispine.result-pattern=
            vidispine.on-failure=nothing
            vidispine.patience=30m
            vidispine.bucket-access-key=
            vidispine.bucket-secret-key=
            vidispine.timeout=
            vidispine.interval=
            vidispine.checks=
            secrets.directory=
            secrets.refresh=1m
            secrets.plain-http=false
            routes.directory=routes
            routes.reload=true
            routes.allowed=
            http.proxy=
            http.proxy-user=
            http.proxy-password=
            http.no-proxy=
            log.format=text
            tracing.endpoint=
            tracing.headers=
            camel.management.host=127.0.0.1
            camel.management.port=9876
            """;

    @Test
    void keysAndDefaultsAreThePromisedOnes() {
        assertThat(Arrays.stream(Setting.values()).map(setting -> setting.key() + "=" + setting.defaultValue()))
                .containsExactlyElementsOf(PROMISED.lines().toList());
    }

    @Test
    void onlyTheBucketsAndTheApiKeyAreRequired() {
        assertThat(Arrays.stream(Setting.values()).filter(Setting::isRequired))
                .containsExactly(Setting.SOURCE_BUCKET, Setting.OUTPUT_BUCKET, Setting.BITMOVIN_API_KEY);
    }

    @Test
    void credentialsAreSecret() {
        assertThat(Arrays.stream(Setting.values()).filter(Setting::isSecret))
                .containsExactly(
                        Setting.AWS_ACCESS_KEY,
                        Setting.AWS_SECRET_KEY,
                        Setting.BITMOVIN_API_KEY,
                        Setting.BITMOVIN_BUCKET_ACCESS_KEY,
                        Setting.BITMOVIN_BUCKET_SECRET_KEY,
                        Setting.NOTIFY_URL,
                        Setting.NOTIFY_SECRET,
                        Setting.VIDISPINE_PASSWORD,
                        Setting.VIDISPINE_BUCKET_ACCESS_KEY,
                        Setting.VIDISPINE_BUCKET_SECRET_KEY,
                        Setting.HTTP_PROXY,
                        Setting.HTTP_PROXY_PASSWORD,
                        Setting.TRACING_HEADERS);
    }

    @Test
    void noTwoSettingsShareAnEnvironmentVariable() {
        assertThat(Arrays.stream(Setting.values()).map(Setting::environmentName))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "bitmovin.api-key, BITMOVIN_API_KEY",
        "queue.dead-letters, QUEUE_DEAD_LETTERS",
        "profile.xdcam.source-prefix, PROFILE_XDCAM_SOURCE_PREFIX"
    })
    void dotsAndDashesBecomeUnderscoresInTheEnvironment(String key, String name) {
        assertThat(Setting.ofKey(key).orElseThrow().environmentName()).isEqualTo(name);
    }

    @ParameterizedTest
    @EnumSource
    void everyDefaultHasTheSettingsOwnForm(Setting setting) {
        assertThat(setting.defaultValue())
                .satisfiesAnyOf(
                        value -> assertThat(value).isEmpty(),
                        value -> assertThat(setting.type().accepts(value)).isTrue());
    }

    @Test
    void nothingElseHasAMeaning() {
        assertThat(ResourceBundle.getBundle("setting-meanings").keySet())
                .isEqualTo(Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @EnumSource
    void everyMeaningIsOneLine(Setting setting) {
        assertThat(setting.meaning()).isNotBlank().doesNotContain("\n").doesNotEndWith(".");
    }
}
