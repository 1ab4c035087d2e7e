package io.transcoder.sandbox.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class EncoderStrictnessTest {
    private static final String ENCODINGS = "/encoding/encodings";

    private final Studio studio = new Studio();
    private final Api api = studio.api;

    @AfterEach
    void close() {
        studio.close();
    }

    @Test
    void aWrongKeyIsUnauthorized() throws Exception {
        Api.Answer answer = new Api(studio.encoder.url(), "other").get(ENCODINGS);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo(1003);
        assertThat(answer.json().path("status").asText()).isEqualTo("ERROR");
    }

    @Test
    void eachAnswerHasItsOwnRequestId() throws Exception {
        assertThat(api.get(ENCODINGS).json().path("requestId").asText())
                .isNotBlank()
                .isNotEqualTo(api.get(ENCODINGS).json().path("requestId").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inputs/s3 | {'bucketName':'b','accessKey':'a'} | 1000 | secretKey",
                "inputs/s3 | {'bucketName':null,'accessKey':'a','secretKey':'s'} | 1000 | bucketName",
                "inputs/s3 | {'bucket':'b','bucketName':'b','accessKey':'a','secretKey':'s'} | 1001 | bucket",
                "inputs/s3 | {'bucketName':'b','accessKey':'a','secretKey':'s','cloudRegion':'MOON'} | 1001 | cloudRegion",
                "inputs/s3 | {'type':'SFTP','bucketName':'b','accessKey':'a','secretKey':'s'} | 1001 | type",
                "inputs/s3-role-based | {'bucketName':'b'} | 1000 | roleArn",
                "outputs/generic-s3 | {'bucketName':'b','accessKey':'a','secretKey':'s'} | 1000 | host",
                "configurations/video/h264 | {'bitrate':1000} | 1000 | profile",
                "configurations/video/h264 | {'profile':'HIGH','bitrate':'1000'} | 1001 | bitrate",
                "configurations/video/h264 | {'profile':'HIGH','bitrate':1000,'height':10.5} | 1001 | height",
                "configurations/audio/aac | {'name':'a'} | 1000 | bitrate",
                "configurations/audio/aac | {'bitrate':1000,'channelLayout':'CL_STEREO'} | 1001 | channelLayout",
                "filters/deinterlace | {'parity':'LEFT'} | 1001 | parity",
                "encodings | {'labels':['a']} | 1000 | name",
                "encodings | {'name':'a','cloudRegion':'EU_WEST_1'} | 1001 | cloudRegion",
                "encodings | {'name':'a','status':'FINISHED'} | 1001 | status",
                "encodings | {'name':'a','labels':[null]} | 1001 | labels[0]",
            })
    void aBodyThatTheModelDoesNotCarryIsRefusedWithItsField(String path, String body, int code, String field)
            throws Exception {
        Api.Answer answer = api.post("/encoding/" + path, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.field()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{'name':'a'} x", "{'name':'a','name':'b'}"})
    void aBodyThatIsNoJsonObjectIsRefused(String body) throws Exception {
        assertThat(api.post(ENCODINGS, body).status()).isEqualTo(400);
    }

    @Test
    void secretsAreNeverReturned() throws Exception {
        String id = api.post(
                        "/encoding/inputs/s3",
                        "{'name':'n','bucketName':'b','accessKey':'A-KEY','secretKey':'S-KEY','customData':{'c':1}}")
                .id();

        assertThat(api.get("/encoding/inputs/s3/" + id).http().body())
                .contains("bucketName")
                .doesNotContain("KEY")
                .doesNotContain("customData");
        assertThat(api.get("/encoding/inputs").http().body()).contains(id).doesNotContain("KEY");
        assertThat(api.get("/encoding/inputs/s3/" + id + "/customData").result().toString())
                .contains("{\"c\":1}");
        assertThat(studio.encoder.calls()).noneMatch(call -> call.body().contains("KEY"));
    }

    @Test
    void aResourceIsOnlyFoundUnderItsOwnKind() throws Exception {
        assertThat(api.get("/encoding/inputs/s3/" + studio.input).status()).isEqualTo(200);
        assertThat(api.get("/encoding/outputs/s3/" + studio.input).status()).isEqualTo(404);
        assertThat(api.get("/encoding/inputs/generic-s3/" + studio.input).code())
                .isEqualTo(1001);
        assertThat(api.get("/encoding/inputs/" + studio.input + "/type")
                        .result()
                        .toString())
                .isEqualTo("{\"type\":\"S3\"}");
    }

    @Test
    void aDeletedResourceIsGone() throws Exception {
        assertThat(api.delete("/encoding/inputs/s3/" + studio.input).status()).isEqualTo(200);
        assertThat(api.get("/encoding/inputs/s3/" + studio.input).status()).isEqualTo(404);
        assertThat(api.delete("/encoding/inputs/s3/" + studio.input).status()).isEqualTo(404);
    }

    @Test
    void listsArePagedAndFilteredByExactName() throws Exception {
        for (int i = 0; i < 30; i++) {
            studio.encoder.addAac("aac-" + i, 64_000);
        }
        String list = "/encoding/configurations/audio/aac";

        assertThat(api.get(list).result().path("items")).hasSize(25);
        assertThat(api.get(list + "?offset=25&limit=100").result().path("items"))
                .hasSize(6);
        assertThat(api.get(list).result().has("totalCount")).isFalse();
        assertThat(api.get(list + "?name=aac-1").result().path("items")).hasSize(1);
        assertThat(api.get("/encoding/configurations?limit=100").result().path("items"))
                .hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"limit=101", "limit=x", "offset=-1", "lable=a", "search=labels", "search=labels:a%20OR%20b"})
    void aQueryThatTheApiDoesNotKnowIsRefused(String query) throws Exception {
        assertThat(api.get(ENCODINGS + "?" + query).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "labels:job-1-label, 1",
        "labels:JOB-1*, 2",
        "labels:job-1, 0",
        "labels:job-1* AND name:job-12, 1",
        "name:job-3, 0",
        "name:job\\-1, 1"
    })
    void encodingsAreSearchedByLabelAndName(String search, int found) throws Exception {
        studio.create("job-1");
        studio.create("job-12");
        studio.create("job-2");

        String query = URLEncoder.encode(search, StandardCharsets.UTF_8);
        assertThat(api.get(ENCODINGS + "?search=" + query).result().path("items"))
                .hasSize(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"labels:a/b", "labels:*", "labels:a:b", "labels:", "id:a", "labels:a AND", "labels:(a)"})
    void aSearchOutsideTheRestrictedLanguageIsRefused(String search) throws Exception {
        String query = URLEncoder.encode(search, StandardCharsets.UTF_8);

        Api.Answer answer = api.get(ENCODINGS + "?search=" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field()).isEqualTo("search");
    }

    @Test
    void unknownIdsAreNotFoundInThePathAndRefusedInTheBody() throws Exception {
        String nobody = UUID.randomUUID().toString();
        String encoding = studio.create("a");
        String stream = studio.videoStream(encoding);
        String item = ENCODINGS + "/" + encoding;

        assertThat(api.get(ENCODINGS + "/" + nobody + "/status").status()).isEqualTo(404);
        assertThat(api.post(ENCODINGS + "/" + nobody + "/streams", studio.videoStreamBody())
                        .status())
                .isEqualTo(404);
        assertThat(api.post(item + "/streams/" + nobody + "/filters", "[{'id':'x','position':0}]")
                        .status())
                .isEqualTo(404);
        Api.Answer codec = api.post(item + "/streams", studio.videoStreamBody().replace(studio.video, nobody));
        assertThat(codec.status()).isEqualTo(400);
        assertThat(codec.field()).isEqualTo("codecConfigId");
        assertThat(api.post(item + "/streams", studio.videoStreamBody().replace(studio.input, nobody))
                        .field())
                .isEqualTo("inputStreams[0].inputId");
        assertThat(api.post(item + "/streams/" + stream + "/filters", "[{'id':'" + nobody + "','position':0}]")
                        .field())
                .isEqualTo("id");
        assertThat(api.post(item + "/muxings/mp4", studio.mp4Body(nobody, "a.mp4"))
                        .field())
                .isEqualTo("streams[0].streamId");
        assertThat(api.post(
                                item + "/muxings/mp4",
                                studio.mp4Body(stream, "a.mp4").replace(studio.output, nobody))
                        .field())
                .isEqualTo("outputs[0].outputId");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'trimming':{'offset':1}}",
                "{'vodHlsManifests':[{'manifestId':'x'}]}",
                "{'scheduling':{'priority':101}}",
                "{'encodingMode':'FOUR_PASS'}",
                "{'tweak':{}}"
            })
    void aStartThatAsksForWhatIsNotThereIsRefusedAndStartsNothing(String body) throws Exception {
        String encoding = studio.ready("a");

        assertThat(api.post(ENCODINGS + "/" + encoding + "/start", body).status())
                .isEqualTo(400);

        assertThat(studio.seen(encoding).startedCount()).isZero();
        assertThat(api.status(encoding)).isEqualTo("CREATED");
    }

    @Test
    void whatTheSandboxCannotDoIsRefusedInsteadOfIgnored() throws Exception {
        String path = ENCODINGS + "/" + studio.create("a") + "/streams";
        String body = studio.videoStreamBody();

        assertThat(api.post(path, body.replace("{'codec", "{'mode':'PER_TITLE_RESULT','codec"))
                        .field())
                .isEqualTo("mode");
        assertThat(api.post(
                                path,
                                body.replace(
                                        "{'codec",
                                        "{'conditions':{'type':'OR','conditions':[{'type':'CONDITION','attribute':'BITRATE','operator':'>','value':'1'}]},'codec"))
                        .field())
                .isEqualTo("conditions.conditions[0].attribute");
    }

    @Test
    void aStreamOfAnotherEncodingCannotBeMuxed() throws Exception {
        String foreign = studio.videoStream(studio.create("a"));
        String encoding = studio.create("b");

        assertThat(api.post(ENCODINGS + "/" + encoding + "/muxings/mp4", studio.mp4Body(foreign, "b.mp4"))
                        .field())
                .isEqualTo("streams[0].streamId");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'selectionMode':'AUTO','position':0 | position",
                "'position':0 | position",
                "'selectionMode':'VIDEO_RELATIVE','position':-1 | position",
                "'selectionMode':'AUDIO_RELATIVE' | selectionMode",
                "'selectionMode':'FIRST' | selectionMode",
                "'inputStreamId':'x' | inputStreamId",
            })
    void anInputSelectionThatMakesNoSenseIsRefused(String selection, String field) throws Exception {
        String body = studio.videoStreamBody().replace("'selectionMode':'VIDEO_RELATIVE','position':0", selection);

        Api.Answer answer = api.post(ENCODINGS + "/" + studio.create("a") + "/streams", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field()).isEqualTo("inputStreams[0]." + field);
    }

    @Test
    void anAudioMixNeedsIngestsOfItsOwnEncoding() throws Exception {
        String foreign = api.post(
                        ENCODINGS + "/" + studio.create("a") + "/input-streams/ingest",
                        "{'inputId':'" + studio.input + "','inputPath':'in/a.mxf'}")
                .id();

        Api.Answer answer = api.post(
                ENCODINGS + "/" + studio.create("b") + "/input-streams/audio-mix",
                "{'channelLayout':'STEREO','audioMixChannels':[{'inputStreamId':'" + foreign
                        + "','outputChannelType':'FRONT_LEFT','sourceChannels':[{'type':'CHANNEL_NUMBER','channelNumber':0}]}]}");

        assertThat(answer.field()).isEqualTo("audioMixChannels[0].inputStreamId");
    }

    @Test
    void twoFilesOfOneEncodingCannotHaveOneName() throws Exception {
        String encoding = studio.create("a");
        String stream = studio.videoStream(encoding);
        studio.mp4(encoding, stream, "a.mp4");

        Api.Answer again = api.post(ENCODINGS + "/" + encoding + "/muxings/mp4", studio.mp4Body(stream, "a.mp4"));

        assertThat(again.status()).isEqualTo(400);
        assertThat(again.field()).isEqualTo("filename");
        assertThat(studio.mp4(encoding, stream, "b.mp4")).isNotBlank();
    }

    @Test
    void anOutputWithoutAclIsPublic() throws Exception {
        String encoding = studio.create("a");
        String body =
                studio.mp4Body(studio.videoStream(encoding), "a.mp4").replace(",'acl':[{'permission':'PRIVATE'}]", "");

        api.post(ENCODINGS + "/" + encoding + "/muxings/mp4", body).result();

        assertThat(studio.seen(encoding).outputs())
                .extracting(Encoder.Output::acl)
                .containsExactly("PUBLIC_READ");
    }

    @Test
    void aPermissionCheckTellsOfAMissingBucket() throws Exception {
        String gone = studio.encoder.addS3Output("gone", "nowhere");

        assertThat(api.post("/encoding/outputs/" + studio.output + "/check-permissions", "{'path':'out/'}")
                        .result()
                        .path("passed")
                        .asBoolean())
                .isTrue();
        assertThat(api.post("/encoding/outputs/" + gone + "/check-permissions", "{'path':'out/'}")
                        .result()
                        .path("failureReason")
                        .asText())
                .contains("nowhere");
    }

    @Test
    void unknownEndpointsAndMethodsAreRefused() throws Exception {
        assertThat(api.get("/encoding/simple").status()).isEqualTo(404);
        assertThat(api.delete("/encoding/inputs").status()).isEqualTo(405);
    }
}
