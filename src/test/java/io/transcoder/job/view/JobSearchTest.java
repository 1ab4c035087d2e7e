package io.transcoder.job.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class JobSearchTest {
    @Test
    void aWholeKeyIsThatKeyAlsoWhereAFileInAFolderIsCalledSo() {
        try (var bench = LedgerBench.start()) {
            Upload atTheRoot = bench.upload("VX-7.mxf", "media");
            bench.claimed(atTheRoot, 1, "enc-1");
            Upload inAFolder = bench.upload("in/VX-7.mxf", "media");
            bench.claimed(inAFolder, 1, "enc-2");
            var search = new JobSearch(bench.ledger(), LedgerBench.SOURCES);

            JobSearch.Found found = search.find("VX-7.mxf");

            assertThat(found.jobs()).extracting(JobHistory::jobId).containsExactly(atTheRoot.id());
            assertThat(found.keys()).isEmpty();
            assertThat(search.find("VX-7").keys()).containsExactlyInAnyOrder("VX-7.mxf", "in/VX-7.mxf");
        }
    }

    @Test
    void aRefusedRecordIsNamedAndKeepsNoOtherJobOfItsNameBack() {
        try (var bench = LedgerBench.start()) {
            Upload sound = bench.upload("in/VX-7.mxf", "media");
            bench.claimed(sound, 1, "enc-1");
            Upload older = refused(bench, "in/VX-7.mxf");
            var search = new JobSearch(bench.ledger(), LedgerBench.SOURCES);

            JobSearch.Found found = search.find("VX-7");

            assertThat(found.jobs()).extracting(JobHistory::jobId).containsExactlyInAnyOrder(sound.id(), older.id());
            assertThat(found.note()).startsWith("A job is left out: ").contains(older.id() + "/1.claim");
            assertThat(found.keys())
                    .as("another version of the key is no other key")
                    .isEmpty();

            Upload other = refused(bench, "other/VX-7.mxf");
            assertThat(search.find("VX-7").keys())
                    .as("the name may mean the other")
                    .containsExactly("in/VX-7.mxf");
            assertThat(search.find("VX-7").note()).contains(other.id());

            Upload alone = refused(bench, "in/VX-8.mxf");
            assertThat(search.find("VX-8").jobs()).isEmpty();
            assertThat(search.find("VX-8").note()).contains(alone.id() + "/1.claim");
        }
    }

    private static Upload refused(LedgerBench bench, String key) {
        Upload upload = LedgerBench.pointed(key).seenAs(new Source("refused", null, Instant.EPOCH, 5));
        bench.claimed(upload, 1, "enc-refused");
        bench.put(upload.id() + "/1.claim", "{}x");
        return upload;
    }

    /** Files that are named by the day have one name up to the first dot. */
    @Test
    void aJobIsFoundByItsNameThoughMoreThanAHundredNewerOnesBeginSo() {
        try (var bench = LedgerBench.start()) {
            Map<String, Upload> uploads = new ConcurrentHashMap<>();
            AtOnce.each(8, IntStream.range(0, JobSearch.MOST + 2).boxed().toList(), i -> {
                String key = (i % 2 == 0 ? "in/" : "") + "2026.11.30." + i + ".mxf";
                Upload upload = LedgerBench.pointed(key).seenAs(new Source("e" + i, null, Instant.EPOCH, 5));
                bench.claimed(upload, 1, "enc-" + i);
                uploads.put(upload.id(), upload);
            });
            var search = new JobSearch(bench.ledger(), LedgerBench.SOURCES);

            for (String id : bench.ledger().called("2026").subList(JobSearch.MOST, uploads.size())) {
                JobSearch.Found found = search.find(uploads.get(id).name());
                assertThat(found.jobs()).extracting(JobHistory::jobId).containsExactly(id);
                assertThat(found.keys()).isEmpty();
            }
        }
    }
}
