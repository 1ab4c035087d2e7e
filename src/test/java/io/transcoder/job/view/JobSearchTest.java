package io.transcoder.job.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.upload.Upload;
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
}
