package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.BitmovinAnswers;
import io.transcoder.failure.BitmovinException;
import io.transcoder.job.Doubts;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Asked;
import io.transcoder.ledger.records.Asked.Cut;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.Output;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What the outputs of a finished encoding turn out to be, by what the store shows and the encoder says. */
@Tag("slow")
class OutputsTest {
    private static final Duration OVER = Duration.ofMinutes(1);

    private final LedgerBench bench = LedgerBench.start();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Map<String, Map<String, Object>> said = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Upload upload = bench.upload("in/VX-7.mxf", "media");
    private Outputs outputs;
    private BitmovinException failure;

    @BeforeEach
    void start() throws Exception {
        BitmovinAnswers.start(context, this::answer);
        outputs = outputs(true);
        said.put("input", media(60, 60, 60));
    }

    private Outputs outputs(boolean lookInto) {
        var bitmovin = new Bitmovin(context);
        return new Outputs(
                bench.ledger(),
                bench.s3(),
                LedgerBench.OUTPUTS,
                () -> bitmovin,
                new Doubts(bench.clock(), OVER),
                lookInto,
                Duration.ofSeconds(1),
                bench.clock());
    }

    @AfterEach
    void stop() {
        context.stop();
        bench.close();
    }

    /** By the muxing of an information, the last words of any other call; Bitmovin does not know what is not there. */
    private void answer(Exchange exchange) {
        String call = exchange.getVariable("call", String.class);
        asked.add(call);
        Map<String, Object> answer =
                said.get(call.replaceAll(".*/muxings/(.*)/information|.*/streams/s-\\d/(input)|GET (.*)", "$1$2$3"));
        if (failure != null) {
            exchange.setException(failure);
        } else if (answer == null) {
            exchange.setException(new BitmovinException(call, 404, 1001, "r-1", "not found"));
        } else {
            exchange.getMessage().setBody(answer);
        }
    }

    /** The encoder's list of the streams, of which those are left out by a condition. */
    private void ignores(String... streams) {
        List<Map<String, Object>> items = List.of(streams).stream()
                .<Map<String, Object>>map(
                        id -> Map.of("id", id, "ignoredBy", List.of(Map.of("ignoredBy", "CONDITION"))))
                .toList();
        said.put("/encoding/encodings/enc-1/streams?limit=100&offset=0", Map.of("items", items));
    }

    private static Map<String, Object> media(double seconds, double video, double... audio) {
        return Map.of(
                "duration",
                seconds,
                "videoTracks",
                List.of(Map.of("codec", "h264", "duration", video)),
                "audioTracks",
                DoubleStream.of(audio)
                        .mapToObj(length -> Map.of("codec", "aac", "duration", length))
                        .toList());
    }

    private void says(String muxing, Integer size, Map<String, Object> media) {
        var all = new HashMap<>(media);
        if (size != null) {
            all.put("fileSize", size);
        }
        said.put(muxing, all);
    }

    @Test
    void whatIsThereAndAsTheEncoderSaysAndTheProfileAskedForIsSound() {
        Claim claim = started("mp4/a");
        put("mp4/a", "media");
        says("mp4/a", 5, media(60.04, 60.04, 60.0));

        Verification seen = verify(claim);

        assertThat(seen.isSound()).isTrue();
        assertThat(seen.inDoubt()).isFalse();
        assertThat(seen.notes()).isEmpty();
        String eTag = bench.headOutput(key("mp4/a")).eTag();
        assertThat(seen.outputs())
                .containsExactly(new End.Written(
                        key("mp4/a"), eTag, 5, 60.04, List.of("video h264 of 60.04 s", "audio aac of 60.0 s")));
        assertThat(asked)
                .containsExactly(
                        "GET /encoding/encodings/enc-1/streams/s-1/input",
                        "GET /encoding/encodings/enc-1/muxings/mp4/a/information");
    }

    static Stream<Arguments> differences() {
        Asked both = asked(2, 0, null);
        return Stream.of(
                Arguments.of("cut", both, media(30, 30, 30), "lasts 30.0 s, where the source lasts 60.0 s"),
                Arguments.of("too long", both, media(75, 60, 60), "lasts 75.0 s, where the source lasts 60.0 s"),
                Arguments.of(
                        "no sound", both, media(60, 60), "has the tracks [video h264 of 60.0 s], where the profile"),
                Arguments.of("empty sound", both, media(60, 60, 0), "has the track audio aac of 0.0 s, where"),
                Arguments.of("short sound", both, media(60, 60, 20), "has the track audio aac of 20.0 s, where"),
                Arguments.of("outside the tolerance", both, media(58.9, 58.95, 60), "where the source lasts 60.0 s"),
                Arguments.of("conditions", asked(4, 1, null), media(60, 60, 60), "for 4, of which 1 may be left out"),
                Arguments.of(
                        "part", asked(2, 0, new Cut(0.0, 20.0)), media(10, 10, 10), "lasts 10.0 s, where the profile"),
                Arguments.of(
                        "not a part",
                        asked(2, 0, new Cut(0.0, 20.0)),
                        media(60, 60, 60),
                        "lasts 60.0 s, where the profile asked for 20.0 s"),
                Arguments.of(
                        "the rest",
                        asked(2, 0, new Cut(20.0, null)),
                        media(30, 30, 30),
                        "where the profile asked for 40.0 s"),
                Arguments.of("joined, but empty", asked(2, 0, Cut.UNKNOWN), media(60, 60, 0), "audio aac of 0.0 s"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("differences")
    void whatDiffersFromWhatWasAskedForIsAFaultWithBothFigures(
            String what, Asked wanted, Map<String, Object> information, String words) {
        Claim claim = started(wanted, "mp4/a");
        put("mp4/a", "media");
        says("mp4/a", 5, information);

        Verification seen = verify(claim);

        assertThat(seen.fault()).contains(key("mp4/a")).contains(words);
        assertThat(seen.kind()).isEqualTo(End.OUTPUT_DIFFERS);
        assertThat(seen.inDoubt()).isTrue();
    }

    static Stream<Arguments> rightAsTheyAre() {
        return Stream.of(
                Arguments.of("within the tolerance", asked(2, 0, null), media(59.1, 59.1, 59.2)),
                Arguments.of("left out by a condition", asked(3, 1, null), media(60, 60, 60)),
                Arguments.of("a part", asked(2, 0, new Cut(5.0, 20.0)), media(20.02, 20.02, 20)),
                Arguments.of("a part that the source ends in", asked(2, 0, new Cut(50.0, 20.0)), media(10, 10, 10)),
                Arguments.of("joined or at another speed", asked(2, 0, Cut.UNKNOWN), media(99, 99, 99)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rightAsTheyAre")
    void whatTheProfileAskedForIsNoFault(String what, Asked wanted, Map<String, Object> information) {
        Claim claim = started(wanted, "mp4/a");
        put("mp4/a", "media");
        says("mp4/a", 5, information);

        assertThat(verify(claim).fault()).isNull();
    }

    @Test
    void aTrackIsMissingWhereTheEncoderLeftOutAnotherStreamThanThatOfTheTrack() {
        Claim claim = started(asked(3, 3, null), "mp4/a");
        put("mp4/a", "media");
        says("mp4/a", 5, media(60, 60));

        assertThat(verify(claim).isSound()).as("nobody says what was left out").isTrue();
        ignores("s-2");
        assertThat(verify(claim).fault()).contains("has the tracks [video", "asked for 3, of which 1 were left out");
        ignores("s-2", "s-3");
        assertThat(verify(claim).isSound()).as("a clip without sound").isTrue();
    }

    @Test
    void aFileWhoseStreamsTheEncoderLeftOutIsNotMissedWhenThatWasSeenSeveralTimes() {
        Claim claim = withSoundInAFileOfItsOwn(new Asked(List.of("s-2"), List.of("s-2"), null));
        ignores("s-2");

        Verification first = verify(claim);
        verify(claim);
        bench.clock().passes(OVER);
        Verification third = verify(claim);

        assertThat(first.inDoubt()).isTrue();
        assertThat(third.isSound()).isTrue();
        assertThat(third.inDoubt()).isFalse();
        assertThat(third.outputs()).extracting(End.Written::key).containsExactly(key("mp4/a"));
        assertThat(third.notes()).containsExactly(key("fmp4/b") + " was left out, because of a condition");
    }

    @Test
    void whereNothingIsToBeLookedIntoAFileThatWasLeftOutIsNotMissedEither() {
        outputs = outputs(false);
        Claim claim = withSoundInAFileOfItsOwn(new Asked(List.of("s-2"), List.of("s-2"), null));
        assertThat(verify(claim).fault()).contains(key("fmp4/b") + " is not there");

        ignores("s-2");

        assertThat(verify(claim).fault()).contains(key("fmp4/b") + " was left out");
    }

    @Test
    void aFileOfWhichAStreamWasMadeIsMissed() {
        Claim claim = withSoundInAFileOfItsOwn(new Asked(List.of("s-1", "s-2"), List.of("s-2"), null));
        ignores("s-2");

        assertThat(verify(claim).fault()).contains(key("fmp4/b") + " is not there");
    }

    @Test
    void aFileThatTheMamMayWaitForIsMissedThoughAConditionLeftItOut() {
        Asked optional = new Asked(List.of("s-2"), List.of("s-2"), null);
        Claim claim = started(
                Map.of(),
                List.of(
                        new Output(key("fmp4/a"), "fmp4/a", asked(1, 0, null)),
                        new Output(key("mp4/b"), "mp4/b", optional)));
        put("fmp4/a", "media");
        says("fmp4/a", null, media(60, 60));
        ignores("s-2");

        Verification seen = verify(claim);

        assertThat(seen.fault()).contains(key("mp4/b") + " is not there");
        assertThat(seen.kind()).isEqualTo(End.ENCODING_FAILED);
    }

    @Test
    void whereEveryFileWasLeftOutNothingWasMade() {
        Claim claim = started(asked(2, 2, null), "fmp4/a", "fmp4/b");
        ignores("s-1", "s-2");

        Verification seen = verify(claim);

        assertThat(seen.fault()).contains(key("fmp4/a") + " is not there");
        assertThat(seen.kind()).isEqualTo(End.ENCODING_FAILED);
    }

    /** The file with the picture is there, and that with the sound is not. */
    private Claim withSoundInAFileOfItsOwn(Asked sound) {
        List<Output> expected = List.of(
                new Output(key("mp4/a"), "mp4/a", asked(1, 0, null)), new Output(key("fmp4/b"), "fmp4/b", sound));
        Claim claim = started(Map.of(), expected);
        put("mp4/a", "media");
        says("mp4/a", 5, media(60, 60));
        return claim;
    }

    @Test
    void theSourceIsThatOfAStreamThatWasNotLeftOut() {
        Claim claim = started(asked(3, 3, null), "mp4/a");
        put("mp4/a", "media");
        says("mp4/a", 5, media(30, 30, 30));
        ignores("s-1");

        assertThat(verify(claim).fault()).contains("lasts 30.0 s, where the source lasts 60.0 s");
        assertThat(asked).contains("GET /encoding/encodings/enc-1/streams/s-2/input");
    }

    @Test
    void aSourceWhoseSoundIsLongerThanItsPictureIsJudgedByTheTracksThatTheOutputHas() {
        Claim claim = started(asked(1, 0, null), "mp4/a");
        put("mp4/a", "media");
        said.put("input", media(63, 60, 63));
        says("mp4/a", 5, media(60, 60));
        assertThat(verify(claim).isSound()).isTrue();

        says("mp4/a", 5, Map.of("duration", 60.0, "audioTracks", List.of(Map.of("duration", 60.0))));
        assertThat(verify(claim).fault()).contains("lasts 60.0 s, where the source lasts 63.0 s");
    }

    @Test
    void aStartThatTrimsIsWhatTheProfileAskedFor() {
        put("mp4/a", "media");
        says("mp4/a", 5, media(20, 20, 20));
        Claim claim = started(Map.of("trimming", Map.of("duration", 20)), asked(2, 0, null), "mp4/a");
        put("mp4/a", "media");

        assertThat(verify(claim).isSound()).isTrue();
    }

    @Test
    void whereTheEncoderSaysNothingOfAFileItCountsAsLookedAtOnlyWhenItSaidSoSeveralTimes() {
        Claim claim = started("mp4/a");
        put("mp4/a", "media");

        Verification first = verify(claim);
        verify(claim);
        bench.clock().passes(OVER);
        Verification third = verify(claim);

        assertThat(first.inDoubt()).isTrue();
        assertThat(first.fault()).contains("was not looked into: the encoder says nothing of it");
        assertThat(third.inDoubt()).isFalse();
        assertThat(third.isSound()).isTrue();
        assertThat(third.notes())
                .containsExactly(key("mp4/a") + " was not looked into: the encoder says nothing of it");
    }

    @Test
    void whatIsCutIsFoundWhateverMuxingWroteIt() {
        List<String> muxings = Stream.of(
                        "broadcast-ts",
                        "fmp4",
                        "mp3",
                        "mp4",
                        "packed-audio",
                        "progressive-mov",
                        "progressive-ts",
                        "progressive-wav",
                        "progressive-webm")
                .map(kind -> kind + "/a")
                .toList();
        Claim claim = started(muxings.toArray(String[]::new));
        muxings.forEach(muxing -> {
            put(muxing, "media");
            says(muxing, 5, media(60, 60, 60));
        });
        assertThat(verify(claim).notes()).isEmpty();

        assertThat(muxings).allSatisfy(muxing -> {
            says(muxing, 5, media(30, 30, 30));
            Verification seen = verify(claim);
            says(muxing, 5, media(60, 60, 60));

            assertThat(seen.kind()).isEqualTo(End.OUTPUT_DIFFERS);
            assertThat(seen.fault()).contains(key(muxing)).contains("lasts 30.0 s, where the source lasts 60.0 s");
        });
    }

    @Test
    void aFileOfSubtitlesIsJudgedByTheStoreAloneAsBitmovinHasNoCallForItsInformation() {
        Claim claim = started(new Asked(List.of(), List.of(), null), "text/a");
        failure = new BitmovinException("GET information", 404, 0, null, "a gateway knows no such path");
        assertThat(verify(claim).fault()).contains(key("text/a") + " is not there");
        put("text/a", "WEBVTT");

        Verification seen = verify(claim);

        assertThat(seen.isSound()).isTrue();
        assertThat(seen.inDoubt()).isFalse();
        assertThat(seen.notes())
                .containsExactly(key("text/a") + " was not looked into: the encoder says nothing of it");
        assertThat(asked).isEmpty();
    }

    @Test
    void aFactThatTheEncoderDoesNotGiveIsNotCompared() {
        Claim claim = started("mp4/a");
        put("mp4/a", "media");
        says(
                "mp4/a",
                null,
                Map.of("duration", "60 s", "videoTracks", List.of("h264"), "audioTracks", List.of(Map.of())));
        assertThat(verify(claim).fault()).as("one track of two").contains("[audio]");

        says("mp4/a", null, Map.of("duration", 60));
        assertThat(verify(claim).isSound()).isTrue();
        said.remove("input");
        says("mp4/a", null, media(30, 30, 30));
        Verification unknown = verify(claim);
        assertThat(unknown.isSound()).isTrue();
        assertThat(unknown.notes())
                .containsExactly(key("mp4/a") + " was not looked into: the encoder says nothing of the source");
    }

    @Test
    void theClaimOfAnEarlierReleaseIsVerifiedByTheSizeAndSaysSo() {
        Claim claim = started((Asked) null, "mp4/a");
        put("mp4/a", "media");
        says("mp4/a", 5, media(1, 1));

        Verification seen = verify(claim);

        assertThat(seen.isSound()).isTrue();
        assertThat(seen.inDoubt()).isFalse();
        assertThat(seen.notes()).singleElement().asString().contains("the claim does not say");
    }

    @Test
    void whereNothingIsToBeLookedIntoTheEncoderIsNotAskedOfWhatIsThere() {
        outputs = outputs(false);
        Claim claim = started("mp4/a", "mp4/b");
        put("mp4/a", "media");
        put("mp4/b", "media");

        Verification seen = verify(claim);

        assertThat(seen.isSound()).isTrue();
        assertThat(seen.notes()).containsExactly("nothing was looked into, as verify.depth says");
        assertThat(asked).isEmpty();
    }

    @Test
    void aManifestThatIsNotThereWhenTheEncodingIsFinishedIsAFaultWhateverItsOwnStatusIs() {
        Claim claim = started((Asked) null, "dash-manifest/m");
        // its own start, of which this is the status, is never posted
        said.put("/encoding/manifests/dash/m/status", Map.of("status", "CREATED"));
        verify(claim);
        verify(claim);
        bench.clock().passes(OVER);

        Verification seen = verify(claim);

        assertThat(seen.inDoubt()).isFalse();
        assertThat(seen.fault()).contains("is not there");
        assertThat(seen.kind()).isEqualTo(End.ENCODING_FAILED);
        put("dash-manifest/m", "<MPD/>");
        assertThat(verify(claim).isSound()).isTrue();
    }

    @Test
    void anAnswerThatIsNoneOfBitmovinsEndsNothing() {
        Claim claim = started("mp4/a");
        put("mp4/a", "media");
        failure = new BitmovinException("GET information", 403, 0, null, "a proxy's page");

        assertThatThrownBy(() -> verify(claim)).isInstanceOf(BitmovinException.class);
    }

    @Test
    void theLastOfTheOutputsTellsWhenAllWereWritten() {
        Claim claim = started("mp4/b", "mp4/a");
        put("mp4/a", "media");
        bench.nextSecond();
        put("mp4/b", "media");
        says("mp4/a", 5, media(60, 60, 60));
        says("mp4/b", 5, media(60, 60, 60));

        assertThat(verify(claim).written())
                .isEqualTo(bench.headOutput(key("mp4/b")).lastModified())
                .isAfter(bench.headOutput(key("mp4/a")).lastModified());
    }

    @Test
    void segmentsAreLongerThanTheFileThatIsLookedFor() {
        Claim claim = started("fmp4/a");
        put("fmp4/a", "media");
        says("fmp4/a", 500, media(60, 60, 60));

        assertThat(verify(claim).isSound()).isTrue();
    }

    @Test
    void anOutputThatTheMamHasTakenIsJudgedByTheEncodersWordAlone() {
        Claim claim = started("mp4/a");
        says("mp4/a", 5, media(60, 60, 60));

        Verification seen = verify(claim);

        assertThat(seen.isSound()).isTrue();
        assertThat(seen.outputs()).singleElement().satisfies(written -> {
            assertThat(written.eTag()).isNull();
            assertThat(written.seconds()).isEqualTo(60);
        });
        assertThat(seen.written()).isNull();
        assertThat(seen.notes()).singleElement().asString().contains("was taken by then");
        says("mp4/a", 5, media(60, 60));
        assertThat(verify(claim).kind()).isEqualTo(End.OUTPUT_DIFFERS);
    }

    @Test
    void anOutputThatIsNotThereIsAFaultWhichCountsWhenItWasSeenSeveralTimes() {
        Claim claim = started("mp4/a");

        Verification first = verify(claim);
        Verification second = verify(claim);
        bench.clock().passes(OVER);
        Verification third = verify(claim);

        assertThat(first.fault()).contains(key("mp4/a") + " is not there");
        assertThat(List.of(first.inDoubt(), second.inDoubt(), third.inDoubt())).containsExactly(true, true, false);
        assertThat(third.kind()).isEqualTo(End.ENCODING_FAILED);
    }

    @Test
    void anOutputThatAppearsInTheMeantimeIsSoundAndTheDoubtIsForgotten() {
        Claim claim = started("hls/a");
        says("hls/a", null, media(60, 60, 60));
        verify(claim);
        verify(claim);
        put("hls/a", "media");
        assertThat(verify(claim).isSound()).isTrue();
        bench.behind().deleteObject(b -> b.bucket(LedgerBench.OUTPUTS).key(key("hls/a")));
        bench.clock().passes(OVER);

        assertThat(verify(claim).inDoubt()).isTrue();
    }

    @Test
    void anEmptyOutputIsAFault() {
        Claim claim = started("hls/a", "hls/b");
        put("hls/a", "media");
        says("hls/a", null, media(60, 60, 60));
        put("hls/b", "");

        assertThat(verify(claim).fault()).contains(key("hls/b") + " is empty");
    }

    @Test
    void anOutputOfAnotherSizeThanTheEncoderWroteIsAFaultOfItsOwnKind() {
        Claim claim = started("mp4/a");
        put("mp4/a", "media");
        says("mp4/a", 6, media(60, 60, 60));

        Verification seen = verify(claim);

        assertThat(seen.fault()).contains("has 5 bytes, where the encoder wrote 6");
        assertThat(seen.kind()).isEqualTo(End.OUTPUT_DIFFERS);
    }

    @Test
    void anOutputThatAProxyDeniesIsNotTakenByTheMam() {
        Claim claim = started("mp4/a");
        put("mp4/a", "abc");
        says("mp4/a", 6, media(60, 60, 60));
        bench.tap().on(request -> request.method().equals("HEAD")).answer(404, Map.of(), "");

        assertThatThrownBy(() -> verify(claim)).hasMessageContaining("the bucket lists it");
        assertThat(verify(claim).fault()).contains("has 3 bytes, where the encoder wrote 6");
    }

    @Test
    void whatAProxyDeniesOfAFailedEncodingIsNotForgotten() {
        Claim claim = started("hls/b");
        put("hls/b", "half");
        bench.tap().on(request -> request.method().equals("HEAD")).answer(404, Map.of(), "");

        assertThatThrownBy(() -> outputs.removePartial(claim, bench.ledger().history(upload.id())))
                .hasMessageContaining("the bucket lists it");
    }

    @Test
    void anOutputThatIsOlderThanTheStartIsAFault() {
        put("hls/a", "of yesterday");
        bench.nextSecond();
        Claim claim = started("hls/a");

        assertThat(verify(claim).fault()).contains(key("hls/a") + " is older than its start");
    }

    @Test
    void whatAFailedEncodingWroteIsRemovedAndWhatIsOlderStays() {
        put("hls/a", "of yesterday");
        bench.nextSecond();
        Claim claim = started("hls/a", "hls/b", "hls/c");
        put("hls/b", "half");

        outputs.removePartial(claim, bench.ledger().history(upload.id()));

        assertThat(bench.hasOutput(key("hls/a"))).isTrue();
        assertThat(bench.hasOutput(key("hls/b"))).isFalse();
    }

    @Test
    void whatSomebodyElseHasWrittenInTheMeantimeIsNotRemoved() {
        Claim claim = started("hls/b");
        put("hls/b", "half");
        bench.tap().on(request -> request.method().equals("DELETE")).before(() -> put("hls/b", "whole"));

        outputs.removePartial(claim, bench.ledger().history(upload.id()));

        assertThat(bench.hasOutput(key("hls/b"))).isTrue();
    }

    @Test
    void whatTheNextAttemptHasWrittenIsNotRemovedByALateLookAtTheFailedOne() {
        Claim claim = started("mp4/a");
        JobHistory seen = bench.ledger().history(upload.id());
        bench.ledger().end(upload.id(), 1, failed());
        put("mp4/a", "of the next attempt");

        outputs.removePartial(claim, seen);

        assertThat(bench.hasOutput(key("mp4/a"))).isTrue();
    }

    @Test
    void aLookThatTookTooLongRemovesNothing() {
        Claim claim = started("mp4/a");
        put("mp4/a", "half");
        bench.tap().onOperation("GET _jobs/" + upload.id() + "/1.end").after(() -> {
            // another attempt may have written the same bytes by now
            bench.ledger().end(upload.id(), 1, failed());
            bench.clock().passes(Duration.ofSeconds(6));
        });

        assertThatThrownBy(() -> outputs.removePartial(claim, bench.ledger().history(upload.id())))
                .isInstanceOf(SdkClientException.class)
                .hasMessageContaining(key("mp4/a") + " took too long");
        outputs.removePartial(claim, bench.ledger().history(upload.id()));

        assertThat(bench.hasOutput(key("mp4/a"))).isTrue();
    }

    private End failed() {
        return End.failed(End.ENCODING_FAILED, "enc-1", "no", bench.clock().instant());
    }

    /** With a picture and a sound in each. */
    private Claim started(String... muxings) {
        return started(asked(2, 0, null), muxings);
    }

    private Claim started(Asked wanted, String... muxings) {
        return started(Map.of(), wanted, muxings);
    }

    private Claim started(Map<String, Object> start, Asked wanted, String... muxings) {
        List<Output> expected = List.of(muxings).stream()
                .map(muxing -> new Output(key(muxing), muxing, wanted))
                .toList();
        return started(start, expected);
    }

    private Claim started(Map<String, Object> start, List<Output> expected) {
        Claim claim = bench.ledger().claim(LedgerBench.claim(upload, 1, "enc-1", expected, start));
        bench.put(claim, "start", Map.of("maker", "m", "at", bench.clock().instant()));
        return claim;
    }

    private static Asked asked(int streams, int optional, Cut cut) {
        List<String> ids =
                IntStream.rangeClosed(1, streams).mapToObj(i -> "s-" + i).toList();
        return new Asked(ids, ids.subList(streams - optional, streams), cut);
    }

    private static String key(String muxing) {
        return "out/" + muxing + "/VX-7.mxf.mp4";
    }

    private void put(String muxing, String content) {
        bench.putOutput(key(muxing), content);
    }

    private Verification verify(Claim claim) {
        JobHistory history = bench.ledger().history(upload.id());
        return outputs.verify(claim, history);
    }
}
