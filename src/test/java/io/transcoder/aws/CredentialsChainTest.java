package io.transcoder.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.transcoder.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.s3.S3Client;

/** Without aws.access-key the credentials come from the SDK's default chain, which renews them by itself. */
class CredentialsChainTest {
    private final Map<String, String> before = new HashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private HttpServer sts;

    @BeforeEach
    void aTokenServiceOnThisMachine() throws IOException {
        sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sts.createContext("/", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(URLDecoder.decode(request, StandardCharsets.UTF_8));
            byte[] answer = credentials(asked.size()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        sts.start();
        set("aws.endpointUrlSts", "http://localhost:" + sts.getAddress().getPort());
        // without a region the SDK would ask the global service
        set("aws.region", "eu-west-1");
        set("aws.disableEc2Metadata", "true");
        set("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
        set("aws.configFile", folder.resolve("config").toString());
    }

    @AfterEach
    void restore() {
        sts.stop(0);
        before.forEach((key, value) -> {
            if (value == null) {
                System.clearProperty(key);
            } else {
                System.setProperty(key, value);
            }
        });
    }

    @Test
    void aWebIdentityTakesItsRoleAndATokenThatWasExchangedIsRead() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "token-1");
        set("aws.webIdentityTokenFile", token.toString());
        set("aws.roleArn", "arn:aws:iam::123456789012:role/transcoder");
        try (S3Client s3 = s3()) {
            assertThat(identity(s3).accessKeyId()).isEqualTo("ROLE1");
            assertThat(asked).singleElement().asString().contains("role/transcoder", "WebIdentityToken=token-1");

            Files.writeString(token, "token-2");

            // the first credentials end at once, so the next look asks for others
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !identity(s3).accessKeyId().equals("ROLE1"));
            assertThat(asked).anyMatch(request -> request.contains("WebIdentityToken=token-2"));
        }
    }

    @Test
    void aChangedProfileFileIsReadAnew() throws IOException {
        profile("PROFILE1");
        try (S3Client s3 = s3()) {
            assertThat(identity(s3).accessKeyId()).isEqualTo("PROFILE1");

            profile("PROFILE2");

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> identity(s3).accessKeyId().equals("PROFILE2"));
        }
    }

    private static S3Client s3() {
        return new AwsClients(Settings.of(Map.of())).s3();
    }

    private static AwsCredentialsIdentity identity(S3Client s3) {
        return s3.serviceClientConfiguration()
                .credentialsProvider()
                .resolveIdentity()
                .join();
    }

    private void profile(String key) throws IOException {
        Path file = Files.writeString(
                folder.resolve("credentials"),
                "[default]\naws_access_key_id = " + key + "\naws_secret_access_key = secret\n");
        // the times of files lag some milliseconds behind the clock, by which the SDK notes its last look
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    }

    private void set(String key, String value) {
        before.putIfAbsent(key, System.getProperty(key));
        System.setProperty(key, value);
    }

    private static String credentials(int number) {
        Instant end = Instant.now().plus(number == 1 ? 1 : 3600, ChronoUnit.SECONDS);
        return """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleWithWebIdentityResult>
                    <Credentials>
                      <AccessKeyId>ROLE%d</AccessKeyId>
                      <SecretAccessKey>secret</SecretAccessKey>
                      <SessionToken>session</SessionToken>
                      <Expiration>%s</Expiration>
                    </Credentials>
                  </AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>
                """.formatted(number, end.truncatedTo(ChronoUnit.SECONDS));
    }
}
