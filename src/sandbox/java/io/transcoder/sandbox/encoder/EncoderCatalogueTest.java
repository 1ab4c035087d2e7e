package io.transcoder.sandbox.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only some profiles use is judged as strictly as the rest. */
class EncoderCatalogueTest {
    private static final String TO = "'outputs':[{'outputId':'$OUTPUT','outputPath':'web/'}]";

    private final Studio studio = new Studio();
    private final Api api = studio.api;
    private String encoding;
    private String video;
    private String audio;

    @BeforeEach
    void anEncodingOfTwoStreams() throws Exception {
        encoding = studio.create("a");
        video = studio.videoStream(encoding);
        audio = api.post(
                        path("streams"),
                        studio.videoStreamBody()
                                .replace(studio.video, studio.audio)
                                .replace("VIDEO_", "AUDIO_"))
                .id();
    }

    @AfterEach
    void close() {
        studio.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "muxings/fmp4 | {'segmentLength':4,'initSegmentName':'i.mp4','streams':[{'streamId':'$VIDEO'},{'streamId':'$AUDIO'}],$TO} | streams",
                "muxings/fmp4 | {'initSegmentName':'i.mp4','streams':[{'streamId':'$VIDEO'}],$TO} | segmentLength",
                "muxings/progressive-ts | {'streams':[{'streamId':'$VIDEO'}],$TO} | filename",
                "muxings/progressive-ts | {'filename':'a/b.ts','streams':[{'streamId':'$VIDEO'}],$TO} | filename",
                "muxings/progressive-mov | {'filename':'b.mov','streams':[{'streamId':'$VIDEO'}]} | outputs",
                "muxings/progressive-mov | {'filename':'b.mov','fragmentDuration':1,'streams':[{'streamId':'$VIDEO'}],$TO} | fragmentDuration",
                "muxings/progressive-webm | {'filename':'b.webm','streams':[{'streamId':'$VIDEO'}],$TO} | streams",
                "streams/$VIDEO/thumbnails | {'height':90,'interval':1,'pattern':'t.png',$TO} | pattern",
                "streams/$VIDEO/thumbnails | {'height':90,'pattern':'t-%number%.png',$TO} | interval",
                "streams/$VIDEO/thumbnails | {'height':90,'interval':1,'positions':[1],'pattern':'t-%number%.png',$TO} | interval",
                "streams/$VIDEO/thumbnails | {'height':90,'interval':1,'unit':'SECONDS','pattern':'t-%number%.png',$TO} | unit",
                "streams/$VIDEO/thumbnails | {'height':90,'interval':0.5,'pattern':'t-%number%.png',$TO} | interval",
                "streams/$VIDEO/thumbnails | {'interval':1,'pattern':'t-%number%.png',$TO} | height",
                "streams/$VIDEO/sprites | {'height':90,'width':160,'imagesPerFile':9,'spriteName':'s.jpg',$TO} | distance",
                "streams/$VIDEO/sprites | {'height':90,'width':160,'distance':1,'spriteName':'s.jpg',$TO} | imagesPerFile",
                "streams/$VIDEO/sprites | {'height':90,'width':160,'distance':1,'imagesPerFile':9,'hTiles':3,'vTiles':3,'spriteName':'s.jpg',$TO} | imagesPerFile",
                "streams/$VIDEO/sprites | {'height':90,'width':160,'distance':1,'hTiles':3,'spriteName':'s.jpg',$TO} | vTiles",
                "input-streams/trimming/time-based | {'offset':1,'duration':2} | inputStreamId",
                "input-streams/trimming/time-based | {'inputStreamId':'$VIDEO','duration':2} | inputStreamId",
                "input-streams/trimming/time-based | {'inputStreamId':'$VIDEO','duration':0} | duration",
                "input-streams/concatenation | {'concatenation':[{'position':0}]} | concatenation[0].inputStreamId",
            })
    void aPartThatTheModelDoesNotCarryIsRefusedWithItsField(String at, String body, String field) throws Exception {
        Api.Answer answer = api.post(path(filled(at)), filled(body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field()).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filters/watermark | {'left':1} | image",
                "filters/watermark | {'image':'https://a','left':1.5} | left",
                "filters/crop | {'unit':'INCHES'} | unit",
                "filters/audio-volume | {'volume':1} | unit",
                "filters/ebu-r128-single-pass | {'loudness':1} | loudness",
                "manifests/hls/default | {'encodingId':'nobody','manifestName':'a.m3u8',$TO} | encodingId",
                "manifests/hls/default | {'encodingId':'$ENCODING','manifestName':'a.m3u8','version':'V2',$TO} | version",
                "manifests/dash/default | {'encodingId':'$ENCODING',$TO} | manifestName",
            })
    void aResourceThatTheModelDoesNotCarryIsRefusedWithItsField(String at, String body, String field) throws Exception {
        Api.Answer answer = api.post("/encoding/" + at, filled(body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field()).isEqualTo(field);
    }

    @Test
    void aConcatenationHasOneMainPart() throws Exception {
        String ingest = api.post(
                        path("input-streams/ingest"), "{'inputId':'" + studio.input + "','inputPath':'in/a.mxf'}")
                .id();

        assertThat(api.post(
                                path("input-streams/concatenation"),
                                "{'concatenation':[{'inputStreamId':'" + ingest + "','position':0,'isMain':false}]}")
                        .field())
                .isEqualTo("concatenation");
    }

    @Test
    void aFilterForSoundIsRefusedOnAPicture() throws Exception {
        String volume = api.post("/encoding/filters/audio-volume", "{'volume':-6,'unit':'DB'}")
                .id();
        String filters = "[{'id':'" + volume + "','position':0}]";

        assertThat(api.post(path("streams/" + video + "/filters"), filters).status())
                .isEqualTo(400);
        assertThat(api.post(path("streams/" + audio + "/filters"), filters).status())
                .isLessThan(300);
    }

    @Test
    void twoFiltersOfAStreamHaveNoPositionInCommonHoweverTheyAreAdded() throws Exception {
        String crop = api.post("/encoding/filters/crop", "{'left':8}").id();
        String filters = path("streams/" + video + "/filters");
        assertThat(api.post(filters, "[{'id':'" + crop + "','position':1}]").status())
                .isEqualTo(201);

        Api.Answer again = api.post(filters, "[{'id':'" + crop + "','position':1}]");

        assertThat(again.status()).isEqualTo(400);
        assertThat(again.field()).isEqualTo("position");
        assertThat(api.post(filters, "[{'id':'" + crop + "','position':0}]").status())
                .isEqualTo(201);
    }

    @Test
    void aMuxingIsOnlyFoundUnderItsOwnKind() throws Exception {
        String muxing = studio.mp4(encoding, video, "a.mp4");

        assertThat(api.get(path("muxings/mp4/" + muxing)).status()).isEqualTo(200);
        assertThat(api.get(path("muxings/fmp4/" + muxing)).status()).isEqualTo(404);
    }

    @Test
    void forAFileOfSubtitlesThereIsNoCallThatTellsItsInformation() throws Exception {
        assertThat(api.get(path("muxings/mp4/m/information")).code()).isEqualTo(1001);

        Api.Answer answer = api.get(path("muxings/text/m/information"));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).as("a gateway's word, not Bitmovin's").isZero();
    }

    @Test
    void aStartNamesManifestsOfItsOwnEncodingAndKindOnly() throws Exception {
        String manifest = api.post(
                        "/encoding/manifests/hls/default",
                        filled("{'encodingId':'$ENCODING','manifestName':'a.m3u8'," + TO + "}"))
                .id();
        String other = studio.ready("other");
        studio.mp4(encoding, video, "a.mp4");

        String named = "[{'manifestId':'" + manifest + "'}],'manifestGenerator':'V2'}";
        assertThat(api.post("/encoding/encodings/" + other + "/start", "{'vodHlsManifests':" + named)
                        .status())
                .isEqualTo(400);
        assertThat(api.post(path("start"), "{'vodDashManifests':" + named).status())
                .isEqualTo(400);
        assertThat(api.post(path("start"), "{'vodHlsManifests':" + named).status())
                .isLessThan(300);
        assertThat(studio.seen(encoding).outputs())
                .extracting(Encoder.Output::key)
                .containsExactly("out/a.mp4", "web/a.m3u8");
    }

    @Test
    void perTitleNeedsATemplateAndATemplateNeedsPerTitle() throws Exception {
        studio.mp4(encoding, video, "a.mp4");
        String perTitle = "{'perTitle':{'h264Configuration':{'minBitrate':1}}}";
        assertThat(api.post(path("start"), perTitle).status()).isEqualTo(400);

        api.post(path("streams"), studio.videoStreamBody().replace("{'codec", "{'mode':'PER_TITLE_TEMPLATE','codec"))
                .result();
        assertThat(api.post(path("start"), "").status()).isEqualTo(400);
        assertThat(api.post(path("start"), perTitle).status()).isLessThan(300);
    }

    private String path(String part) {
        return "/encoding/encodings/" + encoding + "/" + part;
    }

    private String filled(String text) {
        return text.replace("$TO", TO)
                .replace("$OUTPUT", studio.output)
                .replace("$ENCODING", encoding)
                .replace("$VIDEO", video)
                .replace("$AUDIO", audio);
    }
}
