package io.transcoder.setup.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.Wiretap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** In a bucket whose versioning is suspended, a DELETE leaves a marker without an id, which goes by the text null. */
@Tag("slow")
class StoreChecksTest {
    private static final String KEY = "in/._transcoder-live-1.mp4";

    @Test
    void aBucketWhoseVersioningIsSuspendedIsAsAssumedAndNoMarkerStays() {
        try (SandboxStore store = SandboxStore.start();
                Wiretap wire = Wiretap.start("s3", store.endpoint());
                S3Client s3 = SandboxStore.clientOf(wire.endpoint())) {
            store.createBucket("sources");
            wire.on(request -> request.path().endsWith("?versioning"))
                    .always()
                    .answer(
                            200,
                            Map.of(),
                            "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>");
            wire.on(request -> request.method().equals("DELETE"))
                    .always()
                    .answer(204, Map.of("x-amz-delete-marker", "true", "x-amz-version-id", "null"), "");
            wire.on(request -> request.path().contains("?versions")).always().answer(200, Map.of(), """
                            <ListVersionsResult><IsTruncated>false</IsTruncated><DeleteMarker><Key>in/._transcoder-live-1.mp4</Key><VersionId>null</VersionId>
                            <LastModified>2026-03-01T10:00:00Z</LastModified></DeleteMarker></ListVersionsResult>""");

            Fact fact = new StoreChecks(s3, "sources", "any", "sources", KEY)
                    .all().stream()
                            .filter(check -> check.name().equals("versioning"))
                            .findFirst()
                            .orElseThrow()
                            .fact();
            new Leftovers(s3).remove("sources", "in/");

            assertThat(fact.verdict()).as(fact.line()).isEqualTo(Fact.Verdict.HOLDS);
            assertThat(wire.calls()).anyMatch(call -> call.path().endsWith(KEY + "?versionId=null"));
        }
    }
}
