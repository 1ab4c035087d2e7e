package io.transcoder.lab.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class StatusServiceTest {
    @Test
    void theResourcesThatTheShippedProfilesNameAreThere() throws IOException {
        var shipped = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("application.properties"))) {
            shipped.load(in);
        }

        try (var service = new StatusService(Duration.ZERO, (key, encodingId) -> {})) {
            assertThat(names(service, "inputs")).contains(shipped.getProperty("bitmovin.input"));
            assertThat(names(service, "outputs")).contains(shipped.getProperty("bitmovin.output"));
            assertThat(names(service, "filters")).contains(shipped.getProperty("profile.xdcam.deinterlace-filter"));
            assertThat(names(service, "configurations"))
                    .contains(
                            shipped.getProperty("bitmovin.video-config"), shipped.getProperty("bitmovin.audio-config"));
        }
    }

    private static List<String> names(StatusService service, String kind) throws IOException {
        JsonNode page;
        try (InputStream reply =
                URI.create(service.url() + "/encoding/" + kind).toURL().openStream()) {
            page = new ObjectMapper().readTree(reply);
        }
        List<String> names = new ArrayList<>();
        page.at("/data/result/items")
                .forEach(item -> names.add(item.path("name").asText()));
        return names;
    }
}
