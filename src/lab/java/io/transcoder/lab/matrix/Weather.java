package io.transcoder.lab.matrix;

import io.transcoder.sandbox.Request;
import io.transcoder.sandbox.Wiretap;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** Everything that can go wrong on the wires of an instance, each with the same chance for a call. */
final class Weather {
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final Duration LATE = Duration.ofSeconds(4);

    private final double chance;
    private final Random random;

    Weather(double chance, long seed) {
        this.chance = chance;
        this.random = new Random(seed);
    }

    void over(Instance instance) {
        for (Place.Service service : Place.Service.values()) {
            Wiretap tap = instance.tap(service);
            tap.on(sometimes(request -> true)).always().loseReply();
            tap.on(sometimes(request -> true)).always().answer(500, Map.of(), "");
            tap.on(sometimes(request -> true)).always().answer(503, Map.of(), "");
            tap.on(sometimes(request -> true)).always().answer(504, Answers.HTML, Answers.GATEWAY);
            tap.on(sometimes(request -> true)).always().refuse();
            tap.on(sometimes(request -> true)).always().delay(SLOW);
            tap.on(sometimes(Weather::isWrite)).always().applyLater(LATE);
        }
        Wiretap s3 = instance.tap(Place.Service.S3);
        s3.on(sometimes(request -> request.method().equals("HEAD"))).always().answer(404, Map.of(), "");
        s3.on(sometimes(request -> request.operation().startsWith("PUT " + Wire.LEDGER)))
                .always()
                .answer(409, Answers.XML, Answers.s3("ConditionalRequestConflict", "A conflicting operation"));
        Wiretap encoder = instance.tap(Place.Service.ENCODER);
        encoder.on(sometimes(request -> true)).always().answer(404, Answers.HTML, Answers.NGINX_404);
        encoder.on(sometimes(request -> true)).always().answer(429, Map.of("x-ratelimit-reset", "1"), "");
        encoder.on(sometimes(Place.STATUS::is)).always().answer(200, Answers.JSON, Answers.status("CREATED"));
    }

    private Predicate<Request> sometimes(Predicate<Request> which) {
        return request -> which.test(request) && random.nextDouble() < chance;
    }

    private static boolean isWrite(Request request) {
        return !request.method().equals("GET")
                && !request.method().equals("HEAD")
                && !request.operation().equals("ReceiveMessage");
    }
}
