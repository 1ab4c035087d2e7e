package io.transcoder.lab.benchmark;

import io.transcoder.sandbox.Call;
import io.transcoder.sandbox.Wiretap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The calls to S3 and Bitmovin of one upload, in their order, as a {@link Wiretap} recorded them: {@code HEAD in/VX-1.mxf} has
 * become {@code S3 HEAD}, {@code POST /encoding/encodings} is {@code Bitmovin POST /encoding/encodings}.
 */
record Sequence(List<String> calls) {
    private static final String S3 = "S3 ";
    private static final String BITMOVIN = "Bitmovin ";
    private static final int QUIET = 4000;
    private static final int RECORDINGS = 3;

    long toS3() {
        return calls.stream().filter(call -> call.startsWith(S3)).count();
    }

    long toBitmovin() {
        return calls.size() - toS3();
    }

    /** Not of the first upload of a process, which looks the names of resources up. */
    static Sequence ofApplication(Path folder, Path javaHome) {
        return ofApplication(folder, javaHome, "in/");
    }

    /** @param prefix of the keys, by which a profile is picked */
    static Sequence ofApplication(Path folder, Path javaHome, String prefix) {
        return recorded(folder, Rig.APPLICATION, prefix, taps -> taps.rig()
                .application(
                        javaHome,
                        List.of(),
                        Map.of(
                                "aws.s3.endpoint",
                                taps.s3().endpoint().toString(),
                                "bitmovin.url",
                                taps.bitmovin().endpoint() + "/v1",
                                "watch.period",
                                "1h")));
    }

    /** As {@link #ofApplication}. */
    static Sequence ofPeer(Path folder, Path javaHome, String client) {
        return recorded(folder, client, "in/", taps -> taps.rig()
                .peer(
                        javaHome,
                        client,
                        taps.s3().endpoint(),
                        java.net.URI.create(taps.bitmovin().endpoint() + "/v1")));
    }

    private static Sequence recorded(Path folder, String name, String prefix, Function<Taps, Side> side) {
        try (Rig rig = Rig.start(folder, List.of(name));
                Wiretap s3 = Wiretap.start("s3", rig.s3Endpoint());
                Wiretap bitmovin = Wiretap.start("bitmovin", rig.encoderUrl().resolve("/"));
                Side running = side.apply(new Taps(rig, s3, bitmovin))) {
            rig.upload(running.name(), prefix + "first/VX-1.mxf");
            await(rig, running, 1);
            List<Sequence> recorded = new ArrayList<>();
            for (int i = 0; i < RECORDINGS; i++) {
                awaitQuiet(s3, bitmovin);
                rig.upload(running.name(), prefix + "recorded/VX-" + i + ".mxf");
                await(rig, running, 2 + i);
                recorded.add(new Sequence(Stream.concat(s3.calls().stream(), bitmovin.calls().stream())
                        .sorted(Comparator.comparing(Call::at))
                        .map(Sequence::name)
                        .toList()));
            }
            // the others have calls that a timer made meanwhile
            return Collections.min(
                    recorded, Comparator.comparing(sequence -> sequence.calls().size()));
        }
    }

    private static void await(Rig rig, Side side, int started) {
        while (rig.started() < started || !rig.isDrained(side.name())) {
            side.process().requireAlive();
            Pause.millis(20);
        }
    }

    /** Returns when the first rounds of what runs by a timer are over, and forgets their calls. */
    private static void awaitQuiet(Wiretap... taps) {
        boolean quiet = false;
        while (!quiet) {
            Stream.of(taps).forEach(Wiretap::forgetCalls);
            Pause.millis(QUIET);
            quiet = Stream.of(taps).allMatch(tap -> tap.calls().isEmpty());
        }
    }

    private static String name(Call call) {
        return call.service().equals("s3") ? S3 + call.operation().split(" ")[0] : BITMOVIN + call.operation();
    }

    /** What one of the two calls more often, for people; empty where neither does. Those that go at once have no order. */
    List<String> differences(Sequence other) {
        var differences = new ArrayList<>(calls);
        other.calls.forEach(differences::remove);
        var theirs = new ArrayList<>(other.calls);
        calls.forEach(theirs::remove);
        theirs.forEach(call -> differences.add("not called: " + call));
        return differences;
    }

    private record Taps(Rig rig, Wiretap s3, Wiretap bitmovin) {}
}
