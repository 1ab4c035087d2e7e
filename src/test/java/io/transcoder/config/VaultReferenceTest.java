package io.transcoder.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "{{aws:transcoder}}, transcoder,,,",
        "{{aws:prod/transcoder}}, prod/transcoder,,,",
        "{{aws:transcoder#api-key}}, transcoder, api-key,,",
        "{{aws:transcoder#api-key:none}}, transcoder, api-key, none,",
        "{{aws:transcoder#api-key:''}}, transcoder, api-key, '''',",
        "{{aws:transcoder#api-key@5a1b}}, transcoder, api-key,, 5a1b",
        "{{aws:transcoder#api-key:none@5a1b}}, transcoder, api-key, none, 5a1b",
        "{{aws:transcoder:none}}, transcoder,, none,",
        "{{aws:transcoder@5a1b}}, transcoder,,, 5a1b",
        "{{aws:transcoder:none@5a1b}}, transcoder,, none, 5a1b",
        "{{aws:arn:aws:secretsmanager:eu-west-1:1:secret:x-AbCdEf#k}},"
                + " arn:aws:secretsmanager:eu-west-1:1:secret:x-AbCdEf, k,,"
    })
    void aReferenceHasANameAndMayHaveAFieldADefaultAndAVersion(
            String text, String name, String field, String defaultValue, String version) {
        assertThat(VaultReference.in(text.replace("''", "'")))
                .contains(new VaultReference(name, field, defaultValue, version));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transcoder",
                "{{aws:}}",
                "{{aws: }}",
                "{{aws:#field}}",
                "{{aws:name#}}",
                "{{aws:name#field}} ",
                "x{{aws:name}}",
                "{{aws:name}}{{aws:name}}",
                "{{aws:{{name}}}}",
                "{{?aws:name}}",
                "{{gcp:name}}",
                "{{hashicorp:secret:name}}",
                "{{aws:name:default#field}}",
                "{{aws:name#field@version:default}}",
                "{{aws:arn:aws:secretsmanager:eu-west-1:1:secret:x-AbCdEf}}",
                "{{aws:na me}}"
            })
    void whateverElseIsNone(String text) {
        assertThat(VaultReference.in(text)).isEmpty();
    }

    @Test
    void theDefaultIsNeitherShownNorAskedFor() {
        var reference = VaultReference.in("{{aws:name#field:t0p@5a1b}}").orElseThrow();

        assertThat(reference.asked()).isEqualTo("name#field@5a1b");
        assertThat(reference).hasToString("{{aws:name#field@5a1b}}");
    }
}
