package io.transcoder.boot;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.RateLimit;
import io.transcoder.bitmovin.Replies;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.failure.Failures;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.main.Main;

/**
 * Calls Bitmovin's API for commands, through the one HTTP step of the routes, so that what an integrator changes there (a proxy, a
 * header) holds for set-up and doctor too.
 */
public final class BitmovinLine implements AutoCloseable {
    private final Main main = new Main();
    private final Bitmovin bitmovin;

    /** Starts; makes no call. */
    public BitmovinLine(Map<String, String> effective, Path file) {
        Settings settings = Settings.of(effective);
        CamelSetup.configureSteps(main, effective, file, "bitmovin");
        var json = JsonMapper.builder().build();
        var rateLimit = new RateLimit(Clock.systemUTC());
        main.bind("apiCall", Beans.apiCall(settings, json, rateLimit));
        main.bind("replies", new Replies(json, rateLimit, code -> {}));
        new Conditions(new Failures(), settings.integer(Setting.QUEUE_RECEIVES))
                .all()
                .forEach(main::bind);
        main.start();
        bitmovin = new Bitmovin(main.getCamelContext());
    }

    public Bitmovin bitmovin() {
        return bitmovin;
    }

    @Override
    public void close() {
        main.stop();
    }
}
