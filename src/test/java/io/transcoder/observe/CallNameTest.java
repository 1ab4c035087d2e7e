package io.transcoder.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallNameTest {
    @ParameterizedTest
    @CsvSource({
        "POST /encoding/encodings, POST, /encoding/encodings",
        "POST /encoding/encodings/{encodingId}/streams, POST, /encoding/encodings/{id}/streams",
        "GET /encoding/encodings/2359bc0d-d43c-4bc3-8f1a-33333210fa02/status, GET, /encoding/encodings/{id}/status",
        "GET /encoding/encodings?limit=100&search=labels:build-1, GET, /encoding/encodings",
        "POST /encoding/filters/enhanced-deinterlace, POST, /encoding/filters/enhanced-deinterlace",
        "POST /encoding/configurations/video/h264, POST, /encoding/configurations/video/h264"
    })
    void whatDiffersFromUploadToUploadIsLeftOut(String call, String method, String endpoint) {
        assertThat(CallName.of(call)).isEqualTo(new CallName(method, endpoint));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PATCH /encoding", "in/VX-7.mxf", "GET encoding", "GET /a b"})
    void whatIsNoCallIsUnknown(String text) {
        assertThat(CallName.of(text)).isEqualTo(new CallName("unknown", "unknown"));
    }

    @Test
    void aRouteThatAStepIsNamedByStaysAndACallLosesItsIds() {
        assertThat(CallName.ofStep("intake")).isEqualTo("intake");
        assertThat(CallName.ofStep("GET /encoding/encodings/2359bc0d-d43c-4bc3-8f1a-33333210fa02/status"))
                .isEqualTo("GET /encoding/encodings/{id}/status");
        assertThat(CallName.ofStep(null)).isEqualTo("unknown");
        assertThat(CallName.of(null)).isEqualTo(new CallName("unknown", "unknown"));
    }
}
