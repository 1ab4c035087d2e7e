package io.transcoder.mam;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.mam.MamJob.Fate;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MamJobTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TAG = "bitmovin-mp4";
    private static final Instant UPLOADED = Instant.parse("2026-11-24T06:00:00Z");

    private final ObjectNode list = JSON.createObjectNode();
    private final ArrayNode jobs = list.putArray("job");

    @Test
    void theRunningTranscodeOfTheFileWaits() {
        job("VX-5", Map.of("tags", TAG, "fileId", "VX-7", "filePathMap", "VX-7=VX-7.mxf"));
        job("VX-6", Map.of("tags", TAG, "fileId", "VX-70", "filePathMap", "VX-70=VX-70.mxf"));

        assertThat(find("VX-7.mxf")).isEqualTo(new MamJob(Fate.WAITING, "VX-5", "STARTED"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            VX-7.mxf       | VX-7  |
            VX-7           | VX-7  |
            sub/VX-7.mxf   | VX-7  |
            VX-7.mxf       | VX-7  | VX-7=VX-7.mxf
            VX-7.mxf       | VX-7  | VX-7=store/VX-7.mxf
            VX-472/32.mp4  | VX-9  | VX-9=VX-472/32.mp4
            Clip B.mov     | VX-27 | VX-27=Clip B.mov
            Clip B.mov     |       | VX-27=Clip B.mov
            Clip B.mov     | VX-27 | VX-3=other.mov,VX-27=Clip B.mov
            a,b=c.mov      | VX-27 | VX-27=a,b=c.mov,VX-30=a_lowres.mp4
            """)
    void theFileIsKnownByItsIdOrItsPath(String name, String fileId, String paths) {
        job("VX-5", data(fileId, paths));

        assertThat(find(name).waits()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            VX-7.mxf       | VX-70 | VX-70=VX-70.mxf
            VX-70.mxf      | VX-7  |
            VX-7.mxf       |       |
            VX-7.mxf       | VX-7  | VX-7=Clip.mov
            VX-472/32.mp4  | VX-9  | VX-9=VX-473/32.mp4
            Clip B.mov     | VX-27 | VX-27=Clip.mov
            Clip.mov       | VX-27 | VX-27=Clip B.mov
            Clip B.mov     | VX-27 | VX-27=other/Clip B.mov
            Clip B.mov     |       | VX-27=Clip B.mov,VX-30=Clip B_lowres.mp4
            low.mp4        | VX-27 | VX-27=high.mp4,VX-30=low.mp4
            Clip B.mov     |       | VX-27=Clip B.mov,VX-27=Clip B.mov
            """)
    void whatMayBeAnotherFileIsLeftAlone(String name, String fileId, String paths) {
        job("VX-5", data(fileId, paths));

        assertThat(find(name)).isEqualTo(MamJob.without(Fate.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "bitmovin-mp4,other", "BITMOVIN-MP4", ""})
    void aJobToAnotherShapeTagIsLeftAlone(String tags) {
        job("VX-5", Map.of("tags", tags, "fileId", "VX-7"));

        assertThat(find("VX-7.mxf").fate()).isEqualTo(Fate.NONE);
    }

    @Test
    void twoValuesOfOneFieldFitNothing() {
        ObjectNode job = job("VX-5", Map.of("tags", TAG, "fileId", "VX-7"));
        ((ArrayNode) job.get("data")).addObject().put("key", "tags").put("value", "other");

        assertThat(find("VX-7.mxf").fate()).isEqualTo(Fate.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-24T06:00:01Z", "2026-11-24T07:30:00+01:00", "yesterday", ""})
    void aJobThatBeganAfterTheUploadOrNobodyKnowsWhenWaitsForAnother(String started) {
        job("VX-5", data("VX-7", null)).put("started", started);

        assertThat(find("VX-7.mxf").fate()).isEqualTo(Fate.NONE);
    }

    @Test
    void ofSeveralNoneIsTaken() {
        job("VX-5", data("VX-7", null));
        job("VX-6", data("VX-7", null)).put("status", "WAITING");

        assertThat(find("VX-7.mxf")).isEqualTo(MamJob.without(Fate.SEVERAL));
    }

    @Test
    void ofAListThatIsNotCompleteNoneIsTaken() {
        job("VX-5", data("VX-7", null));
        list.put("hits", 2);

        assertThat(find("VX-7.mxf")).isEqualTo(MamJob.without(Fate.SEVERAL));
    }

    @ParameterizedTest
    @CsvSource({
        "FINISHED, NONE",
        "FINISHED_WARNING, NONE",
        "FINISHED_TOTAL, NONE",
        "FAILED_TOTAL, NONE",
        "ABORTED, NONE",
        "ABORT_PENDING, ENDING",
        "ABORTED_PENDING, ENDING",
        "READY, UNCLEAR",
        "WAITING, UNCLEAR",
        "HOLD, UNCLEAR",
        "VIDINET_JOB, UNCLEAR",
        "SLEEPING, UNCLEAR",
        "'', UNCLEAR"
    })
    void onlyAJobThatSurelyRunsMayBeAborted(String state, Fate fate) {
        job("VX-5", data("VX-7", null)).put("status", state);

        assertThat(find("VX-7.mxf").fate()).isEqualTo(fate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "VX-5/../VX-6", "VX-5?id=VX-6", "5", "VX-5\n"})
    void anIdThatIsNoneIsNotAborted(String id) {
        job(id, data("VX-7", null));

        assertThat(find("VX-7.mxf").fate()).isEqualTo(Fate.UNCLEAR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLACEHOLDER_IMPORT", "", "transcode"})
    void aJobOfAnotherTypeIsLeftAlone(String type) {
        job("VX-5", data("VX-7", null)).put("type", type);

        assertThat(find("VX-7.mxf").fate()).isEqualTo(Fate.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"job\":null}", "{\"job\":{}}", "{\"job\":[7,[],{}]}", "[]", "7"})
    void anAnswerOfAnotherFormFitsNothing(String answer) throws JsonProcessingException {
        assertThat(MamJob.of(JSON.readTree(answer), "VX-7.mxf", TAG, UPLOADED).fate())
                .isEqualTo(Fate.NONE);
    }

    private MamJob find(String name) {
        return MamJob.of(list, name, TAG, UPLOADED);
    }

    private static Map<String, String> data(String fileId, String paths) {
        Map<String, String> data = new HashMap<>(Map.of("tags", TAG));
        if (fileId != null) {
            data.put("fileId", fileId);
        }
        if (paths != null) {
            data.put("filePathMap", paths);
        }
        return data;
    }

    private ObjectNode job(String id, Map<String, String> data) {
        ObjectNode job = jobs.addObject()
                .put("jobId", id)
                .put("type", "TRANSCODE")
                .put("status", "STARTED")
                .put("started", "2026-11-24T05:59:00.900Z");
        ArrayNode fields = job.putArray("data");
        data.forEach((key, value) -> fields.addObject().put("key", key).put("value", value));
        return job;
    }
}
