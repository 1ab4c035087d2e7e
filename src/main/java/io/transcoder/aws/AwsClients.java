package io.transcoder.aws;

import io.transcoder.config.CurrentValue;
import io.transcoder.config.HttpProxy;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Makes the clients of AWS' services, with time limits for every call. */
public final class AwsClients {
    /** Longer than the long poll of the intake. A call makes three tries at most. */
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private static final Duration SECRET = Duration.ofSeconds(8);
    private static final int OTHER_CONNECTIONS = 40;

    private final Settings settings;
    private final HttpProxy proxy;
    private final Supplier<String> accessKey;
    private final Supplier<String> secretKey;

    public AwsClients(Settings settings) {
        this.settings = settings;
        this.proxy = HttpProxy.of(settings);
        // read anew by each client, however late it is made
        boolean hasKeys = settings.find(Setting.AWS_ACCESS_KEY).isPresent();
        this.accessKey = hasKeys ? new CurrentValue(settings, Setting.AWS_ACCESS_KEY) : null;
        this.secretKey = hasKeys ? new CurrentValue(settings, Setting.AWS_SECRET_KEY) : null;
    }

    /** @param interceptors see every call */
    public S3Client s3(ExecutionInterceptor... interceptors) {
        boolean isElsewhere = settings.url(Setting.AWS_S3_ENDPOINT).isPresent();
        var builder = S3Client.builder()
                .endpointProvider(new EndpointsByBucket())
                .forcePathStyle(isElsewhere)
                // a record is small: in chunks each one takes 128 KB, and a trailer that not every store understands
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false));
        if (isElsewhere) {
            // stores that are not AWS refuse x-amz-checksum-crc32, Backblaze among them; AWS itself checks what it got
            // with it
            builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        List<ExecutionInterceptor> all = new ArrayList<>(List.of(interceptors));
        all.add(new BodyAtOnce());
        return configured(builder, Setting.AWS_S3_ENDPOINT, all).build();
    }

    /** @param interceptors see every call */
    public SqsClient sqs(ExecutionInterceptor... interceptors) {
        return configured(SqsClient.builder(), Setting.AWS_SQS_ENDPOINT, List.of(interceptors))
                .build();
    }

    /** One call to Bitmovin waits for it, so with narrower bounds. */
    SecretsManagerClient secretsManager() {
        var builder = configured(SecretsManagerClient.builder(), Setting.AWS_ENDPOINT, List.of());
        var bounds = builder.overrideConfiguration().toBuilder()
                .apiCallAttemptTimeout(SECRET.dividedBy(2))
                .apiCallTimeout(SECRET)
                .build();
        return builder.overrideConfiguration(bounds).build();
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configured(
            B builder, Setting endpoint, List<ExecutionInterceptor> interceptors) {
        settings.url(endpoint).ifPresent(builder::endpointOverride);
        return builder.region(Region.of(settings.text(Setting.AWS_REGION)))
                .credentialsProvider(credentials())
                .httpClientBuilder(Apache5HttpClient.builder()
                        .proxyConfiguration(proxyConfiguration())
                        // the client's own asking, besides that of the S3 service
                        .expectContinueEnabled(false)
                        .maxConnections(settings.integer(Setting.QUEUE_CONSUMERS) + OTHER_CONNECTIONS)
                        .connectionTimeout(Duration.ofSeconds(5))
                        .socketTimeout(ANSWER))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(RetryMode.STANDARD)
                        .apiCallAttemptTimeout(ANSWER)
                        .executionInterceptors(interceptors)
                        .build());
    }

    /** The SDK would look for a proxy by itself in other places, and in another order. */
    private ProxyConfiguration proxyConfiguration() {
        var configuration =
                ProxyConfiguration.builder().useSystemPropertyValues(false).useEnvironmentVariableValues(false);
        proxy.address().ifPresent(address -> {
            configuration.endpoint(address).nonProxyHosts(proxy.straight());
            if (!proxy.user().isEmpty()) {
                configuration.username(proxy.user()).password(proxy.password());
            }
        });
        return configuration.build();
    }

    private AwsCredentialsProvider credentials() {
        if (accessKey == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        return () -> AwsBasicCredentials.create(accessKey.get(), secretKey.get());
    }
}
