package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.job.Encoding;
import io.transcoder.ledger.OutputName;
import io.transcoder.ledger.records.Asked;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.ledger.records.Output;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EncodingPartsTest {
    private static final String OF_ENCODING = "POST /encoding/encodings/{encodingId}/";
    private static final String MP4 = OF_ENCODING + "muxings/mp4";
    private static final String INGEST = OF_ENCODING + "input-streams/ingest";
    private static final String MIX = OF_ENCODING + "input-streams/audio-mix";
    private static final String TRIMMING = OF_ENCODING + "input-streams/trimming/time-based";
    private static final String CONCATENATION = OF_ENCODING + "input-streams/concatenation";
    private static final Map<String, Object> OF_SOURCE =
            Map.of("inputStreams", List.of(Map.of("inputPath", "in/a.mxf", "selectionMode", "VIDEO_RELATIVE")));

    private static final OutputName NAME = new OutputName("out/", "a.mp4");
    private static final Map<String, Object> TO_OUTPUT = Map.of("outputId", "output-1", "outputPath", "out/");

    private final EncodingParts parts = new EncodingParts(() -> "output-1");
    private final Encoding empty = parts.created(Map.of("id", "e1"));
    private final Encoding encoding = add("s2", "sound", OF_SOURCE, add("s1", "picture", OF_SOURCE, empty));

    private Encoding add(String id, String name, Map<String, Object> request, Encoding to, String... calls) {
        return parts.addStream(
                Map.of("id", id),
                to,
                name,
                request,
                Stream.of(calls)
                        .map(call -> new EncoderCall(call, Instant.EPOCH, 1, 201, null))
                        .toList());
    }

    private static Map<String, Object> of(String inputStream) {
        return Map.of("inputStreams", List.of(Map.of("inputStreamId", inputStream)));
    }

    private Asked asked(Encoding of, String... streams) {
        Map<String, Object> request = Map.of(
                "streams",
                Stream.of(streams).map(stream -> Map.of("streamId", stream)).toList());
        return muxed(of, MP4, with(request, "filename", "a.mp4"))
                .outputs()
                .get(0)
                .asked();
    }

    private Encoding muxed(Encoding of, String call, Map<String, Object> request) {
        var whole = new HashMap<String, Object>(Map.of("outputs", List.of(TO_OUTPUT)));
        whole.putAll(request);
        return parts.addOutput(Map.of("id", "m1"), of, NAME, call, whole);
    }

    private List<Object> selected(Encoding of, String streams) {
        return parts.select(of, Map.of("streams", streams)).stream()
                .map(stream -> stream.get("streamId"))
                .toList();
    }

    @Test
    void aMuxingTakesAllTheLastOrThoseThatItNames() {
        assertThat(parts.select(encoding, Map.of("streams", "LAST"))).containsExactly(Map.of("streamId", "s2"));
        assertThat(selected(encoding, "ALL")).containsExactly("s1", "s2");
        assertThat(selected(encoding, "picture")).containsExactly("s1");
        assertThat(selected(encoding, "sound, picture")).containsExactly("s2", "s1");
    }

    @Test
    void aStreamThatNobodyAddedIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> selected(encoding, "picture,subtitles"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'subtitles'", "picture", "sound");
    }

    @Test
    void aMuxingBeforeTheFirstStreamIsRefused() {
        assertThatThrownBy(() -> selected(empty, "ALL"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("before the first stream");
    }

    @Test
    void aNameThatIsGivenTwiceIsThatOfTheLaterStream() {
        Encoding again = add("s3", "picture", OF_SOURCE, encoding);

        assertThat(selected(again, "picture,sound")).containsExactly("s3", "s2");
        assertThat(selected(again, "ALL")).containsExactly("s1", "s2", "s3");
        assertThat(selected(encoding, "picture")).containsExactly("s1");
    }

    @Test
    void anOutputNamesItsMuxingByTheCallThatAddedIt() {
        Encoding with = muxed(
                encoding,
                OF_ENCODING + "muxings/progressive-ts",
                Map.of("streams", List.of(Map.of("streamId", "s2")), "filename", "a.mp4"));

        assertThat(with.outputs())
                .containsExactly(
                        new Output(NAME.key(), "progressive-ts/m1", new Asked(List.of("s2"), List.of(), null)));
    }

    @Test
    void aFileOfAnotherNameIsRefused() {
        assertThatThrownBy(() -> muxed(encoding, MP4, Map.of("filename", "other.mp4")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("The mp4 muxing has filename other.mp4", "out/a.mp4", "out of 'fields'");
        String fmp4 = OF_ENCODING + "muxings/fmp4";
        assertThatThrownBy(() -> muxed(encoding, fmp4, Map.of("initSegmentName", "other.mp4")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("The fmp4 muxing has initSegmentName other.mp4", "out/a.mp4");
        assertThat(muxed(encoding, fmp4, Map.of("initSegmentName", "a.mp4")).outputs())
                .extracting(Output::key)
                .containsExactly("out/a.mp4");
    }

    @Test
    void aManifestThatIsWrittenElsewhereIsRefused() {
        for (String wrong : List.of("manifestName", "outputs")) {
            Map<String, Object> request = Map.of(
                    "manifestName",
                    wrong.equals("manifestName") ? "stream.mpd" : "a.mp4",
                    "outputs",
                    wrong.equals("outputs") ? List.of() : List.of(TO_OUTPUT));

            assertThatThrownBy(() -> parts.addManifest(Map.of("id", "m1"), encoding, NAME, "Dash", request))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("The dash-manifest has " + wrong, "out/a.mp4", wrong + " out of 'fields'");
        }
    }

    @Test
    void aMuxingThatNamesNoFileItselfIsNotJudged() {
        assertThat(muxed(encoding, OF_ENCODING + "muxings/cmaf", Map.of("segmentNaming", "s_%number%.m4s"))
                        .outputs())
                .extracting(Output::key)
                .containsExactly("out/a.mp4");
    }

    @Test
    void aFileThatIsWrittenElsewhereOnlyIsRefusedAndOneThatIsWrittenElsewhereAsWellIsNot() {
        var ofArchive = Map.<String, Object>of("outputId", "archive", "outputPath", "out/");
        var inOtherFolder = Map.<String, Object>of("outputId", "output-1", "outputPath", "x/");
        for (var only : List.of(List.of(ofArchive), List.of(inOtherFolder), List.of(ofArchive, inOtherFolder))) {
            assertThatThrownBy(() -> muxed(encoding, MP4, Map.of("filename", "a.mp4", "outputs", only)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(
                            "The mp4 muxing has outputs without bitmovin.output", "${output:bitmovin.output}");
        }

        Encoding both = muxed(encoding, MP4, Map.of("filename", "a.mp4", "outputs", List.of(ofArchive, TO_OUTPUT)));

        assertThat(both.outputs()).extracting(Output::key).containsExactly("out/a.mp4");
    }

    @Test
    void anAnswerWithoutAnIdIsRefused() {
        assertThatThrownBy(() -> parts.created(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no id");
        assertThatThrownBy(() -> parts.addStream(Map.of("name", "a"), empty, "a", OF_SOURCE, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no id");
    }

    @Test
    void anEncodingIsHalfBuiltUntilItIsComplete() {
        assertThat(encoding.halfBuilt()).isTrue();
        assertThat(encoding.complete().halfBuilt()).isFalse();
        assertThat(encoding.complete().streams()).isEqualTo(encoding.streams());
    }

    @Test
    void manifestsOfBothKindsAddUpAndOtherOptionsStay() {
        Encoding start = parts.addStartOptions(Map.of("scheduling", Map.of("priority", 80)), empty);
        start = parts.addManifest(Map.of("id", "m1"), start, new OutputName("web/", "a.m3u8"), "Hls", Map.of());
        start = parts.addManifest(Map.of("id", "m2"), start, new OutputName("web/", "b.m3u8"), "Hls", Map.of());
        start = parts.addManifest(Map.of("id", "m3"), start, new OutputName("web/", "a.mpd"), "Dash", Map.of());

        assertThat(start.startRequest())
                .containsEntry("scheduling", Map.of("priority", 80))
                .containsEntry("vodHlsManifests", List.of(Map.of("manifestId", "m1"), Map.of("manifestId", "m2")))
                .containsEntry("vodDashManifests", List.of(Map.of("manifestId", "m3")))
                .containsEntry("manifestGenerator", "V2");
        assertThat(start.outputs())
                .containsExactly(
                        new Output("web/a.m3u8", "hls-manifest/m1"),
                        new Output("web/b.m3u8", "hls-manifest/m2"),
                        new Output("web/a.mpd", "dash-manifest/m3"));
    }

    @Test
    void aMuxingIsAskedForWithAllThatItsStreamsAre() {
        assertThat(asked(encoding, "s1", "s2")).isEqualTo(new Asked(List.of("s1", "s2"), List.of(), null));
        Encoding conditional = add("s3", "other", with(OF_SOURCE, "conditions", Map.of("type", "CONDITION")), encoding);
        assertThat(asked(conditional, "s1", "s2", "s3"))
                .isEqualTo(new Asked(List.of("s1", "s2", "s3"), List.of("s3"), null));
        Encoding subtitled = add(
                "s3",
                "words",
                Map.of("inputStreams", List.of(Map.of("inputPath", "a", "selectionMode", "SUBTITLE_RELATIVE"))),
                encoding);
        assertThat(asked(subtitled, "s2", "s3")).isEqualTo(new Asked(List.of("s2"), List.of(), null));
        Encoding perTitle = add("s3", "template", with(OF_SOURCE, "mode", "PER_TITLE_TEMPLATE"), encoding);
        assertThat(asked(perTitle, "s2", "s3"))
                .as("how many a template becomes is not known")
                .isEqualTo(new Asked(List.of("s2"), List.of(), null));
        assertThat(asked(encoding, "unknown")).isNull();
    }

    @Test
    void aTrimmedInputStreamTellsTheDurationOfItsStreams() {
        Encoding trimmed = parts.addTrimmed(Map.of("id", "i1"), empty, Map.of("offset", 5, "duration", 60));
        Encoding both = add("s2", "b", of("i1"), add("s1", "a", of("i1"), trimmed, TRIMMING), TRIMMING);

        assertThat(asked(both, "s1", "s2").cut()).isEqualTo(new Asked.Cut(5.0, 60.0));
        Encoding mixed = add("s3", "c", OF_SOURCE, both, TRIMMING);
        assertThat(asked(mixed, "s3").cut()).isNull();
        assertThat(asked(mixed, "s1", "s3").cut()).isEqualTo(Asked.Cut.UNKNOWN);
    }

    @Test
    void whereInputStreamsAreRearrangedTheDurationOfTheOthersIsNotTold() {
        assertThat(asked(add("s1", "a", of("i1"), empty, INGEST, MIX), "s1").cut())
                .isNull();
        assertThat(asked(add("s1", "a", of("i1"), empty, INGEST, CONCATENATION), "s1")
                        .cut())
                .isEqualTo(Asked.Cut.UNKNOWN);
        assertThat(asked(add("s1", "a", of("mix"), empty, INGEST, TRIMMING, MIX), "s1")
                        .cut())
                .isEqualTo(Asked.Cut.UNKNOWN);
        assertThat(asked(add("s1", "a", Map.of(), empty), "s1").cut()).isEqualTo(Asked.Cut.UNKNOWN);
        assertThat(asked(parts.retimed(encoding, at(0)), "s2").cut()).isEqualTo(Asked.Cut.UNKNOWN);
        assertThat(asked(parts.retimed(encoding, at(0)), "s1").cut()).isNull();
    }

    @Test
    void aFilterComesToTheFirstPositionThatIsFree() {
        Encoding none = add("s1", "picture", OF_SOURCE, empty);
        Encoding one = parts.addFilter(none, at(0));
        Encoding three = parts.addFilter(parts.addFilter(one, at(7)), at(3));

        assertThat(none.nextFilter()).isZero();
        assertThat(one.nextFilter()).isEqualTo(1);
        assertThat(three.nextFilter()).as("before those that were put behind").isEqualTo(1);
        assertThat(parts.addFilter(none, at(1)).nextFilter())
                .as("before the one that is to come second")
                .isZero();
        assertThat(parts.addFilter(one, List.of(Map.of("id", "f1", "position", "1"))))
                .as("a position that is a text is Bitmovin's to judge")
                .isEqualTo(one);
        assertThat(add("s2", "sound", OF_SOURCE, three).nextFilter())
                .as("the first of another stream")
                .isZero();
        assertThat(parts.retimed(none, at(0)).nextFilter()).isEqualTo(1);
    }

    private static List<Map<String, Object>> at(int position) {
        return List.of(Map.of("id", "f1", "position", position));
    }

    @Test
    void spritesAreLookedForByTheFileThatSaysWhereTheyAre() {
        var name = new OutputName("web/a.mxf/", "sprite.jpg");
        Map<String, Object> request = Map.of("spriteName", "sprite.jpg", "vttName", "sprite.vtt");

        assertThat(parts.addSprite(Map.of("id", "p1"), encoding, name, request).outputs())
                .containsExactly(new Output("web/a.mxf/sprite.vtt", "sprite/p1"));
        Encoding conditional = add("s3", "other", with(OF_SOURCE, "conditions", Map.of("type", "CONDITION")), encoding);
        assertThat(parts.addSprite(Map.of("id", "p1"), conditional, name, request)
                        .outputs())
                .as("nobody knows whether it is made")
                .isEmpty();
        assertThat(parts.addSprite(Map.of("id", "p1"), encoding, name, Map.of()).outputs())
                .isEmpty();
    }

    private static Map<String, Object> with(Map<String, Object> request, String field, Object value) {
        var more = new HashMap<>(request);
        more.put(field, value);
        return more;
    }

    @Test
    void aLaterOptionReplacesOneOfItsName() {
        Encoding first = parts.addStartOptions(Map.of("encodingMode", "TWO_PASS"), empty);

        assertThat(parts.addStartOptions(Map.of("encodingMode", "SINGLE_PASS"), first)
                        .startRequest())
                .isEqualTo(Map.of("encodingMode", "SINGLE_PASS"));
    }
}
