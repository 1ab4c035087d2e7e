package io.transcoder.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointParams;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointProvider;

class EndpointsByBucketTest {
    private final S3EndpointProvider rules = S3EndpointProvider.defaultProvider();
    private final EndpointsByBucket endpoints = new EndpointsByBucket();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sources",
                "sources.of.a.site",
                "outputs--euw1-az1--x-s3",
                "arn:aws:s3:eu-west-1:123456789012:accesspoint/masters"
            })
    void eachBucketHasTheEndpointThatTheRulesGiveIt(String bucket) {
        S3EndpointParams asked = of(parameters -> parameters.bucket(bucket));

        assertThat(endpoints.resolveEndpoint(asked).join())
                .isEqualTo(rules.resolveEndpoint(asked).join());
        assertThat(endpoints.resolveEndpoint(asked).join())
                .as("at the second call")
                .isEqualTo(rules.resolveEndpoint(asked).join());
    }

    @Test
    void oneBucketsEndpointIsNotTakenForAnother() {
        String first = url(of(parameters -> parameters.bucket("sources")));

        assertThat(url(of(parameters -> parameters.bucket("outputs"))))
                .isNotEqualTo(first)
                .contains("outputs");
    }

    @Test
    void callsThatNeedAnotherEndpointOfADirectoryBucketGetIt() {
        String bucket = "outputs--euw1-az1--x-s3";
        String ofObjects = url(of(parameters -> parameters.bucket(bucket)));

        assertThat(url(of(parameters -> parameters.bucket(bucket).useS3ExpressControlEndpoint(true))))
                .isNotEqualTo(ofObjects);
    }

    @Test
    void aCallWithoutABucketHasTheEndpointOfTheRegion() {
        assertThat(url(of(parameters -> {}))).isEqualTo("https://s3.eu-west-1.amazonaws.com");
    }

    private String url(S3EndpointParams asked) {
        return endpoints.resolveEndpoint(asked).join().url().toString();
    }

    private static S3EndpointParams of(Consumer<S3EndpointParams.Builder> call) {
        var parameters = S3EndpointParams.builder().region(Region.EU_WEST_1);
        call.accept(parameters);
        return parameters.build();
    }
}
