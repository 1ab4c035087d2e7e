package io.transcoder.setup.vidispine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {
    @ParameterizedTest
    @CsvSource({
        "s3://mam-in/in/?region=eu-west-1, s3://mam-in/in/",
        "s3://mam-in, s3://mam-in/",
        "s3://AKIAX:abc%2Fdef@mam-in/in, s3://mam-in/in/",
        "s3://AKIAX:abc/def+ghi@mam-in/in/?region=eu-west-1, s3://mam-in/in/",
        "s3://AKIAX:a@b?c/d@mam-in/in/?region=eu-west-1, s3://mam-in/in/",
        "'s3://AKIAX:abc\ndef@mam-in/in/', s3://mam-in/in/",
        "s3+http://AKIAX:abc/def@mam-in/in/, s3+http://mam-in/in/",
        "file:///mnt/in/, file:///mnt/in/"
    })
    void thePlaceOfAUriIsWithoutItsKeys(String uri, String place) {
        assertThat(Registration.place(uri)).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://AKIAX:abc/def",
                "s3:/AKIAX:abc/def@mam-in/",
                "AKIAX:abc/def@mam-in",
                "s3://AKIAX:abc@/@:def",
                ""
            })
    void whatNamesNoPlaceIsNotShown(String uri) {
        assertThat(Registration.place(uri)).isEqualTo("none that can be shown");
    }
}
